"""What the parts of the product quality policy share: the text, who handles, the stages, when a report is owed."""

from __future__ import annotations

from complaintkit.deadlines import Convention
from complaintkit.policies.parts import is_one_of, is_yes
from complaintkit.rules.conditions import Condition, count, party
from complaintkit.values import source

Q = source("Q")
"""The measures for quality complaints and reports."""

RECEIVER, DEPARTMENT, INVESTIGATOR = ("receiver",), ("responsible_department",), ("investigator",)
TEAM = ("inquiry_team.member",)
"""Who of the investigators: those named as members of the team."""
SUPERIOR, SUPERVISION = ("superior_department",), ("quality_supervision",)

WITH_DEPARTMENT = ("with_department", "inquiring", "planning", "reviewing", "executing", "resolved")
"""The stages from the hand-over to the department until the result is told."""
OPEN = ("received", "assessed", *WITH_DEPARTMENT, "replied")

CAUSES = ("design", "production", "raw_material", "other_cause")
GRADES = ("minor", "moderate", "serious")
REWARDS = ("certificate", "money", "promotion")

# The text has one word for who complains and who reports: either may have left the name and the contact.
NAMED = (party("complainant").has("name") & party("complainant").has("contact")) | (
    party("reporter").has("name") & party("reporter").has("contact")
)
REACHABLE = party("complainant").has("contact") | party("reporter").has("contact")
APPROVED_PLAN = count("approved") > count("x_plan_set_aside")
"""Whether the plan now at hand was reviewed and passed: one that was set aside needs another review."""

OWN_DAY = Convention("own_day", inclusive=True, cite=Q("solution 1", mark="default"))
"""The last milestone is a day of the plan's own: it counts itself, and moves for no day off."""


def needs_report(grades: tuple[str, ...]) -> Condition:
    """Whether a written report is owed: the case is complex, or of a grade that is important."""
    important = is_one_of("seriousness", *grades) if grades else None
    return is_yes("complex") if important is None else is_yes("complex") | important
