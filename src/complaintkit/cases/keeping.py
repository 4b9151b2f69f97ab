"""Keeping: how long a case is kept by its policy's retention rules, and what stands against disposing of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from complaintkit.cases.case import Case
from complaintkit.cases.events import Fired
from complaintkit.cases.program import Program
from complaintkit.cases.reasons import Reason, reason
from complaintkit.cases.tallying import tallied_keys
from complaintkit.cases.view import View
from complaintkit.deadlines import Due, term_due
from complaintkit.rules.moves import cites_of
from complaintkit.rules.record import NOTHING_AROUND, RETENTION, Surroundings
from complaintkit.values import Citation

if TYPE_CHECKING:
    from complaintkit.rules.retention import RetentionRule

OVER = "over"
"""The rung that fires when the retention of a case is over."""
INSTANT = timedelta(microseconds=1)
LIVE = ("open", "waiting")


class KeptBy(NamedTuple):
    """How long one rule keeps a case: through ``until``, or (None) until what is ``lacking`` is known.

    ``assumed``: whether the rule is for this case cannot be told yet.
    """

    rule: str
    until: Due | None
    lacking: str
    assumed: bool
    cites: tuple[Citation, ...]


class Keeping(NamedTuple):
    """How long a case is kept, by which rules, and what stands against disposing of it now (nothing: it may be).

    ``until`` is the last day of the rule that keeps it longest, which is ``rules[0]``; None while a rule cannot tell.
    ``held_since`` is when the legal hold began that is still on it.
    """

    until: Due | None
    rules: tuple[KeptBy, ...]
    held_since: datetime | None
    against: tuple[Reason, ...]
    disposed_at: datetime | None = None


def keeping(program: Program, case: Case, at: datetime, around: Surroundings = NOTHING_AROUND) -> Keeping | None:
    """How a case is kept, as of ``at``; None where no rule keeps cases of its kind."""
    if case.kind not in program.retention:
        return None
    rules = kept_by(program, case)
    until = rules[0].until if rules else None
    disposed = case.records.get("disposed")
    against = () if disposed else tuple(_against(program, case, at, around, rules))
    return Keeping(until, rules, held_since(case), against, disposed[-1].at if disposed else None)


def kept_by(program: Program, case: Case) -> tuple[KeptBy, ...]:
    """The rules that keep a case: first those that cannot tell how long, then the longest."""
    view = View(program, case, case.recorded_at)
    found = []
    for rule in program.retention.get(case.kind, ()):
        applies = program.test(rule.when)(view)
        if applies is not False:
            until, lacking = _until(program, case, rule)
            found.append(KeptBy(rule.id, until, lacking, applies is None, cites_of(rule.cite)))
    known = sorted((kept for kept in found if kept.until is not None), key=_last_instant, reverse=True)
    return (*(kept for kept in found if kept.until is None), *known)


def _last_instant(kept: KeptBy) -> datetime:
    assert kept.until is not None
    return kept.until.due_at


def _until(program: Program, case: Case, rule: RetentionRule) -> tuple[Due | None, str]:
    """The last moment a rule keeps the case, or the record or fact it lacks."""
    calendar = program.calendar
    if case.unit is not None and case.unit in program.unit_calendars:
        calendar = program.calendars[program.unit_calendars[case.unit]]
    if rule.until is not None:
        day = case.facts.get(rule.until)
        if not isinstance(day, date):
            return None, rule.until
        return Due(calendar.end_of_day(day), day, provisional=False), ""
    assert rule.starts is not None
    assert rule.term is not None
    made = case.records.get(rule.starts)
    if not made:
        return None, rule.starts
    return term_due(rule.term, made[-1].at, calendar, program.conventions[program.policy.convention]), ""


def held_since(case: Case) -> datetime | None:
    """When the legal hold began that is still on a case; each is lifted by a release of its own."""
    entries = [(made.at, made.seq, 1) for made in case.records.get("held", ())]
    entries += [(made.at, made.seq, -1) for made in case.records.get("released", ())]
    holds: int = 0
    since: datetime | None = None
    for at, _, step in sorted(entries):
        since = at if not holds and step > 0 else since
        holds = max(holds + step, 0)
    return since if holds else None


def _owed(program: Program, case: Case) -> tuple[str, ...]:
    """The duties that still run; one that disposing of the case fulfils does not stand against it."""
    return tuple(
        id for id, runs in case.clocks.items() if runs[-1].running and "disposed" not in program.duties[id].ends
    )


def against_disposal(program: Program, case: Case, at: datetime, around: Surroundings) -> tuple[Reason, ...]:
    """Every reason why a case may not be disposed of at that moment, each with the clause that keeps it."""
    return tuple(_against(program, case, at, around, kept_by(program, case)))


def _against(
    program: Program, case: Case, at: datetime, around: Surroundings, rules: tuple[KeptBy, ...]
) -> Iterator[Reason]:
    cites = tuple(cite for rule in program.retention.get(case.kind, ()) for cite in cites_of(rule.cite))
    since = held_since(case)
    if since is not None:
        yield reason("legal_hold", cites, since=since)
    if program.stages[case.stage].kind in LIVE:
        yield reason("still_open", cites, stage=case.stage)
    if owed := _owed(program, case):
        yield reason("still_owed", cites, duties=owed)
    tied = tuple(other.case_id for other in around.linked if other.stage_kind in LIVE)
    if tied:
        yield reason("tied_open", cites, cases=tied)
    for kept in rules:
        if kept.until is None:
            code, name = ("missing_facts", "facts") if kept.lacking in program.facts else ("missing_records", "records")
            yield reason(code, kept.cites, **{name: (kept.lacking,)})
        elif at <= kept.until.due_at:
            yield reason("retained", kept.cites, rule=kept.rule, until=kept.until.due_at)


def waits_until(program: Program, case: Case) -> datetime | None:
    """The first moment at which nothing of its own keeps the case any more; None where that is not to be waited for:
    something keeps it that has no date, or that moment was told already.
    """
    if program.stages[case.stage].kind in LIVE or "disposed" in case.records:
        return None
    if held_since(case) is not None or _owed(program, case):
        return None
    rules = kept_by(program, case)
    if not rules or rules[0].until is None:
        return None
    at = rules[0].until.due_at + INSTANT
    released = case.records.get("released")
    if released:
        at = max(at, *(made.at for made in released))
    return None if any(told.at >= at for told in case.records.get("expired", ())) else at


def expired(program: Program, case: Case, n: int, at: datetime, now: datetime) -> tuple[Fired, tuple[Citation, ...]]:
    """What the sweep puts on a case whose retention is over, and the clauses it rests on."""
    longest = kept_by(program, case)[0]
    rule = next(rule for rule in program.retention[case.kind] if rule.id == longest.rule)
    tallied = tallied_keys(program, ("expired",), View(program, case, now))
    body = Fired(
        duty=RETENTION,
        occurrence=n,
        rung=OVER,
        kind="reminder",
        due_at=at,
        fires_at=at,
        tell=rule.tell,
        records=("expired",),
        tallied=tallied,
    )
    return body, longest.cites
