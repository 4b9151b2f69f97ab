"""The reports a policy says its standing cases owe: what is well formed, what stays as it was, what checks find."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from complaintkit.checks import check
from complaintkit.errors import PolicyError
from complaintkit.rules import Fact, Figure, Report
from complaintkit.rules.conditions import fact
from complaintkit.serialization import dumps, loads_policy
from complaintkit.values import Money
from tests.desk.policies import OFFICE, policy
from tests.reports.owing import LIST, SHARES, TABLE, WEEK, shops


def reporting(**parts: Any) -> tuple[Report, ...]:
    """The week's table, otherwise."""
    return (attrs.evolve(TABLE, **parts),)


def plain(**parts: Any) -> tuple[Report, ...]:
    """A report with nothing but what is given."""
    return (Report("extra", **{"owed_by": WEEK, **parts}),)


def one(figure: Figure, **parts: Any) -> tuple[Report, ...]:
    """A report of one figure."""
    return plain(figures=(figure,), **parts)


def test_reports_go_with_the_policy_as_a_document() -> None:
    """Written and read again it is the same policy; without reports its hash is what it was before there were any."""
    assert loads_policy(dumps(shops())) == shops()
    assert '"reports"' not in dumps(policy())


def test_a_report_reads_the_facts_that_tell_its_cases_apart() -> None:
    """Those of its lines, its unit and its columns; places are no facts."""
    assert (SHARES.reads, LIST.reads, TABLE.reads) == ({"borne_by"}, {"story", "borne_by"}, frozenset())
    assert attrs.evolve(TABLE, unit="facts.shop").reads == {"shop"}


@pytest.mark.parametrize(
    ("reports", "said"),
    [
        (reporting(owed_by="nothing"), "no kind 'nothing'"),
        (reporting(owed_by="complaint"), "'complaint' is no standing case: it has no period"),
        (reporting(of="praise"), "no kind 'praise'"),
        (reporting(dated="fled"), "'fled' is no record"),
        (reporting(dated="paid"), "record 'paid' is made by no move"),
        (reporting(when=fact("nowhere") == 1), "no fact 'nowhere'"),
        (reporting(unit="shop"), "expected one of assigned, unit or facts.<a fact>, got 'shop'"),
        (reporting(unit="facts.grave"), "fact 'grave' is a yes_no: person, unit is needed here"),
        (reporting(by="facts.story"), "fact 'story' is personal"),
        (reporting(by="facts.received"), "fact 'received' is of a weekly, not of a complaint"),
        (reporting(by="facts.borne_by"), "name a column as facts.<table>.<column>"),
        (reporting(by="facts.borne_by.nobody"), "'borne_by' has no column 'nobody'"),
        (reporting(by="facts.grave.part"), "'grave' has no column 'part'"),
        (reporting(by="nature"), "or facts.<a fact>, got 'nature'"),
        (reporting(by="facts.nature"), "or facts.<a fact>, got 'facts.nature'"),
        (reporting(duty=None), "rates need a duty and the record that resolves: give both or neither"),
        (reporting(resolved=None), "give both or neither"),
        (reporting(duty="dinner"), "no duty 'dinner'"),
        (reporting(duty="week_due"), "duty 'week_due' is of a weekly, not of a complaint"),
        (reporting(resolved="solved"), "'solved' is no record"),
        (reporting(shows=("grave",)), "leave out either shows or by"),
        (plain(shows=("weather",)), "no fact 'weather'"),
        (plain(shows=("remark",)), "fact 'remark' is of a weekly, not of a complaint"),
        (plain(weighs="percent"), "say what its lines are told apart by"),
        (plain(duty="reply", resolved="replied"), "say what its lines are told apart by"),
        (plain(by="category", weighs="percent"), "only what stands in a table is weighed"),
        (plain(by="facts.borne_by.dye_house", weighs="dye_house"), "expected a column of numbers, one of percent"),
        (plain(shows="story"), "expected a tuple"),
        (one(Figure("weather")), "no fact 'weather'"),
        (one(Figure("grave")), "fact 'grave' is of a complaint, not of a weekly"),
        (one(Figure("kept")), "'kept' is a ratio, whole is needed here"),
        (one(Figure("remark", "none")), "'remark' is a text, yes_no is needed here"),
        (one(Figure("received", "on_time"), by="category", duty="reply", resolved="replied"), "ratio is needed here"),
        (one(Figure("kept", "on_time"), by="category"), "'on_time' needs the report's duty and resolved"),
        (one(Figure("undecided", "none_decided")), "'none_decided' needs the report's duty and resolved"),
        (one(Figure("lines", "lines")), "there are no such lines: say what they are told apart by"),
        (one(Figure("received", "lines"), by="category"), "'received' is a whole, table, text is needed here"),
        (one(Figure("received", "times")), "'times' counts a record: name it in dated"),
        (one(Figure("received", "many")), "expected one of 'cases', 'times'"),
        (one(Figure("received", dated="fled")), "'fled' is no record"),
        (one(Figure("received", when=fact("nowhere") == 1)), "no fact 'nowhere'"),
        ((*one(Figure("received")), *reporting()), "'received' is given by more than one figure"),
        ((LIST, LIST), "'weekly_list' is defined 2 times"),
        ("none", "expected a tuple"),
    ],
)
def test_a_report_that_cannot_be_drawn_up_is_refused(reports: Any, said: str) -> None:
    """Each fault is told with its path when the policy is built."""
    with pytest.raises(PolicyError) as caught:
        shops(reports=reports)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("columns", "fits"),
    [
        ((Fact("what", "text"), Fact("many", "whole")), True),
        ((Fact("what", "unit"), Fact("many", "whole")), True),
        ((Fact("what", "text"), Fact("many", "ratio")), False),
        ((Fact("what", "whole"), Fact("many", "whole")), False),
        ((Fact("many", "whole"),), False),
        ((Fact("what", "text"), Fact("many", "whole"), Fact("note", "text")), False),
    ],
)
def test_lines_fit_a_table_of_two_columns(columns: tuple[Fact, ...], fits: bool) -> None:
    """What is told apart, and how many: no column more, none less."""
    facts = [attrs.evolve(one, columns=columns) if one.id == "lines" else one for one in shops().facts]
    found = ""
    try:
        shops(facts=tuple(facts))
    except PolicyError as error:
        found = str(error)
    assert ("two columns" not in found) == fits
    assert fits or "lines need two columns, what is told apart and how many" in found


def test_a_figure_that_no_move_takes_is_refused() -> None:
    """It could never be handed in; nor can one that has several values."""
    with pytest.raises(PolicyError, match="no move takes 'received': let one ask for it"):
        shops(moves=tuple(move for move in shops().moves if move.trigger != "tell"))
    many = [attrs.evolve(one, many=True) if one.id == "received" else one for one in shops().facts]
    with pytest.raises(PolicyError, match="'received' is a whole, whole is needed here"):
        shops(facts=tuple(many))


def test_checks_look_into_reports() -> None:
    """A condition no case meets is found where it stands; what a report tells by is read, and shown by a title."""
    never = (fact("loss") > Money.of(5, "CNY")) & (fact("loss") < Money.of(3, "CNY"))
    facts = (*shops().facts, Fact("loss", "money", currency="CNY", required=False), Fact("hue", "text", required=False))
    reports = (
        Report("odd", owed_by=WEEK, when=never, by="facts.hue"),
        attrs.evolve(TABLE, figures=(Figure("received", when=never), *TABLE.figures[1:])),
    )
    issues = check(shops(facts=facts, reports=reports), calendars={"office": OFFICE})
    found = {issue.path for issue in issues if issue.code == "condition_never_holds"}
    assert found == {"$.reports[0](odd).when", "$.reports[1](weekly_table).figures[0].when"}
    assert not any("(hue)" in issue.path and issue.code == "unread_fact" for issue in issues)
    untitled = next(issue for issue in issues if issue.path == "$.titles(reports)")
    assert "'odd'" in untitled.message
