"""People's own gateways in PostgreSQL."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from kipux.adapters.postgres.rows import connection_from, connection_values
from kipux.adapters.postgres.tables import connections
from kipux.adapters.postgres.transaction import Transaction
from kipux.application.ports.connections import Connections
from kipux.domain.connection import Connection


class PostgresConnections(Connections):
    """The `Connections` of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def find(self, user_id: UUID) -> Connection | None:
        """The person's, if any."""
        row = await self._transaction.row(select(connections).where(connections.c.user_id == user_id))
        return None if row is None else connection_from(row)

    async def save(self, connection: Connection) -> None:
        """Keep it, in one statement. Raises `NotFound`."""
        values = connection_values(connection)
        statement = insert(connections).values(values)
        await self._transaction.change(statement.on_conflict_do_update(index_elements=["user_id"], set_=values))

    async def delete(self, user_id: UUID) -> None:
        """Forget it."""
        await self._transaction.change(delete(connections).where(connections.c.user_id == user_id))

    async def all(self) -> Sequence[Connection]:
        """Everybody's."""
        return [connection_from(row) for row in await self._transaction.rows(select(connections))]
