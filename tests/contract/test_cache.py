"""What every `Cache` promises."""

import asyncio
import signal

import pytest

from kipux.adapters.memory.cache import MemoryCache
from kipux.adapters.redis.cache import RedisCache
from kipux.adapters.redis.connection import RedisConnection, connect
from kipux.adapters.system.clock import SystemClock
from kipux.application.ports.cache import Cache
from tests.contract.nasty import TEXTS, UNSTORABLE
from tests.services.redis import RedisServer
from tests.unit.house import SteppedClock

PATIENCE_S = 20.0
EVERY_BYTE = bytes(range(256)) * 4


@pytest.fixture(params=["memory", "redis"])
def cache(request: pytest.FixtureRequest) -> Cache:
    if request.param == "memory":
        return MemoryCache(SystemClock())
    return RedisCache(request.getfixturevalue("redis"))


async def test_what_was_kept_is_there(cache: Cache) -> None:
    assert await cache.get("a") is None
    await cache.put("a", EVERY_BYTE, seconds=60)
    await cache.put("b", b"", seconds=60)
    assert await cache.get("a") == EVERY_BYTE
    assert await cache.get("b") == b""
    assert await cache.get("c") is None


async def test_the_last_one_kept_counts(cache: Cache) -> None:
    await cache.put("a", b"one", seconds=60)
    await cache.put("a", b"other", seconds=60)
    assert await cache.get("a") == b"other"


async def test_it_forgets_when_the_time_is_over(cache: Cache) -> None:
    await cache.put("a", b"one", seconds=1)
    async with asyncio.timeout(PATIENCE_S):
        while await cache.get("a") is not None:
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("seconds", [0, -1])
async def test_for_no_time_it_is_not_kept_and_what_was_there_is_gone(cache: Cache, seconds: int) -> None:
    await cache.put("a", b"one", seconds=60)
    await cache.put("a", b"other", seconds=seconds)
    assert await cache.get("a") is None


async def test_what_is_too_large_is_not_kept_and_what_was_there_is_gone(cache: Cache) -> None:
    await cache.put("a", b"one", seconds=60)
    await cache.put("a", b"x" * 20_000_000, seconds=60)
    assert await cache.get("a") is None
    await cache.put("a", b"again", seconds=60)
    assert await cache.get("a") == b"again"


@pytest.mark.parametrize("key", [*TEXTS, UNSTORABLE])
async def test_any_text_is_a_key_of_its_own(cache: Cache, key: str) -> None:
    await cache.put(key, b"this", seconds=60)
    await cache.put(key + "x", b"other", seconds=60)
    assert await cache.get(key) == b"this"


async def test_many_at_once_do_not_disturb_each_other(cache: Cache) -> None:
    async def keep_and_read(n: int) -> bytes | None:
        await cache.put(f"key {n}", str(n).encode(), seconds=60)
        return await cache.get(f"key {n}")

    assert await asyncio.gather(*map(keep_and_read, range(50))) == [str(n).encode() for n in range(50)]


async def test_memory_drops_what_was_not_used_for_longest_when_there_are_too_many() -> None:
    cache = MemoryCache(SystemClock(), most_entries=3)
    for key in "abc":
        await cache.put(key, b"x", seconds=60)
    await cache.get("a")
    await cache.put("d", b"x", seconds=60)
    assert [key for key in "abcd" if await cache.get(key)] == ["a", "c", "d"]


async def test_memory_drops_as_much_as_the_new_one_needs() -> None:
    cache = MemoryCache(SystemClock(), most_bytes=400)
    for key in "abc":
        await cache.put(key, b"x" * 100, seconds=60)
    await cache.put("d", b"x" * 250, seconds=60)
    assert [key for key in "abcd" if await cache.get(key)] == ["c", "d"]
    await cache.put("e", b"x" * 397, seconds=60)
    assert [key for key in "abcde" if await cache.get(key)] == ["c", "d"]


async def test_memory_goes_by_the_clock_it_is_given() -> None:
    clock = SteppedClock()
    cache = MemoryCache(clock)
    await cache.put("a", b"x", seconds=60)
    clock.step(seconds=59)
    assert await cache.get("a") == b"x"
    clock.step(seconds=2)
    assert await cache.get("a") is None


async def test_a_redis_that_is_not_there_keeps_nothing_and_is_no_error() -> None:
    redis = connect("unix:///nowhere/r.sock")
    cache = RedisCache(redis)
    await cache.put("a", b"x", seconds=60)
    assert await cache.get("a") is None
    await redis.close()


async def test_a_redis_that_hangs_is_a_miss_and_serves_again_when_it_is_back(redis_server: RedisServer) -> None:
    redis = connect(redis_server.url)
    cache = RedisCache(redis)
    await cache.put("a", b"x", seconds=600)
    redis_server.signal(signal.SIGSTOP)
    try:
        assert await cache.get("a") is None
        await cache.put("b", b"y", seconds=600)
    finally:
        redis_server.signal(signal.SIGCONT)
    async with asyncio.timeout(PATIENCE_S):
        while await cache.get("a") is None:
            await asyncio.sleep(0.02)
    await redis.close()


async def test_redis_holds_it_under_names_of_our_own_for_so_long(redis: RedisConnection) -> None:
    await RedisCache(redis).put("a", b"x", seconds=600)
    (name,) = await redis.commands.keys("*")
    assert str(name).startswith("b'kipux:cache:")
    assert 0 < await redis.commands.ttl(name) <= 600
    await RedisCache(redis, most_bytes=10).put("a", b"x" * 11, seconds=600)
    assert await redis.commands.keys("*") == []
