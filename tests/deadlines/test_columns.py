"""Deadlines over columns: the same answers as one by one, in every zone, with everything that can happen to a clock."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintkit.deadlines import (
    CHINA_CIVIL_CODE,
    PLAIN,
    US_RULE_6,
    BeforeEvent,
    BusinessHours,
    Calendar,
    Clock,
    Convention,
    Cycles,
    Days,
    EarlierOf,
    Extension,
    Hours,
    Immediately,
    Months,
    Pause,
    PauseRule,
    Promise,
    Tolling,
    Window,
    WorkingDays,
    bound,
    china_calendar,
    columns,
    due,
    resumes_at,
)
from complaintkit.deadlines.columns import Clocks, Coded, Extensions, Longstops, Pauses, Promises, RowStatus
from complaintkit.deadlines.columns.tables import add_months, month_of
from complaintkit.deadlines.counting import add_months as add_months_one_by_one
from complaintkit.errors import HorizonError, InvalidInput, UnknownDays
from complaintkit.testing import calendars, clocks, instants

OFFICE = Calendar("office")  # Monday to Friday, 09:00 to 17:00, Shanghai


def column(*texts: str) -> np.ndarray:
    """Instants in UTC."""
    return np.array(texts, "M8[us]")


def differences(given_clocks: list[Clock]) -> list[tuple[Clock, object, object]]:
    """Where the engines differ: in the due, the bound, the moment at which a cap is used up, or in what they refuse;
    each clock with the answer over columns and the one alone.
    """
    together = Clocks.of(given_clocks)
    found: list[tuple[Clock, object, object]] = []
    for over_columns, one_by_one in ((columns.due, due), (columns.bound, bound)):
        answers = over_columns(together, on_error="report")
        for row, clock in enumerate(given_clocks):
            ours: object = RowStatus(answers.status[row])
            alone: object
            try:
                held = alone = one_by_one(clock)
                ours = answers.due(row) if ours in (RowStatus.DUE, RowStatus.NONE) else ours
            except HorizonError:
                held, alone = None, RowStatus.HORIZON
            except UnknownDays:
                held, alone = None, RowStatus.UNKNOWN
            if one_by_one is due and held is not None:
                wake = resumes_at(clock)
                ours = (ours, answers.resumes_at[row].item())
                alone = (alone, None if wake is None else wake.replace(tzinfo=None))
            if ours != alone:
                found.append((clock, ours, alone))
    return found


# -- the two engines


@given(st.lists(clocks(may_be_open=True, anchors=("reply", "sale")), min_size=1, max_size=4))
def test_both_engines_agree(drawn: list[Clock]) -> None:
    """Any calendars, terms, conventions, pauses, caps, extensions, promises, changes and anchors, in odd zones too."""
    assert differences(drawn) == []


@given(clocks(eventful=False), st.data())
def test_both_engines_agree_over_many_starts(drawn: Clock, data: st.DataObject) -> None:
    """One calendar and term, the starts in one column: the way that is fast."""
    starts = data.draw(st.lists(instants(drawn.calendar.zone), min_size=2, max_size=30))
    together = Clocks(drawn.term, starts, drawn.calendar, convention=drawn.convention)
    found = columns.due(together, on_error="report")
    for row, start in enumerate(starts):
        assert found.due(row) == due(attrs.evolve(drawn, started_at=start))


@given(clocks(may_be_open=True), st.integers(1, 4))
def test_both_engines_agree_near_the_horizon(drawn: Clock, years: int) -> None:
    """A calendar that ends soon, strict or not: lost rows are told alike."""
    near = attrs.evolve(drawn.calendar, known_until=date(2026, 12, 31), horizon_years=years, strict=bool(years % 2))
    assert differences([attrs.evolve(drawn, calendar=near)]) == []


@given(calendar=calendars(), data=st.data())
def test_calendar_questions_agree(calendar: Calendar, data: st.DataObject) -> None:
    """Working days on and back, counts, business hours, elapsed time and local dates."""
    at = data.draw(st.lists(instants(calendar.zone), min_size=1, max_size=20))
    other = data.draw(st.lists(instants(calendar.zone), min_size=len(at), max_size=len(at)))
    amounts = np.array(data.draw(st.lists(st.integers(-60, 60), min_size=len(at), max_size=len(at))))
    us = np.array([moment.replace(tzinfo=None) for moment in at], "M8[us]")
    until = np.array([moment.replace(tzinfo=None) for moment in other], "M8[us]")
    days = columns.local_date(us, calendar)
    dates = [calendar.local_date(moment) for moment in at]
    assert days.tolist() == dates
    rows = range(len(at))
    assert columns.add_working_days(days, amounts, calendar).tolist() == [
        calendar.add_working_days(dates[i], int(amounts[i])) for i in rows
    ]
    for one in (0, 1, -3):
        assert columns.add_working_days(days, one, calendar).tolist() == [
            calendar.add_working_days(day, one) for day in dates
        ]
    ends = [calendar.local_date(moment) for moment in other]
    assert columns.count(days, np.array(ends, "M8[D]"), calendar).tolist() == [
        calendar.count(dates[i], ends[i]) for i in rows
    ]
    assert columns.elapsed(us, until, calendar).tolist() == [calendar.elapsed(at[i], other[i]) for i in rows]
    lengths = np.abs(amounts) * 1_234_567_890
    added = columns.add_business(us, lengths, calendar).tolist()
    assert [moment.replace(tzinfo=UTC) for moment in added] == [
        calendar.add_business(at[i], int(lengths[i])) for i in rows
    ]


@given(
    st.lists(st.integers(date(1, 1, 1).toordinal(), date(9990, 1, 1).toordinal()), min_size=1),
    st.integers(-30, 100),
    st.booleans(),
)
def test_months_agree_over_all_years(days: list[int], months: int, inclusive: bool) -> None:
    """The corresponding day, clamped, from the year 1 to 9990; what leaves these years is lost."""
    lost = np.zeros(len(days), bool)
    found = add_months(np.array(days), months, lost, inclusive=inclusive)
    for i, day in enumerate(days):
        try:
            assert found[i] == add_months_one_by_one(day, months, inclusive=inclusive)
        except OverflowError:
            assert lost[i]


def test_every_month_is_known_by_its_days() -> None:
    """All 3,652,059 days that datetime has: the month of each is numpy's own."""
    every = np.arange(1, date.max.toordinal() + 1)
    expected = (every - 719_163).astype("M8[D]").astype("M8[M]").astype(np.int64) + 1969 * 12
    assert np.array_equal(month_of(every), expected)


# -- by hand


def test_days_over_the_spring_festival() -> None:
    """Filed Thursday 12 February 2026; 3 days end on the 15th, a Sunday; off until the 23rd: due on the 24th."""
    found = columns.due(Clocks(Days(3), column("2026-02-12T02:00"), china_calendar(), convention=CHINA_CIVIL_CODE))
    assert found.due_on.tolist() == [date(2026, 2, 24)]
    assert found.due_at == column("2026-02-24T15:59:59.999999")  # 24:00 in Shanghai less 1 µs
    assert found.governed_by[0] == "term"


def test_a_utc_stamp_counts_from_the_local_date() -> None:
    """23:30 UTC on Thursday 5 March is Friday in Shanghai: one working day is Monday the 9th, not Friday."""
    found = columns.due(Clocks(WorkingDays(1), column("2026-03-05T23:30"), OFFICE))
    assert found.due_on.tolist() == [date(2026, 3, 9)]


def test_hours_are_of_real_time_where_clocks_change() -> None:
    """24 hours from noon in Berlin the day before summer time end at 13:00 there; on Lord Howe at 12:30."""
    berlin, lord_howe = Calendar("b", zone="Europe/Berlin"), Calendar("l", zone="Australia/Lord_Howe")
    starts = [
        datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Berlin")),
        datetime(2026, 10, 3, 12, tzinfo=ZoneInfo("Australia/Lord_Howe")),
    ]
    found = columns.due(Clocks(Hours(24), starts, Coded.of([berlin, lord_howe])))
    told = [at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).time().isoformat() for at, zone in
            zip(found.due_at.tolist(), ("Europe/Berlin", "Australia/Lord_Howe"), strict=True)]  # fmt: skip
    assert told == ["13:00:00", "12:30:00"]
    assert np.isnat(found.due_on).all()


def test_a_date_that_the_zone_skipped_is_a_day_but_no_working_day() -> None:
    """Apia had no Friday 30 December 2011: from Thursday, one day ends with that empty date, as Thursday ends."""
    apia = Calendar("a", zone="Pacific/Apia")
    start = [datetime(2011, 12, 29, 12, tzinfo=ZoneInfo("Pacific/Apia"))]
    assert columns.due(Clocks(Days(2), start, apia)).due_on.tolist() == [date(2011, 12, 31)]
    assert columns.due(Clocks(WorkingDays(1), start, apia)).due_on.tolist() == [date(2012, 1, 2)]


def test_several_calendars_and_terms_in_one_call() -> None:
    """One row each: Shanghai's Monday 9 March 2026 02:00 UTC; two working days, eight business hours, a month."""
    kolkata = Calendar("k", zone="Asia/Kolkata", week=((Window("10:00", "14:00"),),) * 7)
    clocks_ = Clocks(
        Coded.of([WorkingDays(2), BusinessHours(8), Months(1)]),
        column("2026-03-09T02:00", "2026-03-09T02:00", "2026-01-31T02:00"),
        Coded.of([OFFICE, kolkata, OFFICE]),
        convention=Coded.of([PLAIN, PLAIN, CHINA_CIVIL_CODE]),
    )
    found = columns.due(clocks_)
    assert found.due_on.tolist() == [date(2026, 3, 11), None, date(2026, 3, 2)]  # 28 February is a Saturday
    # 07:30 in Kolkata: four hours on the 9th, four on the 10th, which close at 14:00 there, 08:30 UTC
    assert found.due_at[1] == np.datetime64("2026-03-10T08:30")


def test_nulls_stay_nulls() -> None:
    """No start, no term, no calendar, no convention: no due, and the row says that nothing was given."""
    start = column("NaT", "2026-03-09", "2026-03-09", "2026-03-09", "2026-03-09")
    found = columns.due(
        Clocks(
            Coded.of([Days(1), None, Days(1), Days(1), Days(1)]),
            start,
            Coded.of([OFFICE, OFFICE, None, OFFICE, OFFICE]),
            convention=Coded.of([PLAIN, PLAIN, PLAIN, None, PLAIN]),
        )
    )
    assert found.status.tolist() == [RowStatus.NULL] * 4 + [RowStatus.DUE]
    assert np.isnat(found.due_at).tolist() == [True] * 4 + [False]
    assert found.due(0) is None
    empty = columns.due(Clocks(Days(1), column(), OFFICE))
    assert len(empty) == 0
    days = np.array(["NaT", "2026-03-06"], "M8[D]")
    assert columns.add_working_days(days, 1, OFFICE).tolist() == [None, date(2026, 3, 9)]
    assert columns.local_date(column("NaT"), OFFICE).tolist() == [None]
    assert columns.elapsed(column("NaT"), column("2026-03-06"), OFFICE).tolist() == [0]
    assert columns.count(days, days, OFFICE).tolist() == [0, 0]


def test_pauses_by_cause_with_their_caps() -> None:
    """Five working days from Monday 2 March are the 9th. Rows: no pause; paused the 3rd to the 5th (two days: the
    11th); the same for a cause that may pause one day (the 10th); twice for a cause that may pause once (the 11th);
    open, not capped (no due); open, capped at two working days (the 4th and 5th used up; due on the 11th).
    """
    start = column(*["2026-03-02T02:00"] * 6)
    pauses = Pauses.ragged(
        [0, 0, 1, 2, 4, 5, 6],
        column("2026-03-03T02:00", "2026-03-03T02:00", "2026-03-03T02:00", "2026-03-06T02:00", "2026-03-03T02:00",
               "2026-03-03T02:00"),
        column("2026-03-05T02:00", "2026-03-05T02:00", "2026-03-05T02:00", "2026-03-09T02:00", "NaT", "NaT"),
        Coded.of(["free", "short", "once", "once", "free", "two"]),
    )  # fmt: skip
    rules = (PauseRule("short", cap=WorkingDays(1)), PauseRule("once", most=1), PauseRule("two", cap=WorkingDays(2)))
    found = columns.due(Clocks(WorkingDays(5), start, OFFICE, pauses=pauses, pause_rules=rules))
    assert found.due_on.tolist() == [
        date(2026, 3, 9), date(2026, 3, 11), date(2026, 3, 10), date(2026, 3, 11), None, date(2026, 3, 11),
    ]  # fmt: skip
    assert found.status.tolist() == [0, 0, 0, 0, RowStatus.NONE, 0]
    # used up when the 5th ends in Shanghai
    assert np.isnat(found.resumes_at[:5]).all()
    assert found.resumes_at[5] == np.datetime64("2026-03-05T16:00")


def test_extensions_of_each_kind_and_promises() -> None:
    """Three days from Monday 2 March are the 5th. Added two: the 7th. Anew with ten: the 12th; from the 4th: the 14th.
    Fixed: as given. Promised: the one made last, and the bound beneath it is still the term's.
    """
    granted, n = column(*["2026-03-04T02:00"] * 4), 5
    extensions = Extensions(
        np.arange(4),
        Coded.of(["add", "replace", "replace", "fixed"]),
        granted,
        term=Coded.of([Days(2), Days(10), Days(10), None]),
        due_at=column("NaT", "NaT", "NaT", "2026-03-20T04:00"),
        restart_at=column("NaT", "NaT", "2026-03-04T02:00", "NaT"),
    )
    promises = Promises(
        [4, 4], column("2026-03-04T08:00", "2026-03-03T08:00"), column("2026-03-02T09:00", "2026-03-02T10:00")
    )
    together = Clocks(Days(3), column(*["2026-03-02T02:00"] * n), OFFICE, extensions=extensions, promises=promises)
    found = columns.due(together)
    assert [day.day for day in found.due_on.tolist()] == [7, 12, 14, 20, 3]
    assert [found.governed_by[row] for row in range(n)] == ["extension"] * 4 + ["promise"]
    assert found.due_at[3] == np.datetime64("2026-03-20T04:00")
    assert columns.bound(together).due_on[4] == np.datetime64("2026-03-05")


def test_the_limb_that_binds_is_named() -> None:
    """Five working days or seven days: with a holiday on the Friday the seven days bind, without it the five."""
    off = attrs.evolve(OFFICE, holidays=frozenset({date(2026, 3, 6)}))
    found = columns.due(
        Clocks(EarlierOf((WorkingDays(5), Days(7))), column(*["2026-03-02T02:00"] * 2), Coded.of([off, OFFICE]))
    )
    assert found.due_on.tolist() == [date(2026, 3, 9), date(2026, 3, 9)]
    assert found.governed_by[1] == "0"
    never = columns.due(Clocks(Immediately(None), column("2026-03-02T02:00"), OFFICE))
    assert never.status.tolist() == [RowStatus.NONE]


def test_back_from_events() -> None:
    """A hearing on Monday 16 March 2026: fourteen days before it is Monday the 2nd; nine are Saturday the 7th, and rule
    6 goes on backward to Friday the 6th. Without the anchor nothing has started.
    """
    hearing = np.array(["2026-03-16", "2026-03-16", "NaT"], "M8[D]")
    terms = Coded.of([BeforeEvent("hearing", Days(14)), BeforeEvent("hearing", Days(9)), BeforeEvent("hearing")])
    found = columns.due(
        Clocks(terms, column(*["2026-02-01"] * 3), OFFICE, convention=US_RULE_6, anchors={"hearing": hearing})
    )
    assert found.due_on.tolist() == [date(2026, 3, 2), date(2026, 3, 6), None]


def test_tolling_and_longstops() -> None:
    """Days(10) from Monday 2 March end on the 12th. Tolled from the 4th to the 6th, three days: the 15th; the window
    does not stop the row that started before it says. A longstop of twelve days from the 1st stops at the 13th.
    """
    window = Tolling("strike", date(2026, 3, 4), date(2026, 3, 6), started_from=date(2026, 3, 2))
    since = column("NaT", "NaT", "2026-03-01T02:00")
    found = columns.due(
        Clocks(
            Days(10),
            column("2026-03-02T02:00", "2026-03-01T02:00", "2026-03-02T02:00"),
            OFFICE,
            tolling=(window,),
            longstop=Longstops(Days(12), since),
        )
    )
    assert found.due_on.tolist() == [date(2026, 3, 15), date(2026, 3, 11), date(2026, 3, 13)]
    assert [found.governed_by[row] for row in range(3)] == ["term", "term", "longstop"]


def test_fixed_extensions_move_with_pauses_where_they_say_so() -> None:
    """Fixed on Friday 20 March; paused from the 9th to the 11th: stands, or moves by two days to Sunday the 22nd."""
    extensions = Extensions(
        [0, 1],
        "fixed",
        column(*["2026-03-04T02:00"] * 2),
        due_at=column(*["2026-03-20T04:00"] * 2),
        moved_by_pauses=[False, True],
    )
    pauses = Pauses([0, 1], column(*["2026-03-09T02:00"] * 2), column(*["2026-03-11T02:00"] * 2))
    start = column(*["2026-03-02T02:00"] * 2)
    found = columns.due(Clocks(Days(3), start, OFFICE, extensions=extensions, pauses=pauses))
    assert found.due_on.tolist() == [date(2026, 3, 20), date(2026, 3, 22)]


def test_cycles_are_computed_row_by_row_with_the_same_answer() -> None:
    """Two whole cycles after the one that runs on 10 March: of closings 15 March, April, May the last."""
    closings = (date(2026, 3, 15), date(2026, 4, 15), date(2026, 5, 15))
    found = columns.due(Clocks(Cycles(2, "bill"), column("2026-03-10"), OFFICE, anchors={"bill": Coded.of([closings])}))
    assert found.due_on.tolist() == [date(2026, 5, 15)]


def test_what_rests_on_unknown_days_is_provisional() -> None:
    """China's days are known until the end of 2026: working days in 2027 are provisional, calendar days are not."""
    start = column("2026-12-30T02:00", "2026-12-30T02:00", "2026-12-01T02:00")
    found = columns.due(Clocks(Coded.of([WorkingDays(5), Days(5), WorkingDays(5)]), start, china_calendar()))
    assert found.provisional.tolist() == [True, False, False]


# -- refusals


def test_a_row_past_the_horizon_is_told_with_its_number() -> None:
    """A million days: the error of the scalar engine, with every such row; or a status."""
    clocks_ = Clocks(Coded.of([Days(1), Days(1_000_000), WorkingDays(10**15), Hours(10**15)]),
                     column(*["2026-03-02"] * 4), OFFICE)  # fmt: skip
    with pytest.raises(HorizonError, match=r"\(rows 1, 2, 3\)") as caught:
        columns.due(clocks_)
    assert caught.value.rows == (1, 2, 3)
    found = columns.due(clocks_, on_error="report")
    assert found.status.tolist() == [RowStatus.DUE] + [RowStatus.HORIZON] * 3
    assert np.isnat(found.due_at).tolist() == [False, True, True, True]
    far = np.array(["2026-03-02", "9999-12-31"], "M8[D]")
    with pytest.raises(HorizonError) as caught:
        columns.add_working_days(far, 1, OFFICE)
    assert caught.value.rows == (1,)
    assert columns.add_working_days(far, 1, OFFICE, on_error="report").tolist() == [date(2026, 3, 3), None]


def test_elapsed_time_past_the_table_is_refused() -> None:
    """The office's table ends with the year 2100: what lies after it is told with its row, not taken for no time."""
    start, end = column("2026-03-02", "2300-01-01", "2026-03-02"), column("2026-03-03", "2300-01-02", "2300-01-01")
    with pytest.raises(HorizonError) as caught:
        columns.elapsed(start, end, OFFICE)
    assert caught.value.rows == (1, 2)
    assert columns.elapsed(start[:1], end[:1], OFFICE).tolist() == [8 * 3_600_000_000]


def test_a_strict_calendar_names_the_rows_it_does_not_know() -> None:
    """As the scalar engine, with every such row."""
    strict = attrs.evolve(china_calendar(), strict=True)
    clocks_ = Clocks(WorkingDays(5), column("2026-12-01", "2026-12-30", "2026-12-31"), strict)
    with pytest.raises(UnknownDays) as caught:
        columns.due(clocks_)
    assert caught.value.rows == (1, 2)
    assert columns.due(clocks_, on_error="report").status.tolist() == [0, RowStatus.UNKNOWN, RowStatus.UNKNOWN]
    days = np.array(["2026-12-01", "2026-12-31"], "M8[D]")
    with pytest.raises(UnknownDays) as caught:
        columns.add_working_days(days, 5, strict)
    assert caught.value.rows == (1,)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Clocks(Days(1), [datetime(2026, 3, 2)], OFFICE), r"no time zone.*started_at\[0\]"),  # noqa: DTZ001
        (lambda: Clocks(Days(1), "2026-03-02", OFFICE), "expected an array of datetime64"),
        (lambda: Clocks(Days(1), np.array(["2026-03-02T00:00:00.000000001"], "M8[ns]"), OFFICE), "finer than"),
        (lambda: Clocks(3, column("2026-03-02"), OFFICE), "expected a term, got 3 @ term"),  # type: ignore[arg-type]
        (lambda: Clocks(Coded.of([Days(1)]), column("2026-03-02", "2026-03-03"), OFFICE), "expected 2 rows"),
        (lambda: Clocks(Days(1), column("2026-03-02"), None), "expected Calendar"),  # type: ignore[arg-type]
        (
            lambda: Clocks(Days(1), column("2026-03-02"), OFFICE, anchors={"x": [1]}),  # type: ignore[dict-item]
            r"anchors\.x",
        ),
        (
            lambda: Clocks(
                Days(1), column("2026-03-02"), OFFICE, pauses=Pauses([1], column("2026-03-02"), column("NaT"))
            ),
            r"from 0 to 0 @ pauses\.row\[0\]",
        ),
        (lambda: Pauses([0], column("2026-03-02"), column("2026-03-01")), r"ended before it began @ .*ended_at\[0\]"),
        (lambda: Pauses([0], column("NaT"), column("NaT")), r"got NaT @ pauses\.begun_at\[0\]"),
        (lambda: Pauses([0, 1], column("2026-03-02"), column("NaT")), "expected 2 rows, as row has, got 1"),
        (lambda: Extensions([0], "add", column("2026-03-02")), r"takes a term and no due_at"),
        (lambda: Extensions([0], "longer", column("2026-03-02"), term=Days(1)), "expected 'add', 'replace' or 'fixed'"),
        (lambda: Coded((Days(1),), [1]), r"expected -1 to 0, got 1 @ codes\[0\]"),
        (lambda: columns.add_working_days(column("2026-03-02"), 1, OFFICE), "expected dates"),
        (lambda: columns.add_working_days(np.array(["2026-03-02"], "M8[D]"), 1.5, OFFICE), "expected a whole number"),  # type: ignore[arg-type]
        (lambda: columns.add_business(column("2026-03-02"), -1, OFFICE), "expected microseconds >= 0, got -1"),
        (lambda: columns.due(Clocks(Days(1), column("2026-03-02"), OFFICE), on_error="skip"), "expected 'raise'"),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_its_place(make, said: str) -> None:
    """Naive datetimes, finer units, wrong lengths, wrong rows, wrong kinds: one message that says where."""
    with pytest.raises(InvalidInput, match=f"(?s){said}"):
        make()


def test_without_numpy_the_error_names_the_extra() -> None:
    """The engine is imported late, and says what to install."""
    code = (
        "import sys; sys.modules['numpy'] = None\n"
        "import complaintkit.deadlines\n"
        "try:\n    import complaintkit.deadlines.columns\n"
        "except ImportError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "complaintkit[bulk]" in done.stdout


def test_a_clock_comes_back_out_of_its_columns() -> None:
    """What was put in is what row 0 says."""
    start = datetime(2026, 3, 2, 2, tzinfo=UTC)
    clock = Clock(
        Days(3),
        start,
        OFFICE,
        convention=Convention("inclusive", inclusive=True),
        pauses=(Pause("a", start), Pause("b", start, start + timedelta(days=1))),
        pause_rules=(PauseRule("a", most=1),),
        pause_cap=Days(9),
        extensions=(Extension("add", start, term=Days(1)), Extension("fixed", start, due_at=start)),
        promises=(Promise(start, start),),
        changed_at=start,
        not_before=WorkingDays(2),
        anchors=(("sale", date(2026, 3, 9)), ("reply", start)),
    )
    assert Clocks.of([clock]).clock(0) == clock
