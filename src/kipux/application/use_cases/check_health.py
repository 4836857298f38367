"""Tell whether everything that Kipux depends on answers."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from kipux.application.ports.health import Probe
from kipux.application.ports.llm_gateway import LLMGateway
from kipux.domain.errors import Unavailable

_PATIENCE_S = 3.0


@dataclass(frozen=True, slots=True)
class ComponentHealth:
    """One dependency's state; `detail` is one line for an administrator, or the error's code."""

    name: str
    required: bool
    ok: bool
    detail: str


class GatewayProbe:
    """The model gateway as a dependency: Kipux serves without it, and says so."""

    name = "gateway"
    required = False

    def __init__(self, gateway: LLMGateway) -> None:
        self._gateway = gateway

    async def check(self) -> str:
        """Its kind and version."""
        return await self._gateway.probe()


class CheckHealth:
    """Asks every dependency at once, each for 3 s at most."""

    def __init__(self, probes: Sequence[Probe]) -> None:
        self._probes = tuple(probes)

    async def __call__(self) -> tuple[ComponentHealth, ...]:
        """The state of each, in the order given."""
        return tuple(await asyncio.gather(*map(_checked, self._probes)))


async def _checked(probe: Probe) -> ComponentHealth:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            return ComponentHealth(probe.name, probe.required, ok=True, detail=await probe.check())
    except TimeoutError:
        return ComponentHealth(probe.name, probe.required, ok=False, detail="timeout")
    except Unavailable as error:
        return ComponentHealth(probe.name, probe.required, ok=False, detail=error.code)
