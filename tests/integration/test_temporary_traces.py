"""Nothing of a temporary conversation stays on the real stores, however it ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from redis.asyncio import Redis
from sqlalchemy import text

from kipux.adapters.postgres.database import Database
from kipux.domain.temporary import IDLE, LEFT
from tests.integration.living import LiveApp, running
from tests.integration.test_api_temporary import SECRET, begun
from tests.unit.house import SteppedClock

MOMENT = timedelta(seconds=1)


@asynccontextmanager
async def on_servers(database_url: str, redis_url: str, clock: SteppedClock) -> AsyncIterator[LiveApp]:
    async with running(database_url, clock, redis_url=redis_url) as app:
        yield app


async def rows_with(database_url: str, *traces: str) -> list[str]:
    """Every row of every table in which one of these stands."""
    database = Database(database_url)
    async with database.engine.connect() as connection:
        names = await connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        rows = [
            str(row[0])
            for name in names.scalars()
            for row in await connection.execute(text(f'SELECT t::text FROM "{name}" t'))
        ]
    await database.close()
    return [row for row in rows if any(trace in row for trace in traces)]


async def keys_with(redis_url: str, *traces: str) -> list[str]:
    """Every key of Redis that has one of these in its name or in what it holds; others may have left what is no text."""
    async with Redis.from_url(redis_url, decode_responses=True, encoding_errors="backslashreplace") as redis:
        found = []
        async for key in redis.scan_iter():
            held = str(await redis.xrange(key)) if await redis.type(key) == "stream" else ""
            if any(trace in key + held for trace in traces):
                found.append(key)
        return found


@pytest.mark.parametrize("way", ["api", "page", "left", "idle"])
async def test_after_its_end_no_row_and_no_key_of_it_is_left(database_url: str, redis_url: str, way: str) -> None:
    clock, words = SteppedClock(), f"{SECRET} {uuid4().hex}"
    async with on_servers(database_url, redis_url, clock) as app, app.person() as ada:
        sent = await begun(ada, words)
        conversation = sent["conversation"]["id"]
        again = await ada.said("POST", f"/api/messages/{sent['reply']['id']}/regenerate", 202)
        await ada.events(again["events"])
        deleted = await ada.ask("Otra pregunta", conversation)
        await ada.events(deleted["events"])
        await ada.said("DELETE", f"/api/messages/{deleted['reply']['id']}", 204)
        traces = (
            words,
            conversation,
            *(each["reply"]["id"] for each in (sent, again, deleted)),
            sent["user_message"]["id"],
        )
        assert await rows_with(database_url, *traces)
        assert await keys_with(redis_url, *traces)
        spent = (await ada.said("GET", "/api/me/spending", 200))["month"]

        path = f"/api/conversations/{conversation}"
        if way == "api":
            await ada.said("DELETE", path, 204)
        if way == "page":
            form = {"_csrf": ada.http.headers["x-csrf-token"]}
            answer = await ada.http.post(f"/chat/{conversation}/end", data=form)
            assert (answer.status_code, answer.headers["location"]) == (303, "/chat")
        if way == "left":
            await ada.said("POST", f"{path}/visit", 204, {"view": "a", "here": True})
            await ada.said("POST", f"{path}/visit", 204, {"view": "a", "here": False})
            clock.time += LEFT + MOMENT
        if way == "idle":
            clock.time += IDLE + MOMENT
        await app.container.purge_deleted()()
        await ada.said("GET", path, 404)
        await ada.said("POST", f"{path}/restore", 404)
        assert await rows_with(database_url, *traces) == []
        assert await keys_with(redis_url, *traces) == []
        assert (await ada.said("GET", "/api/me/spending", 200))["month"] == spent


async def test_it_goes_though_the_process_was_killed_meanwhile(database_url: str, redis_url: str) -> None:
    clock = SteppedClock()
    async with on_servers(database_url, redis_url, clock) as app, app.person() as ada:
        sent = await begun(ada)
    clock.time += IDLE + MOMENT
    traces = (sent["conversation"]["id"], sent["reply"]["id"])
    async with on_servers(database_url, redis_url, clock), asyncio.timeout(10):
        while await rows_with(database_url, *traces) or await keys_with(redis_url, *traces):
            await asyncio.sleep(0.02)
