"""Every error of the library, one small tree.

One base, :class:`ComplaintKitError`; the builtin with the same meaning is the second base, so that code which
knows nothing of this library still catches the right thing. The data stays on the exception, every error survives
``pickle`` and every text ends with a stable code in brackets:

======  =====================  =====================================================
code    error                  meaning
======  =====================  =====================================================
CK101   ``InvalidInput``       what was given breaks a type or a bound; all faults listed
CK102   ``PolicyError``        a policy is not well formed
CK103   ``CalendarError``      calendar data contradicts itself
CK201   ``UnknownDays``        strict mode met a day the calendar has no data for
CK202   ``HorizonError``       an answer lies outside the calendar's table
CK301   ``UnknownCase``        no such case
CK302   ``UnknownTenant``      no such tenant
CK303   ``UnknownPolicy``      no such policy, or none in force
CK401   ``Refused``            a command was refused; the decision is on the error
CK402   ``StaleVersion``       somebody else wrote first
CK403   ``KeyConflict``        an idempotency key was used again with other content
CK404   ``ClockSkew``          the clock stands too far behind the last event
CK501   ``IntegrityError``     stored data was changed, lost or put in another order
CK502   ``StoreError``         the store's file or server cannot be used
CK503   ``DeliveryFailed``     a notice was not delivered
CK601   ``MissingExtra``       an optional dependency is not installed
======  =====================  =====================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

import attrs

__all__ = [
    "CalendarError",
    "ClockSkew",
    "ComplaintKitError",
    "DeliveryFailed",
    "Fault",
    "Faults",
    "HorizonError",
    "IntegrityError",
    "InvalidInput",
    "KeyConflict",
    "MissingExtra",
    "PolicyError",
    "Refused",
    "StaleVersion",
    "StoreError",
    "UnknownCase",
    "UnknownDays",
    "UnknownPolicy",
    "UnknownTenant",
]


@attrs.frozen
class Fault:
    """One thing wrong with what was given: where it is, what is wrong and what to do, and a code if it has one.

    >>> str(Fault("$.duties[2].term", "'count' must be >= 1: 0"))
    "'count' must be >= 1: 0 @ $.duties[2].term"
    """

    path: str
    message: str
    code: str = ""

    def __str__(self) -> str:
        text = f"{self.message} @ {self.path}" if self.path else self.message
        return f"{text} [{self.code}]" if self.code else text


class ComplaintKitError(Exception):
    """The base of every error this library raises on purpose.

    ``code`` is stable and ends the text in brackets. Constructors take
    plain positional arguments, so that ``pickle`` can build the error again.
    """

    code: ClassVar[str] = "CK100"

    def _text(self) -> str:
        return str(self.args[0]) if self.args else ""

    def __str__(self) -> str:
        return f"{self._text()} [{self.code}]"


def _refuse_text(faults: object, name: str) -> None:
    if isinstance(faults, str):
        raise TypeError(f"expected faults, got a text: use {name}.one({faults!r})")


class InvalidInput(ComplaintKitError, ValueError):
    """What was given cannot be used; every fault is listed, each with its path.

    >>> print(InvalidInput([Fault("facts.amount", "expected money, got 3.5")], "the facts cannot be read"))
    the facts cannot be read: expected money, got 3.5 @ facts.amount [CK101]
    """

    code: ClassVar[str] = "CK101"
    default_heading: ClassVar[str] = "invalid input"

    def __init__(self, faults: Iterable[Fault], heading: str = "") -> None:
        _refuse_text(faults, type(self).__name__)
        self.faults: tuple[Fault, ...] = tuple(faults)
        self.heading = heading
        super().__init__(self.faults, heading)

    @classmethod
    def one(cls, message: str, path: str = "") -> InvalidInput:
        """The error with a single fault.

        >>> print(InvalidInput.one("expected a whole number, got 3.9", "count"))
        invalid input: expected a whole number, got 3.9 @ count [CK101]
        """
        return cls((Fault(path, message),))

    def _text(self) -> str:
        heading = self.heading or self.default_heading
        if len(self.faults) == 1:
            return f"{heading}: {self.faults[0]}"
        return "\n  ".join([f"{heading}: {len(self.faults)} faults", *map(str, self.faults)])


class PolicyError(InvalidInput):
    """A policy, or a part of one, is not well formed."""

    code: ClassVar[str] = "CK102"
    default_heading: ClassVar[str] = "the policy cannot be built"


class CalendarError(InvalidInput):
    """The data of a calendar contradicts itself, or leaves no working day."""

    code: ClassVar[str] = "CK103"
    default_heading: ClassVar[str] = "the calendar cannot be built"


class Faults:
    """Collects faults, so that all of them are reported at once.

    >>> faults = Faults()
    >>> faults.add("name", "a name is needed")
    >>> len(faults), bool(Faults())
    (1, False)
    >>> faults.raise_if_any(PolicyError, "the policy 'x' cannot be built")
    Traceback (most recent call last):
        ...
    complaintkit.errors.PolicyError: the policy 'x' cannot be built: a name is needed @ name [CK102]
    """

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: list[Fault] = []

    def add(self, path: str, message: str, code: str = "") -> None:
        """Note one fault."""
        self._found.append(Fault(path, message, code))

    def extend(self, faults: Iterable[Fault]) -> None:
        """Note faults found elsewhere."""
        self._found.extend(faults)

    @property
    def found(self) -> tuple[Fault, ...]:
        """The faults so far, in the order they were noted."""
        return tuple(self._found)

    def raise_if_any(self, error: type[InvalidInput] = InvalidInput, heading: str = "") -> None:
        """Raise ``error`` with all faults; do nothing where there is none."""
        if self._found:
            raise error(self._found, heading)

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Fault]:
        return iter(tuple(self._found))


def _in_rows(rows: tuple[int, ...]) -> str:
    """Which rows of a column an error is about: the first few, and how many there are."""
    if not rows:
        return ""
    more = f" and {len(rows) - 5} more" if len(rows) > 5 else ""
    return f" (row{'s' if len(rows) > 1 else ''} {', '.join(map(str, rows[:5]))}{more})"


class UnknownDays(ComplaintKitError, ValueError):
    """Strict mode, and an answer would rest on a day the calendar has no data for.

    ``rows``: those of a column it holds for, where a column was computed; ``day`` is then the first one's.

    >>> print(UnknownDays(date(2027, 1, 4), None, date(2026, 12, 31), "cn"))
    2027-01-04 is past 2026-12-31, the last day calendar 'cn' knows holidays for, and strict mode is on; \
load data for 2027. [CK201]
    """

    code: ClassVar[str] = "CK201"

    def __init__(
        self,
        day: date,
        known_from: date | None,
        known_until: date | None,
        calendar: str = "",
        rows: Iterable[int] = (),
    ) -> None:
        self.day = day
        self.known_from = known_from
        self.known_until = known_until
        self.calendar = calendar
        self.rows = tuple(rows)
        super().__init__(day, known_from, known_until, calendar, self.rows)

    def of_rows(self, rows: Iterable[int]) -> UnknownDays:
        """The same for the first of those rows of a column."""
        return UnknownDays(self.day, self.known_from, self.known_until, self.calendar, rows)

    def _text(self) -> str:
        before = self.known_from is not None and self.day < self.known_from
        side, end, which = ("before", self.known_from, "first") if before else ("past", self.known_until, "last")
        return (
            f"{self.day} is {side} {end}, the {which} day calendar {self.calendar!r} knows holidays for, "
            f"and strict mode is on; load data for {self.day.year}.{_in_rows(self.rows)}"
        )


class HorizonError(ComplaintKitError, OverflowError):
    """An answer lies outside the table of a calendar. ``day`` is None where the answer has no date at all.

    ``rows``: those of a column it holds for, where a column was computed; ``day`` is then the first one's.

    >>> print(HorizonError(date(2126, 3, 2), date(1970, 1, 1), date(2125, 12, 31), "cn"))
    2126-03-02 is outside 1970-01-01 to 2125-12-31, the days in the table of calendar 'cn'; \
shorten the term or give the calendar a wider horizon. [CK202]
    """

    code: ClassVar[str] = "CK202"

    def __init__(
        self,
        day: date | None,
        first: date | None,
        last: date | None,
        calendar: str = "",
        rows: Iterable[int] = (),
    ) -> None:
        self.day = day
        self.first = first
        self.last = last
        self.calendar = calendar
        self.rows = tuple(rows)
        super().__init__(day, first, last, calendar, self.rows)

    def of_rows(self, rows: Iterable[int]) -> HorizonError:
        """The same for the first of those rows of a column."""
        return HorizonError(self.day, self.first, self.last, self.calendar, rows)

    def _text(self) -> str:
        return (
            f"{'the answer' if self.day is None else self.day} is outside {self.first or 'the first day'} to "
            f"{self.last or 'the last day'}, the days in the table of calendar {self.calendar!r}; "
            f"shorten the term or give the calendar a wider horizon.{_in_rows(self.rows)}"
        )


class UnknownCase(ComplaintKitError, LookupError):
    """The tenant has no case of that id.

    >>> print(UnknownCase("c-17", "acme"))
    there is no case 'c-17' of tenant 'acme'; give the id that `file` returned, and its tenant. [CK301]
    """

    code: ClassVar[str] = "CK301"

    def __init__(self, case_id: str, tenant: str = "") -> None:
        self.case_id = case_id
        self.tenant = tenant
        super().__init__(case_id, tenant)

    def _text(self) -> str:
        return (
            f"there is no case {self.case_id!r} of tenant {self.tenant!r}; give the id that `file` returned, "
            f"and its tenant."
        )


class UnknownTenant(ComplaintKitError, LookupError):
    """Nothing is known of that tenant.

    >>> print(UnknownTenant("acme"))
    there is no tenant 'acme'; check its spelling, or file its first case. [CK302]
    """

    code: ClassVar[str] = "CK302"

    def __init__(self, tenant: str) -> None:
        self.tenant = tenant
        super().__init__(tenant)

    def _text(self) -> str:
        return f"there is no tenant {self.tenant!r}; check its spelling, or file its first case."


class UnknownPolicy(ComplaintKitError, LookupError):
    """No policy of that id, version or hash; or none in force on ``day``.

    >>> print(UnknownPolicy("bank_branch", "3"))
    there is no policy 'bank_branch' version '3'; add it to the history. [CK303]
    >>> print(UnknownPolicy("bank_branch", "", date(2025, 12, 31)))
    there is no policy 'bank_branch' in force on 2025-12-31; add it to the history. [CK303]
    """

    code: ClassVar[str] = "CK303"

    def __init__(self, policy: str, version: str = "", day: date | None = None) -> None:
        self.policy = policy
        self.version = version
        self.day = day
        super().__init__(policy, version, day)

    def _text(self) -> str:
        version = f" version {self.version!r}" if self.version else ""
        day = f" in force on {self.day}" if self.day is not None else ""
        return f"there is no policy {self.policy!r}{version}{day}; add it to the history."


class Refused(ComplaintKitError, RuntimeError):
    """A command was refused. ``decision`` holds every reason; the raiser supplies the text."""

    code: ClassVar[str] = "CK401"

    def __init__(self, decision: Any, text: str = "the command was refused") -> None:
        self.decision = decision
        self.reasons_text = text
        super().__init__(decision, text)

    def _text(self) -> str:
        return self.reasons_text


class StaleVersion(ComplaintKitError, RuntimeError):
    """Somebody else wrote first; nothing of this command was written.

    >>> print(StaleVersion("case c-17", 4, 5))
    case c-17 is at version 5, this command was decided on version 4; load it again and decide anew. [CK402]
    """

    code: ClassVar[str] = "CK402"

    def __init__(self, subject: str, expected: int, actual: int) -> None:
        self.subject = subject
        self.expected = expected
        self.actual = actual
        super().__init__(subject, expected, actual)

    def _text(self) -> str:
        return (
            f"{self.subject} is at version {self.actual}, this command was decided on version {self.expected}; "
            f"load it again and decide anew."
        )


class KeyConflict(ComplaintKitError, ValueError):
    """An idempotency key was used before, with other content.

    >>> print(KeyConflict("mail-8871", "acme"))
    the key 'mail-8871' of tenant 'acme' was used before with other content; \
send the same content again, or use a new key. [CK403]
    """

    code: ClassVar[str] = "CK403"

    def __init__(self, key: str, tenant: str = "") -> None:
        self.key = key
        self.tenant = tenant
        super().__init__(key, tenant)

    def _text(self) -> str:
        return (
            f"the key {self.key!r} of tenant {self.tenant!r} was used before with other content; "
            f"send the same content again, or use a new key."
        )


class ClockSkew(ComplaintKitError, RuntimeError):
    """The clock stands behind the last event by more than the tolerance.

    ``now`` and ``last`` are aware instants, ``tolerance`` is an elapsed time.
    """

    code: ClassVar[str] = "CK404"

    def __init__(self, now: datetime, last: datetime, tolerance: timedelta) -> None:
        self.now = now
        self.last = last
        self.tolerance = tolerance
        super().__init__(now, last, tolerance)

    def _text(self) -> str:
        return (
            f"the clock says {self.now.isoformat()}, {self.last - self.now} behind the last event "
            f"({self.last.isoformat()}) and more than the {self.tolerance} allowed; set the clock right."
        )


class IntegrityError(ComplaintKitError, RuntimeError):
    """Stored data was changed, removed, inserted or put in another order.

    ``subject`` names what is broken (a case, a policy document), ``position`` its first broken event, if any.
    """

    code: ClassVar[str] = "CK501"

    def __init__(self, text: str, subject: str = "", position: int | None = None) -> None:
        self.problem = text
        self.subject = subject
        self.position = position
        super().__init__(text, subject, position)

    def _text(self) -> str:
        at = "" if self.position is None else f", event {self.position}"
        return f"{self.problem} ({self.subject}{at})" if self.subject else self.problem


class StoreError(ComplaintKitError, OSError):
    """A store cannot be used as it is; nothing of the command at hand was written.

    ``kind`` is one of ``missing``, ``not_a_database``, ``foreign`` (another program's file), ``newer`` (a newer
    release's file), ``too_old`` (the SQLite at hand), ``cannot_open``, ``read_only``, ``locked``, ``full``, ``io``,
    ``corrupted``, ``exists`` (where a copy was to go), ``closed`` and ``failed``. ``path`` says which store.

    >>> print(StoreError("full", "complaints.db", "the disk is used up; make room and try again"))
    the store 'complaints.db' cannot be used: the disk is used up; make room and try again [CK502]
    """

    code: ClassVar[str] = "CK502"

    def __init__(self, kind: str, path: str, problem: str) -> None:
        super().__init__(problem)  # with more, OSError would take them for an errno
        self.kind = kind
        self.path = path
        self.problem = problem

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.kind, self.path, self.problem)

    def _text(self) -> str:
        return f"the store {self.path!r} cannot be used: {self.problem}"


class DeliveryFailed(ComplaintKitError, RuntimeError):
    """A sink could not deliver a notice. ``problem`` is kept in the outbox: nothing personal goes into it.

    ``retry_after`` is how long to wait at least before the next try. ``final``: trying again is of no use, the notice
    is a dead letter at once. ``halts``: it is not this notice that failed, but its receiver that takes none now;
    delivery stands still for ``retry_after``, or, without it, until somebody resumes it.

    >>> print(DeliveryFailed("status 503", timedelta(minutes=2)))
    the notice was not delivered: status 503; try again after 0:02:00 [CK503]
    """

    code: ClassVar[str] = "CK503"

    def __init__(
        self, problem: str, retry_after: timedelta | None = None, final: bool = False, halts: bool = False
    ) -> None:
        self.problem = problem
        self.retry_after = retry_after
        self.final = final
        self.halts = halts
        super().__init__(problem, retry_after, final, halts)

    def _text(self) -> str:
        then = "" if self.retry_after is None else f"; try again after {self.retry_after}"
        return f"the notice was not delivered: {self.problem}{then}"


class MissingExtra(ComplaintKitError, ImportError):
    """An optional dependency is not installed; ``extra`` is the extra that brings it.

    >>> print(MissingExtra("sqlalchemy", "SQLAlchemyStore"))
    SQLAlchemyStore needs the extra 'sqlalchemy'; run: pip install 'complaintkit[sqlalchemy]' [CK601]
    """

    code: ClassVar[str] = "CK601"

    def __init__(self, extra: str, needed_by: str = "this") -> None:
        super().__init__(extra, needed_by)
        self.extra = extra
        self.needed_by = needed_by

    def _text(self) -> str:
        return f"{self.needed_by} needs the extra {self.extra!r}; run: pip install 'complaintkit[{self.extra}]'"
