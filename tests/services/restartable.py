"""A PostgreSQL server that goes away and comes back when told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

from kipux.adapters.embedded.errors import CannotStart
from kipux.adapters.embedded.postgres import EmbeddedPostgres
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
async def restartable_postgres(tmp_path: Path) -> AsyncIterator[RestartableServer]:
    """A server of this test's own, which it may stop and start."""
    server = RestartableServer(tmp_path / "restartable")
    try:
        await server.open()
    except CannotStart as reason:
        missing(str(reason))
    yield server
    await server.close()
