"""The list of models, and what a model costs."""

from decimal import Decimal

from kipux.domain.errors import GatewayUnreachable
from kipux.domain.message import Usage
from kipux.domain.model import Model, merged
from tests.unit.house import House


async def test_the_last_good_list_is_served_while_the_gateway_is_down(house: House) -> None:
    fresh = await house.refresh_models()
    assert not fresh.stale
    models, house.gateway.offered = house.gateway.offered, GatewayUnreachable()
    house.clock.step(hours=1)
    stale = await house.refresh_models()
    assert (stale.models, stale.refreshed_at, stale.stale) == (models, fresh.refreshed_at, True)
    assert house.catalogue.current() == stale


def test_deployments_of_one_name_promise_what_all_of_them_keep() -> None:
    one = Model(
        id="m", name="m", provider="openai", context_window=8, input_price=Decimal(1), abilities=("reasoning", "vision")
    )
    two = Model(
        id="m", name="m", context_window=4, input_price=Decimal(2), output_price=Decimal(3), abilities=("vision",)
    )
    assert merged([one, Model(id="x", name="x"), two]) == (
        Model(
            id="m",
            name="m",
            provider="openai",
            context_window=4,
            input_price=Decimal(2),
            output_price=Decimal(3),
            abilities=("vision",),
        ),
        Model(id="x", name="x"),
    )


def test_cost_counts_cached_tokens_at_their_price_and_is_unknown_when_anything_is() -> None:
    model = Model(id="m", name="m", input_price=Decimal(10), output_price=Decimal(20), cached_input_price=Decimal(1))
    assert model.cost_of(Usage(5, 2, cached_tokens=3)) == 2 * 10 + 3 * 1 + 2 * 20
    assert model.cost_of(Usage(5, 2, cached_tokens=99)) == 5 * 1 + 2 * 20
    assert model.cost_of(Usage(None, 2)) is None
    assert Model(id="m", name="m", input_price=Decimal(1)).cost_of(Usage(1, 1)) is None
