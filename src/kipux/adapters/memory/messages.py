"""Messages in memory."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from kipux.adapters.memory.charge import Charge
from kipux.adapters.memory.kept_message import KeptMessage
from kipux.adapters.memory.storable import storable
from kipux.adapters.memory.transaction import Transaction
from kipux.application.ports.messages import BranchPage, Messages, PlacedMessage
from kipux.domain.errors import NotFound
from kipux.domain.message import Message, Source


class MemoryMessages(Messages):
    """The `Messages` of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, message: Message) -> None:
        """Keep a new one. Raises `NotFound` when its conversation, or its parent in there, does not exist."""
        parent = self._transaction.messages.get(message.parent_id) if message.parent_id else None
        if (
            self._transaction.conversations.get(message.conversation_id) is None
            or (message.parent_id is not None and parent is None)
            or (parent is not None and parent.message.conversation_id != message.conversation_id)
        ):
            raise self._transaction.refused(NotFound())
        self._transaction.messages.put(message.id, KeptMessage.of(storable(message)))

    async def get(self, message_id: UUID, owner: UUID) -> Message:
        """Raises `NotFound`."""
        return self._owned(message_id, owner).message

    async def find(self, message_id: UUID) -> Message | None:
        """A message, whoever owns it; None when it is gone, or its conversation is in the bin."""
        kept = self._transaction.messages.get(message_id)
        is_there = kept is not None and self._transaction.conversations.get(kept.message.conversation_id) is not None
        return kept.message if kept is not None and is_there else None

    async def raw(self, message_id: UUID, owner: UUID) -> str | None:
        """The provider's answer as JSON text. Raises `NotFound`."""
        return self._owned(message_id, owner).raw

    async def sources(self, message_id: UUID, owner: UUID) -> tuple[Source, ...]:
        """Its sources with their passages. Raises `NotFound`."""
        return self._owned(message_id, owner).sources

    async def branch(
        self, conversation_id: UUID, leaf_id: UUID, *, limit: int, before: UUID | None = None
    ) -> BranchPage:
        """Up to `limit` messages of a branch, the last ones or those right above `before`."""
        way = list(self._way_up(conversation_id, leaf_id))
        if before is not None:
            ids = [message.id for message in way]
            way = way[ids.index(before) + 1 :] if before in ids else []
        items = way[:limit][::-1]
        children = self._children(conversation_id)
        return BranchPage(
            tuple(PlacedMessage(item, tuple(children[item.parent_id])) for item in items),
            items[0].id if items and items[0].parent_id else None,
        )

    async def tree(self, conversation_id: UUID) -> tuple[Message, ...]:
        """Every message of a conversation, parents before their children, with the passages of their sources."""
        everywhere = (replace(kept.message, sources=kept.sources) for kept in self._transaction.messages.all())
        here = (message for message in everywhere if message.conversation_id == conversation_id)
        return tuple(sorted(here, key=lambda message: message.id))

    async def at_or_below(self, conversation_id: UUID, message_id: UUID | None = None) -> tuple[UUID, ...]:
        """The ids of a message and of everything below it, or of all of a conversation."""
        if message_id is None:
            return tuple(message.id for message in await self.tree(conversation_id))
        return tuple(message.id for message in self._at_or_below(conversation_id, message_id))

    async def of_person(self, owner: UUID) -> tuple[UUID, ...]:
        """The ids of everything in a person's conversations, in the bin too."""
        deleted = [each.conversation for each in self._transaction.bin.all()]
        everybody_s = [*self._transaction.conversations.all(), *deleted]
        return self._in({each.id for each in everybody_s if each.user_id == owner})

    async def is_on_branch(self, conversation_id: UUID, leaf_id: UUID | None, message_id: UUID) -> bool:
        """Whether a message is the leaf or above it."""
        way = self._way_up(conversation_id, leaf_id) if leaf_id else ()
        return any(message.id == message_id for message in way)

    async def newest_leaf(self, conversation_id: UUID, message_id: UUID) -> UUID:
        """The end of the way down that takes the newest child each time. Raises `NotFound`."""
        kept = self._transaction.messages.get(message_id)
        if kept is None or kept.message.conversation_id != conversation_id:
            raise NotFound
        children = self._children(conversation_id)
        leaf = message_id
        while children[leaf]:
            leaf = children[leaf][-1]
        return leaf

    async def delete(self, conversation_id: UUID, message_id: UUID) -> None:
        """Delete it with everything below it. Raises `NotFound`."""
        gone = {message.id for message in self._at_or_below(conversation_id, message_id)}
        if not gone:
            raise NotFound
        self._transaction.messages.drop(lambda kept: kept.message.id in gone)

    async def checkpoint(self, so_far: Message) -> None:
        """Keep what a reply has so far, if it is still being written, and in the same run."""
        kept = await self._being_written(so_far.id)
        if kept and kept.message.run == so_far.run:
            grown = storable(so_far)
            message = replace(
                kept.message, text=grown.text, reasoning=grown.reasoning, steps=grown.steps, sources=grown.sources
            )
            self._transaction.messages.put(so_far.id, KeptMessage.of(message, before=kept))

    async def resume(self, message_id: UUID) -> bool:
        """Have a reply that stopped or failed be written again."""
        await self._transaction.hold("message", message_id)
        kept = self._transaction.messages.get(message_id)
        if kept is None or not kept.message.can_go_on:
            return False
        self._transaction.messages.put(message_id, kept._replace(message=kept.message.going_on()))
        return True

    async def settle(self, message: Message, raw: str | None = None) -> bool:
        """Keep a reply's end, if it was still being written."""
        await self._transaction.hold("message", message.id)
        kept = self._transaction.messages.get(message.id)
        if kept is None or not _may_end(kept.message, message):
            return False
        old = kept.message
        settled = replace(
            message,
            conversation_id=old.conversation_id,
            parent_id=old.parent_id,
            role=old.role,
            created_at=old.created_at,
        )
        self._transaction.messages.put(message.id, KeptMessage.of(storable(settled), storable(raw), kept))
        self._charge(settled)
        return True

    async def writing(self, conversation_id: UUID | None = None) -> tuple[Message, ...]:
        """The replies that are being written, in this conversation or anywhere."""
        there = {conversation.id for conversation in self._transaction.conversations.all()}
        kept = (kept.message for kept in self._transaction.messages.all() if kept.message.is_being_written)
        everywhere = (message for message in kept if message.conversation_id in there)
        here = (message for message in everywhere if conversation_id in (None, message.conversation_id))
        return tuple(sorted(here, key=lambda message: message.id))

    def _charge(self, reply: Message) -> None:
        deleted = self._transaction.bin.get(reply.conversation_id)
        conversation = deleted.conversation if deleted else self._transaction.conversations.get(reply.conversation_id)
        if reply.was_billed and conversation is not None:
            charge = Charge(conversation.user_id, conversation.id, reply.finished_at or reply.created_at, reply.cost)
            self._transaction.charges.put(reply.id, charge)

    def _in(self, conversations: Collection[UUID]) -> tuple[UUID, ...]:
        everywhere = (kept.message for kept in self._transaction.messages.all())
        return tuple(message.id for message in everywhere if message.conversation_id in conversations)

    def _owned(self, message_id: UUID, owner: UUID) -> KeptMessage:
        kept = self._transaction.messages.get(message_id)
        conversation = kept and self._transaction.conversations.get(kept.message.conversation_id)
        if kept is None or conversation is None or conversation.user_id != owner:
            raise NotFound
        return kept

    def _way_up(self, conversation_id: UUID, leaf_id: UUID) -> Iterator[Message]:
        kept = self._transaction.messages.get(leaf_id)
        while kept is not None and kept.message.conversation_id == conversation_id:
            yield kept.message
            parent_id = kept.message.parent_id
            kept = self._transaction.messages.get(parent_id) if parent_id else None

    def _children(self, conversation_id: UUID) -> dict[UUID | None, list[UUID]]:
        everywhere = (kept.message for kept in self._transaction.messages.all())
        here = [message for message in everywhere if message.conversation_id == conversation_id]
        children: dict[UUID | None, list[UUID]] = defaultdict(list)
        for message in sorted(here, key=_age):
            children[message.parent_id].append(message.id)
        return children

    def _at_or_below(self, conversation_id: UUID, message_id: UUID) -> list[Message]:
        everywhere = [kept.message for kept in self._transaction.messages.all()]
        return [
            message
            for message in everywhere
            if any(above.id == message_id for above in self._way_up(conversation_id, message.id))
        ]

    async def _being_written(self, message_id: UUID) -> KeptMessage | None:
        await self._transaction.hold("message", message_id)
        kept = self._transaction.messages.get(message_id)
        return kept if kept is not None and kept.message.is_being_written else None


def _age(message: Message) -> tuple[datetime, UUID]:
    return message.created_at, message.id


def _may_end(old: Message, new: Message) -> bool:
    return old.run == new.run and (old.is_being_written or (old.is_given_up and not new.is_given_up))
