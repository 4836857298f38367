"""Take conversations along."""

from collections.abc import AsyncIterator
from uuid import UUID

from kipux.application.ports.unit_of_work import Begin, UnitOfWork
from kipux.domain.conversation import Conversation
from kipux.domain.errors import NotFound
from kipux.domain.transfer import Whole

_PAGE = 100


class ExportConversations:
    """Gives conversations with everything in them."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def one(self, user_id: UUID, conversation_id: UUID) -> Whole:
        """One of a person's conversations. Raises `NotFound`, for a temporary one too."""
        async with self._begin() as work:
            conversation = await work.conversations.get(conversation_id, user_id)
            if conversation.temporary:
                raise NotFound
            return await _whole(work, conversation)

    async def every(self, user_id: UUID) -> AsyncIterator[Whole]:
        """All of them, archived ones at the end. Only one is held at a time, and no transaction between two."""
        for archived in (False, True):
            after: str | None = None
            while True:
                async with self._begin() as work:
                    page = await work.conversations.page(user_id, limit=_PAGE, after=after, archived=archived)
                for conversation in page.items:
                    async with self._begin() as work:
                        whole = await _whole(work, conversation)
                    yield whole
                if (after := page.next) is None:
                    break


async def _whole(work: UnitOfWork, conversation: Conversation) -> Whole:
    messages = await work.messages.tree(conversation.id)
    return Whole(conversation, messages, await work.summaries.of_conversation(conversation.id))
