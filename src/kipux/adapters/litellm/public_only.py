"""Names resolve to addresses on the open internet, or to none."""

import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from kipux.domain.address import is_public


class NotPublic(OSError):
    """Every address of a name is one that lies inside."""


class PublicResolver(AbstractResolver):
    """Gives the public addresses of a name. The connection is made to what is given here, so that no later answer can differ."""

    def __init__(self) -> None:
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Raises `NotPublic` when there is none, `OSError` when the name is unknown."""
        found = await self._resolver.resolve(host, port, family)
        public = [result for result in found if is_public(result["host"])]
        if found and not public:
            raise NotPublic
        return public

    async def close(self) -> None:
        """Nothing is held."""
        await self._resolver.close()


def is_refused(error: BaseException | None) -> bool:
    """Whether this failure to connect has `NotPublic` at its root."""
    while error is not None:
        if isinstance(error, NotPublic):
            return True
        error = error.__cause__ or error.__context__
    return False
