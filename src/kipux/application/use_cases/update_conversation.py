"""Rename, pin, archive a conversation, or choose its model."""

from dataclasses import replace
from uuid import UUID

from kipux.application.ports.unit_of_work import Begin
from kipux.domain.conversation import Conversation, checked_title
from kipux.domain.errors import Invalid


class UpdateConversation:
    """Changes a conversation's settings; its place in the list stays."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(
        self,
        user_id: UUID,
        conversation_id: UUID,
        *,
        title: str | None = None,
        pinned: bool | None = None,
        archived: bool | None = None,
        model: str | None = None,
    ) -> Conversation:
        """The conversation as it is now; None leaves a setting as it is.

        Raises `NotFound`, `Invalid` (fields `title`; `pinned` and `archived` for a temporary one, which hangs nowhere).
        """
        async with self._begin() as work:
            old = await work.conversations.lock(conversation_id, user_id)
            if old.temporary and (pinned or archived):
                raise Invalid({"archived" if archived else "pinned": "temporary"})
            new = replace(
                old,
                title=old.title if title is None else checked_title(title),
                pinned=old.pinned if pinned is None else pinned,
                archived=old.archived if archived is None else archived,
                model=old.model if model is None else model,
            )
            await work.conversations.save(new)
            await work.commit()
        return new
