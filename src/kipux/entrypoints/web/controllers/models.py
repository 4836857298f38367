"""The models on offer."""

from litestar import Controller, get
from litestar.di import NamedDependency

from kipux.application.use_cases.list_models import ListModels
from kipux.domain.user import User
from kipux.entrypoints.web.documented import SIGNED_IN, reading
from kipux.entrypoints.web.views.models import ModelListView


class ModelsController(Controller):
    """The gateway's models."""

    path = "/api/models"
    tags = ["models"]  # noqa: RUF012 - as Litestar declares it
    security = SIGNED_IN

    @get(responses=reading())
    async def list(self, user: NamedDependency[User], list_models: NamedDependency[ListModels]) -> ModelListView:
        """The last list that the gateway gave, the person's own where they have one."""
        return ModelListView.of(await list_models(user.id))
