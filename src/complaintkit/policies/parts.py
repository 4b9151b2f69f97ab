"""What several regimes have in common: parts that each of their texts asks for, citing the text at hand."""

from __future__ import annotations

from typing import Literal, get_args

from complaintkit.deadlines import Immediately, Term, WorkingDays
from complaintkit.rules import STAYS, Condition, Fact, Guard, Move, Rung
from complaintkit.rules.conditions import fact
from complaintkit.rules.facts import FactType
from complaintkit.rules.moves import StageKind
from complaintkit.rules.parameters import Parameters
from complaintkit.values import Citation
from complaintkit.values.checks import shown

Interval = Literal["week", "month", "quarter", "half_year", "year"]
"""How often a text that says "regularly" may be meant."""

AT_ONCE = Immediately()
"""What "at once" is judged by: the end of the same local day."""

WHILE_OPEN: tuple[StageKind, ...] = ("open", "waiting")
AFTER_CLOSE: tuple[StageKind, ...] = (*WHILE_OPEN, "closed")
"""The stages in which what is owed after the close goes on."""


def yes_to(id: str) -> Condition:
    """Whether a yes/no fact is yes; a guard asks for it where nobody has answered."""
    return fact(id).is_true()


def no_to(id: str) -> Condition:
    """Whether a yes/no fact is no; a guard asks for it where nobody has answered."""
    return ~yes_to(id)


def is_yes(id: str) -> Condition:
    """Whether a yes/no fact is yes; no where nobody gave it."""
    return fact(id).is_true(otherwise=False)


def is_one_of(id: str, *values: str) -> Condition:
    """Whether a fact is one of several choices; no, not unknown, where nobody gave it."""
    return fact(id).one_of(*values).is_true(otherwise=False)


def asked(type: FactType, cite: Citation, *ids: str, case_kind: str = "complaint") -> tuple[Fact, ...]:
    """Facts of one type and clause that moves ask for: none of them is there when the case is filed.

    >>> [found.id for found in asked("text", Citation("T1", "art. 7(2)"), "cause", "solution")]
    ['cause', 'solution']
    """
    return tuple(Fact(id, type, required=False, case_kind=case_kind, cite=cite) for id in ids)


def overdue(cite: Citation, *tell: str) -> tuple[Rung, ...]:
    """A ladder of one rung: at the due, those in ``tell`` hear of it."""
    return (Rung("overdue", tell=tell, cite=cite),)


def promptly(read: Parameters, given: object) -> Term:
    """What "promptly" is judged by, from the parameter ``prompt_working_days`` (None: the end of the same day)."""
    return AT_ONCE if given is None else WorkingDays(read.whole(given, "prompt_working_days", 30))


def interval(read: Parameters, given: object, path: str) -> Interval:
    """How often something is owed, from a parameter; "month" where it is faulty.

    >>> interval(Parameters("CNY"), "quarter", "check_every")
    'quarter'
    """
    for one in get_args(Interval):
        if given == one:
            return one  # type: ignore[no-any-return]  # as Interval has it
    read.faults.add(path, f"expected one of {', '.join(get_args(Interval))}, got {shown(given)}")
    return "month"


def sanctioning(
    rule: str,
    sources: tuple[str, ...],
    cite: Citation,
    *,
    proposes: tuple[str, ...],
    approves: tuple[str, ...],
    guards: tuple[Guard, ...] = (),
    offers: tuple[str, ...] = (),
    approved: str = "sanctioned",
) -> tuple[Move, ...]:
    """A sanction rule at work: it is proposed, where the ``guards`` hold, and then approved or waived.

    ``approved`` is the record of the approval, ``rewarded`` for a reward; ``offers`` are facts the proposal may carry.

    >>> [move.trigger for move in sanctioning("fine", ("found",), Citation("T1", "art. 9"), proposes=("a",),
    ...     approves=("b",))]
    ['propose_fine', 'approve_fine', 'waive_fine']
    """
    drafted = f"x_{rule}_proposed"
    return (
        Move(f"propose_{rule}", sources, STAYS, by=proposes, guards=guards, offers=offers, sanction=rule,
             records=(drafted,), cite=cite),
        Move(f"approve_{rule}", sources, STAYS, by=approves, after=(drafted,), sanction=rule, records=(approved,),
             cite=cite),
        Move(f"waive_{rule}", sources, STAYS, by=approves, after=(drafted,), sanction=rule, records=("waived",),
             cite=cite),
    )  # fmt: skip
