"""Take the deletion of a conversation back."""

from uuid import UUID

from kipux.application.ports.unit_of_work import Begin
from kipux.domain.conversation import Conversation


class RestoreConversation:
    """Brings a deleted conversation back, as long as it is not purged."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, user_id: UUID, conversation_id: UUID) -> Conversation:
        """The conversation as it was. One that is there changes nothing. Raises `NotFound`."""
        async with self._begin() as work:
            await work.conversations.restore(conversation_id, user_id)
            conversation = await work.conversations.get(conversation_id, user_id)
            await work.commit()
        return conversation
