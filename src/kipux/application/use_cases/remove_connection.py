"""Go back to the shared gateway."""

from uuid import UUID

from kipux.application.generation.own_models import OwnModels
from kipux.application.ports.unit_of_work import Begin


class RemoveConnection:
    """Forgets a person's own gateway and its key."""

    def __init__(self, begin: Begin, own_models: OwnModels) -> None:
        self._begin = begin
        self._own_models = own_models

    async def __call__(self, user_id: UUID) -> None:
        """From now on the shared gateway answers; nothing happens to who used it already."""
        async with self._begin() as work:
            await work.connections.delete(user_id)
            await work.commit()
        self._own_models.note(user_id, None)
