"""no black hole"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    for table, owner in (("mail_choice", "user"), ("office_mail_choice", "office")):
        op.create_table(
            table,
            sa.Column(f"{owner}_id", sa.Integer(), nullable=False),
            sa.Column("group", sa.String(length=12), nullable=False),
            sa.Column("how", sa.String(length=6), nullable=False),
            sa.CheckConstraint("how IN ('now', 'daily', 'weekly', 'none')", name=op.f(f"ck_{table}_how")),
            sa.ForeignKeyConstraint(
                [f"{owner}_id"],
                ["app_user.id" if owner == "user" else "office.id"],
                name=op.f(f"fk_{table}_{owner}_id_{'app_user' if owner == 'user' else 'office'}"),
                ondelete="CASCADE",
            ),
            sa.PrimaryKeyConstraint(f"{owner}_id", "group", name=op.f(f"pk_{table}")),
        )
    op.create_table(
        "quiet_hours",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_quiet_hours_user_id_app_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_quiet_hours")),
    )
    op.create_table(
        "leader",
        sa.Column("duty", sa.String(length=20), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("duty", name=op.f("pk_leader")),
    )
    op.create_table(
        "stamp",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_stamp")),
    )
    op.create_table(
        "closed_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_closed_day_office_id_office"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_day")),
        sa.UniqueConstraint("office_id", "day", name=op.f("uq_closed_day_office_id_day")),
    )
    op.create_table(
        "stage_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("label_fr", sa.String(length=40), nullable=False),
        sa.Column("label_en", sa.String(length=40), nullable=False),
        sa.Column("shared", sa.String(length=12), nullable=False),
        sa.Column("news_days", sa.Integer(), nullable=True),
        sa.CheckConstraint("shared IN ('full', 'in_progress', 'dates')", name=op.f("ck_stage_setting_shared")),
        sa.CheckConstraint("news_days IS NULL OR news_days BETWEEN 1 AND 60", name=op.f("ck_stage_setting_news_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_setting")),
        sa.UniqueConstraint("stage", name=op.f("uq_stage_setting_stage")),
    )
    op.create_table(
        "escalation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=24), nullable=False),
        sa.Column("about", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_escalation_referral_id_referral"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation")),
        sa.UniqueConstraint("referral_id", "step", "about", name=op.f("uq_escalation_referral_id_step_about")),
    )
    op.create_table(
        "text_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("use", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("ck_text_template_language")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_text_template_office_id_office"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_template")),
    )
    with op.batch_alter_table("text_template", schema=None) as batch_op:
        batch_op.create_index("ix_text_template_use", ["use", "language", "office_id"], unique=False)

    op.create_table(
        "silence_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("recruiter_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.Column("overdue", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_silence_day_office_id_office"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["recruiter_id"], ["app_user.id"], name=op.f("fk_silence_day_recruiter_id_app_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silence_day")),
    )
    with op.batch_alter_table("silence_day", schema=None) as batch_op:
        batch_op.create_index("ix_silence_day_office", ["office_id", "day"], unique=False)

    op.create_table(
        "voice_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("extension", sa.String(length=4), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["app_user.id"], name=op.f("fk_voice_note_by_id_app_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_voice_note_file_id_stored_file")),
        sa.ForeignKeyConstraint(
            ["line_id"], ["stage_move.id"], name=op.f("fk_voice_note_line_id_stage_move"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_voice_note_referral_id_referral"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice_note")),
        sa.UniqueConstraint("file_id", name=op.f("uq_voice_note_file_id")),
        sa.UniqueConstraint("line_id", name=op.f("uq_voice_note_line_id")),
    )
    with op.batch_alter_table("voice_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voice_note_referral_id"), ["referral_id"], unique=False)

    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.add_column(sa.Column("news_soon_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("news_asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_referral_news_soon_at"), ["news_soon_at"], unique=False)

    with op.batch_alter_table("stage_move", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.String(length=24), nullable=False, server_default=""))


def downgrade():
    for table in ("quiet_hours", "office_mail_choice", "mail_choice"):
        op.drop_table(table)
    with op.batch_alter_table("stage_move", schema=None) as batch_op:
        batch_op.drop_column("reason")
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_news_soon_at"))
        batch_op.drop_column("news_asked_at")
        batch_op.drop_column("news_soon_at")
    for table in (
        "voice_note",
        "silence_day",
        "text_template",
        "escalation",
        "stage_setting",
        "closed_day",
        "stamp",
        "leader",
    ):
        op.drop_table(table)
