"""A policy read from its document is the policy: equal, with the same bytes and hash, in every process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress

import attrs
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis.errors import NoSuchExample

from complaintkit.deadlines import Days, EarlierOf, Hours
from complaintkit.policies import bank_branch, manufacturing
from complaintkit.rules import ALWAYS, Duty, Move, Policy, Stage
from complaintkit.rules.conditions import Junction, Not, count, recorded
from complaintkit.serialization import document_hash, dumps, loads_policy
from complaintkit.testing.policies import policies
from complaintkit.values import canonical
from tests.serialization.toml_writer import to_toml

HEAVY = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

SHIPPED = {
    "bank": lambda: bank_branch.policy(in_force_from="2026-01-01"),
    "bank with limits": lambda: bank_branch.policy(
        in_force_from="2026-03-01", version="2", post_limit="200", outlet_limit="5000.50", prompt_working_days=2,
        progress_days=7, display_check_days=28, statistics_day=1, currency="USD",
    ),
    "factory": lambda: manufacturing.policy(
        sales_manager_limit="5000", deputy_limit="50000", in_force_from="2026-01-01"
    ),
    "factory with figures": lambda: manufacturing.policy(
        sales_manager_limit="0.01", deputy_limit="999999999", in_force_from="2026-02-28", version="七", currency="EUR",
        step_limits={"trace": 5, "reply": 15}, collection_days=1, loss_base=(("0", "1/3"), ("10", "2/3")),
        penalty_base=(("5", "0.015"),), over_quantity_ratio="1/7", approved_on="2026-01-31", approved_by="陈",
    ),
}  # fmt: skip


def check(policy: Policy) -> None:
    text = dumps(policy)
    read = loads_policy(text)
    assert read == policy
    assert canonical(read) == canonical(policy)
    assert read.hash == policy.hash == document_hash(text)
    assert dumps(read) == text


@pytest.mark.parametrize("made", SHIPPED.values(), ids=SHIPPED)
def test_a_shipped_policy_comes_back_equal_from_json_and_toml(made):
    """Equal, and hash-stable, whatever its parameters."""
    policy = made()
    check(policy)
    document = json.loads(dumps(policy))
    assert loads_policy(to_toml(document), format="toml") == policy
    assert loads_policy(to_toml(document["policy"]), format="toml").hash == policy.hash


@HEAVY
@given(policies())
@pytest.mark.no_cover
def test_any_policy_comes_back_equal(policy):
    """Through JSON, through JSON spread over lines, and through TOML."""
    check(policy)
    assert loads_policy(dumps(policy, indent=2)).hash == policy.hash
    assert loads_policy(to_toml(json.loads(dumps(policy))), format="toml").hash == policy.hash


def test_the_first_policy_drawn_is_the_simplest():
    """One role, one category, one duty and three moves."""
    seen = []

    @settings(max_examples=1, database=None)
    @given(policies())
    def look(policy):
        seen.append(policy)

    look()
    (policy,) = seen
    assert [len(policy.roles), len(policy.categories), len(policy.duties), len(policy.moves)] == [1, 1, 1, 3]


@pytest.mark.no_cover
def test_policies_reach_every_part():
    """Each part of a policy is drawn with something in it, sooner or later; no more are drawn once all were."""
    every = {field.name for field in attrs.fields(Policy)}
    filled: set[str] = set()

    def all_filled(policy: Policy) -> bool:
        filled.update(name for name in every if getattr(policy, name) not in ((), None))
        return filled == every

    drawn = settings(
        max_examples=300,
        phases=[Phase.generate],
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    with suppress(NoSuchExample):
        find(policies().map(all_filled), bool, settings=drawn)
    assert filled == every


def test_indent_says_the_same_over_several_lines():
    """Only the layout differs."""
    policy = SHIPPED["bank"]()
    spread = dumps(policy, indent=2)
    assert spread.count("\n") > 100
    assert json.loads(spread) == json.loads(dumps(policy))


def test_the_hash_is_the_same_in_every_process():
    """Whatever PYTHONHASHSEED is, and whether the policy was made or read."""
    code = (
        "from complaintkit.policies import bank_branch\n"
        "from complaintkit.serialization import dumps, loads_policy\n"
        "policy = bank_branch.policy(in_force_from='2026-01-01', post_limit='200')\n"
        "print(policy.hash, loads_policy(dumps(policy)).hash)"
    )
    printed = set()
    for seed in ("0", "1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        printed |= set(done.stdout.split())
    assert printed == {bank_branch.policy(in_force_from="2026-01-01", post_limit="200").hash}


def tiny(**more: object) -> Policy:
    when = more.pop("when", ALWAYS)
    move = Move("close", ("open",), "done", by=("clerk",), records=("closed",), when=when)  # type: ignore[arg-type]
    return Policy(
        id="tiny", roles=("clerk",), stages=("open", Stage("done", "closed")), moves=(move,), **more  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["not", "junction", "sum"])
def test_the_deepest_conditions_a_policy_may_have_come_back(kind):
    """A hundred nodes inside one another, however they nest."""
    when = recorded("closed")
    total = count("closed")
    for _ in range(98):
        when = Junction("and", (ALWAYS, when)) if kind == "junction" else Not(when)
        total = total + 1
    check(tiny(when=total > 3 if kind == "sum" else when))


def test_terms_inside_terms_come_back():
    """Limbs may have limbs."""
    term = EarlierOf((Days(1), Hours(3)))
    for n in range(40):
        term = EarlierOf((Days(n + 1), term))
    check(tiny(duties=(Duty("answer", owner="clerk", starts="filed", ends=("closed",), term=term),)))


def test_a_document_that_dumps_did_not_write_has_no_hash_of_its_own():
    """The hash is that of a text; one of another layout would have another."""
    with pytest.raises(ValueError, match="as `dumps` writes it"):
        document_hash(dumps(tiny(), indent=1))
