"""taken back"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BEFORE = (
    "awaiting_consent",
    "received",
    "contacted",
    "interview",
    "offer",
    "hired",
    "not_selected",
    "withdrawn",
    "talent_pool",
    "declined",
    "expired",
)
TAKEN_BACK = "SELECT subject_id FROM activity WHERE subject_type = 'referral' AND kind = 'referrals.taken_back'"


def upgrade():
    """What its referrer took back has an outcome of its own; until now it stood among the candidates' withdrawals."""
    _allow((*BEFORE, "taken_back"))
    referrals = f"UPDATE referral SET stage = 'taken_back' WHERE stage = 'withdrawn' AND id IN ({TAKEN_BACK})"  # noqa: S608
    op.execute(referrals)
    lines = "UPDATE stage_move SET to_stage = 'taken_back' WHERE to_stage = 'withdrawn' AND referral_id IN"
    op.execute(f"{lines} ({TAKEN_BACK})")


def downgrade():
    """It stands among the withdrawals again; settings of the outcome that the release before does not know go."""
    op.execute("UPDATE stage_move SET to_stage = 'withdrawn' WHERE to_stage = 'taken_back'")
    op.execute("UPDATE stage_move SET from_stage = 'withdrawn' WHERE from_stage = 'taken_back'")
    op.execute("UPDATE referral SET stage = 'withdrawn' WHERE stage = 'taken_back'")
    op.execute("DELETE FROM stage_setting WHERE stage = 'taken_back'")
    _allow(BEFORE)


def _allow(stages):
    with op.batch_alter_table("referral") as table:
        table.drop_constraint(op.f("ck_referral_stage"), type_="check")
    with op.batch_alter_table("referral") as table:
        table.create_check_constraint("stage", sa.column("stage").in_(stages))
