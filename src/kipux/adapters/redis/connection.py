"""The connections of one process to Redis (6.2 or newer)."""

from collections.abc import Iterator
from contextlib import contextmanager

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from kipux.adapters.redis.channels import Channels
from kipux.domain.errors import Unavailable

_ANSWER_S = 2.0
_CONNECTIONS = 32


class RedisConnection:
    """`commands` fails within seconds and never tries again by itself; `channels` is one connection for all who listen.

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
        timeout=_ANSWER_S,
        socket_timeout=_ANSWER_S,
        socket_connect_timeout=_ANSWER_S,
        retry=Retry(NoBackoff(), 0),
    )
    return RedisConnection(Redis.from_pool(pool))


@contextmanager
def reachable() -> Iterator[None]:
    """Whatever goes wrong with Redis in this block is `Unavailable`."""
    try:
        yield
    except RedisError as error:
        raise Unavailable from error
