"""Make a preset, or bring one along."""

from uuid import UUID

from kipux.application.ports.clock import Clock
from kipux.application.ports.ids import Ids
from kipux.application.ports.unit_of_work import Begin
from kipux.domain.errors import TooManyPresets
from kipux.domain.preset import PRESETS, Preset, Recipe, checked_recipe


class AddPreset:
    """Keeps a new preset."""

    def __init__(self, begin: Begin, clock: Clock, ids: Ids) -> None:
        self._begin = begin
        self._clock = clock
        self._ids = ids

    async def __call__(self, user_id: UUID, recipe: Recipe) -> Preset:
        """The new preset. Raises `Invalid` (the fields of `checked_recipe`), `TooManyPresets`."""
        recipe = checked_recipe(recipe)
        preset = Preset(id=self._ids.new(), user_id=user_id, recipe=recipe, created_at=self._clock.now())
        async with self._begin() as work:
            await work.users.get_to_change(user_id)  # so that two at once do not both become the last one
            if len(await work.presets.of_person(user_id)) >= PRESETS:
                raise TooManyPresets(most=PRESETS)
            await work.presets.add(preset)
            await work.commit()
        return preset
