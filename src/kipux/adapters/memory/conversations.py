"""Conversations in memory."""

from datetime import datetime
from uuid import UUID, uuid4

from kipux.adapters.memory.storable import storable
from kipux.adapters.memory.transaction import Deleted, Transaction
from kipux.application.ports.conversations import ConversationPage, Conversations
from kipux.domain.conversation import Conversation
from kipux.domain.errors import Invalid, NotFound
from kipux.domain.place import Place
from kipux.domain.text import has_words


class MemoryConversations(Conversations):
    """The `Conversations` of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, conversation: Conversation) -> None:
        """Keep a new one. Raises `NotFound` when its owner or its preset does not exist."""
        is_known = conversation.preset_id is None or self._transaction.presets.get(conversation.preset_id) is not None
        if self._transaction.users.get(conversation.user_id) is None or not is_known:
            raise self._transaction.refused(NotFound())
        self._transaction.conversations.put(conversation.id, storable(conversation))

    async def get(self, conversation_id: UUID, owner: UUID) -> Conversation:
        """Raises `NotFound`."""
        conversation = self._transaction.conversations.get(conversation_id)
        if conversation is None or conversation.user_id != owner:
            raise NotFound
        return conversation

    async def lock(self, conversation_id: UUID, owner: UUID) -> Conversation:
        """Like `get`; others who lock, save or delete it wait until this transaction ends. Raises `NotFound`."""
        await self._transaction.hold("conversation", conversation_id)
        return await self.get(conversation_id, owner)

    async def save(self, conversation: Conversation) -> None:
        """Replace what is kept of it. Raises `NotFound`."""
        await self.lock(conversation.id, conversation.user_id)
        self._transaction.conversations.put(conversation.id, storable(conversation))

    async def delete(self, conversation_id: UUID, owner: UUID, *, at: datetime) -> None:
        """Put it into the bin, where nobody finds it or its messages. Raises `NotFound`."""
        conversation = await self.lock(conversation_id, owner)
        self._transaction.bin.put(conversation_id, Deleted(conversation, at))
        self._transaction.conversations.drop(lambda conversation: conversation.id == conversation_id)

    async def restore(self, conversation_id: UUID, owner: UUID) -> None:
        """Take it out of the bin. Raises `NotFound`."""
        await self._transaction.hold("conversation", conversation_id)
        deleted = self._transaction.bin.get(conversation_id)
        if deleted is None or deleted.conversation.user_id != owner:
            await self.get(conversation_id, owner)
            return
        self._transaction.conversations.put(conversation_id, deleted.conversation)
        self._transaction.bin.drop(lambda deleted: deleted.conversation.id == conversation_id)

    async def deleted(self, *, before: datetime) -> tuple[UUID, ...]:
        """What was put into the bin before that time."""
        old = [each for each in self._transaction.bin.all() if each.at < before]
        return tuple(each.conversation.id for each in sorted(old, key=lambda each: (each.at, each.conversation.id)))

    async def purge(self, conversation_id: UUID, *, before: datetime) -> bool:
        """Take it out of the bin, if it was put there before that time; its messages go with it."""
        await self._transaction.hold("conversation", conversation_id)
        deleted = self._transaction.bin.get(conversation_id)
        if deleted is None or deleted.at >= before:
            return False
        self._transaction.bin.drop(lambda deleted: deleted.conversation.id == conversation_id)
        self._transaction.messages.drop(lambda kept: kept.message.conversation_id == conversation_id)
        return True

    async def ending(self, *, left_before: datetime, idle_before: datetime) -> tuple[Conversation, ...]:
        """Temporary ones that were left, or were active last, before those times."""

        def is_ending(each: Conversation) -> bool:
            was_left = each.left_at is not None and each.active_at <= each.left_at < left_before
            return each.temporary and (was_left or each.active_at < idle_before)

        return tuple(sorted(filter(is_ending, self._transaction.conversations.all()), key=lambda each: each.id))

    async def erase(self, conversation_id: UUID, owner: UUID) -> None:
        """Drop it with everything in it. Raises `NotFound`."""
        await self.lock(conversation_id, owner)
        self._transaction.conversations.drop(lambda each: each.id == conversation_id)
        self._transaction.messages.drop(lambda kept: kept.message.conversation_id == conversation_id)
        charges = [each for each in self._transaction.charges.all() if each.conversation_id == conversation_id]
        self._transaction.charges.drop(lambda each: each.conversation_id == conversation_id)
        for charge in charges:
            self._transaction.charges.put(uuid4(), charge._replace(conversation_id=uuid4()))

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
        wanted = self._wanted(owner, query, archived=archived)
        places = {_place(each): each for each in wanted if pinned in (None, each.pinned)}
        if after is not None:
            end = Place.parse(after)
            if end is None:
                raise Invalid({"after": "cursor"})
            places = {place: each for place, each in places.items() if place < end}
        newest_first = sorted(places, reverse=True)
        shown = newest_first[:limit]
        return ConversationPage(
            tuple(places[place] for place in shown), str(shown[-1]) if len(newest_first) > limit else None
        )

    def _wanted(self, owner: UUID, query: str | None, *, archived: bool) -> list[Conversation]:
        everybody_s = self._transaction.conversations.all()
        theirs = [each for each in everybody_s if each.user_id == owner and not each.temporary]
        matching = None if query is None else self._matching(query)
        return [each for each in theirs if each.archived == archived and (matching is None or each.id in matching)]

    def _matching(self, query: str) -> set[UUID]:
        titles = {each.id for each in self._transaction.conversations.all() if has_words(each.title, query)}
        messages = (kept.message for kept in self._transaction.messages.all())
        return titles | {message.conversation_id for message in messages if has_words(message.text, query)}


def _place(conversation: Conversation) -> Place:
    return Place(conversation.active_at, conversation.id)
