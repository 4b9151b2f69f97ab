"""Time and nothing but time: calendars, terms, counting conventions, clocks with pauses, explanation of a date."""

from typing import TYPE_CHECKING, Any

from complaintkit.deadlines.anchors import Anchor, Anchors
from complaintkit.deadlines.calendar import OFFICE_HOURS, Calendar, Window
from complaintkit.deadlines.china import always_calendar, china_calendar
from complaintkit.deadlines.clock import Clock, Due, bound, due, resumes_at, term_due
from complaintkit.deadlines.convention import (
    CHINA_CIVIL_CODE,
    CONVENTIONS,
    ELAPSED,
    EU_1182_71,
    PLAIN,
    US_RULE_6,
    Convention,
)
from complaintkit.deadlines.events import Extension, Former, Longstop, Pause, PauseRule, Promise, Tolling
from complaintkit.deadlines.ladder import (
    After,
    AtDue,
    AtFraction,
    Before,
    CatchUp,
    Moment,
    catch_up,
    rung_instant,
)
from complaintkit.deadlines.periods import Every, Period, next_period, period_of, periods_between
from complaintkit.deadlines.terms import (
    BeforeEvent,
    BusinessHours,
    BusinessMinutes,
    CountedFrom,
    Cycles,
    Days,
    EarlierOf,
    Ends,
    FollowedBy,
    Hours,
    Immediately,
    LaterOf,
    Minutes,
    Months,
    NthDayOf,
    NthDayOfNextMonth,
    Roll,
    Term,
    Weeks,
    WorkingDays,
    Years,
    anchors_of,
)
from complaintkit.deadlines.wording import term_text
from complaintkit.deadlines.zones import tz_version

if TYPE_CHECKING:
    from complaintkit.deadlines.combining import (
        Observed,
        closed,
        closed_yearly,
        half_days,
        intersection_of_closures,
        loaded,
        observed,
        union_of_closures,
        with_holidays,
        with_overrides,
        yearly,
    )
    from complaintkit.deadlines.drawing import picture
    from complaintkit.deadlines.guards import against_extension, against_promise
    from complaintkit.deadlines.history import Breach, DatedDue, breaches, dues
    from complaintkit.deadlines.repeating import reopened, repeated
    from complaintkit.deadlines.sources import calendar_from_holidays, calendar_from_ical, calendar_from_list
    from complaintkit.deadlines.standing import ClockState, Status, state
    from complaintkit.deadlines.tracing import DateTrace, Step, What, trace, trace_text

_HOMES = {
    "combining": (
        "Observed",
        "closed",
        "closed_yearly",
        "half_days",
        "intersection_of_closures",
        "loaded",
        "observed",
        "union_of_closures",
        "with_holidays",
        "with_overrides",
        "yearly",
    ),
    "guards": ("against_extension", "against_promise"),
    "history": ("Breach", "DatedDue", "breaches", "dues"),
    "standing": ("ClockState", "Status", "state"),
    "drawing": ("picture",),
    "repeating": ("reopened", "repeated"),
    "tracing": ("DateTrace", "Step", "What", "trace", "trace_text"),
    "sources": ("calendar_from_holidays", "calendar_from_ical", "calendar_from_list"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "CHINA_CIVIL_CODE",
    "CONVENTIONS",
    "ELAPSED",
    "EU_1182_71",
    "OFFICE_HOURS",
    "PLAIN",
    "US_RULE_6",
    "After",
    "Anchor",
    "Anchors",
    "AtDue",
    "AtFraction",
    "Before",
    "BeforeEvent",
    "Breach",
    "BusinessHours",
    "BusinessMinutes",
    "Calendar",
    "CatchUp",
    "Clock",
    "ClockState",
    "Convention",
    "CountedFrom",
    "Cycles",
    "DateTrace",
    "DatedDue",
    "Days",
    "Due",
    "EarlierOf",
    "Ends",
    "Every",
    "Extension",
    "FollowedBy",
    "Former",
    "Hours",
    "Immediately",
    "LaterOf",
    "Longstop",
    "Minutes",
    "Moment",
    "Months",
    "NthDayOf",
    "NthDayOfNextMonth",
    "Observed",
    "Pause",
    "PauseRule",
    "Period",
    "Promise",
    "Roll",
    "Status",
    "Step",
    "Term",
    "Tolling",
    "Weeks",
    "What",
    "Window",
    "WorkingDays",
    "Years",
    "against_extension",
    "against_promise",
    "always_calendar",
    "anchors_of",
    "bound",
    "breaches",
    "calendar_from_holidays",
    "calendar_from_ical",
    "calendar_from_list",
    "catch_up",
    "china_calendar",
    "closed",
    "closed_yearly",
    "due",
    "dues",
    "half_days",
    "intersection_of_closures",
    "loaded",
    "next_period",
    "observed",
    "period_of",
    "periods_between",
    "picture",
    "reopened",
    "repeated",
    "resumes_at",
    "rung_instant",
    "state",
    "term_due",
    "term_text",
    "trace",
    "trace_text",
    "tz_version",
    "union_of_closures",
    "with_holidays",
    "with_overrides",
    "yearly",
]


def __getattr__(name: str) -> Any:
    """What only some need is loaded when it is first asked for."""
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = found
    return found
