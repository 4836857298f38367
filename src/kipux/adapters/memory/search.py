"""A search engine that knows what it was told."""

from collections.abc import Mapping

from kipux.application.ports.web_search import SearchPort
from kipux.domain.errors import SearchError
from kipux.domain.web_search import SearchQuery, SearchResults


class MemorySearch(SearchPort):
    """`known` holds what each query finds, by its text without surrounding space, or the error that it ends in.

    Any other finds nothing. `asked` holds every query, in order; `failure`, while set, is what each ends in.
    """

    def __init__(self, known: Mapping[str, SearchResults | SearchError] | None = None) -> None:
        self.known = dict(known or {})
        self.asked: list[SearchQuery] = []
        self.failure: SearchError | None = None

    async def search(self, query: SearchQuery) -> SearchResults:
        """What it was told."""
        self.asked.append(query)
        found = self.failure or self.known.get(query.text.strip(), SearchResults())
        if isinstance(found, SearchError):
            raise found
        return found

    async def probe(self) -> str:
        """That it is there."""
        if self.failure:
            raise self.failure
        return f"memory, {len(self.known)} answers"
