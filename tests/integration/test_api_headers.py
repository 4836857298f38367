"""What comes with every answer: security headers, request ids, caching, compression; and the probes."""

import re

import pytest

from kipux.entrypoints.web.files import static_folder
from tests.integration.living import LiveApp, Person, running
from tests.services.recorded_searxng import recorded
from tests.services.web_server import Answer, WebServer

ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/login", 200),
        ("/nothing", 404),
        ("/api/session", 200),
        ("/api/me", 401),
        ("/api/nothing", 404),
        ("/schema/openapi.json", 200),
        ("/healthz", 200),
        ("/static/x/nothing.js", 404),
    ],
)
async def test_every_answer_is_guarded(live_app: LiveApp, path: str, status: int) -> None:
    async with live_app.client() as client:
        answer = await client.get(path)
    assert answer.status_code == status
    for name, value in ALWAYS.items():
        assert answer.headers[name] == value
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "camera=()" in answer.headers["permissions-policy"]
    assert re.fullmatch("[0-9a-f]{16}", answer.headers["x-request-id"])
    assert answer.headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in answer.headers


async def test_a_pages_scripts_carry_the_nonce_of_its_policy_and_of_no_other(live_app: LiveApp) -> None:
    async with live_app.client() as client:
        one, other = [await client.get("/login") for _ in range(2)]
    (nonce,) = re.findall(r"script-src 'self' 'nonce-([\w-]{20,})'", one.headers["content-security-policy"])
    assert set(re.findall(r'<script[^>]* nonce="([^"]*)"', one.text)) == {nonce}
    assert "<script>" not in one.text
    assert "unsafe-inline" not in re.sub("style-src-attr [^;]*", "", one.headers["content-security-policy"])
    assert nonce not in other.headers["content-security-policy"]


async def test_each_request_has_an_id_of_its_own_and_takes_none_from_outside(live_app: LiveApp) -> None:
    async with live_app.client(**{"x-request-id": "mine"}) as client:
        ids = {(await client.get("/healthz")).headers["x-request-id"] for _ in range(3)}
    assert len(ids) == 3
    assert "mine" not in ids


async def test_static_files_are_cached_for_ever_under_their_version(live_app: LiveApp) -> None:
    async with live_app.client() as client:
        page = (await client.get("/login")).text
        script, name = re.findall(r'"(/static/\w+/(js/[\w/.-]+\.js))"', page)[0]
        answer = await client.get(script)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert answer.headers["content-encoding"] == "gzip"
        assert "set-cookie" not in answer.headers
        assert answer.content == (static_folder() / name).read_bytes()
        assert (await client.get(script, headers={"accept-encoding": "identity"})).content == answer.content
        again = await client.get(script, headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        old = await client.get(re.sub(r"/static/\w+/", "/static/0ld/", script))
        assert (old.content, old.headers["cache-control"]) == (answer.content, "no-cache")


@pytest.mark.parametrize(
    "path",
    [
        "../pyproject.toml",
        "..%2fpyproject.toml",
        "%2e%2e/pyproject.toml",
        "/etc/passwd",
        "js/../../README.md",
        "js",
        "",
    ],
)
async def test_nothing_outside_the_static_folder_is_served(live_app: LiveApp, path: str) -> None:
    async with live_app.client() as client:
        answer = await client.get(f"/static/x/{path}")
    assert answer.status_code == 404


async def test_pages_and_json_are_compressed(live_app: LiveApp, ada: Person) -> None:
    for path in ("/login", "/schema/openapi.json"):
        async with live_app.client() as client:
            answer = await client.get(path)
        assert answer.headers["content-encoding"] == "gzip"


async def test_probes_need_nobody_signed_in_and_tell_no_secret(live_app: LiveApp) -> None:
    async with live_app.client() as client:
        assert (await client.get("/healthz")).json() == {"alive": True}
        ready = await client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {
        "ready": True,
        "components": [
            {"name": "database", "required": True, "ok": True},
            {"name": "gateway", "required": False, "ok": True},
        ],
    }


async def test_the_search_engine_s_state_is_shown_and_kipux_is_ready_without_it(
    database_url: str, recorded_searxng: WebServer
) -> None:
    async with running(database_url, searxng_url=recorded_searxng.url) as app, app.client() as client:
        assert {"name": "search", "required": False, "ok": True} in (await client.get("/readyz")).json()["components"]
        recorded_searxng.answer = lambda request: Answer(recorded("forbidden.html"), "text/html", 403)
        ready = await client.get("/readyz")
        assert ready.status_code == 200
        assert {"name": "search", "required": False, "ok": False} in ready.json()["components"]


async def test_without_the_database_it_lives_but_is_not_ready_and_says_so_in_the_api() -> None:
    async with running("postgresql://nobody@127.0.0.1:1/nothing") as app, app.client() as client:
        assert (await client.get("/healthz")).status_code == 200
        ready = await client.get("/readyz")
        assert ready.status_code == 503
        assert {it["name"]: it["ok"] for it in ready.json()["components"]} == {"database": False, "gateway": True}
        refused = await client.get("/api/me", headers={"cookie": "kipux_session=aaaaaaaaaaaaaaaaaaaaaaaa"})
        assert refused.status_code == 503
        assert refused.json()["type"] == "urn:kipux:problem:unavailable"


@pytest.mark.parametrize(
    "path", ["/", "/login", "/chat", "/healthz", "/readyz", "/nothing", "/api/session", "/worker.js"]
)
async def test_head_tells_what_get_would_without_sending_it(live_app: LiveApp, path: str) -> None:
    async with live_app.client() as one, live_app.client() as other:
        got, asked = await one.get(path), await other.head(path)
    assert (asked.status_code, asked.content) == (got.status_code, b"")
    assert asked.headers.keys() == got.headers.keys()
    same = [
        name
        for name in got.headers
        if name not in {"date", "x-request-id", "content-security-policy", "content-length", "set-cookie"}
    ]
    assert [asked.headers[name] for name in same] == [got.headers[name] for name in same]


async def test_head_of_a_file_tells_its_size_and_its_tag(live_app: LiveApp) -> None:
    async with live_app.client() as client:
        path = re.findall(r'href="(/static/[^"]+app\.css)"', (await client.get("/login")).text)[0]
        got, asked = await client.get(path), await client.head(path)
    for name in ("content-length", "content-encoding", "content-type", "etag", "cache-control"):
        assert asked.headers[name] == got.headers[name]
    assert asked.content == b""


async def test_head_of_an_event_stream_does_not_stay(ada: Person) -> None:
    asked = await ada.ask()
    answer = await ada.http.head(asked["events"])
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.content == b""


async def test_head_does_nothing_that_get_does_not_offer(live_app: LiveApp) -> None:
    async with live_app.client() as client:
        assert (await client.head("/logout")).status_code == 405
