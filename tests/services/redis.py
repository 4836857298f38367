"""A real Redis: the one that `KIPUX_TEST_REDIS_URL` names, or `redis-server` started for this run."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as NotThere

from kipux.adapters.redis.connection import RedisConnection, connect
from kipux.adapters.redis.session_store import RedisSessionStore
from tests.services import missing

_READY_S = 15.0


class RedisServer:
    """`redis-server` on a socket in a folder of its own; it can be stopped and started again, empty, by a test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"unix://{folder / 'r.sock'}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        log = (self.folder / "log").open("ab")
        words = ["--port", "0", "--unixsocket", "r.sock", "--unixsocketperm", "600", "--save", "", "--appendonly", "no"]
        with log:
            self._process = subprocess.Popen(["redis-server", *words], cwd=self.folder, stdout=log, stderr=log)
        _wait_until_ready(self.url, self._process, self.folder / "log")

    def signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Where a Redis listens that belongs to the tests: each may empty it."""
    if given := os.environ.get("KIPUX_TEST_REDIS_URL"):
        yield given
        return
    with _own_server() as server:
        yield server.url


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """A server for one test alone, that it may stop and start."""
    with _own_server() as server:
        yield server


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[RedisConnection]:
    """Connections to an empty Redis, which is empty again after the test."""
    connection = connect(redis_url)
    await connection.commands.flushdb()
    yield connection
    await connection.commands.flushdb()
    await connection.close()


@pytest.fixture
def redis_session_store(redis: RedisConnection) -> RedisSessionStore:
    return RedisSessionStore(redis)


@contextmanager
def _own_server() -> Iterator[RedisServer]:
    if shutil.which("redis-server") is None:
        missing("redis-server is not on the PATH (Debian: apt-get install redis-server)")
    with tempfile.TemporaryDirectory(prefix="kipux-redis-") as folder:
        server = RedisServer(Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.stop()


def _wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _READY_S
    with Redis.from_url(url) as client:
        while True:
            try:
                client.ping()
            except NotThere:
                if process.poll() is not None or time.monotonic() > deadline:
                    pytest.fail(f"redis-server did not start: {log.read_text()[-2000:]}")
                time.sleep(0.02)
            else:
                return
