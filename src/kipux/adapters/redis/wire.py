"""How an entry of a reply's log is written down: a JSON array `[seq, text, reasoning, kind, event]`."""

import msgspec

from kipux.application.ports.event_log import Cursor, Entry
from kipux.domain import events
from kipux.domain.errors import Unavailable

_KINDS: dict[str, type[events.ReplyEvent]] = {
    "text": events.TextDelta,
    "reasoning": events.ReasoningDelta,
    "tool": events.ToolProgress,
    "sources": events.SourcesFound,
    "title": events.TitleSet,
    "usage": events.UsageReported,
    "done": events.Done,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_DECODERS = {name: msgspec.json.Decoder(kind) for name, kind in _KINDS.items()}


class _Stored(msgspec.Struct, array_like=True, frozen=True, gc=False):
    seq: int
    text: int
    reasoning: int
    kind: str
    event: msgspec.Raw


_encode = msgspec.json.Encoder().encode
_decode_many = msgspec.json.Decoder(list[_Stored]).decode


def encoded(entry: Entry) -> bytes:
    """One entry; several joined by commas in brackets are what `decoded` reads."""
    at, event = entry.cursor, entry.event
    return _encode((at.seq, at.text, at.reasoning, _NAMES[type(event)], event))


def decoded(array: bytes) -> list[Entry]:
    """The entries of one JSON array. Raises `Unavailable` when another version of Kipux wrote what this one cannot read."""
    try:
        return [
            Entry(Cursor(one.seq, one.text, one.reasoning), _DECODERS[one.kind].decode(one.event))
            for one in _decode_many(array)
        ]
    except (msgspec.DecodeError, KeyError) as error:
        raise Unavailable from error
