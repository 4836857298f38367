"""The port to people's own gateways."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from kipux.domain.connection import Connection


class Connections(Protocol):
    """At most one connection a person, inside a unit of work."""

    async def find(self, user_id: UUID) -> Connection | None:
        """The person's, None when they use the shared gateway."""
        ...

    async def save(self, connection: Connection) -> None:
        """Keep it in place of the one before. Raises `NotFound` when there is no such person."""
        ...

    async def delete(self, user_id: UUID) -> None:
        """Forget it; nothing happens where there is none."""
        ...

    async def all(self) -> Sequence[Connection]:
        """Everybody's, in no order."""
        ...
