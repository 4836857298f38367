"""Show which models there are."""

from kipux.application.ports.model_catalogue import ModelCatalogue
from kipux.domain.model import ModelList


class ListModels:
    """Gives the last good list; never waits for the gateway."""

    def __init__(self, catalogue: ModelCatalogue) -> None:
        self._catalogue = catalogue

    async def __call__(self) -> ModelList:
        """The list, marked stale when the gateway did not answer of late."""
        return self._catalogue.current()
