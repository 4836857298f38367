"""Delete a message."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from kipux.application.ports.event_log import EventLog
from kipux.application.ports.stop_signals import StopSignals
from kipux.application.ports.unit_of_work import Begin, UnitOfWork
from kipux.domain.conversation import Conversation
from kipux.domain.message import Message


class DeleteMessage:
    """Deletes a message with everything below it and the events of it all, and stops what is being written there."""

    def __init__(self, begin: Begin, log: EventLog, stops: StopSignals) -> None:
        self._begin = begin
        self._log = log
        self._stops = stops

    async def __call__(self, user_id: UUID, message_id: UUID) -> None:
        """Where the branch that is shown went through it, the nearest sibling's takes its place, else it ends at the parent.

        Raises `NotFound`.
        """
        async with self._begin() as work:
            message = await work.messages.get(message_id, user_id)
            conversation = await work.conversations.lock(message.conversation_id, user_id)
            placed = await work.messages.branch(conversation.id, message_id, limit=1)
            siblings = placed.items[0].siblings if placed.items else ()
            going = await work.messages.at_or_below(conversation.id, message_id)
            # Before the commit: were this process to die after it, replies that nobody can see would go on costing.
            for reply in await work.messages.writing(conversation.id):
                if reply.id in going:
                    await self._stops.send(reply.id)
            await self._log.forget(going)
            await work.messages.delete(conversation.id, message_id)
            await _move_leaf(work, conversation, message, siblings)
            await work.commit()


async def _move_leaf(work: UnitOfWork, conversation: Conversation, gone: Message, siblings: Sequence[UUID]) -> None:
    if conversation.leaf_id and (await work.messages.branch(conversation.id, conversation.leaf_id, limit=1)).items:
        return
    nearest = _beside(gone.id, siblings)
    leaf_id = gone.parent_id if nearest is None else await work.messages.newest_leaf(conversation.id, nearest)
    await work.conversations.save(replace(conversation, leaf_id=leaf_id))


def _beside(message_id: UUID, siblings: Sequence[UUID]) -> UUID | None:
    """The one before it, else the one after it."""
    at = siblings.index(message_id)
    others = [*siblings[:at][::-1], *siblings[at + 1 :]]
    return others[0] if others else None
