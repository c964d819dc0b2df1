"""one secret one holder"""

import sqlalchemy as sa
from alembic import op

from portal.core.tokens import derived, digest, new_token, reach_digest

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WAYS = "'letter', 'passed_on', 'own_page', 'recorded', 'account', 'shared'"
TABLES = sa.MetaData()
REACH = sa.Table("candidate_reach", TABLES, sa.Column("candidate_id", sa.Integer), sa.Column("digest", sa.String))
LETTER = sa.Table("link_letter", TABLES, sa.Column("link_id", sa.Integer), sa.Column("digest", sa.String))
LINK, PASSED = (
    sa.Table(
        name,
        TABLES,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("referral_id", sa.Integer),
        sa.Column("nonce", sa.String),
        sa.Column("token_digest", sa.String),
    )
    for name in ("consent_link", "passed_link")
)
LINKS = """
    SELECT link.id, link.referral_id, link.nonce, link.token_digest, candidate.email,
        CASE WHEN referral.stage = 'awaiting_consent' AND referral.agreed_at IS NULL AND link.ended_at IS NULL
            AND candidate.erased_at IS NULL THEN 1 ELSE 0 END AS asked,
        CASE WHEN EXISTS (SELECT 1 FROM outgoing WHERE outgoing.recipient = 'candidate:' || candidate.id
            AND outgoing.sent_at IS NOT NULL) THEN 1 ELSE 0 END AS lettered
    FROM consent_link AS link JOIN referral ON referral.id = link.referral_id
    JOIN candidate ON candidate.id = referral.candidate_id ORDER BY link.id
"""


def upgrade():
    op.create_table(
        "passed_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_passed_link_referral_id_referral"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passed_link")),
        sa.UniqueConstraint("referral_id", name=op.f("uq_passed_link_referral_id")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_passed_link_token_digest")),
    )
    op.create_table(
        "link_letter",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"], ["consent_link.id"], name=op.f("fk_link_letter_link_id_consent_link"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("link_id", "digest", name=op.f("pk_link_letter")),
    )
    op.create_index(op.f("ix_link_letter_digest"), "link_letter", ["digest"], unique=False)
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.add_column(sa.Column("way", sa.String(length=12), nullable=False, server_default="shared"))
        batch_op.create_check_constraint("way", f"way IN ({WAYS})")
    op.execute("UPDATE consent SET way = 'account' WHERE party = 'recruiter'")
    op.execute("UPDATE consent SET way = 'recorded' WHERE party = 'candidate' AND channel <> 'page'")
    part_links()
    keep_spellings()


def downgrade():
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_constraint("way", type_="check")
        batch_op.drop_column("way")
    op.drop_table("link_letter")
    op.drop_table("passed_link")


def part_links():
    """A link that went out by letter is the candidate's; one that only the referrer could say is what they pass on."""
    database = op.get_bind()
    links = database.execute(sa.text(LINKS)).all()
    for link in links:
        if link.lettered and link.email:
            database.execute(LETTER.insert().values(link_id=link.id, digest=reach_digest(link.email)))
        if link.asked and not link.lettered:
            renew(database, link)
            kept = {"id": link.id, "referral_id": link.referral_id, "nonce": link.nonce}
            database.execute(PASSED.insert().values(kept | {"token_digest": link.token_digest}))
    if database.dialect.name == "postgresql":  # these have their ids from elsewhere
        database.execute(
            sa.text("SELECT setval(pg_get_serial_sequence('passed_link', 'id'), max(id)) FROM consent_link")
        )
    for link in links:
        if link.asked and link.lettered:
            add_passed(database, link.referral_id)


def renew(database, link):
    """As portal/referrals/links.py does."""
    first, _colon, times = link.nonce.partition(":")
    nonce = f"{first}:{int(times or 0) + 1}"
    values = {"nonce": nonce, "token_digest": digest(derived("consent", link.id, nonce))}
    database.execute(LINK.update().where(LINK.c.id == link.id).values(values))


def add_passed(database, referral_id):
    """As portal/referrals/links.py makes it."""
    nonce = new_token()
    row = {"referral_id": referral_id, "nonce": nonce, "token_digest": nonce}
    made = database.execute(PASSED.insert().values(row)).inserted_primary_key[0]
    token = digest(derived("consent", made, nonce))
    database.execute(PASSED.update().where(PASSED.c.id == made).values(token_digest=token))


def keep_spellings():
    """Whoever is known by one spelling of an address is known by all of them."""
    database = op.get_bind()
    known = {tuple(row) for row in database.execute(sa.select(REACH.c.candidate_id, REACH.c.digest))}
    people = database.execute(sa.text("SELECT id, email FROM candidate WHERE email <> ''")).all()
    for person, kept in sorted({(ident, reach_digest(email)) for ident, email in people} - known):
        database.execute(REACH.insert().values(candidate_id=person, digest=kept))
