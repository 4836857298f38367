"""The event log of one process: what it writes dies with it."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from kipux.application.ports.event_log import START, Cursor, Entry, EventLog
from kipux.domain.errors import Unavailable
from kipux.domain.events import Done


@dataclass(slots=True, eq=False)
class _Reply:
    run: int
    lives_until: float
    entries: list[Entry] = field(default_factory=list)
    grown: asyncio.Event = field(default_factory=asyncio.Event)
    is_done: bool = False


class MemoryEventLog(EventLog):
    """A list for each reply, and a wake-up for the readers of that reply alone.

    `lease_s` without a sign of the writer ends it. A finished reply is forgotten `retention` seconds after its `Done`, by whoever
    opens or looks up a reply next; no task of its own. `monotonic` tells seconds.
    """

    durable = False

    def __init__(
        self, retention: float = 300.0, monotonic: Callable[[], float] = time.monotonic, *, lease_s: float = 10.0
    ) -> None:
        self._retention = retention
        self._lease_s = lease_s
        self._monotonic = monotonic
        self._replies: dict[UUID, _Reply] = {}
        self._done_at: dict[UUID, float] = {}  # the oldest first

    async def open(self, reply_id: UUID) -> None:
        """Begin, unless it is there already."""
        self._forget_the_old()
        self._renew(self._replies.setdefault(reply_id, _Reply(1, 0)))

    async def reopen(self, reply_id: UUID, run: int) -> None:
        """Begin anew; who still reads the old one reads it to its end."""
        self._forget_the_old()
        await self.forget([reply_id])
        self._renew(self._replies.setdefault(reply_id, _Reply(run, 0)))

    async def append(self, reply_id: UUID, entries: Sequence[Entry], run: int = 1) -> None:
        """Add what is new and wake its readers. Raises `Unavailable` when what comes before it, or the run, is not there."""
        reply = self._written(reply_id, run)
        if not entries or (reply is not None and reply.is_done):
            return
        if reply is None or entries[0].cursor.seq > len(reply.entries) + 1:
            raise Unavailable
        self._renew(reply)
        new = entries[len(reply.entries) + 1 - entries[0].cursor.seq :]
        reply.entries.extend(new)
        if new and isinstance(new[-1].event, Done):
            reply.is_done = True
            self._done_at[reply_id] = self._monotonic()
        reply.grown.set()  # wakes who waits now …
        reply.grown.clear()  # … and nobody who comes later

    async def beat(self, reply_id: UUID, run: int = 1) -> bool:
        """Renew the lease."""
        reply = self._written(reply_id, run)
        if reply is not None:
            self._renew(reply)
        return reply is not None

    async def is_alive(self, reply_id: UUID) -> bool:
        """Whether it is open, not done, and its lease holds."""
        reply = self._replies.get(reply_id)
        return reply is not None and self._lease_left(reply) > 0

    async def forget(self, reply_ids: Collection[UUID]) -> None:
        """Drop them, and wake their readers to find them done."""
        for reply_id in reply_ids:
            self._done_at.pop(reply_id, None)
            if reply := self._replies.pop(reply_id, None):
                reply.is_done = True
                reply.grown.set()

    async def snapshot(self, reply_id: UUID) -> tuple[Entry, ...]:
        """What there is."""
        reply = self._find(reply_id)
        return tuple(reply.entries) if reply else ()

    async def follow(self, reply_id: UUID, after: Cursor = START) -> AsyncGenerator[Sequence[Entry]]:
        """What is there as one batch, then a batch at each wake-up."""
        reply = self._find(reply_id)
        given = after.seq
        while reply is not None:
            if batch := reply.entries[given:]:  # the entry with seq n is at n - 1
                given = batch[-1].cursor.seq
                yield batch
            elif (left := self._lease_left(reply)) <= 0:
                return
            else:
                with suppress(TimeoutError):
                    async with asyncio.timeout(left):
                        await reply.grown.wait()

    def _written(self, reply_id: UUID, run: int) -> _Reply | None:
        reply = self._replies.get(reply_id)
        return reply if reply is not None and reply.run == run else None

    def _renew(self, reply: _Reply) -> None:
        reply.lives_until = self._monotonic() + self._lease_s

    def _lease_left(self, reply: _Reply) -> float:
        return 0 if reply.is_done else reply.lives_until - self._monotonic()

    def _find(self, reply_id: UUID) -> _Reply | None:
        self._forget_the_old()
        return self._replies.get(reply_id)

    def _forget_the_old(self) -> None:
        too_old = self._monotonic() - self._retention
        while self._done_at:
            reply_id = next(iter(self._done_at))
            if self._done_at[reply_id] > too_old:
                return
            del self._done_at[reply_id], self._replies[reply_id]
