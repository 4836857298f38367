"""Everybody's way to the models."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from uuid import UUID

from kipux.application.generation.budgets import Budgets
from kipux.application.generation.own_gateways import OwnGateways
from kipux.application.ports.llm_gateway import ChatEvent, ChatRequest, LLMGateway
from kipux.domain.budget import Budget, Tone
from kipux.domain.connection import Connection
from kipux.domain.errors import BudgetSpent
from kipux.domain.model import Model


class PersonalGateway(LLMGateway):
    """Asks the gateway of whoever asks: their own where they have one, else the shared one."""

    def __init__(self, shared: LLMGateway, own: OwnGateways, budgets: Budgets) -> None:
        self._shared = shared
        self._own = own
        self._budgets = budgets

    async def models(self) -> tuple[Model, ...]:
        """Those of the shared gateway."""
        return await self._shared.models()

    async def chat(self, request: ChatRequest) -> AsyncGenerator[Sequence[ChatEvent]]:
        """Stream an answer from the gateway of `request.user`. `BudgetSpent` says when there will be a new one, where that is known."""
        connection = await self._own.of(UUID(request.user))
        try:
            if connection is None:
                async with aclosing(self._shared.chat(request)) as answer:
                    async for batch in answer:
                        yield batch
                return
            async with self._own.through(connection) as gateway, aclosing(gateway.chat(request)) as answer:
                async for batch in answer:
                    yield batch
        except BudgetSpent as error:
            raise await self._with_its_end(error, connection) from error
        finally:
            self._budgets.note_use(connection)

    async def probe(self) -> str:
        """The state of the shared gateway."""
        return await self._shared.probe()

    async def budget(self) -> Budget | None:
        """Of the shared key."""
        return await self._shared.budget()

    async def _with_its_end(self, error: BudgetSpent, connection: Connection | None) -> BudgetSpent:
        """Only when it is this key's budget that is used up: gateways have others, of teams and people, that they do not show."""
        self._budgets.forget(connection)
        budget = await self._budgets.of(connection, wait=True)
        if budget is None or budget.tone is not Tone.USED_UP or budget.resets_at is None:
            return error
        return BudgetSpent(resets_at=budget.resets_at.isoformat())
