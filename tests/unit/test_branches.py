"""Branches of a conversation: edited, chosen, deleted."""

import asyncio
from collections.abc import Callable

import pytest

from kipux.adapters.scripted.gateway import whole_answer
from kipux.application.ports.llm_gateway import ChatText
from kipux.application.use_cases.send_message import Sent
from kipux.domain.errors import NotFound, ReplyInProgress
from kipux.domain.message import Message, MessageStatus
from tests.unit.house import House

Build = Callable[..., House]


async def answered(house: House, text: str, after: Sent | None = None, **more: object) -> Sent:
    known = {"conversation_id": after.conversation.id} if after else {}
    sent = await house.ask(text, after.conversation.user_id if after else None, **known, **more)
    await house.events(sent)
    return sent


async def shown(house: House, sent: Sent) -> list[Message]:
    page = await house.read_branch(sent.conversation.user_id, sent.conversation.id)
    return [placed.message for placed in page.items]


async def texts(house: House, sent: Sent) -> list[str]:
    return [message.text for message in await shown(house, sent)][::2]


async def test_the_very_first_message_is_edited_at_the_root(house: House) -> None:
    first = await answered(house, "one")
    edited = await answered(house, "one, but better", first, parent_id=None)
    assert await texts(house, first) == ["one, but better"]
    page = await house.read_branch(first.conversation.user_id, first.conversation.id)
    assert page.items[0].siblings == (first.user_message.id, edited.user_message.id)
    assert [message.text for message in house.gateway.requests[-1].messages] == ["one, but better"]


async def test_the_branch_chosen_is_the_one_that_is_read_from_then_on(house: House) -> None:
    first = await answered(house, "one")
    owner = first.conversation.user_id
    await answered(house, "two", first)
    edited = await answered(house, "better", first, parent_id=None)
    await house.show_message(owner, first.user_message.id)
    assert await texts(house, first) == ["one", "two"]
    await house.show_message(owner, edited.user_message.id)
    assert await texts(house, first) == ["better"]
    followed = await answered(house, "and then?", first)
    assert followed.user_message.parent_id == edited.reply.id


async def test_another_branch_is_shown_while_one_is_being_written(build: Build) -> None:
    house = build()
    first = await answered(house, "one")
    owner, gate = first.conversation.user_id, asyncio.Event()
    house.script = [ChatText("uno "), gate, *whole_answer("dos")]
    again = await house.regenerate_reply(owner, first.reply.id)
    await house.show_message(owner, first.reply.id)
    assert (await shown(house, first))[-1].id == first.reply.id
    gate.set()
    assert (await house.done(again)).status is MessageStatus.COMPLETE
    assert (await shown(house, first))[-1].id == first.reply.id
    await house.show_message(owner, again.reply.id)
    assert (await shown(house, first))[-1].text == "uno dos"


async def test_nobody_chooses_or_deletes_in_somebody_elses_conversation(house: House) -> None:
    sent = await answered(house, "mine")
    thief = await house.somebody()
    with pytest.raises(NotFound):
        await house.show_message(thief, sent.reply.id)
    with pytest.raises(NotFound):
        await house.delete_message(thief, sent.reply.id)
    assert await texts(house, sent) == ["mine"]


async def test_after_a_deletion_the_sibling_before_it_is_shown(house: House) -> None:
    first = await answered(house, "one")
    second = await answered(house, "two", first, parent_id=None)
    third = await answered(house, "three", first, parent_id=None)
    await answered(house, "more", first)
    await house.delete_message(first.conversation.user_id, third.user_message.id)
    assert await texts(house, first) == ["two"]
    await house.show_message(first.conversation.user_id, first.user_message.id)
    await house.delete_message(first.conversation.user_id, first.user_message.id)
    assert [message.id for message in await shown(house, first)] == [second.user_message.id, second.reply.id]


async def test_after_the_deletion_of_an_only_child_its_parent_is_the_end(house: House) -> None:
    first = await answered(house, "one")
    await answered(house, "two", first)
    owner = first.conversation.user_id
    await house.delete_message(owner, first.reply.id)
    assert [message.id for message in await shown(house, first)] == [first.user_message.id]
    await house.delete_message(owner, first.user_message.id)
    assert await shown(house, first) == []
    followed = await answered(house, "anew", first)
    assert followed.user_message.parent_id is None


async def test_deleting_in_another_branch_leaves_the_one_that_is_shown(house: House) -> None:
    first = await answered(house, "one")
    await answered(house, "two", first, parent_id=None)
    await house.delete_message(first.conversation.user_id, first.user_message.id)
    assert await texts(house, first) == ["two"]


async def test_a_reply_that_is_written_below_a_deleted_message_is_stopped(build: Build) -> None:
    house = build(script=[ChatText("uno "), asyncio.Event()])
    sent = await house.ask("one")
    await house.delete_message(sent.conversation.user_id, sent.user_message.id)
    async with asyncio.timeout(5):
        while not house.gateway.closed_early:
            await asyncio.sleep(0)
    assert await shown(house, sent) == []


async def test_each_reply_names_the_model_that_wrote_it_and_the_conversation_goes_on_with_the_last(
    house: House,
) -> None:
    first = await answered(house, "one", model="m")
    second = await answered(house, "two", first, model="n")
    third = await answered(house, "three", first)
    again = await house.regenerate_reply(first.conversation.user_id, third.reply.id, model="m")
    await house.events(again)
    models = [message.model for message in await shown(house, first)][1::2]
    assert models == ["m", "n", "m"]
    assert [request.model for request in house.gateway.requests] == ["m", "n", "n", "m"]
    assert (second.conversation.model, again.conversation.model) == ("n", "m")


async def test_a_question_that_stands_alone_is_answered(build: Build) -> None:
    house = build()
    sent = await answered(house, "¿Y bien?", model="m")
    owner = sent.conversation.user_id
    await house.delete_message(owner, sent.reply.id)
    assert await house.log.snapshot(sent.reply.id) == (), "what was deleted is in no log"
    gate = asyncio.Event()
    house.script = [gate, *whole_answer("Bien.")]
    again = await house.regenerate_reply(owner, sent.user_message.id)
    assert (again.user_message.id, again.reply.model) == (sent.user_message.id, "m")
    with pytest.raises(ReplyInProgress):
        await house.regenerate_reply(owner, sent.user_message.id)
    gate.set()
    assert (await house.done(again)).status is MessageStatus.COMPLETE
    assert [message.text for message in await shown(house, sent)] == ["¿Y bien?", "Bien."]
    with pytest.raises(NotFound):
        await house.regenerate_reply(await house.somebody(), sent.user_message.id)
