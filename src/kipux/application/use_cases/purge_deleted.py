"""Let go for good of what was deleted, and of what was never to stay."""

import logging
from collections.abc import Awaitable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from kipux.application.ports.clock import Clock
from kipux.application.ports.event_log import EventLog
from kipux.application.ports.unit_of_work import Begin, UnitOfWork
from kipux.application.use_cases.erase_conversation import EraseConversation
from kipux.domain.conversation import Conversation
from kipux.domain.errors import NotFound, Unavailable
from kipux.domain.temporary import IDLE, LEFT, is_over

logger = logging.getLogger(__name__)

KEPT = timedelta(seconds=30)
"""How long a deleted conversation can be restored: longer than the page offers it."""


class PurgeDeleted:
    """Purges what was deleted some time ago, whether or not its page is still open, and temporary conversations that are over; run
    now and then, by any instance.
    """

    def __init__(self, begin: Begin, erase: EraseConversation, log: EventLog, clock: Clock) -> None:
        self._begin = begin
        self._erase = erase
        self._log = log
        self._clock = clock

    async def __call__(self) -> int:
        """How many conversations were purged. Each goes on its own, so one that cannot go yet keeps no other: it is tried again next
        time. Raises `Unavailable` when it cannot be known what is to go.
        """
        now = self._clock.now()
        async with self._begin() as work:
            deleted = await work.conversations.deleted(before=now - KEPT)
            ending = await work.conversations.ending(left_before=now - LEFT, idle_before=now - IDLE)
        purged = await _counted(self._purge(conversation_id, before=now - KEPT) for conversation_id in deleted)
        return purged + await _counted(self._end(conversation) for conversation in ending)

    async def _purge(self, conversation_id: UUID, *, before: datetime) -> bool:
        """Whether it was deleted still, and is gone. Its events go first: who dies before the commit leaves it to be found again."""
        async with self._begin() as work:
            await self._log.forget(await work.messages.at_or_below(conversation_id))
            is_gone = await work.conversations.purge(conversation_id, before=before)
            await work.commit()
        return is_gone

    async def _end(self, found: Conversation) -> bool:
        """Whether it was over still when nobody else could touch it, and is gone."""
        async with self._begin() as work:
            try:
                conversation = await work.conversations.lock(found.id, found.user_id)
            except NotFound:
                return False
            now = self._clock.now()
            if not is_over(conversation, await _last(work, conversation, now), now):
                return False
            await self._erase(work, conversation)
            await work.commit()
        return True


async def _counted(going: Iterable[Awaitable[bool]]) -> int:
    """How many went, one after the other."""
    gone = 0
    for one in going:
        try:
            gone += await one
        except Unavailable as error:
            logger.warning("A conversation is purged later: %s", error.code)
    return gone


async def _last(work: UnitOfWork, conversation: Conversation, now: datetime) -> datetime:
    """When its last message ended; now, while that is being written."""
    if conversation.leaf_id is None:
        return conversation.active_at
    leaf = await work.messages.get(conversation.leaf_id, conversation.user_id)
    return now if leaf.is_being_written else leaf.finished_at or leaf.created_at
