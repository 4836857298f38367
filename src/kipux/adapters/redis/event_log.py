"""The event log in Redis: it outlives the writer, and any instance reads it."""

import asyncio
import math
from collections.abc import AsyncGenerator, Collection, Sequence
from uuid import UUID

from kipux.adapters.redis import scripts
from kipux.adapters.redis.appends import Appends
from kipux.adapters.redis.channels import Ear
from kipux.adapters.redis.connection import RedisConnection
from kipux.adapters.redis.reachable import reachable
from kipux.adapters.redis.wire import decoded, encoded
from kipux.application.ports.event_log import START, Cursor, Entry, EventLog
from kipux.domain.errors import Unavailable
from kipux.domain.events import Done

_UNFINISHED_S = 24 * 3600
_MOMENT_S = 0.02
_AT_ONCE = 500
"""Replies forgotten in one round trip: however many go, each trip has its time."""


class RedisEventLog(EventLog):
    """A stream for each reply (ids are `seq-0`), a lease key beside it, and each append said on a channel of the stream's name.

    Readers of all replies hear their appends over one connection, without asking; the stream itself is read when they begin,
    when something was missed, and when the lease they know of has run out. Appends that come while others are on their way
    go together in the next round trip. `lease_s` without a sign of the writer ends it; a finished reply is kept for
    `retention_s`, one that was never finished for a day.
    """

    durable = True

    def __init__(self, redis: RedisConnection, *, lease_s: float = 10.0, retention_s: float = 3600.0) -> None:
        self._redis = redis
        self._lease_s = lease_s
        self._retention_ms = math.ceil(retention_s * 1000)
        self._lease_ms = math.ceil(lease_s * 1000)
        self._appends = Appends(redis.commands)
        self._open = redis.commands.register_script(scripts.OPEN)
        self._reopen = redis.commands.register_script(scripts.REOPEN)
        self._look = redis.commands.register_script(scripts.LOOK)

    async def open(self, reply_id: UUID) -> None:
        """Begin, unless it is finished already."""
        async with reachable():
            await self._open(keys=_keys(reply_id), args=[self._lease_ms, _UNFINISHED_S, 1])

    async def reopen(self, reply_id: UUID, run: int) -> None:
        """Begin anew, in one step."""
        async with reachable():
            await self._reopen(keys=_keys(reply_id), args=[self._lease_ms, _UNFINISHED_S, run])

    async def append(self, reply_id: UUID, entries: Sequence[Entry], run: int = 1) -> None:
        """Add what is new. Raises `Unavailable` too when Redis lost what comes before it."""
        if entries and not await self._write(reply_id, entries, run):
            raise Unavailable

    async def beat(self, reply_id: UUID, run: int = 1) -> bool:
        """Renew the lease, if it is open."""
        return await self._write(reply_id, (), run)

    async def is_alive(self, reply_id: UUID) -> bool:
        """Whether the lease holds."""
        async with reachable():
            return bool(await self._redis.commands.exists(_keys(reply_id)[1]))

    async def forget(self, reply_ids: Collection[UUID]) -> None:
        """Delete streams and leases, and say an append of nothing, upon which followers look and find nothing."""
        every = list(reply_ids)
        for first in range(0, len(every), _AT_ONCE):
            async with reachable(), self._redis.commands.pipeline(transaction=False) as both:
                for reply_id in every[first : first + _AT_ONCE]:
                    stream, lease = _keys(reply_id)
                    both.delete(stream, lease)
                    both.publish(stream, "[]")
                await both.execute()

    async def snapshot(self, reply_id: UUID) -> tuple[Entry, ...]:
        """What there is."""
        _, _, entries = await self._read(reply_id, START)
        return tuple(entries)

    async def follow(self, reply_id: UUID, after: Cursor = START) -> AsyncGenerator[Sequence[Entry]]:
        """What is there as one batch, then what is said. Raises `Unavailable` when the connection is lost on the way."""
        async with self._redis.channels.listen(_keys(reply_id)[0]) as ear:
            run, lease_s, batch = await self._read(reply_id, after)
            while True:
                if batch:
                    yield batch
                    after = batch[-1].cursor
                if lease_s <= 0:  # after `Done` too
                    return
                lease_s, batch = await self._next(ear, reply_id, after, run, lease_s)

    async def _write(self, reply_id: UUID, entries: Sequence[Entry], run: int) -> bool:
        is_end = bool(entries) and isinstance(entries[-1].event, Done)
        first = entries[0].cursor.seq if entries else 0
        retention_ms = self._retention_ms if is_end else 0
        return await self._appends.send(
            (*_keys(reply_id), self._lease_ms, retention_ms, run, first, *map(encoded, entries)),
        )

    async def _next(
        self, ear: Ear, reply_id: UUID, after: Cursor, run: bytes, lease_s: float
    ) -> tuple[float, list[Entry]]:
        """Like `_read_on`, from what is said next; none when it is not above the cursor."""
        try:
            async with asyncio.timeout(lease_s + _MOMENT_S):
                appends = [decoded(array) for array in await ear.listen()]
        except TimeoutError:  # the writer died, or only beat
            return await self._read_on(reply_id, after, run)
        if not all(appends):  # it was forgotten, or begun anew
            return await self._read_on(reply_id, after, run)
        said = [entry for append in appends for entry in append]
        new = [entry for entry in said if entry.cursor.seq > after.seq]
        if new and new[0].cursor.seq > after.seq + 1:  # something was missed
            return await self._read_on(reply_id, after, run)
        return 0 if isinstance(said[-1].event, Done) else self._lease_s, new

    async def _read_on(self, reply_id: UUID, after: Cursor, run: bytes) -> tuple[float, list[Entry]]:
        """Seconds left of the lease (0: not alive), and all entries after the cursor; nothing of another run."""
        now, lease_s, entries = await self._read(reply_id, after)
        return (lease_s, entries) if now == run else (0, [])

    async def _read(self, reply_id: UUID, after: Cursor) -> tuple[bytes, float, list[Entry]]:
        """The run, seconds left of the lease (0: not alive), and all entries after the cursor."""
        async with reachable():
            run, left_ms, array = await self._look(keys=_keys(reply_id), args=[f"{after.seq + 1}-0"])
        return run, max(left_ms, 0) / 1000, decoded(array)


def _keys(reply_id: UUID) -> tuple[str, str]:
    """The stream and the lease; the braces keep them on one node of a cluster."""
    return f"kipux:reply:{{{reply_id}}}", f"kipux:reply:{{{reply_id}}}:lease"
