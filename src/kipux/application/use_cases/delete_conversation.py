"""Delete a conversation."""

from uuid import UUID

from kipux.application.ports.clock import Clock
from kipux.application.ports.event_log import EventLog
from kipux.application.ports.stop_signals import StopSignals
from kipux.application.ports.unit_of_work import Begin
from kipux.application.use_cases.erase_conversation import EraseConversation


class DeleteConversation:
    """Deletes a conversation with its messages and their events, and stops what is being written in it: those events go later, as
    its readers are to hear its end. For a while it can be restored, unless it is a temporary one: that is gone at once.
    """

    def __init__(self, begin: Begin, erase: EraseConversation, log: EventLog, stops: StopSignals, clock: Clock) -> None:
        self._begin = begin
        self._erase = erase
        self._log = log
        self._stops = stops
        self._clock = clock

    async def __call__(self, user_id: UUID, conversation_id: UUID) -> None:
        """Raises `NotFound`."""
        async with self._begin() as work:
            conversation = await work.conversations.lock(conversation_id, user_id)
            if conversation.temporary:
                await self._erase(work, conversation)
                await work.commit()
                return
            # Before the commit: were this process to die after it, replies that nobody can see would go on costing.
            writing = {reply.id for reply in await work.messages.writing(conversation_id)}
            for reply_id in writing:
                await self._stops.send(reply_id)
            everything = await work.messages.at_or_below(conversation_id)
            await self._log.forget([message_id for message_id in everything if message_id not in writing])
            await work.conversations.delete(conversation_id, user_id, at=self._clock.now())
            await work.commit()
