"""What every `Summaries` promises."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from kipux.application.ports.unit_of_work import Begin
from kipux.domain.errors import NotFound
from kipux.domain.message import Message
from kipux.domain.spending import Spent
from kipux.domain.summary import Summary
from kipux.domain.user import User
from tests.contract.nasty import STORED, TEXTS, UNSTORABLE
from tests.factories import NOW, a_conversation, a_message, new_id


@pytest.fixture
async def message(begin: Begin, alice: User) -> Message:
    conversation = a_conversation(alice.id)
    message = a_message(conversation.id)
    async with begin() as work:
        await work.conversations.add(conversation)
        await work.messages.add(message)
        await work.commit()
    return message


def a_summary(message: Message, text: str = "Se saludaron.", cost: Decimal | None = None) -> Summary:
    return Summary(
        id=new_id(),
        conversation_id=message.conversation_id,
        message_id=message.id,
        text=text,
        model="m",
        cost=cost,
        created_at=NOW,
    )


async def kept(begin: Begin, *summaries: Summary) -> None:
    async with begin() as work:
        for summary in summaries:
            await work.summaries.keep(summary)
        await work.commit()


async def found(begin: Begin, message: Message) -> tuple[Summary, ...]:
    async with begin() as work:
        return await work.summaries.of_conversation(message.conversation_id)


async def test_a_summary_comes_back_as_it_was_given(begin: Begin, message: Message) -> None:
    assert await found(begin, message) == ()
    summary = a_summary(message, cost=Decimal("0.000000000001"))
    await kept(begin, summary)
    assert await found(begin, message) == (summary,)


@pytest.mark.parametrize("text", TEXTS)
async def test_any_text_can_be_kept(begin: Begin, message: Message, text: str) -> None:
    await kept(begin, a_summary(message, text))
    assert [summary.text for summary in await found(begin, message)] == [text]


async def test_one_that_reaches_as_far_takes_the_place_of_the_other(begin: Begin, message: Message) -> None:
    later = replace(a_summary(message, "Otra."), created_at=NOW + timedelta(seconds=1))
    await kept(begin, a_summary(message), later)
    assert await found(begin, message) == (later,)


async def test_nothing_is_kept_of_a_message_that_is_gone(begin: Begin, message: Message) -> None:
    await kept(begin, replace(a_summary(message), message_id=new_id()))
    await kept(begin, replace(a_summary(message), conversation_id=new_id()))
    assert await found(begin, message) == ()


async def test_its_cost_was_spent_even_when_it_is_replaced(begin: Begin, message: Message, alice: User) -> None:
    await kept(begin, a_summary(message, cost=Decimal("0.25")), a_summary(message, cost=None), a_summary(message, ""))
    async with begin() as work:
        spent = await work.spending.of_conversation(message.conversation_id, alice.id)
    assert spent == Spent(Decimal("0.25"), 1)


async def test_what_was_spent_elsewhere_is_not_spent_here(begin: Begin, message: Message, alice: User) -> None:
    summary = a_summary(message, cost=Decimal("0.25"))
    async with begin() as work:
        await work.summaries.keep(summary, is_charged=False)
        await work.commit()
    assert await found(begin, message) == (summary,)
    async with begin() as work:
        assert await work.spending.of_conversation(message.conversation_id, alice.id) == Spent()


async def test_a_person_rewrites_their_own_and_nobody_else_s(
    begin: Begin, message: Message, alice: User, bob: User
) -> None:
    await kept(begin, a_summary(message))
    async with begin() as work:
        rewritten = await work.summaries.rewrite(message.id, alice.id, "Mejor así.")
        await work.commit()
    assert await found(begin, message) == (rewritten,)
    assert rewritten.text == "Mejor así."
    for owner, what in ((bob.id, message.id), (alice.id, new_id())):
        with pytest.raises(NotFound):
            async with begin() as work:
                await work.summaries.rewrite(what, owner, "No.")


async def test_it_goes_with_its_person(begin: Begin, message: Message, alice: User) -> None:
    await kept(begin, a_summary(message))
    async with begin() as work:
        conversation = await work.conversations.get(message.conversation_id, alice.id)
        await work.users.delete(alice.id)
        await work.commit()
    async with begin() as work:
        await work.users.add(alice)
        await work.conversations.add(conversation)
        await work.messages.add(message)
        await work.commit()
    assert await found(begin, message) == ()


async def test_it_goes_with_its_conversation(begin: Begin, message: Message, alice: User) -> None:
    await kept(begin, a_summary(message))
    async with begin() as work:
        await work.conversations.delete(message.conversation_id, alice.id, at=NOW)
        assert await work.conversations.purge(message.conversation_id, before=NOW + timedelta(days=1))
        await work.commit()
    assert await found(begin, message) == ()


async def test_what_is_no_text_to_a_database_is_replaced(begin: Begin, message: Message, alice: User) -> None:
    await kept(begin, a_summary(message, UNSTORABLE))
    assert [summary.text for summary in await found(begin, message)] == [STORED]
    async with begin() as work:
        assert (await work.summaries.rewrite(message.id, alice.id, UNSTORABLE)).text == STORED
