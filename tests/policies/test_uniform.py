"""The shape all regimes share: same modules and sections in the same order, everything cited, titled and stable."""

from __future__ import annotations

import importlib
import inspect
import os
import re
import subprocess
import sys
from datetime import date

import attrs
import pytest

from complaintkit.rules import ABSENT, Channel, Guard, PolicyHistory
from complaintkit.serialization import dumps, loads_policy
from complaintkit.values import Title
from tests.policies import tiny
from tests.policies.rows import clauses_in, covers, read_rows, regimes
from tests.policies.shape import (
    MODULES,
    TOPIC,
    UNCITED,
    WHERE_SAID,
    citations,
    imported,
    parts,
    place,
    sections,
    sources,
    titles_of_nothing,
    uncited,
    unread,
    untitled,
)
from tests.policies.shipped import REQUIRED, arguments, build

ROWS_NOT_CITED: dict[str, str] = {}
"""Row → why no part cites its clause."""

CITED_BESIDE = {
    "T2 art. 2": "what the factory's text is about; no rule follows from it alone",
    "T3 art. principle 2": "the dealer's departments join forces: conduct, and no row of its own",
}
"""Clause → why it is cited though no row of the regime has it."""

REGIMES = regimes()


@pytest.fixture(scope="module", params=REGIMES)
def regime(request):
    """The name of each regime's module."""
    return request.param


@pytest.fixture(scope="module")
def policy(regime):
    """The policy of that regime."""
    return build(regime)


def test_every_package_is_a_regime():
    """No regime escapes these tests: those that issue 2 asks for are among them, each of them has rows."""
    assert {"bank_branch", "manufacturing", "property_management"} <= set(REGIMES)
    assert set(REGIMES) <= {row.regime for row in read_rows()}
    assert set(REQUIRED) <= set(REGIMES)


def test_the_id_is_the_name_of_the_package(regime, policy):
    """A policy's id is the name of its package."""
    assert policy.id == regime


def test_policy_is_called_by_name(regime):
    """policy(*, in_force_from, version="1", ...): every argument has a name, none a place."""
    signature = inspect.signature(importlib.import_module(f"complaintkit.policies.{regime}").policy)
    kinds = {name: parameter.kind for name, parameter in signature.parameters.items()}
    assert set(kinds.values()) == {inspect.Parameter.KEYWORD_ONLY}, kinds
    assert signature.parameters["in_force_from"].default is inspect.Parameter.empty
    assert signature.parameters["version"].default == "1"


def test_the_modules_are_the_same(regime):
    """Each regime has the same modules, each with the same sections in the same order; a topic more has moves only."""
    found = {name: tuple(dict.fromkeys(sections(text))) for name, text in sources(regime).items()}
    for name, more in WHERE_SAID.items():
        found[name] = found[name][: -len(more)] if found[name][-len(more) :] == more else found[name]
    assert found == {**MODULES, **dict.fromkeys(set(found) - set(MODULES), TOPIC)}


def test_a_module_imports_only_those_before_it(regime):
    """Titles, parts, figures, vocabulary, route, responsibility, limits: none of them looks ahead."""
    wrong = [
        f"{name} imports {other}"
        for name, text in sources(regime).items()
        for other in imported(text, regime)
        if place(other) >= place(name)
    ]
    assert not wrong, wrong


def test_nothing_of_another_regime_is_imported(regime):
    """What two regimes have in common stands in ``policies/parts.py``, not in one of them."""
    for name, text in sources(regime).items():
        for other in set(REGIMES) - {regime}:
            assert f"complaintkit.policies.{other}" not in text, f"{name} imports {other}"


def test_the_module_says_what_it_is(regime):
    """One line that says what is regulated, with the text it is taken from."""
    doc = importlib.import_module(f"complaintkit.policies.{regime}").__doc__ or ""
    assert re.search(r"\b(T\d+|O|Q)\b", doc), doc


def test_every_part_cites_its_clause(regime, policy):
    """Whatever can cite does, the parts of INSIDE and UNCITED apart."""
    bare = uncited(policy, regime)
    assert not bare, "\n".join(["these cite no clause:", *bare])


def test_exceptions_are_still_needed(policy, regime):
    """Every listed exception names a part that is there, with a reason."""
    there = {path for path, _ in parts(policy, "")}
    for (name, path), why in UNCITED.items():
        assert name != regime or (path in there and why), path


def test_every_row_is_cited(regime, policy):
    """Each clause of each row is named, or a place inside it is, by some part of the policy."""
    cited = citations(policy)
    lacking = [
        f"{row.id}: {clause}"
        for row in read_rows()
        if row.regime == regime and row.id not in ROWS_NOT_CITED
        for clause in clauses_in(row.clause)
        if not any(covers(cite, clause) for cite in cited)
    ]
    assert not lacking, "\n".join(["no part cites:", *lacking])


def test_nothing_is_cited_that_no_row_has(regime, policy):
    """A citation names the clause of a row, a place inside it, or the article it is in; a slip of the pen none."""
    known = {clause for row in read_rows() if row.regime == regime for clause in clauses_in(row.clause)}
    strange = [
        cite
        for text in citations(policy)
        for cite in clauses_in(text)
        if cite not in CITED_BESIDE and not any(covers(cite, clause) or covers(clause, cite) for clause in known)
    ]
    assert not strange, sorted(strange)


def test_everything_a_person_sees_has_a_title(policy):
    """Every id has an English and a Chinese title."""
    lacking = untitled(policy)
    assert not lacking, "\n".join(["without a title:", *lacking])


def test_titles_are_in_both_languages(policy):
    """The English title has Latin letters and the Chinese one Chinese signs; both say something."""
    wrong = [
        id
        for id, title in policy.title_of.items()
        if not re.search(r"[A-Za-z]", title.en) or not re.search(r"[\u4e00-\u9fff]", title.zh)
    ]
    assert not wrong, wrong


def test_no_title_without_a_thing(policy):
    """A title whose thing is gone goes with it."""
    assert titles_of_nothing(policy) == []


def test_titles_are_those_of_the_module(regime, policy):
    """What the policy carries is the TITLES table of its package, whole."""
    table = importlib.import_module(f"complaintkit.policies.{regime}").TITLES
    assert {id: (title.en, title.zh) for id, title in policy.title_of.items()} == table


def test_nothing_is_configured_that_nothing_reads(policy):
    """Each fact can be given, each form made out, each message sent, each other part is used by some part."""
    assert unread(policy) == []


def test_a_policy_is_frozen(policy):
    """Nothing in it can be set, down to the last part."""
    for path, part in parts(policy, ""):
        name = next(iter(attrs.fields(type(part))), None)
        if name is not None:
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                setattr(part, name.name, None)
        assert isinstance(hash(part), int), path


def test_built_twice_it_is_the_same(regime, policy):
    """Two builds are equal, with one hash; another version is neither."""
    again = build(regime)
    assert again is not policy
    assert again == policy
    assert (again.hash, hash(again)) == (policy.hash, hash(policy))
    module = importlib.import_module(f"complaintkit.policies.{regime}")
    other = module.policy(**{**arguments(regime), "version": "2"})
    assert other != policy
    assert other.hash != policy.hash


def test_written_and_read_it_is_the_same(policy):
    """As a document and back: an equal policy with the same hash."""
    again = loads_policy(dumps(policy))
    assert again == policy
    assert again.hash == policy.hash


def test_a_date_may_be_a_text(regime, policy):
    """The day it comes into force, as a text or as a date, gives the same policy."""
    module = importlib.import_module(f"complaintkit.policies.{regime}")
    day = date.fromisoformat(arguments(regime)["in_force_from"])
    assert module.policy(**{**arguments(regime), "in_force_from": day}) == policy


def test_in_another_process_it_has_the_same_hash(regime, policy):
    """The hash depends on nothing but what the policy says: not on the seed of this process."""
    code = f"from complaintkit.policies import {regime} as m; print(m.policy(**{arguments(regime)!r}).hash)"
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        assert done.stdout.strip() == policy.hash


def test_a_history_takes_it(policy):
    """It is in force from its first day on, and not the day before."""
    history = PolicyHistory([policy])
    assert history.at(policy.in_force_from) is policy
    with pytest.raises(LookupError):
        history.at(date(2025, 12, 31))


def test_absent_is_no_value(policy):
    """No part keeps the sign for a fact nobody gave."""
    assert not [path for path, part in parts(policy, "") if part is ABSENT]


def test_the_checks_notice():
    """Of a policy with a part that cites nothing, ids without titles and a title of nothing, each is told."""
    whole = tiny.policy()
    assert uncited(whole, "tiny") == []
    assert citations(whole) == {f"TN art. {n}" for n in range(1, 11)}
    bare = attrs.evolve(
        whole,
        channels=(Channel("desk"), whole.channels[1]),
        moves=tuple(
            attrs.evolve(move, guards=(Guard(move.guards[0].id, move.guards[0].when),)) if move.guards else move
            for move in whole.moves
        ),
    )
    assert uncited(bare, "tiny") == ["channels[desk] (Channel)", "moves[answer].guards[looked_into] (Guard)"]
    lacking = untitled(whole)
    assert {"facts: item", "triggers: accept", "own records: x_read", "guards: looked_into"} < set(lacking)
    assert "duties: reply" not in lacking
    assert titles_of_nothing(whole) == []
    assert unread(whole) == []
    moves = tuple(move for move in whole.moves if move.trigger not in ("slip", "agree"))
    assert unread(attrs.evolve(whole, moves=moves)) == ["promises: moment", "forms: slip", "facts: agreed"]
    ghost = attrs.evolve(whole, titles=(*whole.titles, ("ghost", Title("ghost", "鬼"))))
    assert titles_of_nothing(ghost) == ["ghost"]
