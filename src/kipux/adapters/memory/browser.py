"""A browser that shows what it was told."""

from collections.abc import Mapping
from dataclasses import replace

from kipux.application.ports.fetch_guard import FetchGuard
from kipux.application.ports.page_fetcher import BrowserPort
from kipux.domain.errors import AddressRefused, BrowserError, PageError, PageStatus
from kipux.domain.page import Fetched
from kipux.domain.web_address import checked_address


class MemoryBrowser(BrowserPort):
    """`pages` holds, by URL, each page as its scripts leave it (its `url` is where it led to), or the error that rendering it ends in.

    Any other is 404. `rendered` are the URLs asked for; `failure`, while set, is what each ends in. `ips` has the IP address that the
    page at a URL came from, where it is not the first that the guard admits.
    """

    def __init__(self, guard: FetchGuard, pages: Mapping[str, Fetched | PageError] | None = None) -> None:
        self._guard = guard
        self.pages = dict(pages or {})
        self.ips: dict[str, str] = {}
        self.rendered: list[str] = []
        self.failure: BrowserError | None = None

    async def render(self, url: str) -> Fetched:
        """What it was told, judged before and after."""
        address = checked_address(url).url
        ip = (await self._guard.addresses(address))[0]
        self.rendered.append(address)
        found = self.failure or self.pages.get(address, PageStatus(status=404))
        if not isinstance(found, Fetched):
            raise found
        if not self._guard.admits(found.url, self.ips.get(address, ip)):
            raise AddressRefused
        return replace(found, media_type="text/html", charset="utf-8")

    async def probe(self) -> str:
        """That it is there."""
        if self.failure:
            raise self.failure
        return f"memory, {len(self.pages)} pages"
