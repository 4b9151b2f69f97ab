"""How soon PostgreSQL clears away what fired rungs and sent notices leave in the indices."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"

SETTING, SHARE = "autovacuum_vacuum_scale_factor", 0.02


def upgrade() -> None:
    """A sweep and a courier look where the earliest waits, past every one that waited there until it was vacuumed: by
    default that comes once a fifth of the rows have changed. A setting of the table's owner stays.
    """
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    for table in ("ck_cases", "ck_outbox"):
        held = connection.exec_driver_sql(f"SELECT reloptions FROM pg_class WHERE oid = '{table}'::regclass").scalar()
        if not any(option.startswith(f"{SETTING}=") for option in held or ()):
            op.execute(f"ALTER TABLE {table} SET ({SETTING} = {SHARE})")
