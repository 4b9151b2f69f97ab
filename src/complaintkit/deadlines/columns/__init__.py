"""Deadlines over columns: what ``complaintkit.deadlines`` answers one by one, for as many rows as there are (numpy).

It needs the extra ``bulk``. The tables are those of the scalar engine, turned into arrays once for each calendar, and
the meaning is the same: a property test holds the two equal. Instants are ``datetime64[us]`` in UTC, dates
``datetime64[D]``; NaT where there is none.
"""

from __future__ import annotations

from complaintkit.errors import MissingExtra

try:
    import numpy
except ModuleNotFoundError as error:
    raise MissingExtra("bulk", "complaintkit.deadlines.columns") from error
else:
    del numpy

from complaintkit.deadlines.columns.calendars import (
    DayColumn,
    add_business,
    add_working_days,
    count,
    elapsed,
    local_date,
)
from complaintkit.deadlines.columns.clocks import AnchorColumn, Clocks
from complaintkit.deadlines.columns.coded import Coded, Instants
from complaintkit.deadlines.columns.dues import Dues, OnError, bound, due
from complaintkit.deadlines.columns.happened import Extensions, Formers, Longstops, Pauses, Promises
from complaintkit.deadlines.columns.history import Breaches
from complaintkit.deadlines.columns.ladder import rung_instant
from complaintkit.deadlines.columns.standing import States, state
from complaintkit.deadlines.columns.status import RowStatus

__all__ = [
    "AnchorColumn",
    "Breaches",
    "Clocks",
    "Coded",
    "DayColumn",
    "Dues",
    "Extensions",
    "Formers",
    "Instants",
    "Longstops",
    "OnError",
    "Pauses",
    "Promises",
    "RowStatus",
    "States",
    "add_business",
    "add_working_days",
    "bound",
    "count",
    "due",
    "elapsed",
    "local_date",
    "rung_instant",
    "state",
]
