"""A memory of one process that may forget."""

from collections import OrderedDict
from typing import NamedTuple

from kipux.application.ports.cache import Cache
from kipux.application.ports.clock import Clock


class _Kept(NamedTuple):
    value: bytes
    until: float


class MemoryCache(Cache):
    """So many bytes, keys among them, and so many entries at most: what was not used for longest goes first."""

    def __init__(self, clock: Clock, *, most_bytes: int = 16_000_000, most_entries: int = 1_000) -> None:
        self._clock = clock
        self._most_bytes, self._most_entries = most_bytes, most_entries
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._bytes = 0

    async def get(self, key: str) -> bytes | None:
        """What was kept, which is used by this."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        if kept.until <= self._clock.monotonic():
            self._drop(key)
            return None
        self._kept.move_to_end(key)
        return kept.value

    async def put(self, key: str, value: bytes, *, seconds: int) -> None:
        """Keep it if it fits at all; others go until it does."""
        self._drop(key)
        size = _size(key, value)
        if seconds <= 0 or size > self._most_bytes or not self._most_entries:
            return
        while self._bytes + size > self._most_bytes or len(self._kept) >= self._most_entries:
            self._drop(next(iter(self._kept)))
        self._kept[key] = _Kept(value, self._clock.monotonic() + seconds)
        self._bytes += size

    def _drop(self, key: str) -> None:
        if kept := self._kept.pop(key, None):
            self._bytes -= _size(key, kept.value)


def _size(key: str, value: bytes) -> int:
    return 4 * len(key) + len(value)
