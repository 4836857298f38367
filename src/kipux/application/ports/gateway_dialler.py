"""The port to gateways that people bring."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from kipux.application.ports.llm_gateway import LLMGateway


class GatewayDialler(Protocol):
    """Opens the way to any gateway."""

    def dial(self, url: str, key: str) -> AbstractAsyncContextManager[LLMGateway]:
        """The gateway with this root URL; the key (empty: none) goes to that server and nowhere else. Leaving hangs up.

        Entering raises `GatewayNotAllowed` where its address is one that people may not reach from here, and `GatewayUnreachable`
        where nobody knows it.
        """
        ...
