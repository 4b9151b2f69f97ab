"""The dates of a case: pauses, extensions, changes mid-life, corrections; each by a real desk, by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from complaintkit.cases.clocks import due_rows
from complaintkit.cases.program import Program
from complaintkit.cases.reasons import reason
from complaintkit.deadlines import After, Before, Days, Hours, PauseRule, WorkingDays
from complaintkit.rules import (
    STAYS,
    AtLeast,
    ByCase,
    Category,
    ExtensionRule,
    Fact,
    Message,
    Move,
    PromiseRule,
    Rung,
    Sent,
)
from complaintkit.rules.conditions import category, fact, recorded
from tests.desk.policies import (
    BOSS,
    CLERK,
    NOBODY,
    OFFICE,
    OPEN,
    TX,
    World,
    at,
    day_end,
    policy,
    reasons,
    reply_duty,
    why,
    with_moves,
    world,
)

US = timedelta(microseconds=1)
CLOSE = Move("close", ("open",), "done", by=("clerk",), records=("closed",), cite=TX("art. 4"))
LATE = Rung("late", tell=("boss",), cite=TX("art. 3"))
WARN = Rung("warn", Before(Days(1)), kind="warning", tell=("clerk",))


def rows(desk: World, case: str) -> list[tuple[str, Any]]:
    """The moments the store waits for on a case."""
    stored = desk.store._cases["acme", case]
    return [(row.rung, row.fires_at) for held in stored.rows.values() for row in held]


def fired(desk: World) -> list[tuple[str, str]]:
    return [(duty, rung) for _, duty, rung in desk.desk.sweep().fired]


def test_a_duty_runs_from_the_receipt_to_its_record_and_is_judged_by_when_it_happened():
    desk = world(policy(duties=(reply_duty(),)))
    case = desk.file(received_at=at(1))
    assert (desk.state(case).status, desk.due(case)) == ("running", day_end(4))
    desk.clock.move_to(at(4, 23, 59, 59))
    assert desk.state(case).status == "running"
    desk.clock.move_to(at(5, 0))
    assert desk.state(case).status == "overdue"
    desk.desk.act(case, "reply", by=CLERK, occurred_at=day_end(4))
    assert (desk.state(case).status, desk.state(case).ended_at) == ("met", day_end(4))


def test_a_record_that_comes_late_meets_the_duty_late():
    desk = world(policy(duties=(reply_duty(),)))
    case = desk.file()
    desk.clock.move_to(at(6, 0))
    desk.desk.act(case, "reply", by=CLERK)
    assert desk.state(case).status == "met_late"


def test_a_record_starts_a_duty_again_only_after_it_ended():
    desk = world(policy(duties=(reply_duty(starts="accepted"),)))
    case = desk.file()
    assert desk.desk.dues(case) == ()
    desk.desk.act(case, "accept", by=CLERK)
    desk.clock.move_to(at(3))
    desk.desk.act(case, "accept", by=CLERK)
    assert [state.started_at for state in desk.desk.dues(case)] == [at(2)]
    desk.desk.act(case, "reply", by=CLERK)
    desk.clock.move_to(at(4))
    desk.desk.act(case, "accept", by=CLERK)
    assert [(state.occurrence, state.started_at, state.status) for state in desk.desk.dues(case)] == [
        (1, at(2), "met"),
        (2, at(4), "running"),
    ]


def test_leaving_the_stages_it_runs_in_stops_a_duty():
    desk = world(policy(duties=(reply_duty(), reply_duty(id="keep", starts="closed", stage_kinds=("closed",)))))
    case = desk.file()
    desk.desk.act(case, "close", by=CLERK)
    assert {state.duty: state.status for state in desk.desk.dues(case)} == {"reply": "stopped", "keep": "running"}
    assert [rung for rung, _ in rows(desk, case)] == [""], "only the duty that runs waits"
    desk.desk.act(case, "shelve", by=CLERK)
    assert desk.state(case, "keep").status == "stopped"


# -- pauses


def test_a_waiting_stage_withdraws_the_due_and_brings_it_back_moved():
    desk = world(policy(duties=(reply_duty(pauses=("customer",), ladder=(LATE,)),)))
    case = desk.file()
    assert rows(desk, case) == [("", day_end(5)), ("late", day_end(5))]
    desk.clock.move_to(at(3))
    desk.desk.act(case, "ask", by=CLERK)
    assert (rows(desk, case), desk.due(case), desk.state(case).status) == ([], None, "paused")
    desk.clock.move_to(at(13))
    assert fired(desk) == []
    desk.desk.act(case, "answer", by=CLERK)
    assert rows(desk, case) == [("", day_end(15)), ("late", day_end(15))], "ten days waited, ten days more"
    desk.clock.move_to(at(16, 0))
    assert fired(desk) == [("reply", "late")]


def test_a_pause_of_another_cause_moves_nothing():
    desk = world(policy(duties=(reply_duty(),)))
    case = desk.file()
    desk.desk.act(case, "ask", by=CLERK)
    assert desk.due(case) == day_end(5)
    assert desk.desk.get(case).pauses[0].cause == "customer"


def test_a_rung_that_fired_fires_again_only_where_its_new_moment_lies_after_the_move():
    desk = world(policy(duties=(reply_duty(pauses=("customer",), ladder=(WARN, LATE), catch_up="all"),)))
    case = desk.file()
    desk.clock.move_to(at(4, 0))
    assert fired(desk) == [("reply", "warn")]
    desk.desk.act(case, "ask", by=CLERK)
    desk.desk.act(case, "answer", by=CLERK)
    assert (desk.due(case), fired(desk)) == (day_end(5), []), "moved by nothing: the warning is not given twice"
    desk.clock.move_to(at(5))
    desk.desk.act(case, "ask", by=CLERK)
    desk.clock.move_to(at(8))
    desk.desk.act(case, "answer", by=CLERK)
    assert desk.due(case) == day_end(8)
    assert fired(desk) == [], "the new moment of the warning, the 7th, lies before the move on the 8th"
    desk.clock.move_to(at(8, 10))
    desk.desk.act(case, "ask", by=CLERK)
    desk.clock.move_to(at(20))
    desk.desk.act(case, "answer", by=CLERK)
    assert desk.due(case) == day_end(20)
    desk.clock.move_to(at(21, 0))
    assert fired(desk) == [("reply", "late")]


def test_a_warning_after_the_move_is_given_again():
    desk = world(policy(duties=(reply_duty(pauses=("customer",), ladder=(WARN,)),)))
    case = desk.file()
    desk.clock.move_to(at(4, 0))
    assert fired(desk) == [("reply", "warn")]
    desk.desk.act(case, "ask", by=CLERK)
    desk.clock.move_to(at(9))
    desk.desk.act(case, "answer", by=CLERK)
    assert rows(desk, case) == [("", day_end(10))], "the 9th, its opening, lies before the move"
    desk.desk.act(case, "ask", by=CLERK)
    desk.clock.move_to(at(20))
    desk.desk.act(case, "answer", by=CLERK)
    assert rows(desk, case) == [("", day_end(21))]


def test_pause_rules_and_caps_hold():
    rules = (PauseRule("customer", most=1),)
    desk = world(policy(duties=(reply_duty(pauses=("customer",), pause_rules=rules),)))
    case = desk.file()
    for day in (3, 4):
        desk.clock.move_to(at(day))
        desk.desk.act(case, "ask", by=CLERK)
        desk.clock.move_to(at(day + 1))
        desk.desk.act(case, "answer", by=CLERK)
    assert desk.due(case) == day_end(6), "only the first of the two pauses counts"


def test_no_warning_comes_while_a_capped_pause_is_open():
    """DESIGN 4.7: while one is open there are no warnings; the due row holds the moment the cap is used up."""
    desk = world(
        policy(duties=(reply_duty(term=Days(10), pauses=("customer",), pause_cap=Days(5), ladder=(WARN_THREE,)),))
    )
    case = desk.file(received_at=at(1))
    desk.clock.move_to(at(9))
    desk.desk.act(case, "ask", by=CLERK)
    desk.clock.move_to(at(13, 12))  # due the 16th, the warning would lie on the 13th; the cap is used up on the 14th
    assert fired(desk) == []
    assert desk.state(case).status == "paused"
    desk.clock.move_to(at(14))
    assert fired(desk) == [], "the 14th is still paused"
    desk.clock.move_to(at(15, 0))
    assert fired(desk) == [("reply", "warn")], "the clock runs again: what was held back comes"
    desk.desk.act(case, "answer", by=CLERK)
    assert (desk.due(case), fired(desk)) == (day_end(16), [])


WARN_THREE = Rung("warn", Before(Days(3)), kind="warning", tell=("clerk",))


def test_a_case_may_begin_waiting():
    from complaintkit.rules import Kind

    begun = policy(
        kinds=(Kind("complaint", initial="asked", by=("clerk",)),), duties=(reply_duty(pauses=("customer",)),)
    )
    desk = world(begun)
    case = desk.file()
    assert desk.state(case).status == "paused"
    desk.clock.move_to(at(4))
    desk.desk.act(case, "answer", by=CLERK)
    assert desk.due(case) == day_end(7)


# -- extensions


TWO_DAYS = Days(2)


def extended(how: Any = "add", term: Any = TWO_DAYS, **parts: Any) -> World:
    rule = ExtensionRule(how, term, **{"by": ("boss",), "reasons": ("difficult", "ill"), "cite": TX("art. 8"), **parts})
    return world(policy(duties=(reply_duty(extension=rule, pauses=("customer",)),), messages=(Message("more"),)))


def test_adding_counts_on_from_the_due():
    desk = extended()
    case = desk.file()
    decision_before = desk.due(case)
    desk.desk.extend(case, "reply", by=BOSS, reason="difficult")
    assert (decision_before, desk.due(case)) == (day_end(5), day_end(7))
    body = desk.desk.events(case)[-1].body
    assert (type(body).__name__, desk.desk.events(case)[-1].capacity) == ("Extended", "boss")


def test_replacing_counts_anew_from_the_start_and_keeps_the_pauses():
    desk = extended("replace", Days(10))
    case = desk.file()
    desk.desk.act(case, "ask", by=CLERK)
    desk.clock.move_to(at(4))
    desk.desk.act(case, "answer", by=CLERK)
    assert desk.due(case) == day_end(7)
    desk.desk.extend(case, "reply", by=BOSS, reason="ill")
    assert desk.due(case) == day_end(14)


def test_a_fixed_moment_lies_after_the_due_and_within_the_bound():
    desk = extended("fixed", Days(10))
    case = desk.file()
    for until in (None, day_end(5), day_end(12) + US):
        found = why(lambda until=until: desk.desk.extend(case, "reply", by=BOSS, reason="ill", until=until))  # type: ignore[misc]
        assert found == reason("extension", TX("art. 8"), duty="reply", why="until")
    desk.desk.extend(case, "reply", by=BOSS, reason="ill", until=at(9, 12))
    assert desk.due(case) == at(9, 12)
    desk.desk.act(case, "ask", by=CLERK)
    desk.clock.move_to(at(4))
    desk.desk.act(case, "answer", by=CLERK)
    assert desk.due(case) == at(9, 12), "a later pause does not move it"


def test_a_fixed_moment_is_not_given_while_the_clock_stands():
    desk = extended("fixed", Days(10))
    case = desk.file()
    desk.desk.act(case, "ask", by=CLERK)
    assert why(lambda: desk.desk.extend(case, "reply", by=BOSS, reason="ill", until=at(9))).arg("why") == "until"


def test_a_rule_that_counts_the_time_itself_takes_no_moment():
    desk = extended()
    case = desk.file()
    found = why(lambda: desk.desk.extend(case, "reply", by=BOSS, reason="ill", until=at(9)))
    assert (found.code, found.arg("why")) == ("extension", "counted")
    assert desk.desk.get(case).version == 1


def test_an_extension_is_refused_with_everything_that_speaks_against_it():
    desk = extended(most=1)
    case = desk.file()
    found = reasons(lambda: desk.desk.extend(case, "reply", by=CLERK, reason="lazy"))
    assert found == (
        reason("role", TX("art. 8"), trigger="extend", by=("boss",), held=("clerk",)),
        reason("extension", TX("art. 8"), duty="reply", why="reason"),
    )
    desk.desk.extend(case, "reply", by=BOSS, reason="ill")
    assert why(lambda: desk.desk.extend(case, "reply", by=BOSS, reason="ill")).arg("why") == "most"
    assert desk.due(case) == day_end(7), "the old date stands"
    ended = desk.file()
    desk.desk.act(ended, "reply", by=CLERK)
    assert why(lambda: desk.desk.extend(ended, "reply", by=BOSS, reason="ill")).arg("why") == "not_running"


def test_an_extension_comes_before_the_due():
    desk = extended()
    case = desk.file()
    desk.clock.move_to(day_end(5))
    assert desk.desk.extend(case, "reply", by=BOSS, reason="ill").version == 2
    other = extended()
    case = other.file()
    other.clock.move_to(at(6, 0))
    assert why(lambda: other.desk.extend(case, "reply", by=BOSS, reason="ill")).arg("why") == "past_due"
    other.desk.extend(case, "reply", by=BOSS, reason="ill", occurred_at=at(5))
    assert other.due(case) == day_end(7), "granted in time, entered later"


ASK = Move("ask_time", OPEN, STAYS, by=("clerk",), records=("x_asked",))
ESCALATED = Rung("far", After(Hours(6)), tell=("boss",), cite=TX("art. 3"))


def asked(**parts: Any) -> World:
    """A duty of three days, extended by four where it was asked for in time: x_asked is the request."""
    rule = ExtensionRule("add", Days(4), by=("boss",), reasons=("ill",), request="x_asked", cite=TX("art. 8"))
    owed = reply_duty(extension=attrs.evolve(rule, **parts), ladder=(WARN, LATE, ESCALATED), catch_up="all")
    return world(with_moves(ASK, duties=(owed,)))


@pytest.mark.parametrize(
    ("requested", "against"), [(None, "not_asked"), (day_end(5), ""), (day_end(5) + US, "asked_late")]
)
def test_where_the_request_decides_it_comes_by_the_due_and_the_grant_may_come_later(requested, against):
    """Due on the 5th, granted on the 8th: asked for in its last microsecond it is the 9th; a microsecond later, or not
    at all, it is refused with the clause and the old date stands.
    """
    desk = asked()
    case = desk.file()
    desk.clock.move_to(at(8))
    if requested is not None:
        desk.desk.act(case, "ask_time", by=CLERK, occurred_at=requested)
    if against:
        found = why(lambda: desk.desk.extend(case, "reply", by=BOSS, reason="ill"))
        assert found == reason("extension", TX("art. 8"), duty="reply", why=against)
        assert (desk.due(case), desk.state(case).status) == (day_end(5), "overdue")
        assert [offer.answer for offer in desk.desk.available(case, by=BOSS) if offer.verb == "extend"] == ["may_not"]
    else:
        desk.desk.extend(case, "reply", by=BOSS, reason="ill")
        assert desk.desk.events(case)[-1].body.asked_at == requested
        assert (desk.due(case), desk.state(case).status) == (day_end(9), "running")


def test_a_late_grant_lifts_the_breach_told_of_meanwhile_and_no_warning():
    """The warning of the 4th stands; what was told at the due and six hours after it is lifted, and comes again."""
    desk = asked()
    case = desk.file()
    desk.clock.move_to(at(4, 12))
    assert fired(desk) == [("reply", "warn")]
    desk.desk.act(case, "ask_time", by=CLERK)
    desk.clock.move_to(at(6, 12))
    assert fired(desk) == [("reply", "late"), ("reply", "far")]
    desk.desk.extend(case, "reply", by=BOSS, reason="ill")
    assert desk.state(case).lifted == ("late", "far")
    assert [rung for rung, _ in rows(desk, case) if rung] == ["warn", "late", "far"], "all ahead of the new due"
    desk.clock.move_to(at(10, 12))
    assert fired(desk) == [("reply", "warn"), ("reply", "late"), ("reply", "far")]
    assert desk.desk.verify().faults == ()


def test_one_request_serves_one_extension_and_a_grant_in_time_needs_none():
    """Granted in time without a request: the 9th. Late, on one request: the 13th. Late again, on none: refused."""
    desk = asked(most=3)
    case = desk.file()
    desk.desk.extend(case, "reply", by=BOSS, reason="ill")
    desk.desk.act(case, "ask_time", by=CLERK)
    desk.clock.move_to(at(11))
    desk.desk.extend(case, "reply", by=BOSS, reason="ill")
    assert desk.due(case) == day_end(13)
    desk.clock.move_to(at(14, 12))
    assert why(lambda: desk.desk.extend(case, "reply", by=BOSS, reason="ill")).arg("why") == "not_asked"
    desk.desk.act(case, "ask_time", by=CLERK, occurred_at=at(13))
    desk.desk.extend(case, "reply", by=BOSS, reason="ill")
    assert desk.due(case) == day_end(17)


def test_a_request_is_judged_by_the_due_as_it_then_stood():
    """Four days end on the 6th; asked on the 7th; a change of the 8th leaves six days more, to the 14th. Late all the
    same, when it is to be granted on the 16th.
    """
    rule = ExtensionRule("add", Days(4), by=("boss",), reasons=("ill",), request="x_asked")
    term = ByCase(((category.within("hard"), Days(4)), (~category.within("hard"), Days(3))))
    owed = reply_duty(term=term, on_change=AtLeast(Days(6)), extension=rule)
    desk = world(with_moves(ASK, RECLASSIFY, categories=(Category("easy"), Category("hard")), duties=(owed,)))
    case = desk.file(category="easy")
    desk.clock.move_to(at(7))
    desk.desk.act(case, "ask_time", by=CLERK)
    desk.clock.move_to(at(8))
    desk.desk.act(case, "classify", by=CLERK, category="hard")
    assert desk.due(case) == day_end(14)
    desk.clock.move_to(at(16))
    assert why(lambda: desk.desk.extend(case, "reply", by=BOSS, reason="ill")).arg("why") == "asked_late"


def test_where_the_grant_decides_a_request_in_time_changes_nothing():
    desk = asked(request=None)
    case = desk.file()
    desk.desk.act(case, "ask_time", by=CLERK)
    desk.clock.move_to(at(6, 0))
    assert why(lambda: desk.desk.extend(case, "reply", by=BOSS, reason="ill")).arg("why") == "past_due"


def test_without_a_rule_there_is_no_extension():
    desk = world(policy())
    case = desk.file()
    found = why(lambda: desk.desk.extend(case, "reply", by=BOSS, reason="ill"))
    assert found == reason("extension", duty="reply", why="no_rule")


def test_anyone_may_extend_where_the_rule_says_so_and_future_moments_are_refused():
    desk = extended(by=("anyone",))
    case = desk.file()
    assert why(lambda: desk.desk.extend(case, "reply", by=NOBODY, reason="ill", occurred_at=at(3))).code == "future"
    assert desk.desk.extend(case, "reply", by=NOBODY, reason="ill").version == 2


def test_the_complainant_is_told_with_the_command():
    desk = extended(message="more")
    case = desk.file()
    found = why(lambda: desk.desk.extend(case, "reply", by=BOSS, reason="ill"))
    assert (found.code, found.arg("why")) == ("message", "not_given")
    after = desk.desk.extend(case, "reply", by=BOSS, reason="ill", message=Sent("letter"))
    assert [(told.message, told.means, told.seq) for told in after.told] == [("more", "letter", 2)]
    assert [(notice.what, notice.subject) for notice in desk.desk.notices()] == [("message", "more")]


def test_a_deputy_extends_on_behalf():
    from complaintkit.rules import Actor, Role

    rule = ExtensionRule("add", Days(2), by=("boss",), reasons=("ill",))
    desk = world(
        policy(roles=("clerk", Role("boss", deputies=("vice",)), "vice"), duties=(reply_duty(extension=rule),))
    )
    case = desk.file()
    vice = Actor("vic", roles={"vice"})
    assert [r.code for r in reasons(lambda: desk.desk.extend(case, "reply", by=vice, reason="ill"))] == [
        "role",
        "deputy",
    ]
    desk.desk.extend(case, "reply", by=attrs.evolve(vice, on_behalf_of="bea"), reason="ill")
    assert desk.desk.events(case)[-1].capacity == "boss"


# -- changes mid-life

FAST_OR_SLOW = ByCase(((category.within("hard"), Days(10)), (~category.within("hard"), Days(3))))
RECLASSIFY = Move("classify", OPEN, "=", by=("clerk",), reclassifies=True, records=("classified",))


@pytest.mark.parametrize(
    ("on_change", "due"),
    [
        ("original", day_end(12)),
        ("change", day_end(14)),
        (AtLeast(Days(1)), day_end(12)),
        (AtLeast(Days(20)), day_end(24)),
    ],
)
def test_a_change_recounts_the_term_as_the_duty_says(on_change, due):
    desk = world(
        with_moves(
            RECLASSIFY,
            categories=(Category("easy"), Category("hard")),
            duties=(reply_duty(term=FAST_OR_SLOW, on_change=on_change),),
        )
    )
    case = desk.file(category="easy")
    assert desk.due(case) == day_end(5)
    desk.clock.move_to(at(4))
    desk.desk.act(case, "classify", by=CLERK, category="easy")
    assert desk.due(case) == day_end(5), "the term is the same: nothing changed"
    desk.desk.act(case, "classify", by=CLERK, category="hard")
    assert desk.due(case) == due


def test_a_record_that_changes_the_term_is_a_change_too():
    term = ByCase(((recorded("accepted"), Days(10)), (~recorded("accepted"), Days(3))))
    desk = world(policy(duties=(reply_duty(term=term, on_change="change"),)))
    case = desk.file()
    desk.clock.move_to(at(4))
    desk.desk.act(case, "accept", by=CLERK)
    assert desk.due(case) == day_end(14)


def test_correcting_the_moment_of_a_change_counts_from_there():
    desk = world(
        with_moves(
            RECLASSIFY,
            categories=(Category("easy"), Category("hard")),
            duties=(reply_duty(term=FAST_OR_SLOW, on_change="change"),),
        )
    )
    case = desk.file(category="easy")
    desk.clock.move_to(at(4))
    desk.desk.act(case, "classify", by=CLERK, category="hard")
    desk.desk.correct(case, 2, by=CLERK, reason="decided on the 3rd", occurred_at=at(3))
    assert desk.due(case) == day_end(13)


def test_a_change_into_the_past_is_late_from_the_moment_of_the_change():
    desk = world(
        with_moves(
            RECLASSIFY,
            categories=(Category("easy"), Category("hard")),
            duties=(reply_duty(term=FAST_OR_SLOW, ladder=(LATE,)),),
        )
    )
    case = desk.file(category="hard")
    desk.clock.move_to(at(8))
    desk.desk.act(case, "classify", by=CLERK, category="easy")
    assert (desk.state(case).status, desk.due(case)) == ("overdue", day_end(5))
    assert fired(desk) == [("reply", "late")]


def test_while_the_fact_is_unknown_the_earliest_that_may_apply_governs_and_is_marked():
    term = ByCase(((fact("scope") == "abroad", Days(20)), (fact("scope") == "home", Days(15))))
    desk = world(
        with_moves(
            Move("learn", OPEN, "=", by=("clerk",), asks=("scope",)),
            facts=(Fact("scope", "choice", choices=("home", "abroad"), required=False),),
            duties=(reply_duty(term=term),),
        )
    )
    case = desk.file()
    assert (desk.due(case), desk.state(case).assumed) == (day_end(17), True)
    desk.desk.act(case, "learn", by=CLERK, facts={"scope": "abroad"})
    assert (desk.due(case), desk.state(case).assumed) == (day_end(22), False)
    desk.desk.act(case, "learn", by=CLERK, facts={"scope": "home"})
    assert (desk.due(case), desk.state(case).assumed) == (day_end(17), False)


def test_one_row_left_is_no_choice_but_still_assumed():
    term = ByCase(((fact("big") > 5, Days(20)),))
    desk = world(policy(facts=(Fact("big", "whole", required=False),), duties=(reply_duty(term=term),)))
    assert [(desk.due(c), desk.state(c).assumed) for c in (desk.file(), desk.file(facts={"big": 6}))] == [
        (day_end(22), True),
        (day_end(22), False),
    ]
    assert desk.desk.dues(desk.file(facts={"big": 5})) == (), "no row applies: nothing is owed"


def test_a_duty_that_may_apply_runs_and_is_marked():
    duty = reply_duty(when=fact("urgent").is_true())
    desk = world(policy(facts=(Fact("urgent", "yes_no", required=False),), duties=(duty,)))
    assert desk.state(desk.file()).assumed is True
    assert desk.state(desk.file(facts={"urgent": True})).assumed is False
    assert desk.desk.dues(desk.file(facts={"urgent": False})) == ()


def test_hours_and_working_days_are_counted_in_the_duty_s_calendar():
    duties = (
        reply_duty(term=Hours(24), calendar="office"),
        reply_duty(id="visit", term=WorkingDays(2), calendar="office"),
    )
    desk = world(policy(duties=duties))
    case = desk.file(received_at=at(1))  # a Sunday
    assert desk.due(case) == at(2)
    assert desk.due(case, "visit") == at(3, 15, 59, 59) + timedelta(seconds=1) - US, "the end of the 3rd in Shanghai"


def test_a_unit_s_calendar_counts_for_its_cases():
    desk = world(policy(unit_calendars={"east": "office"}, duties=(reply_duty(term=WorkingDays(1)),)))
    plain, east = desk.file(received_at=at(1)), desk.file(received_at=at(1), unit="east")
    assert desk.due(plain) == day_end(2)
    assert desk.due(east) == at(2, 16) - US


def test_what_a_case_waits_for_is_its_own_though_another_run_began_at_the_same_moment():
    """By its unit's calendar, and under the number of its run: rungs are taken by that."""
    plan = policy(unit_calendars={"east": "office"}, duties=(reply_duty(term=WorkingDays(1), ladder=(LATE,)),))
    desk = world(plan)
    plain, east = desk.file(received_at=at(1)), desk.file(received_at=at(1), unit="east")
    with desk.store.begin() as tx:
        waits = {stored.case.unit: stored.rows["reply"] for id in (plain, east) if (stored := tx.load("acme", id))}
        found = tx.load("acme", plain)
    assert {unit: {row.due_at for row in rows} for unit, rows in waits.items()} == {
        None: {day_end(2)},
        "east": {at(2, 16) - US},
    }
    assert found is not None
    program = Program(plan, {"office": OFFICE})
    (run,) = found.case.clocks["reply"]
    over = attrs.evolve(run, ended_at=at(1), ended_seq=1)
    again = attrs.evolve(found.case, clocks={"reply": (over, attrs.evolve(run, n=2))})
    assert {row.n for row in due_rows(program, found.case, "reply")} == {1}
    assert {row.n for row in due_rows(program, again, "reply")} == {2}


# -- corrections and late entries


def test_a_reply_entered_late_but_given_in_time_lifts_the_escalation():
    desk = world(policy(duties=(reply_duty(ladder=(LATE,)),)))
    case = desk.file()
    desk.clock.move_to(at(6))
    assert fired(desk) == [("reply", "late")]
    assert desk.state(case).fired == ("late",)
    desk.desk.act(case, "reply", by=CLERK, occurred_at=at(5))
    state = desk.state(case)
    assert (state.status, state.fired, state.lifted) == ("met", ("late",), ("late",))
    assert [type(event.body).__name__ for event in desk.desk.events(case)] == ["Filed", "Fired", "Acted", "Lifted"]
    assert desk.desk.verify().ok


def test_a_reply_given_after_the_due_lifts_nothing():
    desk = world(policy(duties=(reply_duty(ladder=(LATE,)),)))
    case = desk.file()
    desk.clock.move_to(at(7))
    desk.desk.sweep()
    desk.desk.act(case, "reply", by=CLERK, occurred_at=at(6, 0))
    assert (desk.state(case).status, desk.state(case).lifted) == ("met_late", ())


def test_an_escalation_that_would_not_have_come_is_lifted_though_the_reply_was_late():
    """DESIGN 5: what a later entry shows to be unfounded no longer counts: the duty had ended before the rung."""
    from complaintkit.deadlines import After

    ladder = (LATE, Rung("again", After(Days(2)), tell=("boss",)))
    desk = world(policy(duties=(reply_duty(ladder=ladder, catch_up="all"),)))
    case = desk.file()
    desk.clock.move_to(at(9))
    assert fired(desk) == [("reply", "late"), ("reply", "again")]
    desk.desk.act(case, "reply", by=CLERK, occurred_at=at(6))
    assert desk.state(case).lifted == ("again",)


def test_a_promised_moment_that_was_kept_lifts_what_fired_for_it():
    promising = with_moves(
        Move("agree", OPEN, "=", by=("clerk",), promises="moment"),
        facts=(Fact("agreed", "instant", required=False),),
        promises=(PromiseRule("moment", duty="reply", fact="agreed"),),
        duties=(reply_duty(ladder=(LATE,)),),
    )
    desk = world(promising)
    case = desk.file()
    desk.desk.act(case, "agree", by=CLERK, facts={"agreed": at(3, 12)})
    desk.clock.move_to(at(3, 13))
    assert fired(desk) == [("reply", "late")]
    desk.desk.act(case, "reply", by=CLERK, occurred_at=at(3, 12))
    assert desk.state(case).lifted == ("late",)


def test_correcting_an_entry_moves_the_dates_and_lifts_what_rested_on_it():
    desk = world(policy(duties=(reply_duty(ladder=(LATE,)),)))
    case = desk.file(received_at=at(1))
    desk.clock.move_to(at(5, 0))
    assert fired(desk) == [("reply", "late")]
    after = desk.desk.correct(case, 1, by=CLERK, reason="wrong stamp", occurred_at=at(2))
    assert (after.received_at, desk.due(case), desk.state(case).lifted) == (at(2), day_end(5), ("late",))
    assert after.records["filed"][0].at == at(2)
    desk.clock.move_to(at(6, 0))
    assert fired(desk) == [("reply", "late")], "the new due passes: it fires for that one"
    assert desk.desk.verify().ok


def test_correcting_the_end_judges_anew():
    desk = world(policy(duties=(reply_duty(ladder=(LATE,)),)))
    case = desk.file()
    desk.clock.move_to(at(6))
    desk.desk.sweep()
    desk.desk.act(case, "reply", by=CLERK)
    assert desk.state(case).status == "met_late"
    desk.desk.correct(case, 3, by=CLERK, reason="it went after midnight", occurred_at=day_end(5) + US)
    assert (desk.state(case).status, desk.state(case).lifted) == ("met_late", ())
    desk.desk.correct(case, 3, by=CLERK, reason="it went at the last instant", occurred_at=day_end(5))
    assert (desk.state(case).status, desk.state(case).lifted) == ("met", ("late",))


def test_correcting_to_the_worse_lifts_nothing():
    desk = world(policy(duties=(reply_duty(ladder=(LATE,)),)))
    case = desk.file()
    desk.clock.move_to(at(6))
    desk.desk.sweep()
    desk.desk.correct(case, 1, by=CLERK, reason="it came earlier", occurred_at=at(1))
    assert desk.state(case).lifted == ()


def test_correcting_a_fact_recounts_a_term_that_reads_it():
    term = ByCase(((fact("scope") == "abroad", Days(20)), (fact("scope") == "home", Days(3))))
    scope = Fact("scope", "choice", choices=("home", "abroad"))
    desk = world(policy(facts=(scope,), duties=(reply_duty(term=term, ladder=(LATE,)),)))
    case = desk.file(facts={"scope": "home"})
    desk.clock.move_to(at(6))
    desk.desk.sweep()
    after = desk.desk.correct(case, 1, by=CLERK, reason="misread", facts={"scope": "abroad"})
    assert (after.facts["scope"], desk.due(case), desk.state(case).lifted) == ("abroad", day_end(22), ("late",))


@pytest.mark.parametrize(("move", "over"), [("reply", "met"), ("close", "stopped")])
def test_what_is_learnt_later_moves_no_run_that_is_over(move, over):
    """Replied on the 6th under 20 days (2 + 20: the 22nd); that it was a case of 3 days (the 5th) is learnt after."""
    term = ByCase(((fact("scope") == "abroad", Days(20)), (fact("scope") == "home", Days(3))))
    scope = Fact("scope", "choice", choices=("home", "abroad"))
    desk = world(policy(facts=(scope,), duties=(reply_duty(term=term),)))
    case = desk.file(facts={"scope": "abroad"})
    desk.clock.move_to(at(6))
    desk.desk.act(case, move, by=CLERK)
    desk.desk.correct(case, 1, by=CLERK, reason="misread", facts={"scope": "home"})
    assert (desk.state(case).status, desk.due(case)) == (over, day_end(22))
    assert desk.desk.get(case).facts["scope"] == "home"
    assert desk.desk.verify().ok


def test_a_breach_that_rested_on_a_wrong_fact_goes_with_its_correction():
    """Met on the 6th, late by the 3 days that a wrong entry gave it (the 5th); by the right one it had 20 days."""
    term = ByCase(((fact("scope") == "abroad", Days(20)), (fact("scope") == "home", Days(3))))
    scope = Fact("scope", "choice", choices=("home", "abroad"))
    desk = world(policy(facts=(scope,), duties=(reply_duty(term=term),)))
    case = desk.file(facts={"scope": "home"})
    desk.clock.move_to(at(6))
    desk.desk.act(case, "reply", by=CLERK)
    assert (desk.state(case).status, desk.due(case)) == ("met_late", day_end(5))
    desk.desk.correct(case, 1, by=CLERK, reason="misread", facts={"scope": "abroad"})
    assert (desk.state(case).status, desk.due(case)) == ("met", day_end(22))
    desk.desk.correct(case, 1, by=CLERK, reason="once more", facts={"scope": "home"})
    assert (desk.state(case).status, desk.due(case)) == ("met", day_end(22))


def test_correcting_the_moment_of_a_pause_moves_the_pause():
    desk = world(policy(duties=(reply_duty(pauses=("customer",)),)))
    case = desk.file()
    desk.clock.move_to(at(3))
    desk.desk.act(case, "ask", by=CLERK)
    desk.clock.move_to(at(8))
    desk.desk.act(case, "answer", by=CLERK)
    assert desk.due(case) == day_end(10)
    desk.desk.correct(case, 3, by=CLERK, reason="the letter came on the 5th", occurred_at=at(5))
    assert desk.due(case) == day_end(7)
    desk.desk.correct(case, 2, by=CLERK, reason="asked on the 4th", occurred_at=at(4))
    assert desk.due(case) == day_end(6)


def test_a_correction_turns_no_order_round():
    """A reply requires the acceptance: neither is moved past the other, at the very instant of it both stand."""
    accept = Move("accept", OPEN, STAYS, by=("clerk",), records=("accepted",), cite=TX("art. 1"))
    reply = Move("reply", OPEN, STAYS, by=("clerk",), records=("replied",), after=("accepted",), cite=TX("art. 3"))
    desk = world(policy(moves=(accept, reply, CLOSE)))
    case = desk.file()
    for day, move in ((3, "accept"), (5, "reply")):
        desk.clock.move_to(at(day))
        desk.desk.act(case, move, by=CLERK)
    desk.clock.move_to(at(9))
    for seq, moment, instants in ((2, at(5) + US, (at(5), at(5) + US)), (3, at(3) - US, (at(3) - US, at(3)))):
        found = why(lambda: desk.desk.correct(case, seq, by=CLERK, reason="x", occurred_at=moment))  # noqa: B023
        assert found == reason("before_record", at=instants[0], record="accepted", made=instants[1])
    desk.desk.correct(case, 2, by=CLERK, reason="x", occurred_at=at(5))
    assert desk.desk.get(case).records["accepted"][0].at == at(5)


def test_no_duty_starts_where_it_does_not_run():
    """Archiving starts nothing that runs only while a case is open; the move that opens it again does."""
    duty = reply_duty(starts="archived", ends=("closed",))
    shelve = Move("shelve", ("done",), "shelf", by=("clerk",), records=("archived",), cite=TX("art. 6"))
    back = Move("back", ("shelf",), "open", by=("clerk",), records=("archived",), cite=TX("art. 6"))
    desk = world(policy(moves=(CLOSE, shelve, back), duties=(duty,)))
    case = desk.file()
    desk.desk.act(case, "close", by=CLERK)
    assert desk.desk.act(case, "shelve", by=CLERK).clocks.get("reply", ()) == ()
    assert desk.desk.act(case, "back", by=CLERK).clocks["reply"][0].started_seq == 4


def test_who_may_correct_what():
    desk = world(policy(corrects=("boss",)))
    case = desk.file()
    with_reason = {"reason": "typo", "occurred_at": at(1)}
    found = why(lambda: desk.desk.correct(case, 1, by=NOBODY, **with_reason))  # type: ignore[arg-type]
    assert (found.code, found.arg("by")) == ("role", ("boss", "cleo"))
    assert why(lambda: desk.desk.correct(case, 9, by=BOSS, reason="x", occurred_at=at(2))).arg("why") == "no_entry"
    assert why(lambda: desk.desk.correct(case, 1, by=BOSS, reason="typo")).arg("why") == "nothing"
    assert why(lambda: desk.desk.correct(case, 1, by=BOSS, reason="x", occurred_at=at(3))).code == "future"
    desk.desk.correct(case, 1, by=BOSS, **with_reason)  # type: ignore[arg-type]
    desk.desk.correct(case, 1, by=CLERK, **with_reason)  # type: ignore[arg-type]
    assert [event.capacity for event in desk.desk.events(case)] == ["anyone", "boss", "maker"]


def test_a_later_entry_is_not_moved_before_the_receipt():
    desk = world(policy())
    case = desk.file()
    desk.clock.move_to(at(3))
    desk.desk.act(case, "accept", by=CLERK)
    assert why(lambda: desk.desk.correct(case, 2, by=CLERK, reason="x", occurred_at=at(1))).code == "before_receipt"
