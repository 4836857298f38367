"""Listening to many channels over one connection."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from kipux.adapters.redis.reachable import reachable
from kipux.domain.errors import Unavailable

logger = logging.getLogger(__name__)

_PULSE = "kipux:pulse"
"""Nobody speaks here: it keeps a connection that has nothing else to listen to."""
_TICK_S = 1.0
_SILENCE_S = 3.0


class Ear:
    """What one listener heard and has not taken yet."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.is_broken = False
        self.woken = asyncio.Event()

    async def listen(self) -> list[bytes]:
        """All messages since the last call, at least one. Raises `Unavailable` when the connection was lost: then some may be missing."""
        while not self.heard:
            if self.is_broken:
                raise Unavailable
            self.woken.clear()
            await self.woken.wait()
        heard, self.heard = self.heard, []
        return heard


@dataclass(slots=True, eq=False)
class _Channel:
    ears: set[Ear] = field(default_factory=set)
    subscribed: asyncio.Event = field(default_factory=asyncio.Event)
    is_asked: bool = False
    is_broken: bool = False


class Channels:
    """One pub/sub connection, made for the first listener and kept. A channel that nobody listens to is left after a second or two.

    A lost connection (also one that is silent for 3 s, though pinged each second) breaks every ear; the next listener makes
    a new one.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._channels: dict[str, _Channel] = {}
        self._changed = asyncio.Event()
        self._talking = asyncio.Lock()  # a channel left and joined again is told to the server in that order
        self._heard_at = 0.0
        self._work: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def listen(self, name: str) -> AsyncIterator[Ear]:
        """An ear that hears all that is said on the channel from now on. Raises `Unavailable`."""
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._run(), name="redis channels")
        channel = self._channels.get(name)
        if channel is None:
            channel = self._channels[name] = _Channel()
            self._changed.set()
        ear = Ear()
        channel.ears.add(ear)
        try:
            await channel.subscribed.wait()
            if channel.is_broken:
                raise Unavailable
            yield ear
        finally:
            channel.ears.discard(ear)

    async def close(self) -> None:
        """Break every ear and leave."""
        if self._work is not None:
            self._work.cancel()
            await asyncio.wait([self._work])

    async def _run(self) -> None:
        try:
            async with aclosing(self._redis.pubsub()) as pubsub:
                async with reachable():
                    await pubsub.subscribe(_PULSE)
                self._heard_at = asyncio.get_running_loop().time()
                async with asyncio.TaskGroup() as all_of_it:
                    all_of_it.create_task(self._hear(pubsub))
                    all_of_it.create_task(self._join(pubsub))
                    all_of_it.create_task(self._tend(pubsub))
        except* (RedisError, OSError, Unavailable) as lost:
            logger.warning("The connection to Redis's channels is lost: %s", lost.exceptions[0])
        finally:
            self._break_all()

    async def _hear(self, pubsub: PubSub) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            message = await pubsub.get_message(timeout=None)
            self._heard_at = clock()
            if message is None or message["channel"] is None:
                continue
            channel = self._channels.get(message["channel"].decode())
            if channel is not None and message["type"] == "message":
                for ear in channel.ears:
                    ear.heard.append(message["data"])
                    ear.woken.set()
            elif channel is not None and message["type"] == "subscribe":
                channel.subscribed.set()

    async def _join(self, pubsub: PubSub) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            async with self._talking:
                new = [name for name, channel in self._channels.items() if not channel.is_asked]
                for name in new:
                    self._channels[name].is_asked = True
                if new:
                    await pubsub.subscribe(*new)

    async def _tend(self, pubsub: PubSub) -> None:
        while True:
            await asyncio.sleep(_TICK_S)
            if asyncio.get_running_loop().time() - self._heard_at > _SILENCE_S:
                raise Unavailable
            async with self._talking:
                await self._leave(pubsub)
                await pubsub.ping()

    async def _leave(self, pubsub: PubSub) -> None:
        """Only channels whose subscription was confirmed: so a confirmation never belongs to an earlier one of that name."""
        idle = [name for name, channel in self._channels.items() if not channel.ears and channel.subscribed.is_set()]
        for name in idle:
            del self._channels[name]
        if idle:
            await pubsub.unsubscribe(*idle)

    def _break_all(self) -> None:
        channels, self._channels = self._channels, {}
        for channel in channels.values():
            channel.is_broken = True
            channel.subscribed.set()
            for ear in channel.ears:
                ear.is_broken = True
                ear.woken.set()
