"""Show a person's conversations."""

from uuid import UUID

from kipux.application.ports.conversations import ConversationPage
from kipux.application.ports.unit_of_work import Begin


class ListConversations:
    """Lists conversations, newest activity first."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(
        self,
        user_id: UUID,
        *,
        limit: int,
        after: str | None = None,
        query: str | None = None,
        archived: bool = False,
        pinned: bool | None = None,
    ) -> ConversationPage:
        """Part of the list. `query` looks in titles and messages; `pinned` keeps those that are, or those that are not.

        Raises `Invalid` for a cursor that is not ours.
        """
        async with self._begin() as work:
            return await work.conversations.page(
                user_id, limit=limit, after=after, query=query, archived=archived, pinned=pinned
            )
