"""Summaries in memory."""

from dataclasses import replace
from uuid import UUID

from kipux.adapters.memory.charge import Charge
from kipux.adapters.memory.storable import storable
from kipux.adapters.memory.transaction import Transaction
from kipux.application.ports.summaries import Summaries
from kipux.domain.errors import NotFound
from kipux.domain.summary import Summary


class MemorySummaries(Summaries):
    """The `Summaries` of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def keep(self, summary: Summary, *, is_charged: bool = True) -> None:
        """Keep it in place of one that reached to the same message, unless that message is gone."""
        conversation = self._transaction.conversations.get(summary.conversation_id)
        if conversation is None or self._transaction.messages.get(summary.message_id) is None:
            return
        self._transaction.summaries.put(summary.message_id, storable(summary))
        if summary.text and is_charged:
            charge = Charge(conversation.user_id, conversation.id, summary.created_at, summary.cost)
            self._transaction.charges.put(summary.id, charge)

    async def rewrite(self, message_id: UUID, owner: UUID, text: str) -> Summary:
        """Give the summary that reaches to this message another text. Raises `NotFound`."""
        summary = self._transaction.summaries.get(message_id)
        conversation = self._transaction.conversations.get(summary.conversation_id) if summary else None
        if summary is None or conversation is None or conversation.user_id != owner:
            raise NotFound
        rewritten = storable(replace(summary, text=text))
        self._transaction.summaries.put(message_id, rewritten)
        return rewritten

    async def of_conversation(self, conversation_id: UUID) -> tuple[Summary, ...]:
        """All of a conversation whose messages are there, the oldest first."""
        everywhere = self._transaction.summaries.all()
        here = (each for each in everywhere if each.conversation_id == conversation_id)
        there = [each for each in here if self._transaction.messages.get(each.message_id)]
        return tuple(sorted(there, key=lambda each: (each.created_at, each.id)))
