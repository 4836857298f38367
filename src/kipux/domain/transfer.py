"""Conversations on their way out of Kipux and into it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kipux.domain.conversation import TITLE_LENGTH, Conversation
from kipux.domain.errors import Invalid
from kipux.domain.message import Failure, Message, MessageStatus
from kipux.domain.summary import Summary


@dataclass(frozen=True, slots=True)
class Whole:
    """A conversation with every message of its tree, parents before their children, and its summaries."""

    conversation: Conversation
    messages: tuple[Message, ...]
    summaries: tuple[Summary, ...] = ()


def renewed(whole: Whole, owner: UUID, now: datetime, new_id: Callable[[], UUID]) -> Whole:
    """The same as somebody's own, with ids of its own; whoever wrote the file may have written anything into it.

    The tree, texts, models, usage, cost and times are kept, none of them later than now. What was being written has stopped;
    attachments stay behind, as their bytes do. Raises `Invalid` (field `file`) for messages that are no tree, and for a summary that
    reaches to none of them.
    """
    conversation_id, ids, messages = new_id(), dict[UUID, UUID](), list[Message]()
    for message in whole.messages:
        if message.id in ids or (message.parent_id is not None and message.parent_id not in ids):
            raise Invalid({"file": "no_tree"})
        ids[message.id] = new_id()
        parent_id = None if message.parent_id is None else ids[message.parent_id]
        messages.append(
            _own(replace(message, id=ids[message.id], conversation_id=conversation_id, parent_id=parent_id), now)
        )
    conversation = replace(
        whole.conversation,
        id=conversation_id,
        user_id=owner,
        title=" ".join(whole.conversation.title.split())[:TITLE_LENGTH],
        leaf_id=ids.get(whole.conversation.leaf_id) if whole.conversation.leaf_id else None,
        created_at=min(whole.conversation.created_at, now),
        active_at=min(whole.conversation.active_at, now),
    )
    if conversation.leaf_id is None and messages:
        conversation = replace(conversation, leaf_id=messages[-1].id)
    if any(summary.message_id not in ids for summary in whole.summaries):
        raise Invalid({"file": "no_tree"})
    summaries = [
        replace(
            summary,
            id=new_id(),
            conversation_id=conversation_id,
            message_id=ids[summary.message_id],
            created_at=min(summary.created_at, now),
        )
        for summary in whole.summaries
    ]
    return Whole(conversation, tuple(messages), tuple(summaries))


def _own(message: Message, now: datetime) -> Message:
    return replace(
        message,
        status=MessageStatus.STOPPED if message.is_being_written else message.status,
        attachments=(),
        error=Failure(message.error.code) if message.error else None,
        created_at=min(message.created_at, now),
        finished_at=min(message.finished_at, now) if message.finished_at else None,
    )
