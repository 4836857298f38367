"""Learn that a temporary conversation is before somebody's eyes, or is not any more."""

from uuid import UUID

from kipux.application.ports.clock import Clock
from kipux.application.ports.unit_of_work import Begin
from kipux.domain.temporary import left, visited


class NoteVisit:
    """Notes which page shows a temporary conversation, and when that was left: a little later the conversation goes."""

    def __init__(self, begin: Begin, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    async def __call__(self, user_id: UUID, conversation_id: UUID, *, view: str, here: bool) -> None:
        """`view` is a name that a page gave itself. For any other conversation this means nothing. Raises `NotFound`."""
        async with self._begin() as work:
            conversation = await work.conversations.lock(conversation_id, user_id)
            if not conversation.temporary:
                return
            await work.conversations.save(
                visited(conversation, view) if here else left(conversation, view, self._clock.now())
            )
            await work.commit()
