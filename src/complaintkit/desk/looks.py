"""Who looks at which case: noted while it is looked at, and written before anything is handed out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from complaintkit.cases.case import Case
from complaintkit.cases.erasing import sealed_in
from complaintkit.cases.explanation import Explanation
from complaintkit.cases.program import Program
from complaintkit.cases.reasons import reason
from complaintkit.cases.verdict import refusal
from complaintkit.desk import door
from complaintkit.desk.ports import Transaction
from complaintkit.desk.stored import Accessed, AccessQuery
from complaintkit.desk.view import HIDDEN, CaseView
from complaintkit.desk.writing import sorted_roles
from complaintkit.errors import Faults, InvalidInput, Refused
from complaintkit.rules.moves import cites_of
from complaintkit.rules.record import Actor
from complaintkit.values import ERASED
from complaintkit.values.checks import shown

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
        told, withheld = Seen() if seen is None else seen()
        look = (desk.tenant, case.id, desk.clock.now(), by.id, self._what, roles, by.unit, by.on_behalf_of)
        self.noted.append(Accessed(*look, told, withheld, seen is None))


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


def read_access_query(
    desk: Questions, case_id: object, actor: object, since: object, until: object, limit: Any, after: object
) -> AccessQuery:
    """What is asked of the access log.

    :raises InvalidInput: as :meth:`Questions.accesses`.
    """
    faults = Faults()
    door.check_limit(limit, faults)
    for name, id in (("case_id", case_id), ("actor", actor)):
        if id is not None:
            door.read_id(id, name, faults)
    first, end = door.read_instant(since, "since", faults), door.read_instant(until, "until", faults)
    if first is not None and end is not None and end <= first:
        faults.add("until", f"{end} is not after since, {first}")
    if case_id is None and actor is None and not faults:
        if end is None:  # or each page would be followed by the looks that were logged for the one before
            faults.add("until", "name a case or an actor, or the end of a period")
        elif end > (now := desk.clock.now()):
            faults.add("until", f"expected a period that is over, and {end} lies after {now}")
    if after is not None and not isinstance(after, Accessed):
        faults.add("after", f"expected the last look of the page before, got {shown(after)}")
    faults.raise_if_any(InvalidInput, "the access log cannot be read")
    behind = (after.at, after.n) if isinstance(after, Accessed) else None
    return AccessQuery(desk.tenant, case_id, actor, first, end, limit, behind)  # type: ignore[arg-type]  # as read


def overseen(desk: Questions, tx: Transaction, query: AccessQuery, by: Actor, looks: Looks) -> Sequence[Accessed]:
    """A page of the looks that match, at the cases that ``by`` oversees, whose looks at them are noted.

    :raises Refused: they oversee under no version of the policy.
    """
    held = desk._roles_of(by)
    if all(held.isdisjoint(policy.access.oversees) for policy in desk.history.policies):
        refuse_overseeing(desk, desk.newest, by)
    found: list[Accessed] = []
    known: dict[str, bool] = {}
    page: Sequence[Accessed] = ()
    while len(found) < query.limit and (page := tx.accesses(query)):
        for look in page:
            if look.case_id not in known:
                stored = tx.load(desk.tenant, look.case_id)
                program = desk.newest if stored is None else desk._program(tx, stored.case.policy)
                known[look.case_id] = not held.isdisjoint(program.policy.access.oversees)
                if known[look.case_id] and stored is not None:
                    looks.note(program, stored.case, Seen)
            if known[look.case_id]:
                found.append(look)
            if len(found) == query.limit:
                break
        query = query._replace(after=(page[-1].at, page[-1].n))
    return found


def refuse_overseeing(desk: Questions, program: Program, by: Actor) -> NoReturn:
    """Say by which clause somebody may not read the access log."""
    access, held = program.policy.access, desk._roles_of(by)
    who = tuple(sorted(held))
    why = reason("role", cites_of(access.cite), trigger="accesses", by=access.oversees, held=who)
    desk._refuse(program, refusal((why,)))


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
    told = {path for path, value in found if value not in (HIDDEN, ERASED)}
    withheld = {path for path, value in found if value == HIDDEN}
    return Seen(tuple(sorted(told)), tuple(sorted(withheld)))
