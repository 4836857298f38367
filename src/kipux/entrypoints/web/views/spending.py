"""What the API tells of money that was spent: decimal strings in USD."""

from datetime import datetime
from typing import Self

from msgspec import Struct

from kipux.application.use_cases.read_spending import PersonSpent
from kipux.domain.spending import Spent
from kipux.entrypoints.web.views.money import exact


class SpentView(Struct, frozen=True):
    """`cost` is the sum of what is known; `unknown_replies` is how many more there are whose cost is not."""

    cost: str
    unknown_replies: int

    @classmethod
    def of(cls, spent: Spent) -> Self:
        """The sum as it is."""
        return cls(exact(spent.known), spent.unknown_replies)


class SpendingView(Struct, frozen=True):
    """`month` counts from `since`, the beginning of the calendar month in UTC; `conversation` is null unless one was asked for."""

    since: datetime
    month: SpentView
    conversation: SpentView | None

    @classmethod
    def of(cls, it: PersonSpent) -> Self:
        """What was spent by now."""
        return cls(it.since, SpentView.of(it.month), SpentView.of(it.conversation) if it.conversation else None)
