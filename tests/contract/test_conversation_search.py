"""What every `ConversationSearch` promises, and what only PostgreSQL adds to it."""

from datetime import timedelta

import pytest

from kipux.application.ports.conversation_search import Hit
from kipux.application.ports.unit_of_work import Begin
from kipux.domain.conversation import Conversation
from kipux.domain.message import Message
from kipux.domain.spot import TOP, Spot
from kipux.domain.user import User
from tests.contract.conftest import signed_up
from tests.contract.nasty import TEXTS, UNSTORABLE
from tests.factories import NOW, a_conversation, a_message, a_reply, a_reply_being_written

FOUND = [
    ("La canción del ñandú", "CANCION"),
    ("La cancion del nandu", "Ñandú"),
    ("LA CANCIO\u0301N", "canción"),
    ("straße", "STRASSE"),
    ("\uff21\uff4e\uff44\uff45\uff53", "andes"),
    ("İstanbul", "istanbul"),
    ("the first and the last", "last first"),
    ("the first and the last", "the fir"),
    ("a quipu", "quip"),
    ("de la que", "de la que"),
    ("100 % sure", "100 %"),
    ("snake_case and node.js", "case js"),
    ("C:\\temp\\notes", "temp\\notes"),
    ("see https://example.com/path?x=1#there", "there example path"),
    ("release 1.25.3-rc1", "25 rc1"),
    ("0x1f 1e5 007", "007 1e5"),
    ("مرحبا بالعالم", "بالعالم"),
    ("two\nlines", "lines two"),
    ('it\'s "quoted" & (nested) | !not', "'quoted':* & not"),
    ("w" * 3_000 + " end", "w" * 200),
]
MISSED = [
    ("La canción del ñandú", "andu"),
    ("the first and the last", "firs last"),
    ("the first and the last", "first lost"),
    ("abc canción 500", "50 canción"),
    ("abc", "%"),
    ("abc", "_"),
    ("abc", "\\"),
    ("abc", ".*"),
    ("abc", ":*"),
    ("abc", "a%c"),
    ("abc", ""),
    ("abc", " \t"),
    ("abc", "🦙"),
    ("🦙", "🦙"),
]


async def kept(begin: Begin, *things: Conversation | Message) -> None:
    async with begin() as work:
        for thing in things:
            if isinstance(thing, Conversation):
                await work.conversations.add(thing)
            else:
                await work.messages.add(thing)
        await work.commit()


async def found(
    begin: Begin, owner: User, query: str, *, titles: int = 10, messages: int = 10, after: Spot = TOP
) -> tuple[Hit, ...]:
    async with begin() as work:
        return await work.search.find(owner.id, query, titles=titles, messages=messages, after=after)


@pytest.mark.parametrize(("text", "query"), FOUND)
async def test_words_are_found_case_and_accents_aside(begin: Begin, alice: User, text: str, query: str) -> None:
    named, other = a_conversation(alice.id, title=text), a_conversation(alice.id, title="elsewhere")
    question = a_message(other.id, text=text)
    reply = a_reply_being_written(question)
    await kept(begin, named, other, question, reply)
    written = a_reply(question, id=reply.id, text=text, created_at=NOW)
    async with begin() as work:
        await work.messages.settle(written)
        await work.commit()
    assert await found(begin, alice, query) == (Hit(named), Hit(other, written), Hit(other, question))


@pytest.mark.parametrize(("text", "query"), MISSED)
async def test_what_has_not_every_word_is_not_found(begin: Begin, alice: User, text: str, query: str) -> None:
    conversation = a_conversation(alice.id, title=text)
    await kept(begin, conversation, a_message(conversation.id, text=text))
    assert await found(begin, alice, query) == ()


@pytest.mark.parametrize("text", TEXTS)
async def test_any_text_may_be_kept_and_sought(begin: Begin, alice: User, text: str) -> None:
    conversation = a_conversation(alice.id, title=text)
    await kept(begin, conversation, a_message(conversation.id, text=text))
    assert len(await found(begin, alice, text[:200])) in {0, 2}


async def test_what_is_no_text_is_sought_in_vain(begin: Begin, alice: User) -> None:
    await kept(begin, a_conversation(alice.id, title="here"))
    assert await found(begin, alice, UNSTORABLE) == ()


async def test_a_text_of_very_many_words_is_kept_and_found_by_its_first_ones(begin: Begin, alice: User) -> None:
    conversation = a_conversation(alice.id)
    message = a_message(conversation.id, text=" ".join(f"palabra{n}x" for n in range(80_000)))
    await kept(begin, conversation, message)
    assert await found(begin, alice, "palabra77x palabra1x") == (Hit(conversation, message),)


async def test_somebody_else_s_is_never_found(begin: Begin, alice: User, bob: User) -> None:
    his = a_conversation(bob.id, title="llama")
    await kept(begin, his, a_message(his.id, text="llama"))
    assert await found(begin, alice, "llama") == ()
    assert len(await found(begin, bob, "llama")) == 2


async def test_the_conversation_active_last_comes_first_and_only_so_many_are_given(begin: Begin, alice: User) -> None:
    away = a_conversation(alice.id, title="llama", archived=True, active_at=NOW + timedelta(9))
    talks = [a_conversation(alice.id, title=f"llama {n}", active_at=NOW - timedelta(n)) for n in range(3)]
    said = [
        a_message(talk.id, text=f"llama {n}", created_at=NOW - timedelta(n))
        for talk in (*talks, away)
        for n in range(2)
    ]
    await kept(begin, *talks, away, *said)
    owned = [Hit(talk, message) for talk in (*talks, away) for message in said if message.conversation_id == talk.id]
    assert await found(begin, alice, "llama") == (*map(Hit, talks), Hit(away), *owned)
    for limit in range(1, 8):
        hits = await found(begin, alice, "llama", titles=2, messages=limit)
        assert hits == (*map(Hit, talks[:2]), *owned[:limit])


async def test_pages_follow_each_other_whatever_comes_above_them(begin: Begin, alice: User) -> None:
    away = a_conversation(alice.id, archived=True, active_at=NOW + timedelta(9))
    talks = [a_conversation(alice.id, active_at=NOW - timedelta(n // 2)) for n in range(4)]
    said = [
        a_message(talk.id, text="llama", created_at=NOW - timedelta(n // 2))
        for talk in (*talks, away)
        for n in range(4)
    ]
    await kept(begin, *talks, away, *said)
    whole = await found(begin, alice, "llama", messages=99)
    assert [hit.conversation.archived for hit in whole] == [False] * 16 + [True] * 4
    for limit in (1, 3, 7):
        paged: list[Hit] = []
        spot = TOP
        while page := await found(begin, alice, "llama", titles=0, messages=limit, after=spot):
            paged += page
            assert page[-1].message is not None
            spot = Spot.of(page[-1].conversation, page[-1].message)
        assert paged == list(whole)
    new = a_conversation(alice.id, active_at=NOW + timedelta(1))
    await kept(begin, new, a_message(new.id, text="llama"))
    third = whole[2]
    assert third.message is not None
    rest = await found(begin, alice, "llama", titles=0, messages=99, after=Spot.of(third.conversation, third.message))
    assert rest == whole[3:]


async def test_a_changed_title_is_found_by_its_new_words_alone(begin: Begin, alice: User) -> None:
    conversation = a_conversation(alice.id, title="alpaca")
    await kept(begin, conversation)
    async with begin() as work:
        await work.conversations.save(renamed := a_conversation(alice.id, id=conversation.id, title="vicuña"))
        await work.commit()
    assert await found(begin, alice, "alpaca") == ()
    assert await found(begin, alice, "vicuna") == (Hit(renamed),)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Cantaron canciones", "canción"),
        ("La nación habló", "naciones hablaron"),
        ("He was running late", "run"),
        ("many libraries", "library"),
    ],
)
async def test_postgres_finds_other_forms_of_a_word(postgres_begin: Begin, text: str, query: str) -> None:
    owner = await signed_up(postgres_begin)
    conversation = a_conversation(owner.id, title=text)
    await kept(postgres_begin, conversation)
    assert await found(postgres_begin, owner, query) == (Hit(conversation),)
