"""A deleted conversation can be restored for a while; pinned ones are found without going through all others."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("deleted_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_conversations_deleted",
        "conversations",
        ["deleted_at"],
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )
    newest_first = [sa.text("active_at DESC"), sa.text("id DESC")]
    op.create_index(
        "ix_conversations_pinned", "conversations", ["user_id", *newest_first], postgresql_where=sa.text("pinned")
    )


def downgrade() -> None:
    op.drop_index("ix_conversations_pinned", "conversations")
    op.drop_index("ix_conversations_deleted", "conversations")
    op.execute("DELETE FROM conversations WHERE deleted_at IS NOT NULL")
    op.drop_column("conversations", "deleted_at")
