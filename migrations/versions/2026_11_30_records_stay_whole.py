"""records stay whole"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

candidate = sa.table("candidate", *map(sa.column, ("id", "merged_into_id", "created_at")))
referral = sa.table("referral", *map(sa.column, ("id", "candidate_id", "created_at")))
likeness = sa.table("likeness", *map(sa.column, ("first_id", "second_id", "answer", "by_id", "answered_at")))
other = candidate.alias("other")
merged = sa.select(other.c.merged_into_id).where(other.c.merged_into_id.is_not(None))
MERGED = "merged_into_id IS NOT NULL"


def upgrade():
    op.add_column("candidate", sa.Column("same_said_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("likeness", sa.Column("reason", sa.String(length=300), nullable=False, server_default=""))
    give_back_referrals()
    op.execute(sa.update(candidate).where(candidate.c.id.in_(merged)).values(merged_into_id=candidate.c.id))
    where = sa.text(MERGED)
    op.create_index(
        "ix_candidate_merged_into_id", "candidate", ["merged_into_id"], sqlite_where=where, postgresql_where=where
    )
    ask_again_what_nobody_answered()


def downgrade():
    op.drop_index("ix_candidate_merged_into_id", table_name="candidate")
    itself = candidate.c.merged_into_id == candidate.c.id
    op.execute(sa.update(candidate).where(itself).values(merged_into_id=None))
    op.drop_column("likeness", "reason")
    op.drop_column("candidate", "same_said_at")


def give_back_referrals():
    """A referral that merging had handed to the older record goes back to its own, which was made in its instant."""
    mine = sa.select(candidate.c.id).where(
        candidate.c.merged_into_id == referral.c.candidate_id, candidate.c.created_at == referral.c.created_at
    )
    own = mine.limit(1).scalar_subquery()
    handed = referral.c.candidate_id.in_(merged)
    op.execute(sa.update(referral).where(handed).values(candidate_id=sa.func.coalesce(own, referral.c.candidate_id)))


def ask_again_what_nobody_answered():
    """Merging had answered what else was suggested about the younger record: that is merely hidden now."""
    one, two = candidate.alias("one"), candidate.alias("two")
    same = sa.exists().where(
        one.c.id == likeness.c.first_id, two.c.id == likeness.c.second_id, one.c.merged_into_id == two.c.merged_into_id
    )
    nothing = {"answer": None, "by_id": None, "answered_at": None}
    op.execute(sa.update(likeness).where(likeness.c.answer == "merged", ~same).values(nothing))
