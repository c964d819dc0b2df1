"""first day of work"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

INDEX = "ix_referral_begins_on"
WHERE = sa.text("begins_on IS NOT NULL")


def upgrade():
    """Nobody has said on which day somebody begins."""
    op.add_column("referral", sa.Column("begins_on", sa.Date(), nullable=True))
    op.create_index(INDEX, "referral", ["begins_on"], sqlite_where=WHERE, postgresql_where=WHERE)


def downgrade():
    """The days are lost; what was told of them stays in the history."""
    op.drop_index(INDEX, "referral")
    op.drop_column("referral", "begins_on")
