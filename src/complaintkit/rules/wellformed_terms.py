"""Do the terms of a policy count from what its cases have? Every anchor that no fact or record of it gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from complaintkit.deadlines import (
    BeforeEvent,
    CountedFrom,
    Cycles,
    EarlierOf,
    FollowedBy,
    Immediately,
    LaterOf,
    Term,
    anchors_of,
)
from complaintkit.deadlines.lengths import LENGTHS
from complaintkit.rules.conditions import Condition
from complaintkit.rules.duties import AtLeast, ByCase, Duty
from complaintkit.rules.evaluate import lates_in, tallies_in
from complaintkit.rules.facts import Fact

if TYPE_CHECKING:
    from complaintkit.rules.wellformed import Names

MOMENTS = ("instant", "date")
NOT_AN_EXTENSION = (EarlierOf, LaterOf, FollowedBy, CountedFrom, BeforeEvent, Cycles, Immediately)


def terms_of(duty: Duty) -> tuple[Term, ...]:
    """The terms that a duty may run under."""
    return tuple(term for _, term in duty.term.rows) if isinstance(duty.term, ByCase) else (duty.term,)


def check_terms(names: Names) -> None:
    """Note every fault of the terms of a policy's duties, and of those that bound something."""
    for i, duty in enumerate(names.policy.duties):
        path = f"$.duties[{i}]({duty.id})"
        _of_the_case_alone(names, duty, path)
        for term in terms_of(duty):
            for kind, name in _anchors(term):
                _check_anchor(names, kind, name, f"{path}.term")
        extension = duty.extension
        if extension is not None:
            wrong = not isinstance(extension.term, LENGTHS) if extension.how == "add" else None
            if wrong or isinstance(extension.term, NOT_AN_EXTENSION):
                wanted = "a length such as Days(3)" if extension.how == "add" else "a length or a fixed day"
                names.faults.add(f"{path}.extension.term", f"an extension of kind {extension.how!r} takes {wanted}")
            names.records(() if extension.request is None else (extension.request,), f"{path}.extension.request")
        if isinstance(duty.on_change, AtLeast):
            _without_anchors(names, duty.on_change.term, f"{path}.on_change")
        if duty.longstop is not None:
            _without_anchors(names, duty.longstop, f"{path}.longstop")
        names.records(duty.until, f"{path}.until")
        if duty.until and duty.repeats is None:
            names.faults.add(f"{path}.until", f"{duty.id!r} does not repeat: it ends with {' or '.join(duty.ends)}")
        if duty.pause_cap is not None and not isinstance(duty.pause_cap, LENGTHS):
            names.faults.add(f"{path}.pause_cap", "a cap on pauses is a length such as Days(30)")
    if names.policy.backdating is not None:
        _without_anchors(names, names.policy.backdating, "$.backdating")


def _anchors(term: Term) -> Iterator[tuple[type, str]]:
    """Each anchor of a term with the kind of term that counts from it."""
    if isinstance(term, EarlierOf | LaterOf):
        for limb in term.terms:
            yield from _anchors(limb)
    elif isinstance(term, FollowedBy):
        yield from _anchors(term.first)
        yield from _anchors(term.then)
    elif isinstance(term, CountedFrom):
        yield CountedFrom, term.anchor
        yield from _anchors(term.term)
    elif isinstance(term, BeforeEvent):
        yield BeforeEvent, term.event
    elif isinstance(term, Cycles):
        yield Cycles, term.of


def _check_anchor(names: Names, kind: type, name: str, path: str) -> None:
    fact: Fact | None = names.facts.get(name)
    if fact is None:
        if kind is Cycles:
            names.faults.add(path, f"the closing dates {name!r} are no fact: declare one of type date with many=True")
        elif name not in names.made:
            names.faults.add(
                path, f"a term counts from {name!r}, which is neither a fact nor a record that is ever made"
            )
        return
    if fact.personal:
        names.faults.add(path, f"fact {name!r} is personal: a term counts from it, so it cannot be sealed")
    wanted = "date, many" if kind is Cycles else " or ".join(MOMENTS)
    fits = (fact.type == "date" and fact.many) if kind is Cycles else (fact.type in MOMENTS and not fact.many)
    if not fits:
        many = ", many" if fact.many else ""
        names.faults.add(path, f"fact {name!r} is declared {fact.type}{many}, {wanted} is needed here")


def _without_anchors(names: Names, term: Term, path: str) -> None:
    found = anchors_of(term)
    if found:
        names.faults.add(path, f"a term here counts from the moment it bounds, not from {found[0]!r}")


def _conditions_of(duty: Duty, path: str) -> Iterator[tuple[str, Condition]]:
    """The conditions that a duty's dates hang on, each with its path."""
    yield f"{path}.when", duty.when
    for condition, _ in duty.term.rows if isinstance(duty.term, ByCase) else ():
        yield f"{path}.term", condition


def _of_the_case_alone(names: Names, duty: Duty, path: str) -> None:
    """Dates are worked out from the case: no count over cases is known then, and none may hang on itself."""
    for where, condition in _conditions_of(duty, path):
        for tally in sorted(tallies_in(condition)):
            said = f"{duty.id!r} hangs on the tally {tally!r}, which is not known where dates are worked out"
            names.faults.add(where, f"{said}; ask for it in a move, and let the duty start with its record")
        for late in sorted(lates_in(condition)):
            if duty.id in _hangs_on(names, late):
                names.faults.add(where, f"whether {late!r} is late hangs on {duty.id!r} itself: neither has a date")


def _hangs_on(names: Names, id: str) -> set[str]:
    """The duties on whose lateness the dates of a duty hang, itself included."""
    by_id = {duty.id: duty for duty in names.policy.duties}
    found, waiting = {id}, [id]
    while waiting:
        duty = by_id.get(waiting.pop())
        more = (
            {late for _, c in _conditions_of(duty, "") for late in lates_in(c)} - found if duty is not None else set()
        )
        found |= more
        waiting += more
    return found
