"""Temporary conversations."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("temporary", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("conversations", sa.Column("view", sa.Text, nullable=False, server_default=""))
    op.add_column("conversations", sa.Column("left_at", sa.DateTime(timezone=True)))
    op.create_index("ix_conversations_temporary", "conversations", ["active_at"], postgresql_where=sa.text("temporary"))


def downgrade() -> None:
    op.execute("DELETE FROM conversations WHERE temporary")  # a version that knows of none would list them
    op.drop_index("ix_conversations_temporary", "conversations")
    op.drop_column("conversations", "left_at")
    op.drop_column("conversations", "view")
    op.drop_column("conversations", "temporary")
