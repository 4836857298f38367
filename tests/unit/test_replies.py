"""The life of a reply, from question to the end, whatever happens on the way."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from kipux.adapters.scripted.gateway import Step, whole_answer
from kipux.application.ports.event_log import Cursor, Entry
from kipux.application.ports.llm_gateway import ChatEnd, ChatReasoning, ChatText, PromptMessage
from kipux.domain.errors import (
    ContextTooLong,
    Invalid,
    NotFound,
    RateLimited,
    ReplyInProgress,
    StreamCut,
)
from kipux.domain.events import Done, ReasoningDelta, ReplyEvent, TextDelta, TitleSet, UsageReported
from kipux.domain.message import Failure, MessageStatus, Usage
from kipux.domain.model import Model, ModelList
from tests.factories import NOW
from tests.unit.house import House

Build = Callable[..., House]
COMPLETE, STOPPED, FAILED = MessageStatus.COMPLETE, MessageStatus.STOPPED, MessageStatus.FAILED


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0)


def text_of(events: Sequence[ReplyEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


async def test_a_question_is_answered_saved_and_then_said_to_be_done(house: House) -> None:
    house.script = whole_answer("Hola, ", "Ada.", reasoning="Saludo.", usage=Usage(3, 2), cost=Decimal("0.01"))
    sent = await house.ask("¿Qué tal?")
    events = await house.events(sent)
    assert text_of(events) == "Hola, Ada."
    assert [e for e in events if isinstance(e, ReasoningDelta)] == [ReasoningDelta("Saludo.")]
    assert events[-1] == Done(COMPLETE)
    kept = await house.kept(sent.reply, sent.conversation.user_id)
    assert (kept.status, kept.text, kept.reasoning) == (COMPLETE, "Hola, Ada.", "Saludo.")
    assert (kept.usage, kept.cost, kept.model) == (Usage(3, 2), Decimal("0.01"), "m")
    usage = next(event for event in events if isinstance(event, UsageReported))
    assert (usage.cost, usage.usage, usage.model, usage.timing) == (kept.cost, kept.usage, "m", kept.timing)


async def test_the_first_message_names_its_conversation(house: House) -> None:
    sent = await house.ask("  ¿Cuánto ha bajado el nivel del lago Titicaca en los últimos\n años, y por qué razones?")
    assert sent.conversation.title == "¿Cuánto ha bajado el nivel del lago Titicaca en los últimos…"
    assert (await house.events(sent))[0] == TitleSet(sent.conversation.title)
    again = await house.ask("Otra", sent.conversation.user_id, conversation_id=sent.conversation.id)
    assert again.conversation.title == sent.conversation.title
    assert not any(isinstance(event, TitleSet) for event in await house.events(again))


async def test_the_prompt_is_the_branch_and_the_person_is_an_opaque_id(house: House) -> None:
    first = await house.ask("uno")
    await house.events(first)
    owner = first.conversation.user_id
    second = await house.ask("dos", owner, conversation_id=first.conversation.id)
    await house.events(second)
    assert house.gateway.requests[-1].messages == (
        PromptMessage("user", "uno"),
        PromptMessage("assistant", "Hola."),
        PromptMessage("user", "dos"),
    )
    assert house.gateway.requests[-1].user == str(owner)
    branched = await house.ask("tres", owner, conversation_id=first.conversation.id, parent_id=first.reply.id)
    await house.events(branched)
    assert [message.text for message in house.gateway.requests[-1].messages] == ["uno", "Hola.", "tres"]


async def test_a_reader_that_comes_late_or_resumes_gets_exactly_the_rest(build: Build) -> None:
    gate = asyncio.Event()
    house = build(script=[ChatText("uno "), ChatText("dos "), gate, ChatText("tres"), ChatEnd("stop", None)])
    sent = await house.ask()
    owner = sent.conversation.user_id
    live = await house.follow_reply(owner, sent.reply.id)
    seen, cursor = "", Cursor()
    async for entry in live:
        seen += entry.event.text if isinstance(entry.event, TextDelta) else ""
        cursor = entry.cursor
        if seen == "uno dos ":
            break
    await live.aclose()
    gate.set()
    rest = [e.event async for e in await house.follow_reply(owner, sent.reply.id, cursor)]
    assert text_of(rest) == "tres"
    assert text_of(await house.events(sent)) == "uno dos tres"
    assert not house.gateway.closed_early
    long_after = [e.event async for e in await house.follow_reply(owner, sent.reply.id, replace(cursor, seq=99))]
    assert (text_of(long_after), long_after[-1]) == ("tres", Done(COMPLETE))


async def test_losing_every_reader_ends_nothing(build: Build) -> None:
    gate = asyncio.Event()
    house = build(script=[ChatText("uno "), gate, *whole_answer("dos")])
    sent = await house.ask()
    reader = await house.follow_reply(sent.conversation.user_id, sent.reply.id)
    await anext(reader)
    await reader.aclose()
    gate.set()
    assert text_of(await house.events(sent)) == "uno dos"


async def test_a_stop_keeps_the_text_and_closes_the_upstream(build: Build) -> None:
    house = build(script=[ChatText("uno "), asyncio.Event()])
    sent = await house.ask()
    owner = sent.conversation.user_id
    reader = await house.follow_reply(owner, sent.reply.id)
    seen = [entry.event async for entry in _until_text(reader)]
    await house.stop_reply(owner, sent.reply.id)
    seen += [entry.event async for entry in reader]
    assert seen[-1] == Done(STOPPED)
    kept = await house.kept(sent.reply, owner)
    assert (kept.status, kept.text, kept.error) == (STOPPED, "uno ", None)
    assert house.gateway.closed_early
    await house.stop_reply(owner, sent.reply.id)


async def _until_text(reader: AsyncIterator[Entry]) -> AsyncIterator[Entry]:
    async for entry in reader:
        yield entry
        if isinstance(entry.event, TextDelta):
            return


@pytest.mark.parametrize(
    ("error", "details"),
    [(RateLimited(retry_after=7), {"retry_after": 7}), (ContextTooLong(), {}), (StreamCut(), {})],
)
async def test_a_failure_keeps_what_came_and_says_why(build: Build, error: Step, details: dict[str, int]) -> None:
    house = build(script=[ChatText("a medias"), error])
    sent = await house.ask(request_id="r-1")
    done = await house.done(sent)
    assert done == Done(FAILED, Failure(error.code, details, "r-1"))  # type: ignore[union-attr]  # an error, see above
    kept = await house.kept(sent.reply, sent.conversation.user_id)
    assert (kept.text, kept.error) == ("a medias", done.failure)


async def test_a_bug_in_an_adapter_is_an_internal_failure_not_a_reply_that_writes_for_ever(house: House) -> None:
    def broken() -> Iterator[Step]:
        yield ChatText("a")
        raise ZeroDivisionError

    house.script = broken()
    done = await house.done(await house.ask())
    assert (done.status, done.failure and done.failure.code) == (FAILED, "internal")


async def test_a_reply_that_takes_too_long_is_ended(build: Build) -> None:
    house = build(script=[ChatText("a"), asyncio.Event()], deadline_s=0.05)
    done = await house.done(await house.ask())
    assert (done.status, done.failure and done.failure.code) == (FAILED, "reply_too_long")


async def test_a_refusal_by_content_policy_is_a_failure_with_its_own_words(build: Build) -> None:
    house = build(script=[ChatEnd("content_filter", None)])
    done = await house.done(await house.ask())
    assert done.failure is not None
    assert done.failure.code == "content_refused"


async def test_the_process_going_down_keeps_the_text_and_readers_hear_the_end(build: Build) -> None:
    house = build(script=[ChatReasoning("pienso"), ChatText("uno "), asyncio.Event()])
    sent = await house.ask()
    reader = await house.follow_reply(sent.conversation.user_id, sent.reply.id)
    seen = [entry.event async for entry in _until_text(reader)]
    await house.background.close(5)
    seen += [entry.event async for entry in reader]
    assert isinstance(seen[-1], Done)
    assert seen[-1].failure == Failure("reply_interrupted")
    kept = await house.kept(sent.reply, sent.conversation.user_id)
    assert (kept.status, kept.text, kept.reasoning) == (FAILED, "uno ", "pienso")


async def test_a_dead_writers_reply_is_settled_with_its_last_checkpoint_by_whoever_looks(build: Build) -> None:
    house = build(script=[ChatText("uno "), asyncio.Event()])
    sent = await house.ask()
    owner = sent.conversation.user_id
    while (await house.kept(sent.reply, owner)).text != "uno ":
        await asyncio.sleep(0.001)
    after_restart = build()
    after_restart.database = house.database
    page = await after_restart.read_branch(owner, sent.conversation.id)
    reply = page.items[-1].message
    assert (reply.status, reply.text) == (FAILED, "uno ")
    assert reply.error is not None
    assert reply.error.code == "reply_interrupted"
    assert await after_restart.settle_lost_replies() == 0
    assert (await after_restart.done(sent)).status is FAILED
    again = await after_restart.ask("sigue", owner, conversation_id=sent.conversation.id)
    assert (await after_restart.done(again)).status is COMPLETE


async def test_a_sweep_leaves_living_replies_alone_and_settles_the_dead(build: Build) -> None:
    house = build(script=[asyncio.Event()])
    sent = await house.ask()
    assert await house.settle_lost_replies() == 0
    after_restart = build()
    after_restart.database = house.database
    assert await after_restart.settle_lost_replies() == 1
    assert (await house.kept(sent.reply, sent.conversation.user_id)).status is FAILED


async def test_an_answer_outlives_a_database_that_is_away(build: Build) -> None:
    gate = asyncio.Event()
    house = build(script=[ChatText("uno "), gate, *whole_answer("dos")])
    sent = await house.ask()
    reader = await house.follow_reply(sent.conversation.user_id, sent.reply.id)
    seen = [entry.event async for entry in _until_text(reader)]
    house.database_is_away = True
    gate.set()
    await until(lambda: house.gateway.requests and not house.gateway.closed_early)
    house.database_is_away = False
    async with asyncio.timeout(5):
        seen += [entry.event async for entry in reader]
    assert (text_of(seen), seen[-1]) == ("uno dos", Done(COMPLETE))


async def test_one_reply_at_a_time_in_a_branch(build: Build) -> None:
    house = build(script=[asyncio.Event()])
    sent = await house.ask()
    owner = sent.conversation.user_id
    with pytest.raises(ReplyInProgress):
        await house.ask("otra", owner, conversation_id=sent.conversation.id)
    with pytest.raises(ReplyInProgress):
        await house.regenerate_reply(owner, sent.reply.id)
    assert (await house.read_branch(owner, sent.conversation.id)).items[-1].message.id == sent.reply.id


async def test_regenerating_makes_a_sibling_with_another_model(house: House) -> None:
    sent = await house.ask()
    owner = sent.conversation.user_id
    await house.events(sent)
    again = await house.regenerate_reply(owner, sent.reply.id, model="n")
    await house.events(again)
    page = await house.read_branch(owner, sent.conversation.id)
    assert [placed.message.id for placed in page.items] == [sent.user_message.id, again.reply.id]
    assert page.items[-1].siblings == (sent.reply.id, again.reply.id)
    assert (page.items[-1].message.model, house.gateway.requests[-1].model) == ("n", "n")


async def test_somebody_elses_things_do_not_exist(house: House) -> None:
    sent = await house.ask()
    await house.events(sent)
    stranger = await house.somebody()
    with pytest.raises(NotFound):
        await house.ask("x", stranger, conversation_id=sent.conversation.id)
    with pytest.raises(NotFound):
        await house.regenerate_reply(stranger, sent.reply.id)
    with pytest.raises(NotFound):
        await house.stop_reply(stranger, sent.reply.id)
    with pytest.raises(NotFound):
        await house.follow_reply(stranger, sent.reply.id)
    mine = await house.ask("mío", stranger)
    await house.events(mine)
    with pytest.raises(NotFound):
        await house.ask("x", stranger, conversation_id=mine.conversation.id, parent_id=sent.reply.id)
    with pytest.raises(NotFound):
        await house.follow_reply(sent.conversation.user_id, sent.user_message.id)


@pytest.mark.parametrize("text", ["", " \n\t ", "x" * 200_001])
async def test_a_message_must_say_something_and_not_too_much(house: House, text: str) -> None:
    with pytest.raises(Invalid) as error:
        await house.ask(text)
    assert list(error.value.fields) == ["text"]
    assert not house.gateway.requests


async def test_deleting_a_conversation_stops_what_is_written_in_it(build: Build) -> None:
    house = build(script=[ChatText("a"), asyncio.Event()])
    sent = await house.ask()
    owner = sent.conversation.user_id
    await until(lambda: house.gateway.requests)
    await house.delete_conversation(owner, sent.conversation.id)
    await until(lambda: house.gateway.closed_early)
    with pytest.raises(NotFound):
        await house.kept(sent.reply, owner)


async def test_the_cost_is_the_gateways_else_list_price_else_unknown(house: House) -> None:
    priced = Model(id="p", name="P", input_price=Decimal("0.000001"), output_price=Decimal("0.000002"))
    house.catalogue.keep(ModelList((priced, Model(id="m", name="M")), NOW, stale=False))
    for model, told, cost in (
        ("p", Decimal("0.5"), Decimal("0.5")),
        ("p", None, Decimal("0.000007")),
        ("m", None, None),
        ("gone", None, None),
    ):
        house.script = [ChatText("a"), ChatEnd("stop", None, Usage(3, 2), told)]
        sent = await house.ask(model=model)
        await house.events(sent)
        assert (await house.kept(sent.reply, sent.conversation.user_id)).cost == cost


async def test_the_model_is_the_one_asked_for_else_the_conversations_else_the_favourite_else_the_first(
    house: House,
) -> None:
    house.catalogue.keep(
        ModelList(
            (Model(id="pic", name="", mode="image_generation"), Model(id="m", name=""), Model(id="n", name="")),
            NOW,
            stale=False,
        )
    )
    sent = await house.ask()
    assert sent.reply.model == "m"
    await house.events(sent)
    owner = sent.conversation.user_id
    other = await house.ask("x", owner, conversation_id=sent.conversation.id, model="n")
    await house.events(other)
    third = await house.ask("x", owner, conversation_id=sent.conversation.id)
    assert third.reply.model == "n"
    with pytest.raises(Invalid) as error:
        await house.ask(model="pic")
    assert error.value.fields == {"model": "model_cannot_chat"}
    house.catalogue.keep(ModelList())
    with pytest.raises(Invalid) as error:
        await house.ask()
    assert error.value.fields == {"model": "model_missing"}
