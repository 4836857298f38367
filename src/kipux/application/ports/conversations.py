"""The port to conversations."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kipux.domain.conversation import Conversation


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """Part of a list; `next` is the opaque cursor of the part after it, None at the end."""

    items: tuple[Conversation, ...]
    next: str | None


class Conversations(Protocol):
    """Conversations of one owner each, inside a unit of work. Somebody else's is `NotFound`: the owner is part of every question."""

    async def add(self, conversation: Conversation) -> None:
        """Keep a new one. Raises `NotFound` when its owner or its preset does not exist."""
        ...

    async def get(self, conversation_id: UUID, owner: UUID) -> Conversation:
        """Raises `NotFound`."""
        ...

    async def lock(self, conversation_id: UUID, owner: UUID) -> Conversation:
        """Like `get`; nobody else can lock or save it until this unit of work ends. Raises `NotFound`."""
        ...

    async def save(self, conversation: Conversation) -> None:
        """Replace what is kept of it. Raises `NotFound` (also when the owner differs). Its leaf may be added after it: that this is
        one of its own messages is checked at the commit, which raises `NotFound` if not.
        """
        ...

    async def delete(self, conversation_id: UUID, owner: UUID, *, at: datetime) -> None:
        """Delete it with its messages: from now on they are `NotFound` to everybody and in no list. Raises `NotFound`."""
        ...

    async def restore(self, conversation_id: UUID, owner: UUID) -> None:
        """Take its deletion back, if it was deleted. Raises `NotFound` for one that is purged, or somebody else's."""
        ...

    async def deleted(self, *, before: datetime) -> tuple[UUID, ...]:
        """The ids of everybody's that were deleted before that time, those deleted first before the others."""
        ...

    async def purge(self, conversation_id: UUID, *, before: datetime) -> bool:
        """Let go for good of one that was deleted before that time, whoever owns it; False when there is none: it is gone, or restored."""
        ...

    async def ending(self, *, left_before: datetime, idle_before: datetime) -> tuple[Conversation, ...]:
        """Everybody's temporary ones whose page was left before that time, with nothing said since, or that were active last
        before the other.
        """
        ...

    async def erase(self, conversation_id: UUID, owner: UUID) -> None:
        """Let go of it and of all that is in it, for good and at once. What it has cost stays in sums of time (`Spending.since`),
        with nothing that tells what for. Raises `NotFound`.
        """
        ...

    async def page(
        self,
        owner: UUID,
        *,
        limit: int,
        after: str | None = None,
        query: str | None = None,
        archived: bool = False,
        pinned: bool | None = None,
    ) -> ConversationPage:
        """Newest activity first, without temporary ones. `query` keeps those of which `ConversationSearch` finds the title or a
        message; one without a word keeps none. `pinned` keeps those that are, or those that are not.

        `after` is a `next` of an earlier page. Raises `Invalid` (field `after`) for any other string.
        """
        ...
