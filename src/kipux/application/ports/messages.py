"""The port to messages."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from kipux.domain.message import Message, Source


@dataclass(frozen=True, slots=True)
class PlacedMessage:
    """A message with the ids of all children of its parent, itself among them, oldest first."""

    message: Message
    siblings: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class BranchPage:
    """Part of a branch, oldest first; `next` is the id to pass as `before` for the part that precedes it, None at the root."""

    items: tuple[PlacedMessage, ...]
    next: UUID | None


class Messages(Protocol):
    """Messages, inside a unit of work. A message belongs to whoever owns its conversation; to others it is `NotFound`.

    What is read of a message, but for `tree`, has its sources without their passages: those are read on their own. So what is written
    back without any leaves those that are kept as they are.
    """

    async def add(self, message: Message) -> None:
        """Keep a new one. Raises `NotFound` when its conversation or parent does not exist (or the parent is of another conversation)."""
        ...

    async def get(self, message_id: UUID, owner: UUID) -> Message:
        """Raises `NotFound`."""
        ...

    async def find(self, message_id: UUID) -> Message | None:
        """A message, whoever owns it; None when it is gone, or its conversation is deleted."""
        ...

    async def raw(self, message_id: UUID, owner: UUID) -> str | None:
        """The provider's answer as JSON text; None when none was kept. Raises `NotFound`."""
        ...

    async def sources(self, message_id: UUID, owner: UUID) -> tuple[Source, ...]:
        """Its sources with their passages. Raises `NotFound`."""
        ...

    async def branch(
        self, conversation_id: UUID, leaf_id: UUID, *, limit: int, before: UUID | None = None
    ) -> BranchPage:
        """Up to `limit` messages of the branch that ends in `leaf_id`: the newest, or those right above `before`.

        Empty when the leaf, or `before`, is not of this conversation and branch.
        """
        ...

    async def tree(self, conversation_id: UUID) -> tuple[Message, ...]:
        """Every message of a conversation, whoever owns it, in the order in which they came: parents before their children. Its
        sources have their passages.
        """
        ...

    async def at_or_below(self, conversation_id: UUID, message_id: UUID | None = None) -> tuple[UUID, ...]:
        """The ids of a message and of everything below it, or of all of a conversation, also of one that is deleted and can be
        restored; none when there is no such message in it.
        """
        ...

    async def of_person(self, owner: UUID) -> tuple[UUID, ...]:
        """The ids of everything in a person's conversations, also in those that are deleted and can be restored."""
        ...

    async def is_on_branch(self, conversation_id: UUID, leaf_id: UUID | None, message_id: UUID) -> bool:
        """Whether a message is the leaf or above it; never without a leaf."""
        ...

    async def newest_leaf(self, conversation_id: UUID, message_id: UUID) -> UUID:
        """The end of the way down from a message that takes the newest child each time. Raises `NotFound`."""
        ...

    async def delete(self, conversation_id: UUID, message_id: UUID) -> None:
        """Delete it with everything below it. Raises `NotFound` when it is not of this conversation. If the conversation's leaf
        goes with it and is not moved, the commit raises `NotFound`.
        """
        ...

    async def checkpoint(self, so_far: Message) -> None:
        """Keep what a reply has so far (text, reasoning, steps, sources), if it is still being written, and in the
        same run.
        """
        ...

    async def resume(self, message_id: UUID) -> bool:
        """Have a reply that stopped or failed be written again, with all it has but its error, in a run one higher; False for
        any other. Of several callers at once, one gets True.
        """
        ...

    async def settle(self, message: Message, raw: str | None = None) -> bool:
        """Keep a reply's end, if it was still being written; False when it was settled before, is gone, or is in another run by now.

        Of several callers at once, one gets True. One that was only given up (its writer seemed to be gone) may be settled
        once more by an end that is not: no text is lost to a mistaken judgement. What it has cost is kept for good (`Spending`).
        """
        ...

    async def writing(self, conversation_id: UUID | None = None) -> tuple[Message, ...]:
        """The replies that are being written, in this conversation or anywhere, whoever owns them."""
        ...
