"""The one writer of a reply: drives it to its end, whatever happens on the way."""

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import aclosing, suppress
from typing import Any, TypeVar
from uuid import UUID

from kipux.application.generation.draft import Draft, usage_of
from kipux.application.generation.journal import Journal
from kipux.application.generation.keeper import Keeper
from kipux.application.generation.reply import Generation, RoundEnded
from kipux.application.ports.clock import Clock
from kipux.application.ports.event_log import EventLog
from kipux.application.ports.ids import Ids
from kipux.application.ports.llm_gateway import ChatEnd
from kipux.application.ports.stop_signals import StopSignals
from kipux.application.ports.unit_of_work import Begin
from kipux.domain.errors import KipuxError, ReplyInterrupted, ReplyTooLong, Unavailable
from kipux.domain.events import Done, ReasoningDelta, ReplyEvent, TextDelta
from kipux.domain.message import Failure, Message, MessageStatus
from kipux.domain.spending import Charge

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

_END_PATIENCE_S = 10.0
_SAVE_PAUSES_S = (0.2, 0.5, 1, 2, *[5] * 120)


class Recorder:
    """Logs each event as it comes, saves the outcome, then says it: *saved first, then said*.

    `deadline_s` bounds a whole reply. The first words are logged at once; after each append the upstream is left alone for
    `frame_s`, and what it says meanwhile is read and logged together: a fast stream costs one round a frame. Every `keep_s`
    its `Keeper` is at work. What a reply has cost that was deleted meanwhile is charged to `payer`, as what any other has.
    """

    def __init__(
        self,
        log: EventLog,
        stops: StopSignals,
        begin: Begin,
        clock: Clock,
        ids: Ids,
        *,
        deadline_s: float = 900,
        frame_s: float = 0.04,
        keep_s: float = 1.5,
    ) -> None:
        self._log = log
        self._stops = stops
        self._begin = begin
        self._clock = clock
        self._ids = ids
        self._deadline_s = deadline_s
        self._frame_s = frame_s
        self._keep_s = keep_s

    async def record(
        self,
        reply: Message,
        generation: Generation,
        *,
        payer: UUID,
        first: ReplyEvent | None = None,
        request_id: str | None = None,
    ) -> None:
        """Write this reply to its end. `first` is told before anything else; `request_id` goes with a failure.

        Cancelling it (the process is going down) keeps what is there: as a failed reply, unless its end has come already.
        """
        draft = Draft(reply, self._clock)
        journal = Journal(self._log, reply.id, reply.run)
        if first is not None:
            journal.note((first,))
        journal.note(draft.beginning)
        keeper = Keeper(self._log, self._begin, reply, draft, every_s=self._keep_s)
        keeping = asyncio.create_task(keeper.run())
        try:
            status, error = await self._drive(reply, self._pump(generation, draft, journal), keeper.unwanted)
            failure = None if error is None else Failure.of(error, request_id)
            settled = draft.settled(status, failure, self._clock.now())
            kept = await _at_any_rate(self._save(settled, draft.raw, payer))
        finally:
            await _at_any_rate(_cancelled(keeping))
        done = Done(status, failure) if kept else Done(MessageStatus.FAILED, Failure.of(ReplyInterrupted(), request_id))
        if not await _at_any_rate(journal.end(usage_of(settled), done=done, patience_s=_END_PATIENCE_S)):
            logger.warning("The end of reply %s could not be logged; the database has it", reply.id)

    async def _drive(
        self, reply: Message, pumping: Coroutine[None, None, None], unwanted: asyncio.Event
    ) -> tuple[MessageStatus, KipuxError | None]:
        """Pump until the end, a stop, the deadline or our own cancellation, or nobody wants it, whichever is first."""
        pump = asyncio.create_task(pumping)
        stops = asyncio.create_task(self._stopped(reply)), asyncio.create_task(unwanted.wait())
        cancelled = False
        try:
            await asyncio.wait({pump, *stops}, timeout=self._deadline_s, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            cancelled = True  # swallowed on purpose: what is there must still be kept, and `record` ends soon after
        pumped, stopped = pump.done(), any(stop.done() for stop in stops)
        await _at_any_rate(_cancelled(pump, *stops))
        if pumped:
            return _outcome(reply, pump)
        if stopped:
            return MessageStatus.STOPPED, None
        return MessageStatus.FAILED, ReplyInterrupted() if cancelled else ReplyTooLong()

    async def _pump(self, generation: Generation, draft: Draft, journal: Journal) -> None:
        async with aclosing(generation):
            await journal.write()  # what is told before anything comes
            async for batch in generation:
                for event in batch:
                    draft.take(event)
                journal.note(event for event in batch if not isinstance(event, ChatEnd | RoundEnded))
                if not isinstance(batch[-1], ChatEnd):  # else the rest is written with the end
                    await journal.write()
                    if isinstance(batch[-1], TextDelta | ReasoningDelta):  # only these come fast
                        await asyncio.sleep(self._frame_s)

    async def _stopped(self, reply: Message) -> None:
        while True:
            try:
                return await self._stops.wait(reply.id)
            except Unavailable:
                await asyncio.sleep(self._keep_s)

    async def _save(self, settled: Message, raw: str | None, payer: UUID) -> bool:
        """Keep the outcome, trying for minutes while the database is away. False when somebody else settled it, or nothing worked."""
        charge = _charge_for(settled, payer, self._ids.new())
        for pause in _SAVE_PAUSES_S:
            try:
                return await self._try_to_save(settled, raw, charge)
            except Unavailable:
                logger.warning("Reply %s waits for the database to be saved", settled.id)
                await asyncio.sleep(pause)
        logger.error("Reply %s could not be saved", settled.id)
        return False

    async def _try_to_save(self, settled: Message, raw: str | None, charge: Charge) -> bool:
        """Whether it is the end that is kept. One try may have worked although nobody heard of it: the next finds its work done."""
        async with self._begin() as work:
            if await work.messages.settle(settled, raw):
                await work.commit()
                return True
            there = await work.messages.find(settled.id)
            if there is None and settled.was_billed:
                await work.spending.charge(charge)
                await work.commit()
        return there is not None and settled.is_end_of(there)


def _outcome(reply: Message, pump: asyncio.Task[None]) -> tuple[MessageStatus, KipuxError | None]:
    error = pump.exception()
    if error is None:
        return MessageStatus.COMPLETE, None
    if isinstance(error, KipuxError):
        return MessageStatus.FAILED, error
    logger.error("Reply %s broke", reply.id, exc_info=error)
    return MessageStatus.FAILED, KipuxError()


def _charge_for(gone: Message, payer: UUID, nameless_id: UUID) -> Charge:
    return Charge(
        id=gone.id,
        nameless_id=nameless_id,
        user_id=payer,
        conversation_id=gone.conversation_id,
        at=gone.finished_at or gone.created_at,
        cost=gone.cost,
    )


async def _cancelled(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _at_any_rate(step: Coroutine[None, None, _T]) -> _T:
    """What it gives, also when we are cancelled meanwhile: the process going down waits for what is being kept. Cancelling us
    once more while it runs ends it.
    """
    running = asyncio.create_task(step)
    with suppress(asyncio.CancelledError):
        return await asyncio.shield(running)
    return await running
