"""Whole journeys through the JSON API."""

from tests.integration.living import PASSWORD, LiveApp, Person, text_of


async def test_a_person_registers_asks_and_reads_the_reply(live_app: LiveApp) -> None:
    async with live_app.client() as client:
        person = Person(client)
        account = (await person.register()).json()
        assert account["name"] == "Ada"
        assert "password" not in str(account)
        assert account["preferences"] == {
            "theme": "system",
            "locale": None,
            "default_model": None,
            "send_key": "enter",
            "text_size": "normal",
            "favourites": [],
            "instructions": "",
        }

        sent = await person.ask("What is a quipu, and who made them?")
        events = await person.events(sent["events"])
        assert text_of(events) == "Hola, mundo."
        assert [event.name for event in events].count("done") == 1
        assert events[-1].data == {"status": "complete", "error": None}

        question, reply = await person.messages(sent["conversation"]["id"])
        assert question["text"] == "What is a quipu, and who made them?"
        assert question["siblings"] == [question["id"]]
        assert reply["id"] == sent["reply"]["id"]
        assert (reply["status"], reply["text"], reply["parent_id"]) == ("complete", "Hola, mundo.", question["id"])
        assert reply["created_at"].endswith("Z")


async def test_one_request_leads_from_a_blank_page_to_a_stream(ada: Person) -> None:
    async with ada.stream("POST", "/api/conversations", {"message": {"text": "Hello?"}}) as stream:
        first, *rest = [event async for event in stream]
    assert first.name == "sent"
    assert first.data["events"] == f"/api/messages/{first.data['reply']['id']}/events"
    assert text_of(rest) == "Hola, mundo."
    assert rest[-1].name == "done"
    assert first.data["conversation"]["title"] == "Hello?"
    assert "Hello?" in [event.data["title"] for event in rest if event.name == "title"]


async def test_a_list_is_read_part_by_part_and_searched(ada: Person) -> None:
    ids = [(await ada.said("POST", "/api/conversations", 201, {"title": f"Quipu {n}"}))["id"] for n in range(3)]
    first = await ada.said("GET", "/api/conversations?limit=2", 200)
    second = await ada.said("GET", f"/api/conversations?limit=2&after={first['next']}", 200)
    assert [item["id"] for item in first["items"] + second["items"]] == ids[::-1]
    assert second["next"] is None
    found = await ada.said("GET", "/api/conversations?q=quipu+1", 200)
    assert [item["title"] for item in found["items"]] == ["Quipu 1"]


async def test_a_conversation_is_renamed_put_away_and_deleted(ada: Person) -> None:
    conversation = await ada.said("POST", "/api/conversations", 201, {"title": "Old", "model": "m"})
    path = f"/api/conversations/{conversation['id']}"
    changed = await ada.said("PATCH", path, 200, {"title": "New", "pinned": True, "archived": True})
    assert (changed["title"], changed["pinned"], changed["archived"], changed["model"]) == ("New", True, True, "m")
    assert await ada.said("GET", path, 200) == changed
    assert (await ada.said("GET", "/api/conversations", 200))["items"] == []
    assert len((await ada.said("GET", "/api/conversations?archived=true", 200))["items"]) == 1
    await ada.said("DELETE", path, 204)
    await ada.said("GET", path, 404)


async def test_a_reply_is_regenerated_beside_the_earlier_one(ada: Person) -> None:
    sent = await ada.ask()
    await ada.events(sent["events"])
    again = await ada.said("POST", f"/api/messages/{sent['reply']['id']}/regenerate", 202)
    await ada.events(again["events"])
    _, reply = await ada.messages(sent["conversation"]["id"])
    assert reply["id"] == again["reply"]["id"]
    assert reply["siblings"] == [sent["reply"]["id"], again["reply"]["id"]]


async def test_an_edit_starts_a_branch_and_a_long_one_is_read_from_its_end(ada: Person) -> None:
    sent = await ada.ask("one")
    await ada.events(sent["events"])
    conversation = sent["conversation"]["id"]
    more = await ada.ask("two", conversation)
    await ada.events(more["events"])
    edited = await ada.ask("two, but better", conversation, parent_id=sent["reply"]["id"])
    await ada.events(edited["events"])
    assert [message["text"] for message in await ada.messages(conversation)][::2] == ["one", "two, but better"]
    newest = await ada.said("GET", f"/api/conversations/{conversation}/messages?limit=1", 200)
    before = await ada.said("GET", f"/api/conversations/{conversation}/messages?before={newest['next']}", 200)
    assert [item["text"] for item in before["items"]] == ["one", "Hola, mundo.", "two, but better"]


async def test_the_first_message_is_edited_and_each_branch_shown_again(ada: Person) -> None:
    sent = await ada.ask("one")
    await ada.events(sent["events"])
    conversation, first = sent["conversation"]["id"], sent["user_message"]["id"]
    edited = await ada.ask("one, but better", conversation, parent_id=None)
    await ada.events(edited["events"])
    assert (await ada.messages(conversation))[0]["siblings"] == [first, edited["user_message"]["id"]]
    await ada.said("POST", f"/api/messages/{first}/show", 204)
    assert [item["text"] for item in await ada.messages(conversation)] == ["one", "Hola, mundo."]


async def test_a_message_is_deleted_with_what_follows_and_its_sibling_is_shown(ada: Person, bob: Person) -> None:
    sent = await ada.ask("one")
    await ada.events(sent["events"])
    conversation, first = sent["conversation"]["id"], sent["user_message"]["id"]
    edited = await ada.ask("one, but better", conversation, parent_id=None)
    await ada.events(edited["events"])
    path = f"/api/messages/{edited['user_message']['id']}"
    await bob.said("DELETE", path, 404)
    await bob.said("POST", f"{path}/show", 404)
    await ada.said("DELETE", path, 204)
    await ada.said("DELETE", path, 404)
    assert [item["id"] for item in await ada.messages(conversation)] == [first, sent["reply"]["id"]]
    await ada.said("DELETE", f"/api/messages/{first}", 204)
    assert await ada.messages(conversation) == []


async def test_the_raw_answer_is_the_providers_own(ada: Person) -> None:
    sent = await ada.ask()
    await ada.events(sent["events"])
    raw = await ada.said("GET", f"/api/messages/{sent['reply']['id']}/raw", 200)
    assert raw["choices"][0]["message"]["content"] == "Hola, mundo."
    await ada.said("GET", f"/api/messages/{sent['user_message']['id']}/raw", 404)


async def test_models_tell_prices_per_million_and_null_for_what_is_unknown(live_app: LiveApp, ada: Person) -> None:
    await live_app.container.refresh_models()()
    listed = await ada.said("GET", "/api/models", 200)
    model, pictures = listed["items"]
    assert (model["input_price_per_million"], model["output_price_per_million"]) == ("0.15", "0.6")
    assert (model["context_window"], model["abilities"]) == (8000, ["vision"])
    assert (pictures["mode"], pictures["input_price_per_million"], pictures["context_window"]) == (
        "image_generation",
        None,
        None,
    )
    assert listed["stale"] is False
    assert listed["refreshed_at"].endswith("Z")


async def test_a_profile_is_read_and_changed(ada: Person) -> None:
    changed = await ada.said(
        "PATCH", "/api/me", 200, {"name": "Ada L.", "preferences": {"theme": "dark", "locale": "es"}}
    )
    assert (changed["name"], changed["preferences"]["theme"]) == ("Ada L.", "dark")
    assert await ada.said("GET", "/api/me", 200) == changed
    nobody = await ada.said("POST", "/api/messages/018f0000-0000-7000-8000-000000000000/stop", 404)
    assert nobody["detail"] != "", "and from now on Kipux speaks Spanish to her"


async def test_another_browser_is_signed_out_from_here(live_app: LiveApp, ada: Person) -> None:
    async with live_app.client() as other:
        assert (await other.post("/api/session", json={"email": ada.email, "password": PASSWORD})).status_code == 200
        listed = (await ada.said("GET", "/api/me/sessions", 200))["items"]
        assert sorted(it["current"] for it in listed) == [False, True]
        (elsewhere,) = [it["id"] for it in listed if not it["current"]]
        await ada.said("DELETE", f"/api/me/sessions/{elsewhere}", 204)
        await ada.said("DELETE", f"/api/me/sessions/{elsewhere}", 404)
        assert (await other.get("/api/me")).status_code == 401
        await ada.said("GET", "/api/me", 200)
