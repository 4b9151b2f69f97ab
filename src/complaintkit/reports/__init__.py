"""What people read about a policy and its cases: a page of all rules, registers, figures, a person's whole record."""

from complaintkit.reports.figures import breakdown, indicators, timeliness
from complaintkit.reports.page import policy_page
from complaintkit.reports.persons import PersonRecord, person_record
from complaintkit.reports.registers import register
from complaintkit.reports.tables import Table

__all__ = ["PersonRecord", "Table", "breakdown", "indicators", "person_record", "policy_page", "register", "timeliness"]
