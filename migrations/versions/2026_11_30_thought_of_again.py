"""thought of again"""

import sqlalchemy as sa
from alembic import op

from portal.core.db import Moment, utcnow

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

INDEX = "ix_referral_again_on"
WHERE = sa.text("again_on IS NOT NULL")
JOB = sa.table(
    "job",
    *(sa.column("kind"), sa.column("payload", sa.JSON), sa.column("run_at", Moment), sa.column("tries")),
    sa.column("done_at", Moment),
)
ANEW = {"kind": "referral", "after": 0}


def upgrade():
    """Nobody is to be thought of again yet; who agreed to later roles is indexed by what they say of themselves."""
    op.add_column("referral", sa.Column("again_on", sa.Date(), nullable=True))
    op.create_index(INDEX, "referral", ["again_on"], sqlite_where=WHERE, postgresql_where=WHERE)
    _index_again()


def downgrade():
    """The months are lost; the release before indexes again by what it knows."""
    op.drop_index(INDEX, "referral")
    op.drop_column("referral", "again_on")
    _index_again()


def _index_again():
    database = op.get_bind()
    waiting = sa.select(JOB.c.payload).where(JOB.c.kind == "search.reindex", JOB.c.done_at.is_(None))
    if ANEW not in database.scalars(waiting).all() and database.scalar(sa.text("SELECT 1 FROM referral LIMIT 1")):
        row = {"kind": "search.reindex", "payload": ANEW, "run_at": utcnow(), "tries": 0}
        database.execute(JOB.insert().values(row))
