"""Stop requests within one process."""

import asyncio
import time
from collections.abc import Callable
from uuid import UUID
from weakref import WeakValueDictionary

from kipux.application.ports.stop_signals import StopSignals

_REMEMBERED = 60.0
"""Seconds that a request counts for somebody who begins to wait later."""


class MemoryStopSignals(StopSignals):
    """Remembers each request for a minute; waiting leaves nothing behind. `monotonic` tells seconds."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._sent_at: dict[UUID, float] = {}  # the oldest first
        self._waiting: WeakValueDictionary[UUID, asyncio.Event] = WeakValueDictionary()  # held by those who wait

    async def send(self, reply_id: UUID) -> None:
        """Wake who waits; be remembered for a minute."""
        self._forget_the_old()
        self._sent_at.pop(reply_id, None)
        self._sent_at[reply_id] = self._monotonic()
        if sent := self._waiting.get(reply_id):
            sent.set()

    async def forget(self, reply_id: UUID) -> None:
        """Forget it before its minute is over."""
        self._sent_at.pop(reply_id, None)

    async def wait(self, reply_id: UUID) -> None:
        """Return once a stop was sent."""
        self._forget_the_old()
        if reply_id not in self._sent_at:
            await self._waiting.setdefault(reply_id, asyncio.Event()).wait()

    def _forget_the_old(self) -> None:
        too_old = self._monotonic() - _REMEMBERED
        while self._sent_at:
            reply_id = next(iter(self._sent_at))
            if self._sent_at[reply_id] > too_old:
                return
            del self._sent_at[reply_id]
