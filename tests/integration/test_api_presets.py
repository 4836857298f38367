"""Presets through the API."""

import pytest

from tests.integration.living import LiveApp, Person

NONE = {"temperature": None, "max_output_tokens": None, "reasoning_effort": None}
WHOLE = {
    "name": "Corrector",
    "icon": "✍️",
    "model": "m",
    "instructions": "Correct it.",
    "parameters": NONE | {"temperature": 0.5, "reasoning_effort": "low"},
    "starters": ["Correct this:"],
}


async def test_a_preset_is_made_read_changed_and_deleted(ada: Person) -> None:
    made = await ada.said("POST", "/api/presets", 201, WHOLE)
    assert made == made | WHOLE | {"model_is_offered": True}
    path = f"/api/presets/{made['id']}"
    assert await ada.said("GET", path, 200) == made
    changed = await ada.said("PATCH", path, 200, {"name": "Other", "model": "", "parameters": {}})
    assert changed == made | {"name": "Other", "model": None, "model_is_offered": None, "parameters": NONE}
    assert await ada.said("GET", "/api/presets", 200) == {"items": [changed], "next": None}
    await ada.said("DELETE", path, 204)
    await ada.said("GET", path, 404)
    assert (await ada.said("GET", "/api/presets", 200))["items"] == []


async def test_a_model_that_is_not_offered_is_kept_and_that_is_said(ada: Person) -> None:
    for model in ("gone", "pictures"):
        made = await ada.said("POST", "/api/presets", 201, {"name": "P", "model": model})
        assert (made["model"], made["model_is_offered"]) == (model, False)


async def test_a_conversation_begins_with_a_preset_and_keeps_what_it_took(live_app: LiveApp, ada: Person) -> None:
    preset = await ada.said("POST", "/api/presets", 201, WHOLE)
    sent = await ada.said("POST", "/api/conversations", 202, {"message": {"text": "?"}, "preset_id": preset["id"]})
    await ada.events(sent["events"])
    asked = live_app.stage.gateway.requests[-1]
    assert (asked.model, asked.messages[0].text, asked.temperature) == ("m", "Correct it.", 0.5)
    assert sent["conversation"]["preset_id"] == preset["id"]
    empty = await ada.said(
        "POST", "/api/conversations", 201, {"title": "T", "preset_id": preset["id"], "instructions": "Mine."}
    )
    await ada.said("DELETE", f"/api/presets/{preset['id']}", 204)
    for conversation, instructions in ((sent["conversation"], "Correct it."), (empty, "Mine.")):
        path = f"/api/conversations/{conversation['id']}"
        assert (await ada.said("GET", path, 200))["preset_id"] is None
        kept = await ada.said("GET", f"{path}/instructions", 200)
        assert kept == {"instructions": instructions, "parameters": WHOLE["parameters"]}


async def test_a_file_makes_the_same_preset_for_somebody_else(ada: Person, bob: Person) -> None:
    made = await ada.said("POST", "/api/presets", 201, WHOLE)
    answer = await ada.http.get(f"/api/presets/{made['id']}/file")
    assert answer.headers["content-disposition"] == 'attachment; filename="corrector.kipux.json"'
    brought = await bob.said("POST", "/api/presets/import", 201, answer.json())
    assert {name: brought[name] for name in WHOLE} == WHOLE
    assert brought["id"] != made["id"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kipux_preset": 2}, "kipux_preset"),
        ({"name": "  "}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"name": ["x"]}, "name"),
        ({"icon": "<svg onload=alert(1)>"}, "icon"),
        ({"instructions": "x" * 20_001}, "instructions"),
        ({"parameters": {"temperature": "hot"}}, "parameters.temperature"),
        ({"starters": ["x"] * 7}, "starters"),
        ({"owner": "bob"}, "owner"),
    ],
)
async def test_a_hostile_file_is_refused_beside_the_field(ada: Person, change: dict[str, object], field: str) -> None:
    file = {"kipux_preset": 1} | WHOLE | change
    problem = await ada.said("POST", "/api/presets/import", 422, file, **{"accept-language": "es"})
    assert [(fault["field"], bool(fault["message"])) for fault in problem["errors"]] == [(field, True)]
    assert (await ada.said("GET", "/api/presets", 200))["items"] == []


async def test_a_file_that_is_too_large_is_not_read(ada: Person) -> None:
    await ada.said("POST", "/api/presets/import", 413, {"kipux_preset": 1, "name": "x" * 500_000})


async def test_one_more_than_anybody_may_have_is_a_conflict(ada: Person) -> None:
    for _ in range(100):
        await ada.said("POST", "/api/presets", 201, {"name": "P"})
    problem = await ada.said("POST", "/api/presets", 409, {"name": "P"})
    assert "100" in problem["detail"]


async def test_somebody_else_s_are_not_there(ada: Person, bob: Person) -> None:
    made = await ada.said("POST", "/api/presets", 201, WHOLE)
    path = f"/api/presets/{made['id']}"
    await bob.said("GET", path, 404)
    await bob.said("GET", f"{path}/file", 404)
    await bob.said("PATCH", path, 404, {"name": "theirs"})
    await bob.said("DELETE", path, 404)
    await bob.said("POST", "/api/conversations", 404, {"preset_id": made["id"]})
    await bob.said("POST", "/api/conversations", 404, {"preset_id": made["id"], "message": {"text": "?"}})
    assert (await ada.said("GET", path, 200))["name"] == "Corrector"
