"""Strategies for deadlines: terms of every kind, and the conventions by which they are counted.

Everything is built, nothing is filtered. What is drawn shrinks to one day, counted plainly.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from hypothesis import strategies as st

from complaintkit.deadlines import (
    CONVENTIONS,
    PLAIN,
    BeforeEvent,
    BusinessHours,
    BusinessMinutes,
    Convention,
    CountedFrom,
    Days,
    EarlierOf,
    FollowedBy,
    Hours,
    Immediately,
    LaterOf,
    Minutes,
    Months,
    NthDayOf,
    NthDayOfNextMonth,
    Term,
    Weeks,
    WorkingDays,
    Years,
)
from complaintkit.deadlines.lengths import Length

__all__ = ["conventions", "lengths", "named_days", "terms"]

_ENDS = st.sampled_from((None, "day", "close", "wall", "wall_open"))
_ROLLS = st.sampled_from((None, "none", "following", "preceding", "modified"))


def lengths(most: int = 40) -> st.SearchStrategy[Length]:
    """Terms with a count, of 1 to ``most`` days, and of about as much in other units. Shrinks to one day."""
    return _lengths(most)


@lru_cache(maxsize=16)
def _lengths(most: int) -> st.SearchStrategy[Length]:
    counts = st.integers(1, most)
    few = st.integers(1, max(most // 7, 1))
    return st.one_of(
        st.builds(Days, counts),
        st.builds(WorkingDays, counts),
        st.builds(Days, counts, ends=_ENDS, roll=_ROLLS),
        st.builds(WorkingDays, counts, ends=_ENDS),
        st.builds(Weeks, few, ends=_ENDS, roll=_ROLLS),
        st.builds(Months, st.integers(1, 30), ends=_ENDS, roll=_ROLLS),
        st.builds(Years, st.integers(1, 4), ends=_ENDS, roll=_ROLLS),
        st.builds(Hours, st.integers(1, 24 * most)),
        st.builds(BusinessHours, st.integers(1, 8 * most)),
        st.builds(Minutes, st.integers(1, 200 * most)),
        st.builds(BusinessMinutes, st.integers(1, 100 * most)),
    )


@lru_cache(maxsize=1)
def named_days() -> st.SearchStrategy[Term]:
    """Days of a month or another period."""
    number, working = st.integers(1, 31), st.booleans()
    named = st.sampled_from((("month", 1), ("quarter", 2), ("half_year", 5), ("year", 12), ("week", 1)))
    which = st.sampled_from(("next", "this"))
    return st.one_of(
        st.builds(NthDayOfNextMonth, number, working=working, ends=_ENDS, roll=_ROLLS),
        st.builds(
            lambda n, of, which, working, roll: NthDayOf(
                min(n, 7) if of[0] == "week" else n, of[0], month=of[1], which=which, working=working, roll=roll
            ),
            number, named, which, working, _ROLLS,
        ),
    )  # fmt: skip


def _at_once() -> st.SearchStrategy[Term]:
    return st.builds(Immediately, st.sampled_from(("end_of_day", None)))


def terms(anchors: Sequence[str] = (), *, most: int = 40) -> st.SearchStrategy[Term]:
    """Terms of every kind: lengths, fixed days, at once, the earlier and the later of several, one after the other.

    ``anchors``: names that terms are counted from or before; without one no such term is drawn. Shrinks to one day.
    """
    return _terms(tuple(anchors), most)


@lru_cache(maxsize=16)
def _terms(anchors: tuple[str, ...], most: int) -> st.SearchStrategy[Term]:
    single: st.SearchStrategy[Term] = st.one_of(lengths(most), named_days(), _at_once())
    if anchors:
        name = st.sampled_from(anchors)
        single = st.one_of(
            single, st.builds(CountedFrom, name, lengths(most)), st.builds(BeforeEvent, name, st.none() | lengths(most))
        )
    limbs = st.lists(single, min_size=2, max_size=3).map(tuple)
    followed = st.builds(FollowedBy, lengths(most), single)
    limbs_too = st.lists(single | followed, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        single, st.builds(EarlierOf, limbs), st.builds(LaterOf, limbs), followed, st.builds(EarlierOf, limbs_too)
    )


@lru_cache(maxsize=1)
def conventions() -> st.SearchStrategy[Convention]:
    """The named conventions, and any other. Shrinks to the plain one."""
    times = st.none() | st.sampled_from(("16:30", "00:00", "12:00"))
    other = st.builds(
        Convention,
        st.just("drawn"),
        start=st.sampled_from(("as_received", "next_opening", "next_working_day")),
        cut_off=times,
        inclusive=st.booleans(),
        roll=_ROLLS.map(lambda roll: roll or "none"),
        ends=_ENDS.map(lambda ends: ends or "day"),
        hours_start=st.sampled_from(("as_received", "next_opening", "next_working_day", "next_hour")),
        hours_roll=st.sampled_from(("none", "same_time")),
        before_roll=_ROLLS.map(lambda roll: roll or "none"),
        working_days_inside=st.integers(0, 3),
        extends_from=st.sampled_from(("unrolled", "rolled")),
    )
    return st.sampled_from((PLAIN, *(c for c in CONVENTIONS.values() if c is not PLAIN))) | other
