"""complaintkit: an organisation's complaint rules as policy objects, and every complaint run under them.

Names are loaded on first use, so that importing the package costs little; the folders hold the rest:
``complaintkit.rules`` (what a policy is made of), ``complaintkit.deadlines`` (time), ``complaintkit.cases`` (events,
deciding, explaining), ``complaintkit.desk`` (the front door), ``complaintkit.storage`` and ``complaintkit.policies``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from complaintkit.cases import Case, Decision, Explanation, Offer, Reason
    from complaintkit.checks import Issue, check
    from complaintkit.desk import Desk
    from complaintkit.errors import ComplaintKitError, InvalidInput, PolicyError, Refused
    from complaintkit.rules import (
        ALWAYS,
        ANYONE,
        NEVER,
        Actor,
        Band,
        Bands,
        ByCase,
        Category,
        Channel,
        Conduct,
        Duty,
        Fact,
        Form,
        Guard,
        Kind,
        Message,
        Move,
        Numbering,
        Policy,
        PolicyHistory,
        Redress,
        Register,
        Role,
        Rung,
        Sent,
        Stage,
    )
    from complaintkit.values import Attachment, Citation, Money, Party, Title, source

_HOMES = {
    "cases": ("Case", "Decision", "Explanation", "Offer", "Reason"),
    "checks": ("Issue", "check"),
    "desk": ("Desk",),
    "errors": ("ComplaintKitError", "InvalidInput", "PolicyError", "Refused"),
    "rules": (
        "ALWAYS",
        "ANYONE",
        "NEVER",
        "Actor",
        "Band",
        "Bands",
        "ByCase",
        "Category",
        "Channel",
        "Conduct",
        "Duty",
        "Fact",
        "Form",
        "Guard",
        "Kind",
        "Message",
        "Move",
        "Numbering",
        "Policy",
        "PolicyHistory",
        "Redress",
        "Register",
        "Role",
        "Rung",
        "Sent",
        "Stage",
    ),
    "values": ("Attachment", "Citation", "Money", "Party", "Title", "source"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "ALWAYS",
    "ANYONE",
    "NEVER",
    "Actor",
    "Attachment",
    "Band",
    "Bands",
    "ByCase",
    "Case",
    "Category",
    "Channel",
    "Citation",
    "ComplaintKitError",
    "Conduct",
    "Decision",
    "Desk",
    "Duty",
    "Explanation",
    "Fact",
    "Form",
    "Guard",
    "InvalidInput",
    "Issue",
    "Kind",
    "Message",
    "Money",
    "Move",
    "Numbering",
    "Offer",
    "Party",
    "Policy",
    "PolicyError",
    "PolicyHistory",
    "Reason",
    "Redress",
    "Refused",
    "Register",
    "Role",
    "Rung",
    "Sent",
    "Stage",
    "Title",
    "check",
    "source",
]


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'complaintkit' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"complaintkit.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
