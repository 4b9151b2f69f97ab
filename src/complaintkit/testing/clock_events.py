"""Strategies for deadlines: what happens to clocks (pauses, extensions, tolling), and clocks with all of it.

Everything is built, nothing is filtered. What is drawn shrinks to one term of whole days, on a plain calendar, with
nothing that happens to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import get_args

import attrs
from hypothesis import strategies as st

from complaintkit.deadlines import (
    Clock,
    Extension,
    Former,
    Longstop,
    Pause,
    PauseRule,
    Promise,
    Term,
    Tolling,
    china_calendar,
)
from complaintkit.deadlines.events import FormerCause
from complaintkit.testing.terms_and_conventions import conventions, lengths, named_days, terms
from complaintkit.testing.times import ZONES, calendars, instants

__all__ = ["CAUSES", "clocks", "extensions", "formers", "pause_rules", "pauses", "tollings"]

CAUSES = ("a", "b")


@lru_cache(maxsize=16)
def _spans(days: int) -> st.SearchStrategy[timedelta]:
    """From nought to so many days: whole ones first, then to the minute."""
    return st.integers(0, days).map(lambda n: timedelta(days=n)) | st.integers(0, days * 1440).map(
        lambda n: timedelta(minutes=n)
    )


def pauses(
    start: datetime, *, most: int = 4, causes: Sequence[str] = CAUSES, may_be_open: bool = False
) -> st.SearchStrategy[tuple[Pause, ...]]:
    """Up to ``most`` pauses from two days before ``start`` on, in no order, overlapping or not.

    ``may_be_open``: some have no end. Shrinks to none; one that must be there, to whole days.
    """
    return _pauses(most, tuple(causes), may_be_open).map(
        lambda drawn: tuple(
            Pause(cause, start + after, None if length is None else start + after + length)
            for cause, after, length in drawn
        )
    )


@lru_cache(maxsize=16)
def _pauses(
    most: int, causes: tuple[str, ...], may_be_open: bool
) -> st.SearchStrategy[list[tuple[str, timedelta, timedelta | None]]]:
    """Cause, time after the start, length."""
    after = _spans(40) | _spans(2).map(lambda span: -span)
    length: st.SearchStrategy[timedelta | None] = _spans(14)
    if may_be_open:
        length = length | st.none()
    return st.lists(st.tuples(st.sampled_from(causes), after, length), max_size=most)


def pause_rules(causes: Sequence[str] = CAUSES) -> st.SearchStrategy[tuple[PauseRule, ...]]:
    """At most one rule a cause: how often, how long in all. Shrinks to none."""
    return _pause_rules(tuple(causes))


@lru_cache(maxsize=16)
def _pause_rules(causes: tuple[str, ...]) -> st.SearchStrategy[tuple[PauseRule, ...]]:
    every = [st.none() | _rules_for(cause) for cause in causes]
    return st.tuples(*every).map(lambda rules: tuple(rule for rule in rules if rule is not None))


def _rules_for(cause: str) -> st.SearchStrategy[PauseRule]:
    most, cap = st.none() | st.integers(1, 3), st.none() | lengths(10)
    return st.builds(PauseRule, st.just(cause), most=most, cap=cap)


def extensions(start: datetime, *, most: int = 2) -> st.SearchStrategy[tuple[Extension, ...]]:
    """Up to ``most`` extensions granted from ``start`` on, of every kind, some asked for before. Shrinks to none."""
    return _extensions(most).map(lambda drawn: tuple(made(start) for made in drawn))


@lru_cache(maxsize=4)
def _extensions(most: int) -> st.SearchStrategy[list[Callable[[datetime], Extension]]]:
    """What makes an extension of a start."""

    def add(after: timedelta, term: Term) -> Callable[[datetime], Extension]:
        return lambda start: Extension("add", start + after, term=term)

    def replace(after: timedelta, term: Term, anew: bool) -> Callable[[datetime], Extension]:
        return lambda start: Extension("replace", start + after, term=term, restart_at=start + after if anew else None)

    def fix(after: timedelta, span: timedelta, moved: bool) -> Callable[[datetime], Extension]:
        return lambda start: Extension("fixed", start + after, due_at=start + after + span, moved_by_pauses=moved)

    def ask(made: Callable[[datetime], Extension], before: timedelta | None) -> Callable[[datetime], Extension]:
        if before is None:
            return made
        return lambda start: attrs.evolve(made(start), asked_at=made(start).granted_at - before)

    granted = _spans(30)
    added = st.builds(add, granted, lengths())
    replaced = st.builds(replace, granted, lengths() | named_days(), st.booleans())
    every = added | replaced | st.builds(fix, granted, _spans(30), st.booleans())
    return st.lists(st.builds(ask, every, st.none() | _spans(9)), max_size=most)


_PROMISED = st.lists(st.tuples(_spans(20), _spans(20)), max_size=2)
_CHANGED = st.none() | _spans(20)
_CAPS = st.none() | lengths(10)
_STOPS = st.none() | lengths(60)


def tollings(around: date, *, most: int = 2) -> st.SearchStrategy[tuple[Tolling, ...]]:
    """Up to ``most`` windows of tolling from some days before that date on. Shrinks to none."""
    return _tollings(most).map(
        lambda drawn: tuple(
            Tolling(
                f"window-{i}",
                around + timedelta(days=first),
                around + timedelta(days=first + days),
                started_from=None if since is None else around + timedelta(days=since),
                started_until=None if until is None else around + timedelta(days=until),
            )
            for i, (first, days, since, until) in enumerate(drawn)
        )
    )


@lru_cache(maxsize=4)
def _tollings(most: int) -> st.SearchStrategy[list[tuple[int, int, int | None, int | None]]]:
    near = st.none() | st.integers(-2, 2)
    return st.lists(st.tuples(st.integers(-10, 30), st.integers(0, 14), near, near), max_size=most)


def formers(start: datetime, *, most: int = 2) -> st.SearchStrategy[tuple[Former, ...]]:
    """Up to ``most`` accounts of what a clock ran on before, until some moment from ``start`` on. Shrinks to none."""
    return _formers(most).map(
        lambda drawn: tuple(
            Former(
                start + until,
                cause,
                started_at=None if by is None else start - by,
                term=term,
                calendar=china_calendar() if other else None,
            )
            for until, cause, by, term, other in drawn
        )
    )


@lru_cache(maxsize=4)
def _formers(
    most: int,
) -> st.SearchStrategy[list[tuple[timedelta, FormerCause, timedelta | None, Term | None, bool]]]:
    cause = st.sampled_from(get_args(FormerCause))
    before = _spans(20) | _spans(5).map(lambda span: -span)
    return st.lists(
        st.tuples(_spans(40), cause, st.none() | before, st.none() | lengths(), st.booleans()), max_size=most
    )


@st.composite
def clocks(
    draw: st.DrawFn,
    *,
    zones: Sequence[str] = ZONES,
    may_be_open: bool = False,
    eventful: bool = True,
    anchors: Sequence[str] = (),
) -> Clock:
    """Clocks with everything that can happen to one; with ``eventful=False`` nothing does.

    ``may_be_open``: pauses that have not ended are among them. ``anchors``: names that terms may count from; the clock
    has some of them. Shrinks to a clock of one day, from the first midnight on, on a plain calendar.
    """
    calendar = draw(calendars(zones))
    start = draw(instants(calendar.zone))
    term = draw(terms(anchors))
    convention = draw(conventions())
    known = tuple((name, draw(_anchor(start))) for name in anchors if draw(st.booleans()))
    if not eventful:
        return Clock(term, start, calendar, convention=convention, anchors=known)
    promised = draw(_PROMISED)
    changed = draw(_CHANGED)
    return Clock(
        term,
        start,
        calendar,
        convention=convention,
        pauses=draw(pauses(start, may_be_open=may_be_open)),
        pause_rules=draw(pause_rules()),
        pause_cap=draw(_CAPS),
        extensions=draw(extensions(start)),
        promises=tuple(Promise(start + at, start + made) for at, made in promised),
        changed_at=None if changed is None else start + changed,
        not_before=None if changed is None else draw(lengths()),
        anchors=known,
        tolling=draw(tollings(start.date())),
        longstop=None if (stop := draw(_STOPS)) is None else Longstop(stop, start),
        former=draw(formers(start)),
    )


def _anchor(start: datetime) -> st.SearchStrategy[datetime | date]:
    at = _spans(60).map(lambda span: start + span)
    return at | at.map(lambda instant: instant.astimezone(UTC).date())
