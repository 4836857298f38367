"""Search the web and read what was found."""

import asyncio
import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import get_args

from kipux.application.generation.page_reader import PageReader
from kipux.application.generation.passages import Passage, passages_of, ranked, spread
from kipux.application.generation.quoting import Quotation, cleaned, one_line
from kipux.application.generation.tools import BadArguments, Errand, RunningStep, Tool, site_of
from kipux.application.ports.cache import Cache
from kipux.application.ports.clock import Clock
from kipux.application.ports.llm_gateway import ToolSpec
from kipux.application.ports.web_search import SearchPort
from kipux.domain.errors import KipuxError, SearchError
from kipux.domain.message import Source
from kipux.domain.page import Page
from kipux.domain.web_search import SafeSearch, SearchHit, SearchQuery, SearchResults, TimeRange

logger = logging.getLogger(__name__)

_CATEGORIES = ("general", "news", "science", "it")
"""Those of SearXNG's that find pages with text."""
SPEC = ToolSpec(
    "web_search",
    "Searches the web and gives the passages of the best pages that bear on the question, as quoted material with numbers to cite.",
    {
        "type": "object",
        "properties": {
            "query": {"type": "string", "description": "A few words, as for a search engine."},
            "time_range": {
                "type": "string",
                "enum": list(get_args(TimeRange)),
                "description": "Only for what must be as recent as that.",
            },
            "category": {
                "type": "string",
                "enum": list(_CATEGORIES),
                "description": "Only where the whole web would be too wide: the press, papers, programming.",
            },
        },
        "required": ["query"],
        "additionalProperties": False,
    },
)
_RESULTS_SECONDS = 600
_READ = 6
"""Hits whose pages are read; of those after them only what the search engine says."""
_MOST_HITS = 10
_ANSWERS = 2
_SUGGESTIONS = 4
_LEAST = 120
"""Tokens below which nothing worth reading finds room."""
_MOST_OF_ONE = 0.4
"""Share that one source may take."""
_QUERY_LENGTH = 400
_TITLE_LENGTH = 200
_SNIPPET_LENGTH = 300
_TEXT_LENGTH = 100_000
"""Characters of a page that are looked through."""
_RANKING_S = 0.3
"""Of the time, what is kept for choosing passages."""


class SearchWeb(Tool):
    """One search: its best hits are read side by side, and their passages that answer best are given, within time and allowance.

    A page that cannot be read in time is stood for by what the search engine says of it.
    """

    def __init__(
        self, search: SearchPort, reader: PageReader, cache: Cache, clock: Clock, *, safe_search: SafeSearch = 1
    ) -> None:
        self._safe_search = safe_search
        self._search = search
        self._reader = reader
        self._cache = cache
        self._clock = clock

    @property
    def spec(self) -> ToolSpec:
        """`query`; `time_range` for what must be recent; `category`."""
        return SPEC

    async def __call__(self, arguments: Mapping[str, object], errand: Errand) -> str:
        """The quotation, or a sentence that says why there is none. Raises `BadArguments`."""
        query = replace(_query(arguments, errand.language), safe_search=self._safe_search)
        step = errand.steps.begin(SPEC.name, one_line(query.text, _SNIPPET_LENGTH))
        if min(errand.allowance.left, errand.portion) < _LEAST:
            step.miss("no_room")
            step.end(failed=True)
            return "There is no room for more material. Answer from what there is."
        results = await self._results(query, errand, step)
        if results is None:
            step.end(failed=True)
            return "The search could not be done."
        quotation = Quotation(errand.sources, errand.allowance, errand.portion)
        if not (results.hits or results.answers):
            if results.failed_engines:
                step.miss("engines_failed")
                step.end(failed=True)
                return "No search engine answered: it is not known whether there is anything. Say so."
            step.miss("nothing_found")
            step.end(found=0)
            return _nothing(quotation, results)
        for answer in results.answers[:_ANSWERS]:
            quotation.remark(f"The search engine itself says, without a number: {one_line(answer, _SNIPPET_LENGTH)}")
        errand.sources.offer(*(hit.url for hit in results.hits))
        pages = await self._pages(results.hits[:_READ], errand, step)
        found = await asyncio.to_thread(_chosen, query.text, errand.question, results.hits[:_MOST_HITS], pages)
        for source, passage in found:
            quotation.add(source(errand.now), passage, most=int(errand.portion * _MOST_OF_ONE))
        text = quotation.close()
        if not text:
            step.miss("nothing_found")
        step.end(found=0, sources=quotation.numbers)
        return text or "Nothing was found that bears on the question."

    def _left(self, errand: Errand) -> float:
        """Seconds."""
        return max(0.0, errand.until - self._clock.monotonic())

    async def _results(self, query: SearchQuery, errand: Errand, step: RunningStep) -> SearchResults | None:
        key = "search:" + hashlib.sha256(json.dumps(asdict(query)).encode()).hexdigest()
        if kept := await self._cache.get(key):
            return _read(kept)
        try:
            async with asyncio.timeout(self._left(errand)):
                results = await self._search.search(query)
                if not results.hits and query != (wider := _wider(query)):  # not all engines know times, or categories
                    results = await self._search.search(wider)
        except TimeoutError:
            step.miss("search_timeout")
            return None
        except SearchError as error:
            step.miss(error.code)
            return None
        if results.hits or results.answers:
            await self._cache.put(key, _written(results), seconds=_RESULTS_SECONDS)
        return results

    async def _pages(self, hits: Sequence[SearchHit], errand: Errand, step: RunningStep) -> dict[int, Page]:
        """The pages that could be read in time, by the place of their hit."""
        tasks = {asyncio.create_task(self._reader.read(hit.url)): place for place, hit in enumerate(hits)}
        try:
            timeout = max(0.0, self._left(errand) - _RANKING_S)
            done, late = await asyncio.wait(tasks, timeout=timeout) if tasks else (set(), set())
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if late:
            step.miss("page_timeout")
        pages: dict[int, Page] = {}
        for task in sorted(done, key=tasks.__getitem__):
            error = task.exception()
            if error is None and not task.result().needs_login:
                pages[tasks[task]] = task.result()
            else:
                step.miss(_what_was_missing(error))
        return pages


def _nothing(quotation: Quotation, results: SearchResults) -> str:
    """That nothing was found, and what might find something: engines correct what is misspelt."""
    if results.suggestions:
        suggestions = " · ".join(one_line(each, _QUERY_LENGTH) for each in results.suggestions[:_SUGGESTIONS])
        quotation.remark(f"The search engine suggests: {suggestions}")
    return "\n\n".join(filter(None, ("Nothing was found.", quotation.close())))


class _Origin:
    """Where passages come from: a hit, and its page if that was read."""

    def __init__(self, hit: SearchHit, page: Page | None) -> None:
        self._hit = hit
        self._page = page

    def __call__(self, now: datetime) -> Source:
        hit, page = self._hit, self._page
        url = page.url if page else hit.url
        day = (page and page.published_on) or (hit.published_at and hit.published_at.date())
        return Source(
            n=0,
            url=url,
            title=one_line((page and page.title) or hit.title or url, _TITLE_LENGTH),
            site=site_of(url),
            snippet=one_line(hit.snippet, _SNIPPET_LENGTH),
            published_on=day or None,
            read_at=now if page else None,
        )


def _chosen(
    query: str, question: str, hits: Sequence[SearchHit], pages: Mapping[int, Page]
) -> list[tuple[_Origin, Passage]]:
    """The passages in the order in which they should find room. Takes a while: not for the event loop."""
    passages: list[Passage] = []
    for place, hit in enumerate(hits):
        text = pages[place].text[:_TEXT_LENGTH] if place in pages else hit.snippet
        passages += passages_of(place, cleaned(text))
    origins = [_Origin(hit, pages.get(place)) for place, hit in enumerate(hits)]
    return [(origins[passage.source], passage) for passage in spread(ranked(passages, query, question))]


def _query(arguments: Mapping[str, object], language: str | None) -> SearchQuery:
    text, time_range = arguments.get("query"), arguments.get("time_range")
    if not isinstance(text, str) or not text.strip():
        raise BadArguments("`query` must be a text that is not empty.")
    known = next((each for each in get_args(TimeRange) if each == time_range), None)
    category = next((each for each in _CATEGORIES if each == arguments.get("category")), "general")
    return SearchQuery(" ".join(text.split())[:_QUERY_LENGTH], language, known, (category,))


def _wider(query: SearchQuery) -> SearchQuery:
    return replace(query, time_range=None, categories=("general",))


def _what_was_missing(error: BaseException | None) -> str:
    if error is None:
        return "login"
    if isinstance(error, KipuxError):
        return error.code
    logger.error("A page could not be read", exc_info=error)
    return "page_failed"


def _written(results: SearchResults) -> bytes:
    return json.dumps(asdict(results), default=datetime.isoformat).encode(errors="replace")


def _read(kept: bytes) -> SearchResults:
    fields = json.loads(kept)
    hits = tuple(
        SearchHit(
            url=hit["url"],
            title=hit["title"],
            snippet=hit["snippet"],
            published_at=hit["published_at"] and datetime.fromisoformat(hit["published_at"]),
            engines=tuple(hit["engines"]),
        )
        for hit in fields["hits"]
    )
    others = {name: tuple(fields[name]) for name in ("answers", "suggestions", "failed_engines")}
    return SearchResults(hits, **others)
