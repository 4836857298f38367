import asyncio
import gc
from collections.abc import Coroutine
from uuid import UUID

import pytest

from kipux.adapters.memory.stop_signals import MemoryStopSignals
from kipux.adapters.redis.connection import RedisConnection, connect
from kipux.adapters.redis.stop_signals import RedisStopSignals
from kipux.application.ports.stop_signals import StopSignals
from kipux.domain.errors import Unavailable
from tests.factories import new_id
from tests.services.redis import RedisServer

PATIENCE_S = 30.0


@pytest.fixture(params=["memory", "redis"])
def stops(request: pytest.FixtureRequest) -> StopSignals:
    if request.param == "memory":
        return MemoryStopSignals()
    return RedisStopSignals(request.getfixturevalue("redis"))


async def in_time(waiting: Coroutine[object, object, None] | asyncio.Task[None]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await waiting


async def waiter(stops: StopSignals, reply_id: UUID) -> asyncio.Task[None]:
    """Somebody who waits, and had the time to settle down to it."""
    waiting = asyncio.create_task(stops.wait(reply_id))
    assert not (await asyncio.wait([waiting], timeout=0.1))[0]
    return waiting


async def test_a_stop_ends_the_wait(stops: StopSignals) -> None:
    reply_id = new_id()
    waiting = await waiter(stops, reply_id)
    await stops.send(reply_id)
    await in_time(waiting)


async def test_a_stop_that_was_sent_before_the_wait_counts(stops: StopSignals) -> None:
    reply_id = new_id()
    await stops.send(reply_id)
    await in_time(stops.wait(reply_id))
    await in_time(stops.wait(reply_id))


async def test_a_stop_sent_just_as_the_wait_begins_is_not_lost(stops: StopSignals) -> None:
    for turns in range(12):
        reply_id = new_id()
        waiting = asyncio.create_task(stops.wait(reply_id))
        for _ in range(turns):
            await asyncio.sleep(0)
        await stops.send(reply_id)
        await in_time(waiting)


async def test_a_stop_may_be_sent_twice_and_for_nobody(stops: StopSignals) -> None:
    reply_id = new_id()
    await stops.send(reply_id)
    await stops.send(reply_id)
    await in_time(stops.wait(reply_id))


async def test_a_stop_that_was_forgotten_ends_no_wait_and_the_next_one_does(stops: StopSignals) -> None:
    reply_id = new_id()
    await stops.forget(reply_id)
    await stops.send(reply_id)
    await stops.forget(reply_id)
    waiting = await waiter(stops, reply_id)
    await stops.send(reply_id)
    await in_time(waiting)


async def test_a_stop_ends_the_wait_of_its_reply_alone(stops: StopSignals) -> None:
    stopped, other = new_id(), new_id()
    waiting, others = await waiter(stops, stopped), await waiter(stops, other)
    await stops.send(stopped)
    await in_time(waiting)
    assert not others.done()
    await stops.send(other)
    await in_time(others)


async def test_all_who_wait_for_a_reply_hear_of_its_stop(stops: StopSignals) -> None:
    reply_id = new_id()
    waiting = [await waiter(stops, reply_id) for _ in range(3)]
    await stops.send(reply_id)
    for each in waiting:
        await in_time(each)


async def test_who_stops_waiting_disturbs_nobody(stops: StopSignals) -> None:
    reply_id = new_id()
    leaver, stayer = await waiter(stops, reply_id), await waiter(stops, reply_id)
    leaver.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaver
    await stops.send(reply_id)
    await in_time(stayer)


async def test_two_hundred_wait_at_once(stops: StopSignals) -> None:
    replies = [new_id() for _ in range(200)]
    waiting = [asyncio.create_task(stops.wait(reply_id)) for reply_id in replies]
    await asyncio.gather(*map(stops.send, replies))
    for each in waiting:
        await in_time(each)


async def test_memory_remembers_a_stop_for_a_minute_and_keeps_nothing_longer() -> None:
    now = 1000.0
    stops = MemoryStopSignals(monotonic=lambda: now)
    again, once = new_id(), new_id()
    await stops.send(again)
    await stops.send(once)
    now += 59
    await in_time(stops.wait(once))
    await stops.send(again)
    now += 59
    await in_time(stops.wait(again))
    forgotten = await waiter(stops, once)
    assert list(stops._sent_at) == [again]
    now += 1
    await stops.send(once)
    await in_time(forgotten)
    assert list(stops._sent_at) == [once]
    del forgotten
    gc.collect()
    assert not stops._waiting


async def test_redis_remembers_a_stop_for_a_minute(redis: RedisConnection) -> None:
    await RedisStopSignals(redis).send(new_id())
    [key] = await redis.commands.keys()
    assert 50 < await redis.commands.ttl(key) <= 60


async def test_a_stop_reaches_another_instance(redis: RedisConnection, redis_url: str) -> None:
    other = connect(redis_url)
    reply_id = new_id()
    waiting = await waiter(RedisStopSignals(other), reply_id)
    await RedisStopSignals(redis).send(reply_id)
    await in_time(waiting)
    await other.close()


async def test_a_stop_sent_while_the_connection_was_broken_is_not_lost(redis: RedisConnection) -> None:
    stops, reply_id = RedisStopSignals(redis), new_id()
    waiting = await waiter(stops, reply_id)
    await redis.commands.client_kill_filter(_type="pubsub")
    await stops.send(reply_id)
    await in_time(waiting)


async def test_the_wait_survives_a_restart_of_the_server(redis_server: RedisServer) -> None:
    redis = connect(redis_server.url)
    stops, reply_id = RedisStopSignals(redis), new_id()
    waiting = await waiter(stops, reply_id)
    redis_server.stop()
    with pytest.raises(Unavailable):
        await stops.send(reply_id)
    assert not (await asyncio.wait([waiting], timeout=1))[0]
    redis_server.start()
    await stops.send(reply_id)
    await in_time(waiting)
    await redis.close()
