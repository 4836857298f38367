"""What every `Spending` promises."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from kipux.application.ports.unit_of_work import Begin
from kipux.domain.errors import NotFound, ReplyInterrupted
from kipux.domain.message import Failure, Message, MessageStatus
from kipux.domain.spending import Charge, Spent
from kipux.domain.user import User
from tests.factories import NOW, a_conversation, a_message, a_reply, a_reply_being_written, new_id


async def asked(begin: Begin, owner: User) -> Message:
    """A question that begins a conversation."""
    conversation = a_conversation(owner.id)
    question = a_message(conversation.id)
    async with begin() as work:
        await work.conversations.add(conversation)
        await work.messages.add(question)
        await work.commit()
    return question


async def answered(begin: Begin, question: Message, cost: str | None, at: datetime = NOW, **changes: Any) -> Message:
    """A reply that was written and has ended."""
    writing = a_reply_being_written(question)
    told = None if cost is None else Decimal(cost)
    reply = a_reply(question, id=writing.id, cost=told, finished_at=at, **changes)
    async with begin() as work:
        await work.messages.add(writing)
        assert await work.messages.settle(reply)
        await work.commit()
    return reply


def a_charge(user_id: UUID, conversation_id: UUID, cost: str) -> Charge:
    return Charge(
        id=new_id(),
        nameless_id=new_id(),
        user_id=user_id,
        conversation_id=conversation_id,
        at=NOW,
        cost=Decimal(cost),
    )


async def of_conversation(begin: Begin, conversation_id: UUID, owner: User) -> Spent:
    async with begin() as work:
        return await work.spending.of_conversation(conversation_id, owner.id)


async def since(begin: Begin, owner: User, moment: datetime) -> Spent:
    async with begin() as work:
        return await work.spending.since(owner.id, moment)


async def test_nothing_asked_is_nothing_spent(begin: Begin, alice: User) -> None:
    question = await asked(begin, alice)
    assert await of_conversation(begin, question.conversation_id, alice) == Spent()
    assert await since(begin, alice, NOW) == Spent()


async def test_all_branches_are_added_exactly_and_unknown_costs_are_counted(begin: Begin, alice: User) -> None:
    question = await asked(begin, alice)
    for cost in ("0.1", "0.2", "0.000000000000000001", None, None):
        await answered(begin, question, cost)
    spent = await of_conversation(begin, question.conversation_id, alice)
    assert spent == Spent(Decimal("0.300000000000000001"), 2)
    assert await since(begin, alice, NOW) == spent


async def test_a_free_reply_is_known_to_be_free(begin: Begin, alice: User) -> None:
    question = await asked(begin, alice)
    await answered(begin, question, "0")
    assert await of_conversation(begin, question.conversation_id, alice) == Spent()


async def test_a_reply_that_failed_before_its_first_word_cost_nothing(begin: Begin, alice: User) -> None:
    question = await asked(begin, alice)
    error = Failure("gateway_unreachable")
    await answered(begin, question, None, text="", reasoning="", status=MessageStatus.FAILED, error=error)
    assert await of_conversation(begin, question.conversation_id, alice) == Spent()


async def test_a_reply_that_is_being_written_has_not_cost_anything_yet(begin: Begin, alice: User) -> None:
    question = await asked(begin, alice)
    async with begin() as work:
        await work.messages.add(a_reply_being_written(question))
        await work.commit()
    assert await of_conversation(begin, question.conversation_id, alice) == Spent()


async def test_a_reply_that_was_given_up_and_came_after_all_counts_once(begin: Begin, alice: User) -> None:
    question = await asked(begin, alice)
    error = Failure.of(ReplyInterrupted())
    given_up = await answered(begin, question, None, status=MessageStatus.FAILED, error=error)
    assert await of_conversation(begin, question.conversation_id, alice) == Spent(Decimal(0), 1)
    async with begin() as work:
        assert await work.messages.settle(a_reply(question, id=given_up.id, cost=Decimal("0.5")))
        await work.commit()
    assert await of_conversation(begin, question.conversation_id, alice) == Spent(Decimal("0.5"))


async def test_what_was_not_committed_was_not_spent(begin: Begin, alice: User) -> None:
    question = await asked(begin, alice)
    writing = a_reply_being_written(question)
    async with begin() as work:
        await work.messages.add(writing)
        await work.messages.settle(a_reply(question, id=writing.id))
    assert await since(begin, alice, NOW) == Spent()


async def test_what_is_brought_in_complete_was_not_spent_here(begin: Begin, alice: User) -> None:
    question = await asked(begin, alice)
    async with begin() as work:
        await work.messages.add(a_reply(question))
        await work.commit()
    assert await since(begin, alice, NOW) == Spent()


async def test_what_was_spent_before_the_moment_does_not_count_whatever_the_zone(begin: Begin, alice: User) -> None:
    question = await asked(begin, alice)
    june = datetime(2026, 6, 1, tzinfo=UTC)
    lima = timezone(-timedelta(hours=5))
    await answered(begin, question, "1", june - timedelta(microseconds=1))
    await answered(begin, question, "2", june)
    await answered(begin, question, "4", datetime(2026, 5, 31, 19, tzinfo=lima))
    assert await since(begin, alice, june) == Spent(Decimal(6))


async def test_deleting_the_conversation_does_not_bring_the_money_back(begin: Begin, alice: User) -> None:
    question = await asked(begin, alice)
    await answered(begin, question, "0.25")
    async with begin() as work:
        await work.conversations.delete(question.conversation_id, alice.id, at=NOW)
        await work.commit()
    assert await since(begin, alice, NOW) == Spent(Decimal("0.25"))


async def test_others_spend_for_themselves(begin: Begin, alice: User, bob: User) -> None:
    question = await asked(begin, alice)
    await answered(begin, question, "0.25")
    assert await since(begin, bob, NOW) == Spent()
    for conversation_id in (question.conversation_id, new_id()):
        with pytest.raises(NotFound):
            await of_conversation(begin, conversation_id, bob)


async def test_what_is_charged_beside_replies_is_added_once_and_stays(begin: Begin, alice: User, bob: User) -> None:
    question = await asked(begin, alice)
    here = question.conversation_id
    charge = a_charge(alice.id, here, "0.00002")
    unknown = replace(charge, id=new_id(), nameless_id=new_id(), cost=None)
    for each in (charge, charge, unknown):
        async with begin() as work:
            await work.spending.charge(each)
            await work.commit()
    assert await of_conversation(begin, here, alice) == Spent(Decimal("0.00002"), 1)
    assert await since(begin, alice, NOW) == Spent(Decimal("0.00002"), 1)
    assert await since(begin, alice, NOW + timedelta(seconds=1)) == Spent()
    assert await since(begin, bob, NOW) == Spent()


async def test_nobody_who_is_not_there_is_charged(begin: Begin, alice: User) -> None:
    question = await asked(begin, alice)
    charge = a_charge(new_id(), question.conversation_id, "0.00002")
    async with begin() as work:
        await work.spending.charge(charge)
        await work.commit()
    assert await of_conversation(begin, question.conversation_id, alice) == Spent()


async def test_what_is_charged_when_its_conversation_has_gone_counts_in_time_alone(begin: Begin, alice: User) -> None:
    question = await asked(begin, alice)
    gone = a_charge(alice.id, question.conversation_id, "0.5")
    async with begin() as work:
        await work.conversations.erase(question.conversation_id, alice.id)
        await work.spending.charge(gone)
        await work.commit()
    assert await since(begin, alice, NOW) == Spent(Decimal("0.5"))


async def test_what_is_charged_again_when_its_conversation_has_gone_counts_once(begin: Begin, alice: User) -> None:
    gone = a_charge(alice.id, new_id(), "0.5")
    for each in (gone, gone, a_charge(alice.id, gone.conversation_id, "0.25")):
        async with begin() as work:
            await work.spending.charge(each)
            await work.commit()
    assert await since(begin, alice, NOW) == Spent(Decimal("0.75"))


async def test_a_reply_that_ends_in_a_deleted_conversation_has_cost_what_it_has(begin: Begin, alice: User) -> None:
    question = await asked(begin, alice)
    writing = a_reply_being_written(question)
    async with begin() as work:
        await work.messages.add(writing)
        await work.conversations.delete(question.conversation_id, alice.id, at=NOW)
        assert await work.messages.settle(a_reply(question, id=writing.id, cost=Decimal("0.5"), finished_at=NOW))
        await work.commit()
    assert await since(begin, alice, NOW) == Spent(Decimal("0.5"))
