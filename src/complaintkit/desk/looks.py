"""Who looks at which case: noted while it is looked at, and written before anything is handed out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from complaintkit.cases.case import Case
from complaintkit.cases.erasing import sealed_in
from complaintkit.cases.explanation import Explanation
from complaintkit.cases.program import Program
from complaintkit.desk.ports import Accessed
from complaintkit.desk.view import HIDDEN, CaseView
from complaintkit.desk.writing import sorted_roles
from complaintkit.errors import Refused
from complaintkit.rules.record import Actor
from complaintkit.values import ERASED

if TYPE_CHECKING:
    from complaintkit.desk.questions import Questions


class Seen(NamedTuple):
    """The paths of the personal values that somebody was shown, and of those that were masked."""

    shown: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()


class Looks:
    """The looks of one question at cases whose policy, or whose desk, wants them logged."""

    def __init__(self, desk: Questions, by: Actor, what: str) -> None:
        self._desk = desk
        self._by = by
        self._what = what
        self.noted: list[Accessed] = []

    def note(self, program: Program, case: Case, seen: Callable[[], Seen] | None) -> None:
        """Note what is seen of a case; None: its being shown was refused."""
        desk, by = self._desk, self._by
        if not (desk.access_log or program.policy.access.logged):
            return
        roles = sorted_roles(desk._roles_of(by))
        shown, withheld = Seen() if seen is None else seen()
        look = (desk.tenant, case.id, desk.clock.now(), by.id, self._what, roles, by.unit, by.on_behalf_of)
        self.noted.append(Accessed(*look, shown, withheld, seen is None))


@contextmanager
def looking(desk: Questions, by: Actor, what: str) -> Iterator[Looks]:
    """Note looks, and write them on leaving: where that fails its error comes out, and nothing was handed out. After a
    refusal only what was refused is written, after another error nothing is.
    """
    looks = Looks(desk, by, what)
    try:
        yield looks
    except Refused:
        _write(desk, [look for look in looks.noted if look.refused])
        raise
    _write(desk, looks.noted)


def _write(desk: Questions, noted: list[Accessed]) -> None:
    if not noted:
        return
    with desk._transaction() as tx:
        tx.log(noted)
    if desk._here.batch is not None:  # what was seen was seen, also if the batch is taken back
        desk._here.looked.extend(noted)


def seen_in_view(case: Case, view: CaseView) -> Seen:
    """What a view of a case shows, and what it masks."""
    values: list[tuple[str, Any]] = []
    for path, _ in sealed_in(case):
        where, id, *field = path.split(".", 2)
        held: Any = view.facts[id] if where == "facts" else view.parties[id].get(field[0], HIDDEN)
        values.append((path, held))
    return _seen(values)


def seen_in_explanation(program: Program, explanation: Explanation) -> Seen:
    """The same of an explanation, by the facts that its events tell."""
    told = [(id, value) for event in explanation.events for id, value in event.given]
    told += [(id, value) for event in explanation.events for id, value, _ in event.inputs]
    return _seen((f"facts.{id}", value) for id, value in told if id in program.facts and program.facts[id].personal)


def _seen(values: Iterable[tuple[str, Any]]) -> Seen:
    """By path, in order; what was erased is neither shown nor withheld."""
    found = list(values)
    shown = {path for path, value in found if value not in (HIDDEN, ERASED)}
    withheld = {path for path, value in found if value == HIDDEN}
    return Seen(tuple(sorted(shown)), tuple(sorted(withheld)))
