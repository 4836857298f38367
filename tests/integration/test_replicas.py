"""Two instances on one PostgreSQL and one Redis: whichever a person reaches, it is one Kipux."""

import json
import secrets
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.integration.processes import until
from tests.integration.serving import Serving, serving
from tests.services.fake_upstream import KEY, FakeUpstream
from tests.services.redis import RedisServer

ENDLESS = json.dumps({"do": "endless", "ms": 10, "text": "replicas"})
ACCOUNT = {"name": "Ana", "email": "ana@example.org", "phone": "+51987654321", "password": "un secreto largo"}


@pytest.fixture
def pair(
    tmp_path: Path, database_url: str, redis_server: RedisServer, fake_upstream: FakeUpstream
) -> Iterator[tuple[Serving, Serving]]:
    settings = {
        "KIPUX_DATABASE_URL": database_url,
        "KIPUX_REDIS_URL": redis_server.url,
        "KIPUX_SECRET_KEY": secrets.token_hex(32),
        "KIPUX_LITELLM_URL": fake_upstream.url,
        "KIPUX_LITELLM_KEY": KEY,
    }
    with ExitStack() as stack:
        yield (
            stack.enter_context(serving(tmp_path / "one", **settings)),
            stack.enter_context(serving(tmp_path / "two", **settings)),
        )


@contextmanager
def signed_in(one: Serving, two: Serving) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """One browser, reaching both instances with the same cookies."""
    with httpx.Client(base_url=one.url, timeout=30) as here, httpx.Client(base_url=two.url, timeout=30) as there:
        if here.post("/api/accounts", json=ACCOUNT).status_code == httpx.codes.CONFLICT:
            here.post("/api/session", json={name: ACCOUNT[name] for name in ("email", "password")}).raise_for_status()
        there.cookies = here.cookies
        for client in (here, there):
            client.headers["x-csrf-token"] = client.get("/api/session").json()["csrf_token"]
        yield here, there


def events(client: httpx.Client, path: str) -> Iterator[tuple[str, Any]]:
    kind = ""
    with client.stream("GET", path) as answer:
        for line in answer.iter_lines():
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: "):
                yield kind, json.loads(line.removeprefix("data: "))


def ask(client: httpx.Client) -> dict[str, Any]:
    sent = client.post("/api/conversations", json={"message": {"text": ENDLESS, "model": "endless"}})
    assert sent.status_code == httpx.codes.ACCEPTED, sent.text
    body: dict[str, Any] = sent.json()
    return body


def test_a_reply_is_followed_and_stopped_through_the_other_instance(
    pair: tuple[Serving, Serving], fake_upstream: FakeUpstream
) -> None:
    fake_upstream.closed.clear()
    with signed_in(*pair) as (here, there):
        sent = ask(here)
        seen = []
        for kind, data in events(there, sent["events"]):
            seen.append((kind, data))
            if len([1 for name, _ in seen if name == "text"]) == 3:
                there.post(f"/api/messages/{sent['reply']['id']}/stop").raise_for_status()
        assert seen[-1] == ("done", {"status": "stopped", "error": None})
        told = "".join(data["delta"] for name, data in seen if name == "text")
        items = here.get(f"/api/conversations/{sent['conversation']['id']}/messages").json()["items"]
        assert (items[-1]["text"], items[-1]["status"]) == (told, "stopped")
    until(lambda: fake_upstream.closed)


def test_the_other_instance_sees_that_a_writer_died_and_keeps_all_it_said(pair: tuple[Serving, Serving]) -> None:
    with signed_in(*pair) as (here, there):
        sent = ask(here)
        seen = []
        for kind, data in events(there, sent["events"]):
            seen.append((kind, data))
            if len([1 for name, _ in seen if name == "text"]) == 5:
                pair[0].process.send_signal(signal.SIGKILL)
        kind, done = seen[-1]
        assert (kind, done["status"]) == ("done", "failed")
        assert done["error"]["type"].endswith("reply_interrupted")
        told = "".join(data["delta"] for name, data in seen if name == "text")
        path = f"/api/conversations/{sent['conversation']['id']}/messages"
        items = there.get(path).json()["items"]
        assert (items[-1]["text"], items[-1]["status"]) == (told, "failed")
        again = there.post(path, json={"text": "Hola", "model": "fast"})
        assert again.status_code == httpx.codes.ACCEPTED
        assert list(events(there, again.json()["events"]))[-1][1]["status"] == "complete"
