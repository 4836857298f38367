"""Summaries of conversations that outgrew a model's window."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "summaries",
        sa.Column("message_id", sa.Uuid, nullable=False),
        sa.Column("conversation_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("cost", sa.Numeric),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_summaries"),
        sa.UniqueConstraint("id", name="uq_summaries_id"),
        sa.ForeignKeyConstraint(
            ["conversation_id", "message_id"],
            ["messages.conversation_id", "messages.id"],
            name="fk_summaries_message_id_messages",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_summaries_conversation", "summaries", ["conversation_id", "created_at"])


def downgrade() -> None:
    op.drop_table("summaries")
