"""A unit of work in memory."""

from types import TracebackType
from typing import Self

from kipux.adapters.memory.connections import MemoryConnections
from kipux.adapters.memory.conversation_search import MemoryConversationSearch
from kipux.adapters.memory.conversations import MemoryConversations
from kipux.adapters.memory.messages import MemoryMessages
from kipux.adapters.memory.presets import MemoryPresets
from kipux.adapters.memory.spending import MemorySpending
from kipux.adapters.memory.summaries import MemorySummaries
from kipux.adapters.memory.transaction import MemoryDatabase, Transaction
from kipux.adapters.memory.users import MemoryUsers

__all__ = ["MemoryDatabase", "MemoryUnitOfWork"]


class MemoryUnitOfWork:
    """Isolation is “read committed”; what must not change meanwhile is locked. Used once.

    Unlike a real database it does not notice two that wait for each other.
    """

    def __init__(self, database: MemoryDatabase) -> None:
        self._transaction = Transaction(database)
        self.users = MemoryUsers(self._transaction)
        self.conversations = MemoryConversations(self._transaction)
        self.messages = MemoryMessages(self._transaction)
        self.search = MemoryConversationSearch(self._transaction)
        self.spending = MemorySpending(self._transaction)
        self.connections = MemoryConnections(self._transaction)
        self.presets = MemoryPresets(self._transaction)
        self.summaries = MemorySummaries(self._transaction)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._transaction.end()

    async def commit(self) -> None:
        """Make it last."""
        self._transaction.commit()
        self._transaction.end()
