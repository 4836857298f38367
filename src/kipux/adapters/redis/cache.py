"""A memory in Redis that may forget, shared by every instance."""

import asyncio
from hashlib import blake2b

from kipux.adapters.redis.connection import RedisConnection
from kipux.adapters.redis.reachable import reachable
from kipux.application.ports.cache import Cache
from kipux.domain.errors import Unavailable

_PATIENCE_S = 0.5
"""What is asked for here can be had elsewhere: a Redis that is slower than this is as good as away."""


class RedisCache(Cache):
    """A key for each entry, which Redis lets expire; one of more than `most_bytes` is not kept."""

    def __init__(self, redis: RedisConnection, *, most_bytes: int = 1_000_000) -> None:
        self._redis = redis.commands
        self._most_bytes = most_bytes

    async def get(self, key: str) -> bytes | None:
        """What was kept; nothing while Redis is away."""
        try:
            async with reachable(), asyncio.timeout(_PATIENCE_S):
                kept = await self._redis.get(_name(key))
        except Unavailable:
            return None
        return kept if isinstance(kept, bytes) else None

    async def put(self, key: str, value: bytes, *, seconds: int) -> None:
        """Keep it, or at least not what was there before."""
        try:
            async with reachable(), asyncio.timeout(_PATIENCE_S):
                if seconds > 0 and len(value) <= self._most_bytes:
                    await self._redis.set(_name(key), value, ex=seconds)
                else:
                    await self._redis.delete(_name(key))
        except Unavailable:
            return


def _name(key: str) -> bytes:
    """Of one length, whatever the key is."""
    return b"kipux:cache:" + blake2b(key.encode(errors="surrogatepass"), digest_size=20).hexdigest().encode()
