"""A conversation: its settings and the leaf of the branch that is shown."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kipux.domain.errors import Invalid
from kipux.domain.instructions import NO_PARAMETERS, Parameters

TITLE_LENGTH = 200
"""Characters a title may have."""
_FIRST_WORDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """`leaf_id` is the last message of the current branch (None: nothing said yet). `active_at` orders the list; UTC."""

    id: UUID
    user_id: UUID
    title: str = ""
    model: str | None = None
    pinned: bool = False
    archived: bool = False
    leaf_id: UUID | None = None
    instructions: str = ""
    parameters: Parameters = NO_PARAMETERS
    created_at: datetime
    active_at: datetime


def title_from(text: str) -> str:
    """A title from a message's first words: one line, cut at a word, at most 60 characters and an ellipsis."""
    line = " ".join(text.split())
    if len(line) <= _FIRST_WORDS:
        return line
    cut = line[: _FIRST_WORDS + 1].rsplit(" ", 1)[0]
    return (cut if len(cut) <= _FIRST_WORDS else cut[:_FIRST_WORDS]).rstrip(" ,;:.-–—¿¡([«\"'") + "…"


def checked_title(text: str) -> str:
    """A title as a person gave it, on one line. Raises `Invalid` (field `title`: `required` or `too_long`)."""
    title = " ".join(text.split())
    if not title:
        raise Invalid({"title": "required"})
    if len(title) > TITLE_LENGTH:
        raise Invalid({"title": "too_long"})
    return title
