"""One worker process, from outside.

Not the pool that anyio has: what comes back from a process that reads hostile bytes must not be unpickled, and such a process
should not have the keys in our environment.
"""

import asyncio
import os
import sys

import msgspec

from kipux.adapters.extraction.wire import HEAD, MOST_ANSWERED, Answer, framed
from kipux.domain.page import Fetched

_MODULE = "kipux.adapters.extraction.worker"
_ENVIRONMENT = (
    "PATH",
    "PYTHONPATH",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "SYSTEMROOT",
)


class WorkerBroke(Exception):
    """The process went away, or said what it may not."""


class WorkerProcess:
    """Reads one page at a time."""

    def __init__(
        self, process: asyncio.subprocess.Process, stdin: asyncio.StreamWriter, stdout: asyncio.StreamReader
    ) -> None:
        self._process = process
        self._stdin = stdin
        self._stdout = stdout
        self._is_idle = True

    @classmethod
    async def started(cls, memory_bytes: int) -> "WorkerProcess":
        """A new one, which may still be importing. Raises `WorkerBroke`."""
        try:
            return await cls._started(memory_bytes)
        except OSError as error:
            raise WorkerBroke("no process can be started") from error

    @classmethod
    async def _started(cls, memory_bytes: int) -> "WorkerProcess":
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            _MODULE,
            str(memory_bytes),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            start_new_session=True,  # who stops Kipux from a terminal lets replies end, and they read
        )
        if process.stdin is None or process.stdout is None:
            raise WorkerBroke("without pipes")
        return cls(process, process.stdin, process.stdout)

    @property
    def is_fit(self) -> bool:
        """Whether it lives and waits for a page."""
        return self._is_idle and self._process.returncode is None

    async def ask(self, fetched: Fetched) -> Answer:
        """What it reads. Raises `WorkerBroke`. Whoever stops waiting has to end it."""
        self._is_idle = False
        try:
            self._stdin.write(framed(msgspec.msgpack.encode(fetched)))
            await self._stdin.drain()
            size = HEAD.unpack(await self._stdout.readexactly(HEAD.size))[0]
            if size > MOST_ANSWERED:
                raise WorkerBroke("too long an answer")
            answer = msgspec.msgpack.decode(await self._stdout.readexactly(size), type=Answer)
        except (OSError, asyncio.IncompleteReadError, msgspec.MsgspecError, UnicodeError) as error:
            raise WorkerBroke(type(error).__name__) from error
        self._is_idle = not answer.retires
        return answer

    async def end(self) -> None:
        """Kill it, and wait until it is gone."""
        if self._process.returncode is None:
            self._process.kill()
        self._stdin.close()
        await self._process.wait()
