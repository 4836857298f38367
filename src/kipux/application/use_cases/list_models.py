"""Show which models there are."""

from uuid import UUID

from kipux.application.generation.own_models import OwnModels
from kipux.domain.model import ModelList


class ListModels:
    """Gives the last good list, of the shared gateway or the person's own."""

    def __init__(self, own_models: OwnModels) -> None:
        self._own_models = own_models

    async def __call__(self, user_id: UUID) -> ModelList:
        """The list, marked stale when the gateway did not answer of late. It waits for a gateway only when that was just connected."""
        return await self._own_models.fresh(user_id)
