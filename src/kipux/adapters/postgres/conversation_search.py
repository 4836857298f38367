"""Search in PostgreSQL: its full text."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select, true, tuple_

from kipux.adapters.postgres.rows import MESSAGE_COLUMNS, conversation_from, message_from
from kipux.adapters.postgres.search_words import having_words
from kipux.adapters.postgres.tables import IS_LISTED, conversations, messages
from kipux.adapters.postgres.transaction import Transaction
from kipux.application.ports.conversation_search import ConversationSearch, Hit
from kipux.domain.conversation import Conversation
from kipux.domain.spot import TOP, Spot

_WALKED = 3_000
"""Messages that are looked at one by one before the index is asked."""
_IN_ORDER = (conversations.c.archived, conversations.c.active_at.desc(), conversations.c.id.desc())
_NEWEST = (messages.c.created_at.desc(), messages.c.id.desc())


class PostgresConversationSearch(ConversationSearch):
    """The `ConversationSearch` of one transaction. It finds other forms of Spanish and English words too."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def find(self, owner: UUID, query: str, *, titles: int, messages: int, after: Spot = TOP) -> tuple[Hit, ...]:
        """Titles and then messages, as the conversations were last active."""
        found = having_words(query)
        if found is None:
            return ()
        return (*await self._titles(owner, found, titles), *await self._messages(owner, found, messages, after))

    async def _titles(self, owner: UUID, found: ColumnElement[Any], limit: int) -> list[Hit]:
        query = (
            select(conversations)
            .where(conversations.c.user_id == owner, IS_LISTED, conversations.c.title_words.bool_op("@@")(found))
            .order_by(*_IN_ORDER)
            .limit(limit)
        )
        return [Hit(conversation_from(row)) for row in await self._transaction.rows(query)]

    async def _messages(self, owner: UUID, found: ColumnElement[Any], limit: int, after: Spot) -> list[Hit]:
        ids = await self._ids(_among_the_newest(owner, found, limit, after))
        if len(ids) < limit:
            ids = await self._ids(_anywhere(owner, found, limit, after))
        if not ids:
            return []
        rows = await self._transaction.rows(select(*MESSAGE_COLUMNS).where(messages.c.id.in_(ids)))
        said = {row.id: message_from(row) for row in rows}
        around = await self._conversations({message.conversation_id for message in said.values()})
        return [Hit(around[said[key].conversation_id], said[key]) for key in ids if key in said]

    async def _ids(self, query: Select[Any]) -> list[UUID]:
        return [row.id for row in await self._transaction.rows(query)]

    async def _conversations(self, ids: set[UUID]) -> dict[UUID, Conversation]:
        rows = await self._transaction.rows(select(conversations).where(conversations.c.id.in_(ids)))
        return {row.id: conversation_from(row) for row in rows}


def _among_the_newest(owner: UUID, found: ColumnElement[Any], limit: int, after: Spot) -> Select[Any]:
    """For words that stand everywhere: the index would name most of all messages, while a short walk finds enough of them."""
    said = (
        select(messages.c.id, messages.c.created_at, messages.c.text_words)
        .where(messages.c.conversation_id == conversations.c.id)
        .order_by(*_NEWEST)
        .correlate(conversations)
        .lateral()
    )
    walked = (
        select(said.c.id, said.c.text_words)
        .select_from(conversations.join(said, true()))
        .where(conversations.c.user_id == owner, IS_LISTED, _below(after, said.c.created_at, said.c.id))
        .order_by(*_IN_ORDER)
        .limit(_WALKED)
        .subquery()
    )
    return select(walked.c.id).where(walked.c.text_words.bool_op("@@")(found)).limit(limit)


def _anywhere(owner: UUID, found: ColumnElement[Any], limit: int, after: Spot) -> Select[Any]:
    """For all other words: the index knows where they are. Materialized, as the planner would walk for the sake of the order."""
    known = (
        select(messages.c.id, messages.c.created_at, messages.c.conversation_id)
        .join(conversations, conversations.c.id == messages.c.conversation_id)
        .where(conversations.c.user_id == owner, IS_LISTED, messages.c.text_words.bool_op("@@")(found))
        .cte()
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    return (
        select(known.c.id)
        .join(conversations, conversations.c.id == known.c.conversation_id)
        .where(_below(after, known.c.created_at, known.c.id))
        .order_by(*_IN_ORDER, known.c.created_at.desc(), known.c.id.desc())
        .limit(limit)
    )


def _below(after: Spot, created_at: ColumnElement[Any], message_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Of one's own conversations first, and the messages within them: the first comparison alone leaves out what is far above."""
    of, around, said = conversations.c, after.conversation, after.message
    place = tuple_(of.active_at, of.id, created_at, message_id)
    lower = and_(
        tuple_(of.active_at, of.id) <= tuple_(around.active_at, around.id),
        place < tuple_(around.active_at, around.id, said.active_at, said.id),
    )
    return and_(of.archived, lower) if after.archived else or_(of.archived, lower)
