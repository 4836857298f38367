"""Look at what was read for a reply."""

from uuid import UUID

from kipux.application.ports.unit_of_work import Begin
from kipux.domain.message import Source


class ReadSources:
    """Gives a reply's sources with the passages that the model was given."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, user_id: UUID, message_id: UUID) -> tuple[Source, ...]:
        """By number; none for a reply that looked nothing up. Raises `NotFound`."""
        async with self._begin() as work:
            return await work.messages.sources(message_id, user_id)
