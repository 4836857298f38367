"""What a writer does beside writing: it shows that it lives, keeps what there is so far, and looks whether it is wanted still."""

import asyncio
import logging

from kipux.application.generation.draft import Draft
from kipux.application.ports.event_log import EventLog
from kipux.application.ports.unit_of_work import Begin
from kipux.domain.errors import Unavailable
from kipux.domain.message import Message

logger = logging.getLogger(__name__)

_LOOK_EVERY = 10


class Keeper:
    """Keeps one reply every `every_s`. `unwanted` is set once its end is of no use to anybody: the message, its conversation or its
    person is deleted and the word to stop was lost, or it goes on elsewhere in another run.
    """

    def __init__(self, log: EventLog, begin: Begin, reply: Message, draft: Draft, *, every_s: float) -> None:
        self._log = log
        self._begin = begin
        self._reply = reply
        self._draft = draft
        self._every_s = every_s
        self._kept = 0
        self.unwanted = asyncio.Event()

    async def run(self) -> None:
        """Until it is cancelled. The database is asked when the log does not know the reply, and now and then; it is given what there
        is so far unless the log has that, and outlives us.
        """
        rounds = 0
        while True:
            await asyncio.sleep(self._every_s)
            rounds += 1
            try:
                is_known = await self._beat()
                if is_known is False or rounds % _LOOK_EVERY == 0:
                    await self._look()
                if not is_known or not self._log.durable:
                    await self._checkpoint()
            except Unavailable:
                logger.warning("Reply %s is written on while the database is away", self._reply.id)

    async def _beat(self) -> bool | None:
        """Whether the log knows this run; None when it cannot be told."""
        try:
            return await self._log.beat(self._reply.id, self._reply.run)
        except Unavailable:
            logger.warning("Reply %s is written on while its log is away", self._reply.id)
            return None

    async def _look(self) -> None:
        async with self._begin() as work:
            there = await work.messages.find(self._reply.id)
        if there is None or not there.awaits(self._reply):
            self.unwanted.set()

    async def _checkpoint(self) -> None:
        pieces = self._draft.pieces
        if pieces == self._kept:
            return
        async with self._begin() as work:
            await work.messages.checkpoint(self._draft.so_far)
            await work.commit()
        self._kept = pieces
