"""Names, as the system's resolver knows them."""

import asyncio
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from kipux.domain.errors import PageUnreachable

_AT_A_TIME = 16


class SystemNames:
    """Asks in threads of its own: a name server that never answers keeps nobody waiting but those who ask for names."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_AT_A_TIME, "names")

    async def __call__(self, name: str) -> Sequence[str]:
        """Its IP addresses, the best first. Raises `PageUnreachable` for a name that nobody knows."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._threads, _found, name)
        except (OSError, UnicodeError):
            raise PageUnreachable from None
        return list(dict.fromkeys(found))

    def close(self) -> None:
        """Wait for nothing that is still being asked."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _found(name: str) -> list[str]:
    return [str(address[0]) for *_, address in socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)]
