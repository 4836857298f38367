from datetime import UTC, datetime

import pytest

from kipux.adapters.system.clock import SystemClock
from kipux.application.ports.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return SystemClock()


def test_the_time_is_now_and_in_utc(clock: Clock) -> None:
    before = datetime.now(UTC)
    now = clock.now()
    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is UTC


def test_monotonic_never_goes_back(clock: Clock) -> None:
    told = [clock.monotonic() for _ in range(10_000)]
    assert told == sorted(told)
    while clock.monotonic() == told[0]:
        pass
    assert clock.monotonic() > told[0]
