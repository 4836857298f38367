"""What a model is told in place of a conversation's oldest turns."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from kipux.domain.errors import Invalid

SUMMARY_LENGTH = 50_000
"""Characters a summary may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """It stands for everything up to the message `message_id`, on every branch that goes through it; the messages stay as they are.

    An empty `text` says that no summary could be had, so that those messages are simply left out. `cost` is USD, None when unknown.
    """

    id: UUID
    conversation_id: UUID
    message_id: UUID
    text: str
    model: str
    cost: Decimal | None = None
    created_at: datetime


def checked_summary(text: str) -> str:
    """A summary as a person wrote it. Raises `Invalid` (field `text`: `required` or `too_long`)."""
    if not text.strip():
        raise Invalid({"text": "required"})
    if len(text) > SUMMARY_LENGTH:
        raise Invalid({"text": "too_long"})
    return text.strip()
