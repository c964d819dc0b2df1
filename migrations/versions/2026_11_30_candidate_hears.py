"""candidate hears"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("stage_move", sa.Column("candidate_note", sa.Text(), nullable=False, server_default=""))
    op.add_column("stage_move", sa.Column("candidate_told_on", sa.Date(), nullable=True))


def downgrade():
    op.drop_column("stage_move", "candidate_told_on")
    op.drop_column("stage_move", "candidate_note")
