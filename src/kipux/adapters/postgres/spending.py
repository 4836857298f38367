"""What was spent, in PostgreSQL."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from advanced_alchemy.types import DateTimeUTC
from sqlalchemy import Numeric, Row, Select, Uuid, bindparam, case, func, select, update
from sqlalchemy.dialects.postgresql import Insert, insert

from kipux.adapters.postgres.tables import IS_THERE, charges, conversations, messages, summaries, users
from kipux.adapters.postgres.transaction import Transaction
from kipux.application.ports.spending import Spending
from kipux.domain.errors import NotFound
from kipux.domain.spending import Charge, Spent

_SUMS = (
    func.coalesce(func.sum(charges.c.cost), 0).label("known"),
    func.count().filter(charges.c.message_id.is_not(None), charges.c.cost.is_(None)).label("unknown"),
)

_OF_THE_REPLY = (
    select(
        messages.c.id,
        messages.c.conversation_id,
        conversations.c.user_id,
        func.coalesce(messages.c.finished_at, messages.c.created_at),
        messages.c.cost,
    )
    .join(conversations, conversations.c.id == messages.c.conversation_id)
    .where(messages.c.id == bindparam("reply"))
)
_OF_THE_SUMMARY = (
    select(
        summaries.c.id, summaries.c.conversation_id, conversations.c.user_id, summaries.c.created_at, summaries.c.cost
    )
    .join(conversations, conversations.c.id == summaries.c.conversation_id)
    .where(summaries.c.id == bindparam("summary"))
)


def _charged(what: Select[Any]) -> Insert:
    charged = insert(charges).from_select(["message_id", "conversation_id", "user_id", "at", "cost"], what)
    last = {"at": charged.excluded.at, "cost": charged.excluded.cost}
    return charged.on_conflict_do_update(index_elements=["message_id"], set_=last)


_CHARGE_AS_IT_IS = _charged(
    select(
        case((conversations.c.id.is_(None), bindparam("nameless", type_=Uuid)), else_=bindparam("charge", type_=Uuid)),
        func.coalesce(conversations.c.id, func.gen_random_uuid()),
        users.c.id,
        bindparam("moment", type_=DateTimeUTC),
        bindparam("amount", type_=Numeric),
    )
    .join_from(users, conversations, conversations.c.id == bindparam("conversation", type_=Uuid), isouter=True)
    .where(users.c.id == bindparam("person"))
)
_CHARGE = _charged(_OF_THE_REPLY)
_CHARGE_FOR_SUMMARY = _charged(_OF_THE_SUMMARY)


class PostgresSpending(Spending):
    """The `Spending` of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def charge(self, charge: Charge) -> None:
        """Keep it for good, once."""
        values = {
            "charge": charge.id,
            "nameless": charge.nameless_id,
            "conversation": charge.conversation_id,
            "person": charge.user_id,
            "moment": charge.at,
            "amount": charge.cost,
        }
        await self._transaction.change(_CHARGE_AS_IT_IS, values)

    async def of_conversation(self, conversation_id: UUID, owner: UUID) -> Spent:
        """Of all its branches. Raises `NotFound`."""
        row = await self._transaction.row(
            select(*_SUMS)
            .select_from(conversations)
            .join(charges, charges.c.conversation_id == conversations.c.id, isouter=True)
            .where(conversations.c.id == conversation_id, conversations.c.user_id == owner, IS_THERE)
            .group_by(conversations.c.id)
        )
        if row is None:
            raise NotFound
        return _spent(row)

    async def since(self, owner: UUID, moment: datetime) -> Spent:
        """Of everything of this person's that ended at `moment` or later."""
        row = await self._transaction.row(select(*_SUMS).where(charges.c.user_id == owner, charges.c.at >= moment))
        return Spent() if row is None else _spent(row)


async def charge(transaction: Transaction, reply_id: UUID) -> None:
    """Keep what a reply that was just settled has cost; of one that is settled once more, what it has cost in the end."""
    await transaction.change(_CHARGE, {"reply": reply_id})


async def charge_for_summary(transaction: Transaction, summary_id: UUID) -> None:
    """Keep what a summary that was just kept has cost."""
    await transaction.change(_CHARGE_FOR_SUMMARY, {"summary": summary_id})


async def make_nameless(transaction: Transaction, conversation_id: UUID) -> None:
    """Leave of a conversation's charges only whose they are, when, and how much."""
    nobody_s = {"message_id": func.gen_random_uuid(), "conversation_id": func.gen_random_uuid()}
    await transaction.change(update(charges).where(charges.c.conversation_id == conversation_id).values(nobody_s))


def _spent(row: Row[Any]) -> Spent:
    return Spent(Decimal(row.known), row.unknown)
