"""Look at what the provider answered, as it came."""

from uuid import UUID

from kipux.application.ports.unit_of_work import Begin


class ReadRawAnswer:
    """Gives the provider's own answer, for the “show JSON” view."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, user_id: UUID, message_id: UUID) -> str | None:
        """JSON text; None when the answer never came to its end. Raises `NotFound`."""
        async with self._begin() as work:
            return await work.messages.raw(message_id, user_id)
