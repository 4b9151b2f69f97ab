"""The first tables."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa
from alembic import op

from complaintkit.storage.sqlalchemy_schema import OPTIONS, SERIAL, Long, Name

revision = "0001"
down_revision = None

_KEYED = {
    "ck_store": "id",
    "ck_policies": "hash schema# document*",
    "ck_cases": "tenant id version# hash policy kind stage stage_kind? owner? assigned? category? channel? number? "
    "period? next_due#? wakes_at#? snapshot*",
    "ck_keys": "tenant what value:255 case_id",
    "ck_claims": "tenant case_id duty n# rung due_at#",
    "ck_serials": "tenant scope:255 last#",
    "ck_tallies": "tenant key:255 count#",
    "ck_idempotency": "tenant key:255 fingerprint case_id version#",
    "ck_marks": "tenant name:255 value*?",
}
"""Tables whose first columns are their key. # is a whole number, * a text of any length, ? may be null."""
_KEY_COLUMNS = {"ck_store": 1, "ck_policies": 1, "ck_keys": 4, "ck_claims": 6}
"""How many columns are the key, where it is not two."""
_NUMBERED = {
    "ck_events": "tenant case_id seq# schema# hash text*",
    "ck_outbox": "tenant id:255 case_id what subject:255 recipient:255 at#",
    "ck_attempts": "tenant case_id at# actor trigger reasons*",
    "ck_personal": "tenant case_id seq# path:255 person:255 salt value*",
}
"""Tables whose rows are numbered in the order they are written in."""
_INDICES = {
    "ck_outbox_of": ("ck_outbox", "tenant", "n"),
    "ck_attempts_of": ("ck_attempts", "tenant", "case_id", "n"),
    "ck_personal_of": ("ck_personal", "tenant", "case_id", "n"),
    "ck_personal_by": ("ck_personal", "tenant", "person"),
    **{
        f"ck_by_{column}": ("ck_cases", "tenant", column, "id")
        for column in ("stage", "kind", "channel", "category", "assigned", "number", "period", "next_due", "wakes_at")
    },
}


def _column(text: str, key: bool) -> sa.Column[Any]:
    name, _, length = text.rstrip("#*?").partition(":")
    kind: Any = sa.BigInteger() if "#" in text else Long() if "*" in text else Name(int(length or 100))
    return sa.Column(name, kind, primary_key=key, nullable="?" in text, autoincrement=False)


def upgrade() -> None:
    """Make the tables, and name the store."""
    for table, columns in _KEYED.items():
        keys = _KEY_COLUMNS.get(table, 2)
        op.create_table(table, *[_column(text, n < keys) for n, text in enumerate(columns.split())], **OPTIONS)
    for table, columns in _NUMBERED.items():
        number = sa.Column("n", SERIAL, primary_key=True, autoincrement=True)
        unique = [sa.UniqueConstraint("tenant", "case_id", "seq", name="ck_one_event")] if table == "ck_events" else []
        op.create_table(table, number, *[_column(text, False) for text in columns.split()], *unique, **OPTIONS)
    for index, (table, *over) in _INDICES.items():
        op.create_index(index, table, over)
    store = sa.table("ck_store", sa.column("id", Name()))
    op.execute(store.insert().values(id=uuid.uuid4().hex))
