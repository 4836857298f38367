"""Instructions and parameters of conversations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("instructions", sa.Text, nullable=False, server_default=""))
    op.add_column("conversations", sa.Column("parameters", JSONB, nullable=False, server_default=sa.text("'{}'")))


def downgrade() -> None:
    op.drop_column("conversations", "parameters")
    op.drop_column("conversations", "instructions")
