"""People's presets in PostgreSQL."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, insert, select, update

from kipux.adapters.postgres.rows import preset_from, preset_values
from kipux.adapters.postgres.tables import presets
from kipux.adapters.postgres.transaction import Transaction
from kipux.application.ports.presets import Presets
from kipux.domain.errors import NotFound
from kipux.domain.preset import Preset


class PostgresPresets(Presets):
    """The `Presets` of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, preset: Preset) -> None:
        """Keep a new one. Raises `NotFound` when its owner does not exist."""
        await self._transaction.change(insert(presets), preset_values(preset))

    async def get(self, preset_id: UUID, owner: UUID) -> Preset:
        """Raises `NotFound`."""
        return await self._one(select(presets).where(_owned(preset_id, owner)))

    async def lock(self, preset_id: UUID, owner: UUID) -> Preset:
        """Like `get`; others who lock, save or delete it wait until this transaction ends. Raises `NotFound`."""
        await self._transaction.begin()
        # FOR NO KEY UPDATE: others may go on beginning conversations that refer to it.
        return await self._one(select(presets).where(_owned(preset_id, owner)).with_for_update(key_share=True))

    async def save(self, preset: Preset) -> None:
        """Replace what is kept of it. Raises `NotFound`."""
        values = preset_values(preset)
        mine = _owned(values.pop("id"), values.pop("user_id"))
        if not await self._transaction.change(update(presets).where(mine), values):
            raise NotFound

    async def delete(self, preset_id: UUID, owner: UUID) -> None:
        """Let go of it; the database empties what refers to it. Raises `NotFound`."""
        if not await self._transaction.change(delete(presets).where(_owned(preset_id, owner))):
            raise NotFound

    async def of_person(self, owner: UUID) -> tuple[Preset, ...]:
        """All of a person's, the oldest first."""
        theirs = select(presets).where(presets.c.user_id == owner).order_by(presets.c.created_at, presets.c.id)
        return tuple(map(preset_from, await self._transaction.rows(theirs)))

    async def _one(self, query: Select[Any]) -> Preset:
        row = await self._transaction.row(query)
        if row is None:
            raise NotFound
        return preset_from(row)


def _owned(preset_id: UUID, owner: UUID) -> ColumnElement[bool]:
    return and_(presets.c.id == preset_id, presets.c.user_id == owner)
