"""Say what a person's key may still spend."""

from dataclasses import dataclass

from kipux.application.generation.budgets import Budgets
from kipux.application.generation.own_gateways import OwnGateways
from kipux.domain.budget import Budget
from kipux.domain.user import Role, User


@dataclass(frozen=True, slots=True)
class KeyBudget:
    """`is_shared` when the key is the one of the shared gateway."""

    budget: Budget
    is_shared: bool


class ReadBudget:
    """Reads the budget of a person's own key, who alone is told of it. The shared key's is told to administrators only: what all
    have spent together says nothing to one of them of what they may spend, and is nobody else's to know.
    """

    def __init__(self, own: OwnGateways, budgets: Budgets) -> None:
        self._own = own
        self._budgets = budgets

    async def __call__(self, user: User, *, wait: bool = False) -> KeyBudget | None:
        """As it is known by now; with `wait`, as the gateway tells it within 4 s. None when it is not told."""
        connection = await self._own.of(user.id)
        if connection is None and user.role is not Role.ADMIN:
            return None
        budget = await self._budgets.of(connection, wait=wait)
        return None if budget is None else KeyBudget(budget, is_shared=connection is None)
