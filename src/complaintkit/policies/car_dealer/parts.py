"""What the parts of the car dealer's policy share: the text, the stages, departments, shared conditions."""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.rules.conditions import category, count, late, recorded
from complaintkit.values import source

T3 = source("T3")
"""The third of the fourteen model texts, T10 the same again. It has no articles: cited are its parts and their numbers,
"scope", "principle", "duties", "ordinary", "major" and "penalty"."""

ADVISER, SPECIALIST = "adviser", "specialist"
MANAGER, GENERAL = "relations_manager", "general_manager"
HANDLERS: Mapping[str, tuple[str, str]] = {
    "sales": ("with_sales", "sales_manager"),
    "service": ("with_service", "service_manager"),
}
"""Of each department: the stage in which a complaint lies with it, and the manager who handles it."""

WITH_HANDLER = tuple(stage for stage, _ in HANDLERS.values())
BEFORE_SOLUTION = ("received", *WITH_HANDLER, "emergency")
OPEN = (*BEFORE_SOLUTION, "deciding", "approved", "negotiating", "told", "improving", "evaluated")
ANSWERABLE = (*OPEN, "closed")
"""Where responsibility is fixed and penalties are dealt with: to the end, and after it."""


IS_MAJOR = recorded("x_major")
OF_THIS_ROUND = count("approved") > count("x_set_aside")
"""There is an approved solution that no later step has set aside."""
CONTRACT, REPAIR = category.within("contract"), category.within("repair")

WAS_LATE = late("solution_by_sales") | late("solution_by_service") | late("solution_of_meeting")
"""The handler let the time for the solution pass."""
