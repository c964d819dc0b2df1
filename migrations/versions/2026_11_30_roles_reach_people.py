"""roles reach people"""

import sqlalchemy as sa
from alembic import op

from portal.core.db import Moment

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

SAME_FOR_ROLES = """
INSERT INTO {table} ({owner}, "group", how)
SELECT {owner}, 'roles', how FROM {table} AS chosen WHERE "group" = 'around'
AND NOT EXISTS (SELECT 1 FROM {table} AS there WHERE there.{owner} = chosen.{owner} AND there."group" = 'roles')
"""


def upgrade():
    """Open roles are announced already; who chose a rhythm for them keeps it, above all who wants no e-mail."""
    op.add_column("opportunity", sa.Column("announced_at", Moment(), nullable=True))
    op.execute("UPDATE opportunity SET announced_at = updated_at WHERE state <> 'draft'")
    op.create_table(
        "saved_role",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_saved_role_user_id_app_user"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.id"],
            name=op.f("fk_saved_role_opportunity_id_opportunity"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "opportunity_id", name=op.f("pk_saved_role")),
    )
    op.create_index(op.f("ix_saved_role_opportunity_id"), "saved_role", ["opportunity_id"])
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("mark", sa.String(32), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.Column("told_until", Moment(), nullable=False),
        sa.Column("paused_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_saved_search_user_id_app_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("user_id", "mark", name=op.f("uq_saved_search_user_id_mark")),
    )
    op.execute(SAME_FOR_ROLES.format(table="mail_choice", owner="user_id"))
    op.execute(SAME_FOR_ROLES.format(table="office_mail_choice", owner="office_id"))


def downgrade():
    """The rhythm for roles stays as a row that older releases do not read."""
    op.drop_table("saved_search")
    op.drop_table("saved_role")
    op.drop_column("opportunity", "announced_at")
