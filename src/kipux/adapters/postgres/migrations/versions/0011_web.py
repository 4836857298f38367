"""What a reply looked up: its steps, and the passages of its sources; what a question asked of the web."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("passages", JSONB, nullable=False, server_default=sa.text("'[]'")))
    op.add_column("messages", sa.Column("steps", JSONB, nullable=False, server_default=sa.text("'[]'")))
    op.add_column("messages", sa.Column("web", sa.Text, nullable=False, server_default="auto"))
    op.create_check_constraint("web", "messages", "web in ('auto', 'always', 'never')")


def downgrade() -> None:
    op.drop_constraint("web", "messages", type_="check")
    op.drop_column("messages", "web")
    op.drop_column("messages", "steps")
    op.drop_column("messages", "passages")
