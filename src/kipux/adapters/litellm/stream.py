"""Reading a response within its time."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

import httpx

from kipux.adapters.litellm.sse import EventParser

MAX_EVENT_BYTES = 8 * 1024 * 1024  # an image that a model made comes as one event
MAX_ANSWER_BYTES = 64 * 1024 * 1024


class TooLong(ValueError):
    """The body passed the limit."""


class Patience:
    """How long to wait: until `first_seconds` from now for the first word, then `next_seconds` from each to the next."""

    def __init__(self, first_seconds: float, next_seconds: float) -> None:
        self._now = asyncio.get_running_loop().time
        self._next_seconds = next_seconds
        self.until = self._now() + first_seconds

    def renew(self) -> None:
        """Something was said."""
        self.until = self._now() + self._next_seconds


async def payloads_of(response: httpx.Response, parser: EventParser, patience: Patience) -> AsyncGenerator[list[bytes]]:
    """The data of the events that came together, batch after batch.

    Raises `TimeoutError`, `TooLong` and `EventTooLong`, and what the connection raises.
    """
    async with aclosing(_bytes_of(response, patience)) as body:
        async for received in body:
            if payloads := parser.feed(received):
                yield payloads
    if payloads := parser.end():
        yield payloads


async def whole_of(response: httpx.Response, patience: Patience) -> bytes:
    """The whole body. Raises `TimeoutError`, `TooLong`, and what the connection raises."""
    async with aclosing(_bytes_of(response, patience)) as body:
        return b"".join([received async for received in body])


async def _bytes_of(response: httpx.Response, patience: Patience) -> AsyncGenerator[bytes]:
    total = 0
    body = _unpacked(response)
    while True:
        async with asyncio.timeout_at(patience.until):
            received = await anext(body, None)
        if received is None:
            return
        total += len(received)
        if total > MAX_ANSWER_BYTES:
            raise TooLong
        yield received


def _unpacked(response: httpx.Response) -> AsyncIterator[bytes]:
    """The body's bytes; straight from the transport where nothing packs them, which is a tenth of the cost of reading."""
    if "content-encoding" in response.headers or not isinstance(response.stream, httpx.AsyncByteStream):
        return response.aiter_bytes()
    return aiter(response.stream)
