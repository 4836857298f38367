"""A model that the gateway offers. What is not known is None, never 0."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from kipux.domain.message import Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """`id` is the name that requests use. Prices are USD a token; windows are tokens; `mode` as LiteLLM says it.

    `abilities`: sorted names among audio_input, audio_output, function_calling, pdf_input, prompt_caching, reasoning,
    response_schema, vision, web_search. `supported_params` are OpenAI parameter names; None when not told.
    `demo` marks the scripted models that answer while no gateway is connected.
    """

    id: str
    name: str
    provider: str | None = None
    mode: str | None = None
    context_window: int | None = None
    max_output_tokens: int | None = None
    input_price: Decimal | None = None
    output_price: Decimal | None = None
    cached_input_price: Decimal | None = None
    abilities: tuple[str, ...] = ()
    supported_params: tuple[str, ...] | None = None
    demo: bool = False

    @property
    def can_chat(self) -> bool:
        """Whether one can converse with it; a mode that is not told is taken as chat."""
        return self.mode in (None, "chat", "responses", "completion")

    @property
    def calls_tools(self) -> bool:
        """Whether it is known to call tools."""
        return "function_calling" in self.abilities or "tools" in (self.supported_params or ())

    def takes(self, parameter: str) -> bool:
        """Whether requests may hold this OpenAI parameter; where that is not told, they may."""
        return self.supported_params is None or parameter in self.supported_params

    def cost_of(self, usage: Usage) -> Decimal | None:
        """USD for this usage by the list price; None when a price or a count that matters is unknown."""
        if self.input_price is None or self.output_price is None:
            return None
        if usage.input_tokens is None or usage.output_tokens is None:
            return None
        cached = min(usage.cached_tokens or 0, usage.input_tokens)
        cached_price = self.input_price if self.cached_input_price is None else self.cached_input_price
        return (
            (usage.input_tokens - cached) * self.input_price
            + cached * cached_price
            + usage.output_tokens * self.output_price
        )


@dataclass(frozen=True, slots=True)
class ModelList:
    """What the gateway offered when last asked. `stale` when the newest attempt to ask failed, or none was made."""

    models: tuple[Model, ...] = ()
    refreshed_at: datetime | None = None
    stale: bool = True

    def find(self, model_id: str) -> Model | None:
        """The model with this id, or None."""
        return next((model for model in self.models if model.id == model_id), None)


def merged(models: Iterable[Model]) -> tuple[Model, ...]:
    """One model a name, in order of first appearance: several deployments of a name promise only what all of them keep.

    Limits: the smallest known. Prices: the highest known, so that an estimate is never below the bill. Abilities: those in common.
    """
    by_id: dict[str, Model] = {}
    for model in models:
        known = by_id.get(model.id)
        by_id[model.id] = model if known is None else _common(known, model)
    return tuple(by_id.values())


def _common(one: Model, other: Model) -> Model:
    return replace(
        one,
        provider=one.provider or other.provider,
        mode=one.mode or other.mode,
        context_window=_smallest(one.context_window, other.context_window),
        max_output_tokens=_smallest(one.max_output_tokens, other.max_output_tokens),
        input_price=_dearest(one.input_price, other.input_price),
        output_price=_dearest(one.output_price, other.output_price),
        cached_input_price=_dearest(one.cached_input_price, other.cached_input_price),
        abilities=tuple(sorted(set(one.abilities) & set(other.abilities))),
        supported_params=_shared(one.supported_params, other.supported_params),
    )


def _smallest(one: int | None, other: int | None) -> int | None:
    return min((n for n in (one, other) if n is not None), default=None)


def _dearest(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return max((price for price in (one, other) if price is not None), default=None)


def _shared(one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if one is None or other is None:
        return one or other
    return tuple(name for name in one if name in other)
