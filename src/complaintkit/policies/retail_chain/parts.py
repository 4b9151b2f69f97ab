"""What the parts of the chain store's policy share: the text, roles, stages, what is asked twice."""

from __future__ import annotations

from complaintkit.policies.parts import is_one_of
from complaintkit.values import source

T12 = source("T12")
"""The twelfth of the fourteen model texts; articles 3, 5, 6, 8, 10, 16 and 19 to 24 are lost."""

SHOP, SUPERIOR = "shop", "shop_superior"
SERVICE, ADMINISTRATION = "operations_service", "administration"
DEPARTMENT, SUPERVISOR, GENERAL = "department", "supervisor", "general_manager"
EVERYBODY = (SHOP, SUPERIOR, SERVICE, ADMINISTRATION, DEPARTMENT, SUPERVISOR, GENERAL)

INSIDE = (
    "at_administration", "investigating", "report_review", "assessing", "approving", "forming_opinion",
    "opinion_review", "replying", "replied",
)  # fmt: skip
"""The stages of the route, from the record card to the reply."""
OPEN = ("received", "ruling", "declined", *INSIDE)

REMEDIES = ("price_cut", "return", "exchange", "damages")
FOR_MONEY = is_one_of("remedy", "price_cut", "damages")
"""Art. 18: what is settled in money follows the sales rules."""
