"""The gateways that people bring."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from kipux.application.ports.gateway_dialler import GatewayDialler
from kipux.application.ports.llm_gateway import LLMGateway
from kipux.application.ports.unit_of_work import Begin
from kipux.application.ports.vault import Vault
from kipux.domain.connection import Connection
from kipux.domain.errors import GatewayKeyRefused, SealBroken

logger = logging.getLogger(__name__)


class OwnGateways:
    """Opens a person's own gateway for as long as it is used; no key stays in memory after that."""

    def __init__(self, begin: Begin, vault: Vault, dialler: GatewayDialler) -> None:
        self._begin = begin
        self._vault = vault
        self._dialler = dialler

    async def of(self, user_id: UUID) -> Connection | None:
        """How this person is connected; None: by the shared gateway."""
        async with self._begin() as work:
            return await work.connections.find(user_id)

    @asynccontextmanager
    async def through(self, connection: Connection) -> AsyncIterator[LLMGateway]:
        """The gateway. Raises `GatewayKeyRefused` when the key cannot be read any more: it must be typed again."""
        try:
            key = self._vault.open(connection.sealed_key, connection.seal)
        except SealBroken:
            logger.warning("The key of a connection cannot be read: KIPUX_SECRET_KEY has changed")
            raise GatewayKeyRefused from None
        async with self._dialler.dial(connection.url, key) as gateway:
            yield gateway
