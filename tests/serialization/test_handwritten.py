# ruff: noqa: E501 - conditions stand on one line
"""What people may write: less than the canonical form says, and never something else by accident."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

import pytest

from complaintkit.deadlines import AtFraction, Days, EarlierOf, WorkingDays
from complaintkit.errors import PolicyError
from complaintkit.rules import (
    Band,
    Bands,
    ByCase,
    Category,
    Channel,
    Duty,
    Fact,
    Guard,
    Move,
    Policy,
    Redress,
    Role,
    Rung,
    Stage,
)
from complaintkit.rules.conditions import category, fact, today
from complaintkit.serialization import loads_policy
from complaintkit.values import Citation, Money, Title

POLICY = Policy(
    id="shop",
    in_force_from=date(2026, 3, 1),
    scope=(Citation("T", "art. 1"),),
    roles=(Role("clerk", deputies=("head",)), "head"),
    channels=("letter", Channel("web", initial="open")),
    categories=("quality", Category("colour", parent="quality")),
    facts=(
        Fact("amount", "money", required=False, min_value=Money.of("0.01", "CNY")),
        Fact("bought_on", "date", required=False, max_value=date(2030, 1, 1)),
    ),
    stages=("open", Stage("done", "closed")),
    moves=(
        Move(
            "pay", ("open",), "done", by=("clerk",), records=("approved", "closed"), asks=("amount",), bands="limits",
            when=category.within("quality") & (fact("bought_on") <= today),
            guards=(Guard("small", fact("amount") < Money.of(9000, "CNY"), Citation("T", "art. 2")),),
            cite=(Citation("T", "art. 3"), Citation("T", "art. 4")),
        ),
    ),
    duties=(
        Duty("answer", owner="clerk", starts="filed", ends=("closed",), term=EarlierOf((WorkingDays(5), Days(7))),
             ladder=(Rung("soon", AtFraction(Fraction(2, 3)), kind="warning", tell=("head",)),)),
        Duty("close", owner="clerk", starts="filed", ends=("closed",), cite=Citation("T", "art. 5"),
             term=ByCase(((fact("bought_on") > date(2026, 1, 1), Days(3, roll="following")), (today > date(2026, 6, 1), Days(9))))),
    ),
    bands=(Bands("limits", (Band("clerk", Money.of("5000", "CNY")), Band("head", None))),),
    redress=Redress("amount", currency="CNY"),
    unit_calendars={"east": "cn"},
    titles={"pay": Title("pay", "付"), "open": Title("open", "开")},
)  # fmt: skip

JSON = """
{
  "id": "shop", "in_force_from": "2026-03-01", "scope": [{"source": "T", "clause": "art. 1"}],
  "roles": [{"id": "clerk", "deputies": ["head"]}, "head"],
  "channels": ["letter", {"id": "web", "initial": "open"}],
  "categories": ["quality", {"id": "colour", "parent": "quality"}],
  "facts": [
    {"id": "amount", "type": "money", "required": false, "min_value": "0.01 CNY"},
    {"id": "bought_on", "type": "date", "required": false, "max_value": "2030-01-01"}
  ],
  "stages": ["open", {"id": "done", "kind": "closed"}],
  "moves": [
    {
      "trigger": "pay", "sources": ["open"], "target": "done", "by": ["clerk"], "records": ["approved", "closed"],
      "asks": ["amount"], "bands": "limits",
      "when": {"$": "Junction", "op": "and", "parts": [
        {"$": "Holds", "what": "within", "name": "quality"},
        {"$": "Compare", "op": "<=", "left": {"$": "Look", "what": "fact", "name": "bought_on"},
         "right": {"$": "Look", "what": "today"}}
      ]},
      "guards": [{"id": "small", "cite": {"source": "T", "clause": "art. 2"}, "when":
        {"$": "Compare", "op": "<", "left": {"$": "Look", "what": "fact", "name": "amount"},
         "right": {"$": "Value", "value": {"$": "Money", "amount": "9000", "currency": "CNY"}}}}],
      "cite": [{"source": "T", "clause": "art. 3"}, {"source": "T", "clause": "art. 4"}]
    }
  ],
  "duties": [
    {"id": "answer", "owner": "clerk", "starts": "filed", "ends": ["closed"],
     "term": {"$": "EarlierOf", "terms": [{"$": "WorkingDays", "count": 5}, {"$": "Days", "count": 7}]},
     "ladder": [{"id": "soon", "at": {"$": "AtFraction", "fraction": "2/3"}, "kind": "warning", "tell": ["head"]}]},
    {"id": "close", "owner": "clerk", "starts": "filed", "ends": ["closed"], "cite": {"source": "T", "clause": "art. 5"},
     "term": {"$": "ByCase", "rows": [
       [{"$": "Compare", "op": ">", "left": {"$": "Look", "what": "fact", "name": "bought_on"},
         "right": {"$": "Value", "value": {"$date": "2026-01-01"}}}, {"$": "Days", "count": 3, "roll": "following"}],
       [{"$": "Compare", "op": ">", "left": {"$": "Look", "what": "today"},
         "right": {"$": "Value", "value": {"$date": "2026-06-01"}}}, {"$": "Days", "count": 9}]
     ]}}
  ],
  "bands": [{"id": "limits", "bands": [{"role": "clerk", "up_to": "5000.00 CNY"}, {"role": "head", "up_to": null}]}],
  "redress": {"fact": "amount", "currency": "CNY"},
  "unit_calendars": {"east": "cn"},
  "titles": {"pay": {"en": "pay", "zh": "付"}, "open": {"en": "open", "zh": "开"}}
}
"""

TOML = """
schema = 1
[policy]
id = "shop"
in_force_from = 2026-03-01                       # a date of TOML's own
scope = [{source = "T", clause = "art. 1"}]
roles = [{id = "clerk", deputies = ["head"]}, "head"]
channels = ["letter", {id = "web", initial = "open"}]
categories = ["quality", {id = "colour", parent = "quality"}]
stages = ["open", {id = "done", kind = "closed"}]
unit_calendars = {east = "cn"}
redress = {fact = "amount", currency = "CNY"}

[[policy.facts]]
id = "amount"
type = "money"
required = false
min_value = "0.01 CNY"

[[policy.facts]]
id = "bought_on"
type = "date"
required = false
max_value = 2030-01-01

[[policy.moves]]
trigger = "pay"
sources = ["open"]
target = "done"
by = ["clerk"]
records = ["approved", "closed"]
asks = ["amount"]
bands = "limits"
cite = [{source = "T", clause = "art. 3"}, {source = "T", clause = "art. 4"}]
[policy.moves.when]
"$" = "Junction"
op = "and"
[[policy.moves.when.parts]]
"$" = "Holds"
what = "within"
name = "quality"
[[policy.moves.when.parts]]
"$" = "Compare"
op = "<="
left = {"$" = "Look", what = "fact", name = "bought_on"}
right = {"$" = "Look", what = "today"}
[[policy.moves.guards]]
id = "small"
cite = {source = "T", clause = "art. 2"}
[policy.moves.guards.when]
"$" = "Compare"
op = "<"
left = {"$" = "Look", what = "fact", name = "amount"}
right = {"$" = "Value", value = {"$" = "Money", amount = 9000, currency = "CNY"}}

[[policy.duties]]
id = "answer"
owner = "clerk"
starts = "filed"
ends = ["closed"]
term = {"$" = "EarlierOf", terms = [{"$" = "WorkingDays", count = 5}, {"$" = "Days", count = 7}]}
ladder = [{id = "soon", at = {"$" = "AtFraction", fraction = "2/3"}, kind = "warning", tell = ["head"]}]

[[policy.duties]]
id = "close"
owner = "clerk"
starts = "filed"
ends = ["closed"]
cite = {source = "T", clause = "art. 5"}
[policy.duties.term]
"$" = "ByCase"
rows = [
  [{"$" = "Compare", op = ">", left = {"$" = "Look", what = "fact", name = "bought_on"},
    right = {"$" = "Value", value = 2026-01-01}}, {"$" = "Days", count = 3, roll = "following"}],
  [{"$" = "Compare", op = ">", left = {"$" = "Look", what = "today"},
    right = {"$" = "Value", value = 2026-06-01}}, {"$" = "Days", count = 9}],
]

[[policy.bands]]
id = "limits"
bands = [{role = "clerk", up_to = "5000 CNY"}, {role = "head", up_to = {"$null" = true}}]

[policy.titles]
pay = {en = "pay", zh = "付"}
open = {en = "open", zh = "开"}
"""


def inline(text: str) -> str:
    """TOML 1.0 wants inline tables on one line."""
    return text.replace('"bought_on"},\n    right', '"bought_on"}, right').replace(
        '"today"},\n    right', '"today"}, right'
    )


def test_json_as_people_write_it():
    """No tag where one class is possible, ids for what has nothing else, texts for dates, money and shares."""
    read = loads_policy(JSON)
    assert read == POLICY
    assert read.hash == POLICY.hash
    assert loads_policy(json.dumps({"policy": json.loads(JSON), "schema": 1})) == POLICY
    assert loads_policy(JSON.encode()) == POLICY


def test_toml_as_people_write_it():
    """The same in TOML, with its own dates, and with its word for nothing."""
    read = loads_policy(inline(TOML), format="toml")
    assert read == POLICY
    assert read.hash == POLICY.hash


def test_a_limit_left_out_is_no_limit_by_accident():
    """Who may decide without limit is said, never forgotten."""
    data = json.loads(JSON)
    del data["bands"][0]["bands"][1]["up_to"]
    with pytest.raises(PolicyError) as caught:
        loads_policy(json.dumps(data))
    assert [str(fault) for fault in caught.value.faults] == [
        "this is required and is not there @ $.bands[0].bands[1].up_to"
    ]
