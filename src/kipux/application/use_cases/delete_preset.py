"""Let go of a preset."""

from uuid import UUID

from kipux.application.ports.unit_of_work import Begin


class DeletePreset:
    """Deletes a preset; the conversations that it began keep what they took from it."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, user_id: UUID, preset_id: UUID) -> None:
        """Raises `NotFound`."""
        async with self._begin() as work:
            await work.presets.delete(preset_id, user_id)
            await work.commit()
