"""A broken law is told as a story: short, in local time, with people, dates, clauses, and what was wrong at the end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from string import Formatter
from typing import get_args, get_type_hints

import attrs
import pytest

from complaintkit.cases import capacity
from complaintkit.errors import InvalidInput
from complaintkit.rules import Actor, Rung
from complaintkit.rules.absence import NoValue
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing import LawBroken, Profile, check_policy, lifetimes
from complaintkit.testing.bench import Bench, Setting, Step
from complaintkit.testing.law import NAMED
from complaintkit.testing.shortening import shortened
from complaintkit.testing.story import story_of
from complaintkit.testing.story_words import LAWS, WORDS, law_text
from tests.lifetimes.small import small
from tests.testing.shop import CALENDAR_ENDS, CLOSE, DECIDE, REVIEW, TAKE, shop

START = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
"""Monday, half past nine in Shanghai."""
CLERK, MANAGER, DIRECTOR = (Actor(f"{role}-1", {role}) for role in ("clerk", "manager", "director"))
LETTER = {"means": "letter"}
FILED = {"by": CLERK, "channel": "desk", "category": "service", "facts": {"content": "x"}, "confirmed": ("polite",)}


def setting(policy, away=None):
    """Three people and one who never does anything."""
    people = (CLERK, MANAGER, DIRECTOR, Actor("owner-1", {"owner"}))
    return Setting(policy=policy, store=MemoryStore, calendars=None, people=people, away=away, stands_still=frozenset())


def taken(policy, steps, **more):
    """The bench after steps, the last of which breaks a law."""
    bench = Bench(setting(policy, **more), START)
    for step in steps[:-1]:
        bench.take(step)
    with pytest.raises(LawBroken) as caught:
        bench.take(steps[-1])
    return bench, caught.value


def test_a_policy_on_which_nobody_can_go_on_tells_the_whole_story():
    """Reviewed and decided by one hand, which is the only one that may close, and the only one that may not."""
    barred = attrs.evolve(CLOSE, same_who=("reviewed",), not_who=("decided",))
    policy = shop(moves=(TAKE, REVIEW, DECIDE, barred))
    with pytest.raises(AssertionError) as caught:
        check_policy(policy, accepted=CALENDAR_ENDS, profile=Profile(lifetimes=40, steps=10, examples=2))
    assert (
        str(caught.value)
        == """policy 'shop' version '1'

It does not hold that whatever happens to a case, its laws hold.
Under shop, version 1, in force from 2026-01-01; times of Asia/Shanghai

Mon 2026-01-05 09:00  case-1 (complaint) is filed by clerk-1 → received
                      due: answer, by the end of Mon 2026-01-12 [House rules 6]
Mon 2026-01-05 09:00  clerk-1 (clerk): take, case-1 → examined [House rules 2]
                      on record: acknowledged
Mon 2026-01-05 09:00  manager-1 (manager): review, case-1 [House rules 3]
                      on record: reviewed
Mon 2026-01-05 09:00  manager-1 (manager): decide, case-1 → decided [House rules 4]
                      on record: decided

What must hold: An open case has an owner, and somebody can always take the next step.
What was seen:  case-1 is stuck in 'decided': nobody may do anything
  close, by manager-0 and 5 others: this must be done by the one who made reviewed [House rules 5]
  close, by manager-1: this must be done by somebody other than the one who made decided [House rules 5]"""
    )


def test_a_core_that_lets_the_recused_act_tells_what_led_there(monkeypatch):
    """Of ten steps on two cases four are left, in one working hour, with the dates that came and went."""
    monkeypatch.setattr(capacity, "against_recused", lambda *asked: ())
    hour, accepted = timedelta(hours=1), {"by": CLERK, "to": "manager-1", "key": "k"}
    bench, broken = taken(
        small(),
        [
            Step(START, "file", given=FILED),
            Step(START + hour, "file", given=FILED),
            Step(START + hour, "act", ("case-2", "accept"), {"by": CLERK, "to": "manager-1"}),
            Step(START + 2 * hour, "sweep", (1000,)),
            Step(START + 2 * hour, "act", ("case-1", "fine"), {"by": CLERK}),
            Step(START + 3 * hour, "act", ("case-1", "accept"), accepted),
            Step(START + 3 * hour, "again", ("act", "case-1", "accept"), accepted),
            Step(START + 4 * hour, "act", ("case-1", "recuse"), {"by": DIRECTOR, "to": "clerk-1"}),
            Step(START + 30 * hour, "sweep", (1000,)),
            Step(START + 31 * hour, "act", ("case-1", "ask"), {"by": CLERK, "message": LETTER}),
        ],
    )  # fmt: skip
    assert story_of(*shortened(bench, broken)) == (
        """Under small, version 1, in force from 2026-01-01; times of Asia/Shanghai

Mon 2026-01-05 09:00  case-1 (complaint, service, desk) is filed by clerk-1 (clerk) → new [SP art. 1]
                      content: (personal)
                      due: reply, by the end of Sat 2026-01-10 [SP art. 7]
                      due: first_word, by Mon 2026-01-05 15:00 [SP art. 8]
Mon 2026-01-05 09:00  clerk-1 (clerk): accept, case-1 → working [SP art. 3]
                      on record: accepted
                      names manager-1
                      number 260101
                      kept: first_word [SP art. 8]
                      due: looking, by the end of Fri 2026-01-09
Mon 2026-01-05 09:00  manager-1 (manager): recuse, case-1
                      on record: recused
                      names clerk-1
Mon 2026-01-05 09:00  clerk-1 (clerk): ask, case-1 → asked
                      on record: informed
                      told the complainant by letter: question
                      waits: reply [SP art. 7]
                      waits: looking

What must hold: Whoever stood aside does nothing more in the case.
What was seen:  case-1 event 4: clerk-1 acted after being recused"""
    )


LONG_STORY = """Under small, version 1, in force from 2026-01-01; times of Asia/Shanghai
  away: manager-1, Mon 2026-03-02 09:30 to Wed 2026-03-04 09:30

Mon 2026-03-02 08:30  case-1 (complaint, service, desk) is filed by clerk-1 (clerk) → new \
(entered Mon 2026-03-02 09:30) [SP art. 1]
                      about emp-9
                      content: (personal)
                      due: reply, by the end of Sat 2026-03-07 [SP art. 7]
                      due: first_word, by Mon 2026-03-02 14:30 [SP art. 8]
Mon 2026-03-02 09:30  clerk-1 (clerk): fine, case-1: refused
                      because fine is not possible while the case is in new; it is from: working
Mon 2026-03-02 09:30  clerk-1 (clerk): accept, case-1: refused
                      because 2026-03-02T01:30:00 has no time zone: give an aware datetime @ occurred_at
Mon 2026-03-02 09:30  a batch that fails, and so leaves nothing behind:
                      act case-1 accept
Tue 2026-03-03 15:30  escalation late of first_word, case-1: tells manager [SP art. 8]
Tue 2026-03-03 00:00  case-2 (book) is opened by the sweep → unread (entered Tue 2026-03-03 15:30) [SP art. 2]
                      due: reading, by the end of Wed 2026-03-04
Tue 2026-03-03 16:30  the sweep finds nothing to do
Tue 2026-03-03 16:30  clerk-1 (maker): corrects entry 1 of case-1
                      content: (personal)
Tue 2026-03-03 16:30  clerk-1: alleges polite against manager-1, case-1 [SP art. 11]
Tue 2026-03-03 17:30  clerk-1 (clerk): accept, case-1 → working [SP art. 3]
                      on record: accepted
                      names manager-1
                      number 260301
                      kept late: first_word [SP art. 8]
                      due: looking, by the end of Mon 2026-03-09
Tue 2026-03-03 17:30  director-1 (director): recuse, case-1
                      on record: recused
                      names clerk-1
Tue 2026-03-03 17:30  clerk-1 (clerk): ask, case-1 → asked
                      on record: informed
                      told the complainant by letter: question
                      waits: reply [SP art. 7]
                      waits: looking

What must hold: Whoever stood aside does nothing more in the case.
What was seen:  case-1 event 7: clerk-1 acted after being recused"""


IN_CHINESE = """依据small,版本1,自2026-01-01起施行;时间为Asia/Shanghai
  不在岗:manager-1,2026-03-02 周一 09:30至2026-03-04 周三 09:30

2026-03-02 周一 08:30 case-1(complaint、service、desk)由clerk-1(clerk)提出 → new(2026-03-02 周一 09:30录入) [SP art. 1]
                      涉及emp-9
                      content:(个人信息)
                      应办:reply,2026-03-07 周六终了前 [SP art. 7]
                      应办:first_word,2026-03-02 周一 14:30前 [SP art. 8]
2026-03-02 周一 09:30 clerk-1(clerk):fine, case-1:不予准许
                      原因:案件处于new时不能fine;可在以下阶段进行:working
2026-03-02 周一 09:30 clerk-1(clerk):accept, case-1:不予准许
                      原因:2026-03-02T01:30:00 has no time zone: give an aware datetime @ occurred_at
2026-03-02 周一 09:30 一批操作失败,因而未留下任何内容:
                      act case-1 accept
2026-03-03 周二 15:30 上报:first_word的late,case-1:通知manager [SP art. 8]
2026-03-03 周二 00:00 case-2(book)由巡检开立 → unread(2026-03-03 周二 15:30录入) [SP art. 2]
                      应办:reading,2026-03-04 周三终了前
2026-03-03 周二 16:30 巡检无事可办
2026-03-03 周二 16:30 clerk-1(maker):更正case-1的第1条记录
                      content:(个人信息)
2026-03-03 周二 16:30 clerk-1:指称manager-1违反polite,case-1 [SP art. 11]
2026-03-03 周二 17:30 clerk-1(clerk):accept,case-1 → working [SP art. 3]
                      记录在案:接办
                      指定manager-1
                      编号260301
                      逾期履行:first_word [SP art. 8]
                      应办:looking,2026-03-09 周一终了前
2026-03-03 周二 17:30 director-1(director):recuse,case-1
                      记录在案:回避
                      指定clerk-1
2026-03-03 周二 17:30 clerk-1(clerk):ask,case-1 → asked
                      记录在案:告知
                      以letter告知投诉人:question
                      中止计时:reply [SP art. 7]
                      中止计时:looking

应当如此:已回避者不再参与本案。
实际所见:case-1 event 7: clerk-1 acted after being recused"""


def a_long_life(monkeypatch):
    """Refusals, time that passes, rungs, corrections, what was undone, somebody away."""
    monkeypatch.setattr(capacity, "against_recused", lambda *asked: ())
    hour = timedelta(hours=1)
    return taken(
        small(),
        [
            Step(START, "file", given={**FILED, "received_at": START - hour, "about": ("emp-9",)}),
            Step(START, "act", ("case-1", "fine"), {"by": CLERK}),
            Step(START, "act", ("case-1", "accept"), {"by": CLERK, "occurred_at": START.replace(tzinfo=None)}),
            Step(START, "undone", inside=(Step(START, "act", ("case-1", "accept"), {"by": CLERK, "to": "x"}),)),
            Step(START + 30 * hour, "sweep", (1000,)),
            Step(START + 31 * hour, "sweep", (1000,)),
            Step(START + 31 * hour, "correct", ("case-1", 1), {"by": CLERK, "reason": "x", "facts": {"content": "y"}}),
            Step(START + 31 * hour, "allege", ("case-1", "polite"), {"by": CLERK, "against": "manager-1"}),
            Step(START + 32 * hour, "act", ("case-1", "accept"), {"by": CLERK, "to": "manager-1"}),
            Step(START + 32 * hour, "act", ("case-1", "recuse"), {"by": DIRECTOR, "to": "clerk-1"}),
            Step(START + 32 * hour, "act", ("case-1", "ask"), {"by": CLERK, "message": LETTER}),
        ],
        away={"manager-1": (START, START + 48 * hour)},
    )  # fmt: skip


def test_what_is_not_cut_short_is_told_too(monkeypatch):
    """Refusals with their reasons, time that passes, rungs, corrections, what was undone, who was away."""
    assert story_of(*a_long_life(monkeypatch)) == LONG_STORY


def test_the_same_story_is_told_in_chinese(monkeypatch):
    """Line for line: turns of phrase, fixed records, weekdays and the law; what has no title keeps its id."""
    story = story_of(*a_long_life(monkeypatch), "zh")
    assert story == IN_CHINESE
    assert len(story.splitlines()) == len(LONG_STORY.splitlines())


def test_every_law_and_every_phrase_is_there_in_both_languages():
    """No law is told in English only, none is told that is none; what is put into a phrase is put into both."""
    assert {law for law in NAMED if law != "Numbers are even."} == LAWS.keys()
    for law in LAWS:
        assert law_text(law) == law
        assert any("\u4e00" <= sign <= "\u9fff" for sign in law_text(law, "zh")), law
    for key, (en, zh) in WORDS.items():
        fields = [sorted(name for _, name, *_ in Formatter().parse(text) if name) for text in (en, zh)]
        assert fields[0] == fields[1], key
    kinds = set(get_args(get_type_hints(Rung)["kind"])) | {value.value for value in NoValue}
    assert kinds <= WORDS.keys()


def test_whoever_tests_a_policy_chooses_the_language():
    """What check_policy says of a broken law is told in the language asked for; there are two."""
    policy = shop(moves=(TAKE, REVIEW, DECIDE, attrs.evolve(CLOSE, same_who=("reviewed",), not_who=("decided",))))
    profile = Profile(lifetimes=40, steps=10, examples=2)
    with pytest.raises(AssertionError) as caught:
        check_policy(policy, accepted=CALENDAR_ENDS, profile=profile, lang="zh")
    last = str(caught.value).splitlines()[-4:]
    assert last == [
        "应当如此:未结案件均有经办人,且总有人可以办理下一步。",
        "实际所见:case-1停在'decided':无人可以办理",
        "  close,由manager-0等6人:须由同一名作出审核的人员办理 [House rules 5]",
        "  close,由manager-1:须由非作出决定的人员办理 [House rules 5]",
    ]
    with pytest.raises(InvalidInput, match="'en' or 'zh'"):
        check_policy(policy, lang="fr")
    with pytest.raises(InvalidInput, match="'en' or 'zh'"):
        lifetimes(policy, lang="fr")


def test_a_law_that_does_not_break_again_is_told_in_full():
    """What cannot be repeated, as where the fault comes and goes, is given back uncut."""
    bench = Bench(setting(small()), START)
    bench.take(Step(START, "file", given=FILED))
    broken = LawBroken("Something else.", "once")
    assert shortened(bench, broken) == (bench, broken)
