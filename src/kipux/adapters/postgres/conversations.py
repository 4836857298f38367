"""Conversations in PostgreSQL."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, exists, false, insert, not_, or_, select, tuple_, update

from kipux.adapters.postgres.rows import conversation_from, conversation_values
from kipux.adapters.postgres.search_words import having_words
from kipux.adapters.postgres.spending import make_nameless
from kipux.adapters.postgres.tables import IS_LISTED, IS_THERE, conversations, messages
from kipux.adapters.postgres.transaction import Transaction
from kipux.application.ports.conversations import ConversationPage, Conversations
from kipux.domain.conversation import Conversation
from kipux.domain.errors import Invalid, NotFound
from kipux.domain.place import Place

_PLACE = tuple_(conversations.c.active_at, conversations.c.id)


class PostgresConversations(Conversations):
    """The `Conversations` of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, conversation: Conversation) -> None:
        """Keep a new one. Raises `NotFound` when its owner or its preset does not exist."""
        await self._transaction.change(insert(conversations), conversation_values(conversation))

    async def get(self, conversation_id: UUID, owner: UUID) -> Conversation:
        """Raises `NotFound`."""
        return await self._one(_owned(conversation_id, owner))

    async def lock(self, conversation_id: UUID, owner: UUID) -> Conversation:
        """Like `get`; others who lock, save or delete it wait until this transaction ends. Raises `NotFound`."""
        await self._transaction.begin()
        # FOR NO KEY UPDATE: others may go on adding messages that refer to it.
        return await self._one(_owned(conversation_id, owner).with_for_update(key_share=True))

    async def save(self, conversation: Conversation) -> None:
        """Replace what is kept of it. Raises `NotFound`."""
        values = conversation_values(conversation)
        mine = (conversations.c.id == values.pop("id"), conversations.c.user_id == values.pop("user_id"), IS_THERE)
        if not await self._transaction.change(update(conversations).where(*mine), values):
            raise NotFound

    async def delete(self, conversation_id: UUID, owner: UUID, *, at: datetime) -> None:
        """Mark it as deleted, which hides it and its messages. Raises `NotFound`."""
        mine = (conversations.c.id == conversation_id, conversations.c.user_id == owner, IS_THERE)
        if not await self._transaction.change(update(conversations).where(*mine).values(deleted_at=at)):
            raise NotFound

    async def restore(self, conversation_id: UUID, owner: UUID) -> None:
        """Take the mark away. Raises `NotFound`."""
        mine = (conversations.c.id == conversation_id, conversations.c.user_id == owner)
        if not await self._transaction.change(update(conversations).where(*mine).values(deleted_at=None)):
            raise NotFound

    async def deleted(self, *, before: datetime) -> tuple[UUID, ...]:
        """What was marked before that time."""
        marked = select(conversations.c.id).where(conversations.c.deleted_at < before)
        oldest_first = marked.order_by(conversations.c.deleted_at, conversations.c.id)
        return tuple(row.id for row in await self._transaction.rows(oldest_first))

    async def purge(self, conversation_id: UUID, *, before: datetime) -> bool:
        """Delete it, if it was marked before that time; its messages go with it."""
        marked = (conversations.c.id == conversation_id, conversations.c.deleted_at < before)
        return bool(await self._transaction.change(delete(conversations).where(*marked)))

    async def ending(self, *, left_before: datetime, idle_before: datetime) -> tuple[Conversation, ...]:
        """Temporary ones that were left, or were active last, before those times."""
        of = conversations.c
        was_left = and_(of.left_at < left_before, of.left_at >= of.active_at)
        ending = select(conversations).where(of.temporary, IS_THERE, or_(was_left, of.active_at < idle_before))
        return tuple(conversation_from(row) for row in await self._transaction.rows(ending.order_by(of.id)))

    async def erase(self, conversation_id: UUID, owner: UUID) -> None:
        """Delete its row; what is in it goes by the foreign keys. Raises `NotFound`."""
        mine = (conversations.c.id == conversation_id, conversations.c.user_id == owner, IS_THERE)
        if not await self._transaction.change(delete(conversations).where(*mine)):
            raise NotFound
        await make_nameless(self._transaction, conversation_id)

    async def page(
        self,
        owner: UUID,
        *,
        limit: int,
        after: str | None = None,
        query: str | None = None,
        archived: bool = False,
        pinned: bool | None = None,
    ) -> ConversationPage:
        """Newest activity first. Raises `Invalid` (field `after`)."""
        theirs = (conversations.c.user_id == owner, conversations.c.archived == archived, IS_LISTED)
        wanted = select(conversations).where(*theirs)
        if pinned is not None:
            # As it stands, not compared: only so may the planner use the partial index.
            wanted = wanted.where(conversations.c.pinned if pinned else not_(conversations.c.pinned))
        if after is not None:
            wanted = wanted.where(_below(after))
        if query is not None:
            wanted = wanted.where(_matches(query))
        newest_first = (conversations.c.active_at.desc(), conversations.c.id.desc())
        rows = await self._transaction.rows(wanted.order_by(*newest_first).limit(limit + 1))
        items = tuple(conversation_from(row) for row in rows[:limit])
        more = len(rows) > limit
        return ConversationPage(items, str(Place(items[-1].active_at, items[-1].id)) if more else None)

    async def _one(self, query: Select[Any]) -> Conversation:
        row = await self._transaction.row(query)
        if row is None:
            raise NotFound
        return conversation_from(row)


def _owned(conversation_id: UUID, owner: UUID) -> Select[Any]:
    return select(conversations).where(
        conversations.c.id == conversation_id, conversations.c.user_id == owner, IS_THERE
    )


def _below(after: str) -> ColumnElement[bool]:
    place = Place.parse(after)
    if place is None:
        raise Invalid({"after": "cursor"})
    return tuple_(place.active_at, place.id) > _PLACE


def _matches(query: str) -> ColumnElement[bool]:
    found = having_words(query)
    if found is None:
        return false()
    return or_(
        conversations.c.title_words.bool_op("@@")(found),
        exists().where(messages.c.conversation_id == conversations.c.id, messages.c.text_words.bool_op("@@")(found)),
    )
