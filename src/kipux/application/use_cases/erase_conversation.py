"""Let go of a conversation for good."""

from kipux.application.ports.event_log import EventLog
from kipux.application.ports.stop_signals import StopSignals
from kipux.application.ports.unit_of_work import UnitOfWork
from kipux.domain.conversation import Conversation


class EraseConversation:
    """Erases what other use cases have found is to go: messages, raw answers, summaries, events. Of what it has cost there stays
    when and how much.
    """

    def __init__(self, log: EventLog, stops: StopSignals) -> None:
        self._log = log
        self._stops = stops

    async def __call__(self, work: UnitOfWork, conversation: Conversation) -> None:
        """In the unit of work that has locked it, and that has to commit. Raises `NotFound`.

        What is being written is stopped and the events go first: who dies before the commit leaves a conversation that is found again.
        """
        for reply in await work.messages.writing(conversation.id):
            await self._stops.send(reply.id)
        await self._log.forget(await work.messages.at_or_below(conversation.id))
        await work.conversations.erase(conversation.id, conversation.user_id)
