import re
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from kipux.adapters.system.ids import SystemIds
from kipux.application.ports.ids import Ids


@pytest.fixture
def ids() -> Ids:
    return SystemIds()


def test_ids_are_uuids_of_version_7(ids: Ids) -> None:
    new = ids.new()
    assert type(new) is UUID
    assert (new.version, new.variant) == (7, "specified in RFC 4122")


def test_later_ids_sort_after_earlier_ones(ids: Ids) -> None:
    made = [ids.new() for _ in range(50_000)]
    assert made == sorted(set(made))
    assert [str(one) for one in made] == sorted(map(str, made))


def test_threads_never_make_the_same_id(ids: Ids) -> None:
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: [ids.new() for _ in range(2_000)], range(8)))
    assert all(of_thread == sorted(of_thread) for of_thread in made)
    assert len({one for of_thread in made for one in of_thread}) == 16_000


def test_tokens_are_long_safe_and_never_the_same(ids: Ids) -> None:
    tokens = {ids.token() for _ in range(1_000)}
    assert len(tokens) == 1_000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)  # 43 × 6 bits ≥ 128
