"""Redis, for a Kipux that was given one."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from kipux.application.ports.cache import Cache
from kipux.application.ports.event_log import EventLog
from kipux.application.ports.health import Probe
from kipux.application.ports.session_store import SessionStore
from kipux.application.ports.stop_signals import StopSignals


class RedisParts(NamedTuple):
    """What Redis does for Kipux, over the connections that `close` closes."""

    session_store: SessionStore
    event_log: EventLog
    stop_signals: StopSignals
    cache: Cache
    probe: Probe
    close: Callable[[], Awaitable[None]]


def redis_parts(url: str) -> RedisParts:
    """Redis at `url`. Nothing connects until something is asked for."""
    # Imported here: a Kipux without Redis starts a third of a second earlier, and 20 MiB smaller.
    from kipux.adapters.redis.cache import RedisCache  # noqa: PLC0415
    from kipux.adapters.redis.connection import connect  # noqa: PLC0415
    from kipux.adapters.redis.event_log import RedisEventLog  # noqa: PLC0415
    from kipux.adapters.redis.probe import RedisProbe  # noqa: PLC0415
    from kipux.adapters.redis.session_store import RedisSessionStore  # noqa: PLC0415
    from kipux.adapters.redis.stop_signals import RedisStopSignals  # noqa: PLC0415

    redis = connect(url)
    return RedisParts(
        RedisSessionStore(redis),
        RedisEventLog(redis),
        RedisStopSignals(redis),
        RedisCache(redis),
        RedisProbe(redis),
        redis.close,
    )
