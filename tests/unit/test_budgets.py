"""What keys may spend."""

import asyncio
import json
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from kipux.adapters.litellm.budgets import from_key_info
from kipux.adapters.scripted.gateway import ScriptedLLMGateway, whole_answer
from kipux.application.use_cases.read_budget import KeyBudget
from kipux.domain.budget import Budget, Tone
from kipux.domain.errors import BudgetSpent, GatewayUnreachable
from kipux.domain.model import Model
from kipux.domain.user import Role
from tests.factories import NOW, a_user
from tests.unit.house import House

URL, KEY = "https://litellm.example.org", "sk-of-one-person-1234"
SOON = NOW + timedelta(days=9)
SOME = Budget(Decimal("3.42"), Decimal(10), SOON)
ALL = Budget(Decimal("10.01"), Decimal(10), SOON)


async def told(house: House, user_id: UUID) -> KeyBudget | None:
    async with house.begin() as work:
        user = await work.users.get(user_id)
    return await house.read_budget(user, wait=True)


async def administrator(house: House) -> UUID:
    async with house.begin() as work:
        await work.users.add(admin := a_user(role=Role.ADMIN))
        await work.commit()
    return admin.id


async def connected(house: House, budget: Budget) -> tuple[UUID, ScriptedLLMGateway]:
    """Somebody with a gateway of their own, whose key has this budget."""
    own = ScriptedLLMGateway([Model(id="mine", name="Mine")], lambda _: whole_answer("Mía."))
    own.allowed = budget
    house.dialler.gateways[URL, KEY] = own
    user_id = await house.somebody()
    await house.save_connection(user_id, url=URL, key=KEY)
    return user_id, own


async def test_the_budget_of_one_s_own_key_is_told_to_its_owner(house: House) -> None:
    user_id, _ = await connected(house, SOME)
    assert await told(house, user_id) == KeyBudget(SOME, is_shared=False)
    await house.remove_connection(user_id)
    assert await told(house, user_id) is None


async def test_the_shared_key_s_is_told_to_administrators_only(house: House) -> None:
    house.gateway.allowed = SOME
    assert await told(house, await administrator(house)) == KeyBudget(SOME, is_shared=True)
    assert await told(house, await house.somebody()) is None


async def test_a_page_never_waits_for_a_gateway(house: House) -> None:
    house.gateway.allowed = SOME
    async with house.begin() as work:
        admin = await work.users.get(await administrator(house))
    assert await house.read_budget(admin) is None
    async with asyncio.timeout(5):
        while await house.read_budget(admin) is None:
            await asyncio.sleep(0)


async def test_an_answer_serves_for_minutes_and_after_a_reply_for_seconds(house: House) -> None:
    user_id, own = await connected(house, SOME)
    await told(house, user_id)
    own.allowed = more = Budget(Decimal(4), Decimal(10), SOON)
    house.clock.step(minutes=4)
    assert await told(house, user_id) == KeyBudget(SOME, is_shared=False)
    await house.done(await house.ask(user_id=user_id))
    assert await told(house, user_id) == KeyBudget(more, is_shared=False)
    own.allowed = SOME
    house.clock.step(seconds=9)
    assert await told(house, user_id) == KeyBudget(more, is_shared=False)
    house.clock.step(seconds=2)
    assert await told(house, user_id) == KeyBudget(SOME, is_shared=False)


async def test_another_connection_s_budget_is_never_told(house: House) -> None:
    user_id, own = await connected(house, SOME)
    await told(house, user_id)
    house.clock.step(seconds=1)
    await house.save_connection(user_id, url=URL, key=KEY)
    own.allowed = None
    assert await told(house, user_id) is None


async def test_a_gateway_that_does_not_answer_tells_of_no_budget(house: House) -> None:
    admin = await administrator(house)
    house.gateway.allowed = GatewayUnreachable()
    assert await told(house, admin) is None
    house.gateway.allowed = SOME
    house.clock.step(minutes=5)
    assert await told(house, admin) == KeyBudget(SOME, is_shared=True)


async def test_a_refusal_says_when_there_will_be_a_new_budget(house: House) -> None:
    house.script, house.gateway.allowed = [BudgetSpent()], ALL
    failure = (await house.done(await house.ask())).failure
    assert failure is not None
    assert (failure.code, failure.details) == ("budget_spent", {"resets_at": SOON.isoformat()})


@pytest.mark.parametrize("budget", [None, SOME, Budget(Decimal(10), Decimal(10)), GatewayUnreachable()])
async def test_a_refusal_says_no_time_that_is_not_known_to_be_this_budget_s(
    house: House, budget: Budget | GatewayUnreachable | None
) -> None:
    house.script, house.gateway.allowed = [BudgetSpent()], budget
    failure = (await house.done(await house.ask())).failure
    assert failure is not None
    assert (failure.code, failure.details) == ("budget_spent", {})


def test_it_warns_before_its_end() -> None:
    tones = [Budget(Decimal(spent), Decimal(10)).tone for spent in ("0", "7.99", "8", "9.99", "10", "11")]
    assert tones == [Tone.FINE, Tone.FINE, Tone.NEAR, Tone.NEAR, Tone.USED_UP, Tone.USED_UP]
    assert Budget(Decimal(0), Decimal(0)).tone is Tone.USED_UP


def test_a_time_that_is_past_is_not_told() -> None:
    assert SOME.at(SOON).resets_at is None
    assert SOME.at(NOW).resets_at == SOON


def info(**fields: object) -> bytes:
    return json.dumps({"key": "8f3c", "info": {"key_name": "sk-...1234", "models": []} | fields}).encode()


def test_litellm_s_words_are_read() -> None:
    told = info(spend=3.42, max_budget=10.0, budget_duration="30d", budget_reset_at="2026-12-01T00:00:00Z")
    budget = from_key_info(told)
    assert budget is not None
    assert (budget.spent, budget.limit) == (Decimal("3.42"), Decimal("10.0"))
    assert str(budget.resets_at) == "2026-12-01 00:00:00+00:00"
    shared = info(
        spend=1, max_budget=None, litellm_budget_table={"max_budget": 5, "budget_reset_at": "2026-12-01T00:00:00"}
    )
    assert str(from_key_info(shared)) == str(Budget(Decimal(1), Decimal(5), budget.resets_at))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"<html>",
        b'{"info": null}',
        b'{"error": {"message": "Database not connected"}}',
        info(spend=1.5),
        info(spend=1.5, max_budget=None),
        info(spend=None, max_budget=10),
        info(max_budget=10),
        info(spend="NaN", max_budget=10),
        info(spend=-1, max_budget=10),
        info(spend=1, max_budget="Infinity"),
        info(spend=1, max_budget={"m": 1}),
        b"[" * 100_000,
    ],
)
def test_whatever_else_comes_is_no_budget(body: bytes) -> None:
    assert from_key_info(body) is None


@pytest.mark.parametrize("when", [None, "", "soon", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1"])
def test_a_strange_time_is_an_unknown_one(when: str | None) -> None:
    assert from_key_info(info(spend=1, max_budget=2, budget_reset_at=when)) == Budget(Decimal(1), Decimal(2))
