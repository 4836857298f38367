"""What every `Users` promises."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from kipux.application.ports.unit_of_work import Begin
from kipux.domain.errors import EmailTaken, NotFound
from kipux.domain.user import Preferences, Role, SendKey, TextSize, Theme, User
from tests.contract.conftest import is_kept_waiting, signed_up
from tests.contract.nasty import STORED, TEXTS, UNSTORABLE
from tests.factories import a_conversation, a_message, a_user, new_id


async def found(begin: Begin, user: User) -> User:
    async with begin() as work:
        return await work.users.get(user.id)


async def test_an_account_is_kept_whole(begin: Begin) -> None:
    preferences = Preferences(
        theme=Theme.DARK,
        locale="es",
        default_model="test-model",
        send_key=SendKey.MODIFIER,
        text_size=TextSize.LARGER,
        favourites=("one", "two"),
        instructions="Responde breve.",
    )
    user = await signed_up(begin, role=Role.ADMIN, preferences=preferences)
    assert await found(begin, user) == user


@pytest.mark.parametrize("text", TEXTS)
async def test_any_text_may_be_a_name(begin: Begin, text: str) -> None:
    user = await signed_up(begin, name=text, preferences=Preferences(default_model=text))
    assert await found(begin, user) == user


async def test_what_is_no_text_is_replaced_sign_by_sign(begin: Begin) -> None:
    user = await signed_up(begin, name=UNSTORABLE, preferences=Preferences(default_model=UNSTORABLE))
    assert await found(begin, user) == replace(user, name=STORED, preferences=Preferences(default_model=STORED))


async def test_times_are_kept_to_the_microsecond_and_come_back_in_utc(begin: Begin) -> None:
    lima = timezone(timedelta(hours=-5))
    user = await signed_up(begin, created_at=datetime(2026, 2, 28, 23, 59, 59, 999_999, tzinfo=lima))
    kept = (await found(begin, user)).created_at
    assert kept == user.created_at
    assert kept.utcoffset() == timedelta(0)
    assert kept == datetime(2026, 3, 1, 4, 59, 59, 999_999, tzinfo=UTC)


async def test_an_unknown_account_is_not_found(begin: Begin) -> None:
    async with begin() as work:
        with pytest.raises(NotFound):
            await work.users.get(new_id())
        with pytest.raises(NotFound):
            await work.users.save(a_user())


@pytest.mark.parametrize("asked", ["ada@example.com", "ADA@EXAMPLE.COM", "Ada@Example.Com"])
async def test_an_account_is_found_by_its_e_mail_in_any_case(begin: Begin, asked: str) -> None:
    user = await signed_up(begin, email="Ada@example.com")
    async with begin() as work:
        assert await work.users.by_email(asked) == user


@pytest.mark.parametrize(
    "asked", ["", "%", "ada", "ad_@example.com", "ada@example.com ", "àda@example.com", UNSTORABLE]
)
async def test_nobody_is_found_by_less_than_the_whole_e_mail(begin: Begin, asked: str) -> None:
    await signed_up(begin, email="ada@example.com")
    async with begin() as work:
        assert await work.users.by_email(asked) is None


async def test_case_means_nothing_beyond_ascii_either(begin: Begin) -> None:
    user = await signed_up(begin, email="ñandú@example.com")
    async with begin() as work:
        assert await work.users.by_email("ÑANDÚ@example.com") == user


async def test_an_e_mail_is_taken_in_any_case(begin: Begin) -> None:
    await signed_up(begin, email="ada@example.com")
    with pytest.raises(EmailTaken):
        await signed_up(begin, email="ADA@example.com")


async def test_of_two_who_register_an_e_mail_at_once_one_is_told_that_it_is_taken(begin: Begin) -> None:
    emails = ("ada@example.com", "Ada@example.com")
    outcomes = await asyncio.gather(*(signed_up(begin, email=email) for email in emails), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["EmailTaken", "User"]


async def test_saving_replaces_everything(begin: Begin) -> None:
    user = await signed_up(begin)
    changed = replace(
        a_user(name="Grace", phone="+12025550123", role=Role.ADMIN, preferences=Preferences(locale="en")), id=user.id
    )
    async with begin() as work:
        await work.users.save(changed)
        await work.commit()
    assert await found(begin, user) == changed


async def test_one_s_own_e_mail_may_change_its_case(begin: Begin) -> None:
    user = await signed_up(begin, email="ada@example.com")
    changed = replace(user, email="Ada@Example.com")
    async with begin() as work:
        await work.users.save(changed)
        await work.commit()
    assert await found(begin, user) == changed


async def test_somebody_else_s_e_mail_cannot_be_saved(begin: Begin) -> None:
    ada, grace = await signed_up(begin, email="ada@example.com"), await signed_up(begin)
    async with begin() as work:
        with pytest.raises(EmailTaken):
            await work.users.save(replace(grace, email="ADA@example.com"))
    assert (await found(begin, grace)).email == grace.email
    assert (await found(begin, ada)).email == ada.email


async def test_there_are_no_accounts_until_one_is_committed(begin: Begin) -> None:
    async with begin() as work:
        assert await work.users.is_empty()
        await work.users.add(a_user())
        assert not await work.users.is_empty()
    async with begin() as work:
        assert await work.users.is_empty()
    await signed_up(begin)
    async with begin() as work:
        assert not await work.users.is_empty()


async def test_of_many_who_register_at_once_one_is_the_first(begin: Begin) -> None:
    async def register() -> bool:
        async with begin() as work:
            is_first = await work.users.is_empty()
            await work.users.add(a_user())
            await work.commit()
        return is_first

    assert sorted(await asyncio.gather(*(register() for _ in range(8)))) == [False] * 7 + [True]


async def test_who_asks_while_the_first_gives_up_becomes_the_first(begin: Begin) -> None:
    async with begin() as work:
        assert await work.users.is_empty()
        await work.users.add(a_user())

        async def second() -> bool:
            async with begin() as other:
                return await other.users.is_empty()

        waiting = asyncio.create_task(second())
        assert await is_kept_waiting(waiting)
    assert await waiting


async def test_who_changes_an_account_is_alone_with_it_until_the_end(begin: Begin) -> None:
    user = await signed_up(begin)
    async with begin() as work:
        mine = await work.users.get_to_change(user.id)

        async def other() -> User:
            async with begin() as another:
                return await another.users.get_to_change(user.id)

        waiting = asyncio.create_task(other())
        assert await is_kept_waiting(waiting)
        await work.users.save(replace(mine, name="Grace"))
        await work.commit()
    assert (await waiting).name == "Grace"


async def test_an_unknown_account_is_not_there_to_be_changed(begin: Begin) -> None:
    async with begin() as work:
        with pytest.raises(NotFound):
            await work.users.get_to_change(new_id())


async def test_an_account_is_deleted_with_everything_of_it(begin: Begin) -> None:
    ada, grace = await signed_up(begin), await signed_up(begin)
    mine, hers = a_conversation(ada.id), a_conversation(grace.id)
    async with begin() as work:
        for conversation in (mine, hers):
            question = a_message(conversation.id)
            await work.conversations.add(replace(conversation, leaf_id=question.id))
            await work.messages.add(question)
        await work.commit()
    async with begin() as work:
        await work.users.delete(ada.id)
        await work.commit()
    async with begin() as work:
        with pytest.raises(NotFound):
            await work.users.get(ada.id)
        with pytest.raises(NotFound):
            await work.conversations.get(mine.id, ada.id)
        assert (await work.conversations.get(hers.id, grace.id)).id == hers.id
        assert await work.users.by_email(ada.email) is None


async def test_an_unknown_account_cannot_be_deleted(begin: Begin) -> None:
    async with begin() as work:
        with pytest.raises(NotFound):
            await work.users.delete(new_id())


async def test_the_only_administrator_among_others_is_needed(begin: Begin) -> None:
    admin = await signed_up(begin, role=Role.ADMIN)
    assert not await is_needed(begin, admin), "nobody else is there"
    member = await signed_up(begin)
    assert await is_needed(begin, admin)
    assert not await is_needed(begin, member)
    await signed_up(begin, role=Role.ADMIN)
    assert not await is_needed(begin, admin)
    with pytest.raises(NotFound):
        await is_needed(begin, a_user())


async def test_of_the_last_two_administrators_who_leave_at_once_one_stays(begin: Begin) -> None:
    both = [await signed_up(begin, role=Role.ADMIN) for _ in range(2)]
    await signed_up(begin)

    async def leave(user: User) -> bool:
        async with begin() as work:
            if await work.users.is_needed(user.id):
                return False
            await work.users.delete(user.id)
            await work.commit()
        return True

    assert sorted(await asyncio.gather(*map(leave, both))) == [False, True]


async def is_needed(begin: Begin, user: User) -> bool:
    async with begin() as work:
        return await work.users.is_needed(user.id)
