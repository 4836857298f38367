"""The port that carries “stop” to whoever writes a reply."""

from typing import Protocol
from uuid import UUID


class StopSignals(Protocol):
    """Stop requests, from any instance to the one that writes. Methods raise `Unavailable` when they cannot be carried."""

    async def send(self, reply_id: UUID) -> None:
        """Ask for a stop. Sending twice, or for a reply that nobody writes, is no error."""
        ...

    async def forget(self, reply_id: UUID) -> None:
        """What was sent for this reply so far counts no more: it is written on."""
        ...

    async def wait(self, reply_id: UUID) -> None:
        """Return once a stop was sent, also if that happened up to a minute before the call. Survives a broken connection."""
        ...
