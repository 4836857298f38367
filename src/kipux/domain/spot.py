"""A place in what a search found."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self
from uuid import UUID

from kipux.domain.conversation import Conversation
from kipux.domain.message import Message
from kipux.domain.place import Place

_LATEST = Place(datetime(9000, 1, 1, tzinfo=UTC), UUID(int=2**128 - 1))


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a message that was found stands: below what is not archived, by its conversation's place and then its own. Written out,
    it is opaque text like `Place`'s.
    """

    archived: bool
    conversation: Place
    message: Place

    @classmethod
    def of(cls, conversation: Conversation, message: Message) -> Self:
        """That of a message."""
        around = Place(conversation.active_at, conversation.id)
        return cls(conversation.archived, around, Place(message.created_at, message.id))

    @property
    def below(self) -> tuple[bool, Place, Place]:
        """Smaller for what stands further down."""
        return not self.archived, self.conversation, self.message

    def __str__(self) -> str:
        return f"{self.archived:d}{self.conversation}{self.message}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The one that was written so; None for any other text."""
        half = len(text) // 2 + 1
        places = Place.parse(text[1:half]), Place.parse(text[half:])
        if text[:1] not in {"0", "1"} or None in places:
            return None
        conversation, message = places
        return None if conversation is None or message is None else cls(text[0] == "1", conversation, message)


TOP = Spot(False, _LATEST, _LATEST)
"""Above every message."""
