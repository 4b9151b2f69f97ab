"""What the parts of the factory's policy share: the texts they cite, and the conditions asked in several places."""

from __future__ import annotations

from complaintkit.policies.parts import is_one_of
from complaintkit.rules.conditions import recorded
from complaintkit.values import source

T2 = source("T2")
T4 = source("T4")

ROUTE = (
    "tracing", "analysing", "commenting", "researching", "checking", "negotiating", "reading", "combining", "deciding",
    "decided",
)  # fmt: skip
"""The stages of the form's way, from acceptance to the decision."""
OPEN = ("sent", *ROUTE)
UNDECIDED = OPEN[:-2]
ACTING = "acting"
"""The form is closed and its copies are out; sales acts on the third one."""
ANSWERABLE = ("combining", "deciding", "decided", ACTING)
"""Where responsibility, loss and sanctions are dealt with."""

DECIDERS = ("sales_manager", "deputy_general_manager", "general_manager")
DEPARTMENTS = (
    "sales", "quality_control", "manufacturing", "manager_office", "research", "service", "accounting", "warehouse",
)  # fmt: skip
"""The departments that may object to a decision (the list of art. 6 is lost: those the text names elsewhere)."""


RETURNS = is_one_of("handling", "exchange", "return", "rework")
"""Goods come back. An exchange brings the bad ones back too: art. 9(1) names both in one breath [reading]."""
ALLOWANCES = is_one_of("handling", "allowance", "compensation")
UNDETERMINED = is_one_of("demand_note", "undetermined")
NEEDS_QUANTITY = is_one_of("demand", "exchange", "return") | UNDETERMINED
REFUSED_BY_CUSTOMER = recorded("dissatisfied")
"""The customer did not accept the conclusion: a follow-up case takes over what is left to do."""
