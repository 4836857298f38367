"""The port that remembers the last good list of models."""

from typing import Protocol

from kipux.domain.model import ModelList


class ModelCatalogue(Protocol):
    """The last list that the gateway gave. Reading it never waits for the gateway."""

    def current(self) -> ModelList:
        """The last list; empty and stale before the first."""
        ...

    def keep(self, models: ModelList) -> None:
        """Replace it."""
        ...
