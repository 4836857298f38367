"""The schema. Keys are UUIDv7 made by the application; times are timestamps with time zone."""

from advanced_alchemy.base import orm_registry
from advanced_alchemy.types import DateTimeUTC
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    and_,
    false,
    not_,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from kipux.adapters.postgres.search_words import SearchWords
from kipux.domain.web_use import WebUse

metadata = orm_registry.metadata

_JSON = JSONB(none_as_null=True)

users = Table(
    "users",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    # The e-mail without case, by our own rules: lower() follows the locale that the server happens to have.
    Column("email_key", Text, nullable=False, unique=True),
    Column("phone", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("preferences", _JSON, nullable=False),
    Column("created_at", DateTimeUTC, nullable=False),
    CheckConstraint("role in ('admin', 'member')", name="role"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("key", Text, primary_key=True),
    Column("user_id", Uuid, ForeignKey(users.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", DateTimeUTC, nullable=False),
    Column("seen_at", DateTimeUTC, nullable=False),
    Column("expires_at", DateTimeUTC, nullable=False, index=True),
    Column("user_agent", Text, nullable=False),
    Column("address", Text, nullable=False),
)

connections = Table(
    "connections",
    metadata,
    Column("user_id", Uuid, ForeignKey(users.c.id, ondelete="CASCADE"), primary_key=True),
    Column("url", Text, nullable=False),
    Column("sealed_key", Text, nullable=False),
    Column("key_ending", Text, nullable=False),
    Column("saved_at", DateTimeUTC, nullable=False),
)

presets = Table(
    "presets",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", Uuid, ForeignKey(users.c.id, ondelete="CASCADE"), nullable=False),
    Column("recipe", _JSON, nullable=False),
    Column("created_at", DateTimeUTC, nullable=False),
)
Index("ix_presets_list", presets.c.user_id, presets.c.created_at, presets.c.id)

conversations = Table(
    "conversations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", Uuid, ForeignKey(users.c.id, ondelete="CASCADE"), nullable=False),
    Column("title", Text, nullable=False),
    Column("title_words", SearchWords, nullable=False),
    Column("model", Text),
    Column("pinned", Boolean, nullable=False, server_default=false()),
    Column("archived", Boolean, nullable=False, server_default=false()),
    Column("leaf_id", Uuid),
    Column("instructions", Text, nullable=False, server_default=""),
    Column("parameters", _JSON, nullable=False, server_default=text("'{}'")),
    Column("temporary", Boolean, nullable=False, server_default=false()),
    Column("view", Text, nullable=False, server_default=""),
    Column("left_at", DateTimeUTC),
    Column("preset_id", Uuid, ForeignKey(presets.c.id, ondelete="SET NULL")),
    Column("created_at", DateTimeUTC, nullable=False),
    Column("active_at", DateTimeUTC, nullable=False),
    Column("deleted_at", DateTimeUTC),
    # Checked at the commit, as a conversation and its leaf refer to each other.
    ForeignKeyConstraint(
        ["id", "leaf_id"],
        ["messages.conversation_id", "messages.id"],
        name="fk_conversations_leaf_id_messages",
        deferrable=True,
        initially="DEFERRED",
        use_alter=True,
    ),
)
Index(
    "ix_conversations_list",
    conversations.c.user_id,
    conversations.c.archived,
    conversations.c.active_at.desc(),
    conversations.c.id.desc(),
)
Index(
    "ix_conversations_pinned",
    conversations.c.user_id,
    conversations.c.active_at.desc(),
    conversations.c.id.desc(),
    postgresql_where=conversations.c.pinned,
)
Index("ix_conversations_temporary", conversations.c.active_at, postgresql_where=conversations.c.temporary)
Index("ix_conversations_deleted", conversations.c.deleted_at, postgresql_where=conversations.c.deleted_at.is_not(None))
Index("ix_conversations_preset", conversations.c.preset_id, postgresql_where=conversations.c.preset_id.is_not(None))

messages = Table(
    "messages",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, ForeignKey(conversations.c.id, ondelete="CASCADE"), nullable=False),
    Column("parent_id", Uuid),
    Column("role", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("run", Integer, nullable=False, server_default="1"),
    Column("text", Text, nullable=False),
    Column("text_words", SearchWords, nullable=False),
    Column("reasoning", Text, nullable=False),
    Column("sources", _JSON, nullable=False),
    Column("passages", _JSON, nullable=False, server_default=text("'[]'")),
    Column("steps", _JSON, nullable=False, server_default=text("'[]'")),
    Column("web", Text, nullable=False, server_default=WebUse.AUTO.value),
    Column("attachments", _JSON, nullable=False),
    Column("model", Text),
    Column("usage", _JSON),
    Column("cost", Numeric),
    Column("timing", _JSON),
    Column("error", _JSON),
    Column("raw", Text),
    Column("created_at", DateTimeUTC, nullable=False),
    Column("finished_at", DateTimeUTC),
    # With the conversation in the key, neither a parent nor a leaf can be of another conversation.
    UniqueConstraint("conversation_id", "id"),
    ForeignKeyConstraint(
        ["conversation_id", "parent_id"],
        ["messages.conversation_id", "messages.id"],
        name="fk_messages_parent_id_messages",
        ondelete="CASCADE",
    ),
    CheckConstraint("role in ('user', 'assistant')", name="role"),
    CheckConstraint("status in ('writing', 'complete', 'stopped', 'failed')", name="status"),
    CheckConstraint("web in ('auto', 'always', 'never')", name="web"),
)
Index("ix_messages_words", messages.c.text_words, postgresql_using="gin")
Index("ix_messages_children", messages.c.conversation_id, messages.c.parent_id)
Index("ix_messages_writing", messages.c.conversation_id, postgresql_where=text("status = 'writing'"))

summaries = Table(
    "summaries",
    metadata,
    Column("message_id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("cost", Numeric),
    Column("created_at", DateTimeUTC, nullable=False),
    ForeignKeyConstraint(
        ["conversation_id", "message_id"],
        ["messages.conversation_id", "messages.id"],
        name="fk_summaries_message_id_messages",
        ondelete="CASCADE",
    ),
)
Index("ix_summaries_conversation", summaries.c.conversation_id, summaries.c.created_at)

# What was spent stays spent: neither a message nor a conversation that is deleted takes its charge along.
# `message_id` is the reply's, or a summary's own id.
charges = Table(
    "charges",
    metadata,
    Column("message_id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, nullable=False),
    Column("user_id", Uuid, ForeignKey(users.c.id, ondelete="CASCADE"), nullable=False),
    Column("at", DateTimeUTC, nullable=False),
    Column("cost", Numeric),
)
Index("ix_charges_month", charges.c.user_id, charges.c.at, postgresql_include=["cost"])
Index("ix_charges_conversation", charges.c.conversation_id)
IS_THERE = conversations.c.deleted_at.is_(None)
"""Every question about a conversation, or about what is in it, asks this too: what is deleted does not exist."""
IS_LISTED = and_(IS_THERE, not_(conversations.c.temporary))
"""Every list and every search asks this: what is temporary is found by its id alone."""
