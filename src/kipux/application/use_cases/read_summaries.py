"""Show what a model is told in place of a conversation's oldest turns."""

from uuid import UUID

from kipux.application.ports.unit_of_work import Begin
from kipux.domain.summary import Summary


class ReadSummaries:
    """Gives the summaries of one of a person's conversations, on all its branches."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, user_id: UUID, conversation_id: UUID) -> tuple[Summary, ...]:
        """The oldest first. Raises `NotFound`."""
        async with self._begin() as work:
            await work.conversations.get(conversation_id, user_id)
            return await work.summaries.of_conversation(conversation_id)
