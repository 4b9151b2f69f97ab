"""What may be done now: may, may once something is given, may not because; with all that a form needs."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import Any

import attrs
import pytest

from complaintkit.deadlines import Days
from complaintkit.errors import InvalidInput
from complaintkit.rules import BLANK, Actor, Conduct, ExtensionRule, Guard, JoinRule, Message, Move, Role, Stage
from complaintkit.rules.conditions import Condition, category, fact, recorded
from complaintkit.testing import FixedDirectory
from tests.desk.policies import BOSS, CLERK, NOBODY, TX, World, at, day_end, demanding, policy, reply_duty, world


def offered(desk: World, case: str, by: Actor = CLERK) -> dict[str, Any]:
    return {offer.trigger: offer for offer in desk.desk.available(case, by=by)}


def filed(**given: Any) -> tuple[World, str]:
    desk = world(demanding())
    return desk, desk.file(**{"channel": "desk", "category": "quality", **given})


def test_every_trigger_of_the_stage_is_there_in_the_policy_s_order():
    desk, case = filed()
    expected = list(dict.fromkeys(move.trigger for move in demanding().moves))
    assert list(offered(desk, case)) == expected
    desk.desk.act(case, "end", by=CLERK)
    assert offered(desk, case) == {}


def test_the_three_answers():
    desk, case = filed()
    found = offered(desk, case)
    assert (found["by_clerk"].answer, found["by_clerk"].reasons, found["by_clerk"].cites) == (
        "may",
        (),
        (TX("art. 10"),),
    )
    asking = found["asking"]
    assert (asking.answer, [fact.id for fact in asking.asks]) == ("may_once", ["cause", "note", "repair"])
    assert asking.asks[0].choices == ("maker", "user")
    refused = found["by_boss"]
    assert (refused.answer, [reason.code for reason in refused.reasons]) == ("may_not", ["role"])


def test_what_the_command_itself_can_give_is_no_obstacle():
    desk, case = filed()
    found = offered(desk, case)
    assert (found["confirming"].answer, found["confirming"].confirms) == ("may_once", ("polite", "calm"))
    assert (found["classify"].answer, found["classify"].categories) == ("may_once", ("quality", "colour", "service"))
    assert (found["assign"].answer, found["assign"].names_person) == ("may_once", True)
    assert (found["tell"].answer, found["tell"].means) == ("may_once", ("letter", "telephone"))
    assert [fact.id for fact in found["tell"].asks] == ["note"]
    assert [fact.id for fact in found["slip"].asks] == ["note"]
    assert [fact.id for fact in found["slip"].offers] == ["note"]
    assert found["by_clerk"].means is None


def test_what_it_cannot_give_is():
    desk, case = filed(about=("cleo",))
    found = offered(desk, case)
    assert [(found[name].answer, found[name].reasons[0].code) for name in ("decide", "after")] == [
        ("may_not", "recused"),
        ("may_not", "missing_records"),
    ]
    assert offered(desk, case, BOSS)["confirm_fine"].reasons[0].arg("why") == "nothing_proposed"


def test_targets_are_told_together_and_the_open_one_is_chosen():
    """Which target it is hangs on a fact that another move gives: it may not yet, and the reason names the fact."""
    desk, case = filed()
    turn = offered(desk, case)["turn"]
    assert (turn.answer, turn.targets, turn.asks) == ("may_not", ("left", "right"), ())
    assert {(reason.code, reason.arg("facts")) for reason in turn.reasons} == {("missing_facts", ("cause",))}
    with pytest.raises(InvalidInput, match="takes no fact 'cause'"):
        desk.desk.act(case, "turn", by=CLERK, facts={"cause": "user"})
    desk.desk.act(case, "asking", by=CLERK, facts={"cause": "user", "note": "n"})
    assert (offered(desk, case)["turn"].answer, offered(desk, case)["turn"].targets) == ("may", ("right",))


def test_what_is_offered_as_may_is_granted_and_as_may_not_is_refused():
    desk, case = filed()
    for actor in (CLERK, BOSS, NOBODY):
        for name, offer in offered(desk, case, actor).items():
            decision = desk.desk.consider(case, name, by=actor)
            assert decision.granted == (offer.answer == "may"), (actor.id, name)


def test_conduct_is_shown_as_an_instruction_where_and_to_whom_it_applies():
    base = demanding()
    conducts = (
        Conduct("always", TX("a")),
        Conduct("clerks", TX("b"), of=("clerk",)),
        Conduct("at_turn", TX("c"), moves=("turn",)),
        Conduct("in_open", TX("d"), stages=("open",)),
        Conduct("in_left", TX("e"), stages=("left",)),
        Conduct("polite", TX("f"), stages=("left",)),
        Conduct("calm", TX("g"), stages=("left",)),
    )
    desk = world(attrs.evolve(base, conducts=conducts))
    case = desk.file(channel="desk", category="quality")
    assert offered(desk, case)["end"].instructions == ("always", "clerks", "in_open")
    assert offered(desk, case, BOSS)["turn"].instructions == ("always", "at_turn", "in_open")


def test_a_directory_is_asked():
    desk = world(demanding(), directory=FixedDirectory({"cleo": ("clerk",), "bea": ("boss",)}, absences={}))
    case = desk.file(channel="desk", category="quality")
    assert offered(desk, case, Actor("cleo"))["by_clerk"].answer == "may"
    assert offered(desk, case, Actor("nick", roles={"clerk"}))["by_clerk"].answer == "may_not"


def test_asking_writes_nothing():
    desk = world(policy())
    case = desk.file()
    before = desk.desk.get(case)
    desk.clock.move_to(at(9))
    offered(desk, case, NOBODY)
    assert (desk.desk.get(case), desk.desk.attempts(case)) == (before, ())


def extending(how: Any = "add", **parts: Any) -> World:
    """Three days for a reply, which the boss may prolong: two days more, or (fixed) to the 20th day at most."""
    rule = ExtensionRule(
        how, Days(20 if how == "fixed" else 2), by=("boss",), reasons=("difficult", "ill"), message="more", cite=TX("8")
    )
    return world(policy(duties=(reply_duty(extension=rule),), messages=(Message("more", means=("letter",)),), **parts))


def extension(desk: World, case: str, by: Actor = BOSS) -> Any:
    (found,) = [offer for offer in desk.desk.available(case, by=by) if offer.verb == "extend"]
    return found


def test_an_extension_is_offered_with_its_reasons_and_what_must_be_told():
    """To who may grant it; to the other with the reason why not; what is offered can be done as it says."""
    desk = extending()
    case = desk.file()
    found = extension(desk, case)
    assert (found.trigger, found.answer, found.choices) == ("reply", "may_once", ("difficult", "ill"))
    assert (found.means, found.until, found.cites) == (("letter",), None, (TX("8"),))
    refused = extension(desk, case, CLERK)
    assert (refused.answer, [item.code for item in refused.reasons if item.arg("why") is None]) == ("may_not", ["role"])
    desk.desk.extend(case, found.trigger, by=BOSS, reason=found.choices[0], message={"means": found.means[0]})
    assert extension(desk, case).answer == "may_not", "once is all it may"


def test_an_extension_is_offered_no_longer_once_its_due_has_passed_or_the_duty_is_over():
    """Due at the end of the 5th: at that very instant it is offered, a microsecond later not; nor after the reply."""
    desk = extending()
    case = desk.file()
    desk.clock.move_to(day_end(5))
    assert extension(desk, case).answer == "may_once"
    desk.clock.move_to(at(6, 0))
    assert extension(desk, case).answer == "may_not"
    desk.desk.act(case, "reply", by=CLERK)
    assert [offer for offer in desk.desk.available(case, by=BOSS) if offer.verb == "extend"] == []


def test_a_fixed_extension_says_what_bounds_it():
    """Filed on the 2nd, at most 20 days from then: the end of the 22nd."""
    desk = extending("fixed")
    found = extension(desk, desk.file())
    assert (found.answer, found.until.due_at) == ("may_once", day_end(22))


def test_with_a_directory_the_roles_it_knows_decide_who_may_extend():
    """What the actor claims does not count; a deputy may while the boss is away."""
    held = {"bea": {"boss"}, "cleo": {"clerk"}, "vic": {"vice"}}
    directory = FixedDirectory(held, absences={"bea": [(at(3), at(4))]})
    roles = ("clerk", Role("boss", deputies=("vice",)), "vice")
    rule = ExtensionRule("add", Days(2), by=("boss",), reasons=("ill",))
    desk = world(policy(roles=roles, duties=(reply_duty(extension=rule),)), directory=directory)
    case = desk.file()
    answers = [extension(desk, case, Actor(id, roles={"boss"})).answer for id in ("bea", "cleo", "vic")]
    assert answers == ["may_once", "may_not", "may_not"]
    desk.clock.move_to(at(3))
    assert extension(desk, case, Actor("vic")).answer == "may_once"


def test_joining_is_offered_where_a_rule_allows_it():
    """From the stages it names, to the roles it names; which case it is the command says."""
    rule = JoinRule("same", target="joined", by=("clerk",), sources=("open",), cite=TX("9"))
    plain = policy()
    desk = world(policy(stages=(*plain.stages, Stage("joined", "closed")), joins=(rule,)))
    case, other = desk.file(), desk.file()

    def offer(by: Actor) -> Any:
        (found,) = [offer for offer in desk.desk.available(case, by=by) if offer.verb == "join"]
        return found

    assert (offer(CLERK).trigger, offer(CLERK).answer, offer(CLERK).targets) == ("same", "may_once", ("joined",))
    assert (offer(NOBODY).answer, offer(CLERK).cites) == ("may_not", (TX("9"),))
    desk.desk.act(case, "ask", by=CLERK)
    assert offer(CLERK).answer == "may_not", "it waits for the customer, and the rule is for open cases"
    desk.desk.act(case, "answer", by=CLERK)
    assert desk.desk.join(case, into=other, by=CLERK).stage == "joined"


def test_a_clock_behind_the_case_offers_what_a_command_may_do():
    """A move that requires the record made a minute "later" by a faster clock is offered, considered and made alike."""
    reply = Move("reply", ("open",), "=", by=("clerk",), records=("replied",), after=("accepted",), cite=TX("3"))
    plain = policy()
    moves = tuple(move for move in plain.moves if move.trigger != "reply")
    desk = world(policy(moves=(*moves, reply)), now=at(3, 9, 1))
    case = desk.file(received_at=at(2))
    desk.desk.act(case, "accept", by=CLERK)
    desk.clock.move_to(at(3, 9, 0))
    assert offered(desk, case)["reply"].answer == "may"
    assert desk.desk.consider(case, "reply", by=CLERK).granted
    assert desk.desk.act(case, "reply", by=CLERK).version == 3


def turning(*also: Condition) -> tuple[World, str]:
    """A case whose cause was left blank, and a move that asks for it and hangs on it, and on what is wanted also."""
    kept = tuple(move for move in demanding().moves if move.trigger != "turn")
    turns = tuple(
        Move("turn", ("open",), target, by=("clerk",), asks=("cause",), when=reduce(and_, also, fact("cause") == cause))
        for cause, target in (("maker", "left"), ("user", "right"))
    )
    review = Move("review", ("open",), "=", by=("clerk",), records=("reviewed",))
    desk = world(attrs.evolve(demanding(), moves=(*kept, *turns, review)))
    return desk, desk.file(channel="desk", category="quality", facts={"cause": BLANK})


def test_a_fact_left_blank_is_asked_for_anew_where_a_target_hangs_on_it():
    """A cause that was left blank names neither way; the move takes it, so that it may be made once it is given."""
    desk, case = turning()
    turn = offered(desk, case)["turn"]
    assert (turn.answer, turn.targets, [fact.id for fact in turn.asks]) == ("may_once", ("left", "right"), ["cause"])
    assert desk.desk.consider(case, "turn", by=CLERK, facts={"cause": "maker"}).granted


def test_what_else_stands_against_such_a_target_counts():
    """Whoever may not make the move is not told that a fact is all that it takes."""
    desk, case = turning()
    assert offered(desk, case, NOBODY)["turn"].answer == "may_not"


def test_a_target_that_no_fact_of_the_move_opens_stays_shut():
    """Where the condition also wants a record that is not there, giving the fact anew would not help."""
    desk, case = turning(recorded("reviewed"))
    assert offered(desk, case)["turn"].answer == "may_not"
    desk.desk.act(case, "review", by=CLERK)
    assert offered(desk, case)["turn"].answer == "may_once"


def test_another_category_may_put_right_a_guard_that_reads_it():
    """A group is no kind: who may choose another may classify once it is chosen; who keeps it may not."""
    no_group = Guard("kind_named", category != "quality", TX("art. 90"))
    sort = Move("sort", ("open",), "=", by=("clerk",), reclassifies=True, guards=(no_group,), records=("classified",))
    keep = Move("keep", ("open",), "=", by=("clerk",), guards=(no_group,), records=("accepted",))
    desk = world(attrs.evolve(demanding(), moves=(*demanding().moves, sort, keep)))
    case = desk.file(channel="desk", category="quality")
    found = offered(desk, case)
    assert (found["sort"].answer, found["sort"].categories) == ("may_once", ("quality", "colour", "service"))
    assert found["keep"].answer == "may_not"
    assert desk.desk.consider(case, "sort", by=CLERK, category="service").granted


def test_a_move_that_classifies_may_be_made_once_the_category_is_chosen():
    """A case without a category: the guard waits for what the command of the one move gives, and of the other not."""
    of_quality = Guard("of_quality", category.within("quality"), TX("art. 90"))
    sort = Move("sort", ("open",), "=", by=("clerk",), reclassifies=True, guards=(of_quality,), records=("classified",))
    keep = Move("keep", ("open",), "=", by=("clerk",), guards=(of_quality,), records=("accepted",))
    desk = world(attrs.evolve(demanding(), moves=(*demanding().moves, sort, keep)))
    case = desk.file(channel="desk", category=None)
    found = offered(desk, case)
    assert (found["sort"].answer, found["keep"].answer) == ("may_once", "may_not")
    assert desk.desk.consider(case, "sort", by=CLERK, category="quality").granted
