"""The port to people's presets."""

from typing import Protocol
from uuid import UUID

from kipux.domain.preset import Preset


class Presets(Protocol):
    """Presets of one owner each, inside a unit of work. Somebody else's is `NotFound`: the owner is part of every question."""

    async def add(self, preset: Preset) -> None:
        """Keep a new one. Raises `NotFound` when its owner does not exist."""
        ...

    async def get(self, preset_id: UUID, owner: UUID) -> Preset:
        """Raises `NotFound`."""
        ...

    async def lock(self, preset_id: UUID, owner: UUID) -> Preset:
        """Like `get`; nobody else can lock or save it until this unit of work ends. Raises `NotFound`."""
        ...

    async def save(self, preset: Preset) -> None:
        """Replace what is kept of it. Raises `NotFound` (also when the owner differs)."""
        ...

    async def delete(self, preset_id: UUID, owner: UUID) -> None:
        """Let go of it; the conversations that it began remember none any more. Raises `NotFound`."""
        ...

    async def of_person(self, owner: UUID) -> tuple[Preset, ...]:
        """All of a person's, the oldest first."""
        ...
