"""The ports that fetch pages of the open web. Every address goes through the one `FetchGuard`."""

from typing import Protocol

from kipux.domain.page import Fetched


class PageFetcher(Protocol):
    """A plain HTTP reader: no scripts, no cookies, nothing of ours sent along.

    The caller bounds the time (`asyncio.timeout`); bytes, redirects and decompression are bounded here.
    """

    async def fetch(self, url: str) -> Fetched:
        """The page. An answer of another status than 200 to 299 is `PageStatus`. Raises `PageError`, among them `AddressRefused`."""
        ...


class BrowserPort(Protocol):
    """A real browser that runs a page's scripts. Slow (about a second) and few at a time: a queue of ours waits for its turn."""

    async def render(self, url: str) -> Fetched:
        """The page as its scripts left it: `text/html` in UTF-8. Raises `PageError` when the page is at fault, among them
        `AddressRefused`, and `BrowserError` when the browser is.
        """
        ...

    async def probe(self) -> str:
        """What answers, in a few words for an administrator. Raises `BrowserError`."""
        ...
