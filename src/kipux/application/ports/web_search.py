"""The port to a search engine."""

from typing import Protocol

from kipux.domain.web_search import SearchQuery, SearchResults


class SearchPort(Protocol):
    """One search at a time, within the time that the caller gives it (`asyncio.timeout`): cancelling closes what is open."""

    async def search(self, query: SearchQuery) -> SearchResults:
        """What was found. Raises `SearchError` of the kind that tells an administrator what to do."""
        ...

    async def probe(self) -> str:
        """What answers, in a few words for an administrator. Raises `SearchError`."""
        ...
