"""Read a conversation's current branch."""

from uuid import UUID

from kipux.application.generation.lost_replies import LostReplies
from kipux.application.ports.messages import BranchPage
from kipux.application.ports.unit_of_work import Begin


class ReadBranch:
    """Gives the messages of the branch that is shown."""

    def __init__(self, begin: Begin, lost_replies: LostReplies) -> None:
        self._begin = begin
        self._lost_replies = lost_replies

    async def __call__(
        self, user_id: UUID, conversation_id: UUID, *, limit: int = 50, before: UUID | None = None
    ) -> BranchPage:
        """The newest messages, or those above `before`, oldest first. Raises `NotFound`.

        A reply whose writer is gone is settled first: nobody sees one that writes for ever.
        """
        page = await self._read(user_id, conversation_id, limit, before)
        writing = [placed.message for placed in page.items if placed.message.is_being_written]
        if any([await self._lost_replies.settle(reply) for reply in writing]):
            page = await self._read(user_id, conversation_id, limit, before)
        return page

    async def _read(self, user_id: UUID, conversation_id: UUID, limit: int, before: UUID | None) -> BranchPage:
        async with self._begin() as work:
            conversation = await work.conversations.get(conversation_id, user_id)
            if conversation.leaf_id is None:
                return BranchPage((), None)
            return await work.messages.branch(conversation_id, conversation.leaf_id, limit=limit, before=before)
