"""The port of the one judge of addresses that come from a person, a model or a page."""

from collections.abc import Sequence
from typing import Protocol


class FetchGuard(Protocol):
    """Lets through what lies on the open internet, and what the administrator listed (`KIPUX_FETCH_ALLOW`)."""

    async def addresses(self, url: str) -> Sequence[str]:
        """The IP addresses, at least one, that may be connected to for this URL: whoever connects does so to one of these, and asks
        no resolver again. Raises `AddressRefused`, and `PageUnreachable` for a name that nobody knows.
        """
        ...

    def admits(self, url: str, ip: str) -> bool:
        """Whether what came from this URL at this IP address may be used."""
        ...

    @property
    def reject_patterns(self) -> Sequence[str]:
        """JavaScript regular expressions for a browser: URLs that match are not asked for. They know no names that resolve to
        private addresses, so a browser needs a network of its own as well.
        """
        ...
