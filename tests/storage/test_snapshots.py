"""Snapshots: nothing of a case is left out, and a text that is none is refused."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import attrs
import pytest

from complaintkit.cases.case import Allegation, Case, FiredRung, Occurrence, RecordMade, Settled
from complaintkit.cases.clocks import DueRow
from complaintkit.cases.events import IssuedForm, Link, SanctionStep, Sealed, Told
from complaintkit.deadlines import Days, Extension, Pause, Promise
from complaintkit.errors import IntegrityError
from complaintkit.rules.absence import BLANK
from complaintkit.serialization.snapshot_reading import decode_snapshot, read_snapshot
from complaintkit.serialization.snapshots import NOTHING, encode_snapshot, write_snapshot
from complaintkit.values import Attachment, FrozenMap, Money, source

T = datetime(2026, 3, 2, 9, 0, 0, 1, tzinfo=UTC)
LATER = T + timedelta(days=1, microseconds=999_998)
RUN = Occurrence(
    "reply", 2, 3, T, LATER, 4, LATER, (Extension("add", T, term=Days(3), reason="hard"),), (Promise(LATER, T),), LATER,
    5, T, (FiredRung("soon", LATER, T, 6, 7, True),), LATER,
    Settled(Days(3), True, (("hearing", T), ("paid_on", date(2026, 3, 2)), ("steps", (T, LATER)))),
)  # fmt: skip
FULL = Case(
    "acme", "c-1", "complaint", "a" * 64, T, 9, "new", LATER, "b" * 64,
    {"filed": (RecordMade(1, T, "carl"), RecordMade(2, LATER, "b\"e\n\\a")), "x": ()},
    {"reply": (RUN, attrs.evolve(RUN, n=3, ended_at=None, settled=Settled(None, False))), "none": ()},
    {
        "text": "投诉\n,\n\"", "whole": 3, "yes": True, "on": date(2026, 3, 2), "at": T, "exact": Decimal("1.50"),
        "money": Money.of("5.10", "CNY"), "blank": BLANK,
        "secret": Sealed("c" * 64), "paper": Attachment("a", "d" * 64),
        "table": (FrozenMap({"who": "x", "share": 40}), FrozenMap({"who": "y", "share": 60})), "nothing": None,
    },
    "goods", "desk", "260301",
    FrozenMap({"complainant": FrozenMap({"name": Sealed("e" * 64), "key": "c", "languages": ("zh", "en")})}),
    frozenset({"p1", "p2"}), frozenset({"p3"}), FrozenMap({"crm": "T-1"}), ("ledger", "paid"), "clerk", "bea",
    Money.of("7", "CNY"), Money.of("8.25", "CNY"), (Pause("customer", T, LATER), Pause("customer", LATER)),
    ((3, 4), (5, 0)), (IssuedForm("slip", ("a", "b"), 3),), (Told("reply", "letter", T, "complainant", ("x",), 4),),
    (SanctionStep("fine", "p1", "proposed", Money.of("5", "CNY"), ("talk",), (source("SH")("art. 1"),)),),
    (Link("follow_up", "c-2", True, ("slip",)),), (Attachment("a.txt", "f" * 64, media_type="text/plain", ref="r"),),
    (Allegation("polite", "p1", 7),), "2026-03", "unit-1", True, ((3, "late//2026-03"),),
)  # fmt: skip
ROWS = {"reply": (DueRow(T, "reply", 2, "", T), DueRow(LATER, "reply", 2, "soon", T)), "none": ()}


def test_no_field_of_the_example_is_its_default():
    """So that a field that is forgotten, or added later, is noticed by the test below."""
    for thing in (FULL, RUN):
        for field in attrs.fields(type(thing)):
            default = field.default.factory() if isinstance(field.default, attrs.Factory) else field.default
            assert getattr(thing, field.name) != default, f"{type(thing).__name__}.{field.name} says nothing"


def test_every_field_comes_back():
    """With its type: a table of rows, money, an instant to the microsecond, a text with a line break in it."""
    case, rows = decode_snapshot(encode_snapshot(FULL, ROWS))
    assert rows == ROWS
    for field in attrs.fields(Case):
        assert getattr(case, field.name) == getattr(FULL, field.name), field.name
        assert type(getattr(case, field.name)) is type(getattr(FULL, field.name)), field.name
    assert [type(value) for value in case.facts.values()] == [type(value) for value in FULL.facts.values()]
    assert list(case.records) == list(FULL.records)
    assert list(case.clocks) == list(FULL.clocks)


def test_a_snapshot_is_json_of_one_piece_a_line():
    """To be looked at; and each line may stand in the next version's text."""
    text = encode_snapshot(FULL, ROWS)
    lines = text[1:-1].split(",\n")
    assert [json.loads(line) for line in lines] == json.loads(text)


@pytest.mark.parametrize("name", [field.name for field in attrs.fields(Case)])
def test_a_change_of_any_field_is_written_though_parts_are_kept(name):
    """Parts of the version before never hide a change."""
    before = read_snapshot(encode_snapshot(FULL, ROWS))
    other = attrs.evolve(Case("x", "x", "x", "x", LATER, 1, "x", T, "x", {}, {}, {}), **{name: getattr(FULL, name)})
    changed = attrs.evolve(FULL, **{name: getattr(attrs.evolve(other, **{name: _other(name)}), name)})
    assert changed != FULL
    text, _ = write_snapshot(changed, ROWS, before)
    assert decode_snapshot(text)[0] == changed
    assert text == encode_snapshot(changed, ROWS)


@pytest.mark.parametrize("what", ["records", "clocks", "rows"])
def test_keys_that_stand_in_another_order_are_written_in_it(what):
    """What stood where in the version before is not taken for what stands there now."""
    one = next(iter((ROWS if what == "rows" else getattr(FULL, what)).values()))

    def holding(keys):
        values = dict.fromkeys(keys, one)
        return (FULL, values) if what == "rows" else (attrs.evolve(FULL, **{what: values}), ROWS)

    _, parts = write_snapshot(*holding("abc"), NOTHING)
    for keys in ("cab", "ac", "adb", "abcd", "dbc"):
        text, _ = write_snapshot(*holding(keys), (*holding("abc"), parts))
        assert text == encode_snapshot(*holding(keys)), keys


def _other(name):
    plain = Case("x", "x", "x", "x", LATER, 1, "x", T, "x", {}, {}, {})
    return getattr(plain, name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "[]",
        "{}",
        "null",
        "[[2]]",
        "[[1]]",
        "[" * 100_000,
        '[[1,"a"],[],{},{},{}]',
        encode_snapshot(FULL, ROWS)[:-9],
    ],
)
def test_a_text_that_is_no_snapshot(text):
    with pytest.raises(IntegrityError, match="cannot be read"):
        decode_snapshot(text)


def test_a_snapshot_of_before_counters_were_kept_is_read():
    """It does not tell what was counted, and all else as it stood."""
    plain = attrs.evolve(FULL, counted=())
    text = encode_snapshot(plain, ROWS)
    older = text.replace('[["polite","p1",7]],[]]', '[["polite","p1",7]]]', 1)
    assert older != text
    assert decode_snapshot(older) == (plain, decode_snapshot(text)[1])
