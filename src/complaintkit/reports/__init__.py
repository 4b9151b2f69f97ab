"""What people read about a policy and its cases: a page of all rules, registers, figures, a person's whole record."""

from complaintkit.reports.figures import breakdown, indicators, timeliness
from complaintkit.reports.handing_in import hand_in, verify_figures
from complaintkit.reports.owed import DrawnUp, draw_up, owed
from complaintkit.reports.page import policy_page
from complaintkit.reports.persons import PersonRecord, person_record
from complaintkit.reports.registers import register
from complaintkit.reports.tables import Table

__all__ = [
    "DrawnUp",
    "PersonRecord",
    "Table",
    "breakdown",
    "draw_up",
    "hand_in",
    "indicators",
    "owed",
    "person_record",
    "policy_page",
    "register",
    "timeliness",
    "verify_figures",
]
