"""Each thing a move may demand: granted once, refused once, with the reason, its arguments and its clauses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from complaintkit.cases import Reason
from complaintkit.cases.reasons import reason
from complaintkit.deadlines import Days
from complaintkit.rules import BLANK, UNKNOWN, Actor, Recusal, Sent
from complaintkit.values import Attachment, Party
from tests.desk.policies import (
    BOSS,
    CLERK,
    COUNCIL,
    NOBODY,
    OTHER_CLERK,
    TX,
    VICE,
    World,
    at,
    cny,
    day_end,
    demanding,
    policy,
    reasons,
    why,
    world,
)


@pytest.fixture
def desk() -> World:
    return world(demanding())


def filed(desk: World, **given: Any) -> str:
    return desk.file(**{"channel": "desk", "category": "quality", **given})


def test_a_trigger_of_another_stage_is_refused_with_the_stages_it_is_for(desk):
    case = filed(desk)
    desk.desk.act(case, "end", by=CLERK)
    found = why(lambda: desk.desk.act(case, "by_clerk", by=CLERK))
    assert found == reason("stage", trigger="by_clerk", stage="left", sources=("open",))


def test_a_role_is_needed(desk):
    case = filed(desk)
    assert desk.desk.consider(case, "by_clerk", by=CLERK).capacity == "clerk"
    found = why(lambda: desk.desk.act(case, "by_clerk", by=NOBODY))
    assert found == reason("role", TX("art. 10"), trigger="by_clerk", by=("clerk",), held=("staff",))


def test_a_role_that_everyone_holds_needs_no_claim(desk):
    case = filed(desk)
    decision = desk.desk.consider(case, "by_staff", by=NOBODY)
    assert (decision.granted, decision.capacity, decision.cites) == (True, "staff", (TX("art. 12"),))


def test_where_anyone_may_act_the_capacity_is_a_role_held_or_anyone():
    opened = attrs.evolve(policy(), moves=tuple(attrs.evolve(move, by=("anyone",)) for move in policy().moves))
    free = world(opened)
    case = free.file()
    assert free.desk.consider(case, "accept", by=NOBODY).capacity == "anyone"
    assert free.desk.consider(case, "accept", by=Actor("x", roles={"zeta", "beta"})).capacity == "beta"


def test_the_respondent_makes_no_deciding_record_but_may_do_the_rest(desk):
    case = filed(desk, about=("cleo",))
    assert desk.desk.consider(case, "by_clerk", by=CLERK).granted
    assert desk.desk.consider(case, "decide", by=OTHER_CLERK).granted
    assert why(lambda: desk.desk.act(case, "decide", by=CLERK)) == reason("recused", TX("art. 73"))
    through = Actor("carl", roles={"clerk"}, on_behalf_of="cleo")
    assert why(lambda: desk.desk.act(case, "decide", by=through)).code == "recused"


def test_a_policy_may_bar_the_respondent_from_everything():
    strict = world(attrs.evolve(demanding(), recusal=Recusal(everything=True)))
    case = filed(strict, about=("cleo",))
    assert why(lambda: strict.desk.act(case, "by_clerk", by=CLERK)) == reason("recused")


def test_who_was_recused_takes_no_further_part(desk):
    case = filed(desk)
    after = desk.desk.act(case, "recuse", by=BOSS, to="cleo")
    assert (after.recused, after.assigned) == (frozenset({"cleo"}), None)
    assert why(lambda: desk.desk.act(case, "by_clerk", by=CLERK)) == reason("recused", TX("art. 73"))
    assert desk.desk.consider(case, "by_clerk", by=OTHER_CLERK).granted


def test_the_one_who_made_a_record_alone_may_go_on(desk):
    case = filed(desk)
    assert desk.desk.consider(case, "same", by=OTHER_CLERK).granted, "nobody made it yet"
    desk.desk.act(case, "by_clerk", by=CLERK)
    assert desk.desk.consider(case, "same", by=CLERK).granted
    found = why(lambda: desk.desk.act(case, "same", by=OTHER_CLERK))
    assert found == reason("separation", TX("art. 16"), who="the one", record="accepted")


def test_whoever_made_a_record_may_not_go_on(desk):
    case = filed(desk)
    desk.desk.act(case, "by_clerk", by=CLERK)
    desk.desk.act(case, "by_clerk", by=OTHER_CLERK)
    assert desk.desk.consider(case, "other", by=BOSS).granted
    for actor in (CLERK, OTHER_CLERK):
        found = why(lambda actor=actor: desk.desk.act(case, "other", by=actor))  # type: ignore[misc]
        assert found == reason("separation", TX("art. 17"), who="somebody other than the one", record="accepted")


def test_records_must_be_on_the_case_first(desk):
    case = filed(desk)
    desk.desk.act(case, "by_clerk", by=CLERK)
    found = why(lambda: desk.desk.act(case, "after", by=CLERK))
    assert found == reason("missing_records", TX("art. 18"), records=("reviewed",))
    desk.desk.act(case, "by_boss", by=BOSS)
    assert desk.desk.consider(case, "after", by=CLERK).granted


def test_an_act_does_not_lie_before_a_record_it_needs(desk):
    case = filed(desk)
    desk.clock.move_to(at(3))
    desk.desk.act(case, "by_clerk", by=CLERK)
    desk.desk.act(case, "by_boss", by=BOSS)
    early = at(3) - timedelta(microseconds=1)
    found = why(lambda: desk.desk.act(case, "after", by=CLERK, occurred_at=early))
    assert found == reason("before_record", TX("art. 18"), at=early, record="accepted", made=at(3))
    assert desk.desk.consider(case, "after", by=CLERK, occurred_at=at(3)).granted


def test_facts_are_asked_where_they_apply(desk):
    case = filed(desk)
    found = why(lambda: desk.desk.act(case, "asking", by=CLERK))
    # "repair" may apply while the cause is unknown; neither shade (another category) nor stamp (another channel) does
    assert found == reason("missing_facts", TX("art. 19"), facts=("cause", "note", "repair"))
    assert desk.desk.act(case, "asking", by=CLERK, facts={"cause": "user", "note": "n"}).facts["cause"] == "user"


def test_facts_are_asked_by_category_channel_and_condition(desk):
    case = desk.file(by=BOSS, channel="post", category="colour", confirmed=("polite",))
    given = {"cause": "maker", "note": "n"}
    found = why(lambda: desk.desk.act(case, "asking", by=CLERK, facts=given))
    assert found.arg("facts") == ("shade", "stamp", "repair")
    assert desk.desk.consider(
        case, "asking", by=CLERK, facts={**given, "shade": "s", "stamp": "t", "repair": "r"}
    ).granted


@pytest.mark.parametrize("value", [UNKNOWN, BLANK])
def test_unknown_and_blank_are_no_answer_to_a_move_that_asks(desk, value):
    case = filed(desk)
    found = why(lambda: desk.desk.act(case, "asking", by=CLERK, facts={"cause": "user", "note": value}))
    assert found.arg("facts") == ("note",)


def test_a_guard_says_no_or_names_what_it_must_know(desk):
    case = filed(desk)
    desk.desk.act(case, "slip", by=CLERK, facts={"note": "n"})
    found = why(lambda: desk.desk.act(case, "guarded", by=CLERK))
    assert found == reason("missing_facts", TX("art. 21"), facts=("cause",))
    desk.desk.act(case, "asking", by=CLERK, facts={"cause": "user", "note": "n"})
    found = why(lambda: desk.desk.act(case, "guarded", by=CLERK))
    assert (found.code, found.arg("guard"), found.cites) == ("guard", "has_cause", (TX("art. 21"),))


def test_a_guard_without_a_clause_rests_on_the_move(desk):
    case = filed(desk)
    found = reasons(lambda: desk.desk.act(case, "guarded", by=CLERK))[-1]
    assert (found.code, found.arg("guard"), found.cites) == ("guard", "has_note", (TX("art. 20"),))


def test_guards_that_hold_let_the_move_pass(desk):
    case = filed(desk)
    desk.desk.act(case, "asking", by=CLERK, facts={"cause": "maker", "note": "n", "repair": "r"})
    assert desk.desk.act(case, "guarded", by=CLERK).stage == "open"


def test_conduct_is_confirmed_with_its_clauses(desk):
    case = filed(desk)
    found = why(lambda: desk.desk.act(case, "confirming", by=CLERK, confirmed=("polite",)))
    assert found == reason("confirmation", TX("art. 78"), items=("calm",))
    desk.desk.act(case, "confirming", by=CLERK, confirmed=("calm", "polite"))
    body = desk.desk.events(case)[-1].body
    assert getattr(body, "confirmed", None) == ("calm", "polite")


def test_a_category_is_named_where_the_move_classifies(desk):
    case = filed(desk)
    found = why(lambda: desk.desk.act(case, "classify", by=CLERK))
    assert found == reason("category", TX("art. 23"), known=("quality", "colour", "service"))
    assert desk.desk.act(case, "classify", by=CLERK, category="colour").category == "colour"


def test_a_person_is_named_where_the_move_assigns(desk):
    case = filed(desk)
    assert why(lambda: desk.desk.act(case, "assign", by=CLERK)) == reason("person", TX("art. 15"))
    after = desk.desk.act(case, "assign", by=CLERK, to="carl")
    assert (after.assigned, after.recused) == ("carl", frozenset())


@pytest.mark.parametrize(
    ("actor", "amount", "limit", "needed"),
    [(CLERK, "100.01", cny(100), "boss"), (BOSS, "1000.01", cny(1000), "council"), (NOBODY, "1", None, "clerk")],
)
def test_each_band_decides_to_its_limit_and_not_a_cent_more(desk, actor, amount, limit, needed):
    case = filed(desk)
    found = reasons(lambda: desk.desk.act(case, "approve", by=actor, facts={"amount": cny(amount)}))[-1]
    assert found == reason("authority", (TX("art. 71"), TX("art. 25")), amount=cny(amount), limit=limit, needed=needed)


@pytest.mark.parametrize(
    ("actor", "amount", "capacity"),
    [(CLERK, 100, "clerk"), (BOSS, 1000, "boss"), (BOSS, 50, "boss"), (COUNCIL, 10**9, "council")],
)
def test_a_band_includes_its_figure_and_a_higher_one_the_lower(desk, actor, amount, capacity):
    case = filed(desk)
    decision = desk.desk.consider(case, "approve", by=actor, facts={"amount": cny(amount)})
    assert (decision.granted, decision.capacity) == (True, capacity)


def test_above_every_band_nobody_may_decide(desk):
    case = filed(desk, category="service")
    found = why(lambda: desk.desk.act(case, "approve", by=BOSS, facts={"amount": cny(1001)}))
    assert (found.arg("limit"), found.arg("needed")) == (cny(1000), None)


def test_an_unknown_amount_or_condition_of_a_band_is_asked_for(desk):
    case = filed(desk)
    found = why(lambda: desk.desk.act(case, "approve", by=BOSS, facts={"amount": UNKNOWN}))
    assert found == reason("missing_facts", TX("art. 71"), facts=("amount",))
    unclassified = filed(desk, category=None)
    found = why(lambda: desk.desk.act(unclassified, "approve", by=BOSS, facts={"amount": cny(1)}))
    assert found == reason("missing_facts", TX("art. 71"), facts=("category",))


def test_granted_redress_counts_and_dropped_or_replaced_proposals_do_not(desk):
    case = filed(desk)
    desk.desk.act(case, "propose", by=CLERK, facts={"amount": cny(900)})
    desk.desk.act(case, "propose", by=CLERK, facts={"amount": cny(60)})
    after = desk.desk.act(case, "approve", by=CLERK)
    assert (after.redress_granted, after.redress_proposed) == (cny(60), None)
    desk.desk.act(case, "propose", by=CLERK, facts={"amount": cny(41)})
    found = why(lambda: desk.desk.act(case, "approve", by=CLERK))
    assert found.arg("amount") == cny(101)
    assert desk.desk.act(case, "reject", by=CLERK).redress_proposed is None
    desk.desk.act(case, "propose", by=CLERK, facts={"amount": cny(40)})
    assert desk.desk.act(case, "approve", by=CLERK).redress_granted == cny(100)


def test_approving_nothing_grants_nothing(desk):
    case = filed(desk)
    assert desk.desk.act(case, "approve", by=CLERK).redress_granted is None


@pytest.mark.parametrize(
    ("agreed", "why_not"),
    [(at(2), "not_ahead"), (at(6, 0), "after_due"), (at(1), "not_ahead")],
)
def test_a_promise_lies_ahead_and_within_the_clause(desk, agreed, why_not):
    case = filed(desk)
    found = why(lambda: desk.desk.act(case, "agree", by=CLERK, facts={"agreed": agreed}))
    assert found == reason("promise", TX("art. 70"), at=agreed, why=why_not)


def test_a_promise_becomes_the_due_and_is_replaced_only_before_it_falls_due(desk):
    case = filed(desk)
    with pytest.raises(AssertionError, match="not refused"):
        why(lambda: desk.desk.act(case, "agree", by=CLERK, facts={"agreed": at(3)}))
    assert (desk.due(case), desk.state(case).promised) == (at(3), True)
    desk.desk.act(case, "agree", by=CLERK, facts={"agreed": day_end(5)})
    assert desk.due(case) == day_end(5), "as late as the clause allows, though the promise before was earlier"
    desk.desk.act(case, "agree", by=CLERK, facts={"agreed": at(3)})
    desk.clock.move_to(at(3, 9, 1))
    found = why(lambda: desk.desk.act(case, "agree", by=CLERK, facts={"agreed": at(4)}))
    assert found.arg("why") == "past_due"


def test_a_promise_needs_a_moment_and_a_running_duty(desk):
    case = filed(desk)
    assert why(lambda: desk.desk.act(case, "agree", by=CLERK)).arg("facts") == ("agreed",)
    assert {
        r.arg("facts") for r in reasons(lambda: desk.desk.act(case, "agree", by=CLERK, facts={"agreed": UNKNOWN}))
    } == {("agreed",)}
    late = world(attrs.evolve(demanding(), duties=(attrs.evolve(demanding().duties[0], starts="accepted"),)))
    other = filed(late)
    found = why(lambda: late.desk.act(other, "agree", by=CLERK, facts={"agreed": at(3)}))
    assert found.arg("why") == "not_running"


def test_a_promise_waits_while_the_clock_is_stopped():
    base = demanding()
    waiting = attrs.evolve(
        base,
        stages=(attrs.evolve(base.stages[0], kind="waiting", pause="customer"), *base.stages[1:]),
        duties=(attrs.evolve(base.duties[0], pauses=("customer",)),),
    )
    stopped = world(waiting)
    case = filed(stopped)
    found = why(lambda: stopped.desk.act(case, "agree", by=CLERK, facts={"agreed": at(3)}))
    assert found.arg("why") == "paused"


def test_a_message_says_how_it_goes_by_means_that_are_allowed(desk):
    case = filed(desk)
    given = {"note": "n"}
    found = why(lambda: desk.desk.act(case, "tell", by=CLERK, facts=given))
    assert found == reason("message", TX("art. 76"), message="news", why="not_given")
    found = why(lambda: desk.desk.act(case, "tell", by=CLERK, facts=given, message=Sent("fax")))
    assert found == reason("message", TX("art. 76"), message="news", why="means")
    assert why(lambda: desk.desk.act(case, "tell", by=CLERK, message=Sent("letter"))).arg("facts") == ("note",)
    after = desk.desk.act(case, "tell", by=CLERK, facts=given, message={"means": "telephone"})
    assert [(told.message, told.means, told.at, told.to, told.seq) for told in after.told] == [
        ("news", "telephone", at(2), "complainant", 2)
    ]


def test_a_message_goes_in_writing_where_it_must(desk):
    case = filed(desk)
    desk.desk.act(case, "by_clerk", by=CLERK, facts={})
    found = why(lambda: desk.desk.act(case, "tell", by=CLERK, facts={"note": "n"}, message=Sent("telephone")))
    assert found == reason("message", TX("art. 76"), message="news", why="writing")
    assert desk.desk.consider(case, "tell", by=CLERK, facts={"note": "n"}, message=Sent("letter")).granted


@pytest.mark.parametrize(
    ("asked", "writing", "goes_by"),
    [
        ("telephone", False, {"telephone"}),
        ("letter", False, {"letter"}),
        ("", False, {"letter", "telephone"}),  # nothing was asked for
        ("fax", False, {"letter", "telephone"}),  # the message does not go by it
        ("telephone", True, {"letter"}),  # it must be in writing, and a call is not
        ("letter", True, {"letter"}),
    ],
)
def test_a_message_goes_by_the_means_that_was_asked_for(asked, writing, goes_by):
    """The means the party left binds where the message may go by it; the clause that asks for writing comes first."""
    base = demanding()
    heard = attrs.evolve(base, messages=(attrs.evolve(base.messages[0], as_asked=True),))
    desk = world(heard)
    case = filed(desk, complainant=Party("Li Wei", means=asked))
    if writing:
        desk.desk.act(case, "by_clerk", by=CLERK, facts={})
    granted = {
        means
        for means in ("letter", "telephone", "fax")
        if desk.desk.consider(case, "tell", by=CLERK, facts={"note": "n"}, message=Sent(means)).granted
    }
    assert granted == goes_by
    offer = next(offer for offer in desk.desk.available(case, by=CLERK) if offer.trigger == "tell")
    assert offer.means == ((asked,) if goes_by == {asked} else ("letter", "telephone"))


def test_another_means_than_the_one_asked_for_is_refused_with_the_clause():
    """The reason says that another means was asked for; a message without the setting goes by any."""
    base = demanding()
    left = Party("Li Wei", means="telephone")
    heard = world(attrs.evolve(base, messages=(attrs.evolve(base.messages[0], as_asked=True),)))
    case = filed(heard, complainant=left)
    found = why(lambda: heard.desk.act(case, "tell", by=CLERK, facts={"note": "n"}, message=Sent("letter")))
    assert found == reason("message", TX("art. 76"), message="news", why="as_asked")
    plain = world(base)
    case = filed(plain, complainant=left)
    assert plain.desk.consider(case, "tell", by=CLERK, facts={"note": "n"}, message=Sent("letter")).granted


def test_what_may_not_go_along_does_not(desk):
    paper = Attachment.of_bytes("photo.jpg", b"1")
    case = filed(desk, attachments=(paper,))

    def tell(*enclosures: str) -> Any:
        return desk.desk.act(case, "tell", by=CLERK, facts={"note": "n"}, message=Sent("letter", enclosures))

    assert why(lambda: tell("file")) == reason("form", TX("art. 61"), form="file", to="complainant")
    assert why(lambda: tell("memo")) == reason("message", TX("art. 76"), message="news", why="enclosure")
    assert tell("photo.jpg", "slip").told[0].enclosures == ("photo.jpg", "slip")


def test_a_writing_condition_that_cannot_be_told_names_the_fact():
    base = demanding()
    from complaintkit.rules.conditions import fact

    unsure = attrs.evolve(base, messages=(attrs.evolve(base.messages[0], written_when=fact("cause") == "maker"),))
    desk = world(unsure)
    case = filed(desk)
    found = why(lambda: desk.desk.act(case, "tell", by=CLERK, facts={"note": "n"}, message=Sent("letter")))
    assert found == reason("missing_facts", TX("art. 76"), facts=("cause",))


def test_a_form_is_made_out_once_its_contents_are_known(desk):
    case = filed(desk)
    found = why(lambda: desk.desk.act(case, "slip", by=CLERK))
    assert found == reason("missing_facts", TX("art. 60"), facts=("note",))
    after = desk.desk.act(case, "slip", by=CLERK, facts={"note": BLANK})
    assert [(form.form, form.copies, form.seq) for form in after.forms] == [("slip", ("office", "store"), 2)]
    assert [entry.seq for entry in after.records["issued"]] == [2]
    assert [(notice.what, notice.subject, notice.to) for notice in desk.desk.notices()] == [
        ("form", "slip", "office"),
        ("form", "slip", "store"),
    ]


def test_a_sanction_is_worked_out_proposed_and_approved_by_its_approver(desk):
    case = filed(desk)
    found = why(lambda: desk.desk.act(case, "fine", by=CLERK))
    assert found == reason("missing_facts", TX("art. 30"), facts=("person", "loss"))
    low = {"person": "emp-1", "loss": cny("9.99")}
    found = why(lambda: desk.desk.act(case, "fine", by=CLERK, facts=low))
    assert found == reason("sanction", TX("art. 74"), sanction="fine", why="below_tiers")
    found = why(lambda: desk.desk.act(case, "confirm_fine", by=BOSS))
    assert found == reason("sanction", TX("art. 74"), sanction="fine", why="nothing_proposed")
    after = desk.desk.act(case, "fine", by=CLERK, facts={"person": "emp-1", "loss": cny(10)})
    (step,) = after.sanctions
    assert (step.subject, step.state, step.amount, step.measures) == ("emp-1", "proposed", cny(20), ("warning",))
    assert step.cites == (TX("art. 74"), TX("art. 75"))
    found = why(lambda: desk.desk.act(case, "confirm_fine", by=CLERK))
    assert found == reason("sanction", TX("art. 74"), sanction="fine", why="approver")
    own = Actor("emp-1", roles={"boss"})
    assert why(lambda: desk.desk.act(case, "confirm_fine", by=own)).arg("why") == "own"
    assert why(lambda: desk.desk.act(case, "drop_fine", by=own)).arg("why") == "own"
    assert [s.state for s in desk.desk.act(case, "confirm_fine", by=BOSS).sanctions] == ["approved"]
    assert why(lambda: desk.desk.act(case, "drop_fine", by=BOSS)).arg("why") == "nothing_proposed"


def test_a_sanction_may_be_waived(desk):
    case = filed(desk)
    desk.desk.act(case, "fine", by=CLERK, facts={"person": "emp-1", "loss": cny(10)})
    assert [s.state for s in desk.desk.act(case, "drop_fine", by=CLERK).sanctions] == ["waived"]


def test_targets_are_told_apart_by_their_condition(desk):
    case = filed(desk)
    found = reasons(lambda: desk.desk.act(case, "turn", by=CLERK))
    assert [(r.code, r.arg("facts")) for r in found] == [("missing_facts", ("cause",))] * 2
    desk.desk.act(case, "asking", by=CLERK, facts={"cause": "user", "note": "n"})
    assert desk.desk.act(case, "turn", by=CLERK).stage == "right"


def test_where_no_target_applies_each_says_why():
    base = demanding()
    one = attrs.evolve(base, moves=tuple(m for m in base.moves if m.cite != TX("art. 34")))
    desk = world(one)
    case = filed(desk)
    desk.desk.act(case, "asking", by=CLERK, facts={"cause": "user", "note": "n"})
    found = why(lambda: desk.desk.act(case, "turn", by=CLERK))
    assert found == reason("condition", TX("art. 33"), text="cause is maker")


def test_two_targets_that_both_apply_are_ambiguous(desk):
    case = filed(desk)
    desk.desk.act(case, "asking", by=CLERK, facts={"cause": "user", "note": "n"})
    found = why(lambda: desk.desk.act(case, "both", by=CLERK))
    assert found == reason("ambiguous", TX("art. 35"), targets=("left", "right"))


def test_a_target_that_applies_tells_its_own_reasons_only():
    base = demanding()
    guarded = tuple(
        attrs.evolve(m, by=("boss",)) if m.cite in (TX("art. 33"), TX("art. 34")) else m for m in base.moves
    )
    desk = world(attrs.evolve(base, moves=guarded))
    case = filed(desk)
    desk.desk.act(case, "asking", by=CLERK, facts={"cause": "user", "note": "n"})
    found = why(lambda: desk.desk.act(case, "turn", by=NOBODY))
    assert (found.code, found.cites) == ("role", (TX("art. 34"),))


def test_every_reason_is_told_at_once(desk):
    case = filed(desk, about=("nick",))
    found = reasons(lambda: desk.desk.act(case, "approve", by=NOBODY, facts={"amount": cny(5000)}))
    assert [item.code for item in found] == ["role", "recused", "authority"]


# -- moments


def test_an_act_is_neither_in_the_future_nor_before_the_receipt(desk):
    case = filed(desk)
    desk.clock.move_to(at(4))
    later, before = at(4, 9, 0, 1), at(2) - timedelta(microseconds=1)
    assert why(lambda: desk.desk.act(case, "by_clerk", by=CLERK, occurred_at=later)) == reason(
        "future", at=later, now=at(4)
    )
    assert why(lambda: desk.desk.act(case, "by_clerk", by=CLERK, occurred_at=before)) == reason(
        "before_receipt", at=before, received=at(2)
    )
    assert desk.desk.act(case, "by_clerk", by=CLERK, occurred_at=at(2)).records["accepted"][0].at == at(2)


def test_further_back_than_the_limit_a_reason_is_given():
    limited = world(policy(backdating=Days(1)))
    case = limited.file()
    limited.clock.move_to(at(5))
    assert limited.desk.consider(case, "accept", by=CLERK, occurred_at=at(4, 0)).granted
    found = why(lambda: limited.desk.act(case, "accept", by=CLERK, occurred_at=at(3, 23)))
    assert found == reason("backdated", at=at(3, 23), limit="1 day")
    after = limited.desk.act(case, "accept", by=CLERK, occurred_at=at(3, 23), reason="the line was down")
    assert after.records["accepted"][0].at == at(3, 23)
    assert why(lambda: limited.file(received_at=at(3))).code == "backdated"


# -- filing


def test_a_channel_is_needed_and_may_name_who_receives_and_what_is_confirmed(desk):
    assert why(lambda: filed(desk, channel=None)) == reason("channel", known=("desk", "post"))
    found = reasons(lambda: filed(desk, channel="post", by=CLERK))
    assert found == (
        reason("confirmation", TX("art. 77"), items=("polite",)),
        reason("role", TX("art. 51"), trigger="file", by=("boss",), held=("clerk", "staff")),
    )
    assert desk.desk.get(filed(desk, channel="post", by=BOSS, confirmed=("polite",))).channel == "post"


def test_required_facts_are_asked_all_at_once():
    from complaintkit.rules import Fact
    from complaintkit.rules.conditions import fact

    asking = world(
        policy(
            facts=(
                Fact("order", "text", cite=TX("art. 80")),
                Fact("count", "whole", cite=TX("art. 81")),
                Fact("spare", "text", required=False),
                Fact("big", "text", when=fact("count") > 5, cite=TX("art. 82")),
            )
        )
    )
    found = why(asking.file)
    assert found == reason(
        "missing_facts", (TX("art. 80"), TX("art. 81"), TX("art. 82")), facts=("order", "count", "big")
    )
    found = why(lambda: asking.file(facts={"order": UNKNOWN, "count": 5}))
    assert found == reason("missing_facts", TX("art. 80"), facts=("order",))
    assert asking.desk.get(asking.file(facts={"order": BLANK, "count": 5})).facts == {"order": BLANK, "count": 5}


def test_a_kind_that_makes_out_a_form_asks_its_contents():
    from complaintkit.rules import Fact, Form, Kind

    issuing = world(
        policy(
            kinds=(Kind("complaint", initial="open", by=("clerk",), issues=("card",), cite=TX("art. 83")),),
            facts=(Fact("name", "text", required=False),),
            forms=(Form("card", copies=("desk",), contents=("name",), cite=TX("art. 84")),),
        )
    )
    assert why(issuing.file) == reason("missing_facts", TX("art. 84"), facts=("name",))
    case = issuing.desk.file(by=CLERK, facts={"name": BLANK})
    assert [form.form for form in case.forms] == ["card"]
    assert list(case.records) == ["filed", "issued"]
    assert [(notice.subject, notice.to) for notice in issuing.desk.notices()] == [("card", "desk")]
    assert why(lambda: issuing.file(by=NOBODY, facts={"name": "n"})) == reason(
        "role", TX("art. 83"), trigger="file", by=("clerk",), held=()
    )


def test_a_case_is_linked_by_who_may_after_what_must_be_with_what_goes_along(desk):
    first = filed(desk)

    def follow(**given: Any) -> str:
        return filed(desk, **{"link": ("follow_up", first), **given})

    found = reasons(lambda: follow(by=BOSS))
    assert found == (
        reason("role", TX("art. 79"), trigger="follow_up", by=("clerk",), held=("boss", "staff")),
        reason("link", TX("art. 79"), link="follow_up", why="records"),
        reason("link", TX("art. 79"), link="follow_up", why="attachment"),
    )
    desk.desk.act(first, "slip", by=CLERK, facts={"note": "n"})
    assert why(follow).arg("why") == "records"
    desk.desk.act(first, "end", by=CLERK)
    assert why(lambda: follow(link=("follow_up", "c99"))) == reason("link", link="follow_up", why="unknown")
    second = desk.desk.get(follow())
    assert [(link.rule, link.case_id, link.follows, link.forms) for link in second.links] == [
        ("follow_up", first, False, ("slip",))
    ]
    assert [(link.rule, link.case_id, link.follows) for link in desk.desk.get(first).links] == [
        ("follow_up", second.id, True)
    ]


def test_a_party_s_field_may_be_asked_for():
    from complaintkit.rules import Guard, Move
    from complaintkit.rules.conditions import party
    from tests.desk.policies import with_moves

    asking = world(
        with_moves(
            Move(
                "call", ("open",), "=", by=("clerk",), guards=(Guard("reachable", party("complainant").has("contact")),)
            )
        )
    )
    silent = asking.file(complainant=Party("Li", key="p1"))
    spoken = asking.file(complainant=Party("Li", key="p1", contact="555"))
    assert why(lambda: asking.desk.act(silent, "call", by=CLERK)).code == "guard"
    assert asking.desk.consider(spoken, "call", by=CLERK).granted


def test_a_reason_keeps_its_arguments_by_name():
    found = Reason("guard", (("guard", "x"),))
    assert (found.arg("guard"), found.arg("facts"), reason("x", None).cites) == ("x", None, ())


def test_a_deputy_without_a_directory_says_for_whom(desk):
    case = filed(desk)
    found = reasons(lambda: desk.desk.act(case, "by_boss", by=VICE))
    assert found == (
        reason("role", TX("art. 11"), trigger="by_boss", by=("boss",), held=("staff", "vice")),
        reason("deputy", TX("art. 90"), deputy="vice", role="boss"),
    )
    standing_in = attrs.evolve(VICE, on_behalf_of="bea")
    after = desk.desk.act(case, "by_boss", by=standing_in)
    assert after.records["reviewed"][0].who == "vic"
    event = desk.desk.events(case)[-1]
    assert (event.actor, event.capacity, event.on_behalf_of) == ("vic", "boss", "bea")
