import pytest

from kipux.adapters.redis.connection import RedisConnection, connect
from kipux.adapters.redis.probe import RedisProbe
from kipux.domain.errors import Unavailable


async def test_a_server_that_answers_tells_its_version(redis: RedisConnection) -> None:
    probe = RedisProbe(redis)
    assert (probe.name, probe.required) == ("redis", True)
    name, version = (await probe.check()).split()
    assert name == "Redis"
    assert int(version.split(".")[0]) >= 6


@pytest.mark.parametrize("url", ["unix:///nowhere/r.sock", "redis://secret:hidden@127.0.0.1:1/0"])
async def test_a_server_that_is_not_there_is_unavailable_and_its_address_stays_secret(url: str) -> None:
    redis = connect(url)
    with pytest.raises(Unavailable) as caught:
        await RedisProbe(redis).check()
    assert "hidden" not in str(caught.value)
    await redis.close()
