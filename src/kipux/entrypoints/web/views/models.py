"""What the API tells of models."""

from datetime import datetime
from typing import Self

from msgspec import Struct

from kipux.domain.model import Model, ModelList
from kipux.entrypoints.web.views.money import per_million
from kipux.entrypoints.web.views.providers import provider_name, shown_names

_PARAMETERS = {
    "temperature": ("temperature",),
    "max_output_tokens": ("max_tokens", "max_completion_tokens"),
    "reasoning_effort": ("reasoning_effort",),
}


class ModelView(Struct, frozen=True):
    """A model of the gateway. Windows are tokens; `demo` marks those that answer while no gateway is connected.

    `name` and `provider_name` are for people; `parameters` are those of a conversation that it takes, null where that is not told.
    """

    id: str
    name: str
    provider: str | None
    provider_name: str | None
    mode: str | None
    context_window: int | None
    max_output_tokens: int | None
    input_price_per_million: str | None
    output_price_per_million: str | None
    cached_input_price_per_million: str | None
    abilities: tuple[str, ...]
    parameters: tuple[str, ...] | None
    demo: bool

    @classmethod
    def of(cls, model: Model, name: str) -> Self:
        """The model with its prices per million tokens."""
        return cls(
            model.id,
            name,
            model.provider,
            provider_name(model.provider),
            model.mode,
            model.context_window,
            model.max_output_tokens,
            per_million(model.input_price),
            per_million(model.output_price),
            per_million(model.cached_input_price),
            model.abilities,
            _parameters(model),
            model.demo,
        )


def _parameters(model: Model) -> tuple[str, ...] | None:
    """Those of a conversation's parameters that the model takes; None where that is not told."""
    if model.supported_params is None:
        return None
    return tuple(name for name, known in _PARAMETERS.items() if any(map(model.takes, known)))


class ModelListView(Struct, frozen=True):
    """The last list that the gateway gave; `stale` when it did not answer of late."""

    items: tuple[ModelView, ...]
    refreshed_at: datetime | None
    stale: bool

    @classmethod
    def of(cls, models: ModelList) -> Self:
        """The list as it is kept."""
        names = shown_names(models.models)
        views = tuple(ModelView.of(model, names[model.id]) for model in models.models)
        return cls(views, models.refreshed_at, models.stale)
