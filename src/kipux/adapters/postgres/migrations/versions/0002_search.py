"""Titles and messages are found by their words."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_COLUMNS = (("conversations", "title"), ("messages", "text"))


def upgrade() -> None:
    for table, column in _COLUMNS:
        op.add_column(table, sa.Column(f"{column}_words", TSVECTOR))
        op.execute(_words_of(table, column))
        op.alter_column(table, f"{column}_words", nullable=False)
        op.drop_column(table, f"{column}_folded")
    op.create_index("ix_messages_words", "messages", ["text_words"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_index("ix_messages_words", "messages")
    for table, column in _COLUMNS:
        op.add_column(table, sa.Column(f"{column}_folded", sa.Text))
        op.execute(f"UPDATE {table} SET {column}_folded = lower({column})")  # noqa: S608 - our own names
        op.alter_column(table, f"{column}_folded", nullable=False)
        op.drop_column(table, f"{column}_words")


def _words_of(table: str, column: str) -> str:
    """What is there is folded already; its words are told apart here as well as a server's locale can."""
    return f"""
        UPDATE {table} SET {column}_words = array_to_tsvector(coalesce(split.words, '{{}}'))
            || to_tsvector('spanish', coalesce(array_to_string(split.words, ' '), ''))
            || to_tsvector('english', coalesce(array_to_string(split.words, ' '), ''))
        FROM (
            SELECT id, (
                SELECT array_agg(DISTINCT left(word, 64))
                FROM regexp_split_to_table(left({column}_folded, 100000), '[^[:alnum:]]+') AS word
                WHERE word <> ''
            ) AS words
            FROM {table}
        ) AS split
        WHERE split.id = {table}.id
    """  # noqa: S608 - our own names
