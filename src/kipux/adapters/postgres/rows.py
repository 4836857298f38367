"""Rows of the tables, from and to what they stand for."""

from dataclasses import replace
from itertools import zip_longest
from typing import Any

import msgspec
from sqlalchemy import Row

from kipux.adapters.postgres.search_words import searched
from kipux.adapters.postgres.tables import messages
from kipux.domain.connection import Connection
from kipux.domain.conversation import Conversation
from kipux.domain.instructions import Parameters
from kipux.domain.message import Attachment, Failure, Message, MessageRole, MessageStatus, Source, Timing, Usage
from kipux.domain.preset import Preset, Recipe
from kipux.domain.session import Session
from kipux.domain.step import Step
from kipux.domain.text import storable
from kipux.domain.user import Preferences, Role, User
from kipux.domain.web_use import WebUse

Values = dict[str, Any]
"""Column names and what goes into them."""

MESSAGE_COLUMNS = tuple(column for column in messages.c if column.name not in {"raw", "text_words", "passages"})
"""What makes a message: the raw answer and the passages are read on their own, and the words only searched."""


def email_key(email: str) -> str:
    """The e-mail by which an account is found: without case."""
    return storable(email).casefold()


def user_values(user: User) -> Values:
    """What is kept of an account."""
    return {
        "id": user.id,
        "name": storable(user.name),
        "email": storable(user.email),
        "email_key": email_key(user.email),
        "phone": storable(user.phone),
        "password_hash": user.password_hash,
        "role": user.role.value,
        "preferences": user.preferences,
        "created_at": user.created_at,
    }


def user_from(row: Row[Any]) -> User:
    """The account of a row."""
    return User(
        id=row.id,
        name=row.name,
        email=row.email,
        phone=row.phone,
        password_hash=row.password_hash,
        role=Role(row.role),
        preferences=msgspec.convert(row.preferences, Preferences),
        created_at=row.created_at,
    )


def session_values(session: Session) -> Values:
    """What is kept of a session."""
    return {
        "key": storable(session.key),
        "user_id": session.user_id,
        "created_at": session.created_at,
        "seen_at": session.seen_at,
        "expires_at": session.expires_at,
        "user_agent": storable(session.user_agent),
        "address": storable(session.address),
    }


def session_from(row: Row[Any]) -> Session:
    """The session of a row."""
    return Session(
        key=row.key,
        user_id=row.user_id,
        created_at=row.created_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
        user_agent=row.user_agent,
        address=row.address,
    )


def connection_values(connection: Connection) -> Values:
    """What is kept of a person's own gateway."""
    return {
        "user_id": connection.user_id,
        "url": storable(connection.url),
        "sealed_key": storable(connection.sealed_key),
        "key_ending": storable(connection.key_ending),
        "saved_at": connection.saved_at,
    }


def connection_from(row: Row[Any]) -> Connection:
    """The connection of a row."""
    return Connection(
        user_id=row.user_id,
        url=row.url,
        sealed_key=row.sealed_key,
        key_ending=row.key_ending,
        saved_at=row.saved_at,
    )


def preset_values(preset: Preset) -> Values:
    """What is kept of a preset."""
    return {
        "id": preset.id,
        "user_id": preset.user_id,
        "recipe": preset.recipe,
        "created_at": preset.created_at,
    }


def preset_from(row: Row[Any]) -> Preset:
    """The preset of a row."""
    recipe = msgspec.convert(row.recipe, Recipe)
    return Preset(id=row.id, user_id=row.user_id, recipe=recipe, created_at=row.created_at)


def conversation_values(conversation: Conversation) -> Values:
    """What is kept of a conversation, with what a search compares."""
    title = storable(conversation.title)
    return {
        "id": conversation.id,
        "user_id": conversation.user_id,
        "title": title,
        "title_words": searched(title),
        "model": _storable_or_none(conversation.model),
        "pinned": conversation.pinned,
        "archived": conversation.archived,
        "leaf_id": conversation.leaf_id,
        "instructions": storable(conversation.instructions),
        "parameters": conversation.parameters,
        "temporary": conversation.temporary,
        "view": storable(conversation.view),
        "left_at": conversation.left_at,
        "preset_id": conversation.preset_id,
        "created_at": conversation.created_at,
        "active_at": conversation.active_at,
    }


def conversation_from(row: Row[Any]) -> Conversation:
    """The conversation of a row."""
    return Conversation(
        id=row.id,
        user_id=row.user_id,
        title=row.title,
        model=row.model,
        pinned=row.pinned,
        archived=row.archived,
        leaf_id=row.leaf_id,
        instructions=row.instructions,
        parameters=msgspec.convert(row.parameters, Parameters),
        temporary=row.temporary,
        view=row.view,
        left_at=row.left_at,
        preset_id=row.preset_id,
        created_at=row.created_at,
        active_at=row.active_at,
    )


def message_values(message: Message, raw: str | None = None) -> Values:
    """What is kept of a message, with what a search compares and the provider's answer."""
    text = storable(message.text)
    return {
        "id": message.id,
        "conversation_id": message.conversation_id,
        "parent_id": message.parent_id,
        "role": message.role.value,
        "status": message.status.value,
        "run": message.run,
        "text": text,
        "text_words": searched(text),
        "reasoning": storable(message.reasoning),
        "sources": [source.listed for source in message.sources],
        "passages": [source.passages for source in message.sources],
        "steps": message.steps,
        "web": message.web.value,
        "attachments": message.attachments,
        "model": _storable_or_none(message.model),
        "usage": message.usage,
        "cost": message.cost,
        "timing": message.timing,
        "error": message.error,
        "raw": _storable_or_none(raw),
        "created_at": message.created_at,
        "finished_at": message.finished_at,
    }


def message_from(row: Row[Any]) -> Message:
    """The message of a row with `MESSAGE_COLUMNS`."""
    return Message(
        id=row.id,
        conversation_id=row.conversation_id,
        parent_id=row.parent_id,
        role=MessageRole(row.role),
        status=MessageStatus(row.status),
        run=row.run,
        text=row.text,
        reasoning=row.reasoning,
        sources=msgspec.convert(row.sources, tuple[Source, ...]),
        steps=msgspec.convert(row.steps, tuple[Step, ...]),
        web=WebUse(row.web),
        attachments=msgspec.convert(row.attachments, tuple[Attachment, ...]),
        model=row.model,
        usage=msgspec.convert(row.usage, Usage | None),
        cost=row.cost,
        timing=msgspec.convert(row.timing, Timing | None),
        error=msgspec.convert(row.error, Failure | None),
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def sources_from(row: Row[Any]) -> tuple[Source, ...]:
    """The sources of a row with `sources` and `passages`."""
    passages = msgspec.convert(row.passages, tuple[tuple[str, ...], ...])
    listed = msgspec.convert(row.sources, tuple[Source, ...])
    return tuple(
        replace(source, passages=read) for source, read in zip_longest(listed, passages, fillvalue=()) if source
    )


def _storable_or_none(text: str | None) -> str | None:
    return None if text is None else storable(text)
