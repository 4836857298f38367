"""The port to a memory that may forget."""

from typing import Protocol


class Cache(Protocol):
    """Keeps bytes for a while, within bounds of its own. It never fails: what cannot be kept or read is not there."""

    async def get(self, key: str) -> bytes | None:
        """What was kept under this key, until its time is over."""
        ...

    async def put(self, key: str, value: bytes, *, seconds: int) -> None:
        """Keep it, in place of what was there, for so many seconds at most."""
        ...
