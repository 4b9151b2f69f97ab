"""How long a case is kept, what beats it, and that nothing disposes of it before."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from complaintkit.cases import Keeping
from complaintkit.cases.reasons import reason
from complaintkit.deadlines import Days, Immediately, Months, Years
from complaintkit.errors import PolicyError
from complaintkit.rules import Duty, Fact, LinkRule, Move, Policy, RetentionRule, Stage
from complaintkit.rules.conditions import fact, recorded
from complaintkit.rules.moves import StageKind
from complaintkit.serialization import dumps, loads_policy
from complaintkit.storage.sqlite import SQLiteStore
from tests.desk.policies import BOSS, CLERK, OPEN, TX, World, at, policy, reasons, why, with_moves, world

ONE_YEAR = RetentionRule("one_year", starts="archived", term=Years(1), tell=("boss",), cite=TX("art. 7"))
LONGER = RetentionRule("longer", until="kept_until", when=recorded("x_kept_longer"), cite=TX("art. 8"))
CLOSED = ("done", "shelf")
AFTER: tuple[StageKind, ...] = ("closed", "archived")
MOVES = (
    Move("keep_longer", CLOSED, "=", by=("clerk",), asks=("kept_until",), records=("x_kept_longer",)),
    Move("hold", (*OPEN, *CLOSED), "=", by=("boss",), records=("held",)),
    Move("release", (*OPEN, *CLOSED), "=", by=("boss",), records=("released",)),
    Move("dispose", (*OPEN, *CLOSED), "gone", by=("clerk",), records=("disposed",), cite=TX("art. 9")),
)
TICK = timedelta(microseconds=1)


def keeping_policy(*more: Move, **parts: Any) -> Policy:
    """The plain policy, with cases kept a year from the archive, or longer."""
    given: dict[str, Any] = {
        "retention": (ONE_YEAR, LONGER),
        "stages": (*policy().stages, Stage("gone", "archived")),
        "facts": (Fact("kept_until", "date", required=False),),
    }
    return with_moves(*MOVES, *more, **{**given, **parts})


def shelved(desk: World, **given: Any) -> str:
    """A case that was replied to, closed and archived, all on 2 March 2026."""
    case = desk.file(**given)
    for trigger in ("reply", "close", "shelve"):
        desk.desk.act(case, trigger, by=CLERK)
    return case


def kept(desk: World, case: str) -> Keeping:
    """How the case is kept, as its view tells."""
    found = desk.desk.view(case, by=CLERK).keeping
    assert found is not None
    return found


def dispose(desk: World, case: str, when: datetime) -> None:
    desk.clock.move_to(when)
    desk.desk.act(case, "dispose", by=CLERK)


def test_a_case_is_kept_through_the_last_day_of_its_term() -> None:
    """Archived on 2 March 2026, kept a year: through 2 March 2027; the first instant of the 3rd is free."""
    desk = world(keeping_policy())
    case = shelved(desk)
    last = at(2, 23, 59, 59, year=2027) + timedelta(microseconds=999_999)
    found = kept(desk, case)
    assert found.until is not None
    assert (found.until.due_at, found.until.due_on) == (last, date(2027, 3, 2))
    assert why(lambda: dispose(desk, case, last)) == reason("retained", TX("art. 7"), rule="one_year", until=last)
    desk.clock.move_to(last + TICK)
    assert kept(desk, case).against == ()
    dispose(desk, case, last + TICK)
    assert desk.desk.get(case).stage == "gone"
    assert kept(desk, case).disposed_at == last + TICK
    assert desk.desk.verify().ok


def test_a_disposal_cannot_be_dated_back_or_before_its_time() -> None:
    """Entered when it is free, but said to have happened while it was kept: refused all the same."""
    desk = world(keeping_policy())
    case = shelved(desk)
    desk.clock.move_to(at(5, year=2027))
    found = why(lambda: desk.desk.act(case, "dispose", by=CLERK, occurred_at=at(2, year=2027)))
    assert found.code == "retained"


def test_the_longest_rule_counts() -> None:
    """Kept longer, through 15 March 2027; told to be kept through a day before the year is over: the year stands."""
    desk = world(keeping_policy())
    longer, shorter = shelved(desk), shelved(desk)
    desk.desk.act(longer, "keep_longer", by=CLERK, facts={"kept_until": date(2027, 3, 15)})
    desk.desk.act(shorter, "keep_longer", by=CLERK, facts={"kept_until": date(2026, 12, 31)})
    assert [rule.rule for rule in kept(desk, longer).rules] == ["longer", "one_year"]
    assert kept(desk, longer).until.due_on == date(2027, 3, 15)  # type: ignore[union-attr]
    assert kept(desk, shorter).until.due_on == date(2027, 3, 2)  # type: ignore[union-attr]
    assert why(lambda: dispose(desk, longer, at(3, year=2027))).cites == (TX("art. 8"),)
    dispose(desk, shorter, at(3, year=2027))


def test_what_a_rule_does_not_know_keeps_the_case() -> None:
    """Closed and never archived: the year has not begun. A condition nobody can tell counts as met."""
    desk = world(keeping_policy())
    case = desk.file()
    for trigger in ("reply", "close"):
        desk.desk.act(case, trigger, by=CLERK)
    found = why(lambda: dispose(desk, case, at(2, year=2036)))
    assert found == reason("missing_records", TX("art. 7"), records=("archived",))
    unsure = RetentionRule("grave", starts="closed", term=Years(9), when=fact("grave").is_true(), cite=TX("art. 8"))
    facts = (Fact("grave", "yes_no", required=False), Fact("kept_until", "date", required=False))
    desk = world(keeping_policy(retention=(unsure,), facts=facts))
    case = shelved(desk)
    assert [rule.assumed for rule in kept(desk, case).rules] == [True]
    assert why(lambda: dispose(desk, case, at(2, year=2034))).code == "retained"


def test_a_rule_of_a_day_asks_for_the_day() -> None:
    """A case kept through a day nobody named yet: the fact is asked for."""
    desk = world(keeping_policy(retention=(RetentionRule("named", until="kept_until", cite=TX("art. 8")),)))
    case = shelved(desk)
    found = why(lambda: dispose(desk, case, at(2, year=2036)))
    assert found == reason("missing_facts", TX("art. 8"), facts=("kept_until",))


def test_a_legal_hold_beats_every_rule() -> None:
    """Trap 75. Held twice, years over: refused until there are two releases; one of nothing lifts no later hold."""
    desk = world(keeping_policy())
    case = shelved(desk)
    for trigger in ("release", "hold", "hold"):
        desk.desk.act(case, trigger, by=BOSS)
    assert why(lambda: dispose(desk, case, at(2, year=2036))) == reason("legal_hold", _cites(), since=at(2))
    desk.desk.act(case, "release", by=BOSS)
    assert kept(desk, case).held_since == at(2)
    assert why(lambda: dispose(desk, case, at(3, year=2036))).code == "legal_hold"
    desk.desk.act(case, "release", by=BOSS)
    dispose(desk, case, at(3, year=2036))


def _cites() -> tuple[Any, ...]:
    return (TX("art. 7"), TX("art. 8"))


def test_an_open_case_is_kept() -> None:
    """Trap 75. Reopened after its archive was due to end: it is open, whatever the rules say."""
    desk = world(keeping_policy(retention=(RetentionRule("short", starts="closed", term=Days(1), cite=TX("art. 7")),)))
    case = desk.file()
    for trigger in ("reply", "close"):
        desk.desk.act(case, trigger, by=CLERK)
    desk.clock.move_to(at(9))
    desk.desk.act(case, "reopen", by=BOSS)
    assert why(lambda: dispose(desk, case, at(10))) == reason("still_open", TX("art. 7"), stage="open")


def test_what_still_owes_something_is_kept() -> None:
    """A follow-up after the close that nobody made keeps the case; a duty to dispose of it does not."""
    visit = Duty("visit", owner="clerk", starts="closed", ends=("followed_up",), term=Days(3), stage_kinds=AFTER)
    clear = Duty("clear", owner="clerk", starts="expired", ends=("disposed",), term=Days(30), stage_kinds=("archived",))
    call = Move("visit", CLOSED, "=", by=("clerk",), records=("followed_up",))
    desk = world(keeping_policy(call, duties=(*policy().duties, visit, clear)))
    case = shelved(desk)
    found = why(lambda: dispose(desk, case, at(3, year=2027)))
    assert found == reason("still_owed", _cites(), duties=("visit",))
    assert desk.desk.sweep().expired == ()
    desk.desk.act(case, "visit", by=CLERK)
    assert desk.desk.sweep().expired == (case,)
    assert desk.state(case, "clear").status == "running"
    dispose(desk, case, at(4, year=2027))
    assert desk.state(case, "clear").status == "met"


def test_a_case_tied_to_an_open_one_is_kept() -> None:
    """Trap 75. Somebody came back to it with another complaint: both are kept until that one is closed."""
    desk = world(keeping_policy(links=(LinkRule("again", after=("closed",), shares_redress=False),)))
    case = shelved(desk)
    other = desk.file(link=("again", case))
    assert why(lambda: dispose(desk, case, at(3, year=2027))) == reason("tied_open", _cites(), cases=(other,))
    offer = next(o for o in desk.desk.available(case, by=CLERK) if o.trigger == "dispose")
    assert offer.answer == "may_not"
    for trigger in ("reply", "close"):
        desk.desk.act(other, trigger, by=CLERK)
    dispose(desk, case, at(4, year=2027))


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_the_sweep_tells_once_what_may_be_disposed_of(kind: str, tmp_path: Any) -> None:
    """Not on the last day, then once: on record, in the report, to the boss. After a hold is lifted, once more."""
    store = SQLiteStore(tmp_path / "kept.db") if kind == "sqlite" else None
    desk = world(keeping_policy(), store=store)
    case, held = shelved(desk), shelved(desk)
    desk.desk.act(held, "hold", by=BOSS)
    desk.clock.move_to(at(3, 0, year=2027) - TICK)
    assert desk.desk.sweep().fired == ()
    desk.clock.move_to(at(3, 0, year=2027))
    report = desk.desk.sweep()
    assert report.expired == (case,)
    assert report.fired == ((case, "retention", "over"),)
    assert "expired" in desk.desk.get(case).records
    told = [(notice.what, notice.subject, notice.to) for notice in desk.desk.notices() if notice.what == "reminder"]
    assert told == [("reminder", "retention/over", "boss")]
    assert desk.desk.sweep().expired == ()
    desk.clock.move_to(at(9, year=2027))
    desk.desk.act(held, "release", by=BOSS)
    assert desk.desk.sweep().expired == (held,)
    desk.desk.act(case, "hold", by=BOSS)
    desk.desk.act(case, "release", by=BOSS)
    assert desk.desk.sweep().expired == (case,)
    assert desk.desk.sweep().expired == ()
    desk.desk.act(case, "keep_longer", by=CLERK, facts={"kept_until": date(2027, 3, 20)})
    desk.clock.move_to(at(21, 0, year=2027))
    assert desk.desk.sweep().expired == (case,)
    assert desk.desk.verify().ok


def test_what_was_disposed_of_is_told_no_more() -> None:
    """Disposed of before the sweep came by: there is nothing left to tell."""
    desk = world(keeping_policy())
    case = shelved(desk)
    dispose(desk, case, at(3, year=2027))
    desk.clock.move_to(at(9, year=2027))
    assert desk.desk.sweep().expired == ()


def test_months_are_kept_to_the_corresponding_day() -> None:
    """Archived on 31 August, six months: through 28 February."""
    rule = RetentionRule("half_year", starts="archived", term=Months(6))
    desk = world(keeping_policy(retention=(rule,)), now=at(31, month=8))
    case = shelved(desk)
    assert kept(desk, case).until.due_on == date(2027, 2, 28)  # type: ignore[union-attr]


def test_it_is_explained_to_staff_and_not_to_the_complainant() -> None:
    """Which rule keeps it until when, under which clause, and that it is under legal hold; asked as of an earlier day
    it was not."""
    desk = world(keeping_policy())
    case = shelved(desk)
    desk.clock.move_to(at(9))
    desk.desk.act(case, "hold", by=BOSS)
    told = desk.desk.explain(case, by=BOSS, audience="regulator")
    assert told.keeping is not None
    assert told.keeping.held_since == at(9)
    for text in ("one_year: kept until 2027-03-02 23:59:59 UTC [TX art. 7]", "under legal hold since 2026-03-09 09:00"):
        assert text in told.text()
    assert "法律保全自 2026-03-09" in desk.desk.explain(case, by=BOSS, audience="regulator", lang="zh").text()
    before = desk.desk.explain(case, by=BOSS, audience="staff", as_known_on=at(8))
    assert before.keeping is not None
    assert before.keeping.held_since is None
    assert desk.desk.explain(case, by=BOSS, audience="complainant").keeping is None


def test_a_policy_without_rules_keeps_nothing() -> None:
    """No rule: no word about keeping, in the view or in the explanation."""
    desk = world(policy())
    case = shelved(desk)
    assert desk.desk.view(case, by=CLERK).keeping is None
    assert desk.desk.explain(case, by=CLERK).keeping is None


def test_rules_go_with_the_policy_as_a_document() -> None:
    """Written and read again it is the same policy; without rules its hash is what it was before there were any."""
    one = keeping_policy()
    assert loads_policy(dumps(one)) == one
    assert '"retention"' not in dumps(policy())


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"retention": ()}, "'disposed' needs a retention rule"),
        ({"retention": (RetentionRule("r", starts="archived"),)}, "give one of the two"),
        ({"retention": (RetentionRule("r", starts="archived", term=Years(1), until="kept_until"),)}, "one of the two"),
        ({"retention": (RetentionRule("r", term=Years(1)),)}, "give both or neither"),
        ({"retention": (RetentionRule("r", starts="archived", term=Immediately()),)}, "a retention is a length"),
        ({"retention": (RetentionRule("r", starts="rewarded", term=Years(1)),)}, "made by no move"),
        ({"retention": (RetentionRule("r", until="nothing"),)}, "no fact 'nothing'"),
        ({"retention": (ONE_YEAR, ONE_YEAR)}, "defined 2 times"),
        ({"retention": (RetentionRule("r", until="kept_until", tell=("nobody",)),)}, "no role 'nobody'"),
        ({"retention": (RetentionRule("r", until="kept_until", case_kind="praise"),)}, "no kind 'praise'"),
        ({"facts": (Fact("kept_until", "date", required=False, many=True),)}, "one date that is not personal"),
        ({"retention": "ever"}, "expected a tuple"),
        (
            {"duties": (Duty("retention", owner="clerk", starts="filed", ends=("closed",), term=Days(1)),)},
            "'retention' is a reserved name",
        ),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused(parts: dict[str, Any], said: str) -> None:
    """Each fault of a retention rule, or of a move that disposes without one, is told with its path."""
    with pytest.raises(PolicyError) as caught:
        keeping_policy(**parts)
    assert said in str(caught.value)


def test_no_move_says_that_the_time_is_over() -> None:
    """That is the sweep's to find."""
    with pytest.raises(PolicyError, match="made by the sweep"):
        keeping_policy(Move("say", OPEN, "=", by=("clerk",), records=("expired",)))


def test_refusals_read_as_sentences() -> None:
    """What keeps a case is told in both languages, with its clause."""
    desk = world(keeping_policy())
    case = shelved(desk)
    desk.desk.act(case, "hold", by=BOSS)
    decision = desk.desk.consider(case, "dispose", by=CLERK)
    assert "kept until 2027-03-02 23:59:59 UTC: one_year [TX art. 7]" in decision.text()
    assert "法律保全" in decision.text(lang="zh")
    found = reasons(lambda: desk.desk.act(case, "dispose", by=CLERK))
    assert [item.code for item in found] == ["legal_hold", "retained"]
