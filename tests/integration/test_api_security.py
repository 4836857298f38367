"""One's own password and sessions through the API."""

from contextlib import AsyncExitStack

import httpx

from tests.integration.living import PASSWORD, LiveApp, Person

NEW = "otra frase larga de nudos"


async def signed_in(app: LiveApp, person: Person, stack: AsyncExitStack) -> httpx.AsyncClient:
    """Another browser of the same person."""
    client = await stack.enter_async_context(
        app.client(**{"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0"})
    )
    answer = await client.post("/api/session", json={"email": person.email, "password": PASSWORD})
    assert answer.status_code == 200
    return client


async def test_a_changed_password_signs_every_other_browser_out_and_renews_this_one(
    live_app: LiveApp, ada: Person
) -> None:
    async with AsyncExitStack() as stack:
        other = await signed_in(live_app, ada, stack)
        old_cookie = ada.http.cookies["kipux_session"]
        state = await ada.said("POST", "/api/me/password", 200, {"old_password": PASSWORD, "new_password": NEW})
        assert ada.http.cookies["kipux_session"] != old_cookie
        assert (await other.get("/api/me")).status_code == 401
        thief = await stack.enter_async_context(live_app.client(cookie=f"kipux_session={old_cookie}"))
        assert (await thief.get("/api/me")).status_code == 401
        ada.http.headers["x-csrf-token"] = state["csrf_token"]
        await ada.said("PATCH", "/api/me", 200, {"name": "Ada again"})


async def test_the_old_password_is_asked_and_tries_are_few(ada: Person) -> None:
    wrong = {"old_password": "no es esa", "new_password": "corta"}
    problem = await ada.said("POST", "/api/me/password", 422, wrong)
    assert [error["field"] for error in problem["errors"]] == ["old_password", "new_password"]
    for _ in range(9):
        await ada.said("POST", "/api/me/password", 422, wrong)
    answer = await ada.http.post("/api/me/password", json={"old_password": PASSWORD, "new_password": NEW})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


async def test_sessions_are_told_in_words_and_all_others_end_at_once(live_app: LiveApp, ada: Person) -> None:
    async with AsyncExitStack() as stack:
        others = [await signed_in(live_app, ada, stack) for _ in range(2)]
        listed = (await ada.said("GET", "/api/me/sessions", 200))["items"]
        assert {(it["browser"], it["system"]) for it in listed if not it["current"]} == {("Chrome", "Linux")}
        await ada.said("DELETE", "/api/me/sessions", 204)
        assert [(await other.get("/api/me")).status_code for other in others] == [401, 401]
        (mine,) = (await ada.said("GET", "/api/me/sessions", 200))["items"]
        assert mine["current"]


async def test_an_account_is_deleted_for_good(live_app: LiveApp, ada: Person) -> None:
    await ada.events((await ada.ask())["events"])
    await ada.said("POST", "/api/me/deletion", 422, {"password": "no es esa"})
    await ada.said("POST", "/api/me/deletion", 204, {"password": PASSWORD})
    assert "kipux_session" not in ada.http.cookies
    async with live_app.client() as client:
        answer = await client.post("/api/session", json={"email": ada.email, "password": PASSWORD})
    assert answer.status_code == 401
