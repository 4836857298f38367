"""Delete a conversation."""

from uuid import UUID

from kipux.application.ports.clock import Clock
from kipux.application.ports.stop_signals import StopSignals
from kipux.application.ports.unit_of_work import Begin


class DeleteConversation:
    """Deletes a conversation with its messages, and stops what is being written in it. For a while it can be restored."""

    def __init__(self, begin: Begin, stops: StopSignals, clock: Clock) -> None:
        self._begin = begin
        self._stops = stops
        self._clock = clock

    async def __call__(self, user_id: UUID, conversation_id: UUID) -> None:
        """Raises `NotFound`."""
        async with self._begin() as work:
            writing = await work.messages.writing(conversation_id)
            await work.conversations.delete(conversation_id, user_id, at=self._clock.now())
            await work.commit()
        for reply in writing:
            await self._stops.send(reply.id)
