"""The strategies for deadlines: what they reach, and what they shrink to."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from complaintkit.deadlines import (
    PLAIN,
    Calendar,
    Clock,
    Days,
    EarlierOf,
    Immediately,
    Pause,
    Window,
    WorkingDays,
)
from complaintkit.deadlines.zones import get_zone
from complaintkit.testing import (
    calendars,
    clocks,
    conventions,
    extensions,
    formers,
    instants,
    lengths,
    local_dates,
    pause_rules,
    pauses,
    terms,
)

START = datetime(2026, 3, 2, tzinfo=UTC)
FIRST = datetime(2019, 1, 1, tzinfo=UTC)
QUICK = settings(max_examples=1000, database=None, derandomize=True)

REACHED = settings(max_examples=20_000, database=None, derandomize=True, phases=[Phase.generate])


def smallest(strategy: st.SearchStrategy[Any], such: Any) -> Any:
    """What the strategy shrinks to, of all that is such."""
    return find(strategy, such, settings=QUICK)


@pytest.mark.no_cover
def test_everything_shrinks_to_one_duty_of_a_whole_day() -> None:
    """A clock: one day from the first midnight, a plain week in UTC, the plain convention, and nothing happened."""
    office = (Window("09:00", "17:00"),)
    plain = Calendar("drawn", zone="UTC", week=(office,) * 5 + ((), ()))
    assert smallest(clocks(), lambda clock: True) == Clock(Days(1), FIRST, plain)
    assert smallest(clocks(eventful=False), lambda clock: True) == Clock(Days(1), FIRST, plain)
    assert smallest(calendars(), lambda calendar: True) == plain
    assert smallest(conventions(), lambda convention: True) is PLAIN
    assert smallest(instants("Asia/Shanghai"), lambda at: True) == FIRST - timedelta(hours=8)
    for none in (pauses(START), pause_rules(), extensions(START), formers(START)):
        assert smallest(none, lambda drawn: True) == ()


@pytest.mark.no_cover
def test_what_must_be_there_shrinks_to_its_least() -> None:
    """A pause to one at the start, whole days long; a late due to days alone; a limb to a day each."""
    (pause,) = smallest(pauses(START), lambda drawn: any(p.ended_at - p.begun_at >= timedelta(days=3) for p in drawn))
    assert pause == Pause("a", START, START + timedelta(days=3))
    (open_pause,) = smallest(pauses(START, may_be_open=True), lambda drawn: any(p.ended_at is None for p in drawn))
    assert open_pause == Pause("a", START)
    paused = smallest(clocks(), lambda clock: clock.pauses)
    assert (paused.term, paused.extensions, paused.promises) == (Days(1), (), ())
    assert paused.pauses == (Pause("a", paused.started_at, paused.started_at),)
    assert smallest(lengths(), lambda term: term.count >= 10) == Days(10)
    limbs = smallest(terms(), lambda term: isinstance(term, EarlierOf))
    assert limbs == EarlierOf((Days(1), Days(1)))
    (extension,) = smallest(extensions(START), bool)
    assert (extension.kind, extension.granted_at, extension.term) == ("add", START, Days(1))


@pytest.mark.parametrize(
    ("strategy", "such"),
    [
        (local_dates(), lambda day: (day.month, day.day) == (12, 31)),
        (local_dates(), lambda day: (day.month, day.day) == (2, 29)),
        # a second before the clocks of Berlin change, and the change itself
        (instants("Europe/Berlin"), lambda at: at == datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (instants("Australia/Lord_Howe"), lambda at: at.minute == 30 and at.hour in (14, 15) and at.month in (4, 10)),
        (
            instants("Pacific/Apia", date(2011, 12, 1), date(2012, 1, 31)),
            lambda at: at == datetime(2011, 12, 30, 10, tzinfo=UTC),
        ),
        (calendars(), lambda calendar: calendar.id == "cn"),
        (calendars(), lambda calendar: calendar.makeup and calendar.override and calendar.holidays),
        (calendars(), lambda calendar: calendar.known_until is not None and calendar.zone == "Pacific/Chatham"),
        (lengths(), lambda term: term == WorkingDays(1, ends="wall_open")),
        (terms(), lambda term: term == Immediately(None)),
        (terms(("sale",)), lambda term: getattr(term, "event", "") == "sale"),
        (terms(("sale",)), lambda term: getattr(term, "anchor", "") == "sale"),
        (conventions(), lambda convention: convention.cut_off is not None and convention.inclusive),
        (pauses(START), lambda drawn: len(drawn) == 4 and drawn[0].begun_at < START),
        (pause_rules(), lambda rules: len(rules) == 2 and all(rule.cap for rule in rules)),
        (extensions(START), lambda drawn: {e.kind for e in drawn} == {"replace", "fixed"}),
        (extensions(START), lambda drawn: any(e.asked_at and e.asked_at < e.granted_at for e in drawn)),
        (formers(START), lambda drawn: {was.cause for was in drawn} == {"corrected", "calendar"}),
        (formers(START), lambda drawn: any(was.started_at and was.term and was.calendar for was in drawn)),
        (clocks(anchors=("sale",)), lambda clock: clock.anchors and clock.changed_at),
    ],
)  # fmt: skip
def test_what_matters_is_reached(strategy: st.SearchStrategy[Any], such: Any) -> None:
    """Ends of months and years, changes of the clock, every kind of term, event and calendar come up."""
    assert find(strategy, such, settings=REACHED) is not None


@given(st.data(), st.sampled_from(("UTC", "Pacific/Apia", "America/Havana")))
def test_instants_keep_to_their_days(data: st.DataObject, zone: str) -> None:
    """The local date lies within what was asked for, the midnight after the last day included."""
    first, last = date(2026, 2, 27), date(2026, 3, 31)
    at = data.draw(instants(zone, first, last))
    assert at.tzinfo is UTC
    assert first <= at.astimezone(get_zone(zone)).date() <= last


def test_strategies_come_late_and_say_what_they_need() -> None:
    """Without Hypothesis the package of test tools can still be imported, and the error names the extra."""
    code = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "import complaintkit.testing as testing\n"
        "print('clocks' in dir(testing))\n"
        "try:\n    testing.clocks\n"
        "except ImportError as error:\n    print(error)\n"
        "try:\n    testing.nothing\n"
        "except AttributeError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "True" in done.stdout
    assert "complaintkit[testing]" in done.stdout
    assert "has no attribute 'nothing'" in done.stdout
