"""The port for time."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time; unit tests bring their own."""

    def now(self) -> datetime:
        """The current time, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds from an arbitrary start, never going back: for measuring."""
        ...
