"""Whether the process lives, and whether it can serve."""

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec

from kipux.application.use_cases.check_health import CheckHealth
from kipux.entrypoints.web.gate import UNGATED
from kipux.entrypoints.web.views.health import ComponentView, Liveness, Readiness


class HealthController(Controller):
    """For whoever watches over Kipux."""

    tags = ["health"]  # noqa: RUF012 - as Litestar declares it
    opt = {UNGATED: True}  # noqa: RUF012 - as Litestar declares it

    @get("/healthz")
    async def alive(self) -> Liveness:
        """The process answers."""
        return Liveness()

    @get("/readyz", responses={503: ResponseSpec(Readiness, generate_examples=False)})
    async def ready(self, check_health: NamedDependency[CheckHealth]) -> Response[Readiness]:
        """Each dependency by name; 503 when one that is required is down. `gateway` is the shared one, and not required: Kipux
        serves without it, and whoever watches over Kipux has no business with the gateways that people bring.
        """
        found = await check_health()
        ready = all(it.ok for it in found if it.required)
        components = tuple(ComponentView(it.name, it.required, it.ok) for it in found)
        return Response(Readiness(ready, components), status_code=200 if ready else 503)
