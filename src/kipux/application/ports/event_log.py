"""The port for the events of replies that are being written, or were a moment ago."""

from collections.abc import AsyncGenerator, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol, Self
from uuid import UUID

from kipux.domain.events import ReasoningDelta, ReplyEvent, TextDelta


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in one reply: how many entries came up to it, and how many characters of text and of reasoning.

    The lengths let the database go on where an expired log would have, with nothing repeated or lost.
    """

    seq: int = 0
    text: int = 0
    reasoning: int = 0

    @classmethod
    def parse(cls, value: str) -> Self | None:
        """From the form `seq.text.reasoning`; None for anything else (it comes from a header)."""
        parts = value.split(".")
        if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 12 for part in parts):  # noqa: PLR2004 - three numbers
            return None
        return cls(*map(int, parts))

    def after(self, event: ReplyEvent) -> Self:
        """The place right after this event."""
        text = len(event.text) if isinstance(event, TextDelta) else 0
        reasoning = len(event.text) if isinstance(event, ReasoningDelta) else 0
        return type(self)(self.seq + 1, self.text + text, self.reasoning + reasoning)

    def __str__(self) -> str:
        return f"{self.seq}.{self.text}.{self.reasoning}"


START = Cursor()


@dataclass(frozen=True, slots=True)
class Entry:
    """An event and the place right after it."""

    cursor: Cursor
    event: ReplyEvent


class EventLog(Protocol):
    """Append-only record of each reply: one writer, any number of readers, each from any cursor.

    A reply is *alive* from `open` until `Done` is appended, as long as its writer beats: at most `lease` seconds without
    `open`, `append` or `beat`. So a writer that broke before it could say the end is dead too, wherever the log lives.
    A reply that goes on is written in a new run (`Message.run`): whoever writes an earlier one is refused (`Unavailable`).
    Every method raises `Unavailable` when the log cannot be reached.
    """

    @property
    def durable(self) -> bool:
        """Whether entries outlive the writing process. If not, the writer must keep checkpoints elsewhere."""
        ...

    async def open(self, reply_id: UUID) -> None:
        """Begin a reply's log and its writer's lease. Done before anybody is told of the reply."""
        ...

    async def reopen(self, reply_id: UUID, run: int) -> None:
        """Begin the log of a reply that has ended anew, empty, and its writer's lease: it is written on, in this run. Cursors of
        before have lost their `seq`; what they count in characters still holds if the writer tells first what the reply has.
        Whoever still reads what was there comes to its end.
        """
        ...

    async def append(self, reply_id: UUID, entries: Sequence[Entry], run: int = 1) -> None:
        """Add entries in order, each `seq` one above the last. An entry that is there already is left as it is, so that a
        writer may repeat an append whose answer it did not get. Renews the lease. After `Done`, the log is kept for a while
        (minutes at least) and then forgotten.
        """
        ...

    async def beat(self, reply_id: UUID, run: int = 1) -> bool:
        """Renew the lease of the writer of this run. Never revives a reply that is not open. False when the log knows nothing of
        this run: it is forgotten, or another run has begun.
        """
        ...

    async def is_alive(self, reply_id: UUID) -> bool:
        """Whether a writer is at work on it."""
        ...

    async def forget(self, reply_ids: Collection[UUID]) -> None:
        """Forget replies at once, whether or not they are written still: their followers end, and what a writer appends is refused
        (`Unavailable`) until the reply is opened again. Forgetting what is not there is no error.
        """
        ...

    async def snapshot(self, reply_id: UUID) -> tuple[Entry, ...]:
        """All entries there are now; none for a reply that is unknown or forgotten."""
        ...

    def follow(self, reply_id: UUID, after: Cursor = START) -> AsyncGenerator[Sequence[Entry]]:
        """Batches of entries with `seq` above the cursor's, in order: what is there at once, then what comes, without delay.

        Ends after the batch with `Done`. Ends without `Done` when the reply is unknown or forgotten, or when its writer is
        not alive and everything it left was given. A cursor beyond the end waits like any other.
        """
        ...
