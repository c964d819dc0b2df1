"""referring well"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "do_not_contact",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("how", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_do_not_contact")),
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("why", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("subject", name=op.f("uq_erasure_subject")),
    )
    op.create_table(
        "outgoing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("letter", sa.String(length=60), nullable=False),
        sa.Column("recipient", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(length=64), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing")),
        sa.UniqueConstraint("key", name=op.f("uq_outgoing_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outgoing_message_id")),
    )
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.create_index("ix_outgoing_due", ["sent_at", "parked_at", "cancelled_at", "send_after"], unique=False)
        batch_op.create_index(batch_op.f("ix_outgoing_recipient"), ["recipient"], unique=False)

    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    op.create_table(
        "candidate_reach",
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidate.id"],
            name=op.f("fk_candidate_reach_candidate_id_candidate"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("candidate_id", "digest", name=op.f("pk_candidate_reach")),
    )
    with op.batch_alter_table("candidate_reach", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_reach_digest"), ["digest"], unique=False)

    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_document_candidate_id_candidate"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_document_file_id_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("file_id", name=op.f("uq_document_file_id")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_candidate_id"), ["candidate_id"], unique=False)

    op.create_table(
        "go_ahead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("more", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["app_user.id"], name=op.f("fk_go_ahead_by_id_app_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_go_ahead_office_id_office"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_go_ahead_user_id_app_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_go_ahead")),
    )
    with op.batch_alter_table("go_ahead", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_go_ahead_office_id"), ["office_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_go_ahead_user_id"), ["user_id"], unique=False)

    op.create_table(
        "likeness",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["app_user.id"], name=op.f("fk_likeness_by_id_app_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["first_id"], ["candidate.id"], name=op.f("fk_likeness_first_id_candidate"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["candidate.id"], name=op.f("fk_likeness_second_id_candidate"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_likeness")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_likeness_first_id_second_id")),
    )
    with op.batch_alter_table("likeness", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_likeness_first_id"), ["first_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_likeness_second_id"), ["second_id"], unique=False)

    op.create_table(
        "contact_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=True),
        sa.Column("called", sa.String(length=160), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("referred_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.id"],
            name=op.f("fk_contact_request_opportunity_id_opportunity"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_contact_request_user_id_app_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_request")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_contact_request_token_digest")),
    )
    with op.batch_alter_table("contact_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_request_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_request_user_id"), ["user_id"], unique=False)

    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=9), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("text_version", sa.String(length=12), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("party IN ('candidate', 'recruiter')", name=op.f("ck_consent_party")),
        sa.ForeignKeyConstraint(
            ["by_id"], ["app_user.id"], name=op.f("fk_consent_by_id_app_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_consent_referral_id_referral"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index("ix_consent_referral", ["referral_id", "party", "purpose"], unique=False)

    op.create_table(
        "consent_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_consent_link_referral_id_referral"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_link")),
        sa.UniqueConstraint("referral_id", name=op.f("uq_consent_link_referral_id")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_consent_link_token_digest")),
    )
    op.create_table(
        "second_mention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_second_mention_referral_id_referral"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_second_mention_user_id_app_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_mention")),
    )
    with op.batch_alter_table("second_mention", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_second_mention_referral_id"), ["referral_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_second_mention_user_id"), ["user_id"], unique=False)

    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fields", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("experience", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("languages", sa.String(length=160), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("region", sa.String(length=160), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("availability", sa.String(length=160), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("link", sa.String(length=300), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("last_contact_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_candidate_merged_into_id_candidate"),
            "candidate",
            ["merged_into_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("opportunity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("accepts_introductions", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("recruiter_answer", sa.String(length=8), nullable=False, server_default="waiting")
        )
        batch_op.add_column(sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint(
            "recruiter_answer", "recruiter_answer IN ('waiting', 'more', 'accepted', 'declined')"
        )
    op.execute(
        "UPDATE referral SET opened_at = agreed_at, answered_at = agreed_at, recruiter_answer = 'accepted'"
        " WHERE agreed_at IS NOT NULL"
    )
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.create_check_constraint("opened_after_yes", "opened_at IS NULL OR agreed_at IS NOT NULL")

    with op.batch_alter_table("stage_move", schema=None) as batch_op:
        batch_op.add_column(sa.Column("gesture", sa.String(length=12), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("took", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "sighting",
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=12), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["app_user.id"], name=op.f("fk_sighting_actor_id_app_user"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_sighting_candidate_id_candidate"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_sighting_referral_id_referral"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("candidate_id", "actor_id", "hour", name=op.f("pk_sighting")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sighting_at", "sighting", ["at"], unique=False)


def downgrade():
    op.drop_index("ix_sighting_at", table_name="sighting")
    op.drop_table("sighting")
    with op.batch_alter_table("stage_move", schema=None) as batch_op:
        batch_op.drop_column("took")
        batch_op.drop_column("gesture")

    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_referral_opened_after_yes"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_referral_recruiter_answer"), type_="check")
        batch_op.drop_column("opened_at")
        batch_op.drop_column("answered_at")
        batch_op.drop_column("recruiter_answer")

    with op.batch_alter_table("opportunity", schema=None) as batch_op:
        batch_op.drop_column("accepts_introductions")

    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_candidate_merged_into_id_candidate"), type_="foreignkey")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("last_contact_at")
        batch_op.drop_column("link")
        batch_op.drop_column("availability")
        batch_op.drop_column("region")
        batch_op.drop_column("languages")
        batch_op.drop_column("experience")
        batch_op.drop_column("fields")

    with op.batch_alter_table("second_mention", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_second_mention_user_id"))
        batch_op.drop_index(batch_op.f("ix_second_mention_referral_id"))

    op.drop_table("second_mention")
    op.drop_table("consent_link")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index("ix_consent_referral")

    op.drop_table("consent")
    with op.batch_alter_table("contact_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_request_user_id"))
        batch_op.drop_index(batch_op.f("ix_contact_request_expires_at"))

    op.drop_table("contact_request")
    with op.batch_alter_table("likeness", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_likeness_second_id"))
        batch_op.drop_index(batch_op.f("ix_likeness_first_id"))

    op.drop_table("likeness")
    with op.batch_alter_table("go_ahead", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_go_ahead_user_id"))
        batch_op.drop_index(batch_op.f("ix_go_ahead_office_id"))

    op.drop_table("go_ahead")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_candidate_id"))

    op.drop_table("document")
    with op.batch_alter_table("candidate_reach", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_candidate_reach_digest"))

    op.drop_table("candidate_reach")
    op.drop_table("stored_file")
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outgoing_recipient"))
        batch_op.drop_index("ix_outgoing_due")

    op.drop_table("outgoing")
    op.drop_table("erasure")
    op.drop_table("do_not_contact")
