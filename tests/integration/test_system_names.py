"""Names by the system's own resolver."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from kipux.adapters.open_web.names import SystemNames
from kipux.domain.errors import PageUnreachable


@pytest.fixture
async def names() -> AsyncIterator[SystemNames]:
    names = SystemNames()
    yield names
    names.close()


async def test_a_name_has_its_addresses_each_once(names: SystemNames) -> None:
    found = await names("localhost")
    assert set(found) <= {"127.0.0.1", "::1"}
    assert len(found) == len(set(found)) > 0


@pytest.mark.parametrize("name", ["nobody.invalid", "", ".", "a..b", "x" * 300, "a b", "ñ" * 64, "a\0b", "\ud800"])
async def test_a_name_that_nobody_knows_or_that_is_none_is_unreachable(names: SystemNames, name: str) -> None:
    with pytest.raises(PageUnreachable):
        await names(name)


async def test_many_are_asked_for_at_once(names: SystemNames) -> None:
    assert all(await asyncio.gather(*(names("localhost") for _ in range(100))))
