"""room to grow"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OFFICES = "SELECT id, office_id FROM referral"
IS_OPEN = "closed_at IS NULL"
NEW = {
    "ix_referral_listed": ("referral", ["office_id", "stage_since", "id"], None),
    "ix_referral_role": ("referral", ["office_id", "opportunity_id"], None),
    "ix_referral_open": ("referral", ["office_id", "recruiter_id", "stage", "news_due_at"], IS_OPEN),
    "ix_referral_news_due_at": ("referral", ["news_due_at"], IS_OPEN),
    "ix_referral_news_soon_at": ("referral", ["news_soon_at"], IS_OPEN),
    "ix_referral_unagreed": ("referral", ["candidate_id"], "agreed_at IS NULL"),
    "ix_referral_opened_at": ("referral", ["opened_at"], None),
    "ix_activity_office": ("activity", ["office_id", "id"], None),
    "ix_activity_actor": ("activity", ["actor_id", "id"], None),
    "ix_notice_mine": ("notice", ["user_id", "at", "id"], None),
    "ix_notice_unread": ("notice", ["user_id", "id"], "read_at IS NULL"),
    "ix_job_due": ("job", ["run_at", "id"], "done_at IS NULL AND parked_at IS NULL"),
    "ix_consent_link_ended_at": ("consent_link", ["ended_at"], "ended_at IS NOT NULL"),
    "ix_outgoing_parked": ("outgoing", ["parked_at", "id"], "parked_at IS NOT NULL"),
}
OLD = {
    "ix_referral_opportunity_id": ("referral", ["opportunity_id"], None),
    "ix_referral_news_due_at": ("referral", ["news_due_at"], None),
    "ix_referral_news_soon_at": ("referral", ["news_soon_at"], None),
    "ix_activity_kind": ("activity", ["kind"], None),
    "ix_activity_office_id": ("activity", ["office_id"], None),
    "ix_notice_unread": ("notice", ["user_id", "read_at", "id"], None),
    "ix_job_run_at": ("job", ["run_at"], None),
}


def upgrade():
    exchange(OLD, NEW)
    rewrite_search_index("", lambda word, begins: begins + word)


def downgrade():
    rewrite_search_index(", prefix='2 3 4'", lambda word, begins: word.removeprefix(begins))
    exchange(NEW, OLD)


def exchange(present, wanted):
    """Drop some indices and make others."""
    for name, (table, _columns, _condition) in present.items():
        op.drop_index(name, table_name=table)
    for name, (table, columns, condition) in wanted.items():
        where = sa.text(condition) if condition else None
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


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
