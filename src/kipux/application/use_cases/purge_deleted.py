"""Let go for good of what was deleted, and of what was never to stay."""

from datetime import datetime, timedelta

from kipux.application.ports.clock import Clock
from kipux.application.ports.event_log import EventLog
from kipux.application.ports.unit_of_work import Begin, UnitOfWork
from kipux.application.use_cases.erase_conversation import EraseConversation
from kipux.domain.conversation import Conversation
from kipux.domain.errors import NotFound
from kipux.domain.temporary import IDLE, LEFT, is_over

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
        """How many conversations were purged. Raises `Unavailable`."""
        now = self._clock.now()
        async with self._begin() as work:
            await self._log.forget(await work.messages.in_deleted(before=now - KEPT))
            purged = await work.conversations.purge(before=now - KEPT)
            await work.commit()
        async with self._begin() as work:
            ending = await work.conversations.ending(left_before=now - LEFT, idle_before=now - IDLE)
        return purged + sum([await self._end(conversation) for conversation in ending])

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


async def _last(work: UnitOfWork, conversation: Conversation, now: datetime) -> datetime:
    """When its last message ended; now, while that is being written."""
    if conversation.leaf_id is None:
        return conversation.active_at
    leaf = await work.messages.get(conversation.leaf_id, conversation.user_id)
    return now if leaf.is_being_written else leaf.finished_at or leaf.created_at
