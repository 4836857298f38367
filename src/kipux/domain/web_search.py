"""A search of the web, and what it gives. All text comes from strangers: plain text, never HTML, and never to be believed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

TimeRange = Literal["day", "week", "month", "year"]
SafeSearch = Literal[0, 1, 2]
"""Off, moderate, strict."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is looked for. `language` is a language tag such as `es`, None for any; `time_range` None for any time."""

    text: str
    language: str | None = None
    time_range: TimeRange | None = None
    categories: tuple[str, ...] = ("general",)
    safe_search: SafeSearch = 1


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One result. `url` is as the engine gave it: it may lead anywhere, so only the fetch guard says whether it is read."""

    url: str
    title: str
    snippet: str = ""
    published_at: datetime | None = None
    engines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResults:
    """Hits, best first, no URL twice. `answers` are direct answers of engines; `failed_engines` those that could not be asked.

    No hits and `failed_engines` together mean that nothing is known, not that there is nothing.
    """

    hits: tuple[SearchHit, ...] = ()
    answers: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    failed_engines: tuple[str, ...] = ()
