"""Sets a reply going."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from kipux.application.generation.asking import system_prompt, with_parameters
from kipux.application.generation.citations import cited
from kipux.application.generation.own_models import OwnModels
from kipux.application.generation.planning import links_in
from kipux.application.generation.prompt import Sheet, budget_of, going_on, sheet_of
from kipux.application.generation.quoting import quoted_again
from kipux.application.generation.recorder import Recorder
from kipux.application.generation.seam import joined
from kipux.application.generation.titles import NewTitle, with_title
from kipux.application.generation.tools import Wish
from kipux.application.generation.window import Asked, WithinWindow
from kipux.application.ports.background import Background
from kipux.application.ports.event_log import EventLog
from kipux.application.ports.llm_gateway import ChatRequest
from kipux.application.ports.model_catalogue import ModelCatalogue
from kipux.application.ports.unit_of_work import UnitOfWork
from kipux.domain.conversation import Conversation
from kipux.domain.events import ReplyEvent
from kipux.domain.message import Message, MessageRole

_WHOLE_BRANCH = 100_000
_MATERIAL = 4_000
"""Tokens of what a reply was written from, at most, when it is written on."""


class ReplyWriter:
    """Starts the task that writes a reply: of its own, not of the request, so that no reader's leaving ends it."""

    def __init__(
        self,
        source: WithinWindow,
        recorder: Recorder,
        log: EventLog,
        background: Background,
        catalogue: ModelCatalogue,
        own_models: OwnModels,
    ) -> None:
        self._source = source
        self._recorder = recorder
        self._log = log
        self._background = background
        self._catalogue = catalogue
        self._own_models = own_models

    async def get_ready(self, user_id: UUID) -> None:
        """Have the models of this person's own gateway known, which this instance may never have asked: without their prices, windows
        and abilities nothing of a reply is right. May take 4 s, so it comes before the unit of work in which one is prepared.
        """
        await self._own_models.fresh(user_id)

    async def prepare(
        self,
        work: UnitOfWork,
        conversation: Conversation,
        question: Message,
        reply: Message,
        language: str | None = None,
    ) -> Asked:
        """Open the reply's log, before anybody can hear of the reply; give what will be asked of the model. `language` is that of
        the person's page: what is looked up is looked for in it.
        """
        history = await _history(work, question)
        sheet = await _sheet(work, history, question)
        await self._log.open(reply.id)
        asked = await self._asked(work, conversation, reply, sheet)
        return replace(asked, wish=_wish(history, question, language))

    async def prepare_to_go_on(
        self, work: UnitOfWork, conversation: Conversation, question: Message, reply: Message
    ) -> Asked:
        """The same for a reply that has ended before its time."""
        sheet = await _sheet(work, await _history(work, question), question)
        sources = await work.messages.sources(reply.id, conversation.user_id) if reply.sources else ()
        budget = budget_of(self._catalogue.current(conversation.user_id).find(reply.model or ""))
        material = quoted_again(sources, _MATERIAL if budget is None else min(_MATERIAL, budget // 4))
        await self._log.reopen(reply.id, reply.run)
        return await self._asked(work, conversation, reply, replace(sheet, after=going_on(reply, material)))

    async def _asked(self, work: UnitOfWork, conversation: Conversation, reply: Message, sheet: Sheet) -> Asked:
        """With the instructions, which nothing drops from the prompt, and the parameters."""
        person = await work.users.get(conversation.user_id)
        instructed = system_prompt(person.preferences.instructions, conversation.instructions)
        model_id = reply.model or ""
        request = with_parameters(
            ChatRequest(model_id, (), str(person.id)),
            conversation.parameters,
            self._catalogue.current(person.id).find(model_id),
        )
        return Asked(request, replace(sheet, system=instructed), conversation.id)

    def start(
        self,
        reply: Message,
        asked: Asked,
        *,
        first: ReplyEvent | None = None,
        title: NewTitle | None = None,
        request_id: str | None = None,
    ) -> None:
        """Write it, from now on, in the background; what it has already stays its beginning.

        `first` is told to readers before anything else, and `title` if it is there before the end.
        """
        generation = cited(self._source(asked), reply.sources, has_read=asked.wish is not None and asked.wish.has_read)
        if reply.text:
            generation = joined(reply.text, generation)
        if title is not None:
            generation = with_title(generation, title)
        payer = UUID(asked.request.user)
        work = self._recorder.record(reply, generation, payer=payer, first=first, request_id=request_id)
        self._background.start(f"reply {reply.id}", work)


async def _history(work: UnitOfWork, question: Message) -> list[Message]:
    """The branch above this message."""
    if question.parent_id is None:
        return []
    branch = await work.messages.branch(question.conversation_id, question.parent_id, limit=_WHOLE_BRANCH)
    return [placed.message for placed in branch.items]


async def _sheet(work: UnitOfWork, history: Sequence[Message], question: Message) -> Sheet:
    """The branch that ends in this message, with what stands for its oldest turns."""
    return sheet_of([*history, question], await work.summaries.of_conversation(question.conversation_id))


def _wish(history: Sequence[Message], question: Message, language: str | None) -> Wish:
    sources = [source.url for message in history for source in message.sources]
    asked = [message.text for message in history if message.role is MessageRole.USER]
    links = [link for text in asked for link in links_in(text)] if sources else []
    return Wish(question.web, question.text, language, bool(sources), (*sources, *links))
