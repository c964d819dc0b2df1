"""replies"""

import sqlalchemy as sa
from alembic import op

from portal.core.db import Moment

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade():
    """Nobody has replied to anything yet."""
    op.add_column("referral", sa.Column("replied_at", Moment(), nullable=True))
    op.add_column("stage_move", sa.Column("replies_to_id", sa.Integer(), nullable=True))


def downgrade():
    """Replies stay as lines of the history, in the order of time."""
    op.drop_column("stage_move", "replies_to_id")
    op.drop_column("referral", "replied_at")
