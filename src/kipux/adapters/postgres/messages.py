"""Messages in PostgreSQL."""

from collections import defaultdict
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, bindparam, delete, insert, literal_column, or_, select, update

from kipux.adapters.postgres.branch import ABOVE, AT_OR_BELOW, BRANCH, CHILDREN, WAY_DOWN
from kipux.adapters.postgres.rows import MESSAGE_COLUMNS, message_from, message_values, sources_from
from kipux.adapters.postgres.spending import charge
from kipux.adapters.postgres.tables import IS_THERE, conversations, messages
from kipux.adapters.postgres.transaction import Transaction
from kipux.application.ports.messages import BranchPage, Messages, PlacedMessage
from kipux.domain.errors import NotFound, ReplyInterrupted
from kipux.domain.message import Message, MessageStatus, Source

# A literal, not a parameter: only so may the planner use the partial index.
_IS_BEING_WRITTEN = messages.c.status == literal_column(f"'{MessageStatus.WRITING}'")
_IS_GIVEN_UP = messages.c.error["code"].astext == ReplyInterrupted.code
_GROWING = ("text", "reasoning", "steps", "sources", "passages")
_FIXED = ("id", "conversation_id", "parent_id", "role", "created_at")
# Built once: many replies are written at a time, and each is kept every two seconds.
_CHECKPOINT = {
    number: update(messages)
    .where(messages.c.id == bindparam("reply"), messages.c.run == bindparam("in_run"), _IS_BEING_WRITTEN)
    .values({name: bindparam(f"new_{name}") for name in _GROWING[:number]})
    for number in (len(_GROWING) - 1, len(_GROWING))
}


class PostgresMessages(Messages):
    """The `Messages` of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, message: Message) -> None:
        """Keep a new one. Raises `NotFound` when its conversation, or its parent in there, does not exist."""
        await self._transaction.change(insert(messages), message_values(message))

    async def get(self, message_id: UUID, owner: UUID) -> Message:
        """Raises `NotFound`."""
        return message_from(await self._one(_owned(message_id, owner, *MESSAGE_COLUMNS)))

    async def find(self, message_id: UUID) -> Message | None:
        """A message, whoever owns it; None when it is gone, or its conversation is deleted."""
        query = select(*MESSAGE_COLUMNS).join(conversations, conversations.c.id == messages.c.conversation_id)
        row = await self._transaction.row(query.where(messages.c.id == message_id, IS_THERE))
        return None if row is None else message_from(row)

    async def raw(self, message_id: UUID, owner: UUID) -> str | None:
        """The provider's answer as JSON text. Raises `NotFound`."""
        raw: str | None = (await self._one(_owned(message_id, owner, messages.c.raw))).raw
        return raw

    async def sources(self, message_id: UUID, owner: UUID) -> tuple[Source, ...]:
        """Its sources with their passages. Raises `NotFound`."""
        return sources_from(await self._one(_owned(message_id, owner, messages.c.sources, messages.c.passages)))

    async def branch(
        self, conversation_id: UUID, leaf_id: UUID, *, limit: int, before: UUID | None = None
    ) -> BranchPage:
        """Up to `limit` messages of a branch, the last ones or those right above `before`."""
        place = {"conversation": conversation_id, "leaf": leaf_id, "before": before, "limit": limit}
        items = [message_from(row) for row in await self._transaction.rows(BRANCH, place)]
        if not items:
            return BranchPage((), None)
        children = await self._children(conversation_id, [item.parent_id for item in items if item.parent_id])
        return BranchPage(
            tuple(PlacedMessage(item, tuple(children[item.parent_id])) for item in items),
            items[0].id if items[0].parent_id else None,
        )

    async def tree(self, conversation_id: UUID) -> tuple[Message, ...]:
        """Every message of a conversation, parents before their children, with the passages of their sources."""
        whole = select(*MESSAGE_COLUMNS, messages.c.passages).order_by(messages.c.id)
        rows = await self._transaction.rows(whole.where(messages.c.conversation_id == conversation_id))
        return tuple(replace(message_from(row), sources=sources_from(row)) for row in rows)

    async def at_or_below(self, conversation_id: UUID, message_id: UUID | None = None) -> tuple[UUID, ...]:
        """The ids of a message and of everything below it, or of all of a conversation."""
        everything = select(messages.c.id).where(messages.c.conversation_id == conversation_id)
        below = AT_OR_BELOW, {"conversation": conversation_id, "message": message_id}
        rows = await self._transaction.rows(*(below if message_id else (everything, None)))
        return tuple(row.id for row in rows)

    async def of_person(self, owner: UUID) -> tuple[UUID, ...]:
        """The ids of everything in a person's conversations, deleted ones too."""
        return await self._ids(conversations.c.user_id == owner)

    async def is_on_branch(self, conversation_id: UUID, leaf_id: UUID | None, message_id: UUID) -> bool:
        """Whether a message is the leaf or above it."""
        place = {"conversation": conversation_id, "leaf": leaf_id, "message": message_id}
        return await self._transaction.row(ABOVE, place) is not None

    async def newest_leaf(self, conversation_id: UUID, message_id: UUID) -> UUID:
        """The end of the way down that takes the newest child each time. Raises `NotFound`."""
        way = await self._transaction.rows(WAY_DOWN, {"conversation": conversation_id, "leaf": message_id})
        if not way:
            raise NotFound
        leaf: UUID = way[-1].id
        return leaf

    async def delete(self, conversation_id: UUID, message_id: UUID) -> None:
        """Delete it; what is below it goes by the foreign key. Raises `NotFound`."""
        this = (messages.c.conversation_id == conversation_id, messages.c.id == message_id)
        if not await self._transaction.change(delete(messages).where(*this)):
            raise NotFound

    async def checkpoint(self, so_far: Message) -> None:
        """Keep what a reply has so far, if it is still being written, and in the same run."""
        all_of_it = message_values(so_far)
        growing = _GROWING if so_far.has_passages else _GROWING[:-1]
        values = {f"new_{name}": all_of_it[name] for name in growing}
        await self._transaction.change(_CHECKPOINT[len(growing)], {"reply": so_far.id, "in_run": so_far.run} | values)

    async def resume(self, message_id: UUID) -> bool:
        """Have a reply that stopped or failed be written again."""
        may_go_on = messages.c.status.in_([MessageStatus.STOPPED, MessageStatus.FAILED])
        again = {messages.c.status: MessageStatus.WRITING.value, messages.c.run: messages.c.run + 1}
        ended = {messages.c.error: None, messages.c.finished_at: None}
        writing = update(messages).where(messages.c.id == message_id, may_go_on).values(again | ended)
        return await self._transaction.change(writing) == 1

    async def settle(self, message: Message, raw: str | None = None) -> bool:
        """Keep a reply's end, if it was still being written."""
        fixed = _FIXED if message.has_passages else (*_FIXED, "passages")
        end = {name: value for name, value in message_values(message, raw).items() if name not in fixed}
        may_end = _IS_BEING_WRITTEN if message.is_given_up else or_(_IS_BEING_WRITTEN, _IS_GIVEN_UP)
        this_run = (messages.c.id == message.id, messages.c.run == message.run)
        if await self._transaction.change(update(messages).where(*this_run, may_end), end) == 0:
            return False
        if message.was_billed:
            await charge(self._transaction, message.id)
        return True

    async def writing(self, conversation_id: UUID | None = None) -> tuple[Message, ...]:
        """The replies that are being written, in this conversation or anywhere."""
        query = select(*MESSAGE_COLUMNS).join(conversations, conversations.c.id == messages.c.conversation_id)
        query = query.where(_IS_BEING_WRITTEN, IS_THERE)
        if conversation_id is not None:
            query = query.where(messages.c.conversation_id == conversation_id)
        return tuple(message_from(row) for row in await self._transaction.rows(query.order_by(messages.c.id)))

    async def _children(self, conversation_id: UUID, parents: list[UUID]) -> dict[UUID | None, list[UUID]]:
        children: dict[UUID | None, list[UUID]] = defaultdict(list)
        for row in await self._transaction.rows(CHILDREN, {"conversation": conversation_id, "parents": parents}):
            children[row.parent_id].append(row.id)
        return children

    async def _ids(self, which: ColumnElement[bool]) -> tuple[UUID, ...]:
        query = select(messages.c.id).join(conversations, conversations.c.id == messages.c.conversation_id)
        return tuple(row.id for row in await self._transaction.rows(query.where(which)))

    async def _one(self, query: Select[Any]) -> Row[Any]:
        row = await self._transaction.row(query)
        if row is None:
            raise NotFound
        return row


def _owned(message_id: UUID, owner: UUID, *columns: ColumnElement[Any]) -> Select[Any]:
    theirs = (messages.c.id == message_id, conversations.c.user_id == owner, IS_THERE)
    return select(*columns).join(conversations, conversations.c.id == messages.c.conversation_id).where(*theirs)
