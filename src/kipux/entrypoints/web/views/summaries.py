"""What the API tells of summaries."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self
from uuid import UUID

from msgspec import Struct

from kipux.domain.summary import Summary
from kipux.entrypoints.web.views.money import money


class SummaryView(Struct, frozen=True):
    """What the model sees in place of everything up to `message_id`; an empty `text`: nothing, it was left out."""

    message_id: UUID
    text: str
    model: str
    cost: str | None
    created_at: datetime

    @classmethod
    def of(cls, it: Summary) -> Self:
        """The summary."""
        return cls(it.message_id, it.text, it.model, money(it.cost), it.created_at)


class SummaryList(Struct, frozen=True):
    """The oldest first; all in one part."""

    items: tuple[SummaryView, ...]
    next: None = None

    @classmethod
    def of(cls, summaries: Iterable[Summary]) -> Self:
        """The summaries."""
        return cls(tuple(map(SummaryView.of, summaries)))
