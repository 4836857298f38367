"""Find what was said."""

from dataclasses import dataclass
from uuid import UUID

from kipux.application.ports.conversation_search import Hit
from kipux.application.ports.unit_of_work import Begin
from kipux.domain.errors import Invalid
from kipux.domain.snippet import Part, snippet
from kipux.domain.spot import TOP, Spot

_TITLES = 5
"""Titles at most: what is sought stands more often in a message."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A hit with the title that it stands under and the part of its text in which the words are; empty for a title alone."""

    hit: Hit
    title: tuple[Part, ...]
    snippet: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Part of what was found; `next` is what to pass as `after` for the part that follows, None at the end."""

    items: tuple[Finding, ...]
    next: str | None


class SearchConversations:
    """Searches a person's titles and messages."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, user_id: UUID, query: str, *, limit: int, after: str | None = None) -> Found:
        """Up to five titles and then messages, `limit` in all. Raises `Invalid` (field `after`)."""
        spot = TOP if after is None else Spot.parse(after)
        if spot is None:
            raise Invalid({"after": "cursor"})
        titles = min(_TITLES, limit) if after is None else 0
        async with self._begin() as work:
            hits = await work.search.find(user_id, query, titles=titles, messages=limit + 1, after=spot)
        items = tuple(_finding(hit, query) for hit in hits[:limit])
        return Found(items, str(_spot(hits[limit - 1])) if len(hits) > limit else None)


def _spot(hit: Hit) -> Spot:
    """Below the titles begin the messages."""
    return TOP if hit.message is None else Spot.of(hit.conversation, hit.message)


def _finding(hit: Hit, query: str) -> Finding:
    title = hit.conversation.title
    if hit.message is None:
        return Finding(hit, snippet(title, query), ())
    return Finding(hit, (Part(title, is_hit=False),), snippet(hit.message.text, query))
