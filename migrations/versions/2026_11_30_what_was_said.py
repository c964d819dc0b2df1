"""what was said"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("deed_key", sa.Column("said", sa.String(length=43), nullable=False, server_default=""))


def downgrade():
    op.drop_column("deed_key", "said")
