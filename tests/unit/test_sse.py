"""The event stream's frames, and the one who writes them."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import pytest
from litestar.types import Message, Receive

from kipux.application.ports.event_log import START, Cursor, Entry
from kipux.domain.errors import Unavailable
from kipux.domain.events import (
    Done,
    ReasoningDelta,
    ReplyEvent,
    SourcesFound,
    TextDelta,
    TitleSet,
    ToolProgress,
    UsageReported,
)
from kipux.domain.message import Failure, MessageStatus, Source, Timing, Usage
from kipux.domain.step import Step, StepStatus
from kipux.entrypoints.web.frames import Frames
from kipux.entrypoints.web.i18n import translator
from kipux.entrypoints.web.sse import KEEP_ALIVE, Entries, EventStream, cursor_of

REPLY = UUID("018f0000-0000-7000-8000-000000000001")
FRAMES = Frames(REPLY, translator("en"))
DONE = Entry(Cursor(2, 3), Done(MessageStatus.COMPLETE))
HEY = Entry(Cursor(1, 3), TextDelta("Hey"))


def data_of(event: ReplyEvent) -> tuple[str, Any]:
    head, name, data = FRAMES.frame(Entry(Cursor(7, 5, 3), event)).decode().removesuffix("\n\n").split("\n")
    assert head == "id: 7.5.3"
    return name.removeprefix("event: "), msgspec.json.decode(data.removeprefix("data: "))


@pytest.mark.parametrize("text", ["plain", "two\nlines\r\n", 'quo"te\\', "ñ 🪢 \u2028", "\0", "data: x\n\nid: 9"])
def test_a_delta_is_one_line_whatever_it_holds(text: str) -> None:
    assert data_of(TextDelta(text)) == ("text", {"delta": text})
    assert data_of(ReasoningDelta(text)) == ("reasoning", {"delta": text})


def test_every_event_has_the_shape_that_was_promised() -> None:
    step = Step("s1", "web_search", StepStatus.FINISHED, "quipu", 6, 1840, ("page_timeout",))
    assert data_of(ToolProgress(step)) == (
        "tool",
        {
            "id": "s1",
            "name": "web_search",
            "status": "finished",
            "label": "Searched “quipu”",
            "detail": "6 sources · 1.8s · a page did not come in time",
            "facts": "6 sources · 1.8s",
            "missing": ["a page did not come in time"],
            "sources": [],
        },
    )
    source = {
        "n": 1,
        "url": "https://a.example",
        "title": "A",
        "site": "a.example",
        "snippet": "…",
        "published_on": "2026-01-02",
        "read_at": None,
    }
    told = Source(1, "https://a.example", "A", "a.example", "…", date(2026, 1, 2), passages=("for the model",))
    assert data_of(SourcesFound((told,))) == (
        "sources",
        {"items": [source]},
    )
    assert data_of(TitleSet("T")) == ("title", {"title": "T"})
    assert data_of(UsageReported("m", Usage(1, 2, 3, 4), Decimal("0.0000001500"), Timing(5, 6, 7))) == (
        "usage",
        {
            "input_tokens": 1,
            "output_tokens": 2,
            "cached_tokens": 3,
            "reasoning_tokens": 4,
            "cost": "0.00000015",
            "first_token_ms": 5,
            "reasoning_ms": 6,
            "duration_ms": 7,
            "model": "m",
        },
    )
    assert data_of(Done(MessageStatus.STOPPED)) == ("done", {"status": "stopped", "error": None})


def test_a_failure_is_told_as_a_problem_with_the_request_that_asked() -> None:
    failure = Failure("provider_down", {}, "abcd")
    name, data = data_of(Done(MessageStatus.FAILED, failure))
    assert (name, data["status"]) == ("done", "failed")
    assert data["error"]["type"] == "urn:kipux:problem:provider_down"
    assert data["error"]["request_id"] == "abcd"
    assert data["error"]["instance"] == f"/api/messages/{REPLY}"


def test_a_cursor_of_ours_is_taken_back_and_anything_else_is_the_start() -> None:
    assert cursor_of("7.5.3") == Cursor(7, 5, 3)
    assert [cursor_of(value) for value in (None, "", "x", "7", "7.5.x")] == [START] * 5


class Wire:
    """What an ASGI server would see."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.ended = False
        self.grown = asyncio.Event()
        self.left = asyncio.Event()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.body":
            self.sent.append(message["body"])
            self.ended = not message["more_body"]
            self.grown.set()

    async def receive(self) -> object:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def until_sent(self, data: bytes) -> None:
        async with asyncio.timeout(5):
            while data not in b"".join(self.sent):
                self.grown.clear()
                await self.grown.wait()


async def stream(wire: Wire, entries: Entries, silence_s: float = 15) -> None:
    receive: Receive = wire.receive  # type: ignore[assignment]  # one message of those it may give
    await EventStream(FRAMES, entries, b"", silence_s).to_asgi_response()({}, receive, wire.send)  # type: ignore[arg-type]  # no scope is read


async def test_it_begins_at_once_and_ends_after_the_last_entry() -> None:
    async def entries() -> AsyncGenerator[Entry, None]:
        yield HEY
        yield DONE

    wire = Wire()
    await stream(wire, entries())
    assert wire.sent == [b"retry: 1000\n: kipux\n\n", FRAMES.frame(HEY), FRAMES.frame(DONE), b""]
    assert wire.ended


async def test_silence_is_filled_with_comments_and_nothing_is_lost_meanwhile() -> None:
    go_on = asyncio.Event()

    async def entries() -> AsyncGenerator[Entry, None]:
        await go_on.wait()
        yield DONE

    wire = Wire()
    streaming = asyncio.create_task(stream(wire, entries(), silence_s=0.001))
    await wire.until_sent(KEEP_ALIVE * 3)
    go_on.set()
    await streaming
    assert wire.sent[-2:] == [FRAMES.frame(DONE), b""]


async def test_a_log_that_goes_away_ends_the_stream_without_done() -> None:
    async def entries() -> AsyncGenerator[Entry, None]:
        yield HEY
        raise Unavailable

    wire = Wire()
    await stream(wire, entries())
    assert wire.sent[1:] == [FRAMES.frame(HEY), b""]
    assert wire.ended


async def test_a_reader_who_leaves_closes_the_reading() -> None:
    closed = asyncio.Event()

    async def entries() -> AsyncGenerator[Entry, None]:
        try:
            yield HEY
            await asyncio.Event().wait()
        finally:
            closed.set()

    wire = Wire()
    streaming = asyncio.create_task(stream(wire, entries()))
    await wire.until_sent(FRAMES.frame(HEY))
    wire.left.set()
    await streaming
    assert closed.is_set()
    assert not wire.ended
