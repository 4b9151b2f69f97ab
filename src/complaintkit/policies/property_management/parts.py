"""What the parts of the building's policy share: the text, the kinds of complaint, who handles, what is asked twice."""

from __future__ import annotations

from complaintkit.rules import Guard
from complaintkit.rules.conditions import category, channel, fact, recorded
from complaintkit.values import source

T7 = source("T7")
"""The seventh of the fourteen model texts: R is its first list, on reception; S the second, of which (4) to (8) are
left."""

ORDINARY = ("noise", "facilities", "repairs", "post", "cleanliness", "pests", "other_services")
EVENTS = ("fire", "lift_entrapment", "explosion", "power_outage", "flooding", "destruction", "crime", "collective")
FAULTS = ("main_plant", "main_structure")
GROUPS = ("ordinary", "major", "major_event", "major_fault")

COLLECTIVE = 3
"""S(6): from so many customers on, three included, a complaint is collective."""

WORKING = ("received", "with_department", "major_in_hand", "unsolved")
OPEN = (*WORKING, "replied")

RECEIVER, HANDLING = ("receiver",), ("receiver", "functional_department", "department_manager")
IS_ORDINARY, IS_MAJOR = category.within("ordinary"), category.within("major")
WRITTEN = channel == "written"
MANY = fact("households").rows >= COLLECTIVE

LEADERS_TOLD = Guard("leaders_told", ~IS_MAJOR | recorded("x_reported"), T7("R(6)"))
CAUSE_TOLD = Guard("cause_told", ~IS_MAJOR | recorded("x_explained"), T7("S(6)"))
