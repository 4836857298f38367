"""A site that says whatever a test tells it, byte for byte, and remembers who came."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from ssl import SSLContext

CHUNKED = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked\r\n\r\n"

Answer = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]


def page(
    body: bytes = b"", *, status: str = "200 OK", media_type: str = "text/html; charset=utf-8", head: str = ""
) -> bytes:
    """A whole answer. `head` are further header lines, each with its end."""
    kind = f"content-type: {media_type}\r\n" if media_type else ""
    return f"HTTP/1.1 {status}\r\n{kind}content-length: {len(body)}\r\n{head}\r\n".encode() + body


def moved(location: str, status: str = "302 Found") -> bytes:
    return page(status=status, head=f"location: {location}\r\n")


@dataclass
class PlainSite:
    """`answers` by path, 404 elsewhere; `heads` are the requests as they came. `connections` counts those that were opened."""

    host: str
    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    heads: list[str] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.heads.append(head)
            answer = self.answers.get(head.split(" ")[1], page(b"nothing here", status="404 Not Found"))
            if isinstance(answer, bytes):
                writer.write(answer)
                await writer.drain()
            else:
                await answer(writer)
        writer.close()


@asynccontextmanager
async def serving_site(
    host: str = "127.0.0.1", port: int = 0, ssl_context: SSLContext | None = None
) -> AsyncIterator[PlainSite]:
    site, tasks = PlainSite(host), set[asyncio.Task[None]]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        tasks.add(task)
        with suppress(asyncio.CancelledError):  # the test is over
            await site.serve(reader, writer)
        writer.transport.abort()

    server = await asyncio.start_server(serve, host, port, ssl=ssl_context)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
