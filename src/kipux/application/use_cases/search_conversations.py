"""Find what was said."""

from dataclasses import dataclass
from uuid import UUID

from kipux.application.ports.conversation_search import Hit
from kipux.application.ports.unit_of_work import Begin
from kipux.domain.snippet import Part, snippet

_TITLES = 5
"""Titles at most: what is sought stands more often in a message."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A hit with the title that it stands under and the part of its text in which the words are; empty for a title alone."""

    hit: Hit
    title: tuple[Part, ...]
    snippet: tuple[Part, ...]


class SearchConversations:
    """Searches a person's titles and messages."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, user_id: UUID, query: str, *, limit: int) -> tuple[Finding, ...]:
        """Up to five titles and then messages, `limit` in all."""
        async with self._begin() as work:
            hits = await work.search.find(user_id, query, titles=min(_TITLES, limit), messages=limit)
        return tuple(_finding(hit, query) for hit in hits[:limit])


def _finding(hit: Hit, query: str) -> Finding:
    title = hit.conversation.title
    if hit.message is None:
        return Finding(hit, snippet(title, query), ())
    return Finding(hit, (Part(title, is_hit=False),), snippet(hit.message.text, query))
