"""What an explanation says of one event, of a rule that was tested for it, and of one date."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import attrs

from complaintkit.cases.events import IssuedForm, Link, SanctionStep, Told
from complaintkit.cases.meeting import ExplainedMeeting
from complaintkit.cases.reasons import Reason
from complaintkit.deadlines import DateTrace, Due
from complaintkit.rules.conditions import Condition
from complaintkit.values import Citation


@attrs.frozen
class RuleTested:
    """A rule that was tested for a decision, whether it held, and the clauses it rests on.

    ``name`` is that of a check or the id of a guard; "applies" is the ``condition`` that tells one target of a move
    from the others.
    """

    name: str
    holds: bool
    cites: tuple[Citation, ...] = ()
    reasons: tuple[Reason, ...] = ()
    condition: Condition | None = None


@attrs.frozen
class ExplainedEvent:
    """One event: what happened, who did it in which capacity, on which rules and inputs it rested. Its ``repr`` shows
    no fact.
    """

    seq: int
    what: str
    occurred_at: datetime
    recorded_at: datetime
    who: str
    capacity: str
    on_behalf_of: str | None
    cites: tuple[Citation, ...]
    tests: tuple[RuleTested, ...]
    inputs: tuple[tuple[str, Any, int], ...] = attrs.field(repr=False)
    """Each fact that the rules of the move read and the case knew: its id, its value, and the event it came with."""
    given: tuple[tuple[str, Any], ...] = attrs.field(repr=False)
    papers: tuple[tuple[str, str], ...]
    """Names and SHA-256 of papers that came with it."""
    told: tuple[Told, ...]
    records: tuple[str, ...]
    reason: str = ""
    category: str | None = None
    """The category the case was put in."""
    confirmed: tuple[tuple[str, Citation], ...] = ()
    """Conduct items that were confirmed, with their clauses."""
    number: str | None = None
    promise: tuple[str, datetime] | None = None
    """The duty whose due was agreed, and the moment."""
    forms: tuple[IssuedForm, ...] = ()
    links: tuple[Link, ...] = ()
    sanctions: tuple[SanctionStep, ...] = ()
    erased: tuple[str, ...] = ()
    """Where the personal values were that it erased."""
    met: ExplainedMeeting | None = None
    """The meeting that decided it; not for the complainant."""
    again: tuple[tuple[str, int], ...] = ()
    """Of a correction: the facts that stand by a later entry all the same, each with the first that gave it again."""
    brought: tuple[tuple[str, datetime], ...] = ()
    """Of a case taken over: the records it brought along, each with its moment."""


@attrs.frozen
class ExplainedDate:
    """One run of a duty: its date, how it was counted, and every date it had before, with the event that moved it."""

    duty: str
    occurrence: int
    status: str
    due: Due | None
    assumed: bool
    promised: bool
    cites: tuple[Citation, ...]
    trace: DateTrace | None
    former: tuple[tuple[datetime, int, str], ...]
    fired: tuple[str, ...]
    lifted: tuple[str, ...]
