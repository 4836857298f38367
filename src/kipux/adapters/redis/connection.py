"""The connections of one process to Redis (6.2 or newer)."""

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from kipux.adapters.redis.channels import Channels
from kipux.adapters.redis.reachable import ANSWER_S

_CONNECTIONS = 32


class RedisConnection:
    """`commands` (used within `reachable`) never tries again by itself; `channels` is one connection for all who listen.

    Never more than 33 connections, however many readers there are.
    """

    def __init__(self, commands: Redis) -> None:
        self.commands = commands
        self.channels = Channels(commands)

    async def close(self) -> None:
        """Close all of them. Who listens gets `Unavailable`."""
        await self.channels.close()
        await self.commands.aclose()


def connect(url: str) -> RedisConnection:
    """Connections to `redis://`, `rediss://` or `unix://`; the first is made when it is needed."""
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=_CONNECTIONS,
        timeout=ANSWER_S,
        socket_timeout=None,
        socket_connect_timeout=ANSWER_S,
        retry=Retry(NoBackoff(), 0),
    )
    return RedisConnection(Redis.from_pool(pool))
