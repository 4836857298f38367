"""Bring a message back into view."""

from dataclasses import replace
from uuid import UUID

from kipux.application.ports.unit_of_work import Begin


class ShowMessage:
    """Makes the branch that a message is in the current one."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, user_id: UUID, message_id: UUID) -> None:
        """A message of the current branch changes nothing; of another, its newest continuation is shown. Raises `NotFound`."""
        async with self._begin() as work:
            message = await work.messages.get(message_id, user_id)
            conversation = await work.conversations.lock(message.conversation_id, user_id)
            if await work.messages.is_on_branch(conversation.id, conversation.leaf_id, message.id):
                return
            leaf = await work.messages.newest_leaf(conversation.id, message.id)
            await work.conversations.save(replace(conversation, leaf_id=leaf))
            await work.commit()
