"""What the API tells of a search."""

from datetime import datetime
from typing import Self
from uuid import UUID

from msgspec import Struct

from kipux.application.use_cases.search_conversations import Finding, Found
from kipux.domain.message import MessageRole
from kipux.domain.snippet import Part


class PartView(Struct, frozen=True):
    """A stretch of text; `hit` marks a word that was sought."""

    text: str
    hit: bool

    @classmethod
    def of(cls, it: Part) -> Self:
        """The part as it is."""
        return cls(it.text, it.is_hit)


class FindingView(Struct, frozen=True):
    """A conversation whose title was found (then `message_id` and `role` are null and `snippet` is empty), or a message of it."""

    conversation_id: UUID
    message_id: UUID | None
    role: MessageRole | None
    title: tuple[PartView, ...]
    snippet: tuple[PartView, ...]
    archived: bool
    at: datetime

    @classmethod
    def of(cls, it: Finding) -> Self:
        """What was found; `at` is when it was said, or when the conversation was last active."""
        conversation, message = it.hit.conversation, it.hit.message
        return cls(
            conversation_id=conversation.id,
            message_id=message.id if message else None,
            role=message.role if message else None,
            title=tuple(map(PartView.of, it.title)),
            snippet=tuple(map(PartView.of, it.snippet)),
            archived=conversation.archived,
            at=message.created_at if message else conversation.active_at,
        )


class FindingList(Struct, frozen=True):
    """Part of what was found; `next` goes back as `after` for the part that follows, null at the end."""

    items: tuple[FindingView, ...]
    next: str | None

    @classmethod
    def of(cls, found: Found) -> Self:
        """In the order in which it was found."""
        return cls(tuple(map(FindingView.of, found.items)), found.next)
