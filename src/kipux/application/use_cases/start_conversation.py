"""Begin a conversation without a message."""

from uuid import UUID

from kipux.application.generation.opening import Opening, opened
from kipux.application.ports.clock import Clock
from kipux.application.ports.ids import Ids
from kipux.application.ports.unit_of_work import Begin
from kipux.domain.conversation import Conversation, checked_title


class StartConversation:
    """Makes an empty conversation."""

    def __init__(self, begin: Begin, clock: Clock, ids: Ids) -> None:
        self._begin = begin
        self._clock = clock
        self._ids = ids

    async def __call__(
        self,
        user_id: UUID,
        *,
        title: str = "",
        model: str | None = None,
        opening: Opening,
        temporary: bool = False,
    ) -> Conversation:
        """The new conversation. Raises `Invalid` (fields `title`, `instructions`, `parameters.…`), `NotFound` (the preset)."""
        now = self._clock.now()
        conversation = Conversation(
            id=self._ids.new(),
            user_id=user_id,
            title=checked_title(title) if title else "",
            model=model,
            temporary=temporary,
            created_at=now,
            active_at=now,
        )
        async with self._begin() as work:
            conversation = await opened(work, conversation, opening)
            await work.conversations.add(conversation)
            await work.commit()
        return conversation
