"""The desk, its ports and the sweep."""

from complaintkit.desk.batch import Batch
from complaintkit.desk.desk import Desk
from complaintkit.desk.ports import (
    Attempt,
    Clock,
    Directory,
    Entry,
    Notice,
    Outgoing,
    Page,
    PersonalValue,
    Query,
    Remembered,
    Store,
    Stored,
    SystemClock,
    Transaction,
)
from complaintkit.desk.sweep import SweepReport
from complaintkit.desk.verify import VerifyReport
from complaintkit.desk.view import CaseView

__all__ = [
    "Attempt",
    "Batch",
    "CaseView",
    "Clock",
    "Desk",
    "Directory",
    "Entry",
    "Notice",
    "Outgoing",
    "Page",
    "PersonalValue",
    "Query",
    "Remembered",
    "Store",
    "Stored",
    "SweepReport",
    "SystemClock",
    "Transaction",
    "VerifyReport",
]
