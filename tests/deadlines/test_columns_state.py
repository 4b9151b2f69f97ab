"""How clocks stand and when their rungs fall, over columns: the same answers as one by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintkit.deadlines import (
    After,
    AtDue,
    AtFraction,
    Before,
    BusinessHours,
    Clock,
    ClockState,
    CountedFrom,
    Days,
    Extension,
    Former,
    Hours,
    Longstop,
    Moment,
    Pause,
    PauseRule,
    Promise,
    Term,
    WorkingDays,
    Years,
    columns,
    rung_instant,
    state,
)
from complaintkit.deadlines.columns import Clocks, Coded, Formers, RowStatus
from complaintkit.errors import HorizonError, InvalidInput, UnknownDays
from complaintkit.testing import clocks, lengths

from .helpers import OFFICE, cn

MONDAY = cn(2026, 3, 2, 10)
SPANS = st.integers(-3, 60).map(lambda n: timedelta(days=n)) | st.integers(-2000, 90_000).map(
    lambda n: timedelta(minutes=n)
)
MOMENTS: st.SearchStrategy[Moment] = st.one_of(
    st.builds(Before, lengths()),
    st.builds(After, lengths()),
    st.just(AtDue()),
    st.fractions(Fraction(1, 50), Fraction(49, 50)).map(AtFraction),
    # past the table, and a share that no array holds
    st.sampled_from((Before(Days(10**6)), After(Hours(10**9)), After(Years(9000)), AtFraction(Fraction(1, 10**15)))),
)


def utc(*parts: int) -> np.datetime64:
    """An instant given by Shanghai's wall clock, as arrays hold it."""
    return np.datetime64(cn(*parts).astimezone(UTC).replace(tzinfo=None), "us")


@st.composite
def lived(draw: st.DrawFn) -> tuple[Clock, datetime, datetime | None]:
    """A clock with any life, a moment, and perhaps when it was met."""
    clock = draw(clocks(may_be_open=True, anchors=("reply", "sale")))
    return clock, clock.started_at + draw(SPANS), draw(st.none() | SPANS.map(lambda span: clock.started_at + span))


# -- the two engines


@given(st.lists(lived(), min_size=1, max_size=4))
def test_both_engines_agree_on_the_state(drawn: list[tuple[Clock, datetime, datetime | None]]) -> None:
    """Status, dues, what is left, late, elapsed and paused, what was breached and what was lifted, row by row."""
    together = Clocks.of([clock for clock, _, _ in drawn])
    found = columns.state(together, [now for _, now, _ in drawn], [met for _, _, met in drawn], on_error="report")
    for row, (clock, now, met) in enumerate(drawn):
        alone: ClockState | None
        try:
            alone = state(clock, now, met)
        except HorizonError:
            alone = None
        assert found.state(row) == alone
        assert alone is not None or found.due.status[row] == RowStatus.HORIZON


@given(st.lists(st.tuples(lived(), MOMENTS), min_size=1, max_size=4))
def test_both_engines_agree_on_the_ladder(drawn: list[tuple[tuple[Clock, datetime, datetime | None], Moment]]) -> None:
    """Every kind of rung of any clock, at the opening, before it or past the table."""
    every = [clock for (clock, _, _), _ in drawn]
    together = Clocks.of(every)
    dues = columns.due(together, on_error="report")
    found = columns.rung_instant(Coded.of([moment for _, moment in drawn]), together, dues, on_error="report")
    for row, (clock, (_, moment)) in enumerate(zip(every, drawn, strict=True)):
        falls = dues.due(row)
        try:
            alone = None if falls is None else rung_instant(moment, clock, falls).replace(tzinfo=None)
        except HorizonError:
            alone = None
        assert found[row].item() == alone


@given(lived(), st.integers(1, 3))
def test_rows_that_are_lost_are_told_alike(drawn: tuple[Clock, datetime, datetime | None], years: int) -> None:
    """By a calendar that ends soon, strict or not: no state where one alone is refused, and the same error."""
    clock, now, met = drawn
    near = attrs.evolve(clock.calendar, known_until=date(2026, 12, 31), horizon_years=years, strict=bool(years % 2))
    clock = attrs.evolve(clock, calendar=near)
    together = Clocks.of([clock])
    try:
        alone = state(clock, now, met)
    except (HorizonError, UnknownDays) as error:
        assert columns.state(together, now, [met], on_error="report").state(0) is None
        with pytest.raises(type(error)):
            columns.state(together, now, [met])
    else:
        assert columns.state(together, now, [met]).state(0) == alone


@given(st.lists(clocks(may_be_open=True, anchors=("reply",)), min_size=1, max_size=4))
def test_clocks_come_back_out_of_their_columns(drawn: list[Clock]) -> None:
    """With their events, former lives and anchors; also after some were taken, one of them twice."""
    together = Clocks.of(drawn)
    rows = [*range(len(drawn))[::-1], 0]
    taken = together.take(np.array(rows))
    for place, row in enumerate(rows):
        assert taken.clock(place) == together.clock(row) == attrs.evolve(drawn[row], anchors=drawn[row].anchors)


# -- by hand


def test_running_paused_met_and_overdue_in_one_call() -> None:
    """Three days from Monday 2 March 2026, 10:00, are the 5th, to its last microsecond. Asked on Friday 12:00: one is
    overdue by 12 hours and 1 µs, one day; one met on the 5th; one met on the 6th at 0:00, late; one paused since the
    4th, with a day left after this day (7th); one extended in time to the 8th, running; one not started.
    """
    start = np.array([cn(2026, 3, 2, 10).astimezone(UTC).replace(tzinfo=None)] * 5 + ["NaT"], "M8[us]")
    together = Clocks(
        Days(3),
        start,
        OFFICE,
        pauses=columns.Pauses([3], [cn(2026, 3, 4, 9)], [None]),
        extensions=columns.Extensions([4], "add", [cn(2026, 3, 5)], term=Days(3)),
    )
    met = [None, cn(2026, 3, 5, 23, 59, 59, 999_999), cn(2026, 3, 6), None, None, None]
    found = columns.state(together, cn(2026, 3, 6, 12), met)
    assert [found.status[row] for row in range(6)] == ["overdue", "met", "met_late", "paused", "running", None]
    assert found.late_by[0] == np.timedelta64(12 * 3_600_000_000 + 1, "us")
    assert found.late_days[[0, 2]].tolist() == [timedelta(days=1)] * 2
    assert found.late_by[2] == np.timedelta64(1, "us")
    assert found.breached_at[[0, 2]].tolist() == [cn(2026, 3, 6).astimezone(UTC).replace(tzinfo=None)] * 2
    assert np.isnat(found.breached_at[[1, 3, 4, 5]]).all()
    assert found.if_resumed_now.due_on[3] == np.datetime64("2026-03-07")
    assert found.paused[3] == np.timedelta64(51, "h")
    assert found.elapsed[3] == np.timedelta64(47, "h")
    assert found.due.due_on[4] == np.datetime64("2026-03-08")
    assert found.remaining[4] == np.timedelta64(60 * 3_600_000_000 - 1, "us")
    assert found.due.status.tolist() == [0, 0, 0, RowStatus.NONE, 0, RowStatus.NULL]
    assert found.state(5) is None
    assert np.isnat(found.elapsed[5])


def test_a_moment_for_each_row() -> None:
    """The same clock a microsecond before, at and after its due; and where no moment is given, no state."""
    last = utc(2026, 3, 5, 23, 59, 59, 999_999)
    tick = np.timedelta64(1, "us")
    together = Clocks(Days(3), np.array([utc(2026, 3, 2, 10)] * 4), OFFICE)
    found = columns.state(together, np.array([last - tick, last, last + tick, np.datetime64("NaT", "us")]))
    assert [found.status[row] for row in range(4)] == ["running", "running", "overdue", None]
    assert found.remaining[:2].tolist() == [timedelta(microseconds=1), timedelta(0)]


def test_what_lifts_a_breach_is_told_by_row() -> None:
    """Three days were passed on the 6th. A correction of the 9th (the start was the 9th) lifts it; an extension of the
    9th, asked for on the 5th, lifts it; one asked for on the 6th does not; nor does a change of term.
    """
    asked = Extension("add", cn(2026, 3, 9), term=Days(9), asked_at=cn(2026, 3, 5))
    late = attrs.evolve(asked, asked_at=cn(2026, 3, 6))
    every = [
        Clock(Days(3), cn(2026, 3, 9), OFFICE, former=(Former(cn(2026, 3, 9), "corrected", started_at=MONDAY),)),
        Clock(Days(3), MONDAY, OFFICE, extensions=(asked,)),
        Clock(Days(3), MONDAY, OFFICE, extensions=(late,)),
        Clock(Days(30), MONDAY, OFFICE, former=(Former(cn(2026, 3, 9), "reclassified", term=Days(3)),)),
    ]
    found = columns.state(Clocks.of(every), cn(2026, 3, 10))
    assert [found.status[row] for row in range(4)] == ["running"] * 4
    lifted = found.lifted
    assert lifted.row.tolist() == [0, 1]
    assert (lifted.at == utc(2026, 3, 6)).all()
    assert (lifted.lifted_at == utc(2026, 3, 9)).all()
    assert [lifted.lifted_by[i] for i in range(2)] == ["corrected", "extension"]
    assert np.isnat(found.breached_at).tolist() == [True, True, False, False]


def test_a_due_that_is_its_own_grant_is_in_time() -> None:
    """Passed on the 6th; on the 9th at 12:00, as asked on the 5th, extended to that very moment: lifted, and passed
    again a microsecond later.
    """
    noon = cn(2026, 3, 9, 12)
    grant = Extension("fixed", noon, due_at=noon, asked_at=cn(2026, 3, 5))
    clock = Clock(Days(3), MONDAY, OFFICE, extensions=(grant,))
    found = columns.state(Clocks.of([clock]), cn(2026, 3, 10))
    assert found.lifted.lifted_at.tolist() == [noon.astimezone(UTC).replace(tzinfo=None)]
    assert found.breached_at[0] == utc(2026, 3, 9, 12) + np.timedelta64(1, "us")
    assert found.state(0) == state(clock, cn(2026, 3, 10))


def test_a_cap_that_runs_and_a_longstop_that_stands() -> None:
    """Five working days, paused on Tuesday with a cap of two: paused until Wednesday ends, then running to the 11th. A
    longstop of twelve days shows through an open pause, and passes it on the 15th.
    """
    capped = Clock(
        WorkingDays(5), MONDAY, OFFICE, pauses=(Pause("x", cn(2026, 3, 3, 9)),),
        pause_rules=(PauseRule("x", cap=WorkingDays(1)),),
    )  # fmt: skip
    stopped = Clock(
        Days(3), MONDAY, OFFICE, pauses=(Pause("x", cn(2026, 3, 3, 9)),), longstop=Longstop(Days(12), MONDAY)
    )
    together = Clocks.of([capped, capped, stopped, stopped])
    tick = timedelta(microseconds=1)
    moments = [cn(2026, 3, 5) - tick, cn(2026, 3, 5), cn(2026, 3, 15) - tick, cn(2026, 3, 15)]
    found = columns.state(together, moments)
    assert [found.status[row] for row in range(4)] == ["paused", "running", "paused", "overdue"]
    assert found.due.due_on.tolist() == [None, date(2026, 3, 10), date(2026, 3, 14), date(2026, 3, 14)]
    assert found.paused[3] == np.timedelta64(moments[3] - cn(2026, 3, 3, 9))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (AtDue(), (2026, 3, 12, 23, 59, 59, 999_999)),
        (Before(Hours(4)), (2026, 3, 12, 19, 59, 59, 999_999)),
        (After(BusinessHours(4)), (2026, 3, 13, 13)),
        (Before(Days(4)), (2026, 3, 6, 9)),  # Sunday the 8th: the opening of the working day before
        (After(Days(2)), (2026, 3, 16, 9)),  # Saturday the 14th: of the one after
        (AtFraction(Fraction(1, 2)), (2026, 3, 6, 17)),  # Saturday the 7th, about 17:00: back to Friday's close
    ],
)
def test_rungs_of_many_clocks(moment: Moment, expected: tuple[int, ...]) -> None:
    """Ten days from Monday 2 March 2026, 10:00, are Thursday the 12th. A paused clock has no rung."""
    start = np.array([utc(2026, 3, 2, 10)] * 2)
    pauses = columns.Pauses([1], [cn(2026, 3, 3)], [None])
    together = Clocks(Days(10), start, OFFICE, pauses=pauses)
    found = columns.rung_instant(moment, together, columns.due(together))
    assert found[0] == utc(*expected)
    assert np.isnat(found[1])


def test_a_fraction_runs_from_where_the_limb_began() -> None:
    """240 hours from the acknowledgement on Thursday the 5th, 10:00: half of them end on the 10th at 10:00. Counted
    anew from the 5th by an extension: the same. Promised for the 4th, before the limb began: half from the start.
    """
    half = AtFraction(Fraction(1, 2))
    term: Term = CountedFrom("acknowledged", Hours(240))
    counted = Clock(term, MONDAY, OFFICE, anchors=(("acknowledged", cn(2026, 3, 5, 10)),))
    anew = Extension("replace", cn(2026, 3, 5, 10), term=Hours(240), restart_at=cn(2026, 3, 5, 10))
    again = Clock(Hours(240), MONDAY, OFFICE, extensions=(anew,))
    promised = attrs.evolve(counted, promises=(Promise(cn(2026, 3, 4, 10), MONDAY),))
    every = [counted, again, promised]
    together = Clocks.of(every)
    found = columns.rung_instant(half, together, columns.due(together))
    assert found.tolist() == [
        cn(*parts).astimezone(UTC).replace(tzinfo=None)
        for parts in ((2026, 3, 10, 10), (2026, 3, 10, 10), (2026, 3, 3, 10))
    ]


TWO = Clocks(Days(1), np.array([utc(2026, 3, 2)] * 2), OFFICE)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: columns.state(TWO, datetime(2026, 3, 2)), "now"),  # noqa: DTZ001
        (lambda: columns.state(TWO, [cn(2026, 3, 2)]), "expected 2 rows.*@ now"),
        (lambda: columns.state(TWO, cn(2026, 3, 2), [None]), "expected 2 rows.*@ met_at"),
        (lambda: columns.state(TWO, cn(2026, 3, 2), on_error="skip"), "expected 'raise'"),  # type: ignore[arg-type]
        (lambda: columns.rung_instant("due", TWO, columns.due(TWO)), "expected Before"),  # type: ignore[arg-type]
        (lambda: columns.rung_instant(AtDue(), TWO, columns.due(TWO).take([0])), "expected 2 rows.*@ dues"),
        (lambda: Formers([0], [cn(2026, 3, 2)], "moved"), "expected one of corrected"),  # type: ignore[arg-type]
        (lambda: Formers([0], [None], "reopened"), r"got NaT @ former\.until\[0\]"),
        (lambda: Formers([0], [cn(2026, 3, 2)], "reopened", term=3), "expected a term, got 3"),  # type: ignore[arg-type]
        (
            lambda: columns.Extensions([0], "add", [cn(2026, 3, 2)], term=Days(1), asked_at=[cn(2026, 3, 3)]),
            r"granted before it was asked for @ extensions\.asked_at\[0\]",
        ),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(make: Callable[[], object], said: str) -> None:
    """Naive moments, other numbers of rows, what is no moment of a ladder, causes that there are not."""
    with pytest.raises(InvalidInput, match=f"(?s){said}"):
        make()


def test_a_rung_past_the_table_names_its_rows() -> None:
    """A million days after the due: the error of one alone, with all such rows."""
    with pytest.raises(HorizonError) as caught:
        columns.rung_instant(Coded.of([AtDue(), After(Days(10**6))]), TWO, columns.due(TWO))
    assert caught.value.rows == (1,)
