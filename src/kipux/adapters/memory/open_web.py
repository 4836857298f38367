"""A web of a few pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kipux.application.ports.fetch_guard import FetchGuard
from kipux.application.ports.page_fetcher import PageFetcher
from kipux.domain.errors import PageError, PageStatus, PageUnreachable
from kipux.domain.fetch_policy import FetchPolicy
from kipux.domain.page import Fetched
from kipux.domain.web_address import checked_address

_MOST_REDIRECTS = 5


class MemoryFetchGuard(FetchGuard):
    """Judges by a policy. `names` has the IP addresses of each name; nobody knows any other name."""

    def __init__(self, policy: FetchPolicy | None = None, names: Mapping[str, Sequence[str]] | None = None) -> None:
        self._policy = policy or FetchPolicy()
        self.names = dict(names or {})

    async def addresses(self, url: str) -> Sequence[str]:
        """Those that may be connected to."""
        address = checked_address(url)
        found = (address.host,) if address.is_ip else self.names.get(address.host, ())
        if not found:
            raise PageUnreachable
        return self._policy.admitted(address, found)

    def admits(self, url: str, ip: str) -> bool:
        """Whether this URL may be had from there."""
        return self._policy.admits(url, ip)

    @property
    def reject_patterns(self) -> Sequence[str]:
        """The policy's."""
        return self._policy.reject_patterns


@dataclass(frozen=True, slots=True)
class MovedTo:
    """A redirect."""

    location: str


class MemoryPages(PageFetcher):
    """What there is at each URL, which may be changed at any time: a page (its `url` does not count), a redirect, or an error to raise.

    `fetched` are the URLs asked for so far, redirects among them. Where there is nothing is 404, after the guard's word.
    """

    def __init__(self, guard: FetchGuard, pages: Mapping[str, Fetched | MovedTo | PageError] | None = None) -> None:
        self._guard = guard
        self.pages = dict(pages or {})
        self.fetched: list[str] = []

    async def fetch(self, url: str) -> Fetched:
        """The page, after at most 5 redirects."""
        address = checked_address(url)
        for _ in range(_MOST_REDIRECTS + 1):
            await self._guard.addresses(address.url)
            self.fetched.append(address.url)
            found = self.pages.get(address.url, PageStatus(status=404))
            if isinstance(found, PageError):
                raise found
            if isinstance(found, Fetched):
                return replace(found, url=address.url)
            address = address.leads_to(found.location)
        raise PageStatus(status=302)
