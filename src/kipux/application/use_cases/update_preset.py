"""Change a preset."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from kipux.application.ports.unit_of_work import Begin
from kipux.domain.instructions import Parameters
from kipux.domain.preset import Preset, checked_recipe


class UpdatePreset:
    """Changes what a preset is made of; the conversations that it began stay as they are."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(
        self,
        user_id: UUID,
        preset_id: UUID,
        *,
        name: str | None = None,
        icon: str | None = None,
        model: str | None = None,
        instructions: str | None = None,
        parameters: Parameters | None = None,
        starters: Sequence[str] | None = None,
    ) -> Preset:
        """The preset as it is now; None leaves it as it is, an empty `model` forgets it.

        Raises `NotFound`, `Invalid` (the fields of `checked_recipe`).
        """
        async with self._begin() as work:
            preset = await work.presets.lock(preset_id, user_id)
            old = preset.recipe
            recipe = replace(
                old,
                name=old.name if name is None else name,
                icon=old.icon if icon is None else icon,
                model=old.model if model is None else model,
                instructions=old.instructions if instructions is None else instructions,
                parameters=old.parameters if parameters is None else parameters,
                starters=old.starters if starters is None else tuple(starters),
            )
            preset = replace(preset, recipe=checked_recipe(recipe))
            await work.presets.save(preset)
            await work.commit()
        return preset
