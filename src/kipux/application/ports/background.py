"""The port for work that outlives the request that began it."""

from collections.abc import Coroutine
from typing import Protocol


class Background(Protocol):
    """Runs coroutines on their own. What they raise is logged, never lost in silence."""

    def start(self, name: str, work: Coroutine[object, object, None]) -> None:
        """Run it now, beside everything else."""
        ...

    async def close(self, patience: float) -> None:
        """Cancel everything once and wait at most `patience` seconds for it to tidy up. Nothing starts afterwards."""
        ...
