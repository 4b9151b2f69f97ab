"""What every kind of check works with: the policy, compiled; the reasoner over its conditions; when it is in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from complaintkit.cases.program import Program
from complaintkit.checks.domains import Domains, Variable
from complaintkit.checks.issue import KINDS, Issue, Severity, Witness
from complaintkit.checks.reasoning import Reasoner
from complaintkit.checks.situations import Situation
from complaintkit.checks.value_sets import Names, States
from complaintkit.deadlines import Calendar
from complaintkit.rules.moves import Move, Stage, cites_of
from complaintkit.rules.policy import Policy
from complaintkit.rules.record import Actor
from complaintkit.values import Citation

__all__ = ["Checking", "Narrow", "cite_of"]

Narrow = tuple[tuple[Variable, States], ...]
"""What variables are held to while a question is asked."""

USUAL_DAY = date(2026, 1, 5)
SOMEBODY = "somebody"


def cite_of(part: Any) -> Citation | None:
    """The first clause a part cites; None where it cites none."""
    return next(iter(cites_of(getattr(part, "cite", None))), None)


class Checking:
    """A policy under check.

    :raises PolicyError: the policy names a calendar that ``calendars`` does not hold.
    """

    def __init__(self, policy: Policy, calendars: Mapping[str, Calendar] | None) -> None:
        self.policy = policy
        self.program = Program(policy, calendars)
        self.domains = Domains(policy)
        self.reasoner = Reasoner(self.domains)
        self.stages: Mapping[str, Stage] = self.program.stages
        calendar = self.program.calendar
        day = policy.in_force_from or USUAL_DAY
        if not calendar.first_day <= day <= calendar.last_day:
            day = calendar.first_day
        self.moment: datetime = calendar.next_opening(calendar.start_of_day(day))
        """A moment at which the policy is in force and somebody works."""
        self.everybody = Actor(SOMEBODY, frozenset(role.id for role in policy.roles))
        """Somebody who holds every role."""

    def narrow(self, category: str | None = None, channel: str | None = None) -> Narrow:
        """Hold the category and the channel to what they are (None: there is none)."""
        found: list[tuple[Variable, States]] = []
        if self.policy.categories:
            names = Names.of(() if category is None else (category,))
            found.append((("category",), States(names, none=category is None)))
        if self.policy.channels:
            names = Names.of(() if channel is None else (channel,))
            found.append((("channel",), States(names, blank=channel is None)))
        return tuple(found)

    def moves(self) -> Iterator[tuple[str, Move]]:
        """The moves with their paths."""
        for i, move in enumerate(self.policy.moves):
            yield f"$.moves[{i}]({move.trigger})", move

    def kind_of(self, move: Move) -> str:
        """The kind of case a move is of."""
        return self.stages[move.sources[0]].case_kind

    def witness(self, situation: Situation | None = None, **more: Any) -> Witness:
        """A witness at the usual moment, of what a situation holds."""
        given: dict[str, Any] = {"at": self.moment}
        if situation is not None:
            given |= {
                "facts": situation.facts,
                "category": situation.category,
                "channel": situation.channel,
                "records": tuple(sorted(situation.made)),
                "situation": situation,
            }
        return Witness(**{**given, **more})

    def issue(
        self,
        code: str,
        path: str,
        message: str,
        witness: Witness | None,
        *,
        clause: Citation | None = None,
        severity: Severity | None = None,
    ) -> Issue:
        """An issue of a kind, with the severity and the cure that kind has."""
        kind = KINDS[code]
        return Issue(
            code=code,
            severity=severity or kind.severity,
            path=path,
            clause=clause,
            message=message,
            cure=kind.cure,
            witness=witness,
        )

    def undecided(self, path: str, what: str, clause: Citation | None = None) -> Issue:
        """Say that a question met its bound."""
        return self.issue("undecided", path, what, None, clause=clause)
