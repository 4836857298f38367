"""What is left to spend at the gateways, asked for beside everything else."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kipux.application.generation.own_gateways import OwnGateways
from kipux.application.ports.background import Background
from kipux.application.ports.clock import Clock
from kipux.application.ports.llm_gateway import LLMGateway
from kipux.domain.budget import Budget
from kipux.domain.connection import Connection
from kipux.domain.errors import GatewayError

logger = logging.getLogger(__name__)

_KEPT = timedelta(minutes=5)
_COUNTS_LATE = timedelta(minutes=1)
_LEAST_PAUSE = timedelta(seconds=10)
_PATIENCE_S = 4.0


@dataclass(frozen=True, slots=True)
class _Heard:
    """What a gateway said at a time; `saved_at` tells one connection of a person from the next."""

    at: datetime
    saved_at: datetime | None
    budget: Budget | None


class Budgets:
    """Keeps what the gateways last said of their keys' budgets: of each person's own, and of the shared one.

    An answer serves for 5 minutes, and for 10 seconds when the key was used less than a minute before it: gateways count late.
    No gateway is asked by anything but a look, and one at a time. What a gateway does not tell is None, whatever the reason.
    """

    def __init__(self, shared: LLMGateway, own: OwnGateways, clock: Clock, background: Background) -> None:
        self._shared = shared
        self._own = own
        self._clock = clock
        self._background = background
        self._heard: dict[UUID | None, _Heard] = {}
        self._used: dict[UUID | None, datetime] = {}
        self._asking: dict[UUID | None, asyncio.Event] = {}

    async def of(self, connection: Connection | None, *, wait: bool) -> Budget | None:
        """Of this connection's key, or of the shared one. A gateway that is due is asked in the background; with `wait`, its answer
        is waited for, 4 s at most.
        """
        key, saved_at = _place(connection)
        if self._is_due(key, saved_at) and key not in self._asking:
            self._asking[key] = asyncio.Event()
            self._background.start("budget", self._ask(connection))
        if wait and (asking := self._asking.get(key)):
            with suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE_S):
                    await asking.wait()
        heard = self._heard.get(key)
        if heard is None or heard.saved_at != saved_at or heard.budget is None:
            return None
        return heard.budget.at(self._clock.now())

    def note_use(self, connection: Connection | None) -> None:
        """Something was asked of a model with this key: what is known of its budget is old by now."""
        self._used[_place(connection)[0]] = self._clock.now()

    def forget(self, connection: Connection | None) -> None:
        """What is known of this key's budget has shown to be wrong: the next look asks."""
        self._heard.pop(_place(connection)[0], None)

    def _is_due(self, key: UUID | None, saved_at: datetime | None) -> bool:
        heard, used = self._heard.get(key), self._used.get(key)
        if heard is None or heard.saved_at != saved_at:
            return True
        is_settled = used is None or heard.at - used >= _COUNTS_LATE
        return self._clock.now() - heard.at >= (_KEPT if is_settled else _LEAST_PAUSE)

    async def _ask(self, connection: Connection | None) -> None:
        key, saved_at = _place(connection)
        at, budget = self._clock.now(), None
        try:
            if connection is None:
                budget = await self._shared.budget()
            else:
                async with self._own.through(connection) as gateway:
                    budget = await gateway.budget()
        except GatewayError as error:
            logger.info("A gateway does not tell its key's budget: %s", error.code)
        finally:
            self._heard[key] = _Heard(at, saved_at, budget)
            self._asking.pop(key).set()


def _place(connection: Connection | None) -> tuple[UUID | None, datetime | None]:
    """Whose key, and which of theirs."""
    return (None, None) if connection is None else (connection.user_id, connection.saved_at)
