"""Reads a page of the web by the cheapest way that shows something."""

import asyncio
import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import date

from kipux.application.ports.cache import Cache
from kipux.application.ports.page_fetcher import BrowserPort, PageFetcher
from kipux.application.ports.text_extractor import TextExtractor
from kipux.domain.errors import AddressRefused, BrowserError, PageEmpty, PageError, PageStatus
from kipux.domain.page import Page
from kipux.domain.web_address import WebAddress, checked_address

_PAGE_SECONDS = 600
_HABIT_SECONDS = 86_400
_HTML = ("text/html", "application/xhtml+xml")
_TO_BROWSERS_ONLY = (401, 403, 406, 429, 503)
"""Statuses with which sites turn away what is no browser."""


@dataclass
class _Reading:
    """A page that is being read, and for how many."""

    task: asyncio.Task[Page]
    readers: int = 0


class PageReader:
    """A plain fetch first: most pages need no browser. The browser, where there is one, when a page shows next to nothing without its
    scripts, or its site turns plain readers away; a site that needed it gets it at once for a day. What was read is kept for minutes.
    Who asks for a page that is being read waits with the others: searches side by side find the same.
    """

    def __init__(
        self, fetcher: PageFetcher, extractor: TextExtractor, cache: Cache, browser: BrowserPort | None = None
    ) -> None:
        self._fetcher = fetcher
        self._extractor = extractor
        self._cache = cache
        self._browser = browser
        self._readings: dict[str, _Reading] = {}

    async def read(self, url: str) -> Page:
        """The page, with some text at least. Raises `PageError`; `BrowserError` when only the browser could have helped."""
        address = checked_address(url)
        key = "page:" + hashlib.sha256(address.url.encode()).hexdigest()
        kept = await self._cache.get(key)
        if kept is not None:
            return _page(kept)
        reading = self._readings.get(key)
        if reading is None:
            reading = self._readings[key] = _Reading(asyncio.create_task(self._read_anew(address, key)))
        reading.readers += 1
        try:
            return await asyncio.shield(reading.task)
        finally:
            reading.readers -= 1
            if not reading.readers:
                del self._readings[key]
                reading.task.cancel()

    async def _read_anew(self, address: WebAddress, key: str) -> Page:
        page = await self._read(address.url, f"browser:{address.host}")
        await self._cache.put(key, _written(page), seconds=_PAGE_SECONDS)
        return page

    async def _read(self, url: str, habit: str) -> Page:
        browser = self._browser
        if browser is not None and await self._cache.get(habit):
            try:
                return await self._rendered(browser, url)
            except AddressRefused:
                raise
            except (PageError, BrowserError):
                browser = None  # it is of no help with this one: a file, or it is down
        plain: Page | None = None
        try:
            fetched = await self._fetcher.fetch(url)
            plain = await self._extractor.extract(fetched)
            may_need_browser = plain.is_thin and fetched.media_type in _HTML
        except PageStatus as error:
            may_need_browser = error.details.get("status") in _TO_BROWSERS_ONLY
            if not may_need_browser or browser is None:
                raise
        if browser is None or not may_need_browser:
            return replace(_with_text(plain), needs_scripts=may_need_browser)
        try:
            rendered = await self._rendered(browser, url)
        except (PageError, BrowserError):
            if plain is None or not plain.text.strip():
                raise
            return replace(plain, needs_scripts=True)
        if plain is None or len(rendered.text) > len(plain.text):
            await self._cache.put(habit, b"1", seconds=_HABIT_SECONDS)
            return rendered
        return plain

    async def _rendered(self, browser: BrowserPort, url: str) -> Page:
        return _with_text(await self._extractor.extract(await browser.render(url)))


def _with_text(page: Page | None) -> Page:
    if page is None or not page.text.strip():
        raise PageEmpty
    return page


def _written(page: Page) -> bytes:
    return json.dumps(asdict(page), default=date.isoformat).encode(errors="replace")


def _page(kept: bytes) -> Page:
    fields = json.loads(kept)
    day = fields.pop("published_on")
    return Page(**fields, published_on=date.fromisoformat(day) if day else None)
