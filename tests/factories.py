"""Domain objects with sane defaults; each call makes a new one, and keyword arguments change what a test is about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from kipux.domain.conversation import Conversation
from kipux.domain.instructions import Effort, Parameters
from kipux.domain.message import Message, MessageRole, MessageStatus, Source, Timing, Usage
from kipux.domain.preset import Preset, Recipe
from kipux.domain.session import Session, session_key
from kipux.domain.step import Step, StepStatus
from kipux.domain.user import Role, User

NOW = datetime(2026, 3, 14, 15, 9, 26, 535897, tzinfo=UTC)
"""The moment at which everything made here was made, unless told."""

ALICE = UUID("018f0000-0000-7000-8000-00000000a11c")
BOB = UUID("018f0000-0000-7000-8000-000000000b0b")
"""Two people whom the session stores' suite takes as given."""


def new_id() -> UUID:
    """A UUIDv7; later calls sort later."""
    return uuid7()


def a_user(**changes: Any) -> User:
    user_id = new_id()
    user = User(
        id=user_id,
        name="Ada Quispe",
        email=f"ada.{user_id.hex}@example.com",
        phone="+51987654321",
        password_hash="not a hash of any password",
        role=Role.MEMBER,
        created_at=NOW,
    )
    return replace(user, **changes)


def a_conversation(user_id: UUID, **changes: Any) -> Conversation:
    conversation = Conversation(id=new_id(), user_id=user_id, title="A conversation", created_at=NOW, active_at=NOW)
    return replace(conversation, **changes)


def a_preset(user_id: UUID, **changes: Any) -> Preset:
    """With something in everything that it is made of; `changes` are of that."""
    recipe = Recipe(
        name="Corrector",
        icon="✍️",
        model="test-model",
        instructions="Corrige.\n\tSin comentarios.",
        parameters=Parameters(0.2, 4_000, Effort.LOW),
        starters=("Corrige esto:", "¿Está bien «haiga»?"),
    )
    return Preset(id=new_id(), user_id=user_id, recipe=replace(recipe, **changes), created_at=NOW)


def a_message(conversation_id: UUID, **changes: Any) -> Message:
    """A person's message at the root, unless told otherwise."""
    message = Message(
        id=new_id(),
        conversation_id=conversation_id,
        parent_id=None,
        role=MessageRole.USER,
        text="What is a monad?",
        created_at=NOW,
    )
    return replace(message, **changes)


def a_reply(parent: Message, **changes: Any) -> Message:
    """A complete answer to `parent`, with something in every field that an answer may have."""
    reply = a_message(
        parent.conversation_id,
        parent_id=parent.id,
        role=MessageRole.ASSISTANT,
        text="A monoid in the category of endofunctors.",
        reasoning="They ask for a definition.",
        sources=(Source(n=1, url="https://example.com/monads", title="Monads", site="example.com", read_at=NOW),),
        steps=(Step("s1", "web_search", StepStatus.FINISHED, "monads", 1, 1_200, ("page_timeout",)),),
        model="test-model",
        usage=Usage(input_tokens=12, output_tokens=34, cached_tokens=5, reasoning_tokens=6),
        cost=Decimal("0.000123456789"),
        timing=Timing(first_token_ms=120, reasoning_ms=80, duration_ms=900),
        finished_at=NOW + timedelta(seconds=1),
    )
    return replace(reply, **changes)


def a_reply_being_written(parent: Message, **changes: Any) -> Message:
    """An answer to `parent` of which nothing has come yet."""
    reply = a_message(
        parent.conversation_id,
        parent_id=parent.id,
        role=MessageRole.ASSISTANT,
        status=MessageStatus.WRITING,
        text="",
        model="test-model",
    )
    return replace(reply, **changes)


def a_session(user_id: UUID = ALICE, **changes: Any) -> Session:
    session = Session(
        key=session_key(str(new_id())),
        user_id=user_id,
        created_at=NOW,
        seen_at=NOW,
        expires_at=NOW + timedelta(days=30),
        user_agent="Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0",
        address="192.0.2.7",
    )
    return replace(session, **changes)
