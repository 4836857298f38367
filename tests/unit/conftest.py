from collections.abc import AsyncIterator, Callable

import pytest

from tests.unit.house import House


@pytest.fixture
async def build() -> AsyncIterator[Callable[..., House]]:
    """Makes houses whose background work ends with the test."""
    houses: list[House] = []

    def make(*args: object, **kwargs: object) -> House:
        houses.append(House(*args, **kwargs))  # type: ignore[arg-type]  # as given
        return houses[-1]

    yield make
    for house in houses:
        house.database_is_away = False
        await house.background.close(5)


@pytest.fixture
def house(build: Callable[..., House]) -> House:
    """One that answers «Hola.»."""
    return build()
