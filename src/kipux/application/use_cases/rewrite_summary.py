"""Correct what a model is told in place of a conversation's oldest turns."""

from uuid import UUID

from kipux.application.ports.unit_of_work import Begin
from kipux.domain.summary import Summary, checked_summary


class RewriteSummary:
    """Gives a summary another text: the next reply is written with it."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, user_id: UUID, message_id: UUID, text: str) -> Summary:
        """The summary that reaches to this message. Raises `Invalid` (field `text`), `NotFound`."""
        text = checked_summary(text)
        async with self._begin() as work:
            summary = await work.summaries.rewrite(message_id, user_id, text)
            await work.commit()
        return summary
