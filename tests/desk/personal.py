"""A policy whose cases are full of personal values, a life that puts each of them to use, and how they are found."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from traceback import format_exception
from typing import Any, NamedTuple

from hypothesis import strategies as st

from complaintkit import reports
from complaintkit.deadlines import Days
from complaintkit.desk import Courier, Desk
from complaintkit.rules import (
    STAYS,
    Access,
    Actor,
    Band,
    Bands,
    Conduct,
    Duty,
    ExtensionRule,
    Fact,
    JoinRule,
    Message,
    Move,
    Policy,
    Redress,
    Register,
    Rung,
    Stage,
)
from complaintkit.values import Attachment, Money, Party, source

PAPER = Attachment("receipt.pdf", "0" * 64)
TX = source("TX")
CLERK = Actor("emp-1", roles={"clerk"})
HEAD = Actor("emp-2", roles={"head"})
STRANGER = Actor("emp-9", roles={"visitor"})
FIELDS = ("name", "contact", "address", "needs")
ROLES = ("complainant", "representative", "respondent", "reporter")


class Persona(NamedTuple):
    """What is personal in a case: texts by where they stand, and facts of other types."""

    parties: dict[str, dict[str, str]]
    facts: dict[str, Any]

    def marks(self) -> frozenset[str]:
        """What to look for: each value as it would be written, in every way that it could be."""
        found = {value for fields in self.parties.values() for value in fields.values()}
        for value in self.facts.values():
            found.update(_written(value))
        return frozenset(found)


def _written(value: Any) -> Iterator[str]:
    if isinstance(value, tuple):
        for row in value:
            for cell in row.values() if isinstance(row, dict) else (row,):
                yield from _written(cell)
    elif isinstance(value, Money):
        yield str(value.amount)
    elif isinstance(value, Attachment):
        yield from (value.name, value.sha256)
    elif isinstance(value, datetime):
        yield from (value.isoformat(), repr(value), value.strftime("%Y-%m-%d %H:%M"))
    elif isinstance(value, date):
        yield from (value.isoformat(), repr(value))
    else:
        yield str(value)


def persona(seed: int) -> Persona:
    """Personal values of every type, each unlike anything else."""
    chance = Random(seed)

    def word() -> str:
        return "".join(chance.choices("bcdfghjklmnpqrstvwxz", k=14))  # as no policy, code or message has it by chance

    def big() -> int:
        return chance.randrange(10**11, 10**12) | 1

    def day() -> date:
        return date(1931, 1, 1) + timedelta(days=chance.randrange(18_000))

    minutes = timedelta(minutes=chance.randrange(61, 1339))
    facts = {
        "story": word(),
        "account": big(),
        "share": Decimal(big()) / 10**12,
        "income": Money.of(f"{big()}.17", "CNY"),
        "born": day(),
        "fell_ill": datetime.combine(day(), datetime.min.time(), UTC) + minutes,
        "illness": word(),
        "doctor": word(),
        "kin": (word(), word()),
        "trips": ({"place": word(), "cost": big()},),
        "scan": Attachment(f"{word()}.pdf", f"{chance.getrandbits(256):064x}"),
    }
    return Persona({role: {field: word() for field in FIELDS} for role in ROLES}, facts)


personas = st.integers(0, 2**64).map(persona)


PERSONAL = {"personal": True, "required": False, "for_the_record": True}
FACTS = (
    Fact("story", "text", **PERSONAL),
    Fact("account", "whole", **PERSONAL),
    Fact("share", "ratio", **PERSONAL),
    Fact("income", "money", currency="CNY", **PERSONAL),
    Fact("born", "date", **PERSONAL),
    Fact("fell_ill", "instant", **PERSONAL),
    Fact("illness", "choice", choices=("flu", "cold"), **PERSONAL),
    Fact("doctor", "person", **PERSONAL),
    Fact("kin", "text", many=True, **PERSONAL),
    Fact("trips", "table", columns=(Fact("place", "text"), Fact("cost", "whole")), **PERSONAL),
    Fact("scan", "document", **PERSONAL),
)


def policy(**access: Any) -> Policy:
    """A way from open to done on which everything that may be told is told, with personal facts of every type."""
    ids = tuple(fact.id for fact in FACTS)
    return Policy(
        id="personal",
        version="7",
        in_force_from=date(2026, 1, 1),
        roles=("clerk", "head", "visitor"),
        registers=(Register("book"),),
        stages=(Stage("open", owner="clerk"), Stage("done", "closed")),
        facts=(*FACTS, Fact("refund", "money", currency="CNY", required=False)),
        moves=(
            Move("note", ("open",), STAYS, by=("clerk",), offers=ids, records=("investigated",)),
            Move("tell", ("open",), STAYS, by=("clerk",), message="news"),
            Move("settle", ("open",), "done", by=("clerk", "head"), asks=("refund",), bands="refunds",
                 confirms=("polite",), records=("approved", "closed")),
        ),
        messages=(Message("news", means=("letter",)),),
        conducts=(Conduct("polite", TX("1")),),
        redress=Redress("refund", currency="CNY"),
        bands=(Bands("refunds", (Band("clerk", Money.of("100", "CNY")), Band("head", None))),),
        duties=(Duty("reply", owner="clerk", starts="filed", ends=("closed",), term=Days(3),
                     extension=ExtensionRule("add", Days(2), by=("clerk",), reasons=("ill",)),
                     ladder=(Rung("late", tell=("head",)),)),),
        joins=(JoinRule("same", target="done", by=("clerk",)),),
        corrects=("clerk",),
        log_refusals=("authority", "role"),
        access=Access(sees=("clerk",), cite=TX("2"), **{"erases": ("head",), **access}),
    )  # fmt: skip


class Life(NamedTuple):
    """What a life left: the case, and what was raised on the way."""

    case_id: str
    raised: list[BaseException]
    returned: list[Any]


def live(desk: Desk, clock: Any, who: Persona) -> Life:
    """Everything that can be done with a case, right and wrong, each command at least once; each with personal values
    where it takes any.
    """
    raised: list[BaseException] = []
    returned: list[Any] = []

    def do(call: Callable[[], Any]) -> Any:
        try:
            returned.append(call())
        except Exception as error:  # noqa: BLE001 - it is looked at by the tests
            raised.append(error)
            return None
        return returned[-1]

    def wrong(**facts: Any) -> None:
        do(lambda: desk.act(case.id, "note", by=CLERK, facts=facts))
        do(lambda: desk.file(by=CLERK, complainant=parties["complainant"], facts=facts))

    parties = {role: Party(**fields) for role, fields in who.parties.items()}
    others = {role: party for role, party in parties.items() if role != "complainant"}
    facts = {**who.facts, "illness": "flu"}
    case = do(lambda: desk.file(by=CLERK, complainant=parties["complainant"], parties=others, facts=facts, key="k"))
    assert case is not None, raised
    do(lambda: desk.file(by=CLERK, complainant=parties["complainant"], facts={"story": who.facts["story"]}, key="k"))
    do(lambda: desk.file(by=CLERK, complainant=who.parties["complainant"]["name"], facts=facts))
    do(lambda: Party(who.parties["complainant"]["name"], anonymous=True))
    do(lambda: Party(who.facts["account"], contact=who.facts["kin"]))
    do(lambda: desk.adopt(by=CLERK, stage="open", received_at=clock.now(), complainant=parties["complainant"],
                          facts=facts))  # fmt: skip
    for fact in FACTS:
        for value in (*who.facts.values(), list(who.facts.values()), who.facts):
            if fact.type != "text" or not isinstance(value, str):
                wrong(**{fact.id: value})
    wrong(**{"refund": "5 CNY", **who.facts, "illness": who.facts["illness"]})
    do(lambda: desk.act(case.id, "note", by=CLERK, facts=facts, attachments=[PAPER]))
    do(lambda: desk.act(case.id, "tell", by=CLERK, message={"means": "letter"}))
    do(lambda: desk.act(case.id, "tell", by=CLERK, message={"means": "pigeon"}))
    do(lambda: desk.act(case.id, "note", by=STRANGER, facts=facts))
    do(lambda: desk.consider(case.id, "note", by=CLERK, facts=facts))
    do(lambda: desk.act(case.id, "settle", by=CLERK, facts={"refund": "500 CNY"}, confirmed=("polite",)))
    do(lambda: desk.extend(case.id, "reply", by=CLERK, reason="ill"))
    do(lambda: desk.extend(case.id, "reply", by=CLERK, reason="no reason"))
    do(lambda: desk.correct(case.id, 2, by=CLERK, reason="mistyped", facts=facts))
    do(lambda: desk.correct(case.id, 99, by=CLERK, reason="mistyped", facts=facts))
    do(lambda: desk.allege(case.id, "polite", by=CLERK, against="emp-9"))
    joined = do(lambda: desk.file(by=CLERK, complainant=parties["complainant"], facts=facts))
    do(lambda: desk.join(joined.id, into=case.id, by=CLERK))
    do(lambda: desk.join(joined.id, into="none", by=CLERK))
    for actor in (CLERK, HEAD, STRANGER):
        for ask in (desk.view, desk.explain, desk.available, desk.accesses):
            do(lambda ask=ask, actor=actor: ask(case.id, by=actor))
        do(lambda actor=actor: desk.find(by=actor))
        do(lambda actor=actor: reports.person_record(desk, desk.get(case.id).parties["complainant"]["key"], by=actor))
        do(lambda actor=actor: reports.register(desk, "book", by=actor))
    do(lambda: desk.events(case.id))
    do(lambda: desk.dues(case.id))
    do(lambda: desk.redact(case.id, ["parties.complainant.needs", "facts.none"], by=HEAD, reason="not needed"))
    do(lambda: desk.redact(case.id, ["parties.complainant.needs"], by=HEAD, reason="not needed"))
    do(lambda: desk.erase(case.id, by=HEAD, reason="asked for"))
    clock.advance(timedelta(days=9))
    do(desk.sweep)
    do(lambda: desk.deliver(Courier(failing(who))))
    do(lambda: desk.deliver(Courier(print)))
    do(desk.notices)
    do(lambda: desk.undelivered())
    do(lambda: desk.attempts(case.id))
    do(desk.verify)
    do(lambda: desk.act(case.id, "settle", by=CLERK, facts={"refund": "50 CNY"}, confirmed=("polite",)))
    do(lambda: desk.erase(joined.id, by=HEAD, reason="asked for"))
    return Life(case.id, raised, returned)


def failing(who: Persona) -> Callable[[Any], None]:
    """A sink that raises errors whose text is personal."""

    def sink(envelope: Any) -> None:
        raise ValueError(f"no such mailbox: {who.parties['complainant']['contact']}")

    return sink


def texts_of(error: BaseException) -> Iterator[str]:
    """Whatever of an error might be written down somewhere: its text, its arguments, the trace with its causes."""
    yield from (str(error), repr(error), repr(error.args), *map(str, getattr(error, "__notes__", ())))
    yield "".join(line for line in format_exception(error) if not line.startswith("  File "))


@contextmanager
def logged() -> Iterator[list[str]]:
    """All that is logged meanwhile, from the lowest level on, with every field of the records."""
    lines: list[str] = []

    class Catching(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{record.getMessage()} {record.__dict__}")

    root, handler = logging.getLogger(), Catching(0)
    before = root.level
    root.addHandler(handler)
    root.setLevel(0)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


def leaks(texts: Any, who: Persona) -> list[str]:
    """Where something personal stands in a text: a few words of each."""
    marks = who.marks()
    found = [(text, mark) for text in texts for mark in marks if mark in text]
    return [text[max(text.index(mark) - 40, 0) :][:100] for text, mark in found[:30]]
