"""Terms: how long something may take. A term is data; a convention says how it is counted, a clock runs it.

Lengths (:mod:`complaintkit.deadlines.lengths`), fixed days (:mod:`complaintkit.deadlines.fixed`), and what is made of
them here: the earlier or later of several, one after the other, counted from or before an anchor of the clock.
"""

from __future__ import annotations

from typing import TypeAlias, get_args

import attrs

from complaintkit.deadlines.fixed import Cycles, FixedDay, Immediately, NthDayOf, NthDayOfNextMonth, Span, name_faults
from complaintkit.deadlines.lengths import (
    ENDS,
    LENGTHS,
    ROLLS,
    BusinessHours,
    BusinessMinutes,
    Days,
    Ends,
    Hours,
    Length,
    Minutes,
    Months,
    Roll,
    Weeks,
    WorkingDays,
    Years,
    check,
    whole_number,
    yes_or_no,
)
from complaintkit.errors import Fault, InvalidInput

__all__ = [
    "ENDS",
    "LENGTHS",
    "ROLLS",
    "BeforeEvent",
    "BusinessHours",
    "BusinessMinutes",
    "CountedFrom",
    "Cycles",
    "Days",
    "EarlierOf",
    "Ends",
    "FixedDay",
    "FollowedBy",
    "Hours",
    "Immediately",
    "LaterOf",
    "Length",
    "Minutes",
    "Months",
    "NthDayOf",
    "NthDayOfNextMonth",
    "Roll",
    "Span",
    "Term",
    "Weeks",
    "WorkingDays",
    "Years",
    "anchors_of",
    "require_length",
    "require_term",
    "whole_number",
    "yes_or_no",
]


def _check_limbs(name: str, limbs: object) -> None:
    if not isinstance(limbs, tuple) or len(limbs) < 2:
        raise InvalidInput.one(f"{name} takes a tuple of two terms or more, got {limbs!r}", "terms")
    check(name, [fault for i, limb in enumerate(limbs) for fault in _term_faults(limb, f"terms[{i}]")])


def _term_faults(given: object, path: str) -> list[Fault]:
    return [] if isinstance(given, TERM_TYPES) else [Fault(path, f"expected a term, got {given!r}")]


@attrs.frozen
class EarlierOf:
    """The earliest of several terms, decided case by case. A limb without a due (one not started) is left out.

    >>> from complaintkit.deadlines import term_text
    >>> term_text(EarlierOf((WorkingDays(5), Days(7))))
    'the earlier of 5 working days and 7 days'
    """

    terms: tuple[Term, ...]

    def __attrs_post_init__(self) -> None:
        _check_limbs("EarlierOf", self.terms)


@attrs.frozen
class LaterOf:
    """The latest of several terms. While a limb has no due (it has not started), there is none."""

    terms: tuple[Term, ...]

    def __attrs_post_init__(self) -> None:
        _check_limbs("LaterOf", self.terms)


@attrs.frozen
class FollowedBy:
    """``then``, counted from where ``first`` falls due; the start rule is applied to the first only.

    Pauses move both, each by what of them lies in it; extensions are of the second.

    >>> from complaintkit.deadlines import term_text
    >>> term_text(FollowedBy(Days(28), Days(90)))
    '28 days, then 90 days'
    """

    first: Term
    then: Term

    def __attrs_post_init__(self) -> None:
        check("FollowedBy", _term_faults(self.first, "first") + _term_faults(self.then, "then"))


@attrs.frozen
class CountedFrom:
    """``term``, counted from the clock's anchor of that name instead of the start; not started while there is none."""

    anchor: str
    term: Term

    def __attrs_post_init__(self) -> None:
        check("CountedFrom", name_faults(self.anchor, "anchor") + _term_faults(self.term, "term"))


@attrs.frozen
class BeforeEvent:
    """Strictly before the clock's anchor ``event``, or at least ``length`` before it; not started while there is none.

    Without a length: one microsecond before an instant, the end of the day before a date. With one: counted back from
    the event, whose own day does not count; where the convention rolls such terms they roll as its ``before_roll``
    says. Pauses do not move it.

    >>> from complaintkit.deadlines import term_text
    >>> term_text(BeforeEvent("hearing", Days(14))), term_text(BeforeEvent("sale"))
    ('at least 14 days before hearing', 'before sale')
    """

    event: str
    length: Length | None = None

    def __attrs_post_init__(self) -> None:
        faults = name_faults(self.event, "event")
        if self.length is not None and not isinstance(self.length, LENGTHS):
            faults.append(Fault("length", f"expected a length such as Days(3) or None, got {self.length!r}"))
        check("BeforeEvent", faults)


Term: TypeAlias = (
    Minutes
    | Hours
    | BusinessMinutes
    | BusinessHours
    | Days
    | WorkingDays
    | Weeks
    | Months
    | Years
    | NthDayOfNextMonth
    | NthDayOf
    | Cycles
    | Immediately
    | EarlierOf
    | LaterOf
    | FollowedBy
    | CountedFrom
    | BeforeEvent
)
TERM_TYPES: tuple[type, ...] = get_args(Term)


def require_term(given: object, path: str) -> None:
    """Raise :class:`InvalidInput` unless ``given`` is a term."""
    if not isinstance(given, TERM_TYPES):
        raise InvalidInput.one(f"expected a term such as Days(3), got {given!r}", path)


def require_length(given: object, path: str) -> None:
    """Raise :class:`InvalidInput` unless ``given`` is a term with a count: no fixed date, no limbs."""
    require_term(given, path)
    if not isinstance(given, LENGTHS):
        raise InvalidInput.one(f"expected a length such as Days(3) or Hours(24), got {given!r}", path)


def anchors_of(term: Term) -> tuple[str, ...]:
    """The names of the anchors that a term counts from or before, in order, each once.

    >>> anchors_of(EarlierOf((BeforeEvent("sale"), WorkingDays(30), CountedFrom("reply", Months(6)))))
    ('sale', 'reply')
    """
    if isinstance(term, EarlierOf | LaterOf):
        parts: tuple[Term, ...] = term.terms
    elif isinstance(term, FollowedBy):
        parts = (term.first, term.then)
    elif isinstance(term, CountedFrom):
        return tuple(dict.fromkeys((term.anchor, *anchors_of(term.term))))
    elif isinstance(term, BeforeEvent):
        return (term.event,)
    elif isinstance(term, Cycles):
        return (term.of,)
    else:
        return ()
    return tuple(dict.fromkeys(name for part in parts for name in anchors_of(part)))
