"""What the parts of the freight company's policy share: the text, the kinds of complaint, grounds, conditions."""

from __future__ import annotations

from complaintkit.rules.conditions import category, fact, months_between, party, received
from complaintkit.values import source

T6 = source("T6")
"""The sixth of the fourteen model texts."""

SERVICE = ("rudeness", "broken_promise", "breach_of_code", "duty_undone", "arrogance")
BUSINESS = ("cargo_discrepancy", "timeliness", "information", "insurance_claim", "other_business")
GROUPS = ("service", "business")

WORKING = ("received", "investigating")
OPEN = (*WORKING, "found")
DESK = ("customer_service",)
INVESTIGATOR = ("investigator",)

GROUNDS = {
    "fault_with_complainant": "art. 9(1)",
    "outside_promises": "art. 9(2)",
    "forbidden_demand": "art. 9(2)",
    "trouble_making": "art. 9(3)",
    "used_as_threat": "art. 9(3)",
    "anonymous_unspecific": "art. 9(4)",
    "anonymous_unproven": "art. 9(4)",
    "untraceable": "art. 9(5)",
    "attitude_too_late": "art. 9(6)",
}
"""The grounds on which a complaint is invalid, each with its clause; two of them come in two forms."""
BY_MOTIVE = ("outside_promises", "forbidden_demand")
"""Art. 11(1), 11(2): a misunderstood promise or rule is ordinary, an improper demand that was refused malicious."""
ANONYMOUS = ("anonymous_unspecific", "anonymous_unproven")
UNPLACED = ("fault_with_complainant", "trouble_making", "used_as_threat", "untraceable", "attitude_too_late")
"""The grounds that art. 11 places with neither motive."""

FINDING, GROUND = fact("finding"), fact("invalid_ground")
NAMELESS = ~party("complainant").has("name")
# Art. 9(6) [reading]: a complaint about attitude is one of rudeness or of arrogance; the month ends with the
# corresponding day, as months do under the Civil Code, and only what is raised on a later day is raised after it.
ABOUT_ATTITUDE = category.one_of("rudeness", "arrogance")
OVER_A_MONTH = months_between(fact("happened_on"), received - 1) >= 1
