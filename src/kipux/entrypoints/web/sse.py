"""The event stream: sends the entries of a reply's log to one reader."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, Final

from litestar import Response
from litestar.response.base import ASGIResponse
from litestar.status_codes import HTTP_200_OK
from litestar.types import HTTPResponseBodyEvent, Receive, Send

from kipux.application.ports.event_log import START, Cursor, Entry
from kipux.domain.errors import NotFound, Unavailable
from kipux.entrypoints.web.frames import Frames

logger = logging.getLogger(__name__)

EVENT_STREAM: Final = "text/event-stream"
KEEP_ALIVE: Final = b": keep-alive\n\n"
_HELLO: Final = b"retry: 1000\n: kipux\n\n"
_HEADERS: Final = {"cache-control": "no-store", "x-accel-buffering": "no"}
KEEP_ALIVE_AFTER_S: Final = 15.0

Entries = AsyncGenerator[Entry, None]


def cursor_of(last_event_id: str | None) -> Cursor:
    """The place after which a client wants to go on; the start for anything that we did not say."""
    return (Cursor.parse(last_event_id) if last_event_id else None) or START


class EventStream(Response[Any]):  # whatever type the other answer of its handler has
    """Sends a reply's entries as they come, after `first`, and a comment after each `silence_s` seconds without any.

    A reader who leaves ends the reading and nothing else. When the log goes away the stream just ends, without `done`: the
    client comes back with its `Last-Event-ID`.
    """

    def __init__(
        self, frames: Frames, entries: Entries, first: bytes = b"", silence_s: float = KEEP_ALIVE_AFTER_S
    ) -> None:
        super().__init__(None, media_type=EVENT_STREAM, status_code=HTTP_200_OK)
        self._streaming = _Streaming(frames, entries, first, silence_s)

    def to_asgi_response(self, *_: object, **__: object) -> ASGIResponse:
        """The stream itself; it has no headers but its own."""
        return self._streaming


class _Streaming(ASGIResponse):
    _should_set_content_length = False

    def __init__(self, frames: Frames, entries: Entries, first: bytes, silence_s: float) -> None:
        super().__init__(headers=_HEADERS, media_type=EVENT_STREAM)
        self._frames = frames
        self._entries = entries
        self._first = first
        self._silence_s = silence_s
        self._written_at = 0.0

    async def send_body(self, send: Send, receive: Receive) -> None:
        """Two tasks for the whole stream: one writes, one waits for the reader to leave. None for an event."""
        tasks = {asyncio.create_task(self._write(send)), asyncio.create_task(_until_left(receive))}
        try:
            await self._watch(tasks, send)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _watch(self, tasks: set[asyncio.Task[None]], send: Send) -> None:
        silence = self._silence_s
        while True:
            done, _ = await asyncio.wait(tasks, timeout=silence, return_when=asyncio.FIRST_COMPLETED)
            if done:
                return
            silence = self._silence_s - (time.monotonic() - self._written_at)
            if silence <= 0:
                await self._say(send, KEEP_ALIVE)
                silence = self._silence_s

    async def _write(self, send: Send) -> None:
        await self._say(send, _HELLO + self._first)
        try:
            async with aclosing(self._entries) as entries:
                async for entry in entries:
                    await self._say(send, self._frames.frame(entry))
        except (Unavailable, NotFound) as error:  # the log went away, or the conversation did
            logger.info("A stream ended early: %s", error.code)
        except Exception:
            logger.exception("A stream broke")
        await send(HTTPResponseBodyEvent(type="http.response.body", body=b"", more_body=False))

    async def _say(self, send: Send, data: bytes) -> None:
        self._written_at = time.monotonic()
        await send(HTTPResponseBodyEvent(type="http.response.body", body=data, more_body=True))


async def _until_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
