"""Figures over a period: how cases are made up, how many are over, how duties were kept, how well each unit does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from complaintkit.cases.case import Case
from complaintkit.cases.events import Sealed
from complaintkit.desk import Desk
from complaintkit.errors import Faults, InvalidInput
from complaintkit.reports.chosen import cases, check_days
from complaintkit.reports.tables import Table, share, total
from complaintkit.reports.words import check_language, within, word
from complaintkit.rules import Policy
from complaintkit.rules.absence import NoValue
from complaintkit.rules.vocabulary import is_record
from complaintkit.values.checks import listed

__all__ = ["breakdown", "indicators", "timeliness"]

PLACES = ("category", "channel", "kind", "stage", "owner", "unit", "assigned")
"""What cases may be told apart by, beside their facts."""
LIVE = ("open", "waiting")
STATES = ("met", "met_late", "overdue", "running", "paused", "stopped")


def breakdown(
    desk: Desk,
    of: str,
    *,
    since: date | None = None,
    until: date | None = None,
    kind: str = "complaint",
    lang: str = "en",
) -> Table:
    """The cases of a kind received in a period (local days), by ``of``: how many, their share, how many of them are
    over, and that rate; the most frequent first, then a line of all.

    ``of`` is category, channel, kind, stage, owner, unit, assigned, or ``facts.<id>`` of a fact that is not personal; a
    fact with several values counts a case under each, so that shares may add up to more than one.

    :raises InvalidInput: it can't be told apart by that, or there is no such kind, day or language.
    """
    faults = Faults()
    policy = desk.newest.policy
    _check_of(policy, of, kind, faults)
    lang = _check(policy, since, until, kind, lang, faults)
    faults.raise_if_any(InvalidInput, "the figures cannot be drawn up")
    found: Counter[str | None] = Counter()
    over: Counter[str | None] = Counter()
    number = done = 0
    for case in cases(desk, since, until, kind=kind):
        is_over = desk.program(case.id).stages[case.stage].kind not in LIVE
        number, done = number + 1, done + is_over
        for value in _values(case, of):
            found[value] += 1
            over[value] += is_over
    ordered = sorted(found, key=lambda value: (-found[value], value is None, value or ""))
    rows = [
        (
            word("not_said", lang) if value is None else policy.title(value, lang),
            found[value],
            share(found[value], number),
            over[value],
            share(over[value], found[value]),
        )
        for value in ordered
    ]
    rows.append((word("all", lang), number, share(number, number), done, share(done, number)))
    columns = ("of", "cases", "share", "over", "rate")
    titles = (_what(policy, of, lang), *(word(column, lang) for column in columns[1:]))
    return Table(within(policy.title(kind, lang), since, until, lang), columns, titles, tuple(rows))


def indicators(
    desk: Desk,
    of: str,
    *,
    duty: str,
    resolved: str,
    since: date | None = None,
    until: date | None = None,
    kind: str = "complaint",
    at: datetime | None = None,
    lang: str = "en",
) -> Table:
    """Three rates by which a department, or whatever ``of`` tells apart as for :func:`breakdown`, is assessed: over
    the cases of a kind received in a period (local days), as of ``at`` (default: now); a line for each, by name, then
    one of all.

    ``on_time`` is the share of runs of ``duty`` that were met in time, of those that were met, met late or are overdue.
    ``resolution`` is the share of cases with the record ``resolved``, of all. ``satisfaction`` is the share of cases
    whose newest answer is the record ``satisfied``, of those with it or ``dissatisfied``. A rate of nothing is None.

    :raises InvalidInput: it can't be told apart by that, there is no such duty, record, kind, day or language, or
        ``at`` is no aware instant.
    """
    faults = Faults()
    policy = desk.newest.policy
    _check_of(policy, of, kind, faults)
    lang = _check(policy, since, until, kind, lang, faults)
    _check_at(at, faults)
    duties = [own.id for own in policy.duties if own.case_kind == kind]
    if duty not in duties:
        faults.add("duty", f"there is no duty {duty!r} of a {kind}; known: {listed(duties)}")
    if not is_record(resolved):
        faults.add("resolved", f"{resolved!r} is no record: see RECORDS, or 'x_…'")
    faults.raise_if_any(InvalidInput, "the figures cannot be drawn up")
    found: dict[str | None, Counter[str]] = {}
    everything: Counter[str] = Counter()
    for case in cases(desk, since, until, kind=kind):
        figures = Counter(state.status for state in desk.dues(case.id, at) if state.duty == duty)
        figures.update(cases=1, resolved=resolved in case.records, **_answer(case))
        everything += figures
        for value in _values(case, of):
            found.setdefault(value, Counter()).update(figures)
    ordered = sorted(found, key=lambda value: (value is None, value or ""))
    rows = [
        _rates(word("not_said", lang) if value is None else policy.title(value, lang), found[value])
        for value in ordered
    ]
    rows.append(_rates(word("all", lang), everything))
    columns = ("of", "cases", "on_time", "resolved", "resolution", "answered", "satisfaction")
    titles = (_what(policy, of, lang), *(word(column, lang) for column in columns[1:]))
    return Table(within(policy.title(kind, lang), since, until, lang), columns, titles, tuple(rows))


def _answer(case: Case) -> dict[str, int]:
    """Whether the complainant was asked and is satisfied, by the newest answer."""
    given = {name: case.records[name][-1].seq for name in ("satisfied", "dissatisfied") if name in case.records}
    newest = max(given, key=lambda name: given[name], default="")
    return {"answered": bool(given), "content": newest == "satisfied"}


def _rates(title: str, figures: Counter[str]) -> tuple[Any, ...]:
    number, answered = figures["cases"], figures["answered"]
    on_time = share(figures["met"], figures["met"] + figures["met_late"] + figures["overdue"])
    resolution, satisfaction = share(figures["resolved"], number), share(figures["content"], answered)
    return (title, number, on_time, figures["resolved"], resolution, answered, satisfaction)


def timeliness(
    desk: Desk,
    *,
    since: date | None = None,
    until: date | None = None,
    kind: str = "complaint",
    at: datetime | None = None,
    lang: str = "en",
) -> Table:
    """How the duties of the cases received in a period were kept, as of ``at`` (default: now), each under the policy
    version its case is pinned to.

    Each run of a duty is owed once, and is met, met late, overdue, running, paused or stopped. The share on time is of
    those that were met, met late or are overdue: the others are not decided yet, or never will be.

    :raises InvalidInput: there is no such kind, day or language, or ``at`` is no aware instant.
    """
    faults = Faults()
    policy = desk.newest.policy
    lang = _check(policy, since, until, kind, lang, faults)
    _check_at(at, faults)
    faults.raise_if_any(InvalidInput, "the figures cannot be drawn up")
    found: dict[str, Counter[str]] = {}
    for case in cases(desk, since, until, kind=kind):
        for state in desk.dues(case.id, at):
            found.setdefault(state.duty, Counter())[state.status] += 1
    order = {duty.id: n for n, duty in enumerate(policy.duties)}
    rows = [
        _kept(policy.title(id, lang), found[id]) for id in sorted(found, key=lambda id: (order.get(id, len(order)), id))
    ]
    rows.append(_kept(word("all", lang), sum(found.values(), Counter())))
    columns = ("duty", "owed", *STATES, "on_time")
    assert total(rows[:-1], 1) == rows[-1][1]
    titles = tuple(word(column, lang) for column in columns)
    return Table(within(policy.title(kind, lang), since, until, lang), columns, titles, tuple(rows))


def _kept(title: str, states: Counter[str]) -> tuple[Any, ...]:
    decided = states["met"] + states["met_late"] + states["overdue"]
    return (title, states.total(), *(states[state] for state in STATES), share(states["met"], decided))


def _check_of(policy: Policy, of: str, kind: str, faults: Faults) -> None:
    facts = [f"facts.{fact.id}" for fact in policy.facts if fact.case_kind == kind and not fact.personal]
    if of not in (*PLACES, *facts):
        faults.add("of", f"expected one of {listed([*PLACES, *facts])}, got {of!r}")


def _check_at(at: object, faults: Faults) -> None:
    if at is not None and (not isinstance(at, datetime) or at.utcoffset() is None):
        faults.add("at", "expected an aware datetime")


def _what(policy: Policy, of: str, lang: str) -> str:
    """What cases are told apart by, in words."""
    if of in ("category", "channel", "stage", "owner"):
        return word(of, lang)
    return policy.title(of.removeprefix("facts."), lang)


def _check(policy: Policy, since: object, until: object, kind: object, lang: object, faults: Faults) -> str:
    check_days(since, until, faults)
    kinds = [known.id for known in policy.all_kinds]
    if kind not in kinds:
        faults.add("kind", f"there is no kind of case {kind!r}; known: {listed(kinds)}")
    return check_language(lang, faults)


def _values(case: Case, of: str) -> Iterable[str | None]:
    """What a case is counted under; None: it was not said."""
    value = case.facts.get(of.removeprefix("facts.")) if of.startswith("facts.") else getattr(case, of)
    if value is None or isinstance(value, NoValue | Sealed) or value == ():
        return (None,)
    values = value if isinstance(value, tuple) else (value,)
    return tuple(dict.fromkeys(str(item) for item in values))
