"""Fewer entries in the indices of cases, on PostgreSQL."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Leave out what leads to no case: columns without a value, and a due whose rung comes first."""
    if op.get_context().dialect.name != "postgresql":
        return
    for column in ("channel", "category", "assigned", "number", "period", "next_due", "wakes_at"):
        only = f"{column} IS NOT NULL" if column != "next_due" else f"next_due < coalesce(wakes_at, {2**63 - 1})"
        op.drop_index(f"ck_by_{column}", "ck_cases")
        op.execute(f"CREATE INDEX ck_by_{column} ON ck_cases (tenant, {column}, id) WHERE {only}")
