"""Where a case may come to a standstill, and where what is certain of it rules that out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from complaintkit import check
from complaintkit.checks.checking import Checking
from complaintkit.checks.reasoning import Reasoner
from complaintkit.checks.standstill import standstill_issues
from complaintkit.checks.ways import Ways
from complaintkit.deadlines import AtDue
from complaintkit.rules import STAYS, Fact, Kind, LinkRule, Move, PromiseRule, Rung, Stage
from complaintkit.rules.conditions import category, channel, count, fact, recorded
from complaintkit.testing.replaying import replay
from tests.checks.sound import AMOUNT, ANSWER, FINE, LOSS, OTHERS, STAGES, TAKE, WHO, guarded, with_moves

EXAMINED, CHECKED, RECEIVED = "$.stages[1](examined)", "$.stages[3](checked)", "$.stages[0](received)"
KEPT = Fact("kept", "choice", choices=("yes", "no"), required=False)
WHEN = Fact("when", "instant", required=False)
YES, NO = fact("kept") == "yes", fact("kept") == "no"
END = Move("end", ("examined",), "done", by=("manager",), records=("decided", "closed"))
SKIP = Move("skip", ("received",), "examined", by=("clerk",))
CHECK = Move("check", ("examined",), "checked", by=("manager",))
CHECKED_END = attrs.evolve(END, sources=("checked",))
CHECKED_AFTER = attrs.evolve(CHECKED_END, after=("acknowledged",))
ASSIGN = Move("assign", ("received",), STAYS, by=("clerk",), assigns=True)
FIND = guarded(
    Move("find_sound", ("examined",), STAYS, by=("manager",), records=("found", "x_sound")), ~recorded("found")
)
FIND_VOID = attrs.evolve(FIND, trigger="find_void", records=("found", "x_void"))
FIND_ALONE = attrs.evolve(FIND, trigger="find_alone", records=("found",))
RULED = guarded(END, recorded("x_sound") | recorded("x_void"), after=("found",))
PROMISE = {
    "stages": (STAGES[0], attrs.evolve(STAGES[1], needs_promise="agreed"), STAGES[2]),
    "promises": (PromiseRule("agreed", duty="answer", fact="when"),),
    "duties": (ANSWER,),
}


NOT_FOUND, UNCOUNTED = NO | ~recorded("found"), NO | (count("found") == 0)
ANSWERED_YES = YES.is_true(otherwise=False)
YES_OR_GOODS = YES | category.within("goods")


def by_rung(record: str) -> dict[str, Any]:
    """A duty whose rung makes a record."""
    rung = Rung("late", AtDue(), tell=("manager",), records=(record,))
    return {"duties": (attrs.evolve(ANSWER, ladder=(rung,)),)}


SOUND = Move("sound", ("received",), STAYS, by=("clerk",), records=("x_sound",))


def with_kept(**changed: Any) -> dict[str, Any]:
    """The facts, one of them asked for on some cases only."""
    return {"facts": (AMOUNT, attrs.evolve(KEPT, **changed), WHEN, LOSS, WHO, OTHERS)}


def rows(move: Move, **changed: Any) -> tuple[Move, Move]:
    """A move in two rows, for each of two choices: one left blank is neither."""
    return attrs.evolve(move, when=YES, **changed), attrs.evolve(move, when=NO, **changed)


def by_link(role: str) -> dict[str, Any]:
    return {"links": (LinkRule("same", fact="others", by=(role,)),)}


KEEP = guarded(TAKE, YES, offers=("kept",))
ONLY = attrs.evolve(END, only=("assigned",))
NOTE = Move("note", ("examined",), STAYS, by=("clerk",), offers=("kept",))
EARLY = fact("when") < datetime(2026, 3, 2, tzinfo=UTC)
ASKED = attrs.evolve(TAKE, asks=("kept",))
MOVES: Mapping[str, tuple[tuple[Move, ...], dict[str, Any], str | None]] = {
    "a guard that some case fails": ((TAKE, guarded(END, YES)), {}, EXAMINED),
    "a guard over what the move may give": ((TAKE, guarded(END, YES, offers=("kept",))), {}, None),
    "a guard that a fact left out leaves open": ((TAKE, guarded(END, ~NO)), {}, EXAMINED),
    "a guard that waits for what another move gives": ((TAKE, guarded(END, ~NO), NOTE), {}, None),
    "a guard that waits for what was given on the way": ((ASKED, guarded(END, ~NO | ~YES)), {}, None),
    "a guard that waits for what was asked for on filing": (
        (TAKE, guarded(END, ~NO | ~YES)),
        with_kept(required=True),
        None,
    ),
    "a guard that waits for what was asked for on filing by one channel": (
        (TAKE, guarded(END, ~NO | ~YES)),
        with_kept(required=True, channels=("phone",)),
        EXAMINED,
    ),
    "a guard that waits for what the move gives and what it does not": (
        (TAKE, guarded(END, (YES | NO) & EARLY, offers=("kept",))),
        {},
        EXAMINED,
    ),
    "targets that wait for what the move does not give": (
        (TAKE, attrs.evolve(END, when=~NO | ~YES)),
        {},
        EXAMINED,
    ),
    "targets that leave a case out": ((TAKE, *rows(END)), {}, EXAMINED),
    "targets over what the move may give": ((TAKE, *rows(END, offers=("kept",))), {}, None),
    "targets over more than the move may give": (
        (TAKE, attrs.evolve(END, when=YES & recorded("found"), offers=("kept",)), FIND, FIND_VOID),
        {},
        None,
    ),
    "targets that wait for what is not made": (
        (TAKE, SKIP, attrs.evolve(END, when=YES & recorded("acknowledged"), offers=("kept",))),
        {},
        EXAMINED,
    ),
    "targets told apart by what was asked for": ((ASKED, *rows(END)), {}, None),
    "targets told apart by what is offered again": (
        (ASKED, attrs.evolve(CHECK, offers=("kept",)), *rows(CHECKED_END)),
        {},
        CHECKED,
    ),
    "targets told apart by what was asked for before": ((ASKED, CHECK, *rows(CHECKED_END)), {}, None),
    "a guard that was met on the way": ((KEEP, CHECK, guarded(CHECKED_END, YES)), {}, None),
    "a guard that was met, and the fact given anew": (
        (KEEP, attrs.evolve(CHECK, offers=("kept",)), guarded(CHECKED_END, YES)),
        {},
        CHECKED,
    ),
    "a record that every way makes": ((TAKE, attrs.evolve(END, after=("acknowledged",))), {}, None),
    "a record that one way does not make": ((TAKE, SKIP, attrs.evolve(END, after=("acknowledged",))), {}, EXAMINED),
    "records that are made together": ((TAKE, FIND, FIND_VOID, RULED), {}, None),
    "a record that is made alone too": ((TAKE, FIND, FIND_VOID, FIND_ALONE, RULED), {}, EXAMINED),
    "whoever made it has the role": ((TAKE, attrs.evolve(END, by=("clerk",), same_who=("acknowledged",))), {}, None),
    "whoever made it lacks the role": ((TAKE, attrs.evolve(END, same_who=("acknowledged",))), {}, EXAMINED),
    "a stage that needs a promise": ((TAKE, END), PROMISE, RECEIVED),
    "a stage into which a promise is given": ((attrs.evolve(TAKE, promises="agreed"), END), PROMISE, None),
    "nothing proposed to approve": (
        (TAKE, attrs.evolve(END, sanction="fine", records=("sanctioned", "closed"))),
        {"sanctions": (FINE,)},
        EXAMINED,
    ),
    "ties that another role makes": ((TAKE, attrs.evolve(END, links="same")), by_link("director"), EXAMINED),
    "ties that the role makes": ((TAKE, attrs.evolve(END, links="same")), by_link("manager"), None),
    "only for whom it is assigned to": ((attrs.evolve(TAKE, assigns=True), ONLY), {}, None),
    "only for whom it may be assigned to": ((TAKE, ASSIGN, ONLY), {}, EXAMINED),
    "a guard over what the move classifies": ((TAKE, guarded(END, YES_OR_GOODS, reclassifies=True)), {}, None),
    "a guard over a category": ((TAKE, guarded(END, YES_OR_GOODS)), {}, EXAMINED),
    "targets that need an answer": ((TAKE, attrs.evolve(END, when=ANSWERED_YES, offers=("kept",))), {}, EXAMINED),
    "targets that need to know": ((TAKE, attrs.evolve(END, when=fact("kept").known, offers=("kept",))), {}, EXAMINED),
    "a target that is meant, and refused": (
        (
            TAKE,
            SKIP,
            attrs.evolve(END, when=YES, offers=("kept",), after=("acknowledged",)),
            attrs.evolve(END, when=NO, offers=("kept",)),
        ),
        {},
        EXAMINED,
    ),
    "for its maker, and not for its maker": (
        (TAKE, SKIP, attrs.evolve(END, by=("clerk",), same_who=("acknowledged",), not_who=("acknowledged",))),
        {},
        EXAMINED,
    ),
    "for who filed it, in another role": ((TAKE, attrs.evolve(END, same_who=("filed",))), {}, EXAMINED),
    "for who filed it, in the same role": (
        (TAKE, attrs.evolve(END, same_who=("filed",))),
        {"kinds": (Kind("complaint", initial="received", by=("manager",)),)},
        None,
    ),
    "for whoever made what the sweep may make": (
        (TAKE, attrs.evolve(SOUND, by=("manager",), records=("x_late",)), attrs.evolve(END, same_who=("x_late",))),
        by_rung("x_late"),
        EXAMINED,
    ),
    "ties that anyone makes": ((TAKE, attrs.evolve(END, links="same")), by_link("anyone"), None),
    "ties that everybody's role makes": ((TAKE, attrs.evolve(END, links="same")), by_link("clerk"), None),
    "assigned by a move that makes nothing": ((attrs.evolve(SKIP, assigns=True), ONLY), {}, None),
    "assigned by one of two ways that make the same": (
        (attrs.evolve(TAKE, assigns=True), attrs.evolve(SKIP, records=("acknowledged",)), ONLY),
        {},
        EXAMINED,
    ),
    "somebody stood aside, and nobody was assigned": (
        (attrs.evolve(TAKE, assigns=True, records=("recused",)), ASSIGN, ONLY),
        {},
        EXAMINED,
    ),
    "a stage where the case waits": (
        (TAKE, CHECK, guarded(CHECKED_END, YES)),
        {"stages": (*STAGES, Stage("checked", "waiting", owner="manager", pause="customer"))},
        CHECKED,
    ),
    "a stage without an exit is told of as such": ((TAKE, attrs.evolve(END, sources=("received",))), {}, None),
    "what a move on the way waited for": (
        (TAKE, SKIP, END, attrs.evolve(CHECK, after=("acknowledged",)), CHECKED_AFTER),
        {},
        None,
    ),
    "what a guard on the way asked for": (
        (TAKE, SKIP, END, guarded(CHECK, recorded("acknowledged")), CHECKED_AFTER),
        {},
        None,
    ),
    "asked for by one channel only": ((ASKED, *rows(END)), with_kept(channels=("phone",)), EXAMINED),
    "asked for in one category only": ((ASKED, *rows(END)), with_kept(categories=("goods",)), EXAMINED),
    "asked for on some condition": ((ASKED, *rows(END)), with_kept(when=channel == "phone"), EXAMINED),
    "what cannot have happened yet": ((guarded(TAKE, ~recorded("found")), FIND, FIND_VOID, END), {}, None),
    "what may have happened since": ((guarded(TAKE, NOT_FOUND), FIND, guarded(END, NOT_FOUND)), {}, EXAMINED),
    "what may have been counted since": ((guarded(TAKE, UNCOUNTED), FIND, guarded(END, UNCOUNTED)), {}, EXAMINED),
    "one of two conditions that last": (
        (guarded(TAKE, YES & ~recorded("found"), offers=("kept",)), CHECK, guarded(CHECKED_END, YES), FIND),
        {},
        None,
    ),
    "a record made after another": (
        (TAKE, SOUND, FIND, FIND_VOID, attrs.evolve(FIND_ALONE, after=("x_sound",)), RULED),
        {},
        None,
    ),
    "a record that the sweep may make": (
        (TAKE, FIND, FIND_VOID, RULED),
        by_rung("found"),
        EXAMINED,
    ),
}  # fmt: skip
"""The moves, what else of the sound policy is changed, and the stage in which a case stands still (None: in none)."""


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.no_cover
def test_a_standstill_is_told_where_a_case_may_come_to_one(name):
    """By hand: is there a case that comes there and on which no move is granted? Its witness is offered none."""
    moves, changed, stage = MOVES[name]
    checked = (Stage("checked", owner="manager"),) if CHECK.trigger in {move.trigger for move in moves} else ()
    policy = with_moves(
        *moves,
        **{
            "facts": (AMOUNT, KEPT, WHEN, LOSS, WHO, OTHERS),
            "bands": (),
            "redress": None,
            "numbering": (),
            "duties": (ANSWER,),
            "stages": (*STAGES, *checked),
            **changed,
        },
    )
    issues = [issue for issue in check(policy) if issue.code == "case_at_a_standstill"]
    assert [issue.path for issue in issues] == ([] if stage is None else [stage])
    for issue in issues:
        replay(policy, issue)


def test_a_question_of_a_standstill_that_meets_the_bound_is_told_as_open():
    """Where it cannot be told whether a case stands still the check says so of the stage."""
    policy = with_moves(TAKE, guarded(END, YES | ~NO), facts=(AMOUNT, KEPT), bands=(), redress=None, numbering=())
    checking = Checking(policy, None)
    ways = [Ways(checking, kind) for kind in policy.all_kinds]
    checking.reasoner = Reasoner(checking.domains, most_steps=1)
    assert [(issue.code, issue.path) for issue in standstill_issues(checking, ways)] == [("undecided", EXAMINED)]
