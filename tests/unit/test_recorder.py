"""What is kept of a reply whose end is disturbed: by a process that goes down, or stores that fail meanwhile."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from kipux.adapters.scripted.gateway import whole_answer
from kipux.application.generation.reply import Generation
from kipux.domain.conversation import Conversation
from kipux.domain.events import Done, TextDelta
from kipux.domain.message import Message, MessageStatus
from tests.factories import a_conversation, a_message, a_reply_being_written
from tests.unit.house import House

Build = Callable[..., House]


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0)


async def begun(house: House) -> tuple[Conversation, Message]:
    """A reply that a writer may begin."""
    conversation = a_conversation(await house.somebody())
    question = a_message(conversation.id)
    reply = a_reply_being_written(question)
    async with house.begin() as work:
        await work.conversations.add(conversation)
        await work.messages.add(question)
        await work.messages.add(reply)
        await work.conversations.save(replace(conversation, leaf_id=reply.id))
        await work.commit()
    await house.log.open(reply.id)
    return conversation, reply


async def test_a_process_that_goes_down_while_an_answer_waits_to_be_saved_saves_it(
    build: Build, caplog: pytest.LogCaptureFixture
) -> None:
    gate = asyncio.Event()
    house = build(script=[gate, *whole_answer("Hola.")])
    sent = await house.ask()
    await until(lambda: house.gateway.requests)
    house.database_is_away = True
    gate.set()
    await until(lambda: "waits for the database to be saved" in caplog.text)
    closing = asyncio.create_task(house.background.close(5))
    await asyncio.sleep(0)
    house.database_is_away = False
    await closing
    kept = await house.kept(sent.reply, sent.conversation.user_id)
    assert (kept.status, kept.text) == (MessageStatus.COMPLETE, "Hola.")
    assert (await house.log.snapshot(sent.reply.id))[-1].event == Done(MessageStatus.COMPLETE)


async def test_a_process_that_goes_down_while_a_stopped_reply_leaves_its_model_keeps_its_text(house: House) -> None:
    conversation, reply = await begun(house)
    leaving, may_leave = asyncio.Event(), asyncio.Event()

    async def slow_to_leave() -> Generation:
        try:
            yield (TextDelta("uno "),)
            await asyncio.Event().wait()
        finally:
            leaving.set()
            await may_leave.wait()

    work = house.recorder.record(reply, slow_to_leave(), payer=conversation.user_id)
    house.background.start("a reply", work)
    await until(lambda: house.database.messages[reply.id].message.text)
    await house.stops.send(reply.id)
    await until(leaving.is_set)
    closing = asyncio.create_task(house.background.close(5))
    await asyncio.sleep(0)
    may_leave.set()
    await closing
    kept = await house.kept(reply, conversation.user_id)
    assert (kept.status, kept.text) == (MessageStatus.STOPPED, "uno ")
