"""What was spent."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from kipux.application.use_cases.read_spending import ReadSpending
from kipux.domain.user import User
from kipux.entrypoints.web.documented import SIGNED_IN, reading
from kipux.entrypoints.web.views.spending import SpendingView

ConversationId = Annotated[UUID | None, QueryParameter(description="Sum this conversation too, all its branches.")]


class SpendingController(Controller):
    """Sums of what replies have cost."""

    path = "/api/me/spending"
    tags = ["spending"]  # noqa: RUF012 - as Litestar declares it
    security = SIGNED_IN

    @get(responses=reading(404))
    async def show(
        self,
        user: NamedDependency[User],
        read_spending: NamedDependency[ReadSpending],
        conversation: ConversationId = None,
    ) -> SpendingView:
        """What the person has spent in this calendar month, in UTC. Deleting something does not make it less."""
        return SpendingView.of(await read_spending(user.id, conversation))
