"""The port to what was spent."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from kipux.domain.spending import Charge, Spent


class Spending(Protocol):
    """Sums of what replies, summaries and titles have cost, inside a unit of work. `Messages.settle` and `Summaries.keep` add to
    them too. Sums are exact.
    """

    async def charge(self, charge: Charge) -> None:
        """Keep it for good, once, though it is told again; nothing is kept of somebody who has gone. Where the conversation has gone,
        it is kept with nothing that tells what for.
        """
        ...

    async def of_conversation(self, conversation_id: UUID, owner: UUID) -> Spent:
        """Of all its branches, with what was deleted from it. Raises `NotFound` when it does not exist, or is not theirs."""
        ...

    async def since(self, owner: UUID, moment: datetime) -> Spent:
        """Of everything of this person's that ended at `moment` or later, whether or not it still exists."""
        ...
