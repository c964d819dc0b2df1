"""found before the yes"""

import sqlalchemy as sa
from alembic import op

from portal.core.db import Moment, utcnow

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

JOB = sa.table(
    "job",
    *(sa.column("kind"), sa.column("payload", sa.JSON), sa.column("run_at", Moment), sa.column("tries")),
    sa.column("done_at", Moment),
)
TABLES = {"person": "app_user", "referral": "referral"}
UNKNOWN_BEFORE = "referrals.reindex"


def upgrade():
    """Have people indexed by their number, and referrals before the candidate's yes too, by the worker."""
    _index_again()


def downgrade():
    """Forget what the release before does not find; it indexes the rest anew itself, by what it knows."""
    database = op.get_bind()
    unopened = "SELECT id FROM referral WHERE opened_at IS NULL"
    database.execute(sa.text(f"DELETE FROM search_index WHERE kind = 'referral' AND ref IN ({unopened})"))  # noqa: S608
    _undo(UNKNOWN_BEFORE)
    _index_again()


def _undo(kind):
    op.get_bind().execute(JOB.update().where(JOB.c.kind == kind, JOB.c.done_at.is_(None)).values(done_at=utcnow()))


def _index_again():
    database = op.get_bind()
    _undo("search.reindex")
    for kind, table in TABLES.items():
        if database.scalar(sa.text(f"SELECT 1 FROM {table} LIMIT 1")):  # noqa: S608 one of the two above
            row = {"kind": "search.reindex", "payload": {"kind": kind, "after": 0}, "run_at": utcnow(), "tries": 0}
            database.execute(JOB.insert().values(row))
