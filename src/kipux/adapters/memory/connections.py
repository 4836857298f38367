"""People's own gateways in memory."""

from collections.abc import Sequence
from uuid import UUID

from kipux.adapters.memory.storable import storable
from kipux.adapters.memory.transaction import Transaction
from kipux.application.ports.connections import Connections
from kipux.domain.connection import Connection
from kipux.domain.errors import NotFound


class MemoryConnections(Connections):
    """The `Connections` of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def find(self, user_id: UUID) -> Connection | None:
        """The person's, if any."""
        return self._transaction.connections.get(user_id)

    async def save(self, connection: Connection) -> None:
        """Keep it. Raises `NotFound`."""
        if self._transaction.users.get(connection.user_id) is None:
            raise self._transaction.refused(NotFound())
        self._transaction.connections.put(connection.user_id, storable(connection))

    async def delete(self, user_id: UUID) -> None:
        """Forget it."""
        self._transaction.connections.drop(lambda connection: connection.user_id == user_id)

    async def all(self) -> Sequence[Connection]:
        """Everybody's."""
        return list(self._transaction.connections.all())
