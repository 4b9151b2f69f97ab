"""Who looked at which case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaintkit.storage.sqlalchemy_schema import OPTIONS, SERIAL, Long, Name

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """The table of the access log; nothing was logged before."""
    op.create_table(
        "ck_accesses",
        sa.Column("n", SERIAL, primary_key=True, autoincrement=True),
        *[sa.Column(name, Name(), nullable=False) for name in ("tenant", "case_id")],
        sa.Column("at", sa.BigInteger(), nullable=False),
        *[sa.Column(name, Name(), nullable=False) for name in ("actor", "what")],
        sa.Column("roles", Long(), nullable=False),
        *[sa.Column(name, Name(), nullable=True) for name in ("unit", "on_behalf_of")],
        *[sa.Column(name, Long(), nullable=False) for name in ("shown", "withheld")],
        sa.Column("refused", sa.BigInteger(), nullable=False),
        **OPTIONS,
    )
    op.create_index("ck_accesses_of", "ck_accesses", ["tenant", "case_id", "n"])
    op.create_index("ck_accesses_at", "ck_accesses", ["tenant", "at", "n"])
