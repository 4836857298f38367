"""Let go for good of what was deleted."""

from datetime import timedelta

from kipux.application.ports.clock import Clock
from kipux.application.ports.unit_of_work import Begin

KEPT = timedelta(seconds=30)
"""How long a deleted conversation can be restored: longer than the page offers it."""


class PurgeDeleted:
    """Purges what was deleted some time ago, whether or not its page is still open; run now and then, by any instance."""

    def __init__(self, begin: Begin, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def __call__(self) -> int:
        """How many conversations were purged. Raises `Unavailable`."""
        async with self._begin() as work:
            purged = await work.conversations.purge(before=self._clock.now() - KEPT)
            await work.commit()
        return purged
