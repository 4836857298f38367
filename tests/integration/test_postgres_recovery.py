"""What becomes of units of work when the server goes away and comes back."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url, text

from kipux.adapters.embedded.errors import CannotStart
from kipux.adapters.embedded.postgres import EmbeddedPostgres
from kipux.adapters.postgres.database import Database
from kipux.adapters.postgres.migrate import upgrade
from kipux.adapters.postgres.probe import PostgresProbe
from kipux.adapters.postgres.session_store import PostgresSessionStore
from kipux.adapters.postgres.unit_of_work import PostgresUnitOfWork
from kipux.domain.errors import Unavailable
from tests.factories import ALICE, NOW, a_user
from tests.services import missing


class RestartableServer:
    """A server whose address outlives a restart, as a relay stands before it."""

    url: str

    def __init__(self, folder: Path) -> None:
        self._server = EmbeddedPostgres(folder, durable=False)
        self._pumps: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Start it, and from now on listen at `url`."""
        self.start()
        self._relay = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        port = self._relay.sockets[0].getsockname()[1]
        self.url = self._target.set(port=port).render_as_string(hide_password=False)

    def start(self) -> None:
        self._target: URL = make_url(self._server.start())

    def stop(self) -> None:
        self._server.stop()

    async def close(self) -> None:
        self.stop()
        self._relay.close()
        await asyncio.gather(*self._pumps, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            answers, questions = await asyncio.open_connection(self._target.host, self._target.port)
        except OSError:
            writer.close()
            return
        for source, sink in ((reader, questions), (answers, writer)):
            pump = asyncio.create_task(_pump(source, sink))
            self._pumps.add(pump)
            pump.add_done_callback(self._pumps.discard)


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await source.read(65_536):
            sink.write(data)
            await sink.drain()
    sink.close()


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[RestartableServer]:
    server = RestartableServer(tmp_path)
    try:
        await server.open()
    except CannotStart as reason:
        missing(str(reason))
    yield server
    await server.close()


@pytest.fixture
async def own_database(server: RestartableServer) -> AsyncIterator[Database]:
    await upgrade(server.url)
    database = Database(server.url)
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
    server: RestartableServer, own_database: Database
) -> None:
    await asyncio.gather(*(register(own_database) for _ in range(5)))
    async with own_database.engine.connect() as connection:
        driver_connection = (await connection.get_raw_connection()).driver_connection
    assert driver_connection is not None
    server.stop()
    server.start()
    await until(driver_connection.is_closed)
    await asyncio.gather(*(register(own_database) for _ in range(5)))
    assert await count(own_database) == 10


async def test_what_a_restart_interrupts_is_unavailable_and_undone_and_the_next_works(
    server: RestartableServer, own_database: Database
) -> None:
    async def interrupted(last: Callable[[PostgresUnitOfWork], Awaitable[None]]) -> None:
        async with PostgresUnitOfWork(own_database) as work:
            await work.users.add(a_user())
            server.stop()
            server.start()
            await last(work)

    for last in (lambda work: work.users.add(a_user()), lambda work: work.commit()):
        with pytest.raises(Unavailable):
            await interrupted(last)
        await register(own_database)
    assert await count(own_database) == 2


async def test_nothing_answers_while_the_server_is_away_and_everything_does_afterwards(
    server: RestartableServer, own_database: Database
) -> None:
    sessions, probe = PostgresSessionStore(own_database), PostgresProbe(own_database)
    questions: list[Callable[[], Awaitable[object]]] = [
        lambda: register(own_database),
        lambda: sessions.find("key", NOW),
        lambda: sessions.end_all(ALICE),
        probe.check,
    ]
    await register(own_database)
    server.stop()
    for question in questions * 2:
        with pytest.raises(Unavailable):
            await question()
    server.start()
    for question in questions:
        await question()


async def test_the_probe_tells_the_versions_and_the_schema(database: Database) -> None:
    answer = await PostgresProbe(database).check()
    version, schema, vector = answer.split(", ")
    assert version.startswith("PostgreSQL ")
    assert schema == "schema current"
    assert vector.startswith("pgvector ")
