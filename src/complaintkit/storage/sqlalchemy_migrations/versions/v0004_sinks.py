"""Which of several sinks an entry of the outbox is for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from complaintkit.storage.sqlalchemy_schema import Name

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """What is in the outbox waits for no sink by name, until a courier spreads it."""
    op.add_column("ck_outbox", sa.Column("sink", Name(), nullable=False, server_default=""))
    for index, over in (
        ("ck_outbox_turn", ["tenant", "sink", "state", "turn", "n"]),
        ("ck_outbox_case", ["tenant", "sink", "case_id", "state", "n"]),
    ):
        op.drop_index(index, "ck_outbox")
        op.create_index(index, "ck_outbox", over)
    op.create_index("ck_outbox_id", "ck_outbox", ["tenant", "id", "sink"])
