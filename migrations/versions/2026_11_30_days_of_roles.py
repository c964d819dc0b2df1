"""days of roles"""

import sqlalchemy as sa
from alembic import op

from portal.core.db import Moment

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

DAYS = ("opens_on", "closes_on", "closing_told")


def upgrade():
    """No role has a day yet, and no office a template."""
    for name in DAYS:
        op.add_column("opportunity", sa.Column(name, sa.Date(), nullable=True))
    op.add_column("opportunity", sa.Column("confirmed_at", Moment(), nullable=True))
    op.create_table(
        "role_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(160), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("kept_at", Moment(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_role_template_office_id_office"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["app_user.id"], name=op.f("fk_role_template_by_id_app_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_template")),
        sa.UniqueConstraint("office_id", "name", name=op.f("uq_role_template_office_id_name")),
    )


def downgrade():
    """Roles stay as they are; those that would have opened by themselves stay drafts."""
    op.drop_table("role_template")
    op.drop_column("opportunity", "confirmed_at")
    for name in DAYS:
        op.drop_column("opportunity", name)
