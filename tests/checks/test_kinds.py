"""Each kind of issue: it is found where it is, its witness shows it on a desk, and the sound policy has none."""

from __future__ import annotations

import attrs
import pytest

from complaintkit import check
from complaintkit.checks import KINDS, Issue
from complaintkit.checks.checking import Checking
from complaintkit.checks.holding import holding_issues
from complaintkit.checks.reasoning import Reasoner
from complaintkit.checks.ways import Ways
from complaintkit.rules import Body, Fact, Message
from complaintkit.testing import FixedDirectory
from complaintkit.testing.replaying import PROOFS, replay
from tests.checks.faulty import BESIDE, EVERYBODY, FAULTS, NOBODY
from tests.checks.sound import AMOUNT, CLOSE, DECIDE, TAKE, sound, with_moves


def of_code(issues: tuple[Issue, ...], code: str) -> list[Issue]:
    return [issue for issue in issues if issue.code == code]


def test_a_sound_policy_has_no_issue():
    """What is well made checks clean: not one of the kinds raises a false alarm on it."""
    assert check(sound()) == ()


def test_every_kind_of_issue_has_a_fault_and_a_proof():
    """No kind is left untested: a policy that has it, and a replay that shows it; three are tried by themselves."""
    alone = {"undecided", "missing_holder", "never_quorate"}
    assert FAULTS.keys() | alone == KINDS.keys()
    assert PROOFS.keys() | alone == KINDS.keys()


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_a_fault_is_found_where_it_is(code):
    """The policy with one fault (a setting that nothing reads, trap 70, among them) has an issue of its kind at that
    path, with the cure of its kind and a witness.
    """
    policy, path = FAULTS[code]()
    found = check(policy)
    assert path in [issue.path for issue in of_code(found, code)], [str(issue) for issue in found]
    assert {issue.code for issue in found} <= {code, *BESIDE.get(code, ())}
    for issue in found:
        assert issue.cure == KINDS[issue.code].cure
        assert issue.witness is not None
        assert str(issue.witness)


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_the_witness_shows_the_fault_on_a_desk(code):
    """Put before a desk over a store in memory, the witness of every issue found shows what the issue says."""
    policy, _ = FAULTS[code]()
    for issue in check(policy):
        replay(policy, issue)


def test_asking_for_the_means_of_a_message_that_has_one_is_told():
    """Where there is nothing to choose between, the setting does nothing; with a second means it does."""
    answer = next(move for move in sound().moves if move.message is None)
    telling = tuple(attrs.evolve(m, message="word") if m is answer else m for m in sound().moves)

    def found(*means: str) -> list[str]:
        policy = sound(moves=telling, messages=(Message("word", means=means, as_asked=True),))
        return [issue.path for issue in of_code(check(policy), "unread_setting")]

    assert found("letter") == ["$.messages[0](word).as_asked"]
    assert found("letter", "telephone") == []


def test_a_missing_holder_is_found_by_the_directory():
    """A role that moves are for, and that neither a holder nor a stand-in fills, is told with the directory given.

    Nobody is manager in the directory, but the director stands in as the last resort; without that resort the role is
    empty.
    """
    assert check(sound(), directory=NOBODY) == ()
    alone = sound(roles=tuple(attrs.evolve(role, last_resort=None) for role in sound().roles))
    found = of_code(check(alone, directory=NOBODY), "missing_holder")
    assert [issue.path for issue in found] == ["$.roles[1](manager)"]
    replay(alone, found[0], directory=NOBODY)
    assert of_code(check(alone, directory=EVERYBODY), "missing_holder") == []


def test_a_body_with_too_few_members_is_found_by_the_directory():
    """Two must be there and one holds a role of its members: it can never decide; with two members it can."""
    board = Body("board", ("manager", "director"), quorum=2)
    decide = attrs.evolve(DECIDE, decided_by="board")
    policy = sound(bodies=(board,), moves=tuple(decide if move is DECIDE else move for move in sound().moves))
    found = of_code(check(policy, directory=NOBODY), "never_quorate")
    assert [issue.path for issue in found] == ["$.bodies[0](board)"]
    replay(policy, found[0], directory=NOBODY)
    assert check(policy, directory=EVERYBODY) == ()
    empty = FixedDirectory({"emp-1": ("clerk",)})
    of_one = attrs.evolve(policy, bodies=(attrs.evolve(board, quorum=1),))
    found = of_code(check(of_one, directory=empty), "never_quorate")
    replay(of_one, found[0], directory=empty)


def test_a_question_beyond_the_bound_is_said_to_be_open():
    """Where the reasoner stops at its bound the condition is reported as undecided, never passed over in silence."""
    policy, path = FAULTS["condition_never_holds"]()
    checking = Checking(policy, None)
    ways = [Ways(checking, kind) for kind in policy.all_kinds]
    checking.reasoner = Reasoner(checking.domains, most_steps=1)
    found = {issue.path: issue for issue in holding_issues(checking, ways)}
    assert found[path].code == "undecided"
    assert found[path].severity == "unknown"


def test_a_stage_in_which_nobody_may_be_named_is_told_of():
    """Its one move is for whoever a fact names, which the move before it does not ask for; once it does, none is."""
    who = Fact("who", "person", required=False)
    close = attrs.evolve(CLOSE, only=("who",), after=())
    decide = attrs.evolve(DECIDE, only=("who",))
    silent = with_moves(TAKE, decide, close, facts=(AMOUNT, who))
    told = [issue for issue in check(silent) if issue.code == "case_at_a_standstill"]
    assert told
    for issue in told:
        replay(silent, issue)
    asking = with_moves(attrs.evolve(TAKE, asks=("who",)), decide, close, facts=(AMOUNT, who))
    assert "case_at_a_standstill" not in {issue.code for issue in check(asking)}
