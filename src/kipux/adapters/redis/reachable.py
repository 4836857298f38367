"""Redis's failures in our words."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.exceptions import RedisError

from kipux.domain.errors import Unavailable

ANSWER_S = 2.0


@asynccontextmanager
async def reachable() -> AsyncIterator[None]:
    """Whatever goes wrong with Redis in this block, or takes longer than 2 s, is `Unavailable`.

    The client has no time-out of its own: its `socket_timeout` writes through `asyncio.wait_for`, which on Python 3.11
    loses a cancellation that comes as the write ends, and costs a task a command.
    """
    try:
        async with asyncio.timeout(ANSWER_S):
            yield
    except (RedisError, OSError) as error:  # TimeoutError is an OSError
        raise Unavailable from error
