"""Presets, and which one a conversation began with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "presets",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("recipe", JSONB, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_presets"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_presets_user_id_users", ondelete="CASCADE"),
    )
    op.create_index("ix_presets_list", "presets", ["user_id", "created_at", "id"])
    op.add_column("conversations", sa.Column("preset_id", sa.Uuid))
    op.create_foreign_key(
        "fk_conversations_preset_id_presets", "conversations", "presets", ["preset_id"], ["id"], ondelete="SET NULL"
    )
    op.create_index(
        "ix_conversations_preset", "conversations", ["preset_id"], postgresql_where=sa.text("preset_id IS NOT NULL")
    )


def downgrade() -> None:
    op.drop_column("conversations", "preset_id")
    op.drop_table("presets")
