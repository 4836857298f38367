"""Find the replies that nobody writes any more."""

from kipux.application.generation.lost_replies import LostReplies
from kipux.application.ports.unit_of_work import Begin


class SettleLostReplies:
    """Settles every reply whose writer is gone; run at start and now and then, by any instance."""

    def __init__(self, begin: Begin, lost_replies: LostReplies) -> None:
        self._begin = begin
        self._lost_replies = lost_replies

    async def __call__(self) -> int:
        """How many were settled. Raises `Unavailable`."""
        async with self._begin() as work:
            writing = await work.messages.writing()
        return sum([await self._lost_replies.settle(reply) for reply in writing])
