"""A policy whose shops owe a table each week and whose tenant owes one each year, and a desk to run it on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from complaintkit.deadlines import Calendar, Days
from complaintkit.rules import STAYS, Access, Category, Duty, Fact, Figure, Kind, Move, Policy, Report, Stage
from complaintkit.rules.conditions import fact
from complaintkit.rules.facts import FactType
from complaintkit.testing import FixedDirectory
from complaintkit.values import titles
from tests.desk.policies import CLERK, OFFICE, World, policy, world

NEW_YORK = Calendar("ny", zone="America/New_York")
WEEK = "weekly"
RATES = ("undecided", "unasked", "kept", "solved", "content", "lines")
OWN: tuple[tuple[str, FactType], ...] = (
    ("received", "whole"), ("grave_ones", "whole"), ("closed_ones", "whole"), ("closings", "whole"),
    ("nothing", "yes_no"),
    ("undecided", "yes_no"), ("unasked", "yes_no"), ("kept", "ratio"), ("solved", "ratio"), ("content", "ratio"),
    ("in_words", "text"),
)  # fmt: skip
LINES = Fact("lines", "table", required=False, case_kind=WEEK,
             columns=(Fact("what", "choice", choices=("colour", "size")), Fact("many", "whole")))  # fmt: skip
TABLE = Report(
    "weekly_table", owed_by=WEEK, by="category", duty="reply", resolved="replied",
    figures=(
        Figure("received"), Figure("grave_ones", when=fact("grave").is_true()), Figure("closed_ones", dated="closed"),
        Figure("closings", "times", dated="closed"), Figure("nothing", "none"),
        Figure("undecided", "none_decided"), Figure("unasked", "none_answered"),
        Figure("kept", "on_time"),
        Figure("solved", "resolution"), Figure("content", "satisfaction"), Figure("in_words", "lines"),
        Figure("lines", "lines"),
    ),
)  # fmt: skip
LIST = Report("weekly_list", owed_by=WEEK, dated="closed", shows=("story", "borne_by"))
SHARES = Report("weekly_shares", owed_by=WEEK, by="facts.borne_by.dye_house", weighs="percent")


def shops(**parts: Any) -> Policy:
    """Complaints about colour and size; each shop tells of its week by the Monday after it; asked in Shanghai."""
    plain = policy()
    always = ("received", "grave_ones", "closed_ones", "closings", "nothing", "in_words", "remark")
    asks = tuple(
        Move(f"ask_{record}", ("open", "done"), STAYS, by=("clerk",), records=(record,))
        for record in ("satisfied", "dissatisfied")
    )
    given: dict[str, Any] = {
        "kinds": (
            Kind("complaint", initial="open", by=("clerk",)),
            Kind(WEEK, initial="owed", every="week", opens="end", per="unit", unit_kind="shop"),
            Kind("yearly", initial="year_open", every="year", opens="end"),
        ),
        "categories": (Category("colour"), Category("size")),
        "facts": (
            Fact("grave", "yes_no", required=False),
            Fact("story", "text", personal=True, required=False),
            Fact("borne_by", "table", required=False, columns=(Fact("dye_house", "text"), Fact("percent", "whole"))),
            *(Fact(id, type, required=False, case_kind=WEEK) for id, type in OWN),
            LINES,
            Fact("remark", "text", required=False, case_kind=WEEK),
            Fact("year_received", "whole", required=False, case_kind="yearly"),
        ),
        "stages": (
            *plain.stages, Stage("owed", owner="clerk", case_kind=WEEK), Stage("told", "closed", case_kind=WEEK),
            Stage("year_open", owner="boss", case_kind="yearly"), Stage("year_told", "closed", case_kind="yearly"),
        ),
        "moves": (
            *plain.moves, *asks,
            Move("share", ("open",), STAYS, by=("clerk",), offers=("borne_by", "grave"), records=("x_shared",)),
            Move("tell", ("owed",), "told", by=("clerk",), asks=always, offers=RATES, records=("x_told",)),
            Move("wait", ("owed",), STAYS, by=("clerk",), records=("x_waited",)),
            Move("tell_year", ("year_open",), "year_told", by=("boss",), asks=("year_received",), records=("x_told",)),
        ),
        "duties": (
            *plain.duties,
            Duty("week_due", owner="clerk", starts="opened", ends=("x_told",), term=Days(1), case_kind=WEEK),
        ),
        "reports": (TABLE, LIST, SHARES, Report("year_table", owed_by="yearly", by="unit",
                                                figures=(Figure("year_received"),))),
        "access": Access(sees=("clerk",)),
        "calendar": "office",
        "titles": titles({
            "weekly": ("week", "周"), "received": ("received", "收到"), "colour": ("Colour", "颜色"),
            "weekly_table": ("Table of the week", "周报表"), "kept": ("kept", "及时"),
        }),
    }  # fmt: skip
    return policy(**{**given, **parts})


class Shops:
    """A desk of two shops with the clock in Shanghai; complaints are filed as of a local moment."""

    def __init__(
        self,
        *policies: Policy,
        zone: str = "Asia/Shanghai",
        units: tuple[str, ...] = ("east", "west"),
        store: Any = None,
    ) -> None:
        self.zone = ZoneInfo(zone)
        directory = FixedDirectory({"cleo": ("clerk",), "bea": ("boss",)}, units={"shop": units})
        self.world: World = world(
            *(policies or (shops(),)), now=self.at(2, 0, 0), directory=directory,
            calendars={"office": OFFICE, "ny": NEW_YORK}, store=store,
        )  # fmt: skip
        self.desk = self.world.desk

    def at(self, day: int, hour: int = 9, minute: int = 0, *, month: int = 3, year: int = 2026) -> datetime:
        """A local moment of March 2026."""
        return datetime(year, month, day, hour, minute, tzinfo=self.zone)

    def file(self, when: datetime, unit: str | None = "east", **given: Any) -> str:
        """A complaint received at that moment, entered as soon as it came in."""
        if when > self.world.clock.now():
            self.world.clock.move_to(when)
        by = attrs.evolve(CLERK, unit=unit)
        return self.desk.file(by=by, received_at=when, unit=unit, **given).id

    def act(self, case: str, trigger: str, when: datetime, **given: Any) -> None:
        """A move made at that moment."""
        if when > self.world.clock.now():
            self.world.clock.move_to(when)
        self.desk.act(case, trigger, by=CLERK, **given)

    def sweep(self, when: datetime) -> None:
        """Let the sweep open what is owed by then."""
        self.world.clock.move_to(when)
        assert self.desk.sweep().failed == ()

    def standing(self, period: str, unit: str | None = "east", kind: str = WEEK) -> str:
        """The standing case of a period and a unit."""
        found = [case for case in self.desk.find(kind=kind, period=period).cases if case.unit == unit]
        assert len(found) == 1, found
        return found[0].id


def in_force(year: int, **parts: Any) -> Policy:
    """The policy, in force from the first day of a year."""
    return shops(in_force_from=date(year, 1, 1), **parts)
