"""The writer's side of a reply's log."""

import asyncio
from collections.abc import Iterable
from uuid import UUID

from kipux.application.ports.event_log import START, Entry, EventLog
from kipux.domain.errors import Unavailable
from kipux.domain.events import Done, ReplyEvent, runs

_RETRY_S = 0.5


class Journal:
    """Writes one reply's events, neighbouring deltas merged.

    While the log cannot be reached, everything is kept and written later, in order: the log never has a gap.
    """

    def __init__(self, log: EventLog, reply_id: UUID, run: int = 1) -> None:
        self._log = log
        self._reply_id = reply_id
        self._run = run
        self._cursor = START
        self._pending: list[ReplyEvent] = []
        self._inflight: list[Entry] = []

    def note(self, events: Iterable[ReplyEvent]) -> None:
        """Have these written next."""
        self._pending += events

    async def write(self) -> bool:
        """Write what was noted; False when the log cannot be reached: then it is kept for the next time.

        An append whose answer was lost is sent again as it was: the log knows what it has.
        """
        while self._inflight or self._pending:
            if not self._inflight:
                events, self._pending = self._pending, []
                self._inflight = self._numbered(event for event, _ in runs(events))
            try:
                await self._log.append(self._reply_id, self._inflight, self._run)
            except Unavailable:
                return False
            self._inflight = []
        return True

    async def end(self, *events: ReplyEvent, done: Done, patience_s: float) -> bool:
        """Write the rest, these events and `done`; False when the log could not be reached in time (then the database tells)."""
        self.note((*events, done))
        try:
            async with asyncio.timeout(patience_s):
                await self._write_at_last()
        except TimeoutError:
            return False
        return True

    async def _write_at_last(self) -> None:
        if not await self.write():
            await asyncio.sleep(_RETRY_S)
            await self._write_at_last()

    def _numbered(self, events: Iterable[ReplyEvent]) -> list[Entry]:
        entries = []
        for event in events:
            self._cursor = self._cursor.after(event)
            entries.append(Entry(self._cursor, event))
        return entries
