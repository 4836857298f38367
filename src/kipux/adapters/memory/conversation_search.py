"""Search in memory: every text is looked through."""

from uuid import UUID

from kipux.adapters.memory.transaction import Transaction
from kipux.application.ports.conversation_search import ConversationSearch, Hit
from kipux.domain.spot import TOP, Spot
from kipux.domain.text import has_words


class MemoryConversationSearch(ConversationSearch):
    """The `ConversationSearch` of one transaction. It knows words only in the form in which they are sought."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def find(self, owner: UUID, query: str, *, titles: int, messages: int, after: Spot = TOP) -> tuple[Hit, ...]:
        """Titles and then messages, as the conversations were last active."""
        theirs = [
            each for each in self._transaction.conversations.all() if each.user_id == owner and not each.temporary
        ]
        theirs.sort(key=lambda each: (not each.archived, each.active_at, each.id), reverse=True)
        said = [kept.message for kept in self._transaction.messages.all()]
        said.sort(key=lambda message: (message.created_at, message.id), reverse=True)
        in_titles = [Hit(each) for each in theirs if has_words(each.title, query)]
        in_messages = [
            Hit(each, message)
            for each in theirs
            for message in said
            if message.conversation_id == each.id
            and has_words(message.text, query)
            and Spot.of(each, message).below < after.below
        ]
        return (*in_titles[:titles], *in_messages[:messages])
