"""The model lists of one process."""

from uuid import UUID

from kipux.application.ports.model_catalogue import ModelCatalogue
from kipux.domain.model import ModelList


class MemoryModelCatalogue(ModelCatalogue):
    """Holds the last lists. Each instance asks the gateways for its own."""

    def __init__(self) -> None:
        self._shared = ModelList()
        self._own: dict[UUID, ModelList] = {}

    def current(self, person: UUID | None = None) -> ModelList:
        """The last list: the person's own, or the shared one."""
        return self._shared if person is None else self._own.get(person, self._shared)

    def keep(self, models: ModelList, person: UUID | None = None) -> None:
        """Replace the shared list, or a person's own."""
        if person is None:
            self._shared = models
        else:
            self._own[person] = models

    def forget(self, person: UUID) -> None:
        """The shared list is theirs again."""
        self._own.pop(person, None)
