"""Look at a preset."""

from uuid import UUID

from kipux.application.ports.unit_of_work import Begin
from kipux.domain.preset import Preset


class ReadPreset:
    """Gives one of a person's presets."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, user_id: UUID, preset_id: UUID) -> Preset:
        """Raises `NotFound`."""
        async with self._begin() as work:
            return await work.presets.get(preset_id, user_id)
