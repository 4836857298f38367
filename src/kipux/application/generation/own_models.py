"""Whose list of models is shown to whom."""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from kipux.application.generation.own_gateways import OwnGateways
from kipux.application.ports.background import Background
from kipux.application.ports.clock import Clock
from kipux.application.ports.model_catalogue import ModelCatalogue
from kipux.application.ports.unit_of_work import UnitOfWork
from kipux.domain.connection import Connection
from kipux.domain.errors import GatewayError
from kipux.domain.model import ModelList

logger = logging.getLogger(__name__)

_PATIENCE_S = 4.0


class OwnModels:
    """Keeps the lists of those who have a gateway of their own; for everybody else there is the shared one.

    What another instance changed is noticed whenever a person's connection is looked at: `saved_at` tells one from the next.
    """

    def __init__(
        self, own: OwnGateways, catalogue: ModelCatalogue, clock: Clock, background: Background, *, every: timedelta
    ) -> None:
        self._own = own
        self._catalogue = catalogue
        self._clock = clock
        self._background = background
        self._every = every
        self._known: dict[UUID, datetime] = {}
        self._awaited: dict[tuple[UUID, datetime], asyncio.Event] = {}

    async def settle(self, work: UnitOfWork, user_id: UUID) -> ModelList:
        """The list for this person as it is known; asks no gateway."""
        self.note(user_id, await work.connections.find(user_id))
        return self._catalogue.current(user_id)

    def note(self, user_id: UUID, connection: Connection | None) -> None:
        """This is how the person is connected now: what is known of another connection of theirs is forgotten."""
        if connection is None:
            self._known.pop(user_id, None)
            self._catalogue.forget(user_id)
        elif self._known.get(user_id) != connection.saved_at:
            self._known[user_id] = connection.saved_at
            self._catalogue.keep(ModelList(), user_id)

    async def fresh(self, user_id: UUID) -> ModelList:
        """The list for this person. Their own gateway is asked when it is due; the first time only is its answer waited for, 4 s: one
        that comes later is kept when it comes.
        """
        connection = await self._own.of(user_id)
        self.note(user_id, connection)
        known = self._catalogue.current(user_id)
        if connection is None or not self._is_due(known):
            return known
        if known.refreshed_at is not None:
            self._background.start(f"models of {user_id}", self._refresh(connection))
            return known
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._first_answer(connection).wait()
        except TimeoutError:
            logger.warning("A person's own gateway is slow to list its models")
        return self._catalogue.current(user_id)

    def _first_answer(self, connection: Connection) -> asyncio.Event:
        """Asks, if nobody has asked yet; set when there is an answer, or none is to be had."""
        key = connection.user_id, connection.saved_at
        if key not in self._awaited:
            answered = asyncio.Event()
            self._background.start(f"first models of {connection.user_id}", self._answer(connection, answered))
            self._awaited[key] = answered
        return self._awaited[key]

    async def _answer(self, connection: Connection, answered: asyncio.Event) -> None:
        try:
            await self._refresh(connection)
        finally:
            self._awaited.pop((connection.user_id, connection.saved_at), None)
            answered.set()

    def _is_due(self, known: ModelList) -> bool:
        return known.refreshed_at is None or self._clock.now() - known.refreshed_at >= self._every

    async def _refresh(self, connection: Connection) -> None:
        known = self._catalogue.current(connection.user_id)
        now = self._clock.now()
        try:
            async with self._own.through(connection) as gateway:
                models = ModelList(await gateway.models(), now, stale=False)
        except GatewayError:
            models = replace(known, refreshed_at=now, stale=True)
        if self._known.get(connection.user_id) == connection.saved_at:  # else it was changed meanwhile
            self._catalogue.keep(models, connection.user_id)
