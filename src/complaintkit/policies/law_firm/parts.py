"""What the parts of the law firm's policy share: the text, the people, the stages, conditions on how far a case is."""

from __future__ import annotations

from complaintkit.policies.parts import is_one_of, is_yes
from complaintkit.rules import Condition
from complaintkit.rules.conditions import count
from complaintkit.values import source

T8 = source("T8")
"""The eighth of the fourteen model texts, T14 the same again. Cited are its preamble and its three lists: intake,
handling, after."""

FRONT, DESK, OFFICER = "front_desk", "administration", "designated_officer"
HANDLER, DIRECTOR, PARTNER = "partner_in_charge", "director", "partner"
MEMBER, RECORDER = "meeting_member", "recorder"
STAFF = (FRONT, DESK, OFFICER, HANDLER)

RECEIVING = {"at_front_desk": FRONT, "at_administration": DESK, "with_officer": OFFICER}
"""Where a complaint is received, and by whom."""
WORKING = (*RECEIVING, "with_partner", "before_meeting", "plan_decided")
OPEN = (*WORKING, "opinion_signed", "carried_out", "dissatisfied")

MEETINGS = {"firm_meeting": "firm_meeting_decides", "partners_meeting": "partners_meeting_decides"}
"""Of each meeting that decides major matters: the move by which it does."""

WEIGHTS = ("ordinary", "principle", "major")
GRAVE = is_one_of("weight", "principle", "major")
"""A matter of principle, or a major one: the firm's meeting or that of the partners decides."""
NOTICE_DECIDED = is_yes("inform_regulator")


def this_round(record: str) -> Condition:
    """Whether a record was made since the handler last took the matter up anew."""
    return count(record) > count("x_anew")
