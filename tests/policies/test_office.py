"""The company's own office (O): what scenarios cannot say. Its rows are in ``scenarios/office*.toml``."""

from __future__ import annotations

import inspect

import pytest

from complaintkit import InvalidInput
from complaintkit.deadlines import (
    CountedFrom,
    Days,
    FollowedBy,
    Hours,
    Months,
    NthDayOf,
    NthDayOfNextMonth,
    Weeks,
    WorkingDays,
    Years,
)
from complaintkit.policies import office
from complaintkit.policies.office.figures import MOST
from complaintkit.rules import Policy
from complaintkit.rules.conditions import fact
from tests.policies.rows import read_rows
from tests.policies.shipped import REQUIRED, arguments


def build(**changes: object) -> Policy:
    """The policy with some parameters other than the tests' own."""
    return office.policy(**{**arguments("office"), **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("param", MOST)
def test_a_figure_refuses_nonsense(param):
    """Zero, less, one more than the most, a fraction, a text, a truth value, nothing: refused and named."""
    for value in (0, -1, MOST[param] + 1, 2.0, "2", True, None):
        with pytest.raises(InvalidInput) as caught:
            build(**{param: value})
        assert {fault.path for fault in caught.value.faults} == {param}, value


@pytest.mark.parametrize(
    ("param", "value"),
    [
        ("in_force_from", "soon"), ("version", ""), ("box_opened", "quarter"), ("box_opened", None),
        ("box_opened", ["week"]), ("prompt_working_days", 0), ("prompt_working_days", 31),
    ],
)  # fmt: skip
def test_the_other_parameters_refuse_nonsense(param, value):
    """A day, a version, how often, how soon: what is none of these is refused and named."""
    with pytest.raises(InvalidInput) as caught:
        build(**{param: value})
    assert {fault.path for fault in caught.value.faults} == {param}


def test_all_faults_are_told_at_once():
    """One error names every parameter that cannot be used."""
    with pytest.raises(InvalidInput) as caught:
        build(box_hours=0, retention_years=0, box_opened="never", in_force_from="x")
    assert {fault.path for fault in caught.value.faults} == {
        "box_hours", "retention_years", "box_opened", "in_force_from",
    }  # fmt: skip


def test_what_the_text_leaves_blank_must_be_given():
    """Fifteen blanks have no default; the two weeks of training have that of the text."""
    assert len(REQUIRED["office"]) == 15
    for param in REQUIRED["office"]:
        given = {name: value for name, value in arguments("office").items() if name != param}
        with pytest.raises(TypeError, match=param):
            office.policy(**given)
    defaults = {name: found.default for name, found in inspect.signature(office.policy).parameters.items()}
    assert (defaults["staff_training_week"], defaults["handler_training_week"]) == (1, 2)


def test_each_figure_is_where_its_clause_is():
    """Every blank of the text, given a figure that no other has, is found in the part that cites its clause."""
    policy = build(
        online_hours=31, box_hours=32, assessment_working_days=33, begin_working_days=34, reply_working_days=35,
        follow_up_working_days=36, retention_years=37, legal_working_days=38, comment_working_days=39,
        meeting_working_days=40, adjustment_working_days=41, monitoring_months=42, staff_training_week=43,
        handler_training_week=44, lecture_hours=45, discussion_hours=46, handler_hours=47, results_working_days=48,
        expected_reply_days=49, monitoring_check_days=50, closing_working_days=5, review_day=7, box_opened="month",
        prompt_working_days=9,
    )  # fmt: skip
    terms = {duty.id: duty.term for duty in policy.duties}
    assert terms["registration_online"] == Hours(31)
    assert terms["registration_of_letter"] == CountedFrom("found_at", Hours(32))
    assert (terms["assessment"], terms["beginning"], terms["reply_due"]) == tuple(map(WorkingDays, (33, 34, 35)))
    assert terms["follow_up_due"] == terms["follow_up_on_file"] == WorkingDays(36 + 5 + 1)
    assert (terms["legal_opinion_due"], terms["comments_due"]) == (WorkingDays(38), WorkingDays(39))
    assert (terms["training_meeting"], terms["module_adjustment"]) == (WorkingDays(40), WorkingDays(41))
    assert terms["sign_adjustment"] == WorkingDays(41)
    assert terms["monitoring"] == FollowedBy(Months(42), WorkingDays(6))
    assert (terms["staff_training"], terms["handler_training"]) == (Weeks(43), Weeks(44))
    assert (terms["training_results"], terms["expected_reply_due"]) == (WorkingDays(48), Days(49))
    assert (terms["monitoring_check"], terms["quarter_review"]) == (Days(50), NthDayOfNextMonth(7))
    assert terms["box_opening"] == NthDayOf(31, "month", which="this")
    assert {terms[id] for id in ("assignment", "planning", "asking", "archiving")} == {WorkingDays(9)}
    assert [rule.term for rule in policy.retention] == [Years(37)]
    guards = {guard.id: guard.when for move in policy.moves for guard in move.guards}
    assert guards["enough_hours_taught"] == (fact("hours_taught") >= 45)
    assert guards["enough_hours_discussed"] == (fact("hours_discussed") >= 46)
    assert guards["enough_hours_in_depth"] == (fact("hours_in_depth") >= 47)


def test_what_rests_on_a_blank_says_so():
    """Every clause that the catalogue marks as a blank is cited by some duty, guard or retention rule as one."""
    policy = build()
    parts = (*policy.duties, *policy.retention, *(guard for move in policy.moves for guard in move.guards))
    marked = set()
    for part in parts:
        cites = part.cite if isinstance(part.cite, tuple) else (part.cite,)
        marked |= {f"{cite.source} {cite.clause}" for cite in cites if cite is not None and cite.mark == "param"}
    blank = {row.clause for row in read_rows() if row.regime == "office" and row.mark == "param"}
    assert len(blank) == 14
    assert blank <= marked
