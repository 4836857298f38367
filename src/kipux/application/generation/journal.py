"""The writer's side of a reply's log."""

import asyncio
from collections.abc import Iterable
from uuid import UUID

from kipux.application.ports.event_log import START, Entry, EventLog
from kipux.domain.errors import Unavailable
from kipux.domain.events import Done, ReasoningDelta, ReplyEvent, TextDelta, runs

_RETRY_S = 0.5


class Journal:
    """Writes one reply's events: the first at once, then at most one append a frame, neighbouring deltas merged.

    While the log cannot be reached, everything is kept and written later, in order: the log never has a gap.
    """

    def __init__(self, log: EventLog, reply_id: UUID, frame_s: float) -> None:
        self._log = log
        self._reply_id = reply_id
        self._frame_s = frame_s
        self._cursor = START
        self._pending: list[ReplyEvent] = []
        self._inflight: list[Entry] = []
        self._wake = asyncio.Event()

    def note(self, event: ReplyEvent) -> None:
        """Have it written with the next frame."""
        self._pending.append(event)
        self._wake.set()

    async def run(self) -> None:
        """Write what is noted, until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            has_delta = any(isinstance(event, TextDelta | ReasoningDelta) for event in self._pending)
            if not await self._flush():
                self._wake.set()
                await asyncio.sleep(_RETRY_S)
            elif has_delta:
                await asyncio.sleep(self._frame_s)

    async def end(self, *events: ReplyEvent, done: Done, patience_s: float) -> bool:
        """Write the rest, these events and `done`; False when the log could not be reached in time (then the database tells)."""
        self._pending += (*events, done)
        try:
            async with asyncio.timeout(patience_s):
                await self._flush_at_last()
        except TimeoutError:
            return False
        return True

    async def _flush_at_last(self) -> None:
        if not await self._flush():
            await asyncio.sleep(_RETRY_S)
            await self._flush_at_last()

    async def _flush(self) -> bool:
        """Whether all was written. An append whose answer was lost is sent again as it was: the log knows what it has."""
        while self._inflight or self._pending:
            if not self._inflight:
                events, self._pending = self._pending, []
                self._inflight = self._numbered(event for event, _ in runs(events))
            try:
                await self._log.append(self._reply_id, self._inflight)
            except Unavailable:
                return False
            self._inflight = []
        return True

    def _numbered(self, events: Iterable[ReplyEvent]) -> list[Entry]:
        entries = []
        for event in events:
            self._cursor = self._cursor.after(event)
            entries.append(Entry(self._cursor, event))
        return entries
