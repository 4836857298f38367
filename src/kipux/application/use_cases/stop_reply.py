"""Stop a reply."""

from uuid import UUID

from kipux.application.ports.stop_signals import StopSignals
from kipux.application.ports.unit_of_work import Begin


class StopReply:
    """Asks whoever writes a reply, on whatever instance, to stop: the upstream request is closed, the text so far stays."""

    def __init__(self, begin: Begin, stops: StopSignals) -> None:
        self._begin = begin
        self._stops = stops

    async def __call__(self, user_id: UUID, message_id: UUID) -> None:
        """Stopping what has ended is no error. Raises `NotFound`."""
        async with self._begin() as work:
            reply = await work.messages.get(message_id, user_id)
        if reply.is_being_written:
            await self._stops.send(reply.id)
