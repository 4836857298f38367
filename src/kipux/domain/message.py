"""One message of a conversation: a node of its tree, with everything that is kept about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Self
from uuid import UUID

from kipux.domain.errors import Detail, KipuxError, ReplyInterrupted
from kipux.domain.step import Step
from kipux.domain.web_use import WebUse


class MessageRole(StrEnum):
    """Who speaks."""

    USER = "user"
    ASSISTANT = "assistant"


class MessageStatus(StrEnum):
    """Where a reply stands. A person's own message is always complete."""

    WRITING = "writing"
    COMPLETE = "complete"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a reply failed: the code of a `KipuxError` and the values of its sentence; the id of the request that asked."""

    code: str
    details: Mapping[str, Detail] = field(default_factory=dict)
    request_id: str | None = None

    @classmethod
    def of(cls, error: KipuxError, request_id: str | None = None) -> Self:
        """What is kept of an error."""
        return cls(error.code, dict(error.details), request_id)


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the provider counted them; None where it did not say."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds from the request: to the first text or reasoning, spent on reasoning, and to the end."""

    first_token_ms: int | None = None
    reasoning_ms: int | None = None
    duration_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact came from; `n` is its number in the text. All text is a stranger's: plain, never HTML.

    `passages` are what the model was given of it, as it was read at `read_at` (UTC). Lists of messages leave them out.
    """

    n: int
    url: str
    title: str
    site: str
    snippet: str = ""
    published_on: date | None = None
    read_at: datetime | None = None
    passages: tuple[str, ...] = ()

    @property
    def listed(self) -> Self:
        """As lists tell it."""
        return replace(self, passages=())


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message; its bytes are kept elsewhere under `id`."""

    id: UUID
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A node of the tree: siblings share a `parent_id`. `cost` is USD, None when unknown; times are UTC.

    `web` is what a person asked for with a question: its replies hold to it, also when they are written anew.
    `run` counts the times that a reply is written: it is 1, and one more each time that it goes on. Who writes an earlier run has
    nothing to say any more.

    The provider's own answer (“show JSON”) is stored beside it and read on its own, since no list needs it.
    """

    id: UUID
    conversation_id: UUID
    parent_id: UUID | None
    role: MessageRole
    status: MessageStatus = MessageStatus.COMPLETE
    run: int = 1
    text: str = ""
    reasoning: str = ""
    sources: tuple[Source, ...] = ()
    steps: tuple[Step, ...] = ()
    web: WebUse = WebUse.AUTO
    attachments: tuple[Attachment, ...] = ()
    model: str | None = None
    usage: Usage | None = None
    cost: Decimal | None = None
    timing: Timing | None = None
    error: Failure | None = None
    created_at: datetime
    finished_at: datetime | None = None

    @property
    def has_passages(self) -> bool:
        """Whether what was read of its sources is told."""
        return any(source.passages for source in self.sources)

    @property
    def is_being_written(self) -> bool:
        """Whether its writer has not said the end yet."""
        return self.status is MessageStatus.WRITING

    @property
    def was_billed(self) -> bool:
        """Whether it is likely to have cost something: its cost was told, or the model said something."""
        return self.cost is not None or bool(self.text or self.reasoning)

    @property
    def can_go_on(self) -> bool:
        """Whether it ended before its time."""
        return self.status in (MessageStatus.STOPPED, MessageStatus.FAILED)

    def going_on(self) -> Self:
        """The same, being written again."""
        return replace(self, status=MessageStatus.WRITING, run=self.run + 1, error=None, finished_at=None)

    def awaits(self, writer: Self) -> bool:
        """Whether the end that the writer of this run is to bring is still wanted."""
        return self.run == writer.run and (self.is_being_written or self.is_given_up)

    def is_end_of(self, kept: Self) -> bool:
        """Whether what is kept of a reply is this very end of it, told by the same writer."""
        mine, theirs = ((it.run, it.status, it.finished_at) for it in (self, kept))
        return mine == theirs

    @property
    def is_given_up(self) -> bool:
        """Whether it was ended because its writer seemed to be gone: the writer's own word, should it come, counts more."""
        return self.error is not None and self.error.code == ReplyInterrupted.code
