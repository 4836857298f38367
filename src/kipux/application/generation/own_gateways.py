"""The gateways that people bring, behind the same port as the one that all share."""

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from uuid import UUID

from kipux.application.ports.gateway_dialler import GatewayDialler
from kipux.application.ports.llm_gateway import ChatEvent, ChatRequest, LLMGateway
from kipux.application.ports.unit_of_work import Begin
from kipux.application.ports.vault import Vault
from kipux.domain.connection import Connection
from kipux.domain.errors import GatewayKeyRefused, SealBroken
from kipux.domain.model import Model

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


class PersonalGateway(LLMGateway):
    """Asks the gateway of whoever asks: their own where they have one, else the shared one."""

    def __init__(self, shared: LLMGateway, own: OwnGateways) -> None:
        self._shared = shared
        self._own = own

    async def models(self) -> tuple[Model, ...]:
        """Those of the shared gateway."""
        return await self._shared.models()

    async def chat(self, request: ChatRequest) -> AsyncGenerator[Sequence[ChatEvent]]:
        """Stream an answer from the gateway of `request.user`."""
        connection = await self._own.of(UUID(request.user))
        if connection is None:
            async with aclosing(self._shared.chat(request)) as answer:
                async for batch in answer:
                    yield batch
            return
        async with self._own.through(connection) as gateway, aclosing(gateway.chat(request)) as answer:
            async for batch in answer:
                yield batch

    async def probe(self) -> str:
        """The state of the shared gateway."""
        return await self._shared.probe()
