"""People's presets in memory."""

from dataclasses import replace
from uuid import UUID

from kipux.adapters.memory.storable import storable
from kipux.adapters.memory.transaction import Transaction
from kipux.application.ports.presets import Presets
from kipux.domain.errors import NotFound
from kipux.domain.preset import Preset


class MemoryPresets(Presets):
    """The `Presets` of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, preset: Preset) -> None:
        """Keep a new one. Raises `NotFound` when its owner does not exist."""
        if self._transaction.users.get(preset.user_id) is None:
            raise self._transaction.refused(NotFound())
        self._transaction.presets.put(preset.id, storable(preset))

    async def get(self, preset_id: UUID, owner: UUID) -> Preset:
        """Raises `NotFound`."""
        preset = self._transaction.presets.get(preset_id)
        if preset is None or preset.user_id != owner:
            raise NotFound
        return preset

    async def lock(self, preset_id: UUID, owner: UUID) -> Preset:
        """Like `get`; others who lock, save or delete it wait until this transaction ends. Raises `NotFound`."""
        await self._transaction.hold("preset", preset_id)
        return await self.get(preset_id, owner)

    async def save(self, preset: Preset) -> None:
        """Replace what is kept of it. Raises `NotFound`."""
        await self.lock(preset.id, preset.user_id)
        self._transaction.presets.put(preset.id, storable(preset))

    async def delete(self, preset_id: UUID, owner: UUID) -> None:
        """Let go of it, and of what conversations remember of it, in the bin too. Raises `NotFound`."""
        await self.lock(preset_id, owner)
        self._transaction.presets.drop(lambda preset: preset.id == preset_id)
        for each in [it for it in self._transaction.conversations.all() if it.preset_id == preset_id]:
            await self._transaction.hold("conversation", each.id)
            now = self._transaction.conversations.get(each.id)
            if now is not None:
                self._transaction.conversations.put(each.id, replace(now, preset_id=None))
        for deleted in [it for it in self._transaction.bin.all() if it.conversation.preset_id == preset_id]:
            forgotten = replace(deleted.conversation, preset_id=None)
            self._transaction.bin.put(forgotten.id, deleted._replace(conversation=forgotten))

    async def of_person(self, owner: UUID) -> tuple[Preset, ...]:
        """All of a person's, the oldest first."""
        theirs = [preset for preset in self._transaction.presets.all() if preset.user_id == owner]
        return tuple(sorted(theirs, key=lambda preset: (preset.created_at, preset.id)))
