"""How the delivery of a notice stands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaintkit.storage.sqlalchemy_schema import Name

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Columns of the outbox; what an older release left was never marked as sent: it waits."""
    for name, kind, first in (
        ("state", Name(), "waiting"),
        ("turn", sa.BigInteger(), "0"),
        ("tries", sa.BigInteger(), "0"),
        ("claim", Name(), ""),
        ("error", Name(255), ""),
    ):
        op.add_column("ck_outbox", sa.Column(name, kind, nullable=False, server_default=first))
    outbox = sa.table("ck_outbox", sa.column("turn"), sa.column("at"))
    op.execute(outbox.update().values(turn=outbox.c.at))
    op.create_index("ck_outbox_turn", "ck_outbox", ["tenant", "state", "turn", "n"])
    op.create_index("ck_outbox_case", "ck_outbox", ["tenant", "case_id", "state", "n"])
