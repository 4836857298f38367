"""A unit of work is a transaction on a connection of the pool."""

from types import TracebackType
from typing import Self

from kipux.adapters.postgres.connections import PostgresConnections
from kipux.adapters.postgres.conversation_search import PostgresConversationSearch
from kipux.adapters.postgres.conversations import PostgresConversations
from kipux.adapters.postgres.database import Database
from kipux.adapters.postgres.failures import translated
from kipux.adapters.postgres.messages import PostgresMessages
from kipux.adapters.postgres.presets import PostgresPresets
from kipux.adapters.postgres.spending import PostgresSpending
from kipux.adapters.postgres.summaries import PostgresSummaries
from kipux.adapters.postgres.transaction import Transaction
from kipux.adapters.postgres.users import PostgresUsers


class PostgresUnitOfWork:
    """Isolation is “read committed”; what must not change meanwhile is locked. Used once."""

    def __init__(self, database: Database) -> None:
        self._connection = database.autocommit.connect()
        self._transaction = Transaction(self._connection)
        self.users = PostgresUsers(self._transaction)
        self.conversations = PostgresConversations(self._transaction)
        self.messages = PostgresMessages(self._transaction)
        self.search = PostgresConversationSearch(self._transaction)
        self.spending = PostgresSpending(self._transaction)
        self.connections = PostgresConnections(self._transaction)
        self.presets = PostgresPresets(self._transaction)
        self.summaries = PostgresSummaries(self._transaction)

    async def __aenter__(self) -> Self:
        with translated():
            await self._connection.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with translated():
            await self._connection.__aexit__(kind, error, trace)  # closes even when the task is being cancelled

    async def commit(self) -> None:
        """Make it last."""
        await self._transaction.commit()
