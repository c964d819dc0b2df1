"""handed over"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade():
    """No line of before hands anything over."""
    op.add_column("stage_move", sa.Column("to_name", sa.String(160), nullable=False, server_default=""))
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("stage_move", "to_name", server_default=None)


def downgrade():
    """Lines that hand over stay, as words to the referrer without a text."""
    op.drop_column("stage_move", "to_name")
