"""What the API tells of conversations."""

from datetime import datetime
from typing import Self
from uuid import UUID

from msgspec import Struct

from kipux.application.ports.conversations import ConversationPage
from kipux.domain.conversation import Conversation


class ConversationView(Struct, frozen=True):
    """A conversation; `active_at` orders the list. `preset_id`: the preset that it began with, while that exists."""

    id: UUID
    title: str
    model: str | None
    pinned: bool
    archived: bool
    temporary: bool
    preset_id: UUID | None
    created_at: datetime
    active_at: datetime

    @classmethod
    def of(cls, it: Conversation) -> Self:
        """All of it but its owner."""
        return cls(
            it.id,
            it.title,
            it.model,
            it.pinned,
            it.archived,
            it.temporary,
            it.preset_id,
            it.created_at,
            it.active_at,
        )


class ConversationList(Struct, frozen=True):
    """Part of the list; `next` goes into `after`."""

    items: tuple[ConversationView, ...]
    next: str | None

    @classmethod
    def of(cls, page: ConversationPage) -> Self:
        """The page as it was read."""
        return cls(tuple(map(ConversationView.of, page.items)), page.next)
