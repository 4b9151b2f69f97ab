"""What the parts of the office's policy share: the text, the roles, the stages, who a complainant is, conditions."""

from __future__ import annotations

from complaintkit.policies.parts import is_one_of
from complaintkit.rules import ASSIGNED
from complaintkit.rules.conditions import channel, party
from complaintkit.values import source

O = source("O")  # noqa: E741  # the sign by which the texts are cited
"""The complaint and feedback rules of a company's own office; of its training plan the end is lost."""

OFFICE, RESPONSIBLE, GROUP = "office", "responsible_party", "special_group"
SYSTEM, BOX, RECEIVER = "system_keeper", "box_keeper", "receiver"
HEADS, STAFF, LEGAL, MANAGEMENT = "department_head", "staff_representative", "legal_adviser", "management"
HANDLERS = (RESPONSIBLE, GROUP)
IN_HAND = (ASSIGNED, "group_members")
"""Who of them: those whom the case was assigned to, and the members of its special group."""

MODULE, MAILBOX, LETTERS, VISIT = "module", "mailbox", "suggestion_box", "visit"
ONLINE = channel.one_of(MODULE, MAILBOX)
IN_BOX = channel == LETTERS
IN_PERSON = channel == VISIT

LIFE, QUARTERLY, ROUND = "policy_life", "quarterly_review", "box_round"

_COMPLAINANT = party("complainant")
# [default] Whoever leaves neither name nor contact, in a letter in the box, can be told nothing.
REACHABLE = _COMPLAINANT.has("name") | _COMPLAINANT.has("contact")

# three: the law by which a complaint is looked into follows from who complains; of others no law is named.
_OF_STAFF = is_one_of("complainant_is", "staff_member")
_OF_CUSTOMERS = is_one_of("complainant_is", "partner", "customer")
LAWS = {"labour_law_kept": _OF_STAFF, "consumer_law_kept": _OF_CUSTOMERS, "": ~(_OF_STAFF | _OF_CUSTOMERS)}

CONTENTS = ("rules_explained", "case_studies", "communication_skills", "role_play")
MEANS_OF_TRAINING = ("lectures", "group_discussion", "online_study")
