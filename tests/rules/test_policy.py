"""A policy is a value: equal, hashed by its canonical bytes, titled, with a plain complaint of its own."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

from complaintkit.rules import ANYONE, Actor, Approval, Category, Channel, Fact, Kind, Move, Policy, Role, Stage
from complaintkit.rules.categories import category_path
from complaintkit.rules.conditions import count, recorded
from complaintkit.rules.vocabulary import RECORDS, is_record, record_title
from complaintkit.rules.wording import condition_text
from complaintkit.values import Citation, Title


def build(**parts: Any) -> Policy:
    given: dict[str, Any] = {
        "id": "tiny",
        "roles": ("clerk",),
        "stages": ("open", Stage("done", "closed")),
        "moves": (Move("close", ("open",), "done", by=("clerk",), records=("closed",)),),
    }
    return Policy(**{**given, **parts})


def test_equal_policies_have_one_hash():
    assert build() == build()
    assert build().hash == build().hash
    assert hash(build()) == hash(build())


@pytest.mark.parametrize(
    "change",
    [
        {"version": "2"},
        {"roles": ("clerk", "boss")},
        {"in_force_from": date(2026, 1, 1)},
        {"approval": Approval("clerk", date(2026, 1, 1))},
        {"calendar": "cn"},
        {"titles": {"close": Title("close", "结案")}},
        {"log_refusals": ()},
        {"scope": (Citation("TX", "art. 1"),)},
    ],
)
def test_every_change_changes_the_hash(change):
    assert build(**change).hash != build().hash


def test_a_default_written_out_changes_nothing():
    assert build(version="1", convention="plain", corrects=()).hash == build().hash


def test_short_forms_stand_for_parts():
    short = build(roles=("clerk", "boss"), channels=("desk",), categories=("a",))
    assert short == build(roles=(Role("clerk"), Role("boss")), channels=(Channel("desk"),), categories=(Category("a"),))


def test_mappings_are_kept_in_one_order():
    first = build(titles={"b": Title("B", "乙"), "a": Title("A", "甲")}, unit_calendars={"w": "utc", "e": "utc"})
    second = build(titles={"a": Title("A", "甲"), "b": Title("B", "乙")}, unit_calendars=(("e", "utc"), ("w", "utc")))
    assert first == second
    assert first.hash == second.hash
    assert build(titles=(("a", Title("A", "甲")),)).title("a", "zh") == "甲"


def test_a_fact_may_carry_its_title_and_the_table_goes_before_it():
    """The title that a fact, or a column of one, is declared with is shown like one of the policy's table."""
    column = Fact("part", "text", title=Title("part", "部件"))
    facts = (
        Fact("rows", "table", required=False, columns=(column,)),
        Fact("order", "text", title=Title("order", "订单")),
        Fact("lot", "text", title=Title("lot", "批次")),
    )
    policy = build(facts=facts, titles={"lot": Title("batch", "批")})
    assert [policy.title(id, "zh") for id in ("part", "order", "lot")] == ["部件", "订单", "批"]


def test_what_has_no_title_is_shown_by_its_id():
    assert (build().title("close"), build().title("close", "zh")) == ("close", "close")


def test_a_plain_complaint_is_there_where_no_kind_says_else():
    assert build().all_kinds == (Kind("complaint", initial="open", by=(ANYONE,)),)
    own = (Kind("complaint", initial="done", by=("clerk",)),)
    assert build(kinds=own).all_kinds == own
    other = Kind("praise", initial="heard", by=("clerk",))
    with_praise = build(kinds=(other,), stages=("open", Stage("done", "closed"), Stage("heard", case_kind="praise")))
    assert [kind.id for kind in with_praise.all_kinds] == ["complaint", "praise"]
    only = build(
        kinds=(other,),
        stages=(Stage("heard", case_kind="praise"),),
        moves=(Move("thank", ("heard",), "=", by=("clerk",)),),
    )
    assert only.all_kinds == (other,)


def test_parts_cannot_be_changed():
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        build().version = "2"  # type: ignore[misc]


def test_records_are_the_fixed_vocabulary_or_a_policy_s_own():
    assert len(RECORDS) == 43
    assert [is_record(name) for name in ("filed", "archived", "x_seen", "x_", "seen", "")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


def test_an_actor_s_roles_are_a_set():
    assert Actor("a", roles="clerk").roles == frozenset({"clerk"})
    assert Actor("a", roles=["b", "b"]).roles == frozenset({"b"})
    assert Actor("a").roles == frozenset()


def test_a_category_s_path_goes_from_the_inside_out():
    tree = {"a": Category("a"), "b": Category("b", parent="a"), "c": Category("c", parent="b")}
    assert category_path(tree, "c") == ("c", "b", "a")
    assert category_path(tree, None) == ()
    assert category_path(tree, "zz") == ("zz",)


def test_a_move_s_clauses_are_a_tuple():
    one, two = Citation("TX", "a"), Citation("TX", "b")
    cites = [Move("m", (), "=", by=(), cite=cite).cites for cite in (None, one, (one, two))]
    assert cites == [(), (one,), (one, two)]


def test_every_fixed_record_has_a_title_in_both_languages():
    """What a person reads of a record is its own title, in Chinese too, and never that of a stage of the same name."""
    assert len(RECORDS) == 43
    for name in RECORDS:
        assert record_title(name, {}) == name.replace("_", " ")
        assert not record_title(name, {}, "zh").isascii()
    own = {"closed": Title("with the customer", "客户处"), "x_seen": Title("seen", "已阅")}
    assert (record_title("closed", own), record_title("x_seen", own, "zh"), record_title("x_else", own)) == (
        "closed",
        "已阅",
        "x_else",
    )
    assert condition_text(recorded("closed"), "en", own) == "closed is on record"
    assert condition_text(count("closed") > 1, "zh", own) == "“结案”的记录次数 大于 1"
