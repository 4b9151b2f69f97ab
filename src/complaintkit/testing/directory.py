"""A directory that answers from tables given to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from complaintkit.errors import Faults, InvalidInput
from complaintkit.values.checks import check_text, shown

__all__ = ["FixedDirectory"]

Absence = tuple[datetime, datetime]


class FixedDirectory:
    """The directory port for tests: who holds which role, in which unit, who is away when, who reports to whom.

    ``roles`` maps a person to the roles held and ``members`` to the unit the person works in; whoever has no unit
    holds the roles in every unit. ``units`` maps a kind of unit to its units, in order. ``absences`` maps a person to
    half-open spans [from, until) of aware instants; ``superiors`` a person to the one above. With ``tenant`` it
    answers for that tenant only, and knows nobody of another.

    :raises InvalidInput: an id is no text, a set of ids is one text, or an absence is no pair of aware instants in
        order; all faults at once.

    >>> from datetime import UTC, datetime
    >>> directory = FixedDirectory({"emp-1": ("teller",), "emp-2": ("teller",)}, members={"emp-1": "outlet-1"})
    >>> now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    >>> sorted(directory.holders("bank", "teller", "outlet-2", now))
    ['emp-2']
    """

    def __init__(
        self,
        roles: Mapping[str, Iterable[str]],
        *,
        members: Mapping[str, str] | None = None,
        units: Mapping[str, Iterable[str]] | None = None,
        absences: Mapping[str, Iterable[Absence]] | None = None,
        superiors: Mapping[str, str] | None = None,
        tenant: str | None = None,
    ) -> None:
        faults = Faults()
        self._roles = {person: frozenset(_ids(held, f"roles.{person}", faults)) for person, held in roles.items()}
        self._units = {kind: _ids(ids, f"units.{kind}", faults) for kind, ids in (units or {}).items()}
        self._members = dict(members or {})
        self._superiors = dict(superiors or {})
        for name, table in (("members", self._members), ("superiors", self._superiors)):
            for person, other in table.items():
                check_text(other, f"{name}.{person}", faults)
        self._absences = {
            person: _spans(spans, f"absences.{person}", faults) for person, spans in (absences or {}).items()
        }
        self._tenant = tenant
        faults.raise_if_any(heading="the directory cannot be built")

    def units(self, tenant: str, kind: str | None) -> tuple[str, ...]:
        """The units of a kind (None: of all), in the order given; none of an unknown kind."""
        if not self._knows(tenant):
            return ()
        if kind is None:
            return tuple(dict.fromkeys(unit for ids in self._units.values() for unit in ids))
        return self._units.get(kind, ())

    def roles(self, tenant: str, person: str, unit: str | None, at: datetime) -> frozenset[str]:
        """The roles a person holds in a unit (None: in any) at an instant. Being away takes no role from anybody."""
        _check_aware(at)
        if not self._knows(tenant) or not self._works_in(person, unit):
            return frozenset()
        return self._roles.get(person, frozenset())

    def holders(self, tenant: str, role: str, unit: str | None, at: datetime) -> frozenset[str]:
        """Everybody who holds a role in a unit (None: in any) at an instant, those who are away included."""
        _check_aware(at)
        if not self._knows(tenant):
            return frozenset()
        return frozenset(p for p, held in self._roles.items() if role in held and self._works_in(p, unit))

    def absent(self, tenant: str, person: str, at: datetime) -> bool:
        """Whether a person is away at an instant; the end of an absence is no longer part of it."""
        _check_aware(at)
        return self._knows(tenant) and any(begun <= at < ended for begun, ended in self._absences.get(person, ()))

    def superior(self, tenant: str, person: str) -> str | None:
        """The one a person reports to; None where there is nobody above, or the person is unknown."""
        return self._superiors.get(person) if self._knows(tenant) else None

    def _knows(self, tenant: str) -> bool:
        return self._tenant is None or tenant == self._tenant

    def _works_in(self, person: str, unit: str | None) -> bool:
        return unit is None or self._members.get(person, unit) == unit


def _ids(value: object, path: str, faults: Faults) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        faults.add(path, f"expected several ids such as ('clerk',), got {shown(value)}")
        return ()
    found = tuple(value)
    for i, item in enumerate(found):
        check_text(item, f"{path}[{i}]", faults)
    return tuple(item for item in found if isinstance(item, str))


def _spans(value: Iterable[object], path: str, faults: Faults) -> tuple[Absence, ...]:
    found: list[Absence] = []
    for i, span in enumerate(value):
        if not (isinstance(span, tuple) and len(span) == 2 and all(_is_aware(end) for end in span)):
            faults.add(f"{path}[{i}]", f"expected (from, until), two aware datetimes, got {shown(span)}")
        elif not span[0] < span[1]:
            faults.add(f"{path}[{i}]", f"an absence ends after it begins, got {shown(span)}")
        else:
            found.append(span)
    return tuple(found)


def _is_aware(value: object) -> bool:
    return isinstance(value, datetime) and value.tzinfo is not None and value.utcoffset() is not None


def _check_aware(at: object) -> None:
    if not _is_aware(at):
        raise InvalidInput.one(f"expected an aware datetime, got {shown(at)}; give it a time zone", "at")
