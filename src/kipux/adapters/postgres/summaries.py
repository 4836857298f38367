"""Summaries in PostgreSQL."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, literal, null, select, update
from sqlalchemy.dialects.postgresql import insert

from kipux.adapters.postgres.spending import charge_for_summary
from kipux.adapters.postgres.tables import IS_THERE, conversations, messages, summaries
from kipux.adapters.postgres.transaction import Transaction
from kipux.application.ports.summaries import Summaries
from kipux.domain.errors import NotFound
from kipux.domain.summary import Summary
from kipux.domain.text import storable

_COLUMNS = tuple(summaries.c)
_OF_CONVERSATION = (
    select(*_COLUMNS)
    .where(summaries.c.conversation_id == bindparam("conversation"))
    .order_by(summaries.c.created_at, summaries.c.id)
)


class PostgresSummaries(Summaries):
    """The `Summaries` of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def keep(self, summary: Summary, *, is_charged: bool = True) -> None:
        """Keep it in place of one that reached to the same message, unless that message is gone."""
        theirs = (messages.c.id == summary.message_id, messages.c.conversation_id == summary.conversation_id)
        values = {
            "id": summary.id,
            "text": storable(summary.text),
            "model": storable(summary.model),
            "cost": summary.cost,
            "created_at": summary.created_at,
        }
        given = [
            null().cast(summaries.c[name].type) if value is None else literal(value, summaries.c[name].type)
            for name, value in values.items()
        ]
        found = select(messages.c.id, messages.c.conversation_id, *given).where(*theirs).with_for_update(key_share=True)
        kept = insert(summaries).from_select(["message_id", "conversation_id", *values], found)
        kept = kept.on_conflict_do_update(index_elements=["message_id"], set_=dict(values))
        if await self._transaction.change(kept) and summary.text and is_charged:
            await charge_for_summary(self._transaction, summary.id)

    async def rewrite(self, message_id: UUID, owner: UUID, text: str) -> Summary:
        """Give the summary that reaches to this message another text. Raises `NotFound`."""
        await self._transaction.begin()
        row = await self._transaction.row(
            update(summaries)
            .where(
                summaries.c.message_id == message_id,
                conversations.c.id == summaries.c.conversation_id,
                conversations.c.user_id == owner,
                IS_THERE,
            )
            .values(text=storable(text))
            .returning(*_COLUMNS)
        )
        if row is None:
            raise NotFound
        return _summary_from(row)

    async def of_conversation(self, conversation_id: UUID) -> tuple[Summary, ...]:
        """All of a conversation, the oldest first."""
        rows = await self._transaction.rows(_OF_CONVERSATION, {"conversation": conversation_id})
        return tuple(map(_summary_from, rows))


def _summary_from(row: Row[Any]) -> Summary:
    return Summary(
        id=row.id,
        conversation_id=row.conversation_id,
        message_id=row.message_id,
        text=row.text,
        model=row.model,
        cost=row.cost,
        created_at=row.created_at,
    )
