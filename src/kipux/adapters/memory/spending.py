"""What was spent, in memory."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from kipux.adapters.memory.charge import Charge
from kipux.adapters.memory.transaction import Transaction
from kipux.application.ports.spending import Spending
from kipux.domain.errors import NotFound
from kipux.domain.spending import Charge as Costs
from kipux.domain.spending import Spent


class MemorySpending(Spending):
    """The `Spending` of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def charge(self, charge: Costs) -> None:
        """Keep it for good, once; of a conversation that has gone without its name."""
        if self._transaction.users.get(charge.user_id) is None:
            return
        of, there = charge.conversation_id, self._transaction
        is_gone = there.conversations.get(of) is None and there.bin.get(of) is None
        kept = Charge(charge.user_id, uuid4() if is_gone else of, charge.at, charge.cost)
        there.charges.put(charge.nameless_id if is_gone else charge.id, kept)

    async def of_conversation(self, conversation_id: UUID, owner: UUID) -> Spent:
        """Of all its branches. Raises `NotFound`."""
        conversation = self._transaction.conversations.get(conversation_id)
        if conversation is None or conversation.user_id != owner:
            raise NotFound
        return _sum(each for each in self._transaction.charges.all() if each.conversation_id == conversation_id)

    async def since(self, owner: UUID, moment: datetime) -> Spent:
        """Of everything of this person's that ended at `moment` or later."""
        return _sum(each for each in self._transaction.charges.all() if each.user_id == owner and each.at >= moment)


def _sum(charges: Iterable[Charge]) -> Spent:
    costs = [charge.cost for charge in charges]
    return Spent(sum((cost for cost in costs if cost is not None), Decimal(0)), costs.count(None))
