"""Whose turn it is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from kipux.domain.errors import BrowserBusy


class Turns:
    """So many at a time; so many more wait, in the order in which they came."""

    def __init__(self, at_a_time: int, waiting: int) -> None:
        self._turns = asyncio.Semaphore(at_a_time)
        self._places = at_a_time + waiting

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """For as long as it takes. Raises `BrowserBusy` when as many wait as may."""
        if not self._places:
            raise BrowserBusy
        self._places -= 1
        try:
            async with self._turns:
                yield
        finally:
            self._places += 1
