"""The kinds of rule a policy is made of."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from complaintkit.rules.adapting import with_channels
from complaintkit.rules.authority import Band, Bands
from complaintkit.rules.categories import Category
from complaintkit.rules.communication import Message, Sent
from complaintkit.rules.conditions import ALWAYS, NEVER, Condition
from complaintkit.rules.conduct import Conduct
from complaintkit.rules.confidentiality import Access
from complaintkit.rules.duties import AtLeast, ByCase, Duty, ExtensionRule, Rung
from complaintkit.rules.facts import ABSENT, BLANK, UNKNOWN, Fact
from complaintkit.rules.forms import Form
from complaintkit.rules.history import PolicyHistory
from complaintkit.rules.intake import Channel, Register
from complaintkit.rules.joins import JoinRule
from complaintkit.rules.kinds import Kind
from complaintkit.rules.links import LinkRule
from complaintkit.rules.meetings import Meeting
from complaintkit.rules.moves import ASSIGNED, STAYS, Guard, Move, Stage
from complaintkit.rules.numbering import Numbering
from complaintkit.rules.policy import Approval, ApprovalRule, Policy
from complaintkit.rules.promises import PromiseRule
from complaintkit.rules.record import ANYONE, SYSTEM, Actor, LinkedCase, Surroundings
from complaintkit.rules.recusal import Recusal
from complaintkit.rules.redress import Redress
from complaintkit.rules.roles import Role
from complaintkit.rules.sanctions import SanctionRule, Tier
from complaintkit.rules.tallies import Tally
from complaintkit.rules.vocabulary import RECORDS

if TYPE_CHECKING:
    from complaintkit.rules.bodies import Body
    from complaintkit.rules.reports import Figure, Report
    from complaintkit.rules.retention import RetentionRule

__all__ = [
    "ABSENT",
    "ALWAYS",
    "ANYONE",
    "ASSIGNED",
    "BLANK",
    "NEVER",
    "RECORDS",
    "STAYS",
    "SYSTEM",
    "UNKNOWN",
    "Access",
    "Actor",
    "Approval",
    "ApprovalRule",
    "AtLeast",
    "Band",
    "Bands",
    "Body",
    "ByCase",
    "Category",
    "Channel",
    "Condition",
    "Conduct",
    "Duty",
    "ExtensionRule",
    "Fact",
    "Figure",
    "Form",
    "Guard",
    "JoinRule",
    "Kind",
    "LinkRule",
    "LinkedCase",
    "Meeting",
    "Message",
    "Move",
    "Numbering",
    "Policy",
    "PolicyHistory",
    "PromiseRule",
    "Recusal",
    "Redress",
    "Register",
    "Report",
    "RetentionRule",
    "Role",
    "Rung",
    "SanctionRule",
    "Sent",
    "Stage",
    "Surroundings",
    "Tally",
    "Tier",
    "with_channels",
]


LATE = {"Body": "bodies", "Figure": "reports", "Report": "reports", "RetentionRule": "retention"}
"""What most policies do without, loaded on first use: the name, and the module it is in."""


def __getattr__(name: str) -> Any:
    if name in LATE:
        return getattr(import_module(f"complaintkit.rules.{LATE[name]}"), name)
    raise AttributeError(f"module 'complaintkit.rules' has no attribute {name!r}")
