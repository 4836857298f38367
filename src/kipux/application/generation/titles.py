"""A conversation's title, by a small model, beside the first reply."""

import asyncio
import logging
from contextlib import aclosing
from dataclasses import replace
from decimal import Decimal

from kipux.application.generation.reply import Generation, ReplySource
from kipux.application.ports.background import Background
from kipux.application.ports.clock import Clock
from kipux.application.ports.ids import Ids
from kipux.application.ports.llm_gateway import ChatEnd, ChatRequest, PromptMessage
from kipux.application.ports.unit_of_work import Begin
from kipux.domain.conversation import Conversation, tidied_title
from kipux.domain.errors import KipuxError
from kipux.domain.events import TextDelta, TitleSet
from kipux.domain.spending import Charge

logger = logging.getLogger(__name__)

NewTitle = asyncio.Future[str]
"""The title that there will be; empty when none came, or the person gave one meanwhile."""

_READ = 2_000
_ENOUGH = 400
_WISH = (
    "Give the conversation that begins with the message below a title: at most six words, in the language of the message, "
    "on one line, without quotation marks. Do not answer the message. Say the title and nothing else.\n\n"
)


class Titles:
    """Asks `model` for titles; none when there is no such model. What one costs is charged, whether or not it is kept."""

    def __init__(
        self,
        source: ReplySource,
        begin: Begin,
        background: Background,
        clock: Clock,
        ids: Ids,
        *,
        model: str | None,
        patience_s: float = 30,
    ) -> None:
        self._source = source
        self._begin = begin
        self._background = background
        self._clock = clock
        self._ids = ids
        self._model = model
        self._patience_s = patience_s

    def begin(self, conversation: Conversation, text: str) -> NewTitle | None:
        """Have it made from the first message's text, in the background; None without a model."""
        if self._model is None:
            return None
        told = asyncio.get_running_loop().create_future()
        self._background.start(f"title {conversation.id}", self._make(self._model, conversation, text, told))
        return told

    async def _make(self, model: str, conversation: Conversation, text: str, told: NewTitle) -> None:
        title = ""
        try:
            async with asyncio.timeout(self._patience_s):
                asked = PromptMessage("user", _WISH + text[:_READ])
                said, cost = await self._answer(ChatRequest(model, (asked,), str(conversation.user_id)))
                title = tidied_title(said)
                await self._charge(conversation, cost)
            title = title if title and await self._keep(conversation, title) else ""
        except (KipuxError, TimeoutError) as error:
            logger.info("Conversation %s keeps its first words as title: %s", conversation.id, type(error).__name__)
            title = ""
        finally:
            told.set_result(title)

    async def _answer(self, request: ChatRequest) -> tuple[str, Decimal | None]:
        """What was said, and what it cost: unknown when it was cut short."""
        said, cost = "", None
        async with aclosing(self._source(request)) as answer:
            async for batch in answer:
                for event in batch:
                    said += event.text if isinstance(event, TextDelta) else ""
                    cost = event.cost if isinstance(event, ChatEnd) else cost
                if len(said) > _ENOUGH:
                    break
        return said, cost

    async def _charge(self, conversation: Conversation, cost: Decimal | None) -> None:
        charge = Charge(
            id=self._ids.new(),
            nameless_id=self._ids.new(),
            user_id=conversation.user_id,
            conversation_id=conversation.id,
            at=self._clock.now(),
            cost=cost,
        )
        async with self._begin() as work:
            await work.spending.charge(charge)
            await work.commit()

    async def _keep(self, conversation: Conversation, title: str) -> bool:
        """Unless it has another title by now than the one it began with."""
        async with self._begin() as work:
            now = await work.conversations.lock(conversation.id, conversation.user_id)
            if now.title != conversation.title:
                return False
            await work.conversations.save(replace(now, title=title))
            await work.commit()
        return True


async def with_title(generation: Generation, title: NewTitle) -> Generation:
    """The generation, and the title as soon as there is one; it never waits for it."""
    is_told = False
    async with aclosing(generation):
        async for batch in generation:
            if title.done() and not is_told:
                is_told = True
                if said := title.result():
                    yield (TitleSet(said),)
            yield batch
