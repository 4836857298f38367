"""Redis's state, for an administrator."""

from redis.asyncio import Redis

from kipux.adapters.redis.connection import RedisConnection
from kipux.adapters.redis.reachable import reachable
from kipux.application.ports.health import Probe


class RedisProbe(Probe):
    """Asks for the version."""

    name = "redis"
    required = True

    def __init__(self, redis: RedisConnection) -> None:
        self._redis: Redis = redis.commands

    async def check(self) -> str:
        """The server's version."""
        async with reachable():
            server = await self._redis.info("server")
        return f"Redis {server['redis_version']}"
