"""What the parts of the hospital's policy share: the text, reception by place, departments by kind, grounds."""

from __future__ import annotations

from complaintkit.policies.parts import is_one_of
from complaintkit.rules.conditions import Condition, category, channel, fact
from complaintkit.values import Citation, source

T9 = source("T9")
"""The ninth of the fourteen model texts."""

PLACES = {"window": "window_staff", "outpatient": "service_desk", "inpatient": "nurse_station"}
"""Rule 2: who receives a visitor who complains there."""
POINTS = ("general_office", "medical_affairs", "nursing_department", "service_desk", "duty_officer")
"""Rule 1: the five standing reception points, which receive whatever comes in by another way."""
RECEPTION = (*POINTS, "window_staff", "nurse_station")


def received_at(place: str) -> Condition:
    """Whether somebody came to that place in person."""
    return (channel == "visit") & (fact("place") == place)


CONDUCT = category.within("conduct")
ROUTES: dict[str, tuple[str, Condition, Citation]] = {
    "with_medical_affairs": ("medical_affairs", category.within("medical"), T9("4")),
    "with_finance": ("finance", category.within("charges"), T9("4")),
    "with_general_office": (
        "general_office", CONDUCT | category.one_of("environment", "facilities"), T9("4")
    ),
    "with_nursing": ("nursing_department", category.within("nursing"), T9("4", mark="default")),
}  # fmt: skip
"""Rule 4: the stage of each department, who works there, and what goes there. [default] Nursing goes to the nursing
department, environment and facilities to the general office."""

WITH = tuple(ROUTES)
HANDLERS = ("general_office", "medical_affairs", "finance", "nursing_department")
OFFICE = ("general_office",)
WORKING = ("at_reception", *WITH)
OPEN = ("received", *WORKING, "replied")

GROUNDS = {
    "before_court": "7(1)",
    "petition_office": "7(2)",
    "nothing_definite": "7(3)",
    "police_case": "7(4)",
    "outside_remit": "7(5)",
}
"""Rule 7: the grounds on which a complaint is explained instead of investigated, each with its clause."""

FINDING = fact("finding")
UNJUSTIFIED, JUSTIFIED = is_one_of("finding", "unjustified"), is_one_of("finding", "justified")
LAST = T9("7, last paragraph")
