"""Bring a conversation along."""

from uuid import UUID

from kipux.application.ports.clock import Clock
from kipux.application.ports.ids import Ids
from kipux.application.ports.unit_of_work import Begin
from kipux.domain.conversation import Conversation
from kipux.domain.transfer import Whole, renewed


class ImportConversation:
    """Keeps a conversation that was exported, as a new one: nothing that is there is touched."""

    def __init__(self, begin: Begin, clock: Clock, ids: Ids) -> None:
        self._begin = begin
        self._clock = clock
        self._ids = ids

    async def __call__(self, user_id: UUID, whole: Whole) -> Conversation:
        """The new conversation. What its replies cost was not spent here: it shows, and counts in no sum. Raises `Invalid`."""
        own = renewed(whole, user_id, self._clock.now(), self._ids.new)
        async with self._begin() as work:
            await work.conversations.add(own.conversation)
            for message in own.messages:
                await work.messages.add(message)
            for summary in own.summaries:
                await work.summaries.keep(summary, is_charged=False)
            await work.commit()
        return own.conversation
