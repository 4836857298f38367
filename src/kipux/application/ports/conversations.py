"""The port to conversations."""

from dataclasses import dataclass
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
        """Keep a new one. Raises `NotFound` when its owner does not exist."""
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

    async def delete(self, conversation_id: UUID, owner: UUID) -> None:
        """Delete it with its messages. Raises `NotFound`."""
        ...

    async def page(
        self, owner: UUID, *, limit: int, after: str | None = None, query: str | None = None, archived: bool = False
    ) -> ConversationPage:
        """Newest activity first. `query` keeps those of which `ConversationSearch` finds the title or a message; one without a
        word keeps none.

        `after` is a `next` of an earlier page. Raises `Invalid` (field `after`) for any other string.
        """
        ...
