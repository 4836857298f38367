"""The port that remembers the last good list of models."""

from typing import Protocol
from uuid import UUID

from kipux.domain.model import ModelList


class ModelCatalogue(Protocol):
    """The last list that the gateway gave. Reading it never waits for the gateway."""

    def current(self, person: UUID | None = None) -> ModelList:
        """The last list of the shared gateway, empty and stale before the first; for a person who has one, the list kept for them."""
        ...

    def keep(self, models: ModelList, person: UUID | None = None) -> None:
        """Replace the shared list, or a person's own."""
        ...

    def forget(self, person: UUID) -> None:
        """The shared list is theirs again."""
        ...
