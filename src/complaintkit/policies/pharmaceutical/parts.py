"""What the parts of the medicine seller's policy share: the text, the roles, the routes, the serious circumstances."""

from __future__ import annotations

from complaintkit.rules.conditions import category
from complaintkit.values import source

T13 = source("T13")
"""The thirteenth of the fourteen model texts; of its 4.2, 4.4 and 4.5.1 only headings or numbers are left."""

SALES, SUPPORT, TECHNICAL = "sales", "sales_support", "technical"
REGIONAL, DIRECTOR = "regional_manager", "marketing_director"
DECIDERS = (REGIONAL, DIRECTOR)

SERVICE = category.within("service")
ADVERSE = category.within("adverse_reaction")
PRODUCT = category.within("product") & ~ADVERSE
"""The three routes: 4.1 service, 4.2 product, 4.3 adverse reaction."""

UNSOLVED = ("received", "registered")
OPEN = (*UNSOLVED, "deciding", "to_answer", "with_technical", "answered")
MONTHLY, YEARLY = "monthly_review", "year_end_review"

CIRCUMSTANCES = ("health_harmed", "customer_deceived", "reputation_harmed", "repeated_after_warning")
"""[default] What may make more than five complaints serious; the policy's owner says which of them do."""
