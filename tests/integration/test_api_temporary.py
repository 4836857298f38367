"""Temporary conversations through the real app: only their person knows of them."""

import asyncio

from tests.integration.living import Json, LiveApp, Person

SECRET = "guanaco-secreto-9731"


async def begun(person: Person, words: str = SECRET) -> Json:
    """A temporary conversation with a reply that was written to its end."""
    wish = {"message": {"text": words}, "temporary": True}
    sent = await person.said("POST", "/api/conversations", 202, wish)
    assert (sent["conversation"]["temporary"], sent["conversation"]["title"]) == (True, "")
    assert (await person.events(sent["events"]))[-1].data["status"] == "complete"
    return sent


async def test_nobody_lists_finds_exports_or_puts_away_a_temporary_conversation(ada: Person, bob: Person) -> None:
    sent = await begun(ada)
    path = f"/api/conversations/{sent['conversation']['id']}"
    for query in ("", "?archived=true", "?pinned=false", f"?q={SECRET}"):
        assert (await ada.said("GET", f"/api/conversations{query}", 200))["items"] == []
    assert (await ada.said("GET", f"/api/search?q={SECRET}", 200))["items"] == []
    for file in ("export", "markdown"):
        await ada.said("GET", f"{path}/{file}", 404)
    refused = await ada.said("PATCH", path, 422, {"archived": True})
    assert refused["errors"] == [{"field": "archived", "message": "A temporary chat is kept in no list."}]
    assert SECRET in (await ada.http.get(f"/chat/{sent['conversation']['id']}")).text
    assert SECRET not in (await ada.http.get("/chat")).text
    for method, where, body in (
        ("GET", path, None),
        ("GET", f"{path}/messages", None),
        ("DELETE", path, None),
        ("POST", f"{path}/visit", {"view": "a", "here": False}),
    ):
        await bob.said(method, where, 404, body)
    await ada.said("POST", f"{path}/visit", 422, {"view": "a b", "here": True})


async def test_who_watches_a_reply_in_it_sees_it_stop_when_it_is_ended(ada: Person, live_app: LiveApp) -> None:
    never = asyncio.Event()
    live_app.stage.steps = [never]
    wish = {"message": {"text": SECRET}, "temporary": True}
    sent = await ada.said("POST", "/api/conversations", 202, wish)
    async with asyncio.timeout(10):
        async with ada.stream("GET", sent["events"]) as events:
            await ada.said("DELETE", f"/api/conversations/{sent['conversation']['id']}", 204)
            async for _ in events:
                pass
        while not live_app.stage.gateway.closed_early:
            await asyncio.sleep(0.01)
    await ada.said("GET", sent["events"], 404)
