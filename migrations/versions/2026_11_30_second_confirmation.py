"""second confirmation"""

import sqlalchemy as sa
from alembic import op

from portal.core.db import Moment

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade():
    """No office asks for a second person, and whatever was recorded counts since it was."""
    with op.batch_alter_table("office") as table:
        table.add_column(sa.Column("second_confirms", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("agreement") as table:
        table.add_column(sa.Column("in_force_at", Moment(), nullable=True))
        table.add_column(sa.Column("confirmed_by_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_agreement_confirmed_by_id_app_user"), "app_user", ["confirmed_by_id"], ["id"])
    op.execute("UPDATE agreement SET in_force_at = at")


def downgrade():
    """What waits for a second person stays as a row; the candidate is still asked."""
    with op.batch_alter_table("agreement") as table:
        table.drop_constraint(op.f("fk_agreement_confirmed_by_id_app_user"), type_="foreignkey")
        table.drop_column("confirmed_by_id")
        table.drop_column("in_force_at")
    with op.batch_alter_table("office") as table:
        table.drop_column("second_confirms")
