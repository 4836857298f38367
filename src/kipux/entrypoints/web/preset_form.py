"""A preset as the fields of a form."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from kipux.domain.errors import Invalid
from kipux.domain.instructions import Effort, Parameters
from kipux.domain.preset import DRAWN_ICONS, Recipe

_Number = TypeVar("_Number", int, float)


def values_of(recipe: Recipe) -> dict[str, str]:
    """What the fields hold for this recipe."""
    parameters = recipe.parameters
    is_drawn = recipe.icon in DRAWN_ICONS
    return {
        "name": recipe.name,
        "icon": recipe.icon if is_drawn else "",
        "emoji": "" if is_drawn else recipe.icon,
        "model": recipe.model or "",
        "instructions": recipe.instructions,
        "temperature": "" if parameters.temperature is None else f"{parameters.temperature:g}",
        "max_output_tokens": "" if parameters.max_output_tokens is None else str(parameters.max_output_tokens),
        "reasoning_effort": parameters.reasoning_effort or "",
        "starters": "\n".join(recipe.starters),
    }


def recipe_of(fields: Mapping[str, str]) -> Recipe:
    """What was filled in, to be checked: a starter a line, and an emoji before a drawing. Raises `Invalid` for what is no number."""
    return Recipe(
        name=fields.get("name", ""),
        icon=fields.get("emoji", "").strip() or fields.get("icon", ""),
        model=fields.get("model"),
        instructions=fields.get("instructions", ""),
        parameters=Parameters(
            _number(float, "temperature", fields),
            _number(int, "max_output_tokens", fields),
            _effort(fields.get("reasoning_effort", "")),
        ),
        starters=tuple(fields.get("starters", "").splitlines()),
    )


def _number(kind: Callable[[str], _Number], name: str, fields: Mapping[str, str]) -> _Number | None:
    text = fields.get(name, "").strip().replace(",", ".")
    try:
        return kind(text) if text else None
    except ValueError:
        field = f"parameters.{name}"
        raise Invalid({field: "not_a_number"}) from None


def _effort(wish: str) -> Effort | None:
    if wish and wish not in list(Effort):
        raise Invalid({"parameters.reasoning_effort": "unknown_choice"})
    return Effort(wish) if wish else None
