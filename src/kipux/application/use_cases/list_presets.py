"""Look at one's presets."""

from uuid import UUID

from kipux.application.ports.unit_of_work import Begin
from kipux.domain.preset import Preset


class ListPresets:
    """Gives all of a person's presets."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, user_id: UUID) -> tuple[Preset, ...]:
        """The oldest first, so that each keeps its place."""
        async with self._begin() as work:
            return await work.presets.of_person(user_id)
