"""whole names"""

import re

import sqlalchemy as sa
from alembic import op

from portal.core.db import Moment, utcnow

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

JOB = sa.table(
    "job",
    *(sa.column("kind"), sa.column("payload", sa.JSON), sa.column("run_at", Moment), sa.column("tries")),
    sa.column("done_at", Moment),
)
OF_BEFORE = JOB.c.kind == "search.reindex"
MARKED = re.compile(r"([opr]\d+)([xy])(.*)")


def upgrade():
    """Have each row indexed anew by whole words and names, by the worker: the index only knows them cut."""
    database = op.get_bind()
    for kind in database.scalars(sa.text("SELECT DISTINCT kind FROM search_index ORDER BY kind")).all():
        row = {"kind": "search.reindex", "payload": {"kind": kind, "after": 0}, "run_at": utcnow(), "tries": 0}
        database.execute(JOB.insert().values(row))


def downgrade():
    """Cut the words as they were, and leave nothing to do that the release before does not know."""
    database = op.get_bind()
    database.execute(JOB.update().where(OF_BEFORE, JOB.c.done_at.is_(None)).values(done_at=utcnow()))
    for row, words in database.execute(sa.text("SELECT rowid, words FROM search_index")).all():
        found = [match.groups() for match in map(MARKED.fullmatch, words.split()) if match]
        kept = " ".join(dict.fromkeys(f"{begins}x{singular(word)}" for begins, mark, word in found if mark == "x"))
        database.execute(
            sa.text("UPDATE search_index SET words = :words WHERE rowid = :row"), {"row": row, "words": kept}
        )


def singular(word):
    """As portal/core/text_normalization.py cuts a word."""
    if len(word) <= 3:
        return word
    if word.endswith("aux"):
        return f"{word[:-3]}al" if len(word) > 4 and not word.endswith("eaux") else word[:-1]
    return word[:-1] if word[-1] in "sx" and not word.endswith("ss") else word
