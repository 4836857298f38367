"""The web server: uvicorn, with our own beginning and end."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Iterator
from types import FrameType

import uvicorn

from kipux.entrypoints.cli.listener import url_of
from kipux.entrypoints.cli.stop_signals import stop_signals
from kipux.entrypoints.container import Container
from kipux.entrypoints.settings import Settings
from kipux.entrypoints.web.app import create_app

_SETTLING_SECONDS = 8
_DRAINING_SECONDS = 3


class Server(uvicorn.Server):
    """Says once that it is ready; at the end settles the replies being written before it hangs up on their readers."""

    def __init__(self, container: Container, settings: Settings) -> None:
        super().__init__(_config(container, settings))
        self._container = container

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open for requests, and say where."""
        await super().startup(sockets)
        for listener in sockets or []:
            print(f"Kipux is ready: {url_of(listener)}", flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """No new connections; settled replies end their readers' streams by themselves; then uvicorn's own end."""
        for server in self.servers:
            server.close()
        settled = asyncio.ensure_future(self._container.background().close(_SETTLING_SECONDS))
        while not settled.done() and not self.force_exit:
            await asyncio.wait([settled], timeout=0.1)
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn's, with SIGHUP, and without raising them again at the end: the command has more to stop."""
        with stop_signals(self.handle_exit):
            yield

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - a signal handler's signature
        """The first signal stops it in order; Ctrl+C once more, at once."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


def _config(container: Container, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(container),
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=_DRAINING_SECONDS,
    )
