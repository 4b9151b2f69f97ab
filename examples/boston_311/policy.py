"""The rules: a property-management policy whose duties carry the city's service terms as data, in two dated versions.

The steps are those of building management (T7): a request is recorded and acknowledged, passed to the functional
department at once, and answered by it. How long the department has is a table, one row a request type; the city changed
that table at the end of January 2015, so that there are two versions, and the day a request came in picks the one it is
judged by.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from complaintkit import (
    ByCase,
    Category,
    Channel,
    Citation,
    Duty,
    Fact,
    Kind,
    Move,
    Policy,
    PolicyHistory,
    Role,
    Rung,
    Stage,
    source,
)
from complaintkit.deadlines import (
    ELAPSED,
    BusinessMinutes,
    Calendar,
    Convention,
    Days,
    Minutes,
    Term,
    Window,
    WorkingDays,
)
from complaintkit.rules.conditions import category
from complaintkit.rules.moves import STAYS
from complaintkit.values import titles

DATA = Path(__file__).parent / "data"
T7 = source("T7")
TERMS = Citation("City of Boston", "service terms, fitted on the requests of 2015", mark="reading")

CHANGED = date(2015, 2, 1)
"""The first day of the second version."""

OFFICE = Convention("boston_office", start="next_opening", ends="wall")
"""Working days: a request that comes in outside office hours counts from the next opening, and the term ends at the
time of day it counts from."""

OFFICE_TERM, WALL_TERM = "complete_in_office_days", "complete_in_calendar_days"
"""The two duties: the city counts some types in working days, others in days of the wall clock."""

CHANNELS = (
    "Constituent Call", "Citizens Connect App", "City Worker App", "Employee Generated", "Self Service",
    "Maximo Integration", "Twitter",
)  # fmt: skip

TITLES = titles({
    "receiver": ("front desk", "客服前台"),
    "functional_department": ("functional department", "职能部门"),
    "department_manager": ("department manager", "部门经理"),
    "complaint": ("service request", "服务请求"),
    "recorded": ("recorded", "已记录"),
    "in_hand": ("with the department", "部门处理中"),
    "answered": ("answered", "已回复"),
    "acknowledge": ("acknowledged, with its number", "已告知受理编号"),
    "number_given": ("number given to the caller", "受理编号"),
    "pass_on": ("passed to the functional department", "转交职能部门"),
    "answer": ("answered by the department", "部门回复"),
    "subject": ("subject", "事项"),
    "city_target": ("the city's own target", "市政府自定目标时间"),
    "outcome": ("outcome", "结果"),
    "city_flag": ("the city's own verdict", "市政府自评"),
    "ONTIME": ("on time", "按时"),
    "OVERDUE": ("overdue", "逾期"),
    OFFICE_TERM: ("answer within the type's working days", "按类型工作日内回复"),
    WALL_TERM: ("answer within the type's calendar days", "按类型日历日内回复"),
    "breach": ("breach told to the manager", "逾期报告经理"),
})  # fmt: skip

ACKNOWLEDGE = Move(
    "acknowledge", ("recorded",), STAYS, by=("receiver",), records=("acknowledged",), asks=("number_given",),
    cite=T7("S(4)"),
)  # fmt: skip
PASS_ON = Move(
    "pass_on", ("recorded",), "in_hand", by=("receiver",), records=("assigned",), assigns=True, cite=T7("S(4)")
)
ANSWER = Move(
    "answer", ("in_hand",), "answered", by=("functional_department",), records=("replied", "closed"),
    offers=("outcome", "city_flag"), cite=T7("R(4)"),
)  # fmt: skip

Table = Mapping[str, Term]
"""Request types and their terms."""


def read_holidays(path: Path = DATA / "holidays.csv") -> frozenset[date]:
    """The weekdays on which the city's system rested. Where its calendar was not loaded it counted on: no holiday."""
    with path.open(encoding="utf-8", newline="") as file:
        return frozenset(
            date.fromisoformat(row["date"]) for row in csv.DictReader(file) if row["treated_as"] == "holiday"
        )


def boston_calendar(holidays: Iterable[date] | None = None) -> Calendar:
    """Mondays to Fridays from 08:30 to 17:00 in Boston; known for the years in which the holidays were loaded."""
    hours = (Window("08:30", "17:00"),)
    return Calendar(
        "boston",
        zone="America/New_York",
        version="holidays as the city's system used them",
        week=(hours,) * 5 + ((), ()),
        holidays=read_holidays() if holidays is None else holidays,
        known_from=date(2014, 1, 1),
        known_until=date(2017, 12, 31),
    )


def term(unit: str, amount: int) -> Term:
    """A row's term. Nought days is at once: one minute (of office hours), the least that a term may be.

    >>> term("business_days", 10)
    WorkingDays(count=10, ends='wall', roll=None)
    """
    if unit == "business_days":
        return WorkingDays(amount, ends="wall") if amount else BusinessMinutes(1)
    if unit == "calendar_days":
        return Days(amount, ends="wall") if amount else Minutes(1)
    raise ValueError(f"expected business_days or calendar_days, got {unit!r}")


def read_table(path: Path) -> Table:
    """Request types and their terms."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["type"]: term(row["rule_unit"], int(row["rule_amount"])) for row in csv.DictReader(file)}


def year_table() -> Table:
    """One table for the whole year: what the two versions are better than, and what they take for types they lack."""
    return read_table(DATA / "rules_2015.csv")


def duty(id: str, convention: Convention, table: Table) -> Duty:
    """A duty whose term the request's type chooses: one row a term, those of many types first."""
    types: dict[Term, list[str]] = {}
    for name, chosen in table.items():
        types.setdefault(chosen, []).append(name)
    rows = sorted(types.items(), key=lambda row: -len(row[1]))
    return Duty(
        id,
        owner="functional_department",
        starts="filed",
        ends=("closed",),
        when=category.one_of(*table),
        term=ByCase(tuple((category.one_of(*names), chosen) for chosen, names in rows)),
        convention=convention.id,
        ladder=(Rung("breach", tell=("department_manager",), cite=T7("R(6)")),),
        tells_complainant=True,
        cite=(T7("R(3)"), TERMS),
    )


def policy(table: Table, *, version: str, first_day: date, last_day: date | None = None) -> Policy:
    """One version: the steps, and the terms of a table."""
    in_office = {name: chosen for name, chosen in table.items() if isinstance(chosen, WorkingDays | BusinessMinutes)}
    on_the_wall = {name: chosen for name, chosen in table.items() if name not in in_office}
    return Policy(
        id="boston_311",
        version=version,
        in_force_from=first_day,
        in_force_until=last_day,
        roles=(Role("receiver"), Role("functional_department"), Role("department_manager")),
        kinds=(Kind("complaint", initial="recorded", by=("receiver",), cite=T7("R(5)")),),
        channels=tuple(map(Channel, CHANNELS)),
        categories=tuple(map(Category, sorted(table))),
        facts=(
            Fact("subject", "text", for_the_record=True),
            Fact("city_target", "instant", for_the_record=True),
            Fact("number_given", "text", required=False, for_the_record=True),
            Fact("outcome", "text", required=False, for_the_record=True),
            Fact("city_flag", "choice", choices=("ONTIME", "OVERDUE"), required=False, for_the_record=True),
        ),
        stages=(
            Stage("recorded", owner="receiver"),
            Stage("in_hand", owner="functional_department"),
            Stage("answered", "closed"),
        ),
        moves=(ACKNOWLEDGE, PASS_ON, ANSWER),
        duties=(duty(OFFICE_TERM, OFFICE, in_office), duty(WALL_TERM, ELAPSED, on_the_wall)),
        calendar="boston",
        conventions=(OFFICE, ELAPSED),
        convention=OFFICE.id,
        corrects=("receiver",),
        titles=TITLES,
    )


def history() -> PolicyHistory:
    """The two versions. A type that a version's table lacks (so few requests that no term could be fitted) takes the
    year's.
    """
    whole = year_table()
    january = {**whole, **read_table(DATA / "rules_2015_01.csv")}
    rest = {**whole, **read_table(DATA / "rules_2015_02_12.csv")}
    return PolicyHistory(
        [
            policy(january, version="2015-01", first_day=date(2015, 1, 1), last_day=date(2015, 1, 31)),
            policy(rest, version="2015-02", first_day=CHANGED),
        ]
    )
