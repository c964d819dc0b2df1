"""room to grow"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OFFICES = "SELECT id, office_id FROM referral"


def upgrade():
    rewrite_search_index("", lambda word, begins: begins + word)


def downgrade():
    rewrite_search_index(", prefix='2 3 4'", lambda word, begins: word.removeprefix(begins))


def rewrite_search_index(options, rewrite):
    """Let each word begin with its kind and place, or not any more (portal/core/search.py)."""
    database = op.get_bind()
    offices = dict(database.execute(sa.text(OFFICES)).all())
    lines = database.execute(sa.text("SELECT rowid, kind, ref, words FROM search_index")).all()
    if database.dialect.name == "sqlite":
        op.execute("DROP TABLE search_index")
        op.execute(f"CREATE VIRTUAL TABLE search_index USING fts5(kind UNINDEXED, ref UNINDEXED, words{options})")
    else:
        op.execute("DELETE FROM search_index")
    for row, kind, ref, words in lines:
        begins = f"{kind[0]}{offices.get(ref, 0) if kind == 'referral' else 0}x"
        kept = " ".join(rewrite(word, begins) for word in words.split())
        database.execute(
            sa.text("INSERT INTO search_index (rowid, kind, ref, words) VALUES (:row, :kind, :ref, :words)"),
            {"row": row, "kind": kind, "ref": ref, "words": kept},
        )
