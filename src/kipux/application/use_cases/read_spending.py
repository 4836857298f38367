"""Say what a person has spent of late, and on one conversation."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kipux.application.ports.clock import Clock
from kipux.application.ports.unit_of_work import Begin
from kipux.domain.spending import Spent, month_of


@dataclass(frozen=True, slots=True)
class PersonSpent:
    """`month` counts from `since`, the beginning of the calendar month in UTC; `conversation` is None when none was asked for."""

    since: datetime
    month: Spent
    conversation: Spent | None


class ReadSpending:
    """Sums a person's current month, and one of their conversations."""

    def __init__(self, begin: Begin, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def __call__(self, user_id: UUID, conversation_id: UUID | None = None) -> PersonSpent:
        """What it is by now. Raises `NotFound` for a conversation that does not exist, or is not theirs."""
        since = month_of(self._clock.now())
        async with self._begin() as work:
            month = await work.spending.since(user_id, since)
            if conversation_id is None:
                return PersonSpent(since, month, None)
            return PersonSpent(since, month, await work.spending.of_conversation(conversation_id, user_id))
