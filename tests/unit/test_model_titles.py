"""Titles that a small model gives."""

import asyncio
from collections.abc import Callable, Iterable
from decimal import Decimal

import pytest

from kipux.adapters.scripted.gateway import Step, whole_answer
from kipux.application.ports.llm_gateway import ChatEnd, ChatRequest, ChatText
from kipux.application.use_cases.send_message import Sent
from kipux.domain.conversation import tidied_title
from kipux.domain.errors import ProviderDown
from kipux.domain.events import TitleSet
from kipux.domain.spending import Spent
from tests.unit.house import House

Script = Callable[[ChatRequest], Iterable[Step]]


def titled_by(title: Iterable[Step], reply: Iterable[Step] | None = None) -> House:
    house = House(title_model="small")
    house.gateway._script = lambda asked: (
        title if asked.model == "small" else (whole_answer("Hola.") if reply is None else reply)
    )
    return house


async def title_of(house: House, sent: Sent) -> str:
    async with house.begin() as work:
        return (await work.conversations.get(sent.conversation.id, sent.conversation.user_id)).title


async def named(house: House, sent: Sent, title: str) -> None:
    async with asyncio.timeout(5):
        while await title_of(house, sent) != title:
            await asyncio.sleep(0)


async def test_a_title_that_comes_in_time_is_told_beside_the_reply() -> None:
    gate = asyncio.Event()
    house = titled_by(
        whole_answer("«Nudos ", "del altiplano».\n"), [ChatText("Ho"), gate, ChatText("la."), ChatEnd("stop", None)]
    )
    sent = await house.ask("¿Qué es un quipu?")
    await named(house, sent, "Nudos del altiplano")
    gate.set()
    told = [event.title for event in await house.events(sent) if isinstance(event, TitleSet)]
    assert told == ["¿Qué es un quipu?", "Nudos del altiplano"]


async def test_the_reply_never_waits_for_its_title() -> None:
    gate = asyncio.Event()
    house = titled_by([gate, *whole_answer("Tarde")])
    sent = await house.ask("¿Qué es un quipu?")
    await house.done(sent)
    assert await title_of(house, sent) == "¿Qué es un quipu?"
    gate.set()
    await named(house, sent, "Tarde")


async def test_a_title_that_the_person_gave_meanwhile_stays() -> None:
    gate = asyncio.Event()
    house = titled_by([gate, *whole_answer("Del modelo")])
    sent = await house.ask("¿Qué es un quipu?")
    owner = sent.conversation.user_id
    await house.update_conversation(owner, sent.conversation.id, title="El mío")
    gate.set()
    await house.events(sent)
    await house.background.close(5)
    assert await title_of(house, sent) == "El mío"


@pytest.mark.parametrize("title", [[ProviderDown()], whole_answer(""), whole_answer(" «» \n")])
async def test_without_a_usable_answer_the_first_words_stay(title: Iterable[Step]) -> None:
    house = titled_by(title)
    sent = await house.ask("¿Qué es un quipu?")
    await house.done(sent)
    await house.background.close(5)
    assert await title_of(house, sent) == "¿Qué es un quipu?"


async def test_only_a_conversation_without_a_title_gets_one() -> None:
    house = titled_by(whole_answer("Título"))
    sent = await house.ask("uno")
    await house.events(sent)
    await house.events(await house.ask("dos", sent.conversation.user_id, conversation_id=sent.conversation.id))
    assert [request.model for request in house.gateway.requests].count("small") == 1


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Nudos del altiplano", "Nudos del altiplano"),
        ('"Nudos del altiplano."', "Nudos del altiplano"),
        ("**Título: «Nudos»**\n\nEspero que ayude.", "Nudos"),
        ("\n\n# Knots\n", "Knots"),
        ("a\u202eb\x00c\x1b[31m", "abc[31m"),
        ("El **nudo** y el `quipu`", "El nudo y el quipu"),
        ("<b>Nudos</b>", "b>Nudos</b"),
        ("¿Qué es?", "¿Qué es?"),
        ("x" * 5_000, "x" * 60 + "…"),
        ("", ""),
    ],
)
def test_what_a_model_says_becomes_one_short_plain_line(said: str, title: str) -> None:
    assert tidied_title(said) == title


@pytest.mark.parametrize("own_name", ["", "El mío"])
async def test_what_a_title_cost_is_in_the_sum_whether_or_not_it_is_kept(own_name: str) -> None:
    gate = asyncio.Event()
    house = titled_by(
        [gate, *whole_answer("Del modelo", cost=Decimal("0.00001"))], whole_answer("Hola.", cost=Decimal("0.5"))
    )
    sent = await house.ask("¿Qué es un quipu?")
    owner = sent.conversation.user_id
    if own_name:
        await house.update_conversation(owner, sent.conversation.id, title=own_name)
    gate.set()
    await house.done(sent)
    await named(house, sent, own_name or "Del modelo")
    await house.background.close(5)
    async with house.begin() as work:
        assert await work.spending.of_conversation(sent.conversation.id, owner) == Spent(Decimal("0.50001"))


async def test_a_title_that_never_came_cost_nothing() -> None:
    house = titled_by([ProviderDown()], whole_answer("Hola.", cost=Decimal("0.5")))
    sent = await house.ask("¿Qué es un quipu?")
    await house.done(sent)
    async with house.begin() as work:
        assert await work.spending.of_conversation(sent.conversation.id, sent.conversation.user_id) == Spent(
            Decimal("0.5")
        )
