"""What may still be spent."""

from litestar import Controller, get
from litestar.di import NamedDependency

from kipux.application.use_cases.read_budget import ReadBudget
from kipux.domain.user import User
from kipux.entrypoints.web.documented import SIGNED_IN, reading
from kipux.entrypoints.web.views.budget import AllowanceView


class BudgetController(Controller):
    """The budget of a person's key."""

    path = "/api/me/budget"
    tags = ["spending"]  # noqa: RUF012 - as Litestar declares it
    security = SIGNED_IN

    @get(responses=reading())
    async def show(self, user: NamedDependency[User], read_budget: NamedDependency[ReadBudget]) -> AllowanceView:
        """What the key of one's own connection has spent of its budget, as its gateway tells it; for administrators without such
        a connection, the shared key. `budget` is null when the gateway tells of none.
        """
        return AllowanceView.of(await read_budget(user, wait=True))
