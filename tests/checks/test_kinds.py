"""Each kind of issue: it is found where it is, its witness shows it on a desk, and the sound policy has none."""

from __future__ import annotations

from datetime import UTC, date, datetime

import attrs
import pytest

from complaintkit import check
from complaintkit.checks import KINDS, Issue
from complaintkit.checks.checking import Checking
from complaintkit.checks.holding import holding_issues
from complaintkit.checks.reasoning import Reasoner
from complaintkit.checks.ways import Ways
from complaintkit.deadlines import After, AtDue, Before, Days, WorkingDays, Years
from complaintkit.desk import Desk
from complaintkit.errors import InvalidInput
from complaintkit.rules import (
    ALWAYS,
    STAYS,
    Actor,
    Body,
    ByCase,
    Channel,
    Duty,
    Fact,
    LinkRule,
    Message,
    Move,
    Role,
    Rung,
    Tier,
)
from complaintkit.rules.conditions import channel, fact, recorded, today
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing import FixedClock, FixedDirectory, placing
from complaintkit.testing.replaying import PROOFS, replay
from tests.checks.faulty import BESIDE, EVERYBODY, FAULTS, NOBODY
from tests.checks.sound import (
    ACKNOWLEDGE,
    AMOUNT,
    CLAUSE,
    CLERK,
    CLOSE,
    DECIDE,
    FINE,
    FINED,
    LOSS,
    MANAGER,
    OTHER_DUTY,
    OTHER_KIND,
    OTHER_MOVE,
    OTHER_STAGES,
    OTHERS,
    STAGES,
    TAKE,
    WEIGHT,
    WHO,
    guarded,
    owed,
    sound,
    with_moves,
    yuan,
)


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
@pytest.mark.no_cover
def test_the_witness_shows_the_fault_on_a_desk(code):
    """Put before a desk over a store in memory, the witness of every issue found shows what the issue says."""
    policy, _ = FAULTS[code]()
    for issue in check(policy):
        replay(policy, issue)


NO_CASE = {"untitled", "beyond_the_calendar"}
"""What has no title is shown by its id, on whatever case; where a due cannot be told the desk takes the case not in."""


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_the_replay_puts_a_case_on_a_desk(code, monkeypatch):
    """No witness is proven by reasoning again: a case is there, and the desk is asked; a number is drawn by one."""
    stores: list[MemoryStore] = []
    monkeypatch.setattr(placing, "MemoryStore", lambda: stores.append(MemoryStore()) or stores[-1])
    policy, path = FAULTS[code]()
    replay(policy, next(issue for issue in check(policy) if (issue.code, issue.path) == (code, path)))
    cases = []
    for store in stores:
        with store.begin(reading=True) as tx:
            cases += [held.case for id in tx.case_ids("acme") if (held := tx.load("acme", id)) is not None]
    assert bool(cases) is (code not in NO_CASE)
    if code in ("number_repeats", "serial_outgrows_width"):
        assert sum(case.number is not None for case in cases) == 2


def test_asking_for_the_means_of_a_message_that_has_one_is_told():
    """Where there is nothing to choose between, the setting does nothing; with a second means it does."""
    answer = next(move for move in sound().moves if move.message is None)
    telling = tuple(attrs.evolve(m, message="word") if m is answer else m for m in sound().moves)

    def found(*means: str) -> list[str]:
        policy = sound(moves=telling, messages=(Message("word", means=means, as_asked=True),))
        return [issue.path for issue in of_code(check(policy), "unread_setting")]

    assert found("letter") == ["$.messages[0](word).as_asked"]
    assert found("letter", "telephone") == []


HEAVY = fact("weight") > 5
TIERS = {
    "always": ((Tier(yuan(0), amount=yuan(5)), Tier(yuan(500), amount=yuan(50), when=HEAVY)), None),
    "never lightly": ((Tier(yuan(0), amount=yuan(5), when=HEAVY),), "none of whose tiers holds then"),
    "lightly from 1": (
        (Tier(yuan(0), amount=yuan(5), when=HEAVY), Tier(yuan(1), amount=yuan(9))),
        "none of whose tiers holds then",
    ),
    "from 1": ((Tier(yuan(1), amount=yuan(9)),), "whose lowest tier is 1.00 CNY"),
}


@pytest.mark.parametrize("name", TIERS)
def test_a_tier_that_does_not_hold_is_no_tier(name):
    """A loss for which every tier it reaches fails by its condition proposes nothing, like one below them all."""
    tiers, said = TIERS[name]
    policy = sound(
        moves=(*sound().moves, *FINED),
        facts=(AMOUNT, LOSS, WHO, WEIGHT),
        sanctions=(attrs.evolve(FINE, tiers=tiers),),
    )
    issues = of_code(check(policy), "below_the_tiers")
    assert [issue.message.rpartition(", ")[2] for issue in issues] == ([] if said is None else [said])
    for issue in issues:
        replay(policy, issue)


def test_a_complaint_is_never_opened_by_the_sweep():
    """A condition that waits for the sweep's opening holds on no complaint; the proof does not try such a case."""
    policy = sound(moves=(TAKE, attrs.evolve(DECIDE, when=recorded("opened")), CLOSE))
    found = of_code(check(policy), "condition_never_holds")
    assert [issue.path for issue in found] == ["$.moves[1](decide).when"]
    replay(policy, found[0])


@pytest.mark.parametrize(
    ("starts", "repeats", "told"), [("filed", None, False), ("filed", "met", True), ("x_noted", None, True)]
)
def test_a_term_may_fail_once_its_end_is_on_record(starts, repeats, told):
    """A row for cases not decided is enough for a duty that the decision ends, where it runs once, from the filing on;
    a later start, or the next run, finds the decision on record.
    """
    term = ByCase(((~recorded("decided"), Days(3)),))
    note = Move("note", ("examined",), STAYS, by=("clerk",), records=("x_noted",))
    news = Duty("news", owner="clerk", starts=starts, ends=("decided",), repeats=repeats, term=term)
    policy = sound(duties=(*sound().duties, news), moves=(*sound().moves, note))
    found = of_code(check(policy), "no_term_applies")
    assert [issue.path for issue in found] == (["$.duties[2](news).term"] if told else [])
    for issue in found:
        replay(policy, issue)


def test_what_the_sweep_opens_came_by_no_channel():
    """A condition on the channel holds on no standing case; the proof does not try one that came by letter."""
    policy, _ = FAULTS["fact_never_given"]()
    read = attrs.evolve(policy.moves[-1], when=channel == "letter")
    found = of_code(check(attrs.evolve(policy, moves=(*policy.moves[:-1], read))), "condition_never_holds")
    assert [issue.path for issue in found] == ["$.moves[3](read).when"]
    replay(attrs.evolve(policy, moves=(*policy.moves[:-1], read)), found[0])


def test_the_witness_of_a_channel_carries_what_a_case_of_that_channel_gets():
    """Only what came by phone is decided, and closing waits for that: by letter nothing is closed, and the witness has
    no decision on record, with which the desk would close it.
    """
    policy = sound(moves=(TAKE, guarded(DECIDE, channel == "phone"), CLOSE))
    found = of_code(check(policy), "channel_without_handler")
    assert {issue.witness.channel for issue in found} == {"letter"}
    for issue in found:
        assert "decided" not in issue.witness.records
        replay(policy, issue)


@pytest.mark.parametrize("when", [ALWAYS, today > date(2000, 1, 1)], ids=["on a desk", "by its term alone"])
def test_a_rung_past_the_table_is_shown_whether_or_not_a_case_can_be_put_there(when):
    """A rung two hundred years after the due is told, and shown; a rung at the due itself is no such thing."""
    far, late = Rung("far", After(Years(200)), tell=("manager",)), Rung("late", AtDue(), tell=("manager",))
    policy = sound(duties=owed(ladder=(late, far), when=when))
    found = of_code(check(policy), "beyond_the_calendar")
    assert [issue.path for issue in found] == ["$.duties[1](answer).ladder(far)"]
    replay(policy, found[0])
    near = sound(duties=owed(ladder=(late, attrs.evolve(far, at=AtDue())), when=when))
    with pytest.raises(AssertionError):
        replay(near, found[0])


def test_a_calendar_that_ends_is_shown_beside_a_date_past_another_table():
    """The desk takes no case in of which another duty has a rung 350 years back: the due is shown by its term alone."""
    far = Rung("far", Before(Years(350)), kind="warning", tell=("manager",))
    policy = sound(
        calendar="cn",
        duties=(attrs.evolve(ACKNOWLEDGE, calendar="utc", ladder=(far,)), *owed(term=WorkingDays(3))[1:]),
    )
    found = check(policy)
    assert {issue.code for issue in found} >= {"calendar_ends", "beyond_the_calendar"}
    for issue in found:
        replay(policy, issue)
    known = attrs.evolve(of_code(found, "calendar_ends")[0].witness, at=datetime(2026, 3, 2, tzinfo=UTC))
    with pytest.raises(AssertionError):
        replay(policy, attrs.evolve(of_code(found, "calendar_ends")[0], witness=known))


def test_a_duty_that_never_runs_is_shown_where_cases_come_to():
    """Each comes in closed: that the duty would run after a move from a stage that none comes to is no matter."""
    note = Move("note", ("done",), STAYS, by=("clerk",), records=("acknowledged",))
    policy = with_moves(
        TAKE, DECIDE, CLOSE, note, channels=(Channel("letter", initial="done"),), duties=owed(starts="acknowledged")[1:]
    )
    (issue,) = of_code(check(policy), "duty_never_runs")
    assert issue.path == "$.duties[0](answer).stage_kinds"
    replay(policy, issue)
    open_too = attrs.evolve(policy, duties=owed(starts="acknowledged", stage_kinds=("open", "closed"))[1:])
    with pytest.raises(AssertionError, match="it runs"):
        replay(open_too, issue)
    with pytest.raises(AssertionError):
        replay(policy, attrs.evolve(issue, witness=attrs.evolve(issue.witness, other=())))


def test_a_condition_that_never_holds_is_shown_though_the_duty_that_asks_never_starts():
    """What nothing puts on record is not put there to show that a duty which asks for it is not owed."""
    when = recorded("acknowledged")
    giving = attrs.evolve(OTHER_DUTY, starts="acknowledged", when=when)
    policy = sound(
        kinds=(*sound().kinds, OTHER_KIND), stages=(*STAGES, *OTHER_STAGES), moves=(TAKE, DECIDE, CLOSE, OTHER_MOVE),
        duties=(*owed(), giving),
    )  # fmt: skip
    found = {issue.code: issue for issue in check(policy)}
    assert found.keys() >= {"condition_never_holds", "duty_never_starts"}
    for issue in found.values():
        replay(policy, issue)
    started = attrs.evolve(policy, duties=(*owed(), attrs.evolve(giving, starts="filed", when=~when)))
    untrue = attrs.evolve(found["condition_never_holds"].witness, other=~when)
    with pytest.raises(AssertionError):
        replay(started, attrs.evolve(found["condition_never_holds"], witness=untrue))


def test_who_has_no_band_is_shown_though_the_move_makes_a_link_for_others():
    """The auditor is let in by the move and refused for the amount; that the link is not for auditors is no matter."""
    admitted = ("manager", "director", "auditor")
    linked = attrs.evolve(DECIDE, by=admitted, asks=("amount", "others"), links="same_matter")
    link = LinkRule("same_matter", by=("manager",), fact="others")
    roles = (CLERK, MANAGER, Role("director"), Role("auditor", last_resort="director", cite=CLAUSE))
    policy = with_moves(TAKE, linked, CLOSE, facts=(AMOUNT, OTHERS), roles=roles, links=(link,))
    (issue,) = of_code(check(policy), "admitted_without_band")
    assert issue.path == "$.moves[1](decide).by(auditor)"
    replay(policy, issue)


def test_a_fact_that_nobody_is_asked_for_comes_in_by_a_correction_alone():
    """A case is filed without it; the move that waits for it does not take it, and is granted once it is corrected."""
    kept = Fact("kept", "yes_no", required=False)
    policy = with_moves(TAKE, guarded(DECIDE, fact("kept").is_true()), CLOSE, facts=(AMOUNT, kept))
    assert [issue.path for issue in of_code(check(policy), "fact_never_asked")] == ["$.facts[1](kept)"]
    desk = Desk(policy, MemoryStore(), tenant="acme", clock=FixedClock(datetime(2026, 3, 2, 2, tzinfo=UTC)))
    head = Actor("emp-1", {"clerk", "manager", "director"})
    case = desk.act(desk.file(by=head, channel="letter", category="goods").id, "take", by=head)
    with pytest.raises(InvalidInput, match="takes no fact 'kept'"):
        desk.consider(case.id, "decide", by=head, facts={"amount": "1 CNY", "kept": True})
    assert not desk.consider(case.id, "decide", by=head, facts={"amount": "1 CNY"}).granted
    desk.correct(case.id, 1, by=head, reason="left out", facts={"kept": True})
    assert desk.consider(case.id, "decide", by=head, facts={"amount": "1 CNY"}).granted


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


PASS_ON = Move("pass_on", ("examined",), STAYS, by=("clerk",), only=("assigned",), assigns=True, records=("x_on",))


@pytest.mark.parametrize("needed", [recorded("acknowledged"), ~recorded("acknowledged"), fact("amount") > yuan(7)])
def test_nobody_is_named_for_a_move_that_is_meant_for_some_cases(needed):
    """Whatever tells its target, the move is refused while nobody is named, and cases show that; none does where
    another move assigns.
    """
    pass_on = attrs.evolve(PASS_ON, when=needed)
    policy = with_moves(TAKE, DECIDE, CLOSE, pass_on)
    (issue,) = of_code(check(policy), "nobody_is_named")
    assert issue.path == "$.moves[3](pass_on).only"
    replay(policy, issue)
    with pytest.raises(AssertionError):
        replay(with_moves(attrs.evolve(TAKE, assigns=True), DECIDE, CLOSE, pass_on), issue)


def test_the_case_that_names_nobody_has_what_the_move_is_meant_for():
    """The witness has the records by which the target of the move is the one meant."""
    policy = with_moves(TAKE, DECIDE, CLOSE, attrs.evolve(PASS_ON, when=recorded("acknowledged")))
    (issue,) = of_code(check(policy), "nobody_is_named")
    assert issue.witness is not None
    assert issue.witness.records == ("acknowledged",)
