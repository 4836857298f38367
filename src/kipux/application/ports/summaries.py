"""The port to summaries of conversations."""

from typing import Protocol
from uuid import UUID

from kipux.domain.summary import Summary


class Summaries(Protocol):
    """Summaries, inside a unit of work; each goes with the message that it reaches to. Somebody else's is `NotFound`."""

    async def keep(self, summary: Summary, *, is_charged: bool = True) -> None:
        """Keep it in place of one that reached to the same message; what it has cost is kept for good (`Spending`), unless it was
        spent elsewhere.

        Nothing is kept when that message is gone.
        """
        ...

    async def rewrite(self, message_id: UUID, owner: UUID, text: str) -> Summary:
        """Give the summary that reaches to this message another text. Raises `NotFound`."""
        ...

    async def of_conversation(self, conversation_id: UUID) -> tuple[Summary, ...]:
        """All of a conversation, whoever owns it, the oldest first."""
        ...
