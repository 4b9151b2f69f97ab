"""The page of a policy: nothing a policy says is missing from it, and what it says cannot break it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import given

from complaintkit import Category, Citation, Money, Move, Policy, Stage, Title
from complaintkit.reports import policy_page
from complaintkit.reports.page.diagram import ARROWS, diagrams
from complaintkit.reports.page.markdown import plain
from complaintkit.rules import STAYS, Condition
from complaintkit.rules import policy as policy_module
from complaintkit.testing.policies import policies
from tests.policies.rows import regimes
from tests.policies.shipped import build
from tests.reports import full

WHOLE = (Condition, Money, Title)
"""Values that a page shows in one piece."""


@pytest.fixture(scope="module", autouse=True)
def ill_formed_policies_are_built():
    """A part is put back to its default alone, which may not make a well-formed policy; its page is asked for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(policy_module, "faults_of", lambda policy: [])
        yield


def page(policy: Policy) -> str:
    """The page without the hash, which any change changes, and the clauses, which repeat those of the parts."""
    return policy_page(policy).replace(policy.hash, "").partition("## Clauses")[0]


def settings(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[str, str, tuple[Any, ...], Any]]:
    """Every setting below a value that is not left at its default: class, field, path to it, the default."""
    if attrs.has(type(value)) and not isinstance(value, WHOLE):
        for field in attrs.fields(type(value)):
            if not field.init:
                continue
            here = getattr(value, field.name)
            default = field.default.factory() if isinstance(field.default, attrs.Factory) else field.default
            if default is not attrs.NOTHING and here != default:
                yield type(value).__name__, field.name, (*path, field.name), default
            yield from settings(here, (*path, field.name))
    elif isinstance(value, tuple):
        for place, item in enumerate(value):
            yield from settings(item, (*path, place))


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The value with another one at a place inside."""
    if not path:
        return new
    if isinstance(value, tuple):
        return tuple(put(item, path[1:], new) if place == path[0] else item for place, item in enumerate(value))
    return attrs.evolve(value, **{path[0]: put(getattr(value, path[0]), path[1:], new)})


def test_no_setting_of_a_policy_is_left_out():
    """Whatever setting of whatever part goes back to its default, the page is another one."""
    policy = full.policy()
    whole = page(policy)
    silent: list[str] = []
    untried: set[tuple[str, str]] = set()
    for cls, name, path, default in settings(policy):
        try:
            if page(put(policy, path, default)) == whole:
                silent.append(".".join(map(str, path)))
        except (ValueError, KeyError):  # a choice without choices, a stage of another kind than its moves
            untried.add((cls, name))
    assert silent == []
    assert untried == {("Fact", "choices"), ("Fact", "columns"), ("Stage", "case_kind"), ("Policy", "conventions")}


def test_the_policy_tried_uses_every_setting():
    """No setting of any part escapes: each class of part, each field with a default, is used in the policy tried."""
    used = {(cls, name) for cls, name, _, _ in settings(full.policy())}
    classes = {type(part) for part in parts(full.policy())}
    idle = {
        (cls.__name__, field.name)
        for cls in classes
        for field in attrs.fields(cls)
        if field.init and field.default is not attrs.NOTHING and (cls.__name__, field.name) not in used
    }
    assert idle == {("Recusal", "everything")}  # with it on, the records that it covers are not told


@pytest.mark.parametrize("regime", regimes())
def test_a_page_has_every_title_and_every_clause(regime):
    """Each title of a regime stands on its page in both languages, each clause it cites under the clauses."""
    policy = build(regime)
    told = policy_page(policy)
    lacking = [id for id, title in policy.titles if plain(title.en) not in told or plain(title.zh) not in told]
    assert lacking == []
    clauses = told[told.index("## Clauses") :]
    cited = {str(part) for part in parts(attrs.evolve(policy, conventions=())) if isinstance(part, Citation)}
    assert [cite for cite in sorted(cited) if f"| {plain(cite)} |" not in clauses] == []


@pytest.mark.parametrize("regime", regimes())
def test_every_move_that_leaves_its_stage_is_drawn(regime):
    """From each of its stages an arrow with the move's title leads to its target, or one from all of them at once."""
    policy = build(regime)
    kinds = {stage.id: stage.case_kind for stage in policy.stages}
    drawn = {kind.id: "\n".join(diagrams(policy, kind.id)) for kind in policy.all_kinds}
    ways = [(move.trigger, source, move.target) for move in policy.moves for source in move.sources]
    ways += [(rule.id, source, rule.target) for rule in policy.joins for source in rule.sources]
    lacking = [
        (id, source)
        for id, source, target in ways
        if target not in (STAYS, source)
        and not re.search(
            rf"^    (s_{source}|from_\d+) --> s_{target}: .*{re.escape(policy.title(id))}",
            drawn[kinds[source]],
            re.MULTILINE,
        )
    ]
    assert lacking == []


def test_a_large_diagram_is_split():
    """Thirty stages in a row, each left by one move: no diagram has more than ARROWS arrows, none is lost."""
    names = [f"s{n:02d}" for n in range(31)]
    moves = tuple(
        Move(f"go{n}", (here,), there, by=("clerk",)) for n, (here, there) in enumerate(pairwise(names))
    )  # fmt: skip
    last = Stage(names[-1], "archived")
    policy = Policy(id="long", roles=("clerk",), stages=(*names[:-1], last), moves=moves)
    found = diagrams(policy, "complaint")
    arrows = [re.findall(r"^    (\w+) --> (\w+):", block, re.MULTILINE) for block in found]
    assert [len(part) for part in arrows] == [ARROWS, 30 - ARROWS]
    assert [pair for part in arrows for pair in part] == [(f"s_{a}", f"s_{b}") for a, b in pairwise(names)]
    assert sum(block.count("[*] -->") for block in found) == 1


def test_a_title_breaks_neither_table_nor_diagram():
    """Signs that Markdown, HTML or Mermaid read as their own stand for themselves."""
    odd = Title('a|b `c` <d> "e": f; #g {h}\n*i*', "甲|乙")
    policy = Policy(
        id="odd", roles=("clerk", "a|b"), stages=(Stage("open", owner="clerk"), Stage("done", "closed")),
        moves=(Move("close", ("open",), "done", by=("clerk",)),), categories=(Category("goods"),),
        titles=dict.fromkeys(("clerk", "open", "done", "close", "goods"), odd),
    )  # fmt: skip
    told = policy_page(policy)
    for block in re.findall(r"(?:^\|.*\n)+", told, re.MULTILINE):
        widths = {len(re.findall(r"(?<!\\)\|", row)) for row in block.splitlines()}
        assert len(widths) == 1, block
    assert "<d>" not in told
    assert "\\*i\\*" in told
    (drawing,) = diagrams(policy, "complaint")
    assert "    state \"a|b `c` ‹d› 'e', f / no. g (h) *i*<br/>甲|乙\" as s_open" in drawing.splitlines()


@given(policies())
@pytest.mark.no_cover
def test_any_policy_has_a_page_that_can_be_read(policy):
    """Of any valid policy: each table has one width, each line of a diagram is one that Mermaid knows."""
    told = policy_page(policy)
    for block in re.findall(r"(?:^\|.*\n)+", told, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in block.splitlines()}) == 1, block
    for drawing in re.findall(r"```mermaid\nstateDiagram-v2\n(.*?)```", told, re.DOTALL):
        for line in drawing.splitlines():
            assert re.fullmatch(DRAWN, line), line


DRAWN = r'    (state "[^"\n]+" as \w+|(\w+|\[\*\]) --> (\w+|\[\*\])(: [^:;#{}<>]+(<br/>[^:;#{}<>]+)*)?)'


def parts(value: Any) -> Iterator[Any]:
    """Every attrs object in a value."""
    if attrs.has(type(value)) and not isinstance(value, WHOLE):
        yield value
        for field in attrs.fields(type(value)):
            yield from parts(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from parts(item)
