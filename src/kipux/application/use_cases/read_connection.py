"""Tell how a person is connected."""

from uuid import UUID

from kipux.application.generation.own_gateways import OwnGateways
from kipux.domain.connection import Connection


class ReadConnection:
    """Reads a person's own connection."""

    def __init__(self, own: OwnGateways) -> None:
        self._own = own

    async def __call__(self, user_id: UUID) -> Connection | None:
        """None for who uses the shared gateway."""
        return await self._own.of(user_id)
