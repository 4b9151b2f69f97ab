"""check_policy: what a sound policy passes, and what each broken one fails with."""

from __future__ import annotations

import unittest
from datetime import date

import attrs
import pytest
from hypothesis import settings

from complaintkit import check
from complaintkit.deadlines import Calendar, Days, NthDayOf
from complaintkit.errors import InvalidInput, PolicyError
from complaintkit.rules import Approval, ApprovalRule, Duty, Kind, Move, Policy, Role, Stage
from complaintkit.testing import (
    PROFILES,
    FixedDirectory,
    LawBroken,
    Profile,
    check_policy,
    lifetimes,
    policy_suite,
    profiles,
    written,
)
from complaintkit.testing.accepting import standing_still
from tests.checks.accepted import ACCEPTED
from tests.policies.shipped import build
from tests.testing.shop import ANSWER, CALENDAR_ENDS, CLOSE, DECIDE, REVIEW, TAKE, shop

NO_LIVES = Profile(lifetimes=0, steps=1, examples=2)
UNCLOSED = shop(moves=(TAKE, REVIEW, DECIDE), duties=(attrs.evolve(ANSWER, ends=("decided",)),))
FEW = Profile(lifetimes=2, steps=4, examples=2)

# As an embedder writes it: each part shows by its own name.
TestShop = policy_suite(shop(), accepted=CALENDAR_ENDS, profile="quick")


def failure(policy, **asked):
    """The text that check_policy fails with."""
    with pytest.raises(AssertionError) as caught:
        check_policy(policy, **{"profile": NO_LIVES, **asked})
    return str(caught.value)


@pytest.mark.parametrize("regime", ["bank_branch", "retail_chain", "pharmaceutical"])
@pytest.mark.no_cover
def test_a_regime_that_ships_passes(regime):
    """Quick: its issues are the accepted ones, it reads the same, its dates and a few lives keep the laws."""
    check_policy(build(regime), accepted=ACCEPTED[regime], profile="quick")


@pytest.mark.long(what="lives")
@pytest.mark.parametrize("regime", sorted(ACCEPTED))
def test_a_regime_that_ships_passes_thoroughly(regime):
    """As an embedder's suite runs it."""
    check_policy(build(regime), accepted=ACCEPTED[regime], profile="default")


def test_an_issue_that_nobody_accepted_fails_with_its_cure_and_its_witness():
    """Without the move that closes, and with nothing accepted: every issue is told, and no life is begun."""
    said = failure(UNCLOSED)
    assert said.startswith("policy 'shop' version '1'\n\nIt does not hold that check finds nothing but what is acc")
    assert "\n  error inescapable_stage @ $.stages[2](decided): " in said
    assert "\n    shown by a case of kind 'complaint', received " in said
    assert "notice calendar_ends @ $.calendar: " in said
    assert said.endswith("accept it with the reason why it is meant\nno lifetimes were lived: mend this first")


def test_an_accepted_issue_that_is_gone_fails():
    """Whoever mends a policy takes the excuse out of the list."""
    said = failure(shop(), accepted={**CALENDAR_ENDS, ("nobody_left", "director"): "nobody is above the director"})
    assert said == (
        "policy 'shop' version '1'\n\n"
        "It does not hold that every accepted issue still occurs.\n"
        "  nobody_left of director: nobody is above the director\n"
        "  no longer found: take it out of the accepted issues\n"
        "no lifetimes were lived: mend this first"
    )


@pytest.mark.parametrize(
    ("accepted", "said"),
    [
        ({("nobody_lef", "director"): "so be it"}, "no issue has the code 'nobody_lef' .*did you mean 'nobody_left'"),
        ({("nobody_left", "director"): " "}, "the reason"),
        ({("nobody_left", ""): "so be it"}, "the part"),
        ({"nobody_left": "so be it"}, "expected the code of an issue and the part"),
    ],
)
def test_what_cannot_be_accepted_is_refused_at_once(accepted, said):
    """A code that no issue has, no part, no reason."""
    with pytest.raises(InvalidInput, match=said):
        check_policy(shop(), accepted=accepted)


def test_a_policy_that_reads_otherwise_than_it_was_written_fails_with_the_part(monkeypatch):
    """A serialization that loses a day: the path, what stood there, and what stands there now."""
    real = written.loads_policy

    def loses_a_day(text):
        return attrs.evolve(real(text), duties=(attrs.evolve(ANSWER, term=Days(4)),))

    monkeypatch.setattr(written, "loads_policy", loses_a_day)
    said = failure(shop(), accepted=CALENDAR_ENDS)
    assert "It does not hold that a policy is the same when it is written and read again.\n" in said
    assert "  $.duties[0](answer).term: WorkingDays(count=5, ends=None, roll=None) (WorkingDays) became Days(" in said
    assert "It does not hold that the hash of a policy is stable.\n" in said


def test_a_hash_that_depends_on_the_process_fails(monkeypatch):
    """One hash here, another in a process of its own."""
    monkeypatch.setattr(written, "ELSEWHERE", "print('another')")
    said = failure(shop(), accepted=CALENDAR_ENDS)
    assert "its hash is not stable, so that no case could be pinned to it:\n" in said
    assert "  the policy read in another process: another" in said


def test_a_version_that_was_changed_in_force_fails():
    """Pinned to the hash it was put in force under; the same again passes."""
    first = shop()
    check_policy(first, accepted=CALENDAR_ENDS, pinned=first.hash, profile=NO_LIVES)
    said = failure(
        shop(duties=(attrs.evolve(ANSWER, tells_complainant=True),)), accepted=CALENDAR_ENDS, pinned=first.hash
    )
    assert "version '1' is no longer what was put in force:\n  pinned " + first.hash in said


def test_a_term_that_breaks_a_law_is_told_with_its_clause_and_its_days():
    """By the 1st of this month, of a complaint that comes in on the 2nd or later: due before it came in."""
    policy = shop(duties=(attrs.evolve(ANSWER, term=NthDayOf(1, "month", which="this")),))
    said = failure(policy, accepted=CALENDAR_ENDS, profile=Profile(lifetimes=0, steps=1, examples=60))
    assert "It does not hold that the term of 'answer' keeps the laws of deadlines.\n" in said
    assert "$.duties[0](answer).term: the 1st of this month [House rules 6]\n" in said
    assert "  broken: it is never due before the start\n" in said
    assert "convention plain:\n    2026-" in said


def test_lives_that_break_a_law_fail():
    """Whoever reviewed decides, and whoever reviewed but did not decide closes: nobody ever does."""
    barred = attrs.evolve(CLOSE, same_who=("reviewed",), not_who=("decided",))
    lives = Profile(lifetimes=40, steps=10, examples=2)
    said = failure(shop(moves=(TAKE, REVIEW, DECIDE, barred)), accepted=CALENDAR_ENDS, profile=lives)
    assert "It does not hold that whatever happens to a case, its laws hold.\n" in said
    assert "case-1 is stuck in 'decided'" in said
    assert "no lifetimes were lived" not in said


def test_lives_may_stand_still_where_that_is_accepted():
    """A stage that no case leaves, and that is meant so: its lives are lived all the same."""
    policy = UNCLOSED

    accepted = {(issue.code, issue.path): "the shop is being wound up" for issue in check(policy)}
    assert standing_still(accepted, check(policy)) >= {"decided"}
    check_policy(policy, accepted=accepted, profile=Profile(lifetimes=20, steps=10, examples=2))


def test_a_draft_is_tried_before_it_is_approved():
    """Neither in force nor approved, and so not to be filed under; its lives are lived as if it were."""
    rule = ApprovalRule("director")
    draft = shop(in_force_from=None, approval_rule=rule, approval=Approval("manager", date(2026, 1, 5)))
    check_policy(draft, accepted={}, profile=FEW, calendars={"cn": Calendar("cn", zone="Asia/Shanghai")})


def test_who_is_there_is_asked_of_a_directory():
    """Nobody holds the manager's role, nor the director's, who stands in; with both there it passes."""
    said = failure(shop(), accepted=CALENDAR_ENDS, directory=FixedDirectory({"emp-1": ("clerk",)}), tenant="acme")
    assert "error missing_holder @ $.roles[1](manager): " in said
    staffed = FixedDirectory({"emp-1": ("manager",), "emp-2": ("director",)})
    check_policy(shop(), accepted=CALENDAR_ENDS, directory=staffed, tenant="acme", profile=NO_LIVES)


def test_a_test_case_of_lifetimes_tells_the_story_too():
    """Without check_policy: the class that lifetimes() gives fails with the story, under whatever settings it has."""
    barred = attrs.evolve(CLOSE, same_who=("reviewed",), not_who=("decided",))
    case = lifetimes(shop(moves=(TAKE, REVIEW, DECIDE, barred))).TestCase
    case.settings = settings(case.settings, max_examples=40, stateful_step_count=10)
    with pytest.raises(LawBroken) as caught:
        case("runTest").debug()
    assert caught.value.law == "An open case has an owner, and somebody can always take the next step."
    assert str(caught.value).splitlines()[2].startswith("Mon 2026-01-05 09:00  case-1 (complaint) is filed by clerk-1")


def test_a_policy_of_standing_cases_alone_is_tried_too():
    """Nobody files anything: the sweep opens a book each day, which is read or not."""
    policy = Policy(
        id="books", in_force_from=date(2026, 1, 1), roles=(Role("clerk", everyone=True),),
        kinds=(Kind("book", initial="unread", every="day"),),
        stages=(Stage("unread", owner="clerk", case_kind="book"), Stage("read", "closed", case_kind="book")),
        moves=(Move("read", ("unread",), "read", by=("clerk",), records=("closed",)),),
        duties=(Duty("reading", owner="clerk", case_kind="book", starts="opened", ends=("closed",), term=Days(1)),),
    )  # fmt: skip
    check_policy(policy, profile=Profile(lifetimes=3, steps=6, examples=3))


def test_the_suite_has_a_test_a_part():
    """Six parts and the duty, each named for what it asks; with a pinned hash one more."""
    names = [name for name in vars(TestShop) if name.startswith("test_")]
    assert names == [
        "test_check_finds_nothing_but_what_is_accepted",
        "test_every_accepted_issue_still_occurs",
        "test_it_is_the_same_when_read_again",
        "test_its_hash_is_stable",
        "test_deadline_0_answer",
        "test_lifetimes",
    ]
    assert TestShop.test_lifetimes.__doc__ == "Whatever happens to a case, its laws hold."
    assert "test_it_is_what_was_put_in_force" in vars(policy_suite(shop(), pinned="0" * 64))


def test_a_broken_part_of_the_suite_fails_alone():
    """The part that is broken fails, the others pass."""
    suite = policy_suite(shop(), accepted={}, profile=FEW)
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(suite).run(result)
    assert [test.id().rpartition(".")[2] for test, _ in result.failures] == [
        "test_check_finds_nothing_but_what_is_accepted"
    ]
    assert (result.testsRun, result.errors) == (6, [])


def test_the_profile_is_asked_for_when_the_test_runs(monkeypatch):
    """What the plugin chooses counts for a suite that was built before."""
    monkeypatch.setattr(profiles, "_chosen", ["default"])
    profiles.choose_profile("quick")
    assert profiles.profile_named(None) is PROFILES["quick"]
    with pytest.raises(InvalidInput, match="expected a Profile or one of quick, default, thorough, got 'slow'"):
        profiles.choose_profile("slow")
    with pytest.raises(InvalidInput, match="expected a Profile or one of"):
        policy_suite(shop(), profile="slow")
    with pytest.raises(InvalidInput, match=r"2 faults(.|\n)*lifetimes(.|\n)*steps"):
        Profile(lifetimes=-1, steps=0, examples=1)


def test_what_is_no_policy_is_refused():
    """A document is not the policy; a calendar that nobody gave is named."""
    with pytest.raises(InvalidInput, match="expected a Policy, got str"):
        check_policy("{}")
    with pytest.raises(PolicyError, match="no calendar 'ours' was given"):
        check_policy(shop(calendar="ours"))
