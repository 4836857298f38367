"""Searching through the API."""

import pytest

from tests.integration.living import LiveApp, Person


async def test_a_title_and_its_messages_are_found_and_lead_to_them(ada: Person) -> None:
    sent = await ada.ask("¿Qué canción canta el ñandú?")
    conversation = sent["conversation"]["id"]
    await ada.events(sent["events"])
    items = (await ada.said("GET", "/api/search?q=CANCION%20nan", 200))["items"]
    assert [(it["conversation_id"], it["message_id"], it["role"]) for it in items] == [
        (conversation, None, None),
        (conversation, sent["user_message"]["id"], "user"),
    ]
    assert [part["text"] for part in items[1]["snippet"] if part["hit"]] == ["canción", "ñandú"]
    reply = (await ada.said("GET", "/api/search?q=hola&limit=1", 200))["items"]
    assert [it["message_id"] for it in reply] == [sent["reply"]["id"]]


async def test_part_after_part_is_found(ada: Person) -> None:
    sent = await ada.ask("una quena")
    await ada.events(sent["events"])
    first = await ada.said("GET", "/api/search?q=quena&limit=1", 200)
    second = await ada.said("GET", f"/api/search?q=quena&limit=1&after={first['next']}", 200)
    assert [first["items"][0]["message_id"], second["items"][0]["message_id"]] == [None, sent["user_message"]["id"]]
    assert second["next"] is None
    await ada.said("GET", "/api/search?q=quena&after=nowhere", 422)


async def test_a_message_of_another_branch_is_brought_back(ada: Person) -> None:
    sent = await ada.ask("uno")
    await ada.events(sent["events"])
    again = await ada.said("POST", f"/api/messages/{sent['reply']['id']}/regenerate", 202)
    await ada.events(again["events"])
    conversation = sent["conversation"]["id"]
    assert (await ada.messages(conversation))[-1]["id"] == again["reply"]["id"]
    await ada.said("POST", f"/api/messages/{sent['reply']['id']}/show", 204)
    assert (await ada.messages(conversation))[-1]["id"] == sent["reply"]["id"]


async def test_nothing_of_somebody_else_is_found_or_shown(ada: Person, bob: Person) -> None:
    sent = await ada.ask("un secreto de llamas")
    await ada.events(sent["events"])
    assert (await bob.said("GET", "/api/search?q=llamas", 200))["items"] == []
    await bob.said("POST", f"/api/messages/{sent['reply']['id']}/show", 404)


@pytest.mark.parametrize("question", ["", "?limit=3", "?q=a&limit=0", "?q=a&limit=51", "?q=" + "a" * 201, "?q=%00"])
async def test_a_question_that_is_none_is_refused(ada: Person, question: str) -> None:
    await ada.said("GET", f"/api/search{question}", 422)


@pytest.mark.parametrize("query", ["", "%20", "%25", "':*", "!&|()", "%F0%9F%A6%99", "'%20OR%201=1"])
async def test_a_question_without_a_word_that_is_there_finds_nothing(ada: Person, query: str) -> None:
    assert (await ada.said("GET", f"/api/search?q={query}", 200))["items"] == []


async def test_strangers_are_asked_to_sign_in(live_app: LiveApp) -> None:
    async with live_app.client() as client:
        assert (await client.get("/api/search?q=a")).status_code == 401
