"""What was spent, over HTTP."""

from decimal import Decimal
from uuid import uuid4

from kipux.adapters.scripted.gateway import whole_answer
from tests.integration.living import LiveApp, Person

NOTHING = {"cost": "0", "unknown_replies": 0}


async def test_a_conversation_and_the_month_are_summed_exactly(live_app: LiveApp, ada: Person) -> None:
    before = await ada.said("GET", "/api/me/spending", 200)
    assert (before["month"], before["conversation"]) == (NOTHING, None)
    assert before["since"].endswith("-01T00:00:00Z")
    live_app.stage.steps = whole_answer("Hi.", cost=Decimal("0.0000001"))
    sent = await ada.ask()
    await ada.events(sent["events"])
    conversation = sent["conversation"]["id"]
    live_app.stage.steps = whole_answer("Hi.")
    await ada.events((await ada.ask("Again?", conversation))["events"])
    spent = await ada.said("GET", f"/api/me/spending?conversation={conversation}", 200)
    assert spent["conversation"] == spent["month"] == {"cost": "0.0000001", "unknown_replies": 1}
    await ada.said("DELETE", f"/api/conversations/{conversation}", 204)
    assert (await ada.said("GET", "/api/me/spending", 200))["month"] == spent["month"]


async def test_what_others_spent_is_not_told(ada: Person, bob: Person) -> None:
    theirs = (await ada.ask())["conversation"]["id"]
    for conversation in (theirs, uuid4()):
        await bob.said("GET", f"/api/me/spending?conversation={conversation}", 404)
    await bob.said("GET", "/api/me/spending?conversation=x", 422)
