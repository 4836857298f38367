"""Accounts and sessions."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from kipux.adapters.memory.unit_of_work import MemoryUnitOfWork
from kipux.adapters.system.passwords import BcryptPasswords
from kipux.application.ports.llm_gateway import ChatText
from kipux.application.use_cases.change_password import ChangePassword
from kipux.application.use_cases.log_in import LogIn
from kipux.application.use_cases.sign_up import SignUp
from kipux.application.use_cases.update_profile import PreferenceChanges
from kipux.domain.errors import (
    EmailTaken,
    Forbidden,
    Invalid,
    LastAdministrator,
    NotFound,
    Unavailable,
    WrongCredentials,
)
from kipux.domain.session import session_key
from kipux.domain.user import Preferences, Role, SendKey, TextSize, Theme, User
from tests.unit.house import LASTS, House

ADA = {
    "name": " Ada  Quispe ",
    "email": "Ada@Example.com",
    "phone": "+51 987 654 321",
    "password": "caballo grapa pila",
}


async def sign_up(house: House, **changes: str) -> User:
    return await house.sign_up(**(ADA | changes))


async def test_the_first_account_is_the_administrator_and_the_next_is_not(house: House) -> None:
    first = await sign_up(house)
    second = await sign_up(house, email="b@example.com")
    assert (first.role, second.role) == (Role.ADMIN, Role.MEMBER)
    assert (first.name, first.email, first.phone) == ("Ada Quispe", "ada@example.com", "+51987654321")
    assert "caballo" not in first.password_hash


async def test_every_fault_is_told_at_once(house: House) -> None:
    with pytest.raises(Invalid) as error:
        await house.sign_up(name=" ", email="ada@", phone="12", password="corta")
    assert error.value.fields == {"name": "required", "email": "email", "phone": "phone", "password": "password_short"}


@pytest.mark.parametrize(("password", "fault"), [("12345678", "password_common"), ("x" * 1025, "password_long")])
async def test_a_common_or_endless_password_is_refused(house: House, password: str, fault: str) -> None:
    with pytest.raises(Invalid) as error:
        await sign_up(house, password=password)
    assert error.value.fields == {"password": fault}


async def test_an_email_belongs_to_one_account_whatever_its_case(house: House) -> None:
    await sign_up(house)
    with pytest.raises(EmailTaken):
        await sign_up(house, email="ADA@example.COM")


async def test_closed_registration_lets_the_first_account_in_and_nobody_else(house: House) -> None:
    closed = SignUp(house.begin, house.passwords, house.contact_rules, house.clock, house.ids, is_open=False)
    assert (await closed(**ADA)).role is Role.ADMIN
    with pytest.raises(Forbidden):
        await closed(**(ADA | {"email": "b@example.com"}))


async def test_logging_in_opens_a_session_that_identifies_until_logged_out(house: House) -> None:
    user = await sign_up(house)
    token, who = await house.log_in(
        email=" ADA@example.com", password=ADA["password"], user_agent="ua" * 999, address="192.0.2.1"
    )
    assert who.id == user.id
    found = await house.identify(token)
    assert found is not None
    assert (found[0].id, found[1].key) == (user.id, session_key(token))
    await house.log_out(token)
    assert await house.identify(token) is None
    assert await house.identify("never one of ours\x00") is None


async def test_wrong_credentials_are_the_same_error_either_way(house: House) -> None:
    await sign_up(house)
    for email, password in (
        ("ada@example.com", "otra cosa larga"),
        ("nadie@example.com", ADA["password"]),
        ("\x00", ""),
    ):
        with pytest.raises(WrongCredentials):
            await house.log_in(email=email, password=password, user_agent="", address="")


async def test_a_session_slides_on_while_it_is_used_and_expires_when_it_is_not(house: House) -> None:
    user = await sign_up(house)
    token = await house.start_session(user.id, user_agent="", address="")
    for _ in range(3):
        house.clock.step(days=20)
        assert await house.identify(token) is not None
    house.clock.step(days=LASTS.days, seconds=1)
    assert await house.identify(token) is None


async def test_reading_does_not_touch_the_session_each_time(house: House) -> None:
    user = await sign_up(house)
    token = await house.start_session(user.id, user_agent="", address="")
    house.clock.step(minutes=4)
    found = await house.identify(token)
    assert found is not None
    assert found[1].seen_at == found[1].created_at
    house.clock.step(minutes=2)
    found = await house.identify(token)
    assert found is not None
    assert found[1].seen_at == house.clock.now()


async def test_a_profile_changes_only_where_told(house: House) -> None:
    user = await sign_up(house)
    changed = await house.update_profile(user.id, preferences=PreferenceChanges(theme="dark", default_model="m"))
    assert changed.preferences == Preferences(Theme.DARK, None, "m")
    changed = await house.update_profile(
        user.id, name="Ada", preferences=PreferenceChanges(default_model="", locale="en")
    )
    assert (changed.name, changed.preferences) == ("Ada", Preferences(Theme.DARK, "en", None))
    changed = await house.update_profile(
        user.id, preferences=PreferenceChanges(send_key="modifier", text_size="large", favourites=["n", "m", "n", ""])
    )
    assert changed.preferences == Preferences(Theme.DARK, "en", None, SendKey.MODIFIER, TextSize.LARGE, ("n", "m"))
    for bad in (
        PreferenceChanges(theme="pink"),
        PreferenceChanges(locale="xx"),
        PreferenceChanges(send_key="space"),
        PreferenceChanges(text_size=""),
        PreferenceChanges(favourites=[str(number) for number in range(51)]),
    ):
        with pytest.raises(Invalid):
            await house.update_profile(user.id, preferences=bad)


async def change(house: House, user: User, **how: str) -> str:
    words = {"old": ADA["password"], "new": "otra frase larga", "user_agent": "", "address": ""} | how
    return await house.change_password(user.id, **words)


async def test_a_changed_password_ends_every_session_and_begins_one(house: House) -> None:
    user = await sign_up(house)
    before = [await house.start_session(user.id, user_agent="", address="") for _ in range(2)]
    token = await change(house, user)
    assert [await house.identify(old) for old in before] == [None, None]
    assert await house.identify(token) is not None
    with pytest.raises(WrongCredentials):
        await house.log_in(email=user.email, password=ADA["password"], user_agent="", address="")
    await house.log_in(email=user.email, password="otra frase larga", user_agent="", address="")


@pytest.mark.parametrize(
    ("how", "faults"),
    [
        ({"old": "nunca fue esa"}, {"old_password": "password_wrong"}),
        ({"old": "", "new": "corta"}, {"old_password": "password_wrong", "new_password": "password_short"}),
        ({"new": ADA["password"]}, {"new_password": "password_same"}),
        ({"new": "12345678"}, {"new_password": "password_common"}),
    ],
)
async def test_a_refused_password_change_leaves_all_as_it_is(
    house: House, how: dict[str, str], faults: dict[str, str]
) -> None:
    user = await sign_up(house)
    token = await house.start_session(user.id, user_agent="", address="")
    with pytest.raises(Invalid) as error:
        await change(house, user, **how)
    assert error.value.fields == faults
    assert await house.identify(token) is not None
    await house.log_in(email=user.email, password=ADA["password"], user_agent="", address="")


async def test_of_two_who_change_a_password_at_once_one_is_refused(house: House) -> None:
    user = await sign_up(house)
    outcomes = await asyncio.gather(
        change(house, user, new="la primera frase"), change(house, user, new="la otra frase"), return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Invalid", "str"]


class Meanwhile(BcryptPasswords):
    """Something happens while a password is being checked."""

    def __init__(self, happens: Callable[[], Awaitable[object]]) -> None:
        super().__init__(4)
        self._happens = happens

    async def matches(self, password: str, hashed: str | None) -> bool:
        is_right = await super().matches(password, hashed)
        await self._happens()
        return is_right


@pytest.mark.parametrize("how", ["changed", "deleted"])
async def test_who_signs_in_with_a_password_that_goes_meanwhile_is_not_signed_in(house: House, how: str) -> None:
    await house.somebody()
    user = await sign_up(house)

    async def goes() -> None:
        await (change(house, user) if how == "changed" else house.delete_account(user.id, password=ADA["password"]))

    log_in = LogIn(house.begin, Meanwhile(goes), house.sessions, house.start_session)
    with pytest.raises(WrongCredentials):
        await log_in(email=user.email, password=ADA["password"], user_agent="late", address="")
    there = await house.sessions.of_user(user.id, house.clock.now())
    assert "late" not in [session.user_agent for session in there]


async def test_sessions_end_before_the_password_is_changed_for_whoever_dies_between(house: House) -> None:
    user = await sign_up(house)
    token = await house.start_session(user.id, user_agent="", address="")

    class Dying(MemoryUnitOfWork):
        async def commit(self) -> None:
            await super().commit()
            raise Unavailable

    def begin() -> MemoryUnitOfWork:
        return Dying(house.database)

    change_password = ChangePassword(begin, house.passwords, house.sessions, house.start_session)
    with pytest.raises(Unavailable):
        await change_password(user.id, old=ADA["password"], new="otra frase larga", user_agent="", address="")
    assert await house.identify(token) is None


async def test_a_deleted_account_is_gone_with_everything_of_it_and_nothing_of_others(house: House) -> None:
    other, user = await house.somebody(), await sign_up(house)
    token = await house.start_session(user.id, user_agent="", address="")
    sent, theirs = await house.ask(user_id=user.id), await house.ask(user_id=other)
    await house.done(sent)
    await house.done(theirs)
    await house.delete_account(user.id, password=ADA["password"])
    assert await house.identify(token) is None
    assert set(house.database.users) == {other}
    assert {it.user_id for it in house.database.conversations.values()} == {other}
    assert {kept.message.conversation_id for kept in house.database.messages.values()} == {theirs.conversation.id}
    assert {charge.user_id for charge in house.database.charges.values()} <= {other}
    assert (await sign_up(house)).id != user.id, "the e-mail is free again"


async def test_an_account_is_deleted_by_its_password_only(house: House) -> None:
    user = await sign_up(house)
    with pytest.raises(Invalid) as error:
        await house.delete_account(user.id, password="otra cosa larga")
    assert error.value.fields == {"password": "password_wrong"}
    assert user.id in house.database.users


async def test_what_is_being_written_for_a_deleted_account_is_stopped(build: Callable[..., House]) -> None:
    house = build(script=[ChatText("Hola"), asyncio.Event()])
    user = await sign_up(house)
    await house.ask(user_id=user.id)
    async with asyncio.timeout(5):
        while not house.gateway.requests:
            await asyncio.sleep(0.005)
        await house.delete_account(user.id, password=ADA["password"])
        while not house.gateway.closed_early:
            await asyncio.sleep(0.005)


async def test_the_only_administrator_stays_while_there_are_others(house: House) -> None:
    admin, other = await sign_up(house), await sign_up(house, email="b@example.com")
    with pytest.raises(LastAdministrator):
        await house.delete_account(admin.id, password=ADA["password"])
    assert (await house.grant_admin(" B@Example.com ")).role is Role.ADMIN
    await house.delete_account(admin.id, password=ADA["password"])
    await house.delete_account(other.id, password=ADA["password"])
    assert house.database.users == {}
    with pytest.raises(NotFound):
        await house.grant_admin("nadie@example.com")
