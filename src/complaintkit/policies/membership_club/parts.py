"""What the parts of the club's policy share: the text, complaints and requests, who handles, what is asked twice."""

from __future__ import annotations

from complaintkit.policies.parts import is_one_of
from complaintkit.rules.conditions import category, fact
from complaintkit.values import source

T5 = source("T5")
"""The fifth of the fourteen model texts; what follows its definitions has headings and few numbers."""

SALES = ("card_sales", "price_discount")
GROUNDS = ("equipment", "product", "service", "failed_promise")
"""2.2.1, whose item a is lost: what a complaint is about beside the sale."""
REQUESTS = ("help", "inquiry", "venting", "invalid_complaint", "improper_demand")
GROUPS = ("complaint", "sales", "request")

WORKING = ("received", "in_hand", "with_gm_office")
OPEN = (*WORKING, "settled")
AFTER = ("closed", "archived")

RECEIVER, HEAD, GM = ("receiver",), ("department_head",), ("gm_office",)

# A case that nobody has classified yet is none of them.
IS_COMPLAINT = category.within("complaint").is_true(otherwise=False)
IS_SALES = category.within("sales").is_true(otherwise=False)
IS_OPINION = category.within("suggestion").is_true(otherwise=False)
IS_INQUIRY = category.within("inquiry").is_true(otherwise=False) & ~IS_OPINION
IS_OTHER = category.within("request").is_true(otherwise=False) & ~category.within("inquiry").is_true(otherwise=False)
"""A request for help, one that vents, an invalid complaint, an improper demand: what no part of T5 sets a time for."""

PERSON, COMPENSATION, DISMISSAL, POLICE = "person_sanction", "compensation", "dismissal", "police_report"
"""The sanctions: the first for every proved sale, the three others where the loss is major."""

FINDING = fact("finding")
PROVED_SALE = IS_SALES & is_one_of("finding", "valid")
INVALID = is_one_of("finding", "invalid")
MEMBERS_OWN = INVALID & is_one_of("invalid_because", "members_own_problem", "misunderstanding")
