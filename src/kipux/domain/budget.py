"""What the key of a gateway may spend."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Self

_NEAR = Decimal("0.8")


class Tone(StrEnum):
    """How loudly a budget is to be spoken of: quietly, as a warning, or as what ends the conversation."""

    FINE = "fine"
    NEAR = "near"
    USED_UP = "used_up"


@dataclass(frozen=True, slots=True)
class Budget:
    """USD that a key has spent of its limit, by the gateway's own count. `resets_at` (UTC) is when it begins anew; None: never, or
    nobody says when.
    """

    spent: Decimal
    limit: Decimal
    resets_at: datetime | None = None

    @property
    def share(self) -> Decimal:
        """The part of the limit that is spent, 1 when all of it is; more when the gateway noticed late."""
        return self.spent / self.limit if self.limit else Decimal(1)

    @property
    def tone(self) -> Tone:
        """From 80 % on it is a warning."""
        if self.share >= 1:
            return Tone.USED_UP
        return Tone.NEAR if self.share >= _NEAR else Tone.FINE

    def at(self, now: datetime) -> Self:
        """The same without a time that is past: gateways reset some minutes later than they said, and say the old time until then."""
        return replace(self, resets_at=None) if self.resets_at and self.resets_at <= now else self
