"""What happens while a reply is written. `Done` comes last, and only once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from kipux.domain.message import Failure, MessageStatus, Source, Timing, Usage
from kipux.domain.step import Step


@dataclass(frozen=True, slots=True)
class TextDelta:
    """More of the answer's text."""

    text: str


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    """More of the model's reasoning."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolProgress:
    """A step began, went on or ended: the last one told of an id counts."""

    step: Step


@dataclass(frozen=True, slots=True)
class SourcesFound:
    """Sources that the answer may cite by number."""

    items: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class TitleSet:
    """The conversation got a title."""

    title: str


@dataclass(frozen=True, slots=True)
class UsageReported:
    """What the reply used and cost (USD; None when unknown), and how long it took."""

    model: str
    usage: Usage = field(default_factory=Usage)
    cost: Decimal | None = None
    timing: Timing = field(default_factory=Timing)


@dataclass(frozen=True, slots=True)
class Done:
    """The end; said only after what it says is in the database. `failure` exactly when the status is failed."""

    status: MessageStatus
    failure: Failure | None = None


ReplyEvent = TextDelta | ReasoningDelta | ToolProgress | SourcesFound | TitleSet | UsageReported | Done


def runs(events: Iterable[ReplyEvent]) -> Iterator[tuple[ReplyEvent, int]]:
    """The same events with neighbouring deltas of one kind joined, each with how many it stands for."""
    for kind, group in groupby(events, key=type):
        if kind is TextDelta or kind is ReasoningDelta:
            texts = [event.text for event in group if isinstance(event, TextDelta | ReasoningDelta)]
            yield kind("".join(texts)), len(texts)
        else:
            yield from ((event, 1) for event in group)
