"""One's own gateway through the API: a real gateway adapter before a provider that keeps what it was asked."""

import logging

import pytest

from tests.integration.living import LiveApp, Person, running
from tests.services.fake_upstream import KEY, FakeUpstream

PATH = "/api/me/connection"


async def test_a_gateway_is_connected_asked_and_forgotten(lenient: LiveApp, fake_upstream: FakeUpstream) -> None:
    async with lenient.person() as ada, lenient.person() as bob:
        await ada.said("GET", PATH, 404)
        tried = await ada.said("PUT", PATH, 200, {"url": f"{fake_upstream.url}/v1/", "key": KEY})
        assert tried["models"] > 3
        assert tried["connection"]["url"] == f"{fake_upstream.url}/v1"
        assert KEY not in str(tried)
        listed = await ada.said("GET", PATH, 200)
        assert listed == tried["connection"]
        assert len((await ada.said("GET", "/api/models", 200))["items"]) == tried["models"]
        sent = await ada.ask("Hello?", model="paced")
        assert (await ada.events(sent["events"]))[-1].data["status"] == "complete"
        assert lenient.stage.gateway.requests == []

        await bob.said("GET", PATH, 404)
        await bob.events((await bob.ask("Hello?"))["events"])
        assert len(lenient.stage.gateway.requests) == 1

        await ada.said("DELETE", PATH, 204)
        await ada.said("DELETE", PATH, 204)
        await ada.said("GET", PATH, 404)


async def test_the_verdict_stands_beside_its_field_and_nothing_of_it_is_logged(
    lenient: LiveApp, fake_upstream: FakeUpstream, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "kipux")
    async with lenient.person() as ada:
        for url, key, field in (
            (fake_upstream.url, "sk-not-this-one-1234", "key"),
            ("http://127.0.0.1:9", KEY, "url"),
            (f"{fake_upstream.url}/__seen", KEY, "url"),
            ("ftp://127.0.0.1", KEY, "url"),
        ):
            problem = await ada.said("PUT", PATH, 422, {"url": url, "key": key})
            assert [error["field"] for error in problem["errors"]] == [field], url
    assert "sk-not-this-one" not in caplog.text
    assert KEY not in caplog.text
    assert fake_upstream.url not in caplog.text


async def test_private_addresses_are_refused_unless_the_administrator_allows_them(
    ada: Person, fake_upstream: FakeUpstream
) -> None:
    before = len(fake_upstream.seen)
    for url in (
        fake_upstream.url,
        fake_upstream.url.replace("127.0.0.1", "localhost"),
        "http://169.254.169.254/latest",
    ):
        problem = await ada.said("PUT", PATH, 422, {"url": url, "key": KEY})
        assert "private network" in problem["errors"][0]["message"]
    assert len(fake_upstream.seen) == before


async def test_what_may_be_read_from_inside_is_not_thereby_a_gateway(
    database_url: str, fake_upstream: FakeUpstream
) -> None:
    before = len(fake_upstream.seen)
    async with running(database_url, fetch_allow="127.0.0.0/8") as app, app.person() as ada:
        await ada.said("PUT", PATH, 422, {"url": fake_upstream.url, "key": KEY})
    assert len(fake_upstream.seen) == before


async def test_tries_are_few(ada: Person) -> None:
    for _ in range(10):
        await ada.said("PUT", PATH, 422, {"url": "http://127.0.0.1:9"})
    await ada.said("PUT", PATH, 429, {"url": "http://127.0.0.1:9"})
