"""Instructions and parameters through the API."""

from tests.integration.living import LiveApp, Person

NONE = {"temperature": None, "max_output_tokens": None, "reasoning_effort": None}


async def test_a_conversation_is_instructed_from_its_first_message_on(live_app: LiveApp, ada: Person) -> None:
    await ada.said("PATCH", "/api/me", 200, {"preferences": {"instructions": "Be brief."}})
    parameters = {"temperature": 1.0, "max_output_tokens": None, "reasoning_effort": "low"}
    wishes = {"instructions": "In verse.", "parameters": parameters}
    sent = await ada.said("POST", "/api/conversations", 202, {"message": {"text": "Hello?"}} | wishes)
    await ada.events(sent["events"])
    asked = live_app.stage.gateway.requests[-1]
    assert (asked.messages[0].role, asked.messages[0].text) == ("system", "Be brief.\n\nIn verse.")
    assert (asked.temperature, asked.reasoning_effort) == (1.0, "low")
    path = f"/api/conversations/{sent['conversation']['id']}/instructions"
    assert await ada.said("GET", path, 200) == wishes
    assert await ada.said("PUT", path, 200, {}) == {"instructions": "", "parameters": NONE}


async def test_hostile_values_are_refused(ada: Person) -> None:
    conversation = await ada.said("POST", "/api/conversations", 201, {"instructions": "x"})
    path = f"/api/conversations/{conversation['id']}/instructions"
    for parameters in (
        {"temperature": 2.5},
        {"temperature": "hot"},
        {"max_output_tokens": 0},
        {"max_output_tokens": 1.5},
        {"reasoning_effort": "extreme"},
        {"api_base": "http://evil.example"},
    ):
        await ada.said("PUT", path, 422, {"parameters": parameters})
    await ada.said("PUT", path, 422, {"instructions": "x" * 20_001})
    assert (await ada.said("GET", path, 200))["instructions"] == "x"


async def test_somebody_else_s_are_not_there(ada: Person, bob: Person) -> None:
    conversation = await ada.said("POST", "/api/conversations", 201, {"title": "Mine"})
    path = f"/api/conversations/{conversation['id']}/instructions"
    await bob.said("GET", path, 404)
    await bob.said("PUT", path, 404, {"instructions": "theirs"})
