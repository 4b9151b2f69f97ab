"""Who may act when a directory knows the organisation: deputies, last resort, nobody left, units."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from complaintkit.cases.reasons import reason
from complaintkit.errors import Refused
from complaintkit.rules import Actor, Channel, Kind, Move, Stage
from complaintkit.testing import FixedDirectory
from tests.desk.policies import (
    BOSS,
    CLERK,
    COUNCIL,
    NOBODY,
    TX,
    VICE,
    World,
    at,
    cny,
    demanding,
    policy,
    reasons,
    why,
    with_moves,
    world,
)


def may(call: Callable[[], object]) -> bool:
    """Whether a command goes through."""
    try:
        call()
    except Refused:
        return False
    return True


ROLES = {"cleo": ("clerk",), "bea": ("boss",), "vic": ("vice",), "cora": ("council",)}
AWAY = (at(1), at(3))


def staffed(roles: Any = ROLES, **given: Any) -> World:
    return world(demanding(), directory=FixedDirectory(roles, **given))


def filed(desk: World, **given: Any) -> str:
    return desk.file(**{"channel": "desk", "category": "quality", **given})


def test_the_directory_counts_and_claimed_roles_do_not():
    desk = staffed()
    case = filed(desk)
    liar = Actor("nick", roles={"boss", "clerk"})
    found = why(lambda: desk.desk.act(case, "by_boss", by=liar))
    assert (found.code, found.arg("held")) == ("role", ("staff",))
    assert desk.desk.consider(case, "by_boss", by=Actor("bea")).capacity == "boss"
    assert desk.desk.events(case)[0].roles == ("clerk",)


def test_a_deputy_acts_only_while_every_holder_is_away():
    desk = staffed(absences={"bea": [AWAY]})
    case = filed(desk)
    assert desk.desk.consider(case, "by_boss", by=VICE).capacity == "boss"
    desk.clock.move_to(at(3))
    found = reasons(lambda: desk.desk.act(case, "by_boss", by=VICE))
    assert [item.code for item in found] == ["role", "deputy"]
    assert found[1] == reason("deputy", TX("art. 90"), deputy="vice", role="boss")


def test_who_was_there_when_it_happened_counts_not_when_it_is_entered():
    desk = staffed(absences={"bea": [AWAY]})
    case = filed(desk)
    desk.clock.move_to(at(9))
    assert desk.desk.act(case, "by_boss", by=VICE, occurred_at=at(2, 10)).records["reviewed"][0].who == "vic"


def test_one_holder_left_keeps_the_deputy_out():
    desk = staffed({**ROLES, "bob": ("boss",)}, absences={"bea": [AWAY]})
    case = filed(desk)
    assert {item.code for item in reasons(lambda: desk.desk.act(case, "by_boss", by=VICE))} == {"role", "deputy"}


def test_a_holder_who_is_respondent_or_recused_is_not_there():
    desk = staffed()
    about = filed(desk, about=("bea",))
    assert desk.desk.consider(about, "by_boss", by=VICE).granted
    recused = filed(desk)
    desk.desk.act(recused, "recuse", by=CLERK, to="bea")
    assert desk.desk.consider(recused, "by_boss", by=VICE).granted


def test_the_last_resort_acts_when_no_deputy_is_left_either():
    desk = staffed(absences={"bea": [AWAY]})
    case = filed(desk)
    assert [item.code for item in reasons(lambda: desk.desk.act(case, "by_boss", by=COUNCIL))] == ["role", "deputy"]
    empty = staffed(absences={"bea": [AWAY], "vic": [AWAY]})
    case = filed(empty)
    assert empty.desk.act(case, "by_boss", by=COUNCIL).records["reviewed"][0].who == "cora"


def test_when_nobody_is_left_the_refusal_says_so():
    desk = staffed(absences={name: [AWAY] for name in ("bea", "vic", "cora")})
    case = filed(desk)
    found = reasons(lambda: desk.desk.act(case, "by_boss", by=CLERK))
    assert [item.code for item in found] == ["role", "nobody_left"]
    assert found[1] == reason("nobody_left", by=("boss",))


def test_a_deputy_decides_to_the_deputies_limit():
    desk = staffed(absences={"bea": [AWAY]})
    case = filed(desk)
    assert desk.desk.consider(case, "approve", by=VICE, facts={"amount": cny(500)}).capacity == "boss"
    found = reasons(lambda: desk.desk.act(case, "approve", by=VICE, facts={"amount": cny("500.01")}))[-1]
    assert (found.code, found.arg("limit"), found.arg("needed")) == ("authority", cny(500), "boss")


def test_a_deputy_who_holds_a_lower_band_too_uses_the_better_one():
    desk = staffed({**ROLES, "vic": ("vice", "clerk")}, absences={"bea": [AWAY]})
    case = filed(desk)
    for amount, capacity in ((100, "clerk"), (400, "boss")):
        decision = desk.desk.consider(case, "approve", by=VICE, facts={"amount": cny(amount)})
        assert (decision.granted, decision.capacity) == (True, capacity)


def test_a_role_of_another_unit_does_not_count():
    desk = staffed(members={"bea": "east"})
    case = filed(desk)
    assert desk.desk.consider(case, "by_boss", by=attrs.evolve(BOSS, unit="east")).granted
    assert not desk.desk.consider(case, "by_boss", by=attrs.evolve(BOSS, unit="west")).granted


def test_filing_asks_the_directory_too():
    desk = staffed(absences={"bea": [AWAY]})
    assert filed(desk, channel="post", by=Actor("vic"), confirmed=("polite",)) == "c1"
    found = reasons(lambda: filed(desk, channel="post", by=NOBODY, confirmed=("polite",)))
    assert [item.code for item in found] == ["role"]


def test_a_channel_says_who_enters_the_kind_it_serves_and_no_other():
    """A channel's ``by`` is for complaints, or for the kind of its first stage; other kinds have their own."""
    kinds = (
        Kind("complaint", initial="open", by=("clerk",)),
        Kind("praise", initial="praised", by=("clerk",)),
        Kind("report", initial="told", by=("clerk",)),
    )
    stages = (*policy().stages, Stage("praised", "closed", case_kind="praise"), Stage("told", case_kind="report"))
    channels = (Channel("post", by=("boss",)), Channel("line", initial="told", by=("boss",)))
    end = Move("end", ("told",), "heard", by=("clerk",), records=("closed",))
    whole = with_moves(end, kinds=kinds, stages=(*stages, Stage("heard", "closed", case_kind="report")))
    desk = world(attrs.evolve(whole, channels=channels))
    entered = {
        (channel.id, kind.id, who.id)
        for channel in channels
        for kind in kinds
        for who in (CLERK, BOSS)
        if may(lambda: desk.file(channel=channel.id, kind=kind.id, by=who))  # noqa: B023
    }
    assert entered == {
        ("post", "complaint", "bea"),
        ("post", "praise", "cleo"),
        ("post", "report", "cleo"),
        ("line", "complaint", "cleo"),
        ("line", "praise", "cleo"),
        ("line", "report", "bea"),
    }


def test_what_was_asked_of_the_directory_is_on_the_event():
    desk = staffed(absences={"bea": [AWAY]})
    case = filed(desk)
    desk.desk.act(case, "by_boss", by=VICE)
    around = desk.desk.events(case)[-1].around
    assert around is not None
    assert around.roles == frozenset({"vice"})
    assert dict(around.holders or {}) == {
        "boss": frozenset({"bea"}),
        "vice": frozenset({"vic"}),
        "council": frozenset({"cora"}),
    }
    assert around.absent == frozenset({"bea"})


def test_a_recused_actor_makes_no_other_command_either():
    """DESIGN 5: whoever was recused takes no part; extending and correcting are parts of it."""
    from complaintkit.deadlines import Days
    from complaintkit.rules import ExtensionRule, Move
    from tests.desk.policies import reply_duty

    rule = ExtensionRule("add", Days(2), by=("clerk",), reasons=("difficult",))
    recusing = Move("recuse", ("open",), "=", by=("anyone",), records=("recused",), assigns=True)
    desk = world(policy(moves=(*policy().moves, recusing), duties=(reply_duty(extension=rule),), corrects=("clerk",)))
    case = desk.file()
    desk.desk.act(case, "recuse", by=NOBODY, to="cleo")
    assert why(lambda: desk.desk.extend(case, "reply", by=CLERK, reason="difficult")).code == "recused"
    assert why(lambda: desk.desk.correct(case, 1, by=CLERK, reason="typo", occurred_at=at(1))).code == "recused"
