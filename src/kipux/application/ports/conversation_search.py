"""The port to what was said, by its words."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from kipux.domain.conversation import Conversation
from kipux.domain.message import Message
from kipux.domain.spot import TOP, Spot


@dataclass(frozen=True, slots=True)
class Hit:
    """A conversation whose title was found (`message` is None), or a message of it."""

    conversation: Conversation
    message: Message | None = None


class ConversationSearch(Protocol):
    """Finds titles and messages of one owner, inside a unit of work, archived ones too, temporary ones never.

    A title or message is found that has every word of the query, the last one at least as the beginning of a word; a word is a run
    of letters and digits, case and accents aside. Other forms of a word (plurals, persons of a verb) may be found too. Of a very
    long text only the first 100,000 characters of different words are sure to be found. A query without a word finds nothing.
    """

    async def find(self, owner: UUID, query: str, *, titles: int, messages: int, after: Spot = TOP) -> tuple[Hit, ...]:
        """At most so many titles and then so many messages: of the conversation that was active last first, those of archived ones
        at the end, and within a conversation the newest first. Of the messages those that stand below `after`.
        """
        ...
