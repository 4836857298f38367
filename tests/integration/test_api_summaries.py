"""A conversation that outgrows its model's window, over HTTP."""

from collections.abc import Iterable
from uuid import uuid4

import pytest

from kipux.adapters.scripted.gateway import Step, whole_answer
from kipux.application.ports.llm_gateway import ChatRequest
from tests.integration.living import Json, LiveApp, Person

LONG = "palabra " * 900  # 2,062 tokens; the model's window has 8,000
ALONE = {"web": "never"}  # nothing of the window is kept for what would be looked up


def play(request: ChatRequest) -> Iterable[Step]:
    is_for_a_summary = request.messages[0].text.startswith("You keep the memory")
    return whole_answer("Hablaron de palabras." if is_for_a_summary else "Bien.", model="m")


@pytest.fixture
async def outgrown(live_app: LiveApp, ada: Person, monkeypatch: pytest.MonkeyPatch) -> Json:
    """A conversation of Ada's of which the model sees a summary."""
    monkeypatch.setattr(live_app.stage.gateway, "_script", play)
    sent = await ada.ask(LONG, tools=ALONE)
    await ada.events(sent["events"])
    for _ in range(3):
        await ada.events((await ada.ask(LONG, sent["conversation"]["id"], tools=ALONE))["events"])
    return sent["conversation"]["id"]


async def test_its_summary_can_be_read_and_corrected(live_app: LiveApp, ada: Person, outgrown: str) -> None:
    (summary,) = (await ada.said("GET", f"/api/conversations/{outgrown}/summaries", 200))["items"]
    assert (summary["text"], summary["model"]) == ("Hablaron de palabras.", "m")
    messages = await ada.messages(outgrown)
    assert len(messages) == 8
    assert summary["message_id"] in [message["id"] for message in messages]
    path = f"/api/messages/{summary['message_id']}/summary"
    assert (await ada.said("PATCH", path, 200, {"text": " De quipus. "}))["text"] == "De quipus."
    await ada.events((await ada.ask("¿De qué?", outgrown, tools=ALONE))["events"])
    assert live_app.stage.gateway.requests[-1].messages[0].text.endswith("De quipus.")
    await ada.said("PATCH", path, 422, {"text": " "})


async def test_nobody_else_reads_or_corrects_it(ada: Person, bob: Person, outgrown: str) -> None:
    (summary,) = (await ada.said("GET", f"/api/conversations/{outgrown}/summaries", 200))["items"]
    await bob.said("GET", f"/api/conversations/{outgrown}/summaries", 404)
    await bob.said("PATCH", f"/api/messages/{summary['message_id']}/summary", 404, {"text": "Mío."})
    await ada.said("PATCH", f"/api/messages/{uuid4()}/summary", 404, {"text": "De nada."})
