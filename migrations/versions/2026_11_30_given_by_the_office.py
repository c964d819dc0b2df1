"""given by the office"""

import sqlalchemy as sa
from alembic import op

from portal.core.db import Moment

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade():
    """Every document was given by the person themselves until now, and nobody added a way to reach them."""
    op.add_column("document", sa.Column("added_by", sa.String(160), nullable=False, server_default=""))
    op.create_table(
        "added_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(254), nullable=False),
        sa.Column("added_by", sa.String(160), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_added_contact_candidate_id_candidate"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_added_contact")),
        sa.UniqueConstraint("candidate_id", "value", name=op.f("uq_added_contact_candidate_id_value")),
    )


def downgrade():
    """Numbers and addresses go with their table. Documents stay: the person sees and removes them there too."""
    op.drop_table("added_contact")
    op.drop_column("document", "added_by")
