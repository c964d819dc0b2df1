"""next steps"""

import sqlalchemy as sa
from alembic import op

from portal.core.db import Moment

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade():
    """A table for what comes next of a referral."""
    op.create_table(
        "next_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hour", sa.Time(), nullable=True),
        sa.Column("shown_from", Moment(), nullable=False),
        sa.Column("whom", sa.String(160), nullable=False),
        sa.Column("place", sa.String(160), nullable=False),
        sa.Column("uid", sa.String(16), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["line_id"], ["stage_move.id"], name=op.f("fk_next_step_line_id_stage_move"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_next_step_referral_id_referral"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_next_step")),
        sa.UniqueConstraint("line_id", name=op.f("uq_next_step_line_id")),
    )
    op.create_index(op.f("ix_next_step_referral_id"), "next_step", ["referral_id"])
    to_come = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_next_step_to_come",
        "next_step",
        ["referral_id"],
        unique=True,
        sqlite_where=to_come,
        postgresql_where=to_come,
    )


def downgrade():
    """What was planned is known no more; the lines of the history stay."""
    op.drop_table("next_step")
