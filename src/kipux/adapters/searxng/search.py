"""SearXNG, or searx before it, as Kipux's search engine."""

import asyncio
import logging
from http import HTTPStatus

import msgspec

from kipux.adapters.searxng.connection import Connection, Response
from kipux.adapters.searxng.errors import error_of
from kipux.adapters.searxng.question import parameters, words_of
from kipux.adapters.searxng.results import NotResults, from_answer
from kipux.adapters.searxng.wire import UNREADABLE, Complaint, Config
from kipux.application.ports.web_search import SearchPort
from kipux.domain.errors import SearchError
from kipux.domain.web_search import SearchQuery, SearchResults

log = logging.getLogger(__name__)

_DESCRIPTION_S = 1.0
"""Nobody should think it is down because it takes its time to describe hundreds of engines."""


class SearxngSearch(SearchPort):
    """`url` is the administrator's, so it may lead anywhere: the engine's root, with its path if it has one."""

    def __init__(self, url: str) -> None:
        self._connection = Connection(url)
        self._about: str | None = None

    async def search(self, query: SearchQuery) -> SearchResults:
        """What was found; nothing when the query has no words."""
        words = words_of(query.text)
        if not words:
            return SearchResults()
        response = await self._connection.get("/search", parameters(query, words))
        if response.status != HTTPStatus.OK:
            raise _failure(response)
        try:
            return from_answer(response.body)
        except NotResults:
            raise _failure(response) from None

    async def probe(self) -> str:
        """Its version and how many engines it asks. No engine is: a search for nothing is answered, in JSON, by itself."""
        response = await self._connection.get("/search", {"q": "", "format": "json"})
        if not _is_complaint(response):
            raise _failure(response)
        self._about = self._about or await self._described()
        return self._about or "SearXNG"

    async def close(self) -> None:
        """Close every connection."""
        await self._connection.close()

    async def _described(self) -> str | None:
        """Its name and version, where it tells them soon."""
        try:
            async with asyncio.timeout(_DESCRIPTION_S):
                response = await self._connection.get("/config", {})
            config = msgspec.json.decode(response.body, type=Config)
        except (TimeoutError, SearchError, *UNREADABLE):
            return None
        name = "searx" if config.public_instance is None else "SearXNG"
        return f"{name} {config.version[:40]}, {sum(engine.enabled for engine in config.engines)} engines"


def _is_complaint(response: Response) -> bool:
    """Whether it says in JSON that there was nothing to look for."""
    try:
        msgspec.json.decode(response.body, type=Complaint)
    except UNREADABLE:
        return False
    return response.status == HTTPStatus.BAD_REQUEST


def _failure(response: Response) -> SearchError:
    failure = error_of(response)
    log.warning("The search engine answered %s, %s: %s", response.status, response.media_type, failure.code)
    return failure
