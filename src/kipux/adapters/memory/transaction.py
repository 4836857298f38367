"""Transactions over dictionaries: what one changes is its own until it commits, and locks are held until it ends."""

import asyncio
from collections.abc import Callable, Hashable, Iterator
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID
from weakref import WeakValueDictionary

from kipux.adapters.memory.charge import Charge
from kipux.adapters.memory.kept_message import KeptMessage
from kipux.domain.connection import Connection
from kipux.domain.conversation import Conversation
from kipux.domain.errors import KipuxError, NotFound
from kipux.domain.preset import Preset
from kipux.domain.summary import Summary
from kipux.domain.user import User

_T = TypeVar("_T")


class Deleted(NamedTuple):
    """A conversation that can be restored; its messages are where they were."""

    conversation: Conversation
    at: datetime


class MemoryDatabase:
    """What is committed, shared by the units of work of one process and gone with it."""

    def __init__(self) -> None:
        self.users: dict[UUID, User] = {}
        self.conversations: dict[UUID, Conversation] = {}
        self.messages: dict[UUID, KeptMessage] = {}
        self.charges: dict[UUID, Charge] = {}
        self.connections: dict[UUID, Connection] = {}
        self.bin: dict[UUID, Deleted] = {}
        self.presets: dict[UUID, Preset] = {}
        self.summaries: dict[UUID, Summary] = {}
        self.locks: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()


class View(Generic[_T]):
    """What is committed at the time of asking, under the transaction's own changes."""

    def __init__(self, kept: dict[UUID, _T]) -> None:
        self._kept = kept
        self._changes: dict[UUID, _T | None] = {}

    def get(self, key: UUID) -> _T | None:
        """What is there now."""
        return self._changes[key] if key in self._changes else self._kept.get(key)

    def all(self) -> Iterator[_T]:
        """Everything that is there now, in the order in which it came."""
        for key in self._kept | self._changes:
            if (value := self.get(key)) is not None:
                yield value

    def put(self, key: UUID, value: _T) -> None:
        """Add or replace."""
        self._changes[key] = value

    def drop(self, gone: Callable[[_T], bool]) -> None:
        """Delete everything of which this is true."""
        for key in [key for key in self._kept | self._changes if (value := self.get(key)) is not None and gone(value)]:
            self._changes[key] = None

    def changed(self) -> list[_T]:
        """What the transaction itself added or replaced."""
        return [value for value in self._changes.values() if value is not None]

    def deleted(self) -> set[UUID]:
        """What the transaction itself deleted."""
        return {key for key, value in self._changes.items() if value is None}

    def apply(self) -> None:
        """Make the changes everybody's."""
        for key, value in self._changes.items():
            if value is None:
                self._kept.pop(key, None)
            else:
                self._kept[key] = value
        self._changes.clear()


class Transaction:
    """What the repositories of one unit of work share."""

    def __init__(self, database: MemoryDatabase) -> None:
        self.users = View(database.users)
        self.conversations = View(database.conversations)
        self.messages = View(database.messages)
        self.charges = View(database.charges)
        self.connections = View(database.connections)
        self.bin = View(database.bin)
        self.presets = View(database.presets)
        self.summaries = View(database.summaries)
        self._locks = database.locks
        self._held: dict[Hashable, asyncio.Lock] = {}
        self._undone = False

    async def hold(self, *name: Hashable) -> None:
        """Wait until nobody else holds what has this name, and hold it until this transaction ends."""
        if name not in self._held:
            lock = self._locks.setdefault(name, asyncio.Lock())
            await lock.acquire()
            self._held[name] = lock

    def refused(self, error: KipuxError) -> KipuxError:
        """The error of a write that cannot be: like in a real database, nothing of the transaction can be kept after it."""
        self._undone = True
        return error

    def drop_person(self, user_id: UUID) -> None:
        """Delete an account and everything that belongs to it."""
        theirs = {it.id for it in self.conversations.all() if it.user_id == user_id}
        theirs |= {it.conversation.id for it in self.bin.all() if it.conversation.user_id == user_id}
        self.messages.drop(lambda kept: kept.message.conversation_id in theirs)
        self.conversations.drop(lambda conversation: conversation.id in theirs)
        self.bin.drop(lambda deleted: deleted.conversation.id in theirs)
        self.charges.drop(lambda charge: charge.user_id == user_id)
        self.connections.drop(lambda connection: connection.user_id == user_id)
        self.presets.drop(lambda preset: preset.user_id == user_id)
        self.users.drop(lambda user: user.id == user_id)

    def commit(self) -> None:
        """Make it last. Raises `NotFound` when a conversation's leaf is not one of its messages."""
        if self._undone:
            raise RuntimeError("a write of this unit of work was refused, so nothing of it can be kept")
        lost = self.messages.deleted()
        bereft = [conversation for conversation in self.conversations.all() if conversation.leaf_id in lost]
        if not all(self._has_its_leaf(conversation) for conversation in [*self.conversations.changed(), *bereft]):
            raise NotFound
        self._drop_orphans()
        self._apply()

    def _apply(self) -> None:
        self.users.apply()
        self.conversations.apply()
        self.messages.apply()
        self.bin.apply()
        self.charges.apply()
        self.connections.apply()
        self.presets.apply()
        self.summaries.apply()

    def end(self) -> None:
        """Let go of what is held; what was not committed is forgotten."""
        while self._held:
            self._held.popitem()[1].release()

    def _drop_orphans(self) -> None:
        """Messages come and conversations go in other transactions too, while this one is open."""
        touched = {kept.message.conversation_id for kept in self.messages.changed()} | self.conversations.deleted()
        if gone := {key for key in touched if self.conversations.get(key) is None and self.bin.get(key) is None}:
            self.messages.drop(lambda kept: kept.message.conversation_id in gone)
        if self.messages.deleted():
            self.summaries.drop(lambda summary: self.messages.get(summary.message_id) is None)

    def _has_its_leaf(self, conversation: Conversation) -> bool:
        if conversation.leaf_id is None:
            return True
        leaf = self.messages.get(conversation.leaf_id)
        return leaf is not None and leaf.message.conversation_id == conversation.id
