"""What docs/deadlines.md says of other libraries is what they answer, where they are installed."""

from __future__ import annotations

import warnings
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import ROOT

FRIDAY_NINE = datetime(2026, 3, 6, 9)  # noqa: DTZ001 - as these libraries want it
SATURDAY = date(2026, 3, 7)


def peer(name: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip(name, reason=f"needs {name}")


def test_the_page_has_nine_rows_and_asks_each() -> None:
    """A row of the table for each answer printed below it."""
    page = (ROOT / "docs" / "deadlines.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ") and line[2].isdigit()]
    assert len(rows) == 9
    printed = page.rsplit("```text\n", 1)[1].split("```")[0].splitlines()
    assert [line.split()[0] for line in printed] == [row[2] for row in rows]


def test_pandas() -> None:
    """Rows 1, 2, 3, 4, 8 and 9."""
    pd = peer("pandas")
    hours = pd.offsets.CustomBusinessHour(start="09:00", end="17:00")
    night = pd.offsets.CustomBusinessHour(start="22:00", end="06:00")
    assert pd.Timestamp(FRIDAY_NINE) + hours * 8 == pd.Timestamp("2026-03-09 09:00")
    assert pd.Timestamp(SATURDAY) + pd.offsets.BDay(1) == pd.Timestamp("2026-03-09")
    assert pd.Timestamp("2026-03-07 05:00") + night * 2 == pd.Timestamp("2026-03-09 23:00")
    assert pd.bdate_range("2026-03-02", "2026-03-09").size == 6
    spring = pd.Timestamp("2026-03-28 10:00", tz="Europe/Berlin")
    assert (spring + pd.Timedelta(hours=24)).hour == 11
    month = pd.DateOffset(months=1)
    assert (pd.Timestamp("2026-01-31") + month + month).date() == date(2026, 3, 28)


def test_numpy() -> None:
    """Rows 2, 4, 5 and 6."""
    np = peer("numpy")
    with pytest.raises(ValueError, match="Non-business day"):
        np.busday_offset(SATURDAY, 1)
    assert str(np.busday_offset(SATURDAY, 1, roll="backward")) == "2026-03-09"
    assert str(np.busday_offset(SATURDAY, 1, roll="forward")) == "2026-03-10"
    assert np.busday_count("2026-03-02", "2026-03-09") == 5
    assert np.busday_count("2026-03-07", "2026-03-06") == 0
    assert not np.is_busday("2026-02-28")


def test_bizdays() -> None:
    """Rows 2 and 4."""
    bizdays = peer("bizdays")
    calendar = bizdays.Calendar(weekdays=["Saturday", "Sunday"], startdate="2026-01-01", enddate="2026-12-31")
    assert calendar.offset("2026-03-07", 1) == date(2026, 3, 9)
    assert calendar.bizdays("2026-03-02", "2026-03-09") == 5


def test_businesstimedelta() -> None:
    """Rows 1 and 3."""
    package = peer("businesstimedelta")

    def rules(start: int, end: int) -> Any:
        rule = package.WorkDayRule(start_time=time(start), end_time=time(end), working_days=[0, 1, 2, 3, 4])
        return package.Rules([rule])

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        close = FRIDAY_NINE + package.BusinessTimeDelta(rules(9, 17), hours=8)
        shift = datetime(2026, 3, 7, 5) + package.BusinessTimeDelta(rules(22, 6), hours=2)  # noqa: DTZ001
    assert close.replace(tzinfo=None) == datetime(2026, 3, 6, 17)  # noqa: DTZ001
    assert shift.replace(tzinfo=None) == datetime(2026, 3, 10)  # noqa: DTZ001


def test_holidays() -> None:
    """Rows 6 and 7."""
    china = peer("holidays").country_holidays("CN", years=[2026, 2027])
    assert china.is_working_day(date(2026, 2, 28))
    assert date(2027, 10, 4) in china, "a guess, not marked as one"


def test_chinesecalendar() -> None:
    """Rows 6 and 7."""
    package = peer("chinese_calendar")
    assert package.is_workday(date(2026, 2, 28))
    with pytest.raises(NotImplementedError):
        package.is_workday(date(2027, 3, 1))


def test_workalendar() -> None:
    """Row 6."""
    asia = peer("workalendar.asia")
    assert not asia.China().is_working_day(date(2026, 2, 28))


def test_the_standard_library() -> None:
    """Row 8: adding to an aware datetime adds to the wall clock."""
    spring = datetime(2026, 3, 28, 10, tzinfo=ZoneInfo("Europe/Berlin"))
    assert (spring + timedelta(hours=24)).hour == 10
