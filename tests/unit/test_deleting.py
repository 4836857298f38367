"""Deleting a conversation, and taking it back in time."""

import pytest

from kipux.domain.errors import NotFound
from tests.unit.house import House


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
