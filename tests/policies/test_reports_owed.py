"""Every row on statistics, tables and indicators: which standing case owes it, as which report, in which scenario.

The figures themselves are in the scenarios, where a step hands in what is drawn up from a small store; here it is held
that none of them is left out.
"""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from complaintkit.desk import Desk
from complaintkit.reports import draw_up, register
from complaintkit.rules import BLANK, Actor, PolicyHistory
from complaintkit.rules.moves import cites_of
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing import FixedClock, FixedDirectory
from complaintkit.values import Party
from tests.policies.loading import load_all
from tests.policies.rows import read_rows, regimes
from tests.policies.runner import run
from tests.policies.shipped import build

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Owed(NamedTuple):
    """A row of the catalogue, the kind of standing case that owes it, the report and the move that hands it in."""

    row: str
    regime: str
    kind: str
    report: str
    move: str


OWED = (
    Owed("BB-06", "bank_branch", "statistics", "statistics", "compile_statistics"),
    Owed("HO-25", "hospital", "analysis", "analysis_report", "analyse"),
    Owed("LG-30", "logistics", "monthly_analysis", "analysis_report", "analyse"),
    Owed("MC-25", "membership_club", "weekly_statistics", "weekly_report", "analyse"),
    Owed("MF-40", "manufacturing", "monthly_review", "statistics_table", "summarise"),
    Owed("MF-41", "manufacturing", "monthly_review", "responsibility_shares", "summarise"),
    Owed("OF-34", "office", "quarterly_review", "quarterly_report", "review_quarter"),
    Owed("PH-05", "pharmaceutical", "monthly_review", "improvement_summary", "summarise"),
    Owed("PM-19", "property_management", "monthly_summary", "monthly_table", "summarise"),
    Owed("PQ-21", "product_quality", "data_summary", "survey_results", "summarise"),
    Owed("PQ-23", "product_quality", "data_summary", "data_summary", "summarise"),
    Owed("PQ-30", "product_quality", "assessment", "assessment_sheet", "assess_department"),
    Owed("RC-20", "retail_chain", "monthly_statistics", "statistics_table", "compile"),
)
NO_REPORT = {
    "car_dealer": "T3 has a complaint record and no table or figure of a period",
    "law_firm": "T8 has a ledger and no table or figure of a period",
}
NO_FIGURES = {
    ("bank_branch", "opinion_book"): "what is read in the book is not in the store yet",
    ("bank_branch", "book_display"): "whether the book lies open is seen, not counted",
    ("hospital", "reception_check"): "who stands where is seen, not counted",
    ("hospital", "analysis_meeting"): "a meeting on what the analysis counted",
    ("office", "box_round"): "what is found in the box is not in the store yet",
    ("pharmaceutical", "year_end_review"): "a reward that the year's tally decides",
    ("product_quality", "handling_check"): "a judgement, of which Q asks no figure",
    ("product_quality", "confidentiality_training"): "who was trained is not a matter of cases",
}
"""Standing kinds that owe no report, and why."""
SCENARIOS = load_all()
ROWS = {row.id: row for row in read_rows()}


@pytest.mark.parametrize("owed", OWED, ids=lambda owed: f"{owed.row} {owed.report}")
def test_every_row_has_its_report_and_a_scenario_that_hands_it_in(owed):
    """The clause stands on the report or its standing kind; a scenario of the row draws its lines up and acts."""
    policy = build(owed.regime)
    report = next(part for part in policy.reports if (part.id, part.owed_by) == (owed.report, owed.kind))
    clauses = {f"{cite.source} {cite.clause}" for cite in cites_of(report.cite)}
    assert any(ROWS[owed.row].clause.startswith(clause) for clause in clauses), (clauses, ROWS[owed.row].clause)
    handing = [
        step
        for scenario in SCENARIOS
        if scenario.policy == owed.regime and owed.row in scenario.rows
        for step in scenario.steps
        if step.verb == "hand_in" and step.target == owed.move and owed.report in step.expect.get("lines", {})
    ]
    assert handing, f"no scenario of {owed.row} hands in {owed.report!r} and tells its lines"


@pytest.mark.parametrize("regime", regimes())
def test_no_report_or_standing_kind_is_left_out(regime):
    """Each report of each regime is in the table above, and each standing kind owes one, or is said not to and why."""
    policy = build(regime)
    known = {(owed.kind, owed.report) for owed in OWED if owed.regime == regime}
    assert {(report.owed_by, report.id) for report in policy.reports} == known
    standing = {kind.id for kind in policy.all_kinds if kind.every is not None}
    excused = {kind for of, kind in NO_FIGURES if of == regime}
    assert standing == {kind for kind, _ in known} | excused
    assert bool(known) != (regime in NO_REPORT)


@pytest.mark.parametrize("regime", regimes())
def test_every_number_a_standing_case_asks_for_is_drawn_up(regime):
    """No whole number, ratio or table of a standing case is left to be typed in, but for what only people can see."""
    policy = build(regime)
    standing = {kind.id for kind in policy.all_kinds if kind.every is not None}
    numbers = {
        (fact.case_kind, fact.id)
        for fact in policy.facts
        if fact.case_kind in standing and fact.type in ("whole", "ratio", "table")
    }
    drawn = {(report.owed_by, figure.fact) for report in policy.reports for figure in report.figures}
    typed = {("opinion_book", "entries_found"), ("box_round", "letters_found")}
    assert numbers - drawn <= typed
    assert drawn - numbers <= {
        ("assessment", "no_cases"), ("assessment", "none_due_yet"), ("assessment", "none_answered"),
        ("quarterly_review", "nobody_answered"), ("quarterly_review", "by_type"), ("analysis", "by_kind"),
    }  # fmt: skip


REGISTERS = [(regime, book.id) for regime in regimes() for book in build(regime).registers]


@pytest.mark.parametrize(("regime", "book"), REGISTERS, ids=lambda value: str(value))
def test_every_register_is_drawn_up_with_what_was_entered(regime, book):
    """After a scenario that enters a case, the book has a line for each case that is in it, as HTML and as CSV."""
    entering = next(
        scenario
        for scenario in SCENARIOS
        if scenario.policy == regime
        and any(book in step.expect.get("registers", ()) or step.expect.get("found_in_register") == book
                for step in scenario.steps)
    )  # fmt: skip
    world = run(entering)
    reader = Actor("reader", roles={*world.policies[-1].access.sees, *world.policies[-1].access.oversees})
    table = register(world.desk, book, by=reader)
    entered = [case.id for case in world.desk.register(book)]
    assert [row["id"] for row in table.records()] == entered != []
    assert table.html().count("<tr>") == len(list(csv.reader(io.StringIO(table.csv())))) == len(entered) + 1


def by_units(regime: str, units: dict[str, tuple[str, ...]], now: datetime) -> tuple[Any, FixedClock]:
    """A desk of a regime whose directory knows its units; roles are held by persons of their name."""
    policy = build(regime)
    directory = FixedDirectory({role.id: (role.id,) for role in policy.roles}, units=units)
    clock = FixedClock(now)
    desk = Desk(PolicyHistory([policy]), MemoryStore(), tenant="acme", clock=clock, directory=directory)
    return desk, clock


def the_case(desk: Desk, kind: str, period: str, unit: str) -> str:
    """The standing case of a unit and period."""
    return next(case.id for case in desk.find(kind=kind, period=period).cases if case.unit == unit)


def test_an_outlets_statistics_are_its_own():
    """Bank: two at outlet 1 and one at outlet 2 in March; each tells its own, by channel."""
    desk, clock = by_units("bank_branch", {"outlet": ("o-1", "o-2")}, datetime(2026, 3, 2, 9, tzinfo=SHANGHAI))
    for unit, channel in (("o-1", "spoken"), ("o-1", "telephone"), ("o-2", "spoken")):
        teller = Actor("first_receiver", unit=unit)
        said = {"spoken": "restate_spoken", "telephone": "restate_call"}[channel]
        desk.file(by=teller, channel=channel, confirmed=(said,), facts={"unit_kind": "outlet", "content": "queue"},
                  complainant=Party(name="Li", contact="138"))  # fmt: skip
    clock.move_to(datetime(2026, 4, 1, 8, tzinfo=SHANGHAI))
    assert desk.sweep().failed == ()
    manager = Actor("complaint_manager")
    drawn = {unit: draw_up(desk, the_case(desk, "statistics", "2026-03", unit), by=manager) for unit in ("o-1", "o-2")}
    assert [drawn[unit].facts["complaints_received"] for unit in ("o-1", "o-2")] == [2, 1]
    assert [row["of"] for row in drawn["o-1"].tables[0].records()] == ["spoken on site", "telephone", "All"]


def test_a_departments_indicators_are_of_the_cases_it_is_responsible_for():
    """Product quality: one case is the workshop's, one nobody has been made responsible for: that one counts apart.
    The shop has none: no rates, and that is what is told.
    """
    desk, clock = by_units(
        "product_quality", {"responsible_unit": ("workshop", "shop")}, datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)
    )
    desk_of = Actor("receiver")
    for department in ("workshop", None):
        case = desk.file(
            by=desk_of, channel="hotline", complainant=Party(name="Sun Li", contact="139"),
            facts={"complainant_is": "customer", "happened_on": "2026-02-25", "place": "shop 3", "matter": "broke"},
        )  # fmt: skip
        desk.act(case.id, "assess", by=desk_of, facts={"within_remit": True, "seriousness": "moderate"})
        if department:
            desk.act(
                case.id, "register", by=desk_of, category="product_quality_issue", facts={"department": department}
            )
    clock.move_to(datetime(2026, 4, 1, 8, tzinfo=SHANGHAI))
    assert desk.sweep().failed == ()
    watch = Actor("quality_supervision")
    workshop = draw_up(desk, the_case(desk, "assessment", "2026-Q1", "workshop"), by=watch)
    assert (workshop.facts["on_time_rate"], workshop.facts["no_cases"]) == (0, False)
    assert workshop.figures.records()[0]["apart"] == 1, "nobody is responsible for the other yet"
    shop = draw_up(desk, the_case(desk, "assessment", "2026-Q1", "shop"), by=watch)
    assert (shop.facts["no_cases"], shop.facts["resolution_rate"]) == (True, BLANK)
