"""Gateways that people bring."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx
from aiohttp.abc import AbstractResolver

from kipux.adapters.litellm.connection import CONNECT_SECONDS, root_of
from kipux.adapters.litellm.gateway import LiteLLMGateway
from kipux.application.ports.gateway_dialler import GatewayDialler
from kipux.application.ports.llm_gateway import LLMGateway
from kipux.domain.errors import AddressRefused, GatewayNotAllowed, GatewayUnreachable, PageUnreachable

_LIST_SECONDS = 10

Pin = Callable[[str], Awaitable[AbstractResolver]]
"""Judges a URL, and gives what knows its host at the addresses that may be connected to, and no other host.

Raises `AddressRefused`, and `PageUnreachable` for a name that nobody knows.
"""


class LiteLLMDialler(GatewayDialler):
    """A `LiteLLMGateway` for as long as it is used. With `pin`, only what it admits is connected to."""

    def __init__(self, pin: Pin | None = None, *, first_token_seconds: float = 120, stall_seconds: float = 90) -> None:
        self._pin = pin
        self._first_token_seconds = first_token_seconds
        self._stall_seconds = stall_seconds
        self._ssl_context = httpx.create_ssl_context()  # reading the certificates takes a while: once for all

    def dial(self, url: str, key: str) -> AbstractAsyncContextManager[LLMGateway]:
        """The gateway; leaving closes its connections."""
        return self._dialled(url, key)

    @asynccontextmanager
    async def _dialled(self, url: str, key: str) -> AsyncIterator[LLMGateway]:
        resolver = await _pinned(self._pin, root_of(url)) if self._pin else None
        gateway = LiteLLMGateway(
            url,
            key,
            self._first_token_seconds,
            self._stall_seconds,
            _LIST_SECONDS,
            resolver=resolver,
            ssl_context=self._ssl_context,
        )
        try:
            yield gateway
        finally:
            await gateway.close()


async def _pinned(pin: Pin, url: str) -> AbstractResolver:
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            return await pin(url)
    except AddressRefused:
        raise GatewayNotAllowed from None
    except (PageUnreachable, TimeoutError):
        raise GatewayUnreachable from None
