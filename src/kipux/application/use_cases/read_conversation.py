"""Look at a conversation."""

from uuid import UUID

from kipux.application.ports.unit_of_work import Begin
from kipux.domain.conversation import Conversation


class ReadConversation:
    """Gives one of a person's conversations."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, user_id: UUID, conversation_id: UUID) -> Conversation:
        """Raises `NotFound`."""
        async with self._begin() as work:
            return await work.conversations.get(conversation_id, user_id)
