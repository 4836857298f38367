"""What becomes of units of work when the server goes away and comes back."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from sqlalchemy import text

from kipux.adapters.postgres.database import Database
from kipux.adapters.postgres.migrate import upgrade
from kipux.adapters.postgres.probe import PostgresProbe
from kipux.adapters.postgres.session_store import PostgresSessionStore
from kipux.adapters.postgres.unit_of_work import PostgresUnitOfWork
from kipux.domain.errors import Unavailable
from tests.factories import ALICE, NOW, a_user
from tests.services.restartable import RestartableServer


@pytest.fixture
async def own_database(restartable_postgres: RestartableServer) -> AsyncIterator[Database]:
    await upgrade(restartable_postgres.url)
    database = Database(restartable_postgres.url)
    yield database
    await database.close()


async def register(database: Database) -> None:
    async with PostgresUnitOfWork(database) as work:
        await work.users.add(a_user())
        await work.commit()


async def count(database: Database) -> int:
    async with database.engine.connect() as connection:
        return int(await connection.scalar(text("SELECT count(*) FROM users")) or 0)


async def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


async def test_connections_that_a_restart_broke_are_replaced_unseen(
    restartable_postgres: RestartableServer, own_database: Database
) -> None:
    await asyncio.gather(*(register(own_database) for _ in range(5)))
    async with own_database.engine.connect() as connection:
        driver_connection = (await connection.get_raw_connection()).driver_connection
    assert driver_connection is not None
    restartable_postgres.stop()
    restartable_postgres.start()
    await until(driver_connection.is_closed)
    await asyncio.gather(*(register(own_database) for _ in range(5)))
    assert await count(own_database) == 10


async def test_what_a_restart_interrupts_is_unavailable_and_undone_and_the_next_works(
    restartable_postgres: RestartableServer, own_database: Database
) -> None:
    async def interrupted(last: Callable[[PostgresUnitOfWork], Awaitable[None]]) -> None:
        async with PostgresUnitOfWork(own_database) as work:
            await work.users.add(a_user())
            restartable_postgres.stop()
            restartable_postgres.start()
            await last(work)

    for last in (lambda work: work.users.add(a_user()), lambda work: work.commit()):
        with pytest.raises(Unavailable):
            await interrupted(last)
        await register(own_database)
    assert await count(own_database) == 2


async def test_nothing_answers_while_the_server_is_away_and_everything_does_afterwards(
    restartable_postgres: RestartableServer, own_database: Database
) -> None:
    sessions, probe = PostgresSessionStore(own_database), PostgresProbe(own_database)
    questions: list[Callable[[], Awaitable[object]]] = [
        lambda: register(own_database),
        lambda: sessions.find("key", NOW),
        lambda: sessions.end_all(ALICE),
        probe.check,
    ]
    await register(own_database)
    restartable_postgres.stop()
    for question in questions * 2:
        with pytest.raises(Unavailable):
            await question()
    restartable_postgres.start()
    for question in questions:
        await question()


async def test_the_probe_tells_the_versions_and_the_schema(database: Database) -> None:
    answer = await PostgresProbe(database).check()
    version, schema, vector = answer.split(", ")
    assert version.startswith("PostgreSQL ")
    assert schema == "schema current"
    assert vector.startswith("pgvector ")
