"""Replies whose writer died: found by any instance, kept, and marked."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from kipux.application.ports.clock import Clock
from kipux.application.ports.event_log import EventLog
from kipux.application.ports.unit_of_work import Begin
from kipux.domain.errors import ReplyInterrupted
from kipux.domain.events import ReasoningDelta, ReplyEvent, SourcesFound, TextDelta, ToolProgress
from kipux.domain.message import Failure, Message, MessageStatus

logger = logging.getLogger(__name__)


class LostReplies:
    """Settles replies that nobody writes any more: `failed`, with the text so far from the log or the last checkpoint."""

    def __init__(self, log: EventLog, begin: Begin, clock: Clock) -> None:
        self._log = log
        self._begin = begin
        self._clock = clock

    async def settle(self, reply: Message) -> bool:
        """Whether it was lost, and this call settled it. Of several callers one settles; a living reply is left alone. What was kept
        since it was read counts too.
        """
        if await self._log.is_alive(reply.id):
            return False
        left = [entry.event for entry in await self._log.snapshot(reply.id)]
        async with self._begin() as work:
            there = await work.messages.find(reply.id)
            if there is None or there.run != reply.run or not there.is_being_written:
                return False
            settled = self._with_what_it_left(there, left)
            was_writing = await work.messages.settle(settled)
            await work.commit()
        if was_writing:
            logger.warning("The writer of reply %s went away; its text so far is kept", reply.id)
        return was_writing

    def _with_what_it_left(self, reply: Message, events: Sequence[ReplyEvent]) -> Message:
        text = "".join(event.text for event in events if isinstance(event, TextDelta))
        reasoning = "".join(event.text for event in events if isinstance(event, ReasoningDelta))
        steps = {step.id: step for step in reply.steps}
        steps |= {event.step.id: event.step for event in events if isinstance(event, ToolProgress)}
        found = [event.items for event in events if isinstance(event, SourcesFound)]
        return replace(
            reply,
            status=MessageStatus.FAILED,
            steps=tuple(step.ended for step in steps.values()),
            sources=found[-1] if found else reply.sources,
            text=max(text, reply.text, key=len),
            reasoning=max(reasoning, reply.reasoning, key=len),
            error=Failure.of(ReplyInterrupted()),
            finished_at=self._clock.now(),
        )
