# ruff: noqa: E501 - the texts of errors stand in one piece
"""A document meant to harm gets one clear error, and costs no more than its size."""

from __future__ import annotations

import json
import re
import sys

import pytest

from complaintkit.errors import Fault, InvalidInput, PolicyError
from complaintkit.rules import Move, Policy, Stage
from complaintkit.serialization import dumps, loads_policy
from complaintkit.serialization import faults as faults_module
from complaintkit.serialization.faults import MOST
from complaintkit.serialization.reading import DEEPEST, LARGEST, read_document
from complaintkit.values.checks import nearest

TINY = Policy(
    id="tiny",
    roles=("clerk",),
    stages=("open", Stage("done", "closed")),
    moves=(Move("close", ("open",), "done", by=("clerk",), records=("closed",)),),
)


def tiny(**more):
    """The plain data of the tiny policy, with parts replaced."""
    return {**json.loads(dumps(TINY))["policy"], **more}


def faults_of(text, **how):
    """The faults of a document that must be refused, as text."""
    with pytest.raises(InvalidInput) as caught:
        loads_policy(text, **how)
    error = caught.value
    assert len(str(error)) < 100_000
    return [str(fault) for fault in error.faults]


def refused(**more):
    """The faults of the tiny policy with parts replaced."""
    return faults_of(json.dumps(tiny(**more)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" * 100_000, "too deep"),
        ('{"a":' * 100_000, "too deep"),
        ("[" * 100_000 + "]" * 100_000, "too deep"),
        ("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), f"more than {DEEPEST} values"),
        ("", "this is no JSON: Expecting value"),
        ("nul", "this is no JSON"),
        ("null", "expected an object with a policy in it, got nothing"),
        ("[]", "expected an object with a policy in it, got a list"),
        ('"x"', "expected an object with a policy in it, got a text"),
        ("{}", "$.policy"),
        ('{"policy": []}', "expected the policy, an object, got [] (list)"),
        ('{"policy": null}', "expected the policy, an object, got None"),
        ('{"id": 1, "id": 2}', "one object names 'id' twice"),
        ('{"id" : 1, "id":2}', "one object names 'id' twice"),
        ('{"id"\n: 1, "id"\t:2}', "one object names 'id' twice"),
        ('{"policy": {"id": "x", "titles": [{"en": "\\":", "en": "b"}]}}', "one object names 'en' twice"),
        ('{"\\u0069d": 1, "id": 2}', "one object names 'id' twice"),
        ('{"id": ' + "9" * 10_000 + "}", "more digits than anything here can need"),
        ('{"id": -' + "9" * 4_301 + "}", "more digits than anything here can need"),
        ("\ufeff{}", "byte order mark"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        ('{"id": "käse"}'.encode("latin-1"), "expected UTF-8, byte 9 is none"),
        ('{"id": "x"}'.encode("utf-16"), "expected UTF-8, byte 0 is none"),
        ('{"id": "x"}'.encode("utf-16-le"), "this is no JSON"),
        ('{"id": "\\ud800"}', "half of a surrogate pair"),
        ('{"\\uDFFF": 1}', "half of a surrogate pair"),
        ('{"id": ["\\ud83d", "\\ude00"]}', "half of a surrogate pair"),
        ('{"id": "\ud800"}', "half of a surrogate pair"),
        (" " * (LARGEST + 1), f"expected at most {LARGEST} bytes, got {LARGEST + 1}"),
        (b" " * (LARGEST + 1), f"expected at most {LARGEST} bytes, got {LARGEST + 1}"),
        (17, "expected a text or bytes, got int"),
    ],
    ids=lambda given: repr(given)[:40],
)
def test_a_text_nobody_can_read_is_one_clear_fault(text, said):
    """Settled before anything is built of it."""
    (fault,) = faults_of(text)
    assert said in fault


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = " + "[" * 100_000, "too deep"),
        ("a = " + "{a = " * 5_000 + "1" + "}" * 5_000, "too deep"),
        (".".join("a" * 100_000) + " = 1", "a key has more than 32 parts"),
        ("[" + " . ".join("a" * 40) + "]\n", "a key has more than 32 parts"),
        ('{x = """a"""", ' + ".".join("a" * 40) + " = 1}", "a key has more than 32 parts"),
        ("'.'." + '"=".' * 40 + "a = 1", "a key has more than 32 parts"),
        ("a = 1 # ' \n" + ".".join("a" * 40) + " = 1", "a key has more than 32 parts"),
        ("a = " + "9" * 10_000, "more digits"),
        ("a = 0x" + "f" * 100_000, "more digits"),
        ("a = 1\na = 2", "this is no TOML"),
        ("a = 2026-02-30", "this is no TOML"),
        ("a = '" + "x" * 1000, "this is no TOML"),
        ('"' + "k" * 100_000 + '" = 1\n"' + "k" * 100_000 + '" = 2', "this is no TOML"),
        ("", "$.policy"),
    ],
    ids=lambda given: repr(given)[:40],
)
def test_a_toml_text_nobody_can_read_is_one_clear_fault(text, said):
    """Its reader is guarded from depth, from long keys and from long numbers."""
    (fault,) = faults_of(text, format="toml")
    assert said in fault
    assert len(fault) < 500


def test_texts_may_hold_what_keys_may_not():
    """Dots and quotes in the texts of TOML are no key with many parts; pairs of surrogates are one letter."""
    dots = "a." * 100
    found = read_document(f'a = "{dots}"\nb = \'{dots}\'\nc = """x"y\n{dots}""""\n# {dots}\nd = 1.5', "toml")
    assert found == {"a": dots, "b": dots, "c": f'x"y\n{dots}"', "d": 1.5}
    assert read_document('["\\ud83d\\ude00", "\\\\ud800"]') == ["😀", "\\ud800"]
    assert read_document('{"a": "b :", "c": "\\":"}') == {"a": "b :", "c": '":'}


def test_a_long_number_is_refused_where_the_interpreter_would_take_it(monkeypatch):
    """Whatever limit was set for the interpreter."""
    held = sys.get_int_max_str_digits()
    try:
        sys.set_int_max_str_digits(0)
        (fault,) = faults_of('{"id": ' + "9" * 5_000 + "}")
        assert "more digits" in fault
        sys.set_int_max_str_digits(640)
        (fault,) = faults_of('{"id": ' + "9" * 700 + "}")
        assert "more digits" in fault
    finally:
        sys.set_int_max_str_digits(held)


def test_depth_is_allowed_up_to_its_bound():
    """Exactly so many values inside one another are read."""
    assert read_document("[" * DEEPEST + "]" * DEEPEST) is not None
    with pytest.raises(InvalidInput, match="too deep"):
        read_document("[" * DEEPEST + "{}" + "]" * DEEPEST)


def test_four_hundred_nested_conditions_are_refused():
    """No stack overflows, and no condition is half read."""
    when = {"$": "Fixed", "value": True}
    for _ in range(400):
        when = {"$": "Not", "inner": when}
    assert "too deep" in refused(moves=[{**tiny()["moves"][0], "when": when}])[0]
    when = {"$": "Fixed", "value": True}
    for _ in range(110):
        when = {"$": "Not", "inner": when}
    (fault,) = refused(moves=[{**tiny()["moves"][0], "when": when}])
    assert "more than 100 conditions inside one another" in fault


def move(**more):
    return [{**tiny()["moves"][0], **more}]


def duty(**more):
    return [
        {"id": "d", "owner": "clerk", "starts": "filed", "ends": ["closed"], "term": {"$": "Days", "count": 1}, **more}
    ]


WRONG = {
    "text for list": ({"corrects": "clerk"}, "expected a list, got a text @ $.corrects"),
    "letters for list": ({"moves": move(sources="open")}, "expected a list, got a text @ $.moves[0].sources"),
    "list for object": ({"redress": []}, "expected Redress, got a list @ $.redress"),
    "list for class": ({"access": []}, "expected an object with the fields of Access, got a list @ $.access"),
    "object for text": ({"version": {}}, "expected a text, got an object @ $.version"),
    "number for text": ({"version": 1}, "expected a text, got a whole number @ $.version"),
    "null for text": ({"version": None}, "expected a text, got nothing @ $.version"),
    "number for role": ({"roles": [7]}, "expected an object with the fields of Role or its id, got a whole number @ $.roles[0]"),
    "float for int": ({"duties": duty(term={"$": "Days", "count": 3.9})}, "expected a whole number, got a number with a fraction; write an exact number as text @ $.duties[0].term.count"),
    "true for int": ({"duties": duty(term={"$": "Days", "count": True})}, "expected a whole number, got true or false @ $.duties[0].term.count"),
    "infinity": ({"duties": duty(term={"$": "Days", "count": float("inf")})}, "expected a whole number, got a number with a fraction; write an exact number as text @ $.duties[0].term.count"),
    "nan": ({"duties": duty(term={"$": "Days", "count": float("nan")})}, "expected a whole number, got a number with a fraction; write an exact number as text @ $.duties[0].term.count"),
    "zero": ({"duties": duty(term={"$": "Days", "count": 0})}, "'count' must be >= 1: 0 @ $.duties[0].term.count"),
    "one for true": ({"moves": move(assigns=1)}, "expected true or false, got a whole number @ $.moves[0].assigns"),
    "unknown tag": ({"duties": duty(term={"$": "Day", "count": 1})}, "there is no 'Day' (str) here: did you mean 'Days'? @ $.duties[0].term"),
    "unknown tag under None": ({"backdating": {"$": "Dayz", "count": 1}}, "there is no 'Dayz' (str) here: did you mean 'Days'? @ $.backdating"),
    "tag that is no text": ({"backdating": {"$": [1], "count": 1}}, "there is no [1] (list) here: known: BeforeEvent, BusinessHours, BusinessMinutes, CountedFrom, Cycles, Days, EarlierOf, FollowedBy, Hours, Immediately, LaterOf, Minutes, Months, NthDayOf, NthDayOfNextMonth, Weeks, WorkingDays, Years @ $.backdating"),
    "no tag": ({"backdating": {"count": 1}}, 'say which with "$": one of BeforeEvent, BusinessHours, BusinessMinutes, CountedFrom, Cycles, Days, EarlierOf, FollowedBy, Hours, Immediately, LaterOf, Minutes, Months, NthDayOf, NthDayOfNextMonth, Weeks, WorkingDays, Years @ $.backdating'),
    "another tag": ({"access": {"$": "Acess"}}, "expected Access, the tag says 'Acess' (str) @ $.access"),
    "unknown key": ({"moves": move(taget="done")}, "Move has no 'taget' (str): did you mean 'target'? @ $.moves[0].taget"),
    "missing": ({"moves": [{"trigger": "x", "sources": [], "target": "="}]}, "this is required and is not there @ $.moves[0].by"),
    "choice": ({"stages": ["open", {"id": "done", "kind": "close"}]}, "expected one of 'open', 'waiting', 'closed', 'archived', got 'close' (str): did you mean 'closed'? @ $.stages[1].kind"),
    "date": ({"in_force_from": "2026-W10-1"}, 'expected a date such as "2026-03-02", got a text @ $.in_force_from'),
    "no such day": ({"in_force_from": "2026-02-30"}, 'expected a date such as "2026-03-02", got a text @ $.in_force_from'),
    "number for date": ({"in_force_from": 20260302}, "expected a text, got a whole number @ $.in_force_from"),
    "object for date": ({"in_force_from": {"$dat": "2026-03-02"}}, 'expected a date such as "2026-03-02", got an object @ $.in_force_from'),
    "pair": ({"titles": [["a"]]}, "expected a list of 2, got one of 1 @ $.titles[0]"),
    "no pair": ({"titles": ["ab"]}, "expected a list of 2, got a text @ $.titles[0]"),
    "money": ({"bands": [{"id": "b", "bands": [{"role": "clerk", "up_to": "5000"}]}]}, "expected money such as '5000.00 CNY', got '5000' (str) @ $.bands[0].bands[0].up_to"),
    "money number": ({"bands": [{"id": "b", "bands": [{"role": "clerk", "up_to": 5000}]}]}, "expected Money or a text, got a whole number @ $.bands[0].bands[0].up_to"),
    "huge money": ({"bands": [{"id": "b", "bands": [{"role": "clerk", "up_to": {"amount": "1e999999", "currency": "CNY"}}]}]}, 'expected an exact number as text in plain digits, such as "0.05", got a text @ $.bands[0].bands[0].up_to'),
    "share": ({"duties": duty(ladder=[{"id": "r", "at": {"$": "AtFraction", "fraction": "1/0"}}])}, 'expected a share as text, such as "2/3" or "0.05", got a text @ $.duties[0].ladder[0].at.fraction'),
    "name of nobody": ({"moves": move(by=["clrek"])}, "there is no role 'clrek': did you mean 'clerk'? @ $.moves[0](close).by"),
    "literal": ({"moves": move(when={"$": "Compare", "op": "==", "left": {"$": "Look", "what": "today"}, "right": {"$": "Value", "value": {"$dat": "x"}}})}, "there is no tag '$dat' (str); known: $date, $decimal, $duration, $enum, $fraction, $instant, $set @ $.moves[0].when.right.value"),
    "float literal": ({"moves": move(when={"$": "Compare", "op": "==", "left": {"$": "Look", "what": "today"}, "right": {"$": "Value", "value": 1.5}})}, "expected a value that is exact: a text, a whole number, true or false, or one with its tag, got a number with a fraction; write an exact number as text @ $.moves[0].when.right.value"),
    "unknown literal": ({"moves": move(when={"$": "Compare", "op": "==", "left": {"$": "Look", "what": "today"}, "right": {"$": "Value", "value": {"$": "Cash"}}})}, "there is no 'Cash' (str) among values; known: Attachment, Money, Sealed @ $.moves[0].when.right.value"),
}  # fmt: skip


@pytest.mark.parametrize(("more", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_value_is_one_fault_with_its_path(more, said):
    """What was given, what was expected, where."""
    assert said in refused(**more)


def test_every_fault_is_in_the_one_error():
    """The first does not hide the rest, at whatever depth, and nothing half-built is left."""
    found = refused(
        version=1,
        moves=[*move(sources="x", taget=1), *move(by=[1, "clerk", 2.5])],
        duties=duty(term={"$": "Dais"}),
        xyz=1,
    )
    paths = {fault.rsplit(" @ ", 1)[1] for fault in found}
    assert paths == {
        "$.version", "$.moves[0].sources", "$.moves[0].taget", "$.moves[1].by[0]", "$.moves[1].by[2]",
        "$.duties[0].term", "$.xyz",
    }  # fmt: skip


@pytest.mark.parametrize(
    "more",
    [
        {"corrects": [1] * 100_000},
        {"moves": [[]] * 100_000},
        {"duties": [{"ends": [1, 2], "pauses": [3, 4]}] * 50_000},
        {f"k{n}": 1 for n in range(100_000)},
        {"access": {f"k{n}": 1 for n in range(100_000)}},
        {"titles": {f"k{n}": 1 for n in range(100_000)}},
        {"x" * 1_000_000: 1},
        {"calendar": ["y" * 1_000_000]},
        {"stages": [{"id": "s", "kind": "z" * 1_000_000}]},
        {"in_force_from": "1" * 1_000_000},
    ],
    ids=lambda more: next(iter(more))[:12],
)
@pytest.mark.no_cover
def test_a_hundred_thousand_faults_make_a_short_error(more, monkeypatch):
    """At most so many are listed, so many hints are worked out, and so many exceptions made."""
    hints: list[object] = []

    def counted(*given):
        hints.append(given)
        return nearest(*given)

    monkeypatch.setattr(faults_module, "nearest", counted)
    with pytest.raises(PolicyError) as caught:
        loads_policy(json.dumps(tiny(**more)))
    found = caught.value.faults
    assert 1 <= len(found) <= MOST + 1
    if len(found) > MOST:
        assert str(found[-1]) == f"there are more; these are the first {MOST} @ $"
    assert len(hints) <= MOST + 1
    assert len(str(caught.value)) < 500 * MOST
    assert len({fault.path for fault in found}) == len(found)


def test_no_more_exceptions_are_made_than_are_listed(monkeypatch):
    """A list of faults only is left at its 200th."""
    made: list[object] = []

    def counted(message, path=""):
        made.append(path)
        return InvalidInput((Fault(path, message),))

    monkeypatch.setattr(InvalidInput, "one", counted)
    with pytest.raises(PolicyError):
        loads_policy(json.dumps(tiny(duties=[{"ends": [1] * 100, "pauses": [3] * 100}] * 1000, corrects=[1] * 1000)))
    assert MOST <= len(made) < 3 * MOST


def test_the_data_given_is_not_used_up():
    """Reading leaves plain data as it was, with a fault and without."""
    from complaintkit.serialization.documents import policy_from

    for more in ({}, {"version": 1}):
        data = tiny(titles={"a": {"en": "a", "zh": "b"}}, **more)
        before = json.dumps(data)
        try:
            policy_from(data)
        except PolicyError:
            assert more
        assert json.dumps(data) == before


def test_a_document_says_what_it_may_have():
    """Keys beside the policy are known by name."""
    assert faults_of(json.dumps({"policy": tiny(), "shema": 1})) == [
        "a policy document has no 'shema' (str): did you mean 'schema'? @ $.shema"
    ]
    assert re.match("expected the format 'json' or 'toml'", faults_of("{}", format="yaml")[0])
