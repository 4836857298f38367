"""Conversations that leave nothing behind."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from kipux.adapters.scripted.gateway import Pause, whole_answer
from kipux.application.use_cases.send_message import Sent
from kipux.domain.conversation import Conversation
from kipux.domain.errors import Invalid, NotFound
from kipux.domain.temporary import is_over, left, visited
from tests.factories import NOW, a_conversation, new_id
from tests.unit.house import House

OWNER = new_id()


def temporary(**changes: object) -> Conversation:
    return a_conversation(OWNER, temporary=True, **changes)


def later(**how_much: float) -> datetime:
    return NOW + timedelta(**how_much)


async def said(house: House, owner: UUID | None = None) -> Sent:
    sent = await house.ask("Un secreto", owner, temporary=True)
    await house.done(sent)
    return sent


def test_it_is_over_an_hour_after_its_last_message() -> None:
    assert not is_over(temporary(), NOW, later(minutes=59))
    assert is_over(temporary(), NOW, later(hours=1))
    assert not is_over(temporary(), later(minutes=10), later(hours=1))
    assert not is_over(a_conversation(OWNER), NOW, later(days=9))


def test_it_is_over_two_minutes_after_its_page_was_left() -> None:
    gone = left(temporary(), "a", NOW)
    assert not is_over(gone, NOW, later(seconds=119))
    assert is_over(gone, NOW, later(seconds=120))


def test_who_comes_back_or_says_something_keeps_it() -> None:
    gone = left(visited(temporary(), "a"), "a", NOW)
    assert not is_over(visited(gone, "b"), NOW, later(minutes=30))
    assert not is_over(left(temporary(active_at=later(seconds=1)), "a", NOW), NOW, later(minutes=30))


def test_that_a_page_was_left_counts_for_the_one_shown_last_however_late_it_is_told() -> None:
    reloaded = visited(visited(temporary(), "old"), "new")
    assert left(reloaded, "old", NOW) == reloaded
    assert left(reloaded, "new", NOW).left_at == NOW


async def test_no_list_no_search_and_no_export_knows_it(house: House) -> None:
    sent = await said(house)
    owner, conversation = sent.conversation.user_id, sent.conversation.id
    async with house.begin() as work:
        for archived in (True, False):
            assert (await work.conversations.page(owner, limit=9, archived=archived)).items == ()
    assert (await house.search_conversations(owner, "secreto", limit=9)).items == ()
    assert [whole async for whole in house.export_conversations.every(owner)] == []
    with pytest.raises(NotFound):
        await house.export_conversations.one(owner, conversation)
    with pytest.raises(Invalid):
        await house.update_conversation(owner, conversation, pinned=True)
    with pytest.raises(Invalid):
        await house.update_conversation(owner, conversation, archived=True)
    assert (await house.update_conversation(owner, conversation, model="otro", pinned=False)).model == "otro"
    with pytest.raises(NotFound):
        await house.read_conversation(await house.somebody(), conversation)


async def test_it_has_no_title_and_none_is_asked_for(house: House) -> None:
    house = House(title_model="m")
    sent = await said(house)
    await house.done(await house.ask("Otra", sent.conversation.user_id, conversation_id=sent.conversation.id))
    assert len(house.gateway.requests) == 2
    assert (await house.read_conversation(sent.conversation.user_id, sent.conversation.id)).title == ""


async def test_deleting_it_leaves_nothing_but_what_it_has_cost_and_when(house: House) -> None:
    sent = await said(house)
    owner = sent.conversation.user_id
    again = await house.regenerate_reply(owner, sent.reply.id)
    await house.done(again)
    await house.delete_conversation(owner, sent.conversation.id)
    assert not any((house.database.conversations, house.database.bin, house.database.messages))
    for reply in (sent.reply, again.reply):
        assert await house.log.snapshot(reply.id) == ()
    with pytest.raises(NotFound):
        await house.restore_conversation(owner, sent.conversation.id)
    traces = {sent.conversation.id, sent.reply.id, again.reply.id}
    assert len(house.database.charges) == 2
    assert not traces & {each for key, charge in house.database.charges.items() for each in (key, *charge)}
    async with house.begin() as work:
        assert (await work.spending.since(owner, datetime(2000, 1, 1, tzinfo=UTC))).unknown_replies == 2


async def test_deleting_it_stops_what_is_being_written() -> None:
    house = House(script=[*whole_answer("Una palabra")[:1], Pause(60)])
    sent = await house.ask("Hola", temporary=True)
    await house.delete_conversation(sent.conversation.user_id, sent.conversation.id)
    await house.stops.wait(sent.reply.id)
    assert house.database.messages == {}


async def test_it_goes_by_itself_when_its_page_was_left_and_nobody_came_back(house: House) -> None:
    sent = await said(house)
    owner, conversation = sent.conversation.user_id, sent.conversation.id
    await house.note_visit(owner, conversation, view="a", here=True)
    await house.note_visit(owner, conversation, view="a", here=False)
    house.clock.step(seconds=119)
    assert await house.purge_deleted() == 0
    await house.note_visit(owner, conversation, view="b", here=True)
    house.clock.step(minutes=50)
    assert await house.purge_deleted() == 0
    await house.note_visit(owner, conversation, view="b", here=False)
    house.clock.step(seconds=121)
    assert await house.purge_deleted() == 1
    assert not any((house.database.conversations, house.database.messages))
    assert await house.log.snapshot(sent.reply.id) == ()


async def test_it_goes_by_itself_an_hour_after_its_last_message(house: House) -> None:
    sent = await said(house)
    house.clock.step(minutes=59)
    assert await house.purge_deleted() == 0
    house.clock.step(minutes=2)
    assert await house.purge_deleted() == 1
    with pytest.raises(NotFound):
        await house.read_conversation(sent.conversation.user_id, sent.conversation.id)


async def test_it_stays_for_as_long_as_a_reply_is_written_in_it() -> None:
    house = House(script=[*whole_answer("Una palabra")[:1], Pause(60)])
    sent = await house.ask("Hola", temporary=True)
    house.clock.step(hours=3)
    assert await house.purge_deleted() == 0
    await house.stop_reply(sent.conversation.user_id, sent.reply.id)
    await house.done(sent)
    house.clock.step(minutes=59)
    assert await house.purge_deleted() == 0
    house.clock.step(minutes=1)
    assert await house.purge_deleted() == 1


async def test_other_conversations_are_not_changed_by_visits_and_nobody_visits_somebody_else_s(house: House) -> None:
    sent = await house.ask("Hola")
    await house.done(sent)
    owner, conversation = sent.conversation.user_id, sent.conversation.id
    await house.note_visit(owner, conversation, view="a", here=False)
    assert await house.read_conversation(owner, conversation) == sent.conversation
    with pytest.raises(NotFound):
        await house.note_visit(await house.somebody(), conversation, view="a", here=False)
