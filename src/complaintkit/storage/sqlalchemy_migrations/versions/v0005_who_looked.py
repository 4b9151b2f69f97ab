"""Looks at cases are found by who looked, too."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """They are told in the order of their instants."""
    op.drop_index("ck_accesses_of", "ck_accesses")
    op.create_index("ck_accesses_of", "ck_accesses", ["tenant", "case_id", "at", "n"])
    op.create_index("ck_accesses_by", "ck_accesses", ["tenant", "actor", "at", "n"])
