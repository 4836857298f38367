"""How often one may try."""

import pytest

from kipux.domain.errors import TooMany
from kipux.entrypoints.web.throttle import Throttle


class Watch:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_try_too_many_is_told_when_the_next_may_be_made() -> None:
    watch = Watch()
    throttle = Throttle(2, 60, watch)
    throttle.admit("a")
    watch.now += 10.5
    throttle.admit("a")
    for _ in range(3):
        with pytest.raises(TooMany) as refused:
            throttle.admit("a")
        assert refused.value.retry_after == 50
    throttle.admit("b")
    watch.now += 49.5
    throttle.admit("a")
    with pytest.raises(TooMany):
        throttle.admit("a")


def test_what_is_long_ago_is_forgotten_whoever_asks_next() -> None:
    watch = Watch()
    throttle = Throttle(1, 60, watch)
    for n in range(1_000):
        throttle.admit(str(n))
    watch.now += 61
    throttle.admit("next")
    assert list(throttle._tries) == ["next"]
