"""Explanations: from the record alone, for three audiences, in two languages, as known on any day."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

from complaintkit.cases.reasons import TEXTS, WORDS, Reason, reason, reason_text
from complaintkit.cases.replay import replay
from complaintkit.cases.verdict import Decision
from complaintkit.deadlines import Calendar, Days
from complaintkit.errors import IntegrityError, InvalidInput
from complaintkit.rules import Approval, ByCase, ExtensionRule, Fact, LinkRule, Rung, Sent
from complaintkit.rules.conditions import fact
from complaintkit.values import Attachment, Citation, titles
from tests.desk.policies import (
    BOSS,
    CLERK,
    NOBODY,
    OPEN,
    TITLES,
    TX,
    World,
    at,
    cny,
    day_end,
    demanding,
    policy,
    reasons,
    reply_duty,
    with_moves,
    world,
)

PAPER = Attachment.of_bytes("photo.jpg", b"1")


@pytest.fixture
def told() -> World:
    """A case with one of everything that an explanation shows."""
    base = demanding()
    desk = world(
        attrs.evolve(
            base,
            approval=Approval("board", date(2025, 12, 1)),
            duties=(
                attrs.evolve(
                    base.duties[0],
                    tells_complainant=True,
                    ladder=(Rung("late", tell=("boss",)),),
                    extension=ExtensionRule("add", Days(2), by=("boss",), reasons=("ill",), cite=TX("art. 80")),
                ),
                attrs.evolve(base.duties[0], id="inside", term=Days(1)),
            ),
        )
    )
    case = desk.file(channel="desk", category="quality", about=("emp-1",), attachments=(PAPER,))
    run = desk.desk.act
    run(case, "asking", by=CLERK, facts={"cause": "maker", "note": "n", "repair": "r"})
    reasons(lambda: run(case, "decide", by=attrs.evolve(CLERK, id="emp-1")))
    run(case, "guarded", by=CLERK)
    run(case, "slip", by=CLERK, facts={"note": "m"})
    run(case, "agree", by=CLERK, facts={"agreed": at(4)})
    run(case, "tell", by=CLERK, facts={"note": "k"}, message=Sent("letter"), reason="asked for it")
    run(case, "fine", by=CLERK, facts={"person": "emp-1", "loss": cny(10)})
    run(case, "confirming", by=CLERK, confirmed=("polite", "calm"))
    run(case, "classify", by=CLERK, category="colour")
    desk.desk.extend(case, "reply", by=BOSS, reason="ill")
    desk.clock.move_to(at(4, 10))
    desk.desk.sweep()
    run(case, "turn", by=CLERK, occurred_at=at(3))
    return desk


def explained(desk: World, **given: Any) -> Any:
    return desk.desk.explain("c1", **{"by": CLERK, **given})


def test_every_event_says_who_in_which_capacity_by_which_clause(told):
    found = explained(told)
    assert [(e.seq, e.what, e.who, e.capacity) for e in found.events][:3] == [
        (1, "filed", "cleo", "anyone"),
        (2, "asking", "cleo", "clerk"),
        (3, "guarded", "cleo", "clerk"),
    ]
    assert found.events[0].cites == (TX("art. 50"),)
    assert found.events[2].cites == (TX("art. 20"),)
    assert found.events[0].papers == (("photo.jpg", PAPER.sha256),)
    by_what = {e.what: e for e in found.events}
    assert by_what["extended"].cites == (TX("art. 80"),)
    assert by_what["reply/late"].cites == (TX("art. 3"),)
    assert by_what["turn"].occurred_at == at(3)
    assert by_what["turn"].recorded_at == at(4, 10)


def test_every_rule_tested_is_told_with_its_result_and_every_input_with_its_event(told):
    (guarded,) = (e for e in explained(told).events if e.what == "guarded")
    assert [(t.name, t.holds, t.cites) for t in guarded.tests] == [
        ("role", True, (TX("art. 20"),)),
        ("recusal", True, (TX("art. 20"),)),
        ("has_cause", True, (TX("art. 21"),)),
        ("has_note", True, (TX("art. 20"),)),
    ]
    assert set(guarded.inputs) == {("cause", "maker", 2), ("note", "n", 2)}
    (turn,) = (e for e in explained(told).events if e.what == "turn")
    assert [(t.name, t.holds) for t in turn.tests] == [
        ("applies", True),
        ("role", True),
        ("recusal", True),
        ("applies", False),
    ]


def test_refused_attempts_are_told_to_staff_and_regulator_not_to_the_complainant(told):
    for audience in ("staff", "regulator"):
        ((moment, who, what, why),) = explained(told, audience=audience).attempts
        assert (moment, who, what, [item.code for item in why]) == (at(2), "emp-1", "decide", ["recused"])
    assert explained(told, audience="complainant").attempts == ()


def test_the_complainant_is_told_what_concerns_the_complainant(told):
    found = explained(told, audience="complainant")
    assert [(e.what, e.who, e.tests, e.inputs) for e in found.events] == [("filed", "", (), ()), ("tell", "", (), ())]
    assert [item.duty for item in found.dates] == ["reply"]
    assert "emp-1" not in found.text()


def test_every_former_due_is_shown_with_its_cause(told):
    reply, inside = explained(told).dates
    assert reply.former == ((day_end(5), 1, "filed"), (at(4), 5, "agree"))
    assert (reply.due.due_at, reply.promised, reply.fired, reply.status) == (at(4), True, ("late",), "stopped")
    assert (inside.due.due_at, inside.status, inside.former) == (day_end(3), "stopped", ((day_end(3), 1, "filed"),))


def test_as_known_on_leaves_out_what_was_recorded_later(told):
    then = explained(told, as_known_on=at(3))
    assert then.events[-1].what == "extended"
    assert [(item.duty, item.status) for item in then.dates] == [("reply", "running"), ("inside", "running")]
    assert then.case.stage == "open"
    assert explained(told, as_known_on=at(4)).dates[1].status == "overdue"
    assert len(explained(told, as_known_on=at(1, month=4)).events) == 12


def test_attempts_made_later_were_not_known_then():
    desk = world(demanding())
    case = desk.file(channel="desk", category="quality", about=("cleo",))
    desk.clock.move_to(at(5))
    reasons(lambda: desk.desk.act(case, "decide", by=CLERK))
    assert desk.desk.explain(case, by=CLERK, as_known_on=at(4)).attempts == ()
    assert len(desk.desk.explain(case, by=CLERK).attempts) == 1


def test_the_header_says_what_the_case_ran_under(told):
    header = explained(told).header
    assert header["policy"] == "demanding 1"
    assert header["policy_hash"] == told.desk.program("c1").hash
    assert header["in_force_from"] == "2026-01-01"
    assert header["approval"] == "board 2025-12-01"
    assert header["transitions"].count(".") >= 1


EXPECTED = """\
  1. 2026-03-02 09:00:00 UTC filed · by cleo as anyone [TX art. 50]
     given category: quality
     paper photo.jpg: sha256 6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b
""".rstrip("\n")


def test_the_text_says_all_of_it_in_english(told):
    text = explained(told).text()
    assert text.startswith("case c1 · stage: left · for staff\n")
    assert EXPECTED in text
    for line in (
        "     - the cause is the maker's: holds [TX art. 21]",
        "     given cause: maker",
        "     known before cause: maker (event 2)",
        "     told news → complainant (letter, 2026-03-02 09:00:00 UTC)",
        "     reason: asked for it",
        "     confirmed polite [TX art. 77]",
        "     given category: colour",
        "     form slip → office, store",
        "     fine → emp-1: 20.00 CNY, warning (proposed) [TX art. 74; TX art. 75]",
        "     was due 2026-03-05 23:59:59 UTC, since event 1 (filed)",
        "     fired: late",
        "Refused attempts",
        "  2026-03-02 09:00:00 UTC decide (emp-1)",
        "    the actor is the subject of this case and takes no part in it [TX art. 73]",
    ):
        assert line in text.splitlines(), line
    assert "  the reply #1: due 2026-03-04 09:00:00 UTC · stopped (agreed date) [TX art. 3]" in text


def test_the_text_says_all_of_it_in_chinese(told):
    text = explained(told, lang="zh").text()
    assert text.startswith("案件 c1 · 阶段: left · 对象 工作人员\n")
    for line in (
        "     - 原因在厂方: 符合 [TX art. 21]",
        "     提供 原因: maker",
        "     理由: asked for it",
        "     曾到期于 2026-03-05 23:59:59 UTC, 自 事件 1 (filed)",
        "被拒绝的操作",
        "    行为人为本案被投诉人或已回避,不得参与 [TX art. 73]",
    ):
        assert line in text.splitlines(), (line, text)
    assert " · 办理人 cleo 身份 经办人" in text


def test_assumed_and_provisional_dates_say_so():
    term = ByCase(((fact("far") == "yes", Days(9)), (fact("far") == "no", Days(5))))
    known = Calendar("short", zone="UTC", known_from=date(2025, 1, 1), known_until=date(2026, 3, 4))
    from complaintkit.deadlines import WorkingDays

    desk = world(
        policy(
            facts=(Fact("far", "choice", choices=("yes", "no"), required=False),),
            duties=(reply_duty(term=term), reply_duty(id="visit", term=WorkingDays(5), calendar="short")),
        ),
        calendars={"short": known},
    )
    text = desk.desk.explain(desk.file(), by=CLERK).text()
    assert "reply #1: due 2026-03-07 23:59:59 UTC · running (assumed, a fact is not known) [TX art. 3]" in text
    assert "visit #1: due 2026-03-09 23:59:59 UTC · running (provisional: calendar data does not reach it)" in text


def test_a_paused_date_has_none_and_says_so():
    desk = world(policy(duties=(reply_duty(pauses=("customer",)),)))
    case = desk.file()
    desk.desk.act(case, "ask", by=CLERK)
    (item,) = desk.desk.explain(case, by=CLERK).dates
    assert (item.due, item.status) == (None, "paused")
    assert "  reply #1: no due · paused [TX art. 3]" in desk.desk.explain(case, by=CLERK).text()


def test_lifted_rungs_and_links_are_shown():
    desk = world(policy(duties=(reply_duty(ladder=(Rung("late", tell=("boss",)),)),), links=(LinkRule("beside"),)))
    case = desk.file()
    desk.clock.move_to(at(6))
    desk.desk.sweep()
    desk.desk.act(case, "reply", by=CLERK, occurred_at=at(5))
    desk.file(link=("beside", case))
    found = desk.desk.explain(case, by=CLERK)
    assert [e.what for e in found.events] == ["filed", "reply/late", "reply", "lifted", "linked"]
    assert "     lifted: late" in found.text()
    assert "     beside: c2" in found.text()


def test_times_are_written_in_the_policy_s_zone():
    desk = world(policy(calendar="office"))
    assert "2026-03-02 17:00:00 CST filed" in desk.desk.explain(desk.file(), by=CLERK).text()


def test_replaying_each_decision_from_the_record_gives_the_same(told):
    program = told.desk.program("c1")
    case, decisions = replay(program, told.desk.events("c1"))
    assert case == told.desk.get("c1")
    assert all(decision.granted for _, decision in decisions)
    for event, decision in decisions:
        assert event.body in decision.bodies
        assert event.capacity == decision.capacity


def test_an_event_that_its_policy_refuses_is_not_explained_away(told):
    held = told.store._events["acme", "c1"]
    held[2] = attrs.evolve(held[2], body=attrs.evolve(held[2].body, trigger="by_boss"))
    with pytest.raises(IntegrityError, match="event 3 of case 'c1' is refused when it is decided again"):
        explained(told)


# -- reasons in words


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_every_code_has_a_text_in_both_languages(code):
    english, chinese = TEXTS[code]
    assert english
    assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese)
    assert "{" not in reason_text(Reason(code)).replace("{}", "")


@pytest.mark.parametrize("word", sorted(WORDS))
def test_every_why_has_a_text_in_both_languages(word):
    assert all(WORDS[word])


def test_a_reason_is_told_with_titles_clauses_and_lists():
    found = reason("missing_facts", TX("art. 1"), facts=("cause", "amount"))
    assert reason_text(found) == "these facts are needed: cause, amount [TX art. 1]"
    assert reason_text(found, demanding(), "zh") == "缺少以下事项:原因, 金额 [TX art. 1]"
    assert reason_text(reason("role", trigger="x", by=frozenset(("b", "a")), held=())) == (
        "x is for a, b; the actor holds -"
    )
    assert reason_text(reason("authority", amount=cny(5), limit=None, needed=None)) == (
        "the actor has no authority over 5.00 CNY; next authority: -"
    )
    assert reason_text(Reason("unheard_of")) == "unheard_of"


def test_a_decision_is_told_in_both_languages(told):
    granted = told.desk.consider("c1", "end", by=CLERK) if told.desk.get("c1").stage == "open" else Decision(True, ())
    assert granted.text() == "granted"
    assert granted.text(lang="zh") == "同意"
    cited = Decision(True, (), rests_on=(Citation("TX", "art. 1"),))
    assert (cited.text(), cited.cites) == ("granted [TX art. 1]", (TX("art. 1"),))
    refused = Decision(False, (reason("recused", TX("art. 2")), reason("person", TX("art. 2"))))
    assert refused.text(lang="zh") == (
        "拒绝: 行为人为本案被投诉人或已回避,不得参与 [TX art. 2]\n  须指明人员 [TX art. 2]"
    )
    assert (refused.cites, refused.codes) == ((TX("art. 2"),), ("recused", "person"))


def test_titles_stand_for_ids():
    desk = world(with_moves(titles=titles({"accept": ("take on", "受理")})))
    case = desk.file()
    desk.desk.act(case, "accept", by=CLERK)
    assert "2. 2026-03-02 09:00:00 UTC take on · by cleo" in desk.desk.explain(case, by=NOBODY).text()
    assert len(TITLES) > len(OPEN)


def test_an_explanation_of_nothing_is_refused():
    desk = world(policy())
    case = desk.file()
    with pytest.raises(InvalidInput):
        desk.desk.explain(case, by=CLERK, as_known_on=at(1))
