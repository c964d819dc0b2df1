"""asking for names"""

import sqlalchemy as sa
from alembic import op

from portal.core.db import Moment

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade():
    """Nobody has been asked yet."""
    table = "candidate_request"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("answer", sa.String(8), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_at", Moment(), nullable=True),
        sa.CheckConstraint("answer IN ('', 'have', 'not_now', 'more')", name=op.f("ck_candidate_request_answer")),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.id"],
            name=op.f("fk_candidate_request_opportunity_id_opportunity"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_candidate_request_user_id_app_user"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["app_user.id"], name=op.f("fk_candidate_request_by_id_app_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_request")),
    )
    op.create_index(op.f("ix_candidate_request_opportunity_id"), table, ["opportunity_id"])
    op.create_index(op.f("ix_candidate_request_by_id"), table, ["by_id"])
    op.create_index("ix_candidate_request_asked", table, ["user_id", "asked_at"])


def downgrade():
    """What was asked goes."""
    op.drop_table("candidate_request")
