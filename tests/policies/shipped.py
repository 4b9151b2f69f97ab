"""The regimes that ship, each built with what its ``policy()`` cannot do without."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any

from complaintkit.rules import Policy

REQUIRED: dict[str, dict[str, Any]] = {
    "car_dealer": {
        "major_loss": "50000",
        "person_penalties": (("0", "100"), ("10000", "500")),
        "head_penalties": (("0", "50"), ("10000", "300")),
        "delay_penalties": ((1, "50"), (3, "200")),
    },
    "hospital": {"complaint_telephone": "0571 8765 4321"},
    "manufacturing": {"sales_manager_limit": "5000", "deputy_limit": "50000"},
    "office": {
        "online_hours": 4,
        "box_hours": 8,
        "assessment_working_days": 2,
        "begin_working_days": 3,
        "reply_working_days": 2,
        "follow_up_working_days": 10,
        "retention_years": 3,
        "legal_working_days": 5,
        "comment_working_days": 7,
        "meeting_working_days": 6,
        "adjustment_working_days": 15,
        "monitoring_months": 3,
        "lecture_hours": 2,
        "discussion_hours": 1,
        "handler_hours": 4,
    },
    "pharmaceutical": {"reward": "500", "serious_circumstances": ("health_harmed", "customer_deceived")},
    "membership_club": {"major_loss": "50000"},
    "product_quality": {
        "handling_working_days": 15,
        "summary_every": "month",
        "check_every": "quarter",
        "assessment_every": "quarter",
    },
}
"""What a regime's ``policy()`` cannot be called without, beside ``in_force_from``."""


def arguments(regime: str) -> dict[str, Any]:
    """What the ``policy()`` of a regime is called with in tests and on its page."""
    return {"in_force_from": "2026-01-01", **REQUIRED.get(regime, {})}


def module_of(regime: str) -> ModuleType:
    """The package of a regime."""
    return importlib.import_module(f"complaintkit.policies.{regime}")


def build(regime: str) -> Policy:
    """The policy of a regime."""
    built = module_of(regime).policy(**arguments(regime))
    assert isinstance(built, Policy)
    return built
