"""one secret one holder"""

import sqlalchemy as sa
from alembic import op

from portal.core.db import Moment, utcnow
from portal.core.tokens import derive_token, digest_token, reach_digest
from portal.mail.outbox import new_message_id

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
OUTGOING = sa.Table(
    "outgoing",
    TABLES,
    sa.Column("key", sa.String),
    sa.Column("letter", sa.String),
    sa.Column("recipient", sa.String),
    sa.Column("facts", sa.JSON),
    sa.Column("message_id", sa.String),
    sa.Column("created_at", Moment),
    sa.Column("send_after", Moment),
    sa.Column("tries", sa.Integer),
)
LINKS = """
    SELECT link.id, link.referral_id, link.nonce, link.token_digest, candidate.id AS person, candidate.email,
        CASE WHEN link.ended_at IS NULL AND candidate.erased_at IS NULL AND link.made_at = referral.created_at
            AND (referral.agreed_at IS NOT NULL OR link.expires_at > :now) THEN 1 ELSE 0 END AS known,
        CASE WHEN EXISTS (SELECT 1 FROM activity WHERE activity.subject_type = 'referral'
            AND activity.subject_id = referral.id AND activity.kind = 'referrals.corrected') THEN 1 ELSE 0 END AS spoken,
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
    """Both held the same link. Where nothing was said yet it opens the question alone, and the candidate's is another.

    Where they have said something it would show it to whoever passed it on: a fresh one goes to them by letter. Who
    has no address keeps theirs, which is their only way back. Revision 0005 made links that nobody has seen yet.
    """
    database, now = op.get_bind(), utcnow()
    links = sa.text(LINKS).bindparams(sa.bindparam("now", now, type_=Moment()))
    for link in database.execute(links).all():
        if link.lettered and link.email:
            database.execute(LETTER.insert().values(link_id=link.id, digest=reach_digest(link.email)))
        if link.asked and not link.spoken:
            renew(database, link)
            kept = {"id": link.id, "referral_id": link.referral_id, "nonce": link.nonce}
            database.execute(PASSED.insert().values(kept | {"token_digest": link.token_digest}))
        elif link.known and link.email:
            queue_letter(database, link, renew(database, link), now)
    if database.dialect.name == "postgresql":  # these have their ids from elsewhere
        database.execute(
            sa.text("SELECT setval(pg_get_serial_sequence('passed_link', 'id'), max(id)) FROM consent_link")
        )


def renew(database, link):
    """As portal/referrals/consent/links.py does; the digest of the new token."""
    first, _colon, times = link.nonce.partition(":")
    nonce = f"{first}:{int(times or 0) + 1}"
    token = digest_token(derive_token("consent", link.id, nonce))
    database.execute(LINK.update().where(LINK.c.id == link.id).values(nonce=nonce, token_digest=token))
    return token


def queue_letter(database, link, token, now):
    """As portal/referrals/consent/link_rotation.py does."""
    row = {
        "key": f"own-page:{token}",
        "letter": "consent.own_page",
        "recipient": f"candidate:{link.person}",
        "tries": 0,
    }
    row |= {"facts": {"referral": link.referral_id}, "message_id": new_message_id()}
    database.execute(OUTGOING.insert().values(row | {"created_at": now, "send_after": now}))


def keep_spellings():
    """Whoever is known by one spelling of an address is known by all of them."""
    database = op.get_bind()
    known = {tuple(row) for row in database.execute(sa.select(REACH.c.candidate_id, REACH.c.digest))}
    people = database.execute(sa.text("SELECT id, email FROM candidate WHERE email <> ''")).all()
    for person, kept in sorted({(ident, reach_digest(email)) for ident, email in people} - known):
        database.execute(REACH.insert().values(candidate_id=person, digest=kept))
