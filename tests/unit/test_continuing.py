"""A reply that was cut off goes on."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence

import pytest

from kipux.adapters.scripted.gateway import whole_answer
from kipux.application.ports.event_log import Cursor, Entry
from kipux.application.ports.llm_gateway import ChatReasoning, ChatText, PromptMessage
from kipux.application.use_cases.send_message import Sent
from kipux.domain.errors import Invalid, NotFound, NothingToContinue, ReplyInProgress, StreamCut
from kipux.domain.events import Done, ReasoningDelta, ReplyEvent, TextDelta
from kipux.domain.message import MessageStatus, Usage
from tests.unit.house import House

Build = Callable[..., House]
COMPLETE, STOPPED = MessageStatus.COMPLETE, MessageStatus.STOPPED


def text_of(events: Sequence[ReplyEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


async def until_text(entries: AsyncGenerator[Entry], whole: str) -> Cursor:
    """The cursor at which this text, which must come exactly so, was there."""
    said = ""
    async for entry in entries:
        said += entry.event.text if isinstance(entry.event, TextDelta) else ""
        if len(said) >= len(whole):
            assert said == whole
            await entries.aclose()
            return entry.cursor
    raise AssertionError(said)


async def stopped(house: House) -> tuple[Sent, Cursor]:
    house.script = [ChatReasoning("Hm. "), ChatText("uno "), ChatText("dos "), asyncio.Event()]
    sent = await house.ask("cuenta")
    owner = sent.conversation.user_id
    cursor = await until_text(await house.follow_reply(owner, sent.reply.id), "uno dos ")
    await house.stop_reply(owner, sent.reply.id)
    assert (await house.done(sent)).status is STOPPED
    return sent, cursor


async def test_the_same_message_goes_on_and_its_deltas_are_its_text(build: Build) -> None:
    house = build()
    sent, _ = await stopped(house)
    owner = sent.conversation.user_id
    house.script = whole_answer("uno dos ", "tres", reasoning="Sigo.", usage=Usage(9, 9))
    again = await house.continue_reply(owner, sent.reply.id)
    assert again.reply.id == sent.reply.id
    events = await house.events(again)
    assert text_of(events) == "uno dos tres"
    assert "".join(event.text for event in events if isinstance(event, ReasoningDelta)) == "Hm. Sigo."
    assert events[-1] == Done(COMPLETE)
    kept = await house.kept(sent.reply, owner)
    assert (kept.status, kept.text, kept.reasoning) == (COMPLETE, "uno dos tres", "Hm. Sigo.")
    assert (kept.usage, kept.cost) == (None, None), "what the part that was stopped used, nobody knows"
    assert text_of(await house.events(again)) == "uno dos tres"


async def test_the_model_is_given_its_own_words_and_asked_to_go_on(build: Build) -> None:
    house = build()
    sent, _ = await stopped(house)
    house.script = whole_answer("tres")
    await house.events(await house.continue_reply(sent.conversation.user_id, sent.reply.id))
    question, so_far, wish = house.gateway.requests[-1].messages
    assert (question, so_far) == (PromptMessage("user", "cuenta"), PromptMessage("assistant", "uno dos "))
    assert "uno dos " in wish.text
    assert house.gateway.requests[-1].model == sent.reply.model


async def test_a_cursor_of_before_the_stop_gets_exactly_the_rest_while_it_is_written_on(build: Build) -> None:
    house = build()
    sent, cursor = await stopped(house)
    owner, gate = sent.conversation.user_id, asyncio.Event()
    house.script = [ChatText("tres "), gate, *whole_answer("cuatro")]
    await house.continue_reply(owner, sent.reply.id)
    middle = await until_text(await house.follow_reply(owner, sent.reply.id), "uno dos tres ")
    early = Cursor(7, 4, 4)
    cursors = {early: "dos tres cuatro", cursor: "tres cuatro", middle: "cuatro"}
    readers = {at: await house.follow_reply(owner, sent.reply.id, at) for at in cursors}
    gate.set()
    for at, rest in cursors.items():
        events = [entry.event async for entry in readers[at]]
        assert (text_of(events), events[-1]) == (rest, Done(COMPLETE)), at
        assert not any(isinstance(event, ReasoningDelta) for event in events)
        later = [entry.event async for entry in await house.follow_reply(owner, sent.reply.id, at)]
        assert text_of(later) == rest


async def test_it_can_be_stopped_again_and_go_on_again(build: Build) -> None:
    house = build()
    sent, _ = await stopped(house)
    owner = sent.conversation.user_id
    house.script = [ChatText("tres "), asyncio.Event()]
    again = await house.continue_reply(owner, sent.reply.id)
    await until_text(await house.follow_reply(owner, sent.reply.id), "uno dos tres ")
    await house.stop_reply(owner, sent.reply.id)
    assert (await house.done(again)).status is STOPPED
    house.script = whole_answer("cuatro")
    assert text_of(await house.events(await house.continue_reply(owner, sent.reply.id))) == "uno dos tres cuatro"


async def test_a_continuation_that_fails_keeps_all_there_is(build: Build) -> None:
    house = build()
    sent, _ = await stopped(house)
    owner = sent.conversation.user_id
    for said, whole in (("tres", "uno dos tres"), ("dos tr", "uno dos tres dos tr")):
        house.script = [ChatText(said), StreamCut()]
        await house.events(await house.continue_reply(owner, sent.reply.id))
        kept = await house.kept(sent.reply, owner)
        assert (kept.status, kept.text) == (MessageStatus.FAILED, whole)


async def test_what_is_complete_empty_followed_or_not_ones_own_does_not_go_on(build: Build) -> None:
    house = build()
    sent, _ = await stopped(house)
    owner = sent.conversation.user_id
    with pytest.raises(NotFound):
        await house.continue_reply(await house.somebody(), sent.reply.id)
    with pytest.raises(Invalid):
        await house.continue_reply(owner, sent.user_message.id)
    house.script = whole_answer("Listo.")
    more = await house.ask("¿y?", owner, conversation_id=sent.conversation.id)
    await house.events(more)
    for reply in (sent.reply, more.reply):
        with pytest.raises(NothingToContinue):
            await house.continue_reply(owner, reply.id)
    house.script = [StreamCut()]
    empty = await house.ask("¿y?", owner, conversation_id=sent.conversation.id)
    await house.events(empty)
    with pytest.raises(NothingToContinue):
        await house.continue_reply(owner, empty.reply.id)


async def test_of_two_who_ask_at_once_one_writes(build: Build) -> None:
    house = build()
    sent, _ = await stopped(house)
    owner = sent.conversation.user_id
    house.script = [ChatText("tres "), asyncio.Event()]
    both = [house.continue_reply(owner, sent.reply.id) for _ in range(2)]
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)] == [ReplyInProgress]
    assert len(house.gateway.requests) == 2
