"""What is kept of a reply whose end is disturbed: by a process that goes down, or stores that fail meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from kipux.adapters.memory.event_log import MemoryEventLog
from kipux.adapters.memory.unit_of_work import MemoryUnitOfWork
from kipux.adapters.scripted.gateway import whole_answer
from kipux.application.generation.draft import Draft
from kipux.application.generation.keeper import Keeper
from kipux.application.generation.lost_replies import LostReplies
from kipux.application.generation.recorder import Recorder
from kipux.application.generation.reply import Generation
from kipux.application.ports.event_log import EventLog
from kipux.application.ports.llm_gateway import ChatEnd
from kipux.domain.conversation import Conversation
from kipux.domain.errors import Unavailable
from kipux.domain.events import Done, TextDelta
from kipux.domain.message import Message, MessageStatus
from kipux.domain.spending import Spent
from tests.factories import NOW, a_conversation, a_message, a_reply_being_written
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


class UnheardOf(MemoryUnitOfWork):
    """The line drops when it is committed, before anybody hears that it was."""

    async def commit(self) -> None:
        await super().commit()
        raise Unavailable


async def one_answer() -> Generation:
    yield TextDelta("Hola."), ChatEnd("stop", None, cost=Decimal("0.5"))


async def recorded_though_unheard_of(house: House, conversation: Conversation, reply: Message) -> None:
    """One answer, whose end is kept at the second try, the first one having worked too."""
    lines = [UnheardOf(house.database), MemoryUnitOfWork(house.database)]
    recorder = Recorder(house.log, house.stops, lambda: lines.pop(0), house.clock, house.ids, keep_s=60)
    async with asyncio.timeout(5):
        await recorder.record(reply, one_answer(), payer=conversation.user_id)
    assert not lines


async def test_an_answer_that_was_saved_though_nobody_heard_of_it_is_said_to_be_complete(house: House) -> None:
    conversation, reply = await begun(house)
    await recorded_though_unheard_of(house, conversation, reply)
    assert (await house.kept(reply, conversation.user_id)).status is MessageStatus.COMPLETE
    assert (await house.log.snapshot(reply.id))[-1].event == Done(MessageStatus.COMPLETE)


async def test_an_answer_whose_conversation_is_gone_is_charged_once_though_it_is_told_twice(house: House) -> None:
    conversation, reply = await begun(house)
    async with house.begin() as work:
        await work.conversations.erase(conversation.id, conversation.user_id)
        await work.commit()
    await recorded_though_unheard_of(house, conversation, reply)
    async with house.begin() as work:
        assert await work.spending.since(conversation.user_id, NOW) == Spent(Decimal("0.5"))
    assert not {reply.id, conversation.id} & house.database.charges.keys()


class LastingLog(MemoryEventLog):
    """Like one in a server of its own: it may be away."""

    durable = True

    def __init__(self) -> None:
        super().__init__()
        self.is_away = False
        self.beats = 0

    async def beat(self, reply_id: UUID, run: int = 1) -> bool:
        self.beats += 1
        if self.is_away:
            raise Unavailable
        return await super().beat(reply_id, run)


@asynccontextmanager
async def keeping(house: House, log: EventLog, reply: Message, text: str) -> AsyncIterator[Keeper]:
    """The keeper at work of a reply of which this text came."""
    draft = Draft(reply, house.clock)
    draft.take(TextDelta(text))
    keeper = Keeper(log, house.begin, reply, draft, every_s=0.001)
    running = asyncio.create_task(keeper.run())
    yield keeper
    running.cancel()
    await asyncio.wait([running])


@pytest.mark.parametrize("trouble", ["away", "empty"])
async def test_what_a_log_does_not_take_is_kept_in_the_database(house: House, trouble: str) -> None:
    _, reply = await begun(house)
    log = LastingLog()
    log.is_away = trouble == "away"
    async with keeping(house, log, reply, "uno ") as keeper:
        await until(lambda: house.database.messages[reply.id].message.text == "uno ")
        assert not keeper.unwanted.is_set()


async def test_while_a_lasting_log_takes_everything_the_database_is_left_alone(house: House) -> None:
    _, reply = await begun(house)
    log = LastingLog()
    await log.open(reply.id)
    async with keeping(house, log, reply, "uno "):
        await until(lambda: log.beats > 3)
    assert house.database.messages[reply.id].message.text == ""


async def test_what_could_not_be_kept_is_kept_later_though_nothing_more_comes(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    _, reply = await begun(house)
    house.database_is_away = True
    async with keeping(house, house.log, reply, "uno "):
        await until(lambda: "is written on while the database is away" in caplog.text)
        house.database_is_away = False
        await until(lambda: house.database.messages[reply.id].message.text == "uno ")


async def test_a_reply_that_is_given_up_keeps_what_was_kept_since_its_reader_began(house: House) -> None:
    conversation, reply = await begun(house)
    async with house.begin() as work:
        await work.messages.checkpoint(replace(reply, text="uno ", reasoning="pienso"))
        await work.commit()
    await house.log.forget([reply.id])
    assert await house.lost_replies.settle(reply)
    kept = await house.kept(reply, conversation.user_id)
    assert (kept.status, kept.text, kept.reasoning) == (MessageStatus.FAILED, "uno ", "pienso")
    assert not await house.lost_replies.settle(reply)


async def test_a_reply_whose_writer_broke_is_given_up_though_the_process_lives_on(house: House) -> None:
    conversation, reply = await begun(house)
    seconds = [0.0]
    log = MemoryEventLog(monotonic=lambda: seconds[0], lease_s=10)
    await log.open(reply.id)
    lost_replies = LostReplies(log, house.begin, house.clock)
    seconds[0] += 9
    assert not await lost_replies.settle(reply)
    await log.beat(reply.id)
    seconds[0] += 9
    assert not await lost_replies.settle(reply)
    seconds[0] += 1
    assert await lost_replies.settle(reply)
    assert (await house.kept(reply, conversation.user_id)).status is MessageStatus.FAILED
