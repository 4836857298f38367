"""Seal every key anew after the administrator changed the secret key."""

from dataclasses import replace

from kipux.application.ports.unit_of_work import Begin
from kipux.application.ports.vault import Vault
from kipux.domain.errors import SealBroken


class ResealConnections:
    """Seals with the newest key what an older one sealed."""

    def __init__(self, begin: Begin, vault: Vault) -> None:
        self._begin = begin
        self._vault = vault

    async def __call__(self) -> int:
        """How many were sealed anew. What no key opens is left alone: its owner is asked to type it again."""
        async with self._begin() as work:
            old = [it for it in await work.connections.all() if not self._vault.is_sealed_anew(it.sealed_key, it.seal)]
        done = 0
        for connection in old:
            try:
                key = self._vault.open(connection.sealed_key, connection.seal)
            except SealBroken:
                continue
            async with self._begin() as work:
                if await work.connections.find(connection.user_id) == connection:
                    await work.connections.save(replace(connection, sealed_key=self._vault.seal(key, connection.seal)))
                    await work.commit()
                    done += 1
        return done
