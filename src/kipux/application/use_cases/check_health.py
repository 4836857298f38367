"""Tell whether everything that Kipux depends on answers."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kipux.application.ports.health import Probe
from kipux.domain.errors import Unavailable

_PATIENCE_S = 3.0


@dataclass(frozen=True, slots=True)
class ComponentHealth:
    """One dependency's state; `detail` is one line for an administrator, or the error's code."""

    name: str
    required: bool
    ok: bool
    detail: str


class Answering(Protocol):
    """A port to something that says what it is."""

    async def probe(self) -> str:
        """What answers, in a few words for an administrator. Raises `Unavailable`."""
        ...


@dataclass(frozen=True, slots=True)
class Dispensable:
    """The gateway, the search engine, the browser as dependencies: Kipux serves without them, and says so."""

    name: str
    collaborator: Answering
    required: bool = False

    async def check(self) -> str:
        """Its kind and version."""
        return await self.collaborator.probe()


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
