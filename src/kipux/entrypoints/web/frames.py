"""The events of a reply as `text/event-stream` frames, written by hand because this is the hot path."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

import msgspec

from kipux.application.ports.event_log import START, Entry
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
from kipux.entrypoints.web.i18n import Translator
from kipux.entrypoints.web.problems import problem_of_failure
from kipux.entrypoints.web.views.messages import SentView, message_path
from kipux.entrypoints.web.views.money import money
from kipux.entrypoints.web.views.steps import SourceView, StepView

_NAMES: Final[Mapping[type[ReplyEvent], bytes]] = {
    TextDelta: b"text",
    ReasoningDelta: b"reasoning",
    ToolProgress: b"tool",
    SourcesFound: b"sources",
    TitleSet: b"title",
    UsageReported: b"usage",
    Done: b"done",
}
_encode = msgspec.json.Encoder().encode


class Frames:
    """Writes the entries of one reply as frames, in one person's language."""

    def __init__(self, reply_id: UUID, speech: Translator) -> None:
        self._path = message_path(reply_id)
        self._speech = speech

    def frame(self, entry: Entry) -> bytes:
        """One event with its id."""
        name, data = _NAMES[type(entry.event)], self._data(entry.event)
        return b"id: %b\nevent: %b\ndata: %b\n\n" % (str(entry.cursor).encode(), name, data)

    def _data(self, event: ReplyEvent) -> bytes:
        match event:
            case TextDelta() | ReasoningDelta():
                return b'{"delta":%b}' % _encode(event.text)
            case UsageReported():
                return _encode(_usage(event))
            case ToolProgress(step):
                return _encode(StepView.of(step, self._speech))
            case SourcesFound(sources):
                return _encode({"items": [SourceView.of(source) for source in sources]})
            case Done():
                return _encode(self._done(event))
        return _encode(event)

    def _done(self, event: Done) -> dict[str, object]:
        error = event.failure and problem_of_failure(self._speech, event.failure, self._path)
        return {"status": event.status, "error": error}


def sent_frame(sent: SentView) -> bytes:
    """What begins the stream that answers a message: the same as the JSON answer."""
    return b"id: %b\nevent: sent\ndata: %b\n\n" % (str(START).encode(), _encode(sent))


def _usage(event: UsageReported) -> dict[str, object]:
    return {
        "input_tokens": event.usage.input_tokens,
        "output_tokens": event.usage.output_tokens,
        "cached_tokens": event.usage.cached_tokens,
        "reasoning_tokens": event.usage.reasoning_tokens,
        "cost": money(event.cost),
        "first_token_ms": event.timing.first_token_ms,
        "reasoning_ms": event.timing.reasoning_ms,
        "duration_ms": event.timing.duration_ms,
        "model": event.model,
    }
