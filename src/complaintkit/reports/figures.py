"""Figures over a period: how cases are made up, how many are over, how duties were kept, how well each unit does."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

from complaintkit.cases.clocks import duty_states
from complaintkit.desk import Desk
from complaintkit.errors import Faults, InvalidInput
from complaintkit.reports.chosen import cases, check_days, entries
from complaintkit.reports.lines import breakdown_of, rates_of
from complaintkit.reports.tables import Table, share, total
from complaintkit.reports.words import check_language, within, word
from complaintkit.rules import Policy
from complaintkit.rules.reports import FACT, PLACES
from complaintkit.rules.vocabulary import is_record
from complaintkit.values.checks import listed

__all__ = ["breakdown", "indicators", "timeliness"]

STATES = ("met", "met_late", "overdue", "running", "paused", "stopped", "assumed")


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

    ``of`` is category, channel, kind, stage, owner, unit, assigned, or ``facts.<id>`` of a fact that is not personal
    (of a table ``facts.<id>.<column>``); a fact with several values counts a case under each, so that shares may add up
    to more than one.

    :raises InvalidInput: it can't be told apart by that, or there is no such kind, day or language.
    """
    faults = Faults()
    policy = desk.newest.policy
    _check_of(policy, of, kind, faults)
    lang = _check(policy, since, until, kind, lang, faults)
    faults.raise_if_any(InvalidInput, "the figures cannot be drawn up")
    chosen = entries(desk, cases(desk, since, until, kind=kind))
    return breakdown_of(policy, chosen, of, within(policy.title(kind, lang), since, until, lang), lang)


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

    ``on_time`` is the share of runs of ``duty`` that were met in time, of those that were met, met late or are overdue;
    ``assumed`` counts apart the runs of which a fact that says whether or until when they are owed is not known.
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
    title = within(policy.title(kind, lang), since, until, lang)
    chosen = entries(desk, cases(desk, since, until, kind=kind))
    moment = desk.clock.now() if at is None else at
    return rates_of(policy, chosen, of, title, lang, duty=duty, resolved=resolved, at=moment)


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

    Each run of a duty is owed once, and is met, met late, overdue, running, paused or stopped; or assumed, counted
    apart, where a fact that says whether or until when it is owed is not known. The share on time is of those that
    were met, met late or are overdue: the others are not decided yet, or never will be.

    :raises InvalidInput: there is no such kind, day or language, or ``at`` is no aware instant.
    """
    faults = Faults()
    policy = desk.newest.policy
    lang = _check(policy, since, until, kind, lang, faults)
    _check_at(at, faults)
    faults.raise_if_any(InvalidInput, "the figures cannot be drawn up")
    found: dict[str, Counter[str]] = {}
    moment = desk.clock.now() if at is None else at
    for case, program in entries(desk, cases(desk, since, until, kind=kind)):
        for state in duty_states(program, case, moment):
            found.setdefault(state.duty, Counter())["assumed" if state.assumed else state.status] += 1
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
    open_facts = [fact for fact in policy.facts if fact.case_kind == kind and not fact.personal]
    facts = [f"{FACT}{fact.id}" for fact in open_facts if not fact.columns]
    facts += [f"{FACT}{fact.id}.{column.id}" for fact in open_facts for column in fact.columns]
    if of not in (*PLACES, *facts):
        faults.add("of", f"expected one of {listed([*PLACES, *facts])}, got {of!r}")


def _check_at(at: object, faults: Faults) -> None:
    if at is not None and (not isinstance(at, datetime) or at.utcoffset() is None):
        faults.add("at", "expected an aware datetime")


def _check(policy: Policy, since: object, until: object, kind: object, lang: object, faults: Faults) -> str:
    check_days(since, until, faults)
    kinds = [known.id for known in policy.all_kinds]
    if kind not in kinds:
        faults.add("kind", f"there is no kind of case {kind!r}; known: {listed(kinds)}")
    return check_language(lang, faults)
