"""What every `UnitOfWork` promises."""

import asyncio
from dataclasses import replace

import pytest

from kipux.application.ports.unit_of_work import Begin, UnitOfWork
from kipux.domain.errors import EmailTaken, NotFound
from kipux.domain.user import User
from tests.factories import a_conversation, a_message, a_user, new_id


class Trouble(Exception):
    """Something of which the database knows nothing."""


async def names(begin: Begin, user: User) -> str:
    async with begin() as work:
        return (await work.users.get(user.id)).name


async def test_leaving_without_commit_undoes_everything(begin: Begin, alice: User) -> None:
    conversation = a_conversation(alice.id)
    message = a_message(conversation.id)
    async with begin() as work:
        await work.users.save(replace(alice, name="Changed"))
        await work.conversations.add(conversation)
        await work.messages.add(message)
        assert (await work.users.get(alice.id)).name == "Changed"
        assert await work.messages.get(message.id, alice.id) == message
    async with begin() as work:
        assert await work.users.get(alice.id) == alice
        with pytest.raises(NotFound):
            await work.conversations.get(conversation.id, alice.id)
        with pytest.raises(NotFound):
            await work.messages.get(message.id, alice.id)


async def test_an_error_undoes_everything_and_goes_its_way(begin: Begin, alice: User) -> None:
    async def fail() -> None:
        async with begin() as work:
            await work.users.save(replace(alice, name="Changed"))
            raise Trouble

    with pytest.raises(Trouble):
        await fail()
    assert await names(begin, alice) == "Alice"


async def test_what_follows_a_commit_is_undone_without_another(begin: Begin, alice: User) -> None:
    async with begin() as work:
        await work.users.save(replace(alice, name="Kept"))
        await work.commit()
        await work.users.save(replace(alice, name="Lost"))
    assert await names(begin, alice) == "Kept"


async def test_a_second_commit_leaves_alone_what_others_did_after_the_first(begin: Begin, alice: User) -> None:
    async with begin() as work:
        await work.users.save(replace(alice, name="First"))
        await work.commit()
        async with begin() as other:
            await other.users.save(replace(alice, name="Second"))
            await other.commit()
        await work.users.add(a_user())
        await work.commit()
    assert await names(begin, alice) == "Second"


async def test_nobody_else_sees_what_is_not_committed(begin: Begin, alice: User) -> None:
    async with begin() as work:
        await work.users.save(replace(alice, name="Changed"))
        assert await names(begin, alice) == "Alice"
        await work.commit()
        assert await names(begin, alice) == "Changed"


async def test_what_others_commit_is_seen_at_once(begin: Begin, alice: User) -> None:
    async with begin() as reader:
        assert (await reader.users.get(alice.id)).name == "Alice"
        async with begin() as work:
            await work.users.save(replace(alice, name="Changed"))
            await work.commit()
        assert (await reader.users.get(alice.id)).name == "Changed"


async def test_asking_for_what_is_not_there_spoils_nothing(begin: Begin, alice: User) -> None:
    async with begin() as work:
        await work.users.save(replace(alice, name="Changed"))
        with pytest.raises(NotFound):
            await work.users.get(new_id())
        await work.commit()
    assert await names(begin, alice) == "Changed"


async def test_after_a_refused_write_nothing_can_be_kept(begin: Begin, alice: User) -> None:
    async def taken_e_mail(work: UnitOfWork) -> None:
        with pytest.raises(EmailTaken):
            await work.users.add(a_user(email=alice.email))

    async def lost_parent(work: UnitOfWork) -> None:
        with pytest.raises(NotFound):
            await work.messages.add(a_message(new_id()))

    for refused in (taken_e_mail, lost_parent):
        async with begin() as work:
            await work.users.save(replace(alice, name="Changed"))
            await refused(work)
            with pytest.raises(RuntimeError):
                await work.commit()
        assert await names(begin, alice) == "Alice"


async def test_who_is_cancelled_while_waiting_holds_up_nobody(begin: Begin, alice: User) -> None:
    conversation = a_conversation(alice.id)
    async with begin() as work:
        await work.conversations.add(conversation)
        await work.commit()

    async def wait_for_it() -> None:
        async with begin() as other:
            await other.conversations.lock(conversation.id, alice.id)

    async with begin() as work:
        await work.conversations.lock(conversation.id, alice.id)
        waiting = asyncio.create_task(wait_for_it())
        await asyncio.wait({waiting}, timeout=0.1)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    await asyncio.wait_for(wait_for_it(), 10)


async def test_many_at_once_all_get_their_turn(begin: Begin, alice: User) -> None:
    users = [a_user() for _ in range(100)]

    async def keep(user: User) -> None:
        async with begin() as work:
            await work.users.add(user)
            await work.commit()

    await asyncio.gather(*map(keep, users))
    async with begin() as work:
        assert [await work.users.get(user.id) for user in users] == users
