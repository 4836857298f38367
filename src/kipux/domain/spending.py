"""What has been spent."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Spent:
    """What replies have cost: USD of those whose cost is known, and how many there are whose cost is not.

    It was spent for good: deleting a message or a conversation does not make it less.
    """

    known: Decimal = Decimal(0)
    unknown_replies: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.known and not self.unknown_replies


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What something beside the replies has cost a person at a time: USD, None when it is unknown.

    It is kept under its `id`, or where its conversation has gone under its `nameless_id`, which stands nowhere else: so that it is
    kept once, however often that is tried.
    """

    id: UUID
    nameless_id: UUID
    user_id: UUID
    conversation_id: UUID
    at: datetime
    cost: Decimal | None


def month_of(moment: datetime) -> datetime:
    """The first instant of its calendar month in UTC, by which gateways and providers bill."""
    return moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
