"""A preset («asistente»): a way to begin conversations that a person has made up and may give away."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kipux.domain.emoji import is_emoji
from kipux.domain.errors import Invalid
from kipux.domain.instructions import NO_PARAMETERS, Parameters, checked_instructions, checked_parameters
from kipux.domain.text import is_plain

PRESETS = 100
"""Presets that a person may have at a time."""
PRESET_NAME_LENGTH = 60
MODEL_LENGTH = 300
STARTERS = 6
"""Starters that a preset may have."""
STARTER_LENGTH = 300
ICON_LENGTH = 40
"""Code points that an icon may take: the longest emoji take about as many."""
DRAWN_ICONS = (
    "star",
    "thought",
    "pen",
    "file",
    "language",
    "braces",
    "search",
    "web",
    "image",
    "diagram",
    "tool",
    "sound",
)
"""Icons that we draw ourselves, by their names in the sprite; the first is for who chooses none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What a preset is made of, whosever it is. `icon` is one of `DRAWN_ICONS` or one emoji; `model` None: whichever is chosen
    when a conversation begins; it may be one that is not offered here. `starters` are first messages to choose from.
    """

    name: str
    icon: str = DRAWN_ICONS[0]
    model: str | None = None
    instructions: str = ""
    parameters: Parameters = NO_PARAMETERS
    starters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A person's preset. A conversation that it begins takes a copy of its instructions and parameters."""

    id: UUID
    user_id: UUID
    recipe: Recipe
    created_at: datetime


def checked_recipe(recipe: Recipe) -> Recipe:
    """The same, tidied. Raises `Invalid` with every fault: fields `name`, `icon`, `model`, `instructions`, `parameters.…`, `starters`
    (`required`, `too_long`, `too_many`, `not_plain` for control characters and those that turn text round, `not_an_icon`,
    `out_of_range`).
    """
    tidied = replace(
        recipe,
        name=" ".join(recipe.name.split()),
        icon=recipe.icon.strip() or DRAWN_ICONS[0],
        model=(recipe.model or "").strip() or None,
        instructions=recipe.instructions.replace("\r\n", "\n").strip(),
        starters=tuple(filter(None, (" ".join(starter.split()) for starter in recipe.starters))),
    )
    if faults := _faults(tidied):
        raise Invalid(faults)
    return tidied


def _faults(recipe: Recipe) -> dict[str, str]:
    faults: dict[str, str] = {}
    if not recipe.name:
        faults["name"] = "required"
    for field, texts, most in (
        ("name", (recipe.name,), PRESET_NAME_LENGTH),
        ("model", (recipe.model or "",), MODEL_LENGTH),
        ("starters", recipe.starters, STARTER_LENGTH),
    ):
        if any(len(text) > most for text in texts):
            faults[field] = "too_long"
        elif not all(map(is_plain, texts)):
            faults[field] = "not_plain"
    if not is_plain(recipe.instructions, breaks=True):
        faults["instructions"] = "not_plain"
    if recipe.icon not in DRAWN_ICONS and not is_emoji(recipe.icon):
        faults["icon"] = "not_an_icon"
    if len(recipe.starters) > STARTERS:
        faults["starters"] = "too_many"
    return faults | _faults_of_wishes(recipe)


def _faults_of_wishes(recipe: Recipe) -> dict[str, str]:
    """Those that the instructions and parameters of any conversation may have."""
    faults: dict[str, str] = {}
    try:
        checked_instructions(recipe.instructions)
    except Invalid as error:
        faults |= error.fields
    try:
        checked_parameters(recipe.parameters)
    except Invalid as error:
        faults |= error.fields
    return faults
