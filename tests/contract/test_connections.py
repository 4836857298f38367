"""What every `Connections` promises."""

from dataclasses import replace

import pytest

from kipux.application.ports.unit_of_work import Begin
from kipux.domain.connection import Connection
from kipux.domain.errors import NotFound
from kipux.domain.user import User
from tests.factories import NOW, new_id


def of(user: User, **changes: str) -> Connection:
    connection = Connection(
        user_id=user.id, url="https://litellm.example.org", sealed_key="1.c2VhbGVk", key_ending="1234", saved_at=NOW
    )
    return replace(connection, **changes)  # type: ignore[arg-type]  # all of those given are text


async def save(begin: Begin, connection: Connection) -> None:
    async with begin() as work:
        await work.connections.save(connection)
        await work.commit()


async def found(begin: Begin, user: User) -> Connection | None:
    async with begin() as work:
        return await work.connections.find(user.id)


async def test_a_connection_is_kept_whole_and_each_has_their_own(begin: Begin, alice: User, bob: User) -> None:
    await save(begin, of(alice))
    assert await found(begin, alice) == of(alice)
    assert await found(begin, bob) is None


async def test_another_takes_the_place_of_the_one_before(begin: Begin, alice: User, bob: User) -> None:
    await save(begin, of(bob))
    for url in ("https://one.example.org", "https://other.example.org"):
        await save(begin, of(alice, url=url, key_ending=""))
    async with begin() as work:
        kept = await work.connections.all()
    assert sorted(it.url for it in kept) == ["https://litellm.example.org", "https://other.example.org"]


async def test_what_is_deleted_is_gone_and_may_be_deleted_again(begin: Begin, alice: User) -> None:
    await save(begin, of(alice))
    for _ in range(2):
        async with begin() as work:
            await work.connections.delete(alice.id)
            await work.commit()
    assert await found(begin, alice) is None


async def test_nothing_lasts_without_commit(begin: Begin, alice: User) -> None:
    async with begin() as work:
        await work.connections.save(of(alice))
        assert await work.connections.find(alice.id) == of(alice)
    assert await found(begin, alice) is None


async def test_nobody_has_no_connection(begin: Begin, alice: User) -> None:
    async with begin() as work:
        with pytest.raises(NotFound):
            await work.connections.save(replace(of(alice), user_id=new_id()))
