"""The issues that the regimes that ship have, each with what its text leaves open; ``docs/regimes/`` tells of them."""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.checks import Issue

NOBODY = "the text names nobody who stands in, and the policy adds none of its own"
DATA = "the official days are published a year ahead; the desk is given the next ones when they are out"

ACCEPTED: Mapping[str, Mapping[tuple[str, str], str]] = {
    "bank_branch": {
        ("nobody_left", "responsible_party"): "whoever is responsible apologises in person (art. 7(5))",
        ("nobody_left", "head_office"): "there is nobody above head office in T1",
        ("calendar_ends", "$.calendar"): DATA,
    },
    "car_dealer": {
        ("nobody_left", "general_manager"): "there is nobody above the general manager in T3",
        ("calendar_ends", "$.calendar"): DATA,
    },
    "law_firm": {("calendar_ends", "$.calendar"): DATA},
    "logistics": {
        ("nobody_left", "direct_superior"): "there is nobody above the direct superior in T6",
        ("calendar_ends", "$.calendar"): DATA,
    },
    "manufacturing": {
        ("nothing_due", "abnormality"): "T4 art. 3 sends the abnormality form for improvement and gives no time for it",
        ("no_term_applies", "close_case"): "art. 10(1) names two scopes; a scope left blank on filing is neither",
        ("below_the_tiers", "administrative"): "administrative sanctions begin with a loss that the owner names",
        ("admitted_without_band", "agree_with_customer"): "a word of sales is refused with the clause that forbids it",
        ("calendar_ends", "$.calendar"): DATA,
        ("serial_outgrows_width", "$.numbering[0].pattern"): "T2 art. 8(2) gives the serial two places",
        **{
            ("nobody_left", role): NOBODY
            for role in (
                "sales", "quality_control", "gm_office", "manufacturing", "manager_office", "research",
                "sales_supervisor", "sales_manager", "deputy_general_manager", "general_manager", "supervisor",
                "department_head", "service", "personnel", "deputy_manager", "accounting", "warehouse",
                "unit_concerned",
            )
        },
    },
    "retail_chain": {
        ("nobody_left", "general_manager"): "there is nobody above the general manager in T12",
        ("warning_before_start", "closing"): "what comes in on the eve of a long holiday is due right after it",
        ("calendar_ends", "$.calendar"): DATA,
    },
    "hospital": {
        ("nobody_left", "general_office"): "T9 names nobody above the general office",
        ("calendar_ends", "$.calendar"): DATA,
    },
    "membership_club": {
        ("nobody_left", "gm_office"): "there is nobody above the general manager's office in T5",
        **{
            ("below_the_tiers", rule): "what follows a major loss begins with the loss that the owner calls major"
            for rule in ("compensation", "dismissal", "police_report")
        },
        ("calendar_ends", "$.calendar"): DATA,
    },
    "office": {
        ("nobody_left", "department_head"): "O asks the department heads themselves (six 1, six 3)",
        ("nobody_left", "staff_representative"): "O asks the staff representatives themselves (six 1)",
        ("nobody_left", "legal_adviser"): "the legal opinion is the company's legal adviser's, nobody else's (six 2)",
        ("nobody_left", "management"): "there is nobody above the company's management in O",
        ("calendar_ends", "$.calendar"): DATA,
    },
    "pharmaceutical": {
        ("nobody_left", "technical"): "4.3.2 gives professional questions to the technical department, no other",
        ("nobody_left", "marketing_director"): "T13 names nobody above the marketing director",
        ("calendar_ends", "$.calendar"): DATA,
    },
    "product_quality": {
        ("nobody_left", "superior_department"): "Q names nobody above the superior department",
        ("calendar_ends", "$.calendar"): DATA,
    },
    "property_management": {("calendar_ends", "$.calendar"): DATA},
}  # fmt: skip
"""By regime, code and part (an id on the path, or the path): why the issue stands."""


def reason_of(regime: str, issue: Issue) -> str | None:
    """Why an issue of a regime stands; None where that was never said."""
    key = key_of(regime, issue)
    return None if key is None else ACCEPTED[regime][key]


def key_of(regime: str, issue: Issue) -> tuple[str, str] | None:
    """The entry of the table that an issue falls under."""
    ids = [piece.partition(")")[0] for piece in issue.path.split("(")[1:]]
    keys = [(issue.code, part) for part in (issue.path, *ids)]
    return next((key for key in keys if key in ACCEPTED.get(regime, {})), None)
