"""Who may change something: the CSRF matrix, and the cookies."""

from http.cookies import SimpleCookie

import httpx
import pytest

from tests.integration.living import PASSWORD, LiveApp, Person, running
from tests.unit.house import SteppedClock

CONVERSATIONS = "/api/conversations"


async def refused(answer: httpx.Response) -> None:
    assert answer.status_code == 403, answer.text
    assert answer.json()["type"] == "urn:kipux:problem:forbidden"


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/x-www-form-urlencoded", None])
@pytest.mark.parametrize("token", [None, "", "x", "A" * 86 + "==", "ñ"])
async def test_nothing_changes_without_the_token_whatever_the_content_type(
    ada: Person, content_type: str | None, token: str | None
) -> None:
    del ada.http.headers["x-csrf-token"]
    sent = {b"content-type": content_type.encode()} if content_type else {}
    if token is not None:
        sent[b"x-csrf-token"] = token.encode()
    await refused(await ada.http.post(CONVERSATIONS, content=b"{}", headers=sent))
    assert (await ada.said("GET", CONVERSATIONS, 200))["items"] == []


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
async def test_every_unsafe_method_needs_it(ada: Person, method: str) -> None:
    path = f"{CONVERSATIONS}/{(await ada.said('POST', CONVERSATIONS, 201, {'title': 'Mine'}))['id']}"
    path += "/messages" if method == "POST" else ""
    del ada.http.headers["x-csrf-token"]
    await refused(await ada.http.request(method, path, json={"text": "x"}))


@pytest.mark.parametrize("is_multipart", [False, True])
async def test_a_form_carries_the_token_in_a_field(ada: Person, *, is_multipart: bool) -> None:
    async def log_out(token: str) -> httpx.Response:
        if is_multipart:
            return await ada.http.post("/logout", files={"_csrf": (None, token)})
        return await ada.http.post("/logout", data={"_csrf": token})

    token = ada.http.headers.pop("x-csrf-token")
    forged = await log_out("x")
    assert (forged.status_code, forged.headers["content-type"]) == (403, "text/html; charset=utf-8")
    await ada.said("GET", "/api/me", 200)
    assert (await log_out(token)).status_code == 303
    await ada.said("GET", "/api/me", 401)


async def test_a_token_belongs_to_one_session(ada: Person, bob: Person) -> None:
    stolen = bob.http.headers["x-csrf-token"]
    await refused(await ada.http.post(CONVERSATIONS, json={}, headers={"x-csrf-token": stolen}))


async def test_every_spelling_of_the_token_is_good(ada: Person) -> None:
    one, other = [(await ada.said("GET", "/api/session", 200))["csrf_token"] for _ in range(2)]
    assert one != other
    for token in (one, other):
        await ada.said("POST", CONVERSATIONS, 201, {}, **{"x-csrf-token": token})


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1.evil.example"},
        {"origin": ""},
        {"sec-fetch-site": "cross-site"},
    ],
)
async def test_a_foreign_page_changes_nothing_even_with_the_token_or_without_a_cookie(
    live_app: LiveApp, ada: Person, headers: dict[str, str]
) -> None:
    await refused(await ada.http.post(CONVERSATIONS, json={}, headers=headers))
    login = {"email": ada.email, "password": PASSWORD}
    async with live_app.client() as stranger:
        answer = await stranger.post("/api/session", json=login, headers=headers)
        await refused(answer)
        assert "set-cookie" not in answer.headers


async def test_our_own_origin_is_welcome(live_app: LiveApp, ada: Person) -> None:
    headers = {"origin": live_app.url, "sec-fetch-site": "same-origin"}
    await ada.said("POST", CONVERSATIONS, 201, {}, **headers)


async def test_a_script_without_cookies_signs_in_and_goes_on_with_the_token_it_got(
    live_app: LiveApp, ada: Person
) -> None:
    async with live_app.client() as script:
        state = (await script.post("/api/session", json={"email": ada.email, "password": PASSWORD})).json()
        assert state["user"]["email"] == ada.email
        headers = {"x-csrf-token": state["csrf_token"]}
        assert (await script.post(CONVERSATIONS, json={}, headers=headers)).status_code == 201


async def test_a_visitor_needs_the_token_of_the_visit(live_app: LiveApp, ada: Person) -> None:
    login = {"email": ada.email, "password": PASSWORD}
    async with live_app.client() as visitor:
        state = (await visitor.get("/api/session")).json()
        assert state["user"] is None
        await refused(await visitor.post("/api/session", json=login))
        signed_in = await visitor.post("/api/session", json=login, headers={"x-csrf-token": state["csrf_token"]})
        assert signed_in.status_code == 200
        await refused(await visitor.post(CONVERSATIONS, json={}, headers={"x-csrf-token": state["csrf_token"]}))


async def test_the_session_changes_at_every_login_and_ends_at_logout(live_app: LiveApp, ada: Person) -> None:
    first = ada.http.cookies["kipux_session"]
    login = {"email": ada.email.upper(), "password": PASSWORD}
    assert (await ada.http.post("/api/session", json=login)).status_code == 200
    second = ada.http.cookies["kipux_session"]
    assert second != first
    for token, status in ((first, 401), (second, 200)):
        async with live_app.client(cookie=f"kipux_session={token}") as browser:
            assert (await browser.get("/api/me")).status_code == status
    await ada.learn_token()
    await ada.said("DELETE", "/api/session", 204)
    assert "kipux_session" not in ada.http.cookies
    async with live_app.client(cookie=f"kipux_session={second}") as browser:
        assert (await browser.get("/api/me")).status_code == 401
    assert (await ada.said("GET", "/api/session", 200))["user"] is None


async def test_a_session_that_has_ended_is_401_not_403_for_the_page_that_still_knows_it(
    live_app: LiveApp, ada: Person
) -> None:
    cookie, token = ada.http.cookies["kipux_session"], ada.http.headers["x-csrf-token"]
    await ada.said("DELETE", "/api/session", 204)
    async with live_app.client(cookie=f"kipux_session={cookie}", **{"x-csrf-token": token}) as other_tab:
        assert (await other_tab.post(CONVERSATIONS, json={})).status_code == 401


@pytest.mark.parametrize("cookie", ["", "x", "ñ", "a" * 5_000, "../../etc/passwd", "%00%00%00%00%00%00%00%00"])
async def test_any_nonsense_in_the_cookie_is_nobody(live_app: LiveApp, cookie: str) -> None:
    async with live_app.client() as browser:
        answer = await browser.get("/api/me", headers=httpx.Headers({b"cookie": f"kipux_session={cookie}".encode()}))
        assert answer.status_code == 401


async def test_the_cookie_is_out_of_reach_of_scripts_and_foreign_pages(live_app: LiveApp) -> None:
    async with live_app.client() as client:
        answer = await Person(client).register()
    cookie = SimpleCookie(answer.headers["set-cookie"])["kipux_session"]
    assert (cookie["path"], cookie["samesite"].lower(), cookie["domain"]) == ("/", "lax", "")
    assert cookie["httponly"]
    assert not cookie["secure"]
    assert int(cookie["max-age"]) == 30 * 86_400


async def test_the_cookie_lives_on_with_a_session_that_is_used(database_url: str) -> None:
    clock = SteppedClock()
    async with running(database_url, clock=clock) as app, app.person() as ada:
        clock.step(minutes=1)
        assert "set-cookie" not in (await ada.http.get("/api/me")).headers
        clock.step(minutes=5)
        renewed = SimpleCookie((await ada.http.get("/api/me")).headers["set-cookie"])["kipux_session"]
        assert renewed.value == ada.http.cookies["kipux_session"]
        assert int(renewed["max-age"]) == 30 * 86_400
        clock.step(minutes=1)
        assert "set-cookie" not in (await ada.http.get("/api/me")).headers
        clock.step(days=29)
        await ada.said("GET", "/api/me", 200)
        clock.step(days=31)
        await ada.said("GET", "/api/me", 401)


async def test_where_registration_is_closed_only_the_first_may_register(database_url: str) -> None:
    async with running(database_url, registration="closed") as app, app.client() as stranger:
        account = {"name": "Eve", "email": "eve@example.com", "phone": "+51987654321", "password": PASSWORD}
        await refused(await stranger.post("/api/accounts", json=account))


async def test_over_https_it_is_secure_and_bound_to_the_host(database_url: str) -> None:
    async with running(database_url, public_url="https://chat.example.org") as app, app.client() as client:
        answer = await client.post(
            "/api/accounts",
            json={"name": "Ada", "email": "ada@example.com", "phone": "+51987654321", "password": PASSWORD},
            headers={"origin": "https://chat.example.org"},
        )
        assert answer.status_code == 201
        cookie = SimpleCookie(answer.headers["set-cookie"])["__Host-kipux_session"]
        assert cookie["secure"]
        assert cookie["path"] == "/"
        assert "max-age=" in answer.headers["strict-transport-security"]


async def test_too_many_tries_to_sign_in_are_stopped_for_that_address_and_email(live_app: LiveApp, ada: Person) -> None:
    async with live_app.client() as guesser:
        answers = [
            await guesser.post("/api/session", json={"email": ada.email, "password": f"guess {n}"}) for n in range(11)
        ]
        assert [answer.status_code for answer in answers] == [401] * 9 + [429] * 2, (
            "to have registered was the first try"
        )
        assert answers[0].json()["detail"] == answers[8].json()["detail"]
        assert answers[10].status_code == 429
        assert 0 < int(answers[10].headers["retry-after"]) <= 300
        other = await guesser.post("/api/session", json={"email": "nobody@example.com", "password": "x"})
        assert other.status_code == 401
        assert other.json()["detail"] == answers[0].json()["detail"]
