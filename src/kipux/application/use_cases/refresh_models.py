"""Keep the list of models fresh."""

import logging
from dataclasses import replace

from kipux.application.ports.clock import Clock
from kipux.application.ports.llm_gateway import LLMGateway
from kipux.application.ports.model_catalogue import ModelCatalogue
from kipux.domain.errors import GatewayError
from kipux.domain.model import ModelList

logger = logging.getLogger(__name__)


class RefreshModels:
    """Asks the gateway for its models. When it does not answer, the last good list stays and is marked stale."""

    def __init__(self, gateway: LLMGateway, catalogue: ModelCatalogue, clock: Clock) -> None:
        self._gateway = gateway
        self._catalogue = catalogue
        self._clock = clock

    async def __call__(self) -> ModelList:
        """The list as it is known now."""
        known = self._catalogue.current()
        try:
            fresh = ModelList(await self._gateway.models(), self._clock.now(), stale=False)
        except GatewayError as error:
            fresh = replace(known, stale=True)
            if not known.stale or known.refreshed_at is None:
                logger.warning("The list of models cannot be had: %s", error.code)
        self._catalogue.keep(fresh)
        return fresh
