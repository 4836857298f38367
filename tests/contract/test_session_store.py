"""What every `SessionStore` promises."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from kipux.application.ports.session_store import SessionStore
from tests.contract.nasty import UNSTORABLE
from tests.factories import ALICE, BOB, NOW, a_session, new_id

MOMENT = timedelta(microseconds=1)
DAY = timedelta(days=1)


async def test_a_session_is_found_as_it_was_kept(session_store: SessionStore) -> None:
    session = a_session(user_agent='Mozilla/5.0 "ñ" 🦙', address="2001:db8::7", seen_at=NOW + MOMENT)
    await session_store.add(session)
    assert await session_store.find(session.key, NOW) == session


async def test_a_session_lives_until_the_moment_it_expires(session_store: SessionStore) -> None:
    session = a_session(expires_at=NOW + DAY)
    await session_store.add(session)
    assert await session_store.find(session.key, NOW + DAY - MOMENT) == session
    assert await session_store.find(session.key, NOW + DAY) is None
    assert await session_store.of_user(ALICE, NOW + DAY) == ()


@pytest.mark.parametrize("key", ["", "unknown", "%", "*", "a\nb", "\x00", "\ud800", "ñ" * 10_000, UNSTORABLE])
async def test_any_string_may_be_asked_about(session_store: SessionStore, key: str) -> None:
    session = a_session()
    await session_store.add(session)
    assert await session_store.find(key, NOW) is None
    await session_store.touch(key, NOW, NOW + DAY)
    await session_store.end(key)
    assert await session_store.find(session.key, NOW) == session


async def test_touching_slides_a_session_on(session_store: SessionStore) -> None:
    session = a_session(expires_at=NOW + DAY)
    await session_store.add(session)
    await session_store.touch(session.key, NOW + DAY / 2, NOW + 2 * DAY)
    moved = replace(session, seen_at=NOW + DAY / 2, expires_at=NOW + 2 * DAY)
    assert await session_store.find(session.key, NOW + DAY) == moved
    assert await session_store.of_user(ALICE, NOW + DAY) == (moved,)


async def test_an_ended_session_is_gone_and_no_touch_brings_it_back(session_store: SessionStore) -> None:
    session = a_session()
    await session_store.add(session)
    await session_store.end(session.key)
    await session_store.end(session.key)
    await session_store.touch(session.key, NOW, NOW + DAY)
    assert await session_store.find(session.key, NOW) is None
    assert await session_store.of_user(ALICE, NOW) == ()


async def test_touches_and_an_end_at_once_leave_nothing(session_store: SessionStore) -> None:
    session = a_session()
    await session_store.add(session)
    touches = [session_store.touch(session.key, NOW, NOW + DAY) for _ in range(5)]
    await asyncio.gather(*touches, session_store.end(session.key), *(session_store.end("other") for _ in range(2)))
    assert await session_store.find(session.key, NOW) is None


async def test_a_person_s_sessions_are_listed_the_one_seen_last_first(session_store: SessionStore) -> None:
    seen = [a_session(seen_at=NOW + timedelta(minutes=n)) for n in (1, 3, 0, 2)]
    for session in (*seen, a_session(BOB), a_session(expires_at=NOW + MOMENT)):
        await session_store.add(session)
    listed = await session_store.of_user(ALICE, NOW + timedelta(minutes=5))
    assert listed == tuple(sorted(seen, key=lambda session: session.seen_at, reverse=True))
    assert await session_store.of_user(new_id(), NOW) == ()


async def test_all_sessions_of_a_person_end_together(session_store: SessionStore) -> None:
    hers, his = [a_session() for _ in range(3)], a_session(BOB)
    for session in (*hers, his):
        await session_store.add(session)
    assert await session_store.end_all(ALICE) == 3
    assert await session_store.of_user(ALICE, NOW) == ()
    assert await session_store.find(hers[0].key, NOW) is None
    assert await session_store.find(his.key, NOW) == his
    assert await session_store.end_all(ALICE) == 0


async def test_all_but_the_one_in_use_may_end(session_store: SessionStore) -> None:
    one, two, his = a_session(), a_session(), a_session(BOB)
    for session in (one, two, his):
        await session_store.add(session)
    assert await session_store.end_all(ALICE, but=his.key) == 2
    for session in (one, two):
        await session_store.add(session)
    assert await session_store.end_all(ALICE, but=one.key) == 1
    assert await session_store.of_user(ALICE, NOW) == (one,)
    assert await session_store.of_user(BOB, NOW) == (his,)
