"""A small HTTP server for one test or many: a function says what it answers, and every request is kept."""

import select
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

_PATIENCE_S = 20.0


@dataclass(frozen=True)
class Request:
    """What was asked. `connection` tells connections apart; `has_left` waits until who asked has closed it. The names of
    `headers` are as they came.
    """

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    connection: int
    has_left: Callable[[], bool]
    method: str = "GET"
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    """What is answered; with `broken_off` the connection is closed without a word. `pieces` come after the body, without a length
    told before, until there are no more or who asked has left.
    """

    body: bytes = b""
    media_type: str = "application/json"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    broken_off: bool = False
    pieces: Iterable[bytes] | None = None


class WebServer:
    """`answer` may be changed at any time; `seen` holds the requests."""

    def __init__(self, answer: Callable[[Request], Answer]) -> None:
        self.answer = answer
        self.seen: list[Request] = []
        self._server = _Server(("127.0.0.1", 0), _handler_of(self))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def web_server(answer: Callable[[Request], Answer]) -> Iterator[WebServer]:
    """One that runs for as long as this takes."""
    server = WebServer(answer)
    server.start()
    try:
        yield server
    finally:
        server.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False


def _handler_of(server: WebServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(url.query, keep_blank_values=True).items()}
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            request = Request(
                url.path, query, dict(self.headers), self.client_address[1], self.has_left, self.command, body
            )
            server.seen.append(request)
            answer = server.answer(request)
            if answer.broken_off:
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in {"content-type": answer.media_type, **answer.headers}.items():
                self.send_header(name, value)
            if answer.pieces is None:
                self.send_header("content-length", str(len(answer.body)))
            else:
                self.send_header("connection", "close")
            self.end_headers()
            self.wfile.write(answer.body)
            for piece in answer.pieces or ():
                self.wfile.write(piece)

        do_POST = do_GET  # noqa: N815 - the name that http.server looks for

        def has_left(self) -> bool:
            readable, _, _ = select.select([self.connection], [], [], _PATIENCE_S)
            return bool(readable) and self.connection.recv(1) == b""

        def handle(self) -> None:
            try:
                super().handle()
            except (ConnectionError, TimeoutError):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Not one word."""

    return Handler
