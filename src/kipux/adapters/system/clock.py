"""The computer's own time."""

import time
from datetime import UTC, datetime

from kipux.application.ports.clock import Clock


class SystemClock(Clock):
    """The clocks of the operating system."""

    def now(self) -> datetime:
        """The current time in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds, never going back."""
        return time.monotonic()
