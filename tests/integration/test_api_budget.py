"""What a key may spend, over HTTP."""

from collections.abc import Iterator

import pytest

from tests.integration.living import LiveApp, Person
from tests.services.fake_upstream import KEY, FakeUpstream

PATH = "/api/me/budget"


@pytest.fixture
def upstream(fake_upstream: FakeUpstream) -> Iterator[FakeUpstream]:
    """A gateway whose key has a budget."""
    fake_upstream.info = {"spend": 8.4, "max_budget": 10.0, "budget_reset_at": "2999-12-01T00:00:00Z"}
    yield fake_upstream
    fake_upstream.info = None


async def test_who_has_a_key_of_their_own_is_told_its_budget(lenient: LiveApp, upstream: FakeUpstream) -> None:
    async with lenient.person() as ada:
        await ada.said("PUT", "/api/me/connection", 200, {"url": upstream.url, "key": KEY})
        told = (await ada.said("GET", PATH, 200))["budget"]
        reset = {"resets_at": "2999-12-01T00:00:00Z"}
        assert told == {"spent": "8.4", "limit": "10", "tone": "near", "shared": False} | reset
        page = (await ada.http.get("/chat")).text
        assert "$8.40 of $10.00" in page
        assert "Begins anew on December 1, 2999, 00:00 UTC" in page
        assert 'width="84.00"' in page
        assert "Budget: 84%" in page


async def test_nobody_else_s_budget_is_told(live_app: LiveApp, bob: Person) -> None:
    assert await bob.said("GET", PATH, 200) == {"budget": None}
    async with live_app.client() as nobody:
        assert (await nobody.get(PATH)).status_code == 401
