"""Have a reply that was cut off go on."""

from dataclasses import replace
from uuid import UUID

from kipux.application.generation.writer import ReplyWriter
from kipux.application.ports.clock import Clock
from kipux.application.ports.stop_signals import StopSignals
from kipux.application.ports.unit_of_work import Begin, UnitOfWork
from kipux.application.use_cases.send_message import Sent
from kipux.domain.errors import Invalid, NothingToContinue, ReplyInProgress
from kipux.domain.message import Message, MessageRole


class ContinueReply:
    """Writes on where a reply stopped or failed, by the model that wrote it: the same message, with the same text as its beginning."""

    def __init__(self, begin: Begin, writer: ReplyWriter, stops: StopSignals, clock: Clock) -> None:
        self._begin = begin
        self._writer = writer
        self._stops = stops
        self._clock = clock

    async def __call__(self, user_id: UUID, message_id: UUID, *, request_id: str | None = None) -> Sent:
        """The question and the reply that is now being written on.

        Raises `NotFound`, `Invalid` (field `id`) for a message that is no reply, `ReplyInProgress` while it is being written,
        `NothingToContinue` when it is complete, says nothing yet, or is followed by other messages.
        """
        await self._writer.get_ready(user_id)
        async with self._begin() as work:
            old = await work.messages.get(message_id, user_id)
            if old.role is not MessageRole.ASSISTANT or old.parent_id is None:
                raise Invalid({"id": "not_a_reply"})
            conversation = await work.conversations.lock(old.conversation_id, user_id)
            reply = (await _cut_off(work, user_id, message_id)).going_on()
            question = await work.messages.get(old.parent_id, user_id)
            if not await work.messages.resume(reply.id):
                raise ReplyInProgress
            conversation = replace(conversation, leaf_id=reply.id, active_at=self._clock.now())
            await work.conversations.save(conversation)
            request = await self._writer.prepare_to_go_on(work, conversation, question, reply)
            await self._stops.forget(reply.id)
            await work.commit()
        self._writer.start(reply, request, request_id=request_id)
        return Sent(conversation, question, reply)


async def _cut_off(work: UnitOfWork, user_id: UUID, message_id: UUID) -> Message:
    reply = await work.messages.get(message_id, user_id)
    if reply.is_being_written:
        raise ReplyInProgress
    is_last = await work.messages.newest_leaf(reply.conversation_id, reply.id) == reply.id
    if not (reply.can_go_on and reply.text and is_last):
        raise NothingToContinue
    return reply
