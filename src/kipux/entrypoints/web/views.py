"""What the API gives, made from the domain. Money is a decimal string in USD; what is unknown is null."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

from msgspec import Struct

from kipux.application.ports.conversations import ConversationPage
from kipux.application.ports.messages import BranchPage
from kipux.application.use_cases.send_message import Sent
from kipux.domain.conversation import Conversation
from kipux.domain.message import Attachment, Message, MessageRole, MessageStatus, Source, Timing, Usage
from kipux.domain.model import Model, ModelList
from kipux.domain.session import Session
from kipux.domain.user import Preferences, Role, User
from kipux.entrypoints.web.i18n import Translator
from kipux.entrypoints.web.problems import Problem, problem_of_failure

_MILLION = 1_000_000


def money(usd: Decimal | None) -> str | None:
    """An amount without exponent or idle zeros."""
    return None if usd is None else f"{usd.normalize():f}"


class UserView(Struct, frozen=True):
    """A person's own account."""

    id: UUID
    name: str
    email: str
    phone: str
    role: Role
    preferences: Preferences

    @classmethod
    def of(cls, user: User) -> Self:
        """Everything but the password's hash."""
        return cls(user.id, user.name, user.email, user.phone, user.role, user.preferences)


class SessionState(Struct, frozen=True):
    """Who is signed in here, and the token that unsafe requests must carry."""

    user: UserView | None
    csrf_token: str


class SessionView(Struct, frozen=True):
    """A browser in which the person is signed in. `current`: the one that asks."""

    id: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    user_agent: str
    address: str
    current: bool


class SessionList(Struct, frozen=True):
    """The browser seen last comes first; all in one part."""

    items: tuple[SessionView, ...]
    next: None = None

    @classmethod
    def of(cls, sessions: Iterable[Session], current: Session | None) -> Self:
        """The sessions, the current one marked."""
        return cls(
            tuple(
                SessionView(
                    session.key,
                    session.created_at,
                    session.seen_at,
                    session.expires_at,
                    session.user_agent,
                    session.address,
                    current is not None and session.key == current.key,
                )
                for session in sessions
            )
        )


class ModelView(Struct, frozen=True):
    """A model of the gateway. Windows are tokens; `demo` marks those that answer while no gateway is connected."""

    id: str
    name: str
    provider: str | None
    mode: str | None
    context_window: int | None
    max_output_tokens: int | None
    input_price_per_million: str | None
    output_price_per_million: str | None
    cached_input_price_per_million: str | None
    abilities: tuple[str, ...]
    demo: bool

    @classmethod
    def of(cls, model: Model) -> Self:
        """The model with its prices per million tokens."""
        return cls(
            model.id,
            model.name,
            model.provider,
            model.mode,
            model.context_window,
            model.max_output_tokens,
            _per_million(model.input_price),
            _per_million(model.output_price),
            _per_million(model.cached_input_price),
            model.abilities,
            model.demo,
        )


class ModelListView(Struct, frozen=True):
    """The last list that the gateway gave; `stale` when it did not answer of late."""

    items: tuple[ModelView, ...]
    refreshed_at: datetime | None
    stale: bool

    @classmethod
    def of(cls, models: ModelList) -> Self:
        """The list as it is kept."""
        return cls(tuple(map(ModelView.of, models.models)), models.refreshed_at, models.stale)


class ConversationView(Struct, frozen=True):
    """A conversation; `active_at` orders the list."""

    id: UUID
    title: str
    model: str | None
    pinned: bool
    archived: bool
    created_at: datetime
    active_at: datetime

    @classmethod
    def of(cls, it: Conversation) -> Self:
        """All of it but its owner."""
        return cls(it.id, it.title, it.model, it.pinned, it.archived, it.created_at, it.active_at)


class ConversationList(Struct, frozen=True):
    """Part of the list; `next` goes into `after`."""

    items: tuple[ConversationView, ...]
    next: str | None

    @classmethod
    def of(cls, page: ConversationPage) -> Self:
        """The page as it was read."""
        return cls(tuple(map(ConversationView.of, page.items)), page.next)


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
    sources: tuple[Source, ...]
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
            sources=message.sources,
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


class ComponentView(Struct, frozen=True):
    """One dependency: whether Kipux can serve without it, and whether it answers."""

    name: str
    required: bool
    ok: bool


class Readiness(Struct, frozen=True):
    """`ready` when everything that is required answers."""

    ready: bool
    components: tuple[ComponentView, ...]


class Liveness(Struct, frozen=True):
    """The process answers."""

    alive: bool = True


def message_path(message_id: UUID) -> str:
    """Where a message is found in the API."""
    return f"/api/messages/{message_id}"


def _per_million(price: Decimal | None) -> str | None:
    return None if price is None else money(price * _MILLION)
