# ruff: noqa: E501 - each case stands on one line
"""Events and snapshots read from their texts are the events and cases that were written."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaintkit import Actor, Desk, Party, PolicyHistory
from complaintkit.cases.case import Case
from complaintkit.cases.events import (
    GENESIS,
    Acted,
    Alleged,
    Corrected,
    Event,
    Extended,
    Filed,
    Fired,
    IssuedForm,
    Lifted,
    Link,
    Linked,
    SanctionStep,
    Sealed,
    Told,
    hash_of,
)  # fmt: skip
from complaintkit.deadlines import Days
from complaintkit.errors import IntegrityError, InvalidInput
from complaintkit.rules import (
    BLANK,
    UNKNOWN,
    Band,
    Bands,
    Conduct,
    Duty,
    ExtensionRule,
    Fact,
    Form,
    Kind,
    LinkedCase,
    LinkRule,
    Message,
    Move,
    Policy,
    PromiseRule,
    Redress,
    Rung,
    Stage,
    Surroundings,
    Tally,
)  # fmt: skip
from complaintkit.serialization import (
    EVENTS,
    Schema,
    decode,
    decode_case,
    decode_event,
    dumps,
    encode,
    encode_case,
    encode_event,
    loads_policy,
)  # fmt: skip
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing import FixedClock
from complaintkit.values import Attachment, Citation, FrozenMap, Money, Title, source

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
TX = source("TX")
ALL = st.one_of
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
INSTANTS = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
AMOUNTS = st.decimals(-(10**17), 10**17, places=2, allow_nan=False).map(lambda n: Money(n, "CNY"))
PAPERS = st.builds(Attachment, TEXTS.map("a{}".format), st.just("0f" * 32), media_type=TEXTS, ref=TEXTS)
SCALARS = ALL(
    TEXTS, st.integers(), st.booleans(), st.decimals(allow_nan=False, allow_infinity=False, places=5, min_value=-(10**20),
    max_value=10**20), st.fractions(), st.dates(), INSTANTS, AMOUNTS, PAPERS, st.sampled_from((UNKNOWN, BLANK)),
    st.builds(Sealed, TEXTS),
)  # fmt: skip
NAMES = ALL(TEXTS, TEXTS.map("${}".format))
ROWS = st.dictionaries(NAMES, SCALARS, max_size=3).map(FrozenMap)
FACTS = st.dictionaries(
    NAMES, ALL(SCALARS, st.lists(SCALARS, max_size=3).map(tuple), st.lists(ROWS, max_size=3).map(tuple)), max_size=4
).map(FrozenMap)


def event_of(body, around=None) -> Event:
    bare = Event("acme", "c-1", 1, AT, AT, "emp-1", "clerk", ("clerk",), None, "emp-2", body, around, 0, GENESIS, "")
    return attrs.evolve(bare, hash=hash_of(bare))


def check(event: Event) -> None:
    text = encode_event(event)
    read = decode_event(text, event.hash)
    assert read == event
    assert read.text == text
    assert encode_event(read) == text
    assert hash_of(read) == event.hash
    made_of_fields = attrs.evolve(read, text=None)
    assert encode_event(made_of_fields) == text  # of the same types all the way down: each has a tag of its own


TOLD = Told("reply", "letter", AT, "complainant", ("form",), 3)
STEP = SanctionStep("penalty", "emp-9", "proposed", Money.of("10.5", "CNY"), ("warning",), (Citation("T", "art. 1"),))
BODIES = [
    Filed(
        kind="complaint", stage="open", policy="f" * 64, channel="letter", category="quality",
        parties=FrozenMap({"complainant": FrozenMap({"name": Sealed("ab"), "anonymous": False})}), about=("emp-9",),
        refs=FrozenMap({"crm": "T-1", "$odd": "x"}), links=(Link("follows", "c-0", True, ("form",)),),
        attachments=(Attachment("a.pdf", "0" * 64, media_type="application/pdf", ref="r"),), confirmed=("calm",),
        forms=(IssuedForm("notice", ("file",), 1),), number="260301", period="2026-03", unit="east", adopted=True,
        records=(("filed", AT), ("decided", AT + timedelta(microseconds=1))), tallied=("upheld/x/2026-03",), reason="r",
    ),
    Acted(
        trigger="pay", stage="done", records=("approved",), category="colour", number="1", promise=("answer", AT),
        forms=(IssuedForm("notice", ()),), told=(TOLD,), sanctions=(STEP, SanctionStep("p", "s", "waived")), to="emp-3",
        facts=FrozenMap({"amount": Money.of("1", "CNY")}), confirmed=("calm",), tallied=("t",), reason="late",
    ),
    Extended(duty="answer", reason="complex", until=AT, told=(TOLD,)),
    Fired(duty="answer", occurrence=2, rung="late", kind="escalation", due_at=AT, fires_at=AT, tell=("head",),
          forms=(IssuedForm("notice", ("a", "b"), 4),), records=("escalated",), skipped="not ours"),
    Lifted(fired=3, duty="answer", rung="late"),
    Corrected(seq=2, occurred_at=AT, facts=FrozenMap({"day": date(2026, 3, 2), "share": Fraction(1, 3)}), reason="typo",
              recounted=((2, "late//2026-03", ""),), again=(("day", 4),)),
    Linked(link=Link("follows", "c-2")),
    Alleged(conduct="calm", against="emp-9", reason="shouted"),
]  # fmt: skip
AROUND = Surroundings(
    frozenset({"clerk", "head"}), FrozenMap({"head": frozenset({"emp-4"})}), frozenset({"emp-5"}),
    (LinkedCase("c-0", frozenset({"closed"}), Money.of(5, "CNY"), frozenset({"form"})),), FrozenMap({"upheld": 2}), 17,
    ((1, FrozenMap({"day": date(2026, 3, 1), "kin": Sealed("ab"), "share": UNKNOWN})), (4, FrozenMap({"day": AT}))),
)  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=lambda body: type(body).__name__)
def test_every_kind_of_event_comes_back(body):
    """With every field filled, and with none that may be left out."""
    check(event_of(body))
    check(event_of(body, attrs.evolve(AROUND, holders={"head": frozenset({"emp-4"})}, tallies={"upheld": 2})))
    plain = {
        field.name: getattr(body, field.name) for field in attrs.fields(type(body)) if field.default is attrs.NOTHING
    }
    check(event_of(type(body)(**plain)))


@settings(suppress_health_check=list(HealthCheck))
@given(FACTS, FACTS)
def test_facts_of_every_type_come_back_with_their_type(first, second):
    """1, true, "1" and the exact 1 stay apart; tables and many values too."""
    check(event_of(Acted(trigger="note", stage="open", facts=first)))
    check(event_of(Corrected(seq=1, facts=second, reason="x")))
    assert encode(decode(encode(first), FrozenMap)) == encode(first)


def test_types_are_told_apart():
    """Each of them is read as what it was."""
    given_ = (1, True, "1", Decimal(1), Fraction(1), date(2026, 1, 1), AT, Money.of(1, "CNY"), UNKNOWN, Sealed("1"))
    (read,) = decode(encode({"x": given_}), FrozenMap).values()
    assert [type(value) for value in read] == [type(value) for value in given_]
    assert read == given_


POLICY = Policy(
    id="desk",
    in_force_from=date(2026, 1, 1),
    roles=("clerk", "head"),
    kinds=(Kind("complaint", initial="open", by=("clerk",)), Kind("book", initial="unread", every="month")),
    categories=("quality",),
    channels=("letter",),
    facts=(
        Fact("amount", "money", required=False), Fact("when", "instant", required=False),
        Fact("note", "text", required=False, personal=True), Fact("who", "person", required=False),
    ),
    forms=(Form("notice", copies=("file",)),),
    stages=("open", Stage("done", "closed"), Stage("unread", case_kind="book"), Stage("read", "closed", case_kind="book")),
    moves=(
        Move("promise", ("open",), "=", by=("clerk",), asks=("when",), promises="agreed", issues=("notice",)),
        Move("pay", ("open",), "done", by=("clerk",), records=("approved", "closed"), asks=("amount",), bands="limits",
             offers=("note",), message="reply"),
        Move("read", ("unread",), "read", by=("clerk",), records=("closed",)),
    ),
    duties=(
        Duty("answer", owner="clerk", starts="filed", ends=("closed",), term=Days(3),
             ladder=(Rung("late", tell=("head",), issues=("notice",)),),
             extension=ExtensionRule("add", Days(5), by=("clerk",), reasons=("complex",))),
    ),
    promises=(PromiseRule("agreed", duty="answer", fact="when"),),
    bands=(Bands("limits", (Band("clerk", None),)),),
    redress=Redress("amount", currency="CNY"),
    messages=(Message("reply"),),
    conducts=(Conduct("calm", TX("art. 1")),),
    links=(LinkRule("follows", after=("closed",), by=("clerk",)),),
    tallies=(Tally("paid", "approved"),),
    corrects=("clerk",),
    titles={"pay": Title("pay", "付")},
)  # fmt: skip


def lived() -> tuple[Desk, list[str]]:
    """A desk on which every kind of event was made, and the ids of its cases."""
    clock = FixedClock(AT)
    desk = Desk(
        PolicyHistory([POLICY]), MemoryStore(), tenant="acme", clock=clock, ids=map("c-{}".format, range(99)).__next__
    )
    clerk = Actor("emp-1", roles={"clerk"}, unit="east")
    ids = []
    case = desk.file(by=clerk, channel="letter", category="quality", complainant=Party("Li", contact="138"),
                     facts={"note": "secret"}, refs={"crm": "T-1"}, about=["emp-9"])  # fmt: skip
    ids.append(case.id)
    desk.allege(case.id, "calm", by=clerk, against="emp-9", reason="shouted")
    desk.act(case.id, "promise", by=clerk, facts={"when": AT + timedelta(days=1)})
    desk.extend(case.id, "answer", by=clerk, reason="complex")
    clock.advance(timedelta(days=20))
    desk.sweep()
    desk.act(case.id, "pay", by=clerk, facts={"amount": "5 CNY", "note": "again"}, message={"means": "letter"})
    seq = len(desk.events(case.id))
    desk.correct(case.id, seq, by=clerk, reason="entered late", occurred_at=AT + timedelta(hours=5))
    other = desk.file(by=clerk, channel="letter", link=("follows", case.id), complainant=Party(anonymous=True))
    ids.append(other.id)
    taken = desk.adopt(
        by=clerk, stage="open", channel="letter", received_at=AT, records={"replied": AT}, complainant=Party("B")
    )
    ids.append(taken.id)
    with desk.store.begin(reading=True) as tx:
        return desk, list(tx.case_ids("acme"))


def test_whatever_a_desk_writes_comes_back():
    """Each event, each snapshot, the policy; every kind of event among them."""
    desk, ids = lived()
    kinds, adopted, periods = set(), False, False
    for id in ids:
        for event in desk.events(id):
            check(event)
            kinds.add(type(event.body))
            if isinstance(event.body, Filed):
                adopted |= event.body.adopted
                periods |= event.body.period is not None
        case = desk.get(id)
        assert decode_case(encode_case(case)) == case
    assert kinds == {Filed, Acted, Extended, Fired, Lifted, Corrected, Linked, Alleged}
    assert adopted
    assert periods
    assert loads_policy(dumps(POLICY)) == POLICY


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "this is no JSON"),
        ("{}", "its text has not the 14 places of one"),
        ("[1, 2]", "its text has not the 14 places of one"),
        ("[" * 100_000, "too deep"),
        (json.dumps([1] * 14), "expected a text, got a whole number @ $.prev"),
        ("\\", "this is no JSON"),
    ],
)
def test_a_text_that_is_no_event_is_an_integrity_error(text, said):
    """With the place of what is wrong."""
    with pytest.raises(IntegrityError) as caught:
        decode_event(text, "")
    assert said in str(caught.value)
    for cls in (Case, FrozenMap):
        with pytest.raises(IntegrityError, match="cannot be read"):
            decode(text + "x", cls)


def test_every_fault_of_an_event_is_named():
    """A changed tag, a wrong type, an unknown field."""
    data = json.loads(encode_event(event_of(BODIES[0])))
    data[3], data[8], data[13]["kindd"], data[13]["links"][0][1] = "1", "clerk", 1, 5
    with pytest.raises(IntegrityError) as caught:
        decode_event(json.dumps(data), "")
    for path in ("$.seq", "$.roles", "$.body.kindd", "$.body.links[0][1]"):
        assert f"@ {path}" in str(caught.value)


def test_a_newer_event_is_refused_by_name():
    """The release that wrote it is the one to read it."""
    text = encode_event(event_of(BODIES[4]))
    with pytest.raises(InvalidInput, match="this event has schema 2, this release reads up to 1: upgrade complaintkit"):
        decode_event(text, "", version=2)
    assert Schema("event", 1) == EVENTS
