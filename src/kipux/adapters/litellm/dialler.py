"""Gateways that people bring."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx

from kipux.adapters.litellm.gateway import LiteLLMGateway
from kipux.application.ports.gateway_dialler import GatewayDialler
from kipux.application.ports.llm_gateway import LLMGateway

_LIST_SECONDS = 10


class LiteLLMDialler(GatewayDialler):
    """A `LiteLLMGateway` for as long as it is used. Unless `private_too`, only addresses on the open internet are connected to."""

    def __init__(self, *, private_too: bool, first_token_seconds: float = 120, stall_seconds: float = 90) -> None:
        self._private_too = private_too
        self._first_token_seconds = first_token_seconds
        self._stall_seconds = stall_seconds
        self._ssl_context = httpx.create_ssl_context()  # reading the certificates takes a while: once for all

    def dial(self, url: str, key: str) -> AbstractAsyncContextManager[LLMGateway]:
        """The gateway; leaving closes its connections."""
        return self._dialled(url, key)

    @asynccontextmanager
    async def _dialled(self, url: str, key: str) -> AsyncIterator[LLMGateway]:
        gateway = LiteLLMGateway(
            url,
            key,
            self._first_token_seconds,
            self._stall_seconds,
            _LIST_SECONDS,
            public_only=not self._private_too,
            ssl_context=self._ssl_context,
        )
        try:
            yield gateway
        finally:
            await gateway.close()
