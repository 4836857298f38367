"""What the API tells of budgets: decimal strings in USD."""

from datetime import datetime
from typing import Self

from msgspec import Struct

from kipux.application.use_cases.read_budget import KeyBudget
from kipux.domain.budget import Tone
from kipux.entrypoints.web.views.money import exact


class BudgetView(Struct, frozen=True):
    """`resets_at` is when it begins anew, null when that is not known; `tone` is `near` from 80 % on; `shared`: the key is everybody's."""

    spent: str
    limit: str
    resets_at: datetime | None
    tone: Tone
    shared: bool

    @classmethod
    def of(cls, known: KeyBudget) -> Self:
        """A budget as its gateway counts it."""
        it = known.budget
        return cls(exact(it.spent), exact(it.limit), it.resets_at, it.tone, known.is_shared)


class AllowanceView(Struct, frozen=True):
    """`budget` is null when nobody tells of one."""

    budget: BudgetView | None

    @classmethod
    def of(cls, known: KeyBudget | None) -> Self:
        """What is known."""
        return cls(BudgetView.of(known) if known else None)
