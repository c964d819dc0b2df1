"""people of before"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op
from flask import current_app

from portal.core.db import Moment, utcnow
from portal.core.tokens import derive_token, digest_token, new_token, reach_digest
from portal.mail.outbox import new_message_id

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = sa.MetaData()
REACH = sa.Table("candidate_reach", TABLES, sa.Column("candidate_id", sa.Integer), sa.Column("digest", sa.String))
LINK = sa.Table(
    "consent_link",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("referral_id", sa.Integer),
    sa.Column("nonce", sa.String),
    sa.Column("token_digest", sa.String),
    sa.Column("made_at", Moment),
    sa.Column("expires_at", Moment),
)
LETTER = sa.Table(
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
PEOPLE = """SELECT id, email, phone FROM candidate WHERE erased_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM candidate_reach WHERE candidate_id = candidate.id) ORDER BY id"""
REFERRALS = """SELECT referral.id, candidate_id, email, agreed_at FROM referral
    JOIN candidate ON candidate.id = candidate_id WHERE candidate.erased_at IS NULL
    AND (agreed_at IS NOT NULL OR closed_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM consent_link WHERE referral_id = referral.id) ORDER BY referral.id"""


def upgrade():
    """Give referrals that the first release made what each has since: how to know the person, their link, a letter."""
    database, now = op.get_bind(), utcnow()
    for person, *addresses in database.execute(sa.text(PEOPLE)).all():
        for known in {reach_digest(address) for address in addresses if address}:
            database.execute(REACH.insert().values(candidate_id=person, digest=known))
    invited = set(database.scalars(sa.select(LETTER.c.key)))
    for referral, person, email, agreed_at in database.execute(sa.text(REFERRALS)).all():
        give_link(database, referral, now)
        key = f"invitation:{reach_digest(email)}"
        if email and agreed_at is None and key not in invited:
            invited.add(key)
            queue_invitation(database, key, referral, person, now)


def downgrade():
    """Nothing goes: the rows are as the release before makes them."""


def give_link(database, referral, now):
    """As portal/referrals/consent/links.py makes it."""
    ends, nonce = now + timedelta(days=current_app.config["SETTINGS"].consent_days), new_token()
    row = {"referral_id": referral, "nonce": nonce, "token_digest": nonce, "made_at": now, "expires_at": ends}
    link = database.execute(LINK.insert().values(row)).inserted_primary_key[0]
    token = digest_token(derive_token("consent", link, nonce))
    database.execute(LINK.update().where(LINK.c.id == link).values(token_digest=token))


def queue_invitation(database, key, referral, person, now):
    """As portal/referrals/consent/invitations.py does, once for each person."""
    row = {"key": key, "letter": "consent.invitation", "recipient": f"candidate:{person}", "tries": 0}
    row |= {"facts": {"referral": referral}, "message_id": new_message_id(), "created_at": now, "send_after": now}
    database.execute(LETTER.insert().values(row))
