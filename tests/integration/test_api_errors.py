"""What the API says when something is wrong: always a problem, in the person's language, with a request id."""

import logging
from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest
from dependency_injector import providers

from kipux.application.use_cases.list_models import ListModels
from kipux.domain.model import ModelList
from kipux.entrypoints.web.request_ids import RequestIdFilter
from tests.integration.living import Json, LiveApp, Person

NOBODYS = "018f0000-0000-7000-8000-000000000000"
CONVERSATIONS = "/api/conversations"


def problem(answer: httpx.Response, status: int, code: str) -> Json:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert (said["type"], said["status"]) == (f"urn:kipux:problem:{code}", status)
    assert said["request_id"] == answer.headers["x-request-id"]
    assert said["instance"] == answer.url.path
    assert said["title"]
    assert said["detail"]
    return said


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/me"),
        ("PATCH", "/api/me"),
        ("GET", "/api/me/sessions"),
        ("GET", "/api/models"),
        ("GET", CONVERSATIONS),
        ("POST", CONVERSATIONS),
        ("GET", f"{CONVERSATIONS}/{NOBODYS}"),
        ("GET", f"{CONVERSATIONS}/{NOBODYS}/messages"),
        ("POST", f"{CONVERSATIONS}/{NOBODYS}/messages"),
        ("GET", f"/api/messages/{NOBODYS}/events"),
        ("GET", f"/api/messages/{NOBODYS}/raw"),
        ("POST", f"/api/messages/{NOBODYS}/stop"),
    ],
)
async def test_strangers_are_401(live_app: LiveApp, method: str, path: str) -> None:
    async with live_app.client() as stranger:
        body = {"text": "x"} if path.endswith("/messages") and method == "POST" else {}
        problem(
            await stranger.request(method, path, json=body if method in {"POST", "PATCH"} else None),
            401,
            "unauthenticated",
        )


async def test_another_persons_things_are_404_and_so_is_what_does_not_exist(ada: Person, bob: Person) -> None:
    sent = await ada.ask()
    await ada.events(sent["events"])
    for conversation, reply in (
        (sent["conversation"]["id"], sent["reply"]["id"]),
        (NOBODYS, NOBODYS),
        ("nonsense", "7"),
    ):
        for method, path, body in (
            ("GET", f"{CONVERSATIONS}/{conversation}", None),
            ("PATCH", f"{CONVERSATIONS}/{conversation}", {"title": "Mine"}),
            ("DELETE", f"{CONVERSATIONS}/{conversation}", None),
            ("GET", f"{CONVERSATIONS}/{conversation}/messages", None),
            ("POST", f"{CONVERSATIONS}/{conversation}/messages", {"text": "x"}),
            ("GET", f"/api/messages/{reply}/events", None),
            ("GET", f"/api/messages/{reply}/raw", None),
            ("POST", f"/api/messages/{reply}/stop", None),
            ("POST", f"/api/messages/{reply}/regenerate", None),
        ):
            problem(await bob.http.request(method, path, json=body), 404, "not_found")
    assert (await ada.said("GET", CONVERSATIONS, 200))["items"][0]["title"] == "Hello?"
    mine = (await bob.ask("x"))["conversation"]["id"]
    elsewhere = {"text": "x", "parent_id": sent["reply"]["id"]}
    problem(await bob.http.post(f"{CONVERSATIONS}/{mine}/messages", json=elsewhere), 404, "not_found")
    (session,) = (await ada.said("GET", "/api/me/sessions", 200))["items"]
    problem(await bob.http.delete(f"/api/me/sessions/{session['id']}"), 404, "not_found")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": " \n"}, "text"),
        ({"text": None}, "text"),
        ({"text": 5}, "text"),
        ({"text": ["x"]}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"text": "x" * 200_001}, "text"),
        ({"text": "x", "model": "m" * 301}, "model"),
        ({"text": "x", "model": "pictures"}, "model"),
        ({"text": "x", "parent_id": "7"}, "parent_id"),
        ({"text": "x", "extra": 1}, "extra"),
        ([], "body"),
        ("x", "body"),
        (None, "body"),
    ],
)
async def test_bad_messages_are_422_and_name_the_field(live_app: LiveApp, ada: Person, body: Json, field: str) -> None:
    await live_app.container.refresh_models()()
    conversation = (await ada.said("POST", CONVERSATIONS, 201, {}))["id"]
    said = problem(await ada.http.post(f"{CONVERSATIONS}/{conversation}/messages", json=body), 422, "invalid")
    assert [fault["field"] for fault in said["errors"]] == [field]
    assert all(fault["message"] for fault in said["errors"])
    if isinstance(body, dict) and field != "model":
        within = problem(await ada.http.post(CONVERSATIONS, json={"message": body}), 422, "invalid")
        assert within["errors"][0]["field"].removeprefix("message.") == field


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("GET", f"{CONVERSATIONS}?limit=0", None, "limit"),
        ("GET", f"{CONVERSATIONS}?limit=1000", None, "limit"),
        ("GET", f"{CONVERSATIONS}?limit=many", None, "limit"),
        ("GET", f"{CONVERSATIONS}?after=nonsense", None, "after"),
        ("GET", f"{CONVERSATIONS}?q=%00", None, "q"),
        ("GET", f"{CONVERSATIONS}?archived=perhaps", None, "archived"),
        ("GET", f"{CONVERSATIONS}/{NOBODYS}/messages?before=7", None, "before"),
        ("POST", CONVERSATIONS, {"title": "x" * 201}, "title"),
        ("POST", CONVERSATIONS, {"title": "x", "message": {"text": "x"}}, "title"),
        ("PATCH", "/api/me", {"name": " "}, "name"),
        ("PATCH", "/api/me", {"phone": "12"}, "phone"),
        ("PATCH", "/api/me", {"email": "x@example.com"}, "email"),
        ("PATCH", "/api/me", {"preferences": {"theme": "pink"}}, "preferences.theme"),
        ("PATCH", "/api/me", {"preferences": {"locale": "fr"}}, "preferences.locale"),
    ],
)
async def test_bad_requests_are_422_and_name_the_field(
    ada: Person, method: str, path: str, body: Json, field: str
) -> None:
    said = problem(await ada.http.request(method, path, json=body), 422, "invalid")
    assert [fault["field"] for fault in said["errors"]] == [field]


async def test_every_fault_of_a_registration_is_told_at_once_in_the_persons_language(live_app: LiveApp) -> None:
    bad = {"name": "", "email": "not an address", "phone": "12", "password": "short"}
    async with live_app.client() as visitor:
        english = problem(await visitor.post("/api/accounts", json=bad), 422, "invalid")
        spanish = problem(
            await visitor.post("/api/accounts", json=bad, headers={"accept-language": "es"}), 422, "invalid"
        )
    assert {fault["field"] for fault in english["errors"]} == set(bad)
    assert english["detail"] != spanish["detail"]
    messages = [{fault["field"]: fault["message"] for fault in said["errors"]} for said in (english, spanish)]
    assert all(messages[0][field] != messages[1][field] for field in bad)


async def test_an_email_that_is_taken_is_409_in_any_case(live_app: LiveApp, ada: Person) -> None:
    account = {"name": "Eve", "email": ada.email.upper(), "phone": "+51987654321", "password": "another password"}
    async with live_app.client() as visitor:
        problem(await visitor.post("/api/accounts", json=account), 409, "email_taken")
        assert (await visitor.get("/api/me")).status_code == 401


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b'{"text": "\\ud800"}', b"[" * 100_000, b"nope", b'{"text":"x"} x']
)
async def test_what_is_no_json_is_refused(ada: Person, body: bytes) -> None:
    conversation = (await ada.said("POST", CONVERSATIONS, 201, {}))["id"]
    answer = await ada.http.post(f"{CONVERSATIONS}/{conversation}/messages", content=body)
    assert answer.status_code in {400, 422}
    problem(answer, answer.status_code, "bad_request" if answer.status_code == 400 else "invalid")


async def test_unknown_paths_and_methods_are_problems_in_the_api_and_pages_elsewhere(live_app: LiveApp) -> None:
    async with live_app.client() as client:
        problem(await client.get("/api/nothing"), 404, "not_found")
        problem(await client.get("/api"), 404, "not_found")
        problem(await client.put("/api/me", json={}), 405, "method_not_allowed")
        assert (await client.put("/api/me")).headers["allow"]
        page = await client.get("/nothing")
        assert page.status_code == 404
        assert page.headers["content-type"].startswith("text/html")
        away = await client.get("/chat?x=1")
        assert (away.status_code, away.headers["location"]) == (303, "/login?next=/chat%3Fx%3D1")


@pytest.mark.parametrize(
    ("came_from", "target"),
    [
        ("{here}/settings/presets/new?x=1", "/login?next=/settings/presets/new%3Fx%3D1"),
        ("https://evil.example/settings", "/login"),
        ("{here}//evil.example/", "/login"),
        ("//evil.example/", "/login"),
        ("http://[", "/login"),
        ("", "/login"),
    ],
)
async def test_a_form_sent_without_a_session_leads_back_to_its_page_after_signing_in(
    live_app: LiveApp, came_from: str, target: str
) -> None:
    async with live_app.client() as client:
        headers = {"referer": came_from.format(here=str(client.base_url).rstrip("/"))}
        away = await client.post("/settings/presets/new", data={"name": "Tutor"}, headers=headers)
        assert (away.status_code, away.headers["location"]) == (303, target)


async def test_a_body_over_the_limit_is_413_whether_its_length_is_told_or_not(ada: Person) -> None:
    async def in_chunks() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b"x" * 100_000

    problem(await ada.http.post(CONVERSATIONS, content=b"x" * 2_000_001), 413, "too_large")
    problem(await ada.http.post(CONVERSATIONS, content=in_chunks()), 413, "too_large")


async def test_what_breaks_is_500_told_without_its_inside_and_logged_with_its_request(
    live_app: LiveApp, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(ListModels):
        async def __call__(self, user_id: UUID) -> ModelList:
            raise ZeroDivisionError("secret inside")

    caplog.handler.addFilter(RequestIdFilter())
    with live_app.container.list_models.override(providers.Object(Broken(live_app.container.own_models()))):
        answer = await ada.http.get("/api/models")
    said = problem(answer, 500, "internal")
    assert "secret" not in answer.text
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.__dict__["request_id"] == said["request_id"]
    assert record.exc_info is not None
