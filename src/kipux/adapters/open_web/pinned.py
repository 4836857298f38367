"""A connection goes where the guard said, whatever a name server says by then."""

import socket
from collections.abc import Sequence

from aiohttp.abc import AbstractResolver, ResolveResult

from kipux.application.ports.fetch_guard import FetchGuard
from kipux.domain.web_address import checked_address


class PinnedResolver(AbstractResolver):
    """Knows one host, at the addresses given. For use in aiohttp, which asks no resolver about a host that is an IP address:
    that one must have been judged before.
    """

    def __init__(self, host: str, addresses: Sequence[str]) -> None:
        self._host = host
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of this family, `AF_UNSPEC` for any. Raises `OSError` for any other host."""
        if host.lower().removesuffix(".") != self._host:
            raise OSError("another host than the one that was judged")
        found = [(socket.AF_INET6 if ":" in address else socket.AF_INET, address) for address in self._addresses]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=kind,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for kind, address in found
            if family in (socket.AF_UNSPEC, kind)
        ]

    async def close(self) -> None:
        """Nothing is held."""


async def pinned(guard: FetchGuard, url: str) -> PinnedResolver:
    """A resolver for the host of this URL, judged now. Raises `AddressRefused` and `PageUnreachable`."""
    return PinnedResolver(checked_address(url).host, await guard.addresses(url))
