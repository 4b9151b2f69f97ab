"""What people read about a policy: a page of all its rules."""

from complaintkit.reports.page import policy_page

__all__ = ["policy_page"]
