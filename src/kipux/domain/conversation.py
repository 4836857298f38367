"""A conversation: its settings and the leaf of the branch that is shown."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kipux.domain.errors import Invalid
from kipux.domain.instructions import NO_PARAMETERS, Parameters

TITLE_LENGTH = 200
"""Characters a title may have."""
_FIRST_WORDS = 60
_AROUND = " \t\"'`*_#«»“”„<>-–—"
_READ = 2_000
"""Characters of a message in which its first words are looked for."""
_FENCE = re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE)
_HEAD = re.compile(r"^[ \t]*(?:#{1,6}|>+)[ \t]+|\A[-*+][ \t]+", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\[\]\n]+)\]\([^()\s]*\)")
_PAIR = re.compile(r"(?<![\w*])(\*{1,3}|~~|`{1,2})(?=[^\s*~`])([^*~`\n]+)(?<!\s)\1(?!\w)")
_LABEL = re.compile(r"^(?:title|título|titulo)\s*:\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """`leaf_id` is the last message of the current branch (None: nothing said yet). `active_at` orders the list; UTC.

    One that is `temporary` is in no list (`domain.temporary`); `view` is the page that showed it last, `left_at` when that was left.
    `preset_id` is the preset that it began with, while that exists; what that asked for is copied into the conversation.
    """

    id: UUID
    user_id: UUID
    title: str = ""
    model: str | None = None
    pinned: bool = False
    archived: bool = False
    leaf_id: UUID | None = None
    instructions: str = ""
    parameters: Parameters = NO_PARAMETERS
    temporary: bool = False
    view: str = ""
    left_at: datetime | None = None
    preset_id: UUID | None = None
    created_at: datetime
    active_at: datetime


def title_from(text: str) -> str:
    """A title from a message's first words: one line without marks of Markdown, cut at a word, at most 60 characters and an ellipsis."""
    line = _unmarked(text.strip()[:_READ])
    if len(line) <= _FIRST_WORDS:
        return line
    cut = line[: _FIRST_WORDS + 1].rsplit(" ", 1)[0]
    return (cut if len(cut) <= _FIRST_WORDS else cut[:_FIRST_WORDS]).rstrip(" ,;:.-–—¿¡([«\"'") + "…"


def _unmarked(text: str) -> str:
    """On one line, as it reads when Markdown is shown. Underscores stay: `__init__` is a name more often than an emphasis."""
    bare = _LINK.sub(r"\1", _HEAD.sub("", _FENCE.sub("", text)))
    for _ in range(2):  # code inside of an emphasis
        bare = _PAIR.sub(r"\2", bare)
    return " ".join(bare.split()) or " ".join(text.split())


def tidied_title(said: str) -> str:
    """A title out of what a model said: its first line that says something, without marks around it, as short as one from first
    words; empty when it said nothing. What no line of a list may hold (control characters, those that turn text round) is left out.
    """
    lines = (_plain(_unmarked(line)) for line in said.splitlines())
    return title_from(next((line for line in lines if line), ""))


def _plain(line: str) -> str:
    visible = "".join(character for character in line if character.isprintable() or character.isspace())
    bare = _LABEL.sub("", visible.strip().rstrip(".").strip(_AROUND))
    return bare.strip(_AROUND).rstrip(".")


def checked_title(text: str) -> str:
    """A title as a person gave it, on one line. Raises `Invalid` (field `title`: `required` or `too_long`)."""
    title = " ".join(text.split())
    if not title:
        raise Invalid({"title": "required"})
    if len(title) > TITLE_LENGTH:
        raise Invalid({"title": "too_long"})
    return title
