"""Deleting a conversation, and taking it back in time."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from kipux.adapters.memory.event_log import MemoryEventLog
from kipux.application.ports.llm_gateway import ChatText
from kipux.application.use_cases.erase_conversation import EraseConversation
from kipux.application.use_cases.purge_deleted import PurgeDeleted
from kipux.domain.errors import NotFound, Unavailable
from kipux.domain.events import Done
from kipux.domain.message import Failure, MessageStatus
from kipux.domain.spending import Spent
from kipux.entrypoints.container.chores import again
from tests.factories import NOW
from tests.unit.house import House

PASSWORD = "caballo bateria grapa"


async def test_a_deleted_conversation_comes_back_whole_for_a_while(house: House) -> None:
    sent = await house.ask("Hola")
    await house.done(sent)
    owner, conversation = sent.conversation.user_id, sent.conversation.id
    before = await house.read_branch(owner, conversation)
    await house.delete_conversation(owner, conversation)
    with pytest.raises(NotFound):
        await house.read_branch(owner, conversation)
    house.clock.step(seconds=29)
    assert await house.purge_deleted() == 0
    assert (await house.restore_conversation(owner, conversation)).id == conversation
    assert await house.read_branch(owner, conversation) == before


async def test_after_that_it_is_gone_though_nobody_looks(house: House) -> None:
    sent = await house.ask("Hola")
    await house.done(sent)
    owner, conversation = sent.conversation.user_id, sent.conversation.id
    await house.delete_conversation(owner, conversation)
    house.clock.step(seconds=31)
    assert await house.purge_deleted() == 1
    with pytest.raises(NotFound):
        await house.restore_conversation(owner, conversation)
    assert house.database.messages == {}


async def test_nobody_restores_what_is_somebody_else_s(house: House) -> None:
    sent = await house.ask("Hola")
    await house.done(sent)
    await house.delete_conversation(sent.conversation.user_id, sent.conversation.id)
    with pytest.raises(NotFound):
        await house.restore_conversation(await house.somebody(), sent.conversation.id)


async def test_with_a_conversation_go_the_events_of_its_replies(house: House) -> None:
    sent = await house.ask("Hola")
    await house.done(sent)
    assert await house.log.snapshot(sent.reply.id)
    await house.delete_conversation(sent.conversation.user_id, sent.conversation.id)
    assert not await house.log.snapshot(sent.reply.id)


async def test_the_events_of_a_reply_that_was_being_written_go_when_nothing_can_be_taken_back(
    build: Callable[..., House],
) -> None:
    house = build(script=[ChatText("uno "), asyncio.Event()])
    sent = await house.ask("Hola")
    await until(lambda: house.gateway.requests)
    reader = await house.follow_reply(sent.conversation.user_id, sent.reply.id)
    await anext(reader)
    await house.delete_conversation(sent.conversation.user_id, sent.conversation.id)
    assert [entry.event async for entry in reader][-1] == Done(MessageStatus.STOPPED)
    assert await house.log.snapshot(sent.reply.id)
    house.clock.step(seconds=31)
    await house.purge_deleted()
    assert not await house.log.snapshot(sent.reply.id)


async def test_with_an_account_go_the_events_of_all_its_replies(house: House) -> None:
    await house.sign_up(name="Eva", email="eva@kipux.dev", phone="+51987654322", password=PASSWORD)
    person = await house.sign_up(name="Ana", email="ana@kipux.dev", phone="+51987654321", password=PASSWORD)
    replies = [(await house.ask("Hola", person.id)) for _ in range(2)]
    for sent in replies:
        await house.done(sent)
    await house.delete_conversation(person.id, replies[0].conversation.id)
    await house.delete_account(person.id, password=PASSWORD)
    assert not any([await house.log.snapshot(sent.reply.id) for sent in replies])


@pytest.mark.parametrize("gone", ["message", "conversation", "all of it", "account"])
async def test_a_reply_that_is_deleted_while_it_is_written_stops_though_nobody_told_it(
    build: Callable[..., House], gone: str
) -> None:
    house = build(script=[ChatText("uno "), asyncio.Event()])
    sent = await house.ask("Hola")
    owner, conversation = sent.conversation.user_id, sent.conversation
    await until(lambda: house.gateway.requests)
    async with house.begin() as work:
        if gone == "message":
            await work.messages.delete(conversation.id, sent.user_message.id)
            await work.conversations.save(replace(conversation, leaf_id=None))
        if gone == "conversation":
            await work.conversations.delete(conversation.id, owner, at=NOW)
        if gone == "all of it":
            await work.conversations.erase(conversation.id, owner)
        if gone == "account":
            await work.users.delete(owner)
        await work.commit()
    await until(lambda: house.gateway.closed_early)
    if gone != "account":
        await until(lambda: house.database.charges)
        async with house.begin() as work:
            assert await work.spending.since(owner, NOW) == Spent(Decimal(0), unknown_replies=1)


async def test_a_late_writer_stops_when_its_reply_goes_on_without_it(build: Callable[..., House]) -> None:
    house = build(script=[ChatText("uno "), asyncio.Event()])
    sent = await house.ask("Hola")
    await until(lambda: house.gateway.requests)
    async with house.begin() as work:
        await work.messages.settle(replace(sent.reply, status=MessageStatus.FAILED, error=Failure("reply_interrupted")))
        assert await work.messages.resume(sent.reply.id)
        await work.commit()
    await until(lambda: house.gateway.closed_early)
    assert (await house.kept(sent.reply, sent.conversation.user_id)).is_being_written


class HalfThere(MemoryEventLog):
    """Refuses to forget one reply, or to forget at all."""

    def __init__(self, stuck: UUID | None) -> None:
        super().__init__()
        self.stuck = stuck

    async def forget(self, reply_ids: Collection[UUID]) -> None:
        if self.stuck is None or self.stuck in reply_ids:
            raise Unavailable
        await super().forget(reply_ids)


async def test_one_conversation_that_cannot_go_yet_keeps_no_other(house: House) -> None:
    stuck, other, hidden = await house.ask("uno"), await house.ask("dos"), await house.ask("tres", temporary=True)
    for sent in (stuck, other, hidden):
        await house.done(sent)
    for sent in (stuck, other):
        await house.delete_conversation(sent.conversation.user_id, sent.conversation.id)
    house.clock.step(hours=2)
    log = HalfThere(stuck.reply.id)
    purge = PurgeDeleted(house.begin, EraseConversation(log, house.stops), log, house.clock)
    assert await purge() == 2
    assert {kept.message.conversation_id for kept in house.database.messages.values()} == {stuck.conversation.id}
    log.stuck = None
    assert await purge() == 0
    assert await house.purge_deleted() == 1
    assert house.database.messages == {}


async def test_what_is_done_over_and_over_is_done_again_after_any_failure(caplog: pytest.LogCaptureFixture) -> None:
    times: list[BaseException] = []

    async def broken() -> None:
        times.append([Unavailable(), KeyError("a bug")][len(times) % 2])
        raise times[-1]

    doing = asyncio.create_task(again(broken, 0.001))
    await until(lambda: len(times) > 2 or doing.done())
    assert not doing.done()
    doing.cancel()
    assert "a bug" in caplog.text


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.001)
