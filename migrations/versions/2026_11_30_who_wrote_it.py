"""who wrote it"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TYPED = {"name": 160, "email": 254, "phone": 20, "language": 2}
referral = sa.table(
    "referral", *map(sa.column, ("id", "candidate_id", "created_at", *(f"typed_{part}" for part in TYPED)))
)
candidate = sa.table("candidate", *map(sa.column, ("id", "merged_into_id", "created_at", *TYPED)))
activity = sa.table("activity", *map(sa.column, ("subject_type", "subject_id", "kind")))
own = candidate.c.id == referral.c.candidate_id
handed = candidate.c.merged_into_id == referral.c.candidate_id
of_merged = referral.c.candidate_id.in_(
    sa.select(candidate.c.merged_into_id).where(candidate.c.merged_into_id.is_not(None))
)
made_with = candidate.c.created_at == referral.c.created_at
"""A candidate is made in the same instant as the referral that names them: so is the record of a merged one known."""


def upgrade():
    for part, length in TYPED.items():
        name = f"typed_{part}"
        op.add_column("referral", sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
        typed, found = referral.c[name], sa.select(candidate.c[part])
        write(name, sa.func.coalesce(found.where(own).scalar_subquery(), typed))
        by_another = found.where(handed, made_with).limit(1).scalar_subquery()
        write(name, sa.func.coalesce(by_another, typed), of_merged)
        if part in ("email", "phone"):
            forget_what_others_may_have_said(name, part)


def downgrade():
    for part in TYPED:
        op.drop_column("referral", f"typed_{part}")


def write(name, value, *where):
    """The column `name` becomes `value`, in the referrals `where` that holds."""
    op.execute(sa.update(referral).where(*where).values({name: value}))


def forget_what_others_may_have_said(name, part):
    """Candidates who corrected their data wrote what stands there now: it is for the office. And what an older record
    lacked was copied from the younger one, when the two were merged: another referrer typed it."""
    corrected = sa.select(activity.c.subject_id).where(
        activity.c.subject_type == "referral", activity.c.kind == "referrals.corrected"
    )
    write(name, "", referral.c.id.in_(corrected))
    of_the_older = sa.exists().where(own, made_with)
    write(name, "", of_merged, of_the_older, referral.c[name].in_(sa.select(candidate.c[part]).where(handed)))
