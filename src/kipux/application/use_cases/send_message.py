"""Say something, and have it answered."""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Final
from uuid import UUID

from kipux.application.generation.opening import Opening, opened
from kipux.application.generation.titles import Titles
from kipux.application.generation.writer import ReplyWriter
from kipux.application.ports.clock import Clock
from kipux.application.ports.ids import Ids
from kipux.application.ports.unit_of_work import Begin, UnitOfWork
from kipux.application.use_cases.choose_model import ChooseModel
from kipux.domain.conversation import Conversation, title_from
from kipux.domain.errors import Invalid, NotFound, ReplyInProgress
from kipux.domain.events import TitleSet
from kipux.domain.message import Message, MessageRole, MessageStatus
from kipux.domain.web_use import WebUse

TEXT_LENGTH = 200_000
"""Characters a message may have."""


class Parent(Enum):
    """A parent that is named otherwise than by its id."""

    CURRENT_LEAF = "current leaf"


CURRENT_LEAF: Final = Parent.CURRENT_LEAF
"""The last message of the current branch, if there is one."""

PLAIN: Final = Opening()
"""Neither instructions nor parameters nor a preset."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message and the reply that is now being written to it."""

    conversation: Conversation
    user_message: Message
    reply: Message


class SendMessage:
    """Keeps a person's message and sets its reply going."""

    def __init__(
        self, begin: Begin, choose_model: ChooseModel, writer: ReplyWriter, titles: Titles, clock: Clock, ids: Ids
    ) -> None:
        self._begin = begin
        self._choose_model = choose_model
        self._writer = writer
        self._titles = titles
        self._clock = clock
        self._ids = ids

    async def __call__(
        self,
        user_id: UUID,
        *,
        text: str,
        conversation_id: UUID | None = None,
        model: str | None = None,
        parent_id: UUID | Parent | None = CURRENT_LEAF,
        request_id: str | None = None,
        opening: Opening = PLAIN,
        temporary: bool = False,
        web: WebUse = WebUse.AUTO,
        language: str | None = None,
    ) -> Sent:
        """What was kept; the reply is being written. Without `conversation_id` a conversation is made, with this `opening`;
        a `temporary` one is in no list, has no title, and goes when its person does.

        `web` is whether its replies may look things up, in `language` first (a tag such as `es`).
        `parent_id` other than the current leaf starts a branch; None is the root, where a first message has its siblings.
        Raises `Invalid` (fields `text`, `model`, and those of the opening), `NotFound`, or
        `ReplyInProgress` when the reply that this would follow is still being written.
        """
        _check(text)
        await self._writer.get_ready(user_id)
        async with self._begin() as work:
            old = await self._conversation(work, user_id, conversation_id)
            if conversation_id is None:
                old = await opened(work, replace(old, temporary=temporary), opening)
            above = old.leaf_id if parent_id is CURRENT_LEAF else parent_id
            await _check_parent(work, old, user_id, above)
            model = await self._choose_model(work, old, model)
            is_named = bool(old.title) or old.temporary
            question, reply = self._messages(old, text, above, model, web)
            conversation = replace(
                old,
                title=old.title if is_named else title_from(text),
                model=model,
                leaf_id=reply.id,
                active_at=question.created_at,
            )
            keep = work.conversations.add if conversation_id is None else work.conversations.save
            await keep(conversation)
            await work.messages.add(question)
            await work.messages.add(reply)
            request = await self._writer.prepare(work, conversation, question, reply, language)
            await work.commit()
        first = None if is_named else TitleSet(conversation.title)
        title = None if is_named else self._titles.begin(conversation, text)
        self._writer.start(reply, request, first=first, title=title, request_id=request_id)
        return Sent(conversation, question, reply)

    async def _conversation(self, work: UnitOfWork, user_id: UUID, conversation_id: UUID | None) -> Conversation:
        if conversation_id is not None:
            return await work.conversations.lock(conversation_id, user_id)
        now = self._clock.now()
        return Conversation(id=self._ids.new(), user_id=user_id, created_at=now, active_at=now)

    def _messages(
        self, conversation: Conversation, text: str, parent_id: UUID | None, model: str, web: WebUse
    ) -> tuple[Message, Message]:
        now = self._clock.now()
        question = Message(
            id=self._ids.new(),
            conversation_id=conversation.id,
            parent_id=parent_id,
            role=MessageRole.USER,
            text=text,
            web=web,
            created_at=now,
            finished_at=now,
        )
        reply = Message(
            id=self._ids.new(),
            conversation_id=conversation.id,
            parent_id=question.id,
            role=MessageRole.ASSISTANT,
            status=MessageStatus.WRITING,
            model=model,
            created_at=now,
        )
        return question, reply


def _check(text: str) -> None:
    if not text.strip():
        raise Invalid({"text": "required"})
    if len(text) > TEXT_LENGTH:
        raise Invalid({"text": "too_long"})


async def _check_parent(work: UnitOfWork, conversation: Conversation, user_id: UUID, parent_id: UUID | None) -> None:
    if parent_id is None:
        return
    parent = await work.messages.get(parent_id, user_id)
    if parent.conversation_id != conversation.id:
        raise NotFound
    if parent.is_being_written:
        raise ReplyInProgress
