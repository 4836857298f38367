"""The model list of one process."""

from kipux.application.ports.model_catalogue import ModelCatalogue
from kipux.domain.model import ModelList


class MemoryModelCatalogue(ModelCatalogue):
    """Holds the last list. Each instance asks the gateway for its own."""

    def __init__(self) -> None:
        self._models = ModelList()

    def current(self) -> ModelList:
        """The last list."""
        return self._models

    def keep(self, models: ModelList) -> None:
        """Replace it."""
        self._models = models
