"""What only a log outside the writer's process has to promise: lost connections, lost messages, expiry."""

import asyncio
import signal
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from kipux.adapters.redis.connection import RedisConnection, connect
from kipux.adapters.redis.event_log import RedisEventLog
from kipux.domain.errors import Unavailable
from tests.contract.test_event_log import PATIENCE_S, next_batch, opened, read, words
from tests.factories import new_id
from tests.services.redis import RedisServer


@pytest.fixture
async def lonely(redis_server: RedisServer) -> AsyncIterator[RedisEventLog]:
    """On a server that the test may stop."""
    connection = connect(redis_server.url)
    yield RedisEventLog(connection)
    await connection.close()


async def test_two_instances_see_one_log(redis: RedisConnection, redis_url: str) -> None:
    other = connect(redis_url)
    entries = words(20)
    reply_id = await opened(RedisEventLog(redis))
    readers = [asyncio.create_task(read(RedisEventLog(at), reply_id)) for at in (redis, other)]
    for entry in entries:
        await RedisEventLog(redis).append(reply_id, [entry])
    assert await asyncio.gather(*readers) == [entries, entries]
    await other.close()


async def test_everything_expires(redis: RedisConnection) -> None:
    log = RedisEventLog(redis, retention_s=100)
    unfinished = await opened(log, words(3)[:1])
    finished = await opened(log, words(3))
    left = {str(key): await redis.commands.ttl(key) for key in await redis.commands.keys()}
    assert all(seconds > 0 for seconds in left.values())
    assert [seconds <= 100 for key, seconds in left.items() if str(finished) in key] == [True]
    assert len([key for key in left if str(unfinished) in key]) == 2
    assert all(seconds <= 24 * 3600 for seconds in left.values())


async def test_three_hundred_readers_need_a_bounded_number_of_connections(redis: RedisConnection) -> None:
    log = RedisEventLog(redis)
    replies = [await opened(log, words(2)[:1]) for _ in range(300)]
    following = [log.follow(reply_id) for reply_id in replies]
    await asyncio.gather(*map(next_batch, following))
    assert len(await redis.commands.client_list()) <= 33 + 1  # and one of a test before, perhaps
    await asyncio.gather(*(log.append(reply_id, words(2)) for reply_id in replies))
    assert await asyncio.gather(*map(next_batch, following)) == [words(2)[1:]] * 300


async def test_readers_that_are_gone_leave_no_subscription(redis: RedisConnection) -> None:
    log = RedisEventLog(redis)
    for _ in range(3):
        await read(log, await opened(log, words(2)))
    async with asyncio.timeout(PATIENCE_S):
        while await redis.commands.pubsub_channels("kipux:reply:*"):
            await asyncio.sleep(0.05)
    assert not redis.channels._channels


async def test_a_message_that_was_missed_is_read_from_the_stream(redis: RedisConnection) -> None:
    log, unheard = RedisEventLog(redis), RedisEventLog(redis)
    entries = words(4)
    reply_id = await opened(log, entries[:1])
    following = log.follow(reply_id)
    assert list(await next_batch(following)) == entries[:1]
    [channel] = redis.channels._channels.values()
    ears, channel.ears = channel.ears, set()
    await unheard.append(reply_id, entries[1:2])
    await redis.commands.ping()
    await _heard_of(redis, reply_id)
    channel.ears = ears
    await log.append(reply_id, entries[2:])
    assert list(await next_batch(following)) == entries[1:]


async def _heard_of(redis: RedisConnection, reply_id: UUID) -> None:
    """Return when all that was said so far has been heard: a word on a channel of our own comes after it."""
    name = f"test:{reply_id}"
    async with redis.channels.listen(name) as ear:
        await redis.commands.publish(name, b"now")
        assert await ear.listen() == [b"now"]


async def test_a_lost_connection_is_told_to_readers_and_the_next_one_reads_on(redis: RedisConnection) -> None:
    log = RedisEventLog(redis)
    entries = words(3)
    reply_id = await opened(log, entries[:1])
    following = log.follow(reply_id)
    await next_batch(following)
    await redis.commands.client_kill_filter(_type="pubsub")
    with pytest.raises(Unavailable):
        await next_batch(following)
    await log.append(reply_id, entries[1:])
    assert await read(log, reply_id, entries[0].cursor) == entries[1:]


async def test_a_server_that_is_away_is_unavailable_and_nothing_else(
    lonely: RedisEventLog, redis_server: RedisServer
) -> None:
    entries = words(3)
    reply_id = await opened(lonely, entries[:1])
    following = lonely.follow(reply_id)
    await next_batch(following)
    redis_server.stop()
    for calling in (
        lonely.open(reply_id),
        lonely.append(reply_id, entries),
        lonely.beat(reply_id),
        lonely.is_alive(reply_id),
        lonely.snapshot(reply_id),
        read(lonely, reply_id),
        next_batch(following),
    ):
        with pytest.raises(Unavailable):
            await calling
    redis_server.start()
    with pytest.raises(Unavailable):
        await lonely.append(reply_id, entries[1:])  # the server came back empty
    assert await read(lonely, await opened(lonely, entries)) == entries


async def test_a_server_that_hangs_is_unavailable_within_seconds(
    lonely: RedisEventLog, redis_server: RedisServer
) -> None:
    reply_id = await opened(lonely, words(3)[:1])
    following = lonely.follow(reply_id)
    await next_batch(following)
    redis_server.signal(signal.SIGSTOP)
    try:
        async with asyncio.timeout(PATIENCE_S):
            outcomes = await asyncio.gather(
                lonely.append(reply_id, words(3)),
                lonely.is_alive(reply_id),
                next_batch(following),
                return_exceptions=True,
            )
    finally:
        redis_server.signal(signal.SIGCONT)
    assert [type(outcome) for outcome in outcomes] == [Unavailable] * 3


async def test_a_reply_that_nobody_opened_leaves_no_key(redis: RedisConnection) -> None:
    log = RedisEventLog(redis)
    with pytest.raises(Unavailable):
        await log.append(new_id(), words(2))
    await log.beat(new_id())
    await log.snapshot(new_id())
    assert not await redis.commands.keys()


@pytest.mark.parametrize("entry", [b'[1,0,0,"hologram",{}]', b'[1,0,0,"text",{"words":1}]', b"garbage", b"\xff"])
async def test_an_entry_of_another_version_is_unavailable(redis: RedisConnection, entry: bytes) -> None:
    log = RedisEventLog(redis)
    reply_id = await opened(log)
    [stream, _] = sorted(await redis.commands.keys())
    await redis.commands.xadd(stream, {"entry": entry}, id="1-0")
    with pytest.raises(Unavailable):
        await log.snapshot(reply_id)
    with pytest.raises(Unavailable):
        await read(log, reply_id)


async def test_however_many_replies_are_forgotten_at_once(
    redis: RedisConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = RedisEventLog(redis)
    last = await opened(log, words(2))
    monkeypatch.setattr("kipux.adapters.redis.reachable.ANSWER_S", 1.0)
    await log.forget([*(new_id() for _ in range(80_000)), last])
    monkeypatch.undo()
    assert await log.snapshot(last) == ()
