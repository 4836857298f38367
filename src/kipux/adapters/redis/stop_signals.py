"""Stop requests through Redis."""

import asyncio
from uuid import UUID

from kipux.adapters.redis.connection import RedisConnection
from kipux.adapters.redis.reachable import reachable
from kipux.application.ports.stop_signals import StopSignals
from kipux.domain.errors import Unavailable

_REMEMBERED_S = 60
_PAUSE_S = 0.5


class RedisStopSignals(StopSignals):
    """A key that lives for a minute and a message on the channel of the same name: who waits reads one and hears the other.

    All who wait share one connection; when it is lost, each asks for its key again as soon as Redis is back.
    """

    def __init__(self, redis: RedisConnection) -> None:
        self._redis = redis

    async def send(self, reply_id: UUID) -> None:
        """Remember it, then say it, in one round trip."""
        name = _name(reply_id)
        async with reachable(), self._redis.commands.pipeline(transaction=False) as both:
            both.set(name, 1, ex=_REMEMBERED_S)
            both.publish(name, 1)
            await both.execute()

    async def forget(self, reply_id: UUID) -> None:
        """Take the key away."""
        async with reachable():
            await self._redis.commands.delete(_name(reply_id))

    async def wait(self, reply_id: UUID) -> None:
        """Return once it was said, trying for ever."""
        while True:
            try:
                return await self._wait(_name(reply_id))
            except Unavailable:
                await asyncio.sleep(_PAUSE_S)

    async def _wait(self, name: str) -> None:
        async with self._redis.channels.listen(name) as ear:
            async with reachable():
                was_sent = await self._redis.commands.exists(name)
            if not was_sent:
                await ear.listen()


def _name(reply_id: UUID) -> str:
    return f"kipux:stop:{reply_id}"
