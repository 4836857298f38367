"""What the API tells of messages and replies. Money is a decimal string in USD; what is unknown is null."""

from datetime import datetime
from typing import Self
from uuid import UUID

from msgspec import Struct

from kipux.application.ports.messages import BranchPage
from kipux.application.use_cases.send_message import Sent
from kipux.domain.message import Attachment, Message, MessageRole, MessageStatus, Timing, Usage
from kipux.domain.web_use import WebUse
from kipux.entrypoints.web.i18n import Translator
from kipux.entrypoints.web.problems import Problem, problem_of_failure
from kipux.entrypoints.web.views.conversations import ConversationView
from kipux.entrypoints.web.views.money import money
from kipux.entrypoints.web.views.steps import SourceView, StepView


class MessageView(Struct, frozen=True, kw_only=True):
    """A message. `siblings`, itself among them, are the children of its parent; null where they are not told."""

    id: UUID
    conversation_id: UUID
    parent_id: UUID | None
    siblings: tuple[UUID, ...] | None
    role: MessageRole
    status: MessageStatus
    text: str
    reasoning: str
    steps: tuple[StepView, ...]
    sources: tuple[SourceView, ...]
    web: WebUse
    attachments: tuple[Attachment, ...]
    model: str | None
    usage: Usage | None
    cost: str | None
    timing: Timing | None
    error: Problem | None
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, message: Message, siblings: tuple[UUID, ...] | None, speech: Translator) -> Self:
        """The message; why it failed, in the person's language."""
        return cls(
            id=message.id,
            conversation_id=message.conversation_id,
            parent_id=message.parent_id,
            siblings=siblings,
            role=message.role,
            status=message.status,
            text=message.text,
            reasoning=message.reasoning,
            steps=tuple(StepView.of(step, speech) for step in message.steps),
            sources=tuple(SourceView.of(source) for source in message.sources),
            web=message.web,
            attachments=message.attachments,
            model=message.model,
            usage=message.usage,
            cost=money(message.cost),
            timing=message.timing,
            error=problem_of_failure(speech, message.error, message_path(message.id)) if message.error else None,
            created_at=message.created_at,
            finished_at=message.finished_at,
        )


class MessageList(Struct, frozen=True):
    """Part of a branch, oldest first; `next` goes into `before` for the part that precedes it."""

    items: tuple[MessageView, ...]
    next: UUID | None

    @classmethod
    def of(cls, page: BranchPage, speech: Translator) -> Self:
        """The page as it was read."""
        return cls(tuple(MessageView.of(it.message, it.siblings, speech) for it in page.items), page.next)


class ReplyView(Struct, frozen=True):
    """A reply that is being written; `model` is the one that was asked."""

    id: UUID
    status: MessageStatus
    model: str | None


class SentView(Struct, frozen=True):
    """A message that was kept, the reply to it, and where that can be followed."""

    conversation: ConversationView
    user_message: MessageView
    reply: ReplyView
    events: str

    @classmethod
    def of(cls, sent: Sent, speech: Translator) -> Self:
        """What was sent."""
        return cls(
            ConversationView.of(sent.conversation),
            MessageView.of(sent.user_message, None, speech),
            ReplyView(sent.reply.id, sent.reply.status, sent.reply.model),
            f"{message_path(sent.reply.id)}/events",
        )


def message_path(message_id: UUID) -> str:
    """Where a message is found in the API."""
    return f"/api/messages/{message_id}"
