"""Sets a reply going."""

from kipux.application.generation.asking import system_prompt, with_parameters
from kipux.application.generation.prompt import going_on, prompt_from
from kipux.application.generation.recorder import Recorder
from kipux.application.generation.reply import ReplySource
from kipux.application.generation.seam import joined
from kipux.application.ports.background import Background
from kipux.application.ports.event_log import EventLog
from kipux.application.ports.llm_gateway import ChatRequest, PromptMessage
from kipux.application.ports.model_catalogue import ModelCatalogue
from kipux.application.ports.unit_of_work import UnitOfWork
from kipux.domain.conversation import Conversation
from kipux.domain.events import ReplyEvent
from kipux.domain.message import Message

_WHOLE_BRANCH = 100_000


class ReplyWriter:
    """Starts the task that writes a reply: of its own, not of the request, so that no reader's leaving ends it."""

    def __init__(
        self, source: ReplySource, recorder: Recorder, log: EventLog, background: Background, catalogue: ModelCatalogue
    ) -> None:
        self._source = source
        self._recorder = recorder
        self._log = log
        self._background = background
        self._catalogue = catalogue

    async def prepare(
        self, work: UnitOfWork, conversation: Conversation, question: Message, reply: Message
    ) -> ChatRequest:
        """Open the reply's log, before anybody can hear of the reply; give what will be asked of the model."""
        history = await _down_to(work, question)
        await self._log.open(reply.id)
        return await self._request(work, conversation, reply, prompt_from(history))

    async def prepare_to_go_on(
        self, work: UnitOfWork, conversation: Conversation, question: Message, reply: Message
    ) -> ChatRequest:
        """The same for a reply that has ended before its time."""
        history = await _down_to(work, question)
        await self._log.reopen(reply.id)
        return await self._request(work, conversation, reply, going_on(history, reply))

    async def _request(
        self, work: UnitOfWork, conversation: Conversation, reply: Message, prompt: tuple[PromptMessage, ...]
    ) -> ChatRequest:
        """With the instructions, which nothing drops from the prompt, and the parameters."""
        person = await work.users.get(conversation.user_id)
        instructed = system_prompt(person.preferences.instructions, conversation.instructions)
        model_id = reply.model or ""
        return with_parameters(
            ChatRequest(model_id, (*instructed, *prompt), str(person.id)),
            conversation.parameters,
            self._catalogue.current(person.id).find(model_id),
        )

    def start(
        self, reply: Message, request: ChatRequest, *, first: ReplyEvent | None = None, request_id: str | None = None
    ) -> None:
        """Write it, from now on, in the background; what it has already stays its beginning.

        `first` is told to readers before anything else.
        """
        generation = self._source(request)
        if reply.text:
            generation = joined(reply.text, generation)
        work = self._recorder.record(reply, generation, first=first, request_id=request_id)
        self._background.start(f"reply {reply.id}", work)


async def _down_to(work: UnitOfWork, question: Message) -> list[Message]:
    """The branch that ends in this message, oldest first."""
    if question.parent_id is None:
        return [question]
    branch = await work.messages.branch(question.conversation_id, question.parent_id, limit=_WHOLE_BRANCH)
    return [*(placed.message for placed in branch.items), question]
