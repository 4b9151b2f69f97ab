"""The desk, its ports and the sweep."""

from complaintkit.desk.answers import as_json, as_problem
from complaintkit.desk.batch import Batch
from complaintkit.desk.desk import Desk
from complaintkit.desk.loop import RunReport, run
from complaintkit.desk.outbox import Backoff, Courier, DeliveryReport, Envelope, Sink
from complaintkit.desk.ports import Clock, Directory, Store, SystemClock, Transaction
from complaintkit.desk.sending import Backlog
from complaintkit.desk.stored import (
    Accessed,
    AccessQuery,
    Attempt,
    Entry,
    Notice,
    Outgoing,
    Page,
    PersonalValue,
    Query,
    Remembered,
    Stored,
)
from complaintkit.desk.sweep import SweepReport
from complaintkit.desk.verify import VerifyReport
from complaintkit.desk.view import CaseView

__all__ = [
    "AccessQuery",
    "Accessed",
    "Attempt",
    "Backlog",
    "Backoff",
    "Batch",
    "CaseView",
    "Clock",
    "Courier",
    "DeliveryReport",
    "Desk",
    "Directory",
    "Entry",
    "Envelope",
    "Notice",
    "Outgoing",
    "Page",
    "PersonalValue",
    "Query",
    "Remembered",
    "RunReport",
    "Sink",
    "Store",
    "Stored",
    "SweepReport",
    "SystemClock",
    "Transaction",
    "VerifyReport",
    "as_json",
    "as_problem",
    "run",
]
