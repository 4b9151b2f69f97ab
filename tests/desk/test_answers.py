"""What a desk answers as JSON: one document for a web API, whole, exact, and with nothing in it that is not shown."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaintkit import errors
from complaintkit.cases.case import Case, Settled
from complaintkit.cases.events import Acted, Corrected, Filed, Link, Sealed, Unjoined
from complaintkit.cases.explained import ExplainedEvent
from complaintkit.cases.verdict import Decision
from complaintkit.deadlines import Days, EarlierOf, WorkingDays
from complaintkit.desk import CaseView, DeliveryReport, Desk, SweepReport, VerifyReport, as_json, as_problem
from complaintkit.rules import BLANK, UNKNOWN, Access, Fact, Move
from complaintkit.rules.conditions import fact
from complaintkit.rules.meetings import Meeting
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing import FixedClock
from complaintkit.testing.clerk import people_of
from complaintkit.testing.lived import Lived, cases, commands
from complaintkit.values import Attachment, FrozenMap, Money, Party, Title
from tests.desk import personal
from tests.desk.policies import BOSS, CLERK, OPEN, TX, World, at, reply_duty, with_moves, world
from tests.desk.test_reading_rights import KEYS, WHO, full
from tests.lifetimes.small import small
from tests.policies.rows import regimes
from tests.policies.shipped import build

CHINA = timezone(timedelta(hours=8))
WITHIN = {"counted", "pauses_of"}
"""What of a case only the library needs."""


def private(**parts: Any) -> World:
    """A desk whose cases hold one personal fact and one that is not, for clerks to see."""
    facts = (
        Fact("story", "text", personal=True, required=False, for_the_record=True),
        Fact("count", "whole", required=False, for_the_record=True),
        Fact("cause", "choice", choices=("ours", "theirs"), required=False, for_the_record=True),
        Fact("refund", "money", currency="CNY", required=False, for_the_record=True),
    )
    note = Move("note", OPEN, "=", by=("clerk",), asks=("refund",), offers=("story",), records=("informed",))
    access = Access(sees=("clerk",), erases=("boss",))
    return world(with_moves(note, **{"facts": facts, "access": access, "duties": (reply_duty(),), **parts}))


def dumped(document: Any) -> str:
    """The text of a document, as strict JSON takes it, which reads back as the very same."""
    text = json.dumps(document, allow_nan=False, ensure_ascii=False)
    assert json.loads(text) == document
    return text


def test_a_case_is_told_whole():
    """Every field by its name, what its reader may see in place of what is sealed, the version to act on."""
    desk = private()
    case = desk.file(
        complainant=Party("Li Na", key="p-1"), facts={"story": "it broke", "count": 3}, refs={"crm": "T-991"}
    )
    desk.clock.move_to(at(2, 10, 0, 1))
    desk.desk.act(case, "note", by=CLERK, facts={"refund": "150 CNY"}, occurred_at=at(2, 9, 59, 59))
    stored = desk.desk.get(case)
    assert as_json(case=desk.desk.view(case, by=CLERK), zone=CHINA) == {
        "schema": 1,
        "zone": "UTC+08:00",
        "case": {
            "tenant": "acme",
            "id": "c1",
            "kind": "complaint",
            "policy": stored.policy,
            "received_at": "2026-03-02T17:00:00+08:00",
            "version": 2,
            "stage": "open",
            "recorded_at": "2026-03-02T18:00:01+08:00",
            "hash": stored.hash,
            "records": {
                "filed": [{"seq": 1, "at": "2026-03-02T17:00:00+08:00", "who": "cleo"}],
                "informed": [{"seq": 2, "at": "2026-03-02T17:59:59+08:00", "who": "cleo"}],
            },
            "clocks": {
                "reply": [
                    {
                        "duty": "reply",
                        "n": 1,
                        "started_seq": 1,
                        "started_at": "2026-03-02T17:00:00+08:00",
                        "ended_at": None,
                        "ended_seq": 0,
                        "stopped_at": None,
                        "extensions": [],
                        "promises": [],
                        "changed_at": None,
                        "changed_seq": 0,
                        "moved_at": None,
                        "fired": [],
                        "adopted_at": None,
                        "settled": None,
                    }
                ]
            },
            "facts": {
                "story": "it broke",
                "count": 3,
                "refund": {"amount": "150.00", "currency": "CNY"},
            },
            "category": None,
            "channel": None,
            "number": None,
            "parties": {"complainant": {"name": "Li Na", "kind": "person", "key": "p-1"}},
            "about": [],
            "recused": [],
            "refs": {"crm": "T-991"},
            "registers": [],
            "owner": "clerk",
            "assigned": None,
            "redress_proposed": None,
            "redress_granted": None,
            "pauses": [],
            "forms": [],
            "told": [],
            "sanctions": [],
            "links": [],
            "attachments": [],
            "alleged": [],
            "period": None,
            "unit": None,
            "adopted": False,
            "keeping": None,
        },
    }


def test_dates_offers_and_pages_are_told_whole():
    """Under the names that their caller gives them; what may be done has all that a form needs."""
    desk = private()
    case = desk.file(facts={"count": 3})
    told = as_json(
        duties=desk.desk.dues(case),
        offers=[offer for offer in desk.desk.available(case, by=CLERK) if offer.trigger == "note"],
        page=desk.desk.find(limit=1),
        zone=CHINA,
    )
    assert told["duties"] == [
        {
            "duty": "reply",
            "occurrence": 1,
            "status": "running",
            "due": {
                "due_at": "2026-03-06T07:59:59.999999+08:00",
                "due_on": "2026-03-05",
                "provisional": False,
                "governed_by": "term",
            },
            "promised": False,
            "assumed": False,
            "fired": [],
            "lifted": [],
            "started_at": "2026-03-02T17:00:00+08:00",
            "ended_at": None,
        }
    ]
    asked = {
        "title": None,
        "required": False,
        "personal": False,
        "choices": [],
        "columns": [],
        "currency": None,
        "min_value": None,
        "max_value": None,
        "many": False,
        "cite": None,
    }
    assert told["offers"] == [
        {
            "trigger": "note",
            "targets": ["open"],
            "answer": "may_once",
            "asks": [{**asked, "id": "refund", "type": "money", "currency": "CNY"}],
            "offers": [{**asked, "id": "story", "type": "text", "personal": True}],
            "confirms": [],
            "instructions": [],
            "means": None,
            "categories": [],
            "names_person": False,
            "reasons": [
                {
                    "code": "missing_facts",
                    "args": {"facts": ["refund"]},
                    "cites": [],
                    "text": "these facts are needed: refund",
                }
            ],
            "cites": [],
            "verb": "act",
            "choices": [],
            "until": None,
            "decided_by": None,
        }
    ]
    assert (told["page"]["cursor"], [found["id"] for found in told["page"]["cases"]]) == ("", ["c1"])


def test_what_is_not_shown_is_told_as_such():
    """Masked to one, told to another, erased to both; sealed where nobody's leave was asked for; a fact that is not
    known, or blank, is no text.
    """
    desk = private()
    case = desk.file(facts={"story": "it broke", "count": UNKNOWN, "cause": BLANK}, complainant=Party("Li Na"))

    def facts(of: Any) -> Any:
        return as_json(case=of)["case"]["facts"]

    known = {"count": {"unknown": True}, "cause": {"blank": True}}
    assert facts(desk.desk.view(case, by=CLERK)) == {"story": "it broke", **known}
    assert facts(desk.desk.view(case, by=BOSS)) == {"story": {"masked": True}, **known}
    assert facts(desk.desk.get(case)) == {"story": {"sealed": True}, **known}
    assert facts(desk.desk.find().cases[0]) == {"story": {"sealed": True}, **known}
    (seen,) = as_json(cases=desk.desk.views([case], by=CLERK))["cases"]
    assert seen["facts"]["story"] == "it broke"
    assert as_json(case=desk.desk.view(case, by=BOSS))["case"]["parties"]["complainant"]["name"] == {"masked": True}
    told = as_json(why=desk.desk.explain(case, by=BOSS))["why"]
    assert told["events"][0]["given"] == {"story": {"masked": True}, **known}
    desk.desk.redact(case, ["facts.story"], by=BOSS, reason="not needed")
    assert facts(desk.desk.view(case, by=CLERK)) == {"story": {"erased": True}, **known}


@pytest.mark.parametrize("audience", ["complainant", "staff", "regulator"])
def test_an_explanation_tells_of_its_case_no_more_than_its_text_does(audience):
    """What is on the case is not for every audience: who did it, sanctions, cases it is tied to."""
    desk = private()
    case = desk.file(facts={"story": "it broke"})
    explanation = desk.desk.explain(case, by=CLERK, audience=audience)
    told = as_json(why=explanation)["why"]
    assert told["case"] == {"id": "c1", "number": None, "version": 1, "stage": "open"}
    assert (told["audience"], told["lang"], told["zone"]) == (audience, "en", "UTC")
    assert told["text"] == explanation.text()
    assert ("cleo" in dumped(told)) is (audience != "complainant")
    due = {"due_at": "2026-03-05T23:59:59.999999+00:00", "event": 1, "what": "filed"}
    assert [day["former"] for day in told["dates"]] == ([] if audience == "complainant" else [[due]])


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, None),
        (True, True),
        (3, 3),
        ("三", "三"),
        (date(2026, 3, 2), "2026-03-02"),
        (datetime(2026, 3, 2, 1, 2, 3, 4, tzinfo=UTC), "2026-03-02T09:02:03.000004+08:00"),
        (datetime(2026, 3, 2, 20, 0, tzinfo=timezone(timedelta(hours=-5))), "2026-03-03T09:00:00+08:00"),
        (datetime.max.replace(tzinfo=UTC), "9999-12-31T23:59:59.999999+00:00"),
        (timedelta(0), "PT0S"),
        (timedelta(days=1, hours=2, minutes=30), "PT26H30M"),
        (timedelta(seconds=90), "PT1M30S"),
        (timedelta(hours=10), "PT10H"),
        (timedelta(seconds=10), "PT10S"),
        (-timedelta(microseconds=1500), "-PT0.0015S"),
        (Decimal("0.050"), "0.050"),
        (Decimal("1E+3"), "1000"),
        (Fraction(2, 6), "1/3"),
        (Money.of("150", "CNY"), {"amount": "150.00", "currency": "CNY"}),
        (Money.of("-0.125", "EUR"), {"amount": "-0.125", "currency": "EUR"}),
        (Sealed("0" * 64), {"sealed": True}),
        (frozenset({"b", "a"}), ["a", "b"]),
        (({"place": "here"}, [1]), [{"place": "here"}, [1]]),
        (FrozenMap({"who": "p-1", "at": date(2026, 3, 2)}), {"who": "p-1", "at": "2026-03-02"}),
        (Attachment("a.pdf", "0" * 64, ref="dms/1"),
         {"name": "a.pdf", "sha256": "0" * 64, "media_type": "", "ref": "dms/1"}),
        (WorkingDays(5), {"$": "WorkingDays", "count": 5}),
        (EarlierOf((Days(1), WorkingDays(5))),
         {"$": "EarlierOf", "terms": [{"$": "Days", "count": 1}, {"$": "WorkingDays", "count": 5}]}),
        (errors.KeyConflict("mail-1", "acme"), {"error": "KeyConflict", "code": "CK403"}),
        (KeyError("Li Na"), {"error": "KeyError", "code": None}),
    ],
)  # fmt: skip
def test_a_value_of_each_type_has_its_form(value, written):
    """Exact numbers are texts, instants carry the offset of the zone, as far as that zone reaches."""
    told = as_json(value=value, zone=CHINA)
    assert told == {"schema": 1, "zone": "UTC+08:00", "value": written}
    dumped(told)


NINE = "2026-03-02T17:00:00+08:00"
ENTRY = (2, "note", at(2), at(2), "cleo", "clerk", None, (), ())
LINK = Link("same", "c2")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Acted(trigger="agree", stage="open", promise=("reply", at(2))),
         {"what": "acted", "promise": {"duty": "reply", "at": NINE}}),
        (Corrected(seq=1, reason="x", recounted=((2, "a/1", ""),), again=(("cause", 3),)),
         {"what": "corrected", "recounted": [{"event": 2, "before": "a/1", "now": ""}],
          "again": [{"fact": "cause", "event": 3}]}),
        (Unjoined(link=LINK, dropped=(("filed", 2),), recounted=((2, "", "b/1"),)),
         {"what": "unjoined", "dropped": [{"record": "filed", "event": 2}],
          "recounted": [{"event": 2, "before": "", "now": "b/1"}],
          "link": {"rule": "same", "case_id": "c2", "follows": False, "forms": []}}),
        (Filed(kind="complaint", stage="open", policy="0", records=(("replied", at(2)),)),
         {"what": "filed", "records": [{"record": "replied", "at": NINE}]}),
        (Settled(Days(3), False, (("shipped_on", date(2026, 3, 1)),)),
         {"anchors": {"shipped_on": "2026-03-01"}, "term": {"$": "Days", "count": 3}}),
        (Meeting.of({"p-1": "for"}, chair="p-1"), {"votes": {"p-1": "for"}, "chair": "p-1"}),
        (ExplainedEvent(*ENTRY, (("cause", "ours", 1),), (("count", 3),), (("a.pdf", "0" * 64),), (), ("informed",),
                        confirmed=(("polite", TX("1")),), promise=("reply", at(2)), again=(("cause", 3),),
                        brought=(("filed", at(2)),)),
         {"inputs": [{"fact": "cause", "value": "ours", "event": 1}], "given": {"count": 3},
          "papers": [{"name": "a.pdf", "sha256": "0" * 64}],
          "confirmed": [{"conduct": "polite",
                         "cite": {"source": "TX", "clause": "1", "mark": "", "confidence": ""}}],
          "promise": {"duty": "reply", "at": NINE}, "again": [{"fact": "cause", "event": 3}],
          "brought": [{"record": "filed", "at": NINE}], "what": "note", "who": "cleo"}),
        (DeliveryReport(failed=(("n1", "status 503"),), dead=(("n2", "gone"),)),
         {"failed": [{"id": "n1", "why": "status 503"}], "dead": [{"id": "n2", "why": "gone"}]}),
        (SweepReport((("c1", "reply", "late"),), (("c2", "reply", "soon"),), ("c3",), failed=(("c4", KeyError("x")),)),
         {"fired": [{"case_id": "c1", "duty": "reply", "rung": "late"}],
          "skipped": [{"case_id": "c2", "duty": "reply", "rung": "soon"}], "opened": ["c3"],
          "failed": [{"case_id": "c4", "error": {"error": "KeyError", "code": None}}]}),
        (VerifyReport(1, 2, (("c1", "event 4 is gone"),)),
         {"cases": 1, "events": 2, "faults": [{"case_id": "c1", "what": "event 4 is gone"}]}),
        (Decision(True, (), capacity="clerk", at=at(2), move=Move("note", OPEN, "=", by=("clerk",), cite=TX("1"))),
         {"granted": True, "trigger": "note", "capacity": "clerk", "at": NINE, "reasons": [],
          "cites": [{"source": "TX", "clause": "1", "mark": "", "confidence": ""}]}),
    ],
)  # fmt: skip
def test_what_stands_in_a_tuple_gets_a_name(value, written):
    """So that no client counts places."""
    told = as_json(value=value, zone=CHINA)["value"]
    assert {name: told[name] for name in written} == written
    dumped(told)


def test_what_an_explanation_tells_of_attempts_has_names():
    """Who tried what, when, and why it was refused."""
    desk = private(log_refusals=("role",), titles=(("clerk", Title("the clerk", "经办人")),))
    case = desk.file()
    with pytest.raises(errors.Refused):
        desk.desk.act(case, "accept", by=BOSS)
    explanation = desk.desk.explain(case, by=CLERK, lang="zh")
    (attempt,) = as_json(why=explanation, zone=CHINA)["why"]["attempts"]
    assert attempt["reasons"][0]["text"] == "accept由经办人办理;行为人的角色为boss [TX art. 1]"
    assert (attempt["at"], attempt["who"], attempt["trigger"], attempt["reasons"][0]["code"]) == (
        NINE, "bea", "accept", "role",
    )  # fmt: skip
    (kept,) = as_json(attempts=desk.desk.attempts(case))["attempts"]
    assert kept["actor"] == "bea"


def test_an_event_tells_what_it_says_and_not_the_text_it_was_hashed_of():
    """That one holds commitments."""
    desk = private()
    case = desk.file(facts={"story": "it broke"})
    desk.desk.act(case, "accept", by=CLERK)
    filed, accepted = as_json(events=desk.desk.events(case))["events"]
    assert (filed["seq"], filed["body"]["what"], filed["body"]["facts"]) == (1, "filed", {"story": {"sealed": True}})
    assert {"text"}.isdisjoint(filed)
    assert {"_bytes"}.isdisjoint(accepted["body"])
    assert (accepted["prev"], accepted["hash"]) == (filed["hash"], desk.desk.get(case).hash)


def test_a_condition_stands_as_in_the_document_of_its_policy():
    """So that it can be read back."""
    told = as_json(condition=fact("count") > 3)["condition"]
    assert told["$"] == "Compare"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"value": 3.5}, "a value of type float has no form in JSON"),
        ({"value": [Ellipsis]}, "a value of type ellipsis has no form in JSON"),
        ({"value": {3: "a"}}, "a mapping by int has no form in JSON"),
        ({"value": Decimal("NaN")}, "a number that is not finite"),
        ({"value": datetime(2026, 3, 2)}, "a naive datetime has no form in JSON"),  # noqa: DTZ001 - that is the point
        ({"schema": 3}, "give the part another name @ schema"),
        ({"zone": "Asia/Shanghai"}, "expected a time zone"),
        ({"lang": "fr"}, "expected the language 'en' or 'zh', got 'fr'"),
    ],
    ids=str,
)
def test_what_has_no_form_is_refused(given, said):
    """With its type, and without what it holds."""
    with pytest.raises(errors.InvalidInput, match=said):
        as_json(**given)


def test_a_program_gives_the_zone_and_the_titles():
    """Reasons are told in the language asked for; another zone may be asked for."""
    desk = private(calendar="cn", titles=(("refund", Title("refund", "退款")),))
    case = desk.file()
    program = desk.desk.program(case)
    offers = desk.desk.available(case, by=CLERK)

    def text(**given: Any) -> str:
        told = as_json(program, offers=offers, **given)
        (found,) = [offer for offer in told["offers"] if offer["trigger"] == "note"]
        return f"{told['zone']}: {found['reasons'][0]['text']}"

    assert text() == "Asia/Shanghai: these facts are needed: refund"
    assert text(lang="zh", zone=ZoneInfo("Europe/London")) == "Europe/London: 缺少以下事项:退款"
    with pytest.raises(errors.InvalidInput, match="expected a program"):
        as_json(desk.desk, offers=offers)  # type: ignore[arg-type]


# -- whatever a desk answers ------------------------------------------------------------------------------------------


def answers(desk: Desk, case_id: str, by: Any) -> dict[str, Any]:
    """All that a desk can be asked about a case on somebody's behalf."""
    return {
        "case": desk.view(case_id, by=by),
        "offers": desk.available(case_id, by=by),
        "page": desk.find(by=by),
        **{name: desk.explain(case_id, by=by, audience=name) for name in ("complainant", "staff", "regulator")},
    }


def whole(desk: Desk, case_id: str, by: Any) -> dict[str, Any]:
    """The document of all that, which holds every field of the case and no commitment."""
    told = as_json(desk.program(case_id), **answers(desk, case_id, by))
    fields = {field.name for field in attrs.fields(Case)} - WITHIN
    fields |= {field.name for field in attrs.fields(CaseView)} - {"case"}
    assert told["case"].keys() == fields
    assert told["case"]["version"] == desk.get(case_id).version
    text = dumped(told)
    sealed = [item for item in (*held(desk, case_id),) if item in text]
    assert not sealed
    return told


def held(desk: Desk, case_id: str) -> list[str]:
    """The commitments that a case holds."""
    case = desk.get(case_id)
    values = [*case.facts.values(), *(value for fields in case.parties.values() for value in fields.values())]
    return [value.commitment for value in values if isinstance(value, Sealed)]


POLICIES = {"small": small, **{regime: (lambda regime=regime: build(regime)) for regime in regimes()}}


@pytest.mark.parametrize("name", POLICIES)
def test_whatever_a_desk_answers_in_a_life_can_be_sent(name):
    """Strict JSON that reads back as it was, for everybody who may ask; refusals and errors too."""
    policy = POLICIES[name]()
    people, _ = people_of(policy)
    tried: set[str] = set()

    @settings(
        max_examples=max(settings().max_examples // 25, 4), deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(cases(policy), st.sampled_from(people), st.data())
    def check(lived: Lived, by: Any, data: st.DataObject) -> None:
        desk, case_id = lived.desk, lived.case_id
        program = desk.program(case_id)
        rest = {"events": desk.events(case_id), "duties": desk.dues(case_id), "notices": desk.notices()}
        command = data.draw(commands(desk, case_id))

        def act() -> None:
            rest["considered"] = desk.consider(case_id, command.trigger, **command.arguments())
            rest["after"] = desk.act(case_id, command.trigger, **command.arguments())

        for name, ask in (("told", lambda: whole(desk, case_id, by)), ("done", act)):
            try:
                ask()
                tried.add(name)
            except errors.ComplaintKitError as error:
                dumped(as_problem(error, program))
        dumped(as_json(program, lang="zh", swept=desk.sweep(), verified=desk.verify(), **rest))

    check()
    assert tried == {"told", "done"}


@settings(max_examples=10, deadline=None)
@given(personal.personas)
def test_nothing_personal_is_told_to_whom_it_is_not_shown(who):
    """Of whatever a life brings, by everybody who may look, and of every error; clerks are shown all of it."""
    clock = FixedClock(at(2))
    desk = Desk(personal.policy(), MemoryStore(), tenant="acme", clock=clock)
    case = desk.file(
        by=CLERK,
        complainant=Party(**who.parties["complainant"]),
        parties={role: Party(**fields) for role, fields in who.parties.items() if role != "complainant"},
        facts={**who.facts, "illness": "flu"},
    ).id
    for by in (personal.HEAD, personal.STRANGER):
        assert personal.leaks([dumped(whole(desk, case, by))], who) == []
    assert personal.leaks([dumped(as_json(case=desk.view(case, by=CLERK)))], who)
    life = personal.live(desk, clock, who)
    problems = [error for error in life.raised if isinstance(error, errors.ComplaintKitError)]
    assert {type(error) for error in problems} >= {errors.Refused, errors.InvalidInput, errors.KeyConflict}
    assert personal.leaks([dumped(as_problem(error, desk.newest)) for error in problems], who) == []
    kept = [each for each in life.returned if isinstance(each, Case)]
    assert personal.leaks([dumped(as_json(each=each)) for each in kept], who) == []


def test_a_masked_reporter_appears_nowhere():
    """Neither by name nor by id, though they filed the case, noted on it and were refused; who may see it, may."""
    desk, case = full(WHO)
    key = KEYS["reporter"]
    for by in (personal.HEAD, personal.STRANGER, personal.Actor(KEYS["complainant"]), personal.Actor(key)):
        told = whole(desk, case, by)
        text = dumped(told)
        assert [mark for mark in (key, *WHO.parties["reporter"].values()) if mark in text] == []
        assert told["case"]["parties"]["reporter"] == {"masked": True}
        assert told["case"]["records"]["filed"][0]["who"] == {"masked": True}
    seen = dumped(whole(desk, case, CLERK))
    assert key in seen
    assert WHO.parties["reporter"]["name"] in seen
