"""What the API tells of presets."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self
from uuid import UUID

from msgspec import Struct

from kipux.domain.instructions import NO_PARAMETERS, Parameters
from kipux.domain.model import ModelList
from kipux.domain.preset import Preset
from kipux.domain.tokens import tokens_in


class PresetView(Struct, frozen=True):
    """A preset; `model_is_offered`: whether one can chat with its model now, null where it names none or nothing is known of any."""

    id: UUID
    name: str
    icon: str
    model: str | None
    model_is_offered: bool | None
    instructions: str
    parameters: Parameters
    starters: tuple[str, ...]
    created_at: datetime

    @classmethod
    def of(cls, it: Preset, models: ModelList) -> Self:
        """The preset, and what the person's gateway says of its model."""
        recipe = it.recipe
        return cls(
            it.id,
            recipe.name,
            recipe.icon,
            recipe.model,
            _is_offered(recipe.model, models),
            recipe.instructions,
            recipe.parameters,
            recipe.starters,
            it.created_at,
        )

    @property
    def card(self) -> dict[str, object]:
        """What the first screen of a chat must know of it before it is picked."""
        return {
            "id": str(self.id),
            "name": self.name,
            "model": self.model,
            "tokens": tokens_in(self.instructions),
            "is_instructed": bool(self.instructions) or self.parameters != NO_PARAMETERS,
            "starters": self.starters,
        }


class PresetList(Struct, frozen=True):
    """The oldest first; all in one part."""

    items: tuple[PresetView, ...]
    next: None = None

    @classmethod
    def of(cls, presets: Iterable[Preset], models: ModelList) -> Self:
        """The presets."""
        return cls(tuple(PresetView.of(preset, models) for preset in presets))


def _is_offered(model_id: str | None, models: ModelList) -> bool | None:
    if model_id is None or not models.models:
        return None
    model = models.find(model_id)
    return model is not None and model.can_chat
