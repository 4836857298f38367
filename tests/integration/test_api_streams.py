"""The event stream: one for the first view, a second tab, a reconnect, and a reader who comes late."""

import asyncio

import httpx

from kipux.adapters.scripted.gateway import whole_answer
from kipux.application.ports.llm_gateway import ChatEnd, ChatReasoning, ChatText
from kipux.domain.errors import ProviderDown
from kipux.domain.message import Usage
from tests.integration.living import STREAM, Event, LiveApp, Person, text_of, until


async def test_deltas_come_while_the_model_still_speaks(live_app: LiveApp, ada: Person) -> None:
    go_on = asyncio.Event()
    live_app.stage.steps = [ChatText("first"), go_on, *whole_answer(" second")]
    async with ada.stream("POST", "/api/conversations", {"message": {"text": "Hello?"}}) as stream:
        seen: list[Event] = []
        async for event in stream:
            seen.append(event)
            if event.name == "text":
                go_on.set()
    assert [event.data["delta"] for event in seen if event.name == "text"] == ["first", " second"]


async def test_headers_and_a_comment_come_at_once_though_the_model_is_silent(live_app: LiveApp, ada: Person) -> None:
    go_on = asyncio.Event()
    live_app.stage.steps = [go_on, *whole_answer("late")]
    sent = await ada.ask()
    async with ada.http.stream("GET", sent["events"], headers=STREAM | {"last-event-id": "1.0.0"}) as answer:
        lines = answer.aiter_lines()
        assert [await anext(lines), await anext(lines)] == ["retry: 1000", ": kipux"]
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-accel-buffering"] == "no"
        assert "content-encoding" not in answer.headers
    go_on.set()
    assert text_of(await ada.events(sent["events"])) == "late"


async def test_a_reader_resumes_with_exactly_the_remainder_after_any_event(live_app: LiveApp, ada: Person) -> None:
    live_app.stage.steps = whole_answer("uno ", "dos ", "¡três! ", "🪢", reasoning="Hm.", usage=Usage(3, 4), model="m")
    async with ada.stream("POST", "/api/conversations", {"message": {"text": "Cuenta"}}) as stream:
        sent, *live = [event async for event in stream]
    whole = text_of(live)
    assert whole == "uno dos ¡três! 🪢"
    for place, event in enumerate(live):
        rest = await ada.events(sent.data["events"], after=event.id)
        assert text_of(live[: place + 1]) + text_of(rest) == whole
        assert [it.name for it in rest].count("done") == 1
        assert rest[-1].name == "done"


async def test_what_is_no_cursor_of_ours_starts_from_the_beginning(ada: Person) -> None:
    sent = await ada.ask()
    for nonsense in ("", "7", "a.b.c", "-1.0.0", "9" * 400, "1.2.3.4", "٣.٣.٣"):
        headers = httpx.Headers({b"last-event-id": nonsense.encode()})
        async with ada.http.stream("GET", sent["events"], headers=headers) as answer:
            assert answer.status_code == 200
            assert '"delta":"Hola' in (await answer.aread()).decode()


async def test_two_readers_of_one_reply_read_the_same(live_app: LiveApp, ada: Person) -> None:
    go_on = asyncio.Event()
    live_app.stage.steps = [ChatText("a"), go_on, *whole_answer("b", "c")]
    sent = await ada.ask()

    async def read() -> list[Event]:
        async with ada.stream("GET", sent["events"]) as stream:
            events = []
            async for event in stream:
                events.append(event)
                if event.name == "text":
                    go_on.set()
            return events

    one, other = await asyncio.gather(read(), read())
    assert text_of(one) == text_of(other) == "abc"
    assert one[-1] == other[-1]


async def test_the_reply_is_finished_and_kept_when_every_reader_has_left(live_app: LiveApp, ada: Person) -> None:
    go_on = asyncio.Event()
    live_app.stage.steps = [ChatText("begun"), go_on, *whole_answer(", and finished")]
    async with ada.stream("POST", "/api/conversations", {"message": {"text": "Hello?"}}) as stream:
        sent = await anext(stream)
        while (await anext(stream)).name != "text":
            pass
    assert live_app.stage.gateway.closed_early == []
    go_on.set()
    assert text_of(await ada.events(sent.data["events"])) == "begun, and finished"
    _, reply = await ada.messages(sent.data["conversation"]["id"])
    assert (reply["status"], reply["text"]) == ("complete", "begun, and finished")
    assert live_app.stage.gateway.closed_early == []


async def test_a_reader_who_leaves_ends_its_reading(live_app: LiveApp, ada: Person) -> None:
    go_on = asyncio.Event()
    live_app.stage.steps = [ChatText("begun"), go_on, *whole_answer()]
    sent = await ada.ask()
    before = len(asyncio.all_tasks())
    async with ada.stream("GET", sent["events"]) as stream:
        await anext(stream)
        assert len(asyncio.all_tasks()) > before
    await until(lambda: len(asyncio.all_tasks()) <= before)
    go_on.set()
    await ada.events(sent["events"])


async def test_stop_keeps_what_was_written_and_closes_the_request_upstream(live_app: LiveApp, ada: Person) -> None:
    live_app.stage.steps = [ChatText("so far"), asyncio.Event()]
    closed_before = len(live_app.stage.gateway.closed_early)
    async with ada.stream("POST", "/api/conversations", {"message": {"text": "Hello?"}}) as stream:
        sent = await anext(stream)
        while (await anext(stream)).name != "text":
            pass
        await ada.said("POST", f"/api/messages/{sent.data['reply']['id']}/stop", 202)
        rest = [event async for event in stream]
    assert rest[-1].data == {"status": "stopped", "error": None}
    assert len(live_app.stage.gateway.closed_early) == closed_before + 1
    _, reply = await ada.messages(sent.data["conversation"]["id"])
    assert (reply["status"], reply["text"]) == ("stopped", "so far")
    await ada.said("POST", f"/api/messages/{sent.data['reply']['id']}/stop", 202)


async def test_a_failure_is_a_whole_problem_in_the_persons_language(live_app: LiveApp, ada: Person) -> None:
    live_app.stage.steps = [ChatText("half"), ProviderDown()]
    async with ada.stream("POST", "/api/conversations", {"message": {"text": "Hello?"}}) as stream:
        sent, *rest = [event async for event in stream]
    error = rest[-1].data["error"]
    assert rest[-1].data["status"] == "failed"
    assert (error["type"], error["status"]) == ("urn:kipux:problem:provider_down", 503)
    assert error["instance"] == f"/api/messages/{sent.data['reply']['id']}"
    assert len(error["request_id"]) == 16
    path = f"/api/conversations/{sent.data['conversation']['id']}/messages"
    english = (await ada.said("GET", path, 200))["items"][1]["error"]
    spanish = (await ada.said("GET", path, 200, **{"accept-language": "es-PE"}))["items"][1]["error"]
    assert english == error
    assert spanish["request_id"] == error["request_id"]
    assert spanish["detail"] != error["detail"]


async def test_usage_cost_and_timing_are_told(live_app: LiveApp, ada: Person) -> None:
    live_app.stage.steps = [ChatReasoning("Hm."), ChatText("Yes."), ChatEnd("stop", "m", Usage(1000, 10, 5, 2))]
    await live_app.container.refresh_models()()
    sent = await ada.ask(model="m")
    (usage,) = [event.data for event in await ada.events(sent["events"]) if event.name == "usage"]
    assert (usage["input_tokens"], usage["output_tokens"]) == (1000, 10)
    assert (usage["cached_tokens"], usage["reasoning_tokens"]) == (5, 2)
    assert usage["cost"] == "0.000156"
    assert usage["model"] == "m"
    assert usage["duration_ms"] >= usage["first_token_ms"] >= 0
    _, reply = await ada.messages(sent["conversation"]["id"])
    assert reply["cost"] == "0.000156"


async def test_a_second_message_waits_for_the_reply_before_it(live_app: LiveApp, ada: Person) -> None:
    live_app.stage.steps = [asyncio.Event()]
    sent = await ada.ask()
    conversation = sent["conversation"]["id"]
    refused = await ada.said("POST", f"/api/conversations/{conversation}/messages", 409, {"text": "And?"})
    assert refused["type"] == "urn:kipux:problem:reply_in_progress"
    await ada.said("POST", f"/api/messages/{sent['reply']['id']}/regenerate", 409)
    await ada.said("POST", f"/api/messages/{sent['reply']['id']}/stop", 202)
    await ada.events(sent["events"])
