"""The one judge of addresses."""

from collections.abc import Awaitable, Callable, Sequence

from kipux.application.ports.fetch_guard import FetchGuard
from kipux.domain.fetch_policy import FetchPolicy
from kipux.domain.web_address import checked_address

Names = Callable[[str], Awaitable[Sequence[str]]]
"""The IP addresses of a name. Raises `PageUnreachable` for one that nobody knows."""


class OpenWebGuard(FetchGuard):
    """Judges each IP address that a name has, by a policy. Of a name with addresses inside and outside, those outside remain."""

    def __init__(self, policy: FetchPolicy, names: Names) -> None:
        self._policy = policy
        self._names = names

    async def addresses(self, url: str) -> Sequence[str]:
        """Those that may be connected to. Asks for the name once."""
        address = checked_address(url)
        found = (address.host,) if address.is_ip else await self._names(address.host)
        return self._policy.admitted(address, found)

    def admits(self, url: str, ip: str) -> bool:
        """Whether this URL may be had from there."""
        return self._policy.admits(url, ip)

    @property
    def reject_patterns(self) -> Sequence[str]:
        """The policy's."""
        return self._policy.reject_patterns
