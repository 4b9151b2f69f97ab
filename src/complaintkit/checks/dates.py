"""Dates that cannot work out: under the policy's own calendar, from every day it knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import attrs

from complaintkit.checks.checking import Checking, cite_of
from complaintkit.checks.choices import rows_of
from complaintkit.checks.days import Dues, Fall
from complaintkit.checks.issue import Issue
from complaintkit.checks.ladders import chosen_rows, open_rows, open_stage
from complaintkit.checks.reasoning import FALSE, TRUE, Wanted
from complaintkit.checks.situations import Situation
from complaintkit.checks.ways import Ways
from complaintkit.deadlines import AtDue, Before, Due, Moment, anchors_of, rung_instant
from complaintkit.errors import HorizonError, UnknownDays
from complaintkit.rules.duties import Duty
from complaintkit.rules.evaluate import evaluate
from complaintkit.values import Citation

__all__ = ["ACKNOWLEDGED", "ANSWERED", "date_issues"]

ACKNOWLEDGED = "acknowledged"
ANSWERED = frozenset(("replied", "decided", "closed"))
"""The records of a final answer."""
OVER = frozenset(("closed", "archived"))
"""The kinds of stage in which a case may be disposed of."""


def date_issues(checking: Checking, all_ways: Sequence[Ways]) -> Iterator[Issue]:
    """Warnings before the start, acknowledgements after the answer, extensions without room, calendars that end."""
    ways_of = {ways.kind.id: ways for ways in all_ways}
    dues = Dues(checking)
    ending: dict[str, Issue] = {}
    for i, duty in enumerate(checking.policy.duties):
        path, ways = f"$.duties[{i}]({duty.id})", ways_of[duty.case_kind]
        if duty.starts not in ways.made:
            continue
        for row in open_rows(checking, ways, duty):
            said = f"whether row {row} of the term of {duty.id!r} is ever the one that counts"
            yield checking.undecided(f"{path}.term", said, cite_of(duty))
        for situation, row in chosen_rows(checking, ways, duty):
            term = rows_of(duty.term)[row][1]
            if evaluate(duty.when, attrs.evolve(situation, counted=False)).value is False:
                continue  # it never applies: what it asks is not known where dates are worked out
            if anchors_of(term):
                continue  # its dates hang on what the case will hold
            falls = dues.of(duty, term)
            yield from _early_rungs(checking, dues, ways, path, duty, situation, row, falls)
            yield from _no_room(checking, dues, ways, path, duty, situation, falls)
            issue = _horizon(checking, ways, path, duty, situation, falls)
            if issue is not None:
                yield issue
            named = duty.calendar or checking.policy.calendar
            if named not in ending and (found := _ends(checking, ways, named, duty, situation, falls)) is not None:
                ending[named] = found
    yield from ending.values()
    yield from _acknowledgements(checking, dues, ways_of)
    yield from _retentions(checking, dues, ways_of)


def _witness(checking: Checking, ways: Ways, duty: Duty, situation: Situation, at: datetime, **more: Any) -> Any:
    """A case on which the duty starts at a moment."""
    shown = checking.witness(situation)
    begins = {duty.starts} - {"filed", "opened"}
    return checking.witness(
        situation,
        kind=ways.kind.id,
        at=at,
        stage=open_stage(checking, ways, duty) or "",
        records=tuple(sorted((set(shown.records) - {"filed", "opened"} | begins) - (set(duty.ends) - begins))),
        duty=duty.id,
        **more,
    )


def _told(falls: Sequence[Fall], hit: Sequence[Fall]) -> str:
    return "whatever day it starts" if len(hit) == len(falls) else f"from {len(hit)} of {len(falls)} days of start"


def _early_rungs(
    checking: Checking,
    dues: Dues,
    ways: Ways,
    path: str,
    duty: Duty,
    situation: Situation,
    row: int,
    falls: Sequence[Fall],
) -> Iterator[Issue]:
    term = rows_of(duty.term)[row][1]
    for rung in duty.ladder:
        far = next((fall for fall in falls if _is_beyond(dues, duty, term, rung.at, fall)), None)
        if far is not None:
            said = f"{rung.id!r} of {duty.id!r} falls outside the calendar's table"
            witness = _witness(checking, ways, duty, situation, far.started_at, rung=rung.id)
            path_ = f"{path}.ladder({rung.id})"
            yield checking.issue("beyond_the_calendar", path_, said, witness, clause=rung.cite or cite_of(duty))
            return
    for rung in duty.ladder:
        if not isinstance(rung.at, Before):
            continue
        hit = [fall for fall in falls if isinstance(fall.due, Due) and _is_early(dues, duty, term, rung.at, fall)]
        if not hit:
            continue
        said = f"{rung.id!r} of {duty.id!r} would fall before the duty starts, {_told(falls, hit)}"
        witness = _witness(checking, ways, duty, situation, hit[0].started_at, rung=rung.id)
        yield checking.issue(
            "warning_before_start", f"{path}.ladder({rung.id})", said, witness, clause=rung.cite or cite_of(duty)
        )


def _is_early(dues: Dues, duty: Duty, term: Any, moment: Before, fall: Fall) -> bool:
    assert isinstance(fall.due, Due)
    return rung_instant(moment, dues.clock(duty, term, fall.started_at), fall.due) < fall.started_at


def _is_beyond(dues: Dues, duty: Duty, term: Any, moment: Moment, fall: Fall) -> bool:
    """Whether the rung's own instant lies outside the calendar's table."""
    if not isinstance(fall.due, Due) or isinstance(moment, AtDue):
        return False
    try:
        rung_instant(moment, dues.clock(duty, term, fall.started_at), fall.due)
    except HorizonError:
        return True
    return False


def _no_room(
    checking: Checking, dues: Dues, ways: Ways, path: str, duty: Duty, situation: Situation, falls: Sequence[Fall]
) -> Iterator[Issue]:
    rule = duty.extension
    if rule is None or rule.how != "fixed":
        return
    bounds = dues.of(duty, rule.term)
    both = [(fall, bound.due) for fall, bound in zip(falls, bounds, strict=True)]
    told = [(fall, bound) for fall, bound in both if isinstance(fall.due, Due) and isinstance(bound, Due)]
    hit = [fall for fall, bound in told if isinstance(fall.due, Due) and bound.due_at <= fall.due.due_at]
    if not hit or len(hit) < len(told):
        return
    said = f"{duty.id!r} may be extended to a day that is no later than its due, {_told(falls, hit)}"
    assert isinstance(hit[0].due, Due)
    witness = _witness(
        checking,
        ways,
        duty,
        situation,
        hit[0].started_at,
        by=checking.everybody,
        other=hit[0].due.due_at + timedelta(microseconds=1),
    )
    yield checking.issue(
        "extension_without_room", f"{path}.extension.term", said, witness, clause=rule.cite or cite_of(duty)
    )


def _horizon(
    checking: Checking, ways: Ways, path: str, duty: Duty, situation: Situation, falls: Sequence[Fall]
) -> Issue | None:
    hit = [fall for fall in falls if isinstance(fall.due, HorizonError)]
    if not hit:
        return None
    said = f"{duty.id!r} falls due past the calendar's last day, {_told(falls, hit)}"
    witness = _witness(checking, ways, duty, situation, hit[0].started_at)
    return checking.issue("beyond_the_calendar", f"{path}.term", said, witness, clause=cite_of(duty))


def _ends(
    checking: Checking, ways: Ways, named: str, duty: Duty, situation: Situation, falls: Sequence[Fall]
) -> Issue | None:
    """The first start, of those from which on nothing is certain any more, while the policy is in force."""
    calendar, until = checking.program.calendars[named], checking.policy.in_force_until
    if calendar.known_until is None:
        return None
    first: Fall | None = None
    for fall in reversed(falls):
        if until is not None and calendar.local_date(fall.started_at) > until:
            continue
        uncertain = isinstance(fall.due, UnknownDays) or (isinstance(fall.due, Due) and fall.due.provisional)
        if not uncertain:
            break
        first = fall
    if first is None:
        return None
    day = calendar.local_date(first.started_at)
    said = f"the data of {named!r} ends on {calendar.known_until}: {duty.id!r} is uncertain from {day} on"
    witness = _witness(checking, ways, duty, situation, first.started_at)
    return checking.issue("calendar_ends", "$.calendar", said, witness, clause=cite_of(duty))


# -- acknowledgement and answer ---------------------------------------------------------------------------------------


def _acknowledgements(checking: Checking, dues: Dues, ways_of: dict[str, Ways]) -> Iterator[Issue]:
    for i, first in enumerate(checking.policy.duties):
        if ACKNOWLEDGED not in first.ends or ANSWERED & set(first.ends):
            continue
        for final in checking.policy.duties:
            related = final.starts == first.starts and final.case_kind == first.case_kind
            if related and ANSWERED & set(final.ends) and ACKNOWLEDGED not in final.ends:
                path, what = f"$.duties[{i}]({first.id}).term", f"{final.id!r}, the answer itself,"
                how = ("acknowledged_after_answered", path, cite_of(first))
                yield from _crossing(checking, dues, ways_of[first.case_kind], (first, final), what, how)


def _retentions(checking: Checking, dues: Dues, ways_of: dict[str, Ways]) -> Iterator[Issue]:
    """Rules that keep a case less long than something is owed on it, counted from the same record."""
    for i, rule in enumerate(checking.policy.retention):
        if rule.term is None or rule.starts is None:
            continue
        kept = Duty(rule.id, owner="", starts=rule.starts, ends=("disposed",), term=rule.term, when=rule.when,
                    case_kind=rule.case_kind)  # fmt: skip
        for duty in checking.policy.duties:
            related = duty.starts == rule.starts and duty.case_kind == rule.case_kind and "disposed" not in duty.ends
            if related and not OVER.isdisjoint(duty.stage_kinds):
                what = f"the end of {rule.id!r}, with which the case could go,"
                how = ("kept_shorter_than_owed", f"$.retention[{i}]({rule.id}).term", cite_of(rule))
                yield from _crossing(checking, dues, ways_of[rule.case_kind], (duty, kept), what, how)


def _crossing(
    checking: Checking,
    dues: Dues,
    ways: Ways,
    pair: tuple[Duty, Duty],
    what: str,
    how: tuple[str, str, Citation | None],
) -> Iterator[Issue]:
    """The first pair of rows that may apply together and comes out in the wrong order; before it what is left open.

    ``how`` is the code, the path and the clause of the issue.
    """
    (first, final), (code, path, clause) = pair, how
    for n, (first_row, first_term) in enumerate(rows_of(first.term)):
        for m, (final_row, final_term) in enumerate(rows_of(final.term)):
            if anchors_of(first_term) or anchors_of(final_term):
                continue
            wanted: list[Wanted] = [(c, TRUE) for c in (first.when, final.when, first_row, final_row)]
            wanted += [(before, FALSE) for before, _ in (*rows_of(first.term)[:n], *rows_of(final.term)[:m])]
            together = zip(dues.of(first, first_term), dues.of(final, final_term), strict=False)
            hit = [(a, b) for a, b in together if a.started_at == b.started_at and _wrong(a, b)]
            if not hit:
                continue
            answer = checking.reasoner.ask(*wanted, within=ways.limits(condition for condition, _ in wanted))
            if answer.situation is None:
                if answer.open:
                    said = f"whether {first.id!r} and {final.id!r} ever run by these rows of their terms together"
                    yield checking.undecided(path, said, clause)
                continue
            falls = [a for a, _ in hit]
            said = f"{first.id!r} falls due after {what} {_told(dues.of(first, first_term), falls)}"
            witness = _witness(checking, ways, first, answer.situation, falls[0].started_at, other=final.id)
            yield checking.issue(code, path, said, witness, clause=clause)
            return


def _wrong(first: Fall, final: Fall) -> bool:
    return isinstance(first.due, Due) and isinstance(final.due, Due) and first.due.due_at > final.due.due_at
