"""A conversation that outgrows its model's window goes on."""

import logging
from contextlib import aclosing
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from kipux.application.generation.prompt import (
    Cut,
    Sheet,
    budget_of,
    cut_for_summary,
    parts_of,
    resumed,
    summary_prompt,
)
from kipux.application.generation.reply import Generation, ReplySource
from kipux.application.generation.tool_loop import ToolLoop
from kipux.application.generation.tools import Wish
from kipux.application.ports.clock import Clock
from kipux.application.ports.ids import Ids
from kipux.application.ports.llm_gateway import ChatEnd, ChatRequest
from kipux.application.ports.model_catalogue import ModelCatalogue
from kipux.application.ports.unit_of_work import Begin
from kipux.domain.errors import ContextTooLong, GatewayError, Unavailable
from kipux.domain.events import ReasoningDelta, TextDelta
from kipux.domain.summary import Summary

logger = logging.getLogger(__name__)

_LEAST_ROOM = 40
"""Tokens below which a summary says nothing worth its cost."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a model: the request but for its messages, which are those of the sheet as far as they fit; and what it
    may look up on the way.
    """

    request: ChatRequest
    sheet: Sheet
    conversation_id: UUID
    wish: Wish | None = None


class WithinWindow:
    """Asks with what fits. When a branch does not, its oldest turns are summarised by the same model, down to half of what would
    fit: so it happens seldom, and what stands before the newest turns is the same from reply to reply. When no summary is to be
    had, as many of the oldest turns as must are left out. Either is kept, so that it can be shown.
    """

    def __init__(
        self, source: ReplySource, loop: ToolLoop, catalogue: ModelCatalogue, begin: Begin, clock: Clock, ids: Ids
    ) -> None:
        self._source = source
        self._loop = loop
        self._catalogue = catalogue
        self._begin = begin
        self._clock = clock
        self._ids = ids

    async def __call__(self, asked: Asked) -> Generation:
        """The reply's events. When the gateway says that it is too long all the same, and the model has said nothing yet, it is tried
        once more with half; the steps it takes then are told in place of those told before.

        Raises `GatewayError`.
        """
        budget = budget_of(
            self._catalogue.current(UUID(asked.request.user)).find(asked.request.model), asked.request.max_output_tokens
        )
        room = None if budget is None else budget - self._loop.reserve(asked.request, asked.wish, budget)
        if room is not None and asked.sheet.tokens > room:
            asked = await self._shortened(asked, room)
        began = False
        try:
            async with aclosing(self._answer(asked, budget)) as batches:
                async for batch in batches:
                    began = began or any(isinstance(event, TextDelta | ReasoningDelta) for event in batch)
                    yield batch
        except ContextTooLong:
            if began:
                raise
            shorter = await self._shortened(asked, asked.sheet.tokens // 2)
            if shorter.sheet == asked.sheet:
                raise
        else:
            return
        async with aclosing(self._answer(shorter, None if budget is None else budget // 2)) as batches:
            async for batch in batches:
                yield batch

    def _answer(self, asked: Asked, budget: int | None) -> Generation:
        return self._loop(replace(asked.request, messages=asked.sheet.prompt), asked.wish, budget)

    async def _shortened(self, asked: Asked, budget: int) -> Asked:
        """With a summary of what goes, or without what goes; the same when there is nothing but the question."""
        cut = cut_for_summary(asked.sheet, budget)
        text, cost = await self._summary(asked, cut, budget)
        old, shorter = cut.old, resumed(asked.sheet, cut, text)
        if not text:
            old, kept = asked.sheet.split(budget)
            shorter = replace(asked.sheet, turns=kept)
        if old:
            await self._keep(
                Summary(
                    id=self._ids.new(),
                    conversation_id=asked.conversation_id,
                    message_id=old[-1].id,
                    text=shorter.summary if text else "",
                    model=asked.request.model,
                    cost=cost,
                    created_at=self._clock.now(),
                )
            )
        return replace(asked, sheet=shorter)

    async def _summary(self, asked: Asked, cut: Cut, budget: int) -> tuple[str, Decimal | None]:
        """Of the old turns and of the summary before them, and what it has cost; empty when none can be had."""
        summary, cost = asked.sheet.summary, Decimal(0)
        if cut.room < _LEAST_ROOM:
            return "", None
        told = True
        for part in parts_of(cut.old, budget):
            request = ChatRequest(asked.request.model, summary_prompt(summary, part, cut.room), asked.request.user)
            try:
                summary, spent = await self._whole(request)
            except GatewayError as error:
                logger.warning("No summary of conversation %s: %s", asked.conversation_id, error.code)
                return "", None
            if not summary:
                return "", None
            cost, told = cost + (spent or 0), told and spent is not None
        return (summary if cut.old else ""), (cost if told else None)

    async def _whole(self, request: ChatRequest) -> tuple[str, Decimal | None]:
        text, cost = "", None
        async with aclosing(self._source(request)) as batches:
            async for batch in batches:
                for event in batch:
                    text += event.text if isinstance(event, TextDelta) else ""
                    cost = event.cost if isinstance(event, ChatEnd) else cost
        return text.strip(), cost

    async def _keep(self, summary: Summary) -> None:
        try:
            async with self._begin() as work:
                await work.summaries.keep(summary)
                await work.commit()
        except Unavailable:
            logger.warning("The summary of conversation %s could not be kept", summary.conversation_id)
