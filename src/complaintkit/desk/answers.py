"""A desk's answers and errors as documents for a web API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo
from typing import Any

from complaintkit.cases.program import Program
from complaintkit.desk.plain import Telling, plain, zone_name
from complaintkit.errors import (
    CalendarError,
    ClockSkew,
    ComplaintKitError,
    DeliveryFailed,
    HorizonError,
    InvalidInput,
    KeyConflict,
    PolicyError,
    Refused,
    StaleVersion,
    StoreError,
    UnknownCase,
    UnknownPolicy,
    UnknownTenant,
)
from complaintkit.values import Language
from complaintkit.values.checks import shown
from complaintkit.values.titles import unknown_language

__all__ = ["FORM", "as_json", "as_problem"]

FORM = 1
"""The version of the form, which every document says as its ``schema``. It goes up where a member goes or changes its
meaning, not where one is added.
"""


def as_json(
    program: Program | None = None, /, *, zone: tzinfo | None = None, lang: Language = "en", **parts: Any
) -> dict[str, Any]:
    """A document of what a desk answered, ready for ``json.dumps``: each part under the name it is given.

    A part is anything that a question or a command of a :class:`Desk` returns, or a tuple, list or mapping of such:
    ``as_json(case=desk.view(id, by=actor), offers=desk.available(id, by=actor))``. The document also has ``schema``,
    the version of the form, and ``zone``, the name of the zone that its instants are told in. What is masked, erased or
    sealed is told as such; a commitment is never written.

    ``program`` (:meth:`Desk.program`, or :attr:`Desk.newest`) gives the titles for the texts of reasons, in ``lang``,
    and the zone of its calendar; without it, or with ``zone``, instants are told in that zone (None: in UTC).

    A case that was viewed has its fields with the facts and parties as its reader may see them, and ``keeping``. Its
    ``version`` is what a client gives back as ``expected``. An explanation tells of its case what its text tells, and
    brings that text along; a decision, what was decided and why, and not the entries it would make. Not written is
    what the library counts by (``Case.counted``, ``Case.pauses_of``), and of a fact to give, when it is asked for.

    >>> from datetime import datetime, timezone, timedelta
    >>> from complaintkit.values import Money
    >>> at = datetime(2026, 3, 2, 1, 0, tzinfo=timezone.utc)
    >>> found = as_json(paid=Money.of("150", "CNY"), at=at, zone=timezone(timedelta(hours=8)))
    >>> found["zone"], found["at"], found["paid"]
    ('UTC+08:00', '2026-03-02T09:00:00+08:00', {'amount': '150.00', 'currency': 'CNY'})

    :raises InvalidInput: a part is, or holds, nothing that has a form; ``zone`` or ``lang`` is none; or a part would be
        called ``schema``. The error names the type and no value.
    """
    if "schema" in parts:
        raise InvalidInput.one("this is the version of the form; give the part another name", "schema")
    telling = telling_of(program, zone, lang)
    written = {name: plain(part, telling) for name, part in parts.items()}
    return {"schema": FORM, "zone": zone_name(telling.zone), **written}


def telling_of(program: object, zone: object, lang: object) -> Telling:
    """For whom to write.

    :raises InvalidInput: as :func:`as_json`.
    """
    if program is not None and not isinstance(program, Program):
        raise InvalidInput.one(
            f"expected a program, such as desk.program(case_id), got {shown(type(program))}", "program"
        )
    if zone is not None and not isinstance(zone, tzinfo):
        raise InvalidInput.one(f"expected a time zone, such as ZoneInfo('Europe/London'), got {shown(zone)}", "zone")
    if lang not in ("en", "zh"):
        raise unknown_language(lang)
    if zone is None:
        zone = UTC if program is None else program.calendar.zoneinfo
    return Telling(zone, str(lang), None if program is None else program.policy)


def as_problem(
    error: ComplaintKitError,
    program: Program | None = None,
    /,
    *,
    zone: tzinfo | None = None,
    lang: Language = "en",
    types: str = "",
) -> dict[str, Any]:
    """An error as the problem details of RFC 9457, to be sent as ``application/problem+json`` with its ``status``.

    Its members are ``type`` (``types`` and the error's code; "about:blank" without ``types``, the address under which
    you describe them), ``title`` (the phrase of the status), ``status``, ``detail`` (the error's text), ``code`` (the
    stable code, such as "CK402"), and by the error:

    - Refused, 422: ``reasons``, each with ``code``, ``args``, ``cites`` and ``text``; with ``program`` these and the
      ``detail`` are told in ``lang``, with its titles.
    - InvalidInput, 400: ``faults``, each with ``path``, ``message`` and ``code``.
    - StaleVersion, 409: the versions ``expected`` and ``actual``. KeyConflict, 409: the ``key``.
    - UnknownCase and UnknownTenant, 404: the same problem, whether the case is another tenant's or nobody's.
    - UnknownPolicy and HorizonError, 422: a day was given that no policy was in force on, or that no calendar reaches.
    - All others are the server's, 500 or more: without ``detail``, which belongs into its log.

    >>> as_problem(StaleVersion("case c-17", 4, 5), types="https://crm.example.org/problems/")["type"]
    'https://crm.example.org/problems/CK402'

    :raises InvalidInput: it is no error of this library; or as :func:`as_json`.
    """
    if not isinstance(error, ComplaintKitError):
        raise InvalidInput.one(f"expected an error of complaintkit, got {type(error).__name__}", "error")
    telling = telling_of(program, zone, lang)
    status = next(STATUS[cls] for cls in type(error).__mro__ if cls in STATUS)
    code = UnknownCase.code if status == NOT_FOUND else error.code
    problem = {
        "type": f"{types}{code}" if types else "about:blank",
        "title": TITLES[status],
        "status": status,
        "code": code,
    }
    return problem if status >= SERVER_ERROR else {**problem, **_details(error, telling)}


def _details(error: ComplaintKitError, telling: Telling) -> dict[str, Any]:
    """What else is told of a problem that is not the server's."""
    detail: dict[str, Any] = {"detail": str(error).removesuffix(f" [{error.code}]")}
    if isinstance(error, Refused):
        if telling.policy is not None:
            detail["detail"] = error.decision.text(telling.policy, telling.lang, telling.zone)
        return {**detail, "reasons": plain(error.decision.reasons, telling)}
    if isinstance(error, InvalidInput):
        return {**detail, "faults": plain(error.faults, telling)}
    if isinstance(error, UnknownCase | UnknownTenant):
        return {"detail": "there is no such case"}
    return {**detail, **{name: getattr(error, name) for name in TELLS.get(type(error), ())}}


NOT_FOUND, SERVER_ERROR = 404, 500
TITLES: Mapping[int, str] = {
    400: "Bad Request",
    404: "Not Found",
    409: "Conflict",
    422: "Unprocessable Content",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}
"""The phrases of the statuses (RFC 9110)."""
STATUS: Mapping[type[BaseException], int] = {
    ComplaintKitError: 500,
    InvalidInput: 400,
    PolicyError: 500,
    CalendarError: 500,
    HorizonError: 422,
    UnknownCase: NOT_FOUND,
    UnknownTenant: NOT_FOUND,
    UnknownPolicy: 422,
    Refused: 422,
    StaleVersion: 409,
    KeyConflict: 409,
    ClockSkew: 503,
    StoreError: 503,
    DeliveryFailed: 502,
}
"""The HTTP status of each error, by the nearest of its classes."""
TELLS: Mapping[type[ComplaintKitError], tuple[str, ...]] = {
    StaleVersion: ("expected", "actual"),
    KeyConflict: ("key",),
}
"""What an error holds that its client needs as data."""
