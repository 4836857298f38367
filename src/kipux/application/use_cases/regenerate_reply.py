"""Have a message answered once more."""

from dataclasses import replace
from uuid import UUID

from kipux.application.generation.writer import ReplyWriter
from kipux.application.ports.clock import Clock
from kipux.application.ports.ids import Ids
from kipux.application.ports.unit_of_work import Begin, UnitOfWork
from kipux.application.use_cases.choose_model import ChooseModel
from kipux.application.use_cases.send_message import Sent
from kipux.domain.errors import Invalid, ReplyInProgress
from kipux.domain.message import Message, MessageRole, MessageStatus


class RegenerateReply:
    """Writes a sibling of a reply, with the same model or another; the earlier one stays. Or a reply to a question that has none."""

    def __init__(self, begin: Begin, choose_model: ChooseModel, writer: ReplyWriter, clock: Clock, ids: Ids) -> None:
        self._begin = begin
        self._choose_model = choose_model
        self._writer = writer
        self._clock = clock
        self._ids = ids

    async def __call__(
        self,
        user_id: UUID,
        message_id: UUID,
        *,
        model: str | None = None,
        request_id: str | None = None,
        language: str | None = None,
    ) -> Sent:
        """The question and the reply that is now being written to it, with the web as the question asked for it.

        Raises `NotFound`, `ReplyInProgress` while that reply, or one to that question, is being written.
        """
        await self._writer.get_ready(user_id)
        async with self._begin() as work:
            old = await work.messages.get(message_id, user_id)
            conversation = await work.conversations.lock(old.conversation_id, user_id)
            question = await _question(work, user_id, message_id)
            now = self._clock.now()
            reply = Message(
                id=self._ids.new(),
                conversation_id=conversation.id,
                parent_id=question.id,
                role=MessageRole.ASSISTANT,
                status=MessageStatus.WRITING,
                model=await self._choose_model(work, conversation, model or old.model),
                created_at=now,
            )
            await work.messages.add(reply)
            conversation = replace(conversation, leaf_id=reply.id, active_at=now, model=reply.model)
            await work.conversations.save(conversation)
            request = await self._writer.prepare(work, conversation, question, reply, language)
            await work.commit()
        self._writer.start(reply, request, request_id=request_id)
        return Sent(conversation, question, reply)


async def _question(work: UnitOfWork, user_id: UUID, message_id: UUID) -> Message:
    """What is to be answered: the message itself, or what it answers."""
    message = await work.messages.get(message_id, user_id)
    if message.is_being_written:
        raise ReplyInProgress
    if message.role is MessageRole.ASSISTANT:
        if message.parent_id is None:  # one that was imported
            raise Invalid({"id": "not_a_reply"})
        return await work.messages.get(message.parent_id, user_id)
    if any(reply.parent_id == message.id for reply in await work.messages.writing(message.conversation_id)):
        raise ReplyInProgress
    return message
