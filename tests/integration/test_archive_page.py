"""Archive, pins and undone deletions, as a browser without scripts meets them."""

import re

from tests.integration.living import Person

PAGE = {"accept": "text/html"}


async def made(person: Person, title: str, **settings: bool) -> str:
    conversation: str = (await person.said("POST", "/api/conversations", 201, {"title": title}))["id"]
    if settings:
        await person.said("PATCH", f"/api/conversations/{conversation}", 200, settings)
    return conversation


async def test_pinned_ones_stay_in_the_page_however_many_came_after(ada: Person) -> None:
    held = await made(ada, "held", pinned=True)
    for n in range(41):
        await made(ada, f"other {n}")
    page = (await ada.http.get("/chat", headers=PAGE)).text
    assert re.search(rf'data-id="{held}"[^>]*data-pinned', page)
    assert "other 40" in page
    assert ">other 0<" not in page
    listed = (await ada.said("GET", "/api/conversations?pinned=true", 200))["items"]
    assert [it["id"] for it in listed] == [held]


async def test_an_archived_conversation_is_read_and_taken_back(ada: Person, bob: Person) -> None:
    away = await made(ada, "away <b>", archived=True)
    assert "away" not in (await ada.http.get("/chat", headers=PAGE)).text
    assert "away &lt;b&gt;" in (await ada.http.get("/archive", headers=PAGE)).text
    assert "away" not in (await bob.http.get("/archive", headers=PAGE)).text
    assert f"/archive/{away}/restore" in (await ada.http.get(f"/chat/{away}", headers=PAGE)).text
    token = {"_csrf": ada.http.headers["x-csrf-token"]}
    theirs = {"_csrf": bob.http.headers["x-csrf-token"]}
    for act in ("restore", "delete", "undo"):
        assert (await bob.http.post(f"/archive/{away}/{act}", data=theirs, headers=PAGE)).status_code == 404
    answer = await ada.http.post(f"/archive/{away}/restore", data=token | {"next": f"/chat/{away}"}, headers=PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/chat/{away}")
    assert "away &lt;b&gt;" in (await ada.http.get("/chat", headers=PAGE)).text


async def test_a_deletion_in_the_archive_can_be_taken_back(ada: Person) -> None:
    away = await made(ada, "away", archived=True)
    token = {"_csrf": ada.http.headers["x-csrf-token"]}
    answer = await ada.http.post(f"/archive/{away}/delete", data=token, headers=PAGE)
    shown = (await ada.http.get(answer.headers["location"], headers=PAGE)).text
    assert f"/archive/{away}/undo" in shown
    assert f"/chat/{away}" not in shown
    await ada.said("GET", f"/api/conversations/{away}", 404)
    await ada.http.post(f"/archive/{away}/undo", data=token, headers=PAGE)
    assert f"/chat/{away}" in (await ada.http.get("/archive", headers=PAGE)).text


async def test_a_deleted_conversation_exists_for_nobody_until_it_is_restored(ada: Person, bob: Person) -> None:
    sent = await ada.ask("una llama")
    await ada.events(sent["events"])
    conversation, reply = sent["conversation"]["id"], sent["reply"]["id"]
    await ada.said("DELETE", f"/api/conversations/{conversation}", 204)
    for method, path in (
        ("GET", f"/api/conversations/{conversation}"),
        ("GET", f"/api/conversations/{conversation}/messages"),
        ("PATCH", f"/api/conversations/{conversation}"),
        ("DELETE", f"/api/conversations/{conversation}"),
        ("GET", f"/api/messages/{reply}/events"),
        ("GET", f"/api/messages/{reply}/raw"),
        ("POST", f"/api/messages/{reply}/regenerate"),
        ("POST", f"/api/messages/{reply}/show"),
    ):
        await ada.said(method, path, 404, {} if method == "PATCH" else None)
    assert (await ada.said("GET", "/api/conversations", 200))["items"] == []
    assert (await ada.said("GET", "/api/search?q=llama", 200))["items"] == []
    await bob.said("POST", f"/api/conversations/{conversation}/restore", 404)
    restored = await ada.said("POST", f"/api/conversations/{conversation}/restore", 200)
    assert restored["id"] == conversation
    assert [it["text"] for it in await ada.messages(conversation)] == ["una llama", "Hola, mundo."]


async def test_the_conversation_that_is_shown_hangs_beside_it_however_old(ada: Person) -> None:
    oldest = await made(ada, "before all others")
    for n in range(41):
        await made(ada, f"other {n}")
    page = (await ada.http.get(f"/chat/{oldest}", headers=PAGE)).text
    assert re.search(rf'href="/chat/{oldest}"[^>]*aria-current="page"', page)
    assert oldest not in (await ada.http.get("/chat", headers=PAGE)).text
    away = await made(ada, "put away", archived=True)
    assert f'data-id="{away}"' not in (await ada.http.get(f"/chat/{away}", headers=PAGE)).text
