"""What was spent, apart from the messages that it was spent on."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "charges",
        sa.Column("message_id", sa.Uuid, nullable=False),
        sa.Column("conversation_id", sa.Uuid, nullable=False),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cost", sa.Numeric),
        sa.PrimaryKeyConstraint("message_id", name="pk_charges"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_charges_user_id_users", ondelete="CASCADE"),
    )
    op.execute(
        """
        INSERT INTO charges (message_id, conversation_id, user_id, at, cost)
        SELECT messages.id, conversation_id, user_id, coalesce(finished_at, messages.created_at), cost
        FROM messages JOIN conversations ON conversations.id = conversation_id
        WHERE role = 'assistant' AND status <> 'writing' AND (cost IS NOT NULL OR text <> '' OR reasoning <> '')
        """
    )
    op.create_index("ix_charges_month", "charges", ["user_id", "at"], postgresql_include=["cost"])
    op.create_index("ix_charges_conversation", "charges", ["conversation_id"])


def downgrade() -> None:
    op.drop_table("charges")
