"""What every `Conversations` promises."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from kipux.application.ports.unit_of_work import Begin
from kipux.domain.conversation import Conversation
from kipux.domain.errors import Invalid, NotFound
from kipux.domain.instructions import Effort, Parameters
from kipux.domain.spending import Spent
from kipux.domain.text import words
from kipux.domain.user import User
from tests.contract.conftest import is_kept_waiting
from tests.contract.nasty import STORED, TEXTS, UNSTORABLE
from tests.factories import NOW, a_conversation, a_message, a_reply, a_reply_being_written, new_id


async def kept(begin: Begin, *conversations: Conversation) -> None:
    async with begin() as work:
        for conversation in conversations:
            await work.conversations.add(conversation)
        await work.commit()


async def said(begin: Begin, conversation: Conversation, text: str) -> None:
    async with begin() as work:
        await work.messages.add(a_message(conversation.id, text=text))
        await work.commit()


async def save(begin: Begin, conversation: Conversation) -> None:
    async with begin() as work:
        await work.conversations.save(conversation)
        await work.commit()


async def titles(begin: Begin, owner: User, **question: Any) -> list[str]:
    """All titles of a list, page by page."""
    async with begin() as work:
        shown: list[str] = []
        after = question.get("after")
        while True:
            page = await work.conversations.page(owner.id, **{"limit": 3, **question, "after": after})
            shown += [conversation.title for conversation in page.items]
            if (after := page.next) is None:
                return shown


async def test_a_conversation_is_kept_whole(begin: Begin, alice: User) -> None:
    conversation = a_conversation(
        alice.id,
        model="test-model",
        pinned=True,
        archived=True,
        instructions="Responde breve.",
        parameters=Parameters(0.1, 4_000, Effort.LOW),
        active_at=NOW + timedelta(microseconds=1),
    )
    await kept(begin, conversation)
    async with begin() as work:
        assert await work.conversations.get(conversation.id, alice.id) == conversation


@pytest.mark.parametrize("text", TEXTS)
async def test_any_text_may_be_a_title_and_is_found_by_itself(begin: Begin, alice: User, text: str) -> None:
    conversation = a_conversation(alice.id, title=text)
    await kept(begin, conversation)
    assert await titles(begin, alice) == [text]
    assert await titles(begin, alice, query=text) == [text] * bool(words(text))


async def test_what_is_no_text_is_replaced_and_found(begin: Begin, alice: User) -> None:
    await kept(begin, a_conversation(alice.id, title=UNSTORABLE, model=UNSTORABLE))
    assert await titles(begin, alice, query=UNSTORABLE) == [STORED]


async def test_a_conversation_of_nobody_is_refused(begin: Begin) -> None:
    async with begin() as work:
        with pytest.raises(NotFound):
            await work.conversations.add(a_conversation(new_id()))


async def test_somebody_else_s_conversation_is_not_found(begin: Begin, alice: User, bob: User) -> None:
    conversation = a_conversation(alice.id)
    await kept(begin, conversation)
    for stranger, wanted in ((bob.id, conversation.id), (new_id(), conversation.id), (alice.id, new_id())):
        async with begin() as work:
            for question in (work.conversations.get, work.conversations.lock, work.conversations.restore):
                with pytest.raises(NotFound):
                    await question(wanted, stranger)
            with pytest.raises(NotFound):
                await work.conversations.delete(wanted, stranger, at=NOW)
            with pytest.raises(NotFound):
                await work.conversations.save(replace(conversation, id=wanted, user_id=stranger))
            await work.commit()
    async with begin() as work:
        assert await work.conversations.get(conversation.id, alice.id) == conversation


async def test_saving_replaces_everything(begin: Begin, alice: User) -> None:
    conversation = a_conversation(alice.id, title="Old", model="old", pinned=True)
    await kept(begin, conversation)
    message = a_message(conversation.id)
    changed = replace(
        conversation,
        title="New",
        model=None,
        pinned=False,
        archived=True,
        leaf_id=message.id,
        active_at=NOW + timedelta(days=1),
    )
    async with begin() as work:
        await work.conversations.save(changed)  # before its leaf is there: the two refer to each other
        await work.messages.add(message)
        await work.commit()
    async with begin() as work:
        assert await work.conversations.get(conversation.id, alice.id) == changed
    assert await titles(begin, alice, query="old", archived=True) == []
    assert await titles(begin, alice, query="new", archived=True) == ["New"]


async def test_a_leaf_must_be_one_of_its_messages(begin: Begin, alice: User) -> None:
    one, other = a_conversation(alice.id), a_conversation(alice.id)
    await kept(begin, one, other)
    message = a_message(other.id)
    async with begin() as work:
        await work.messages.add(message)
        await work.commit()
    for leaf in (message.id, new_id()):
        with pytest.raises(NotFound):
            await save(begin, replace(one, leaf_id=leaf))
    async with begin() as work:
        assert await work.conversations.get(one.id, alice.id) == one


async def test_deleting_takes_the_messages_along(begin: Begin, alice: User) -> None:
    conversation, other = a_conversation(alice.id), a_conversation(alice.id)
    question = a_message(conversation.id)
    reply = a_reply(question)
    writing = a_reply_being_written(question)
    elsewhere = a_message(other.id)
    await kept(begin, conversation, other)
    async with begin() as work:
        for message in (question, reply, writing, elsewhere):
            await work.messages.add(message)
        await work.conversations.save(replace(conversation, leaf_id=reply.id))
        await work.commit()
    async with begin() as work:
        await work.conversations.delete(conversation.id, alice.id, at=NOW)
        with pytest.raises(NotFound):
            await work.messages.get(reply.id, alice.id)
        await work.commit()
    async with begin() as work:
        with pytest.raises(NotFound):
            await work.conversations.get(conversation.id, alice.id)
        for message in (question, reply, writing):
            with pytest.raises(NotFound):
                await work.messages.get(message.id, alice.id)
        assert await work.messages.writing() == ()
        assert await work.messages.get(elsewhere.id, alice.id) == elsewhere


async def test_what_is_said_while_a_conversation_is_deleted_goes_with_it(begin: Begin, alice: User) -> None:
    conversation = a_conversation(alice.id)
    await kept(begin, conversation)
    message = a_message(conversation.id)

    async def delete() -> None:
        async with begin() as work:
            await work.conversations.delete(conversation.id, alice.id, at=NOW)
            await work.commit()

    async with begin() as work:
        await work.messages.add(message)
        deleting = asyncio.create_task(delete())
        await asyncio.wait({deleting}, timeout=0.2)  # some databases let it wait, others do it at once
        await work.commit()
    await deleting
    async with begin() as work:
        with pytest.raises(NotFound):
            await work.messages.get(message.id, alice.id)


async def test_who_holds_a_conversation_is_alone_with_it(begin: Begin, alice: User) -> None:
    conversation = a_conversation(alice.id, title="")
    await kept(begin, conversation)

    async def add_a_letter() -> None:
        async with begin() as work:
            held = await work.conversations.lock(conversation.id, alice.id)
            await work.conversations.save(replace(held, title=held.title + "x"))
            await work.commit()

    await asyncio.gather(*(add_a_letter() for _ in range(6)))
    async with begin() as work:
        assert (await work.conversations.get(conversation.id, alice.id)).title == "xxxxxx"


@pytest.mark.parametrize("kept_it", [True, False])
async def test_others_read_it_but_wait_with_saving(begin: Begin, alice: User, *, kept_it: bool) -> None:
    conversation = a_conversation(alice.id, title="before")
    await kept(begin, conversation)

    async with begin() as work:
        held = await work.conversations.lock(conversation.id, alice.id)
        renaming = asyncio.create_task(save(begin, replace(conversation, title="after")))
        async with begin() as reader:
            assert await reader.conversations.get(conversation.id, alice.id) == conversation
        await work.conversations.save(replace(held, title="held"))
        assert await is_kept_waiting(renaming)
        if kept_it:
            await work.commit()
    await renaming
    assert await titles(begin, alice) == ["after"]


async def test_messages_may_be_added_to_a_conversation_that_somebody_holds(begin: Begin, alice: User) -> None:
    conversation = a_conversation(alice.id)
    await kept(begin, conversation)
    async with begin() as work:
        await work.conversations.lock(conversation.id, alice.id)
        await said(begin, conversation, "meanwhile")
    assert await titles(begin, alice, query="meanwhile") == [conversation.title]


async def test_a_list_has_the_newest_activity_first(begin: Begin, alice: User, bob: User) -> None:
    order = [4, 0, 6, 2, 5, 1, 3]
    await kept(
        begin, *(a_conversation(alice.id, title=str(n), active_at=NOW + timedelta(microseconds=n)) for n in order)
    )
    await kept(begin, a_conversation(bob.id, title="not hers"))
    assert await titles(begin, alice) == ["6", "5", "4", "3", "2", "1", "0"]


async def test_nothing_is_lost_or_repeated_among_those_of_one_moment(begin: Begin, alice: User) -> None:
    same_moment = [a_conversation(alice.id, title=str(n)) for n in range(10)]
    await kept(begin, *same_moment)
    expected = [each.title for each in sorted(same_moment, key=lambda each: each.id, reverse=True)]
    for limit in (1, 2, 3, 5, 10, 11):
        assert await titles(begin, alice, limit=limit) == expected


async def test_a_page_that_ends_the_list_has_no_next(begin: Begin, alice: User) -> None:
    async with begin() as work:
        empty = await work.conversations.page(alice.id, limit=2)
    assert (empty.items, empty.next) == ((), None)
    await kept(begin, a_conversation(alice.id), a_conversation(alice.id))
    async with begin() as work:
        assert (await work.conversations.page(alice.id, limit=2)).next is None
        assert (await work.conversations.page(alice.id, limit=1)).next is not None


async def test_a_cursor_holds_while_the_list_moves(begin: Begin, alice: User) -> None:
    first, second, third = (a_conversation(alice.id, title=str(n), active_at=NOW - timedelta(n)) for n in range(3))
    await kept(begin, first, second, third)
    async with begin() as work:
        after = (await work.conversations.page(alice.id, limit=2)).next
        await work.conversations.delete(second.id, alice.id, at=NOW)
        await work.conversations.add(a_conversation(alice.id, title="newer", active_at=NOW + timedelta(1)))
        await work.commit()
    assert await titles(begin, alice, after=after) == ["2"]


async def test_archived_conversations_are_a_list_of_their_own(begin: Begin, alice: User) -> None:
    await kept(begin, a_conversation(alice.id, title="here"), a_conversation(alice.id, title="away", archived=True))
    assert await titles(begin, alice) == ["here"]
    assert await titles(begin, alice, archived=True) == ["away"]


async def test_pinned_conversations_can_be_listed_apart(begin: Begin, alice: User) -> None:
    old = NOW - timedelta(days=400)
    await kept(begin, a_conversation(alice.id, title="here"))
    await kept(begin, a_conversation(alice.id, title="held", pinned=True, active_at=old))
    await kept(begin, a_conversation(alice.id, title="away", pinned=True, archived=True))
    assert await titles(begin, alice, pinned=True) == ["held"]
    assert await titles(begin, alice, pinned=False) == ["here"]
    assert await titles(begin, alice) == ["here", "held"]


async def test_a_deleted_conversation_is_nowhere_until_it_is_restored(begin: Begin, alice: User, bob: User) -> None:
    conversation = a_conversation(alice.id, title="llama", pinned=True)
    await kept(begin, conversation)
    question = a_message(conversation.id, text="llama")
    writing = a_reply_being_written(question)
    async with begin() as work:
        await work.messages.add(question)
        await work.messages.add(writing)
        await work.conversations.delete(conversation.id, alice.id, at=NOW)
        await work.commit()
    assert await titles(begin, alice) == await titles(begin, alice, query="llama") == []
    async with begin() as work:
        assert await work.search.find(alice.id, "llama", titles=9, messages=9) == ()
        assert await work.messages.writing() == ()
        for question_of in (work.conversations.get, work.conversations.lock):
            with pytest.raises(NotFound):
                await question_of(conversation.id, alice.id)
        with pytest.raises(NotFound):
            await work.spending.of_conversation(conversation.id, alice.id)
        with pytest.raises(NotFound):
            await work.conversations.save(conversation)
        with pytest.raises(NotFound):
            await work.conversations.delete(conversation.id, alice.id, at=NOW)
        for message_of in (work.messages.get, work.messages.raw):
            with pytest.raises(NotFound):
                await message_of(question.id, alice.id)
    async with begin() as work:
        with pytest.raises(NotFound):
            await work.conversations.restore(conversation.id, bob.id)
    async with begin() as work:
        await work.conversations.restore(conversation.id, alice.id)
        await work.conversations.restore(conversation.id, alice.id)
        await work.commit()
    async with begin() as work:
        assert await work.conversations.get(conversation.id, alice.id) == conversation
        assert await work.messages.get(question.id, alice.id) == question
        assert await work.messages.writing() == (writing,)


async def test_what_was_deleted_long_ago_is_purged_for_good(begin: Begin, alice: User) -> None:
    gone, fresh, there = (a_conversation(alice.id) for _ in range(3))
    await kept(begin, gone, fresh, there)
    await said(begin, gone, "gone")
    async with begin() as work:
        await work.conversations.delete(gone.id, alice.id, at=NOW)
        await work.conversations.delete(fresh.id, alice.id, at=NOW + timedelta(seconds=1))
        await work.commit()
    async with begin() as work:
        assert await work.conversations.deleted(before=NOW) == ()
        assert await work.conversations.deleted(before=NOW + timedelta(milliseconds=1)) == (gone.id,)
        assert await work.conversations.deleted(before=NOW + timedelta(seconds=2)) == (gone.id, fresh.id)
        for kept_id in (fresh.id, there.id, new_id()):
            assert not await work.conversations.purge(kept_id, before=NOW + timedelta(seconds=1))
        assert await work.conversations.purge(gone.id, before=NOW + timedelta(milliseconds=1))
        assert not await work.conversations.purge(gone.id, before=NOW + timedelta(milliseconds=1))
        await work.commit()
    async with begin() as work:
        with pytest.raises(NotFound):
            await work.conversations.restore(gone.id, alice.id)
    async with begin() as work:
        await work.conversations.restore(fresh.id, alice.id)
        assert await work.conversations.get(there.id, alice.id) == there
        assert await work.conversations.deleted(before=NOW + timedelta(days=1)) == ()


async def test_a_temporary_conversation_is_found_by_its_id_and_in_no_list(begin: Begin, alice: User) -> None:
    hidden = a_conversation(alice.id, title="llama", temporary=True, view="a-1", left_at=NOW)
    pinned = a_conversation(alice.id, title="llama", temporary=True, pinned=True)
    archived = a_conversation(alice.id, title="llama", temporary=True, archived=True)
    await kept(begin, hidden, pinned, archived)
    for conversation in (hidden, pinned, archived):
        await said(begin, conversation, "llama")
    for question in (
        {},
        {"query": "llama"},
        {"pinned": True},
        {"archived": True},
        {"archived": True, "query": "llama"},
    ):
        assert await titles(begin, alice, **question) == []
    async with begin() as work:
        assert await work.search.find(alice.id, "llama", titles=9, messages=9) == ()
        assert await work.conversations.get(hidden.id, alice.id) == hidden


async def test_those_that_end_are_temporary_ones_that_were_left_or_long_idle(
    begin: Begin, alice: User, bob: User
) -> None:
    old, moment = NOW - timedelta(hours=2), timedelta(microseconds=1)
    idle = a_conversation(alice.id, temporary=True, active_at=old - moment)
    gone = a_conversation(bob.id, temporary=True, left_at=NOW)
    others = [
        a_conversation(alice.id, active_at=old - moment),
        a_conversation(alice.id, temporary=True, active_at=old),
        a_conversation(alice.id, temporary=True, left_at=NOW + moment),
        a_conversation(alice.id, temporary=True, left_at=NOW, active_at=NOW + moment),
    ]
    await kept(begin, idle, gone, *others)
    async with begin() as work:
        ending = await work.conversations.ending(left_before=NOW + moment, idle_before=old)
    assert sorted(each.id for each in ending) == sorted([idle.id, gone.id])


async def test_what_is_erased_is_gone_but_for_what_it_has_cost(begin: Begin, alice: User, bob: User) -> None:
    conversation, other = a_conversation(alice.id), a_conversation(alice.id)
    await kept(begin, conversation, other)
    question = a_message(conversation.id)
    writing = a_reply_being_written(question)
    reply = a_reply(question, id=writing.id, cost=Decimal("0.25"))
    async with begin() as work:
        await work.messages.add(question)
        await work.messages.add(writing)
        await work.messages.settle(reply)
        await work.conversations.save(replace(conversation, leaf_id=reply.id))
        await work.commit()
    async with begin() as work:
        with pytest.raises(NotFound):
            await work.conversations.erase(conversation.id, bob.id)
    async with begin() as work:
        await work.conversations.erase(conversation.id, alice.id)
        await work.commit()
    async with begin() as work:
        assert await work.messages.at_or_below(conversation.id) == ()
        assert await work.spending.since(alice.id, NOW) == Spent(Decimal("0.25"))
        assert await work.conversations.get(other.id, alice.id) == other
        await work.conversations.add(conversation)
        assert await work.spending.of_conversation(conversation.id, alice.id) == Spent()
    async with begin() as work:
        with pytest.raises(NotFound):
            await work.conversations.erase(conversation.id, alice.id)


async def test_a_cursor_that_was_tampered_with_is_invalid(begin: Begin, alice: User) -> None:
    await kept(begin, a_conversation(alice.id), a_conversation(alice.id))
    async with begin() as work:
        cursor = (await work.conversations.page(alice.id, limit=1)).next
    assert cursor is not None
    tampered = {cursor[:n] + letter + cursor[n + 1 :] for n in range(len(cursor)) for letter in "A_9z"} - {cursor}
    for wrong in [
        "",
        "0",
        cursor[:-1],
        cursor + "A",
        cursor + "\n",
        " " + cursor,
        "é" * len(cursor),
        UNSTORABLE,
        *tampered,
    ]:
        async with begin() as work:
            with pytest.raises(Invalid) as refusal:
                await work.conversations.page(alice.id, limit=1, after=wrong)
        assert list(refusal.value.fields) == ["after"]


async def test_somebody_else_s_cursor_shows_nothing_of_theirs(begin: Begin, alice: User, bob: User) -> None:
    await kept(begin, *(a_conversation(alice.id, title="hers") for _ in range(3)))
    await kept(begin, a_conversation(bob.id, title="his", active_at=NOW - timedelta(1)))
    async with begin() as work:
        cursor = (await work.conversations.page(alice.id, limit=1)).next
    assert await titles(begin, bob, after=cursor) == ["his"]


async def test_a_search_stays_in_its_list(begin: Begin, alice: User, bob: User) -> None:
    hers, his = a_conversation(alice.id, title="hers"), a_conversation(bob.id, title="his llama")
    await kept(begin, hers, his, a_conversation(alice.id, title="an archived llama", archived=True))
    await said(begin, his, "llama")
    assert await titles(begin, alice, query="llama") == []
    assert await titles(begin, alice, query="llama", archived=True) == ["an archived llama"]


async def test_a_search_has_pages_too(begin: Begin, alice: User) -> None:
    for n in range(7):
        conversation = a_conversation(alice.id, title=str(n), active_at=NOW + timedelta(n))
        await kept(begin, conversation, a_conversation(alice.id, title="-"))
        await said(begin, conversation, "a llama")
        await said(begin, conversation, "another llama")
    assert await titles(begin, alice, query="LLAMA", limit=2) == ["6", "5", "4", "3", "2", "1", "0"]
