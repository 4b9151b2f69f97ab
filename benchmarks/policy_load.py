"""Loading a policy strictly, beside the same classes read by a plain cattrs converter.

Run it with ``python -m benchmarks policy_load``. Both sides begin with one JSON text of the factory's policy and end
with an equal :class:`Policy`. Ours is ``loads_policy``: size, encoding, depth, doubled keys, schema version and every
type checked. The peer is ``json.loads`` and ``Converter(detailed_validation=True, forbid_extra_keys=True)`` with tagged
unions and a hook for each type cattrs does not know: it takes 3.9 for 3, true for 1 and a text for a list of letters.

The document is written so that the peer can read it: tags only where a union needs one, dates and shares as text. For
information, the canonical document is read as well (no peer reads it), and the readings alone, without the text.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from benchmarks.table import Row, duration, interleaved

if TYPE_CHECKING:
    from complaintkit import Policy

OPERATIONS = 10
AT_LEAST, AIM = 1.2, 1.05  # DESIGN 8

Prepare = Callable[[], Callable[[], object]]


def factory_policy() -> Policy:
    """The larger of the two shipped policies."""
    from complaintkit.policies import manufacturing

    return manufacturing.policy(sales_manager_limit="5000", deputy_limit="50000", in_force_from="2026-01-01")


def as_peers_write(data: Any, tags: frozenset[str], key: str = "") -> Any:
    """Canonical data without the tags a plain converter has no use for."""
    if isinstance(data, list):
        return [as_peers_write(item, frozenset() if key == "values" else tags) for item in data]
    if not isinstance(data, dict) or key == "value":  # a literal says its own type
        return data
    if len(data) == 1 and next(iter(data)) in ("$date", "$fraction", "$decimal"):
        return next(iter(data.values()))
    tag = data.get("$")
    if tag == "Money" and key in ("min_value", "max_value"):
        return f"{data['amount']['$decimal']} {data['currency']}"
    return {name: as_peers_write(item, tags, name) for name, item in data.items() if name != "$" or tag in tags}


def plain_converter() -> tuple[Callable[[Any], Policy], frozenset[str]]:
    """The peer's reader, and the tags it needs."""
    from datetime import date
    from decimal import Decimal
    from fractions import Fraction
    from functools import reduce
    from operator import or_
    from typing import Literal, get_args

    from cattrs import Converter
    from cattrs.strategies import configure_tagged_union

    from complaintkit import Policy
    from complaintkit.deadlines import Moment, Term
    from complaintkit.deadlines.lengths import Length
    from complaintkit.rules import AtLeast, ByCase
    from complaintkit.rules.conditions import CONDITION_CLASSES, OPERAND_CLASSES, Condition, Operand
    from complaintkit.values import Citation, Money

    made: Any = Converter(detailed_validation=True, forbid_extra_keys=True)
    made.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
    made.register_structure_hook(Decimal, lambda value, _: Decimal(value))
    made.register_structure_hook(Fraction, lambda value, _: Fraction(value))

    def literal(value: Any, _: Any) -> Any:
        if not isinstance(value, dict):
            return value
        if "$fraction" in value:
            return Fraction(value["$fraction"])
        return Money.of(value["amount"]["$decimal"], value["currency"])

    made.register_structure_hook(Any, literal)
    families: list[tuple[Any, Any]] = [
        (Condition, reduce(or_, CONDITION_CLASSES)),
        (Operand, reduce(or_, OPERAND_CLASSES)),
    ]
    for base, family in families:
        made.register_structure_hook_func(
            lambda t, base=base: t is base,  # not its subclasses, which are its members
            lambda value, _, family=family: made.structure(value, family),
        )
    # Terms hold terms: this looks up the hook that takes its place below.
    made.register_structure_hook(Term, lambda value, _: made.structure(value, Term))
    for plain in (Length, Term):
        made.register_structure_hook(
            plain | None, lambda value, _, plain=plain: None if value is None else made.structure(value, plain)
        )
    unions: list[Any] = [Length, *(family for _, family in families), Term, Term | ByCase, Moment]
    for union in unions:
        configure_tagged_union(union, made, tag_name="$")
    made.register_structure_hook(
        Citation | tuple[Citation, ...] | None,
        lambda value, _: (
            None
            if value is None
            else made.structure(value, Citation if isinstance(value, dict) else tuple[Citation, ...])
        ),
    )
    made.register_structure_hook(
        Money | int, lambda value, _: made.structure(value, Money) if isinstance(value, dict) else int(value)
    )
    made.register_structure_hook(
        Literal["original", "change"] | AtLeast,
        lambda value, _: made.structure(value, AtLeast) if isinstance(value, dict) else value,
    )
    tagged = (*get_args(Length), *get_args(Term | ByCase), *get_args(Moment), *CONDITION_CLASSES, *OPERAND_CLASSES)
    return (lambda data: made.structure(data, Policy)), frozenset(cls.__name__ for cls in tagged)


def repeated(operation: Callable[[], object]) -> Prepare:
    """A side of the measurement: the operation so many times."""

    def prepare() -> Callable[[], object]:
        def work() -> None:
            for _ in range(OPERATIONS):
                operation()

        return work

    return prepare


def rows() -> list[Row]:
    """The measurement as rows of the table."""
    from complaintkit import Policy
    from complaintkit.serialization import dumps, loads_policy
    from complaintkit.serialization.converter import read

    policy = factory_policy()
    canonical = dumps(policy)
    structure, tags = plain_converter()
    plain = as_peers_write(json.loads(canonical)["policy"], tags)
    text = json.dumps({"policy": plain, "schema": 1}, ensure_ascii=False)
    data = json.loads(text)["policy"]
    assert loads_policy(text) == structure(json.loads(text)["policy"]) == policy

    def peer() -> object:
        return structure(json.loads(text)["policy"])

    found = []
    for what, ours, theirs, asked in (
        ("strict policy load / json + cattrs detailed with forbid_extra_keys", lambda: loads_policy(text), peer, True),
        ("the same from the canonical document", lambda: loads_policy(canonical), peer, False),
        ("the same without the text", lambda: read(data, Policy), lambda: structure(data), False),
    ):
        pair = interleaved(repeated(ours), repeated(theirs), operations=OPERATIONS)
        limits = (f"≤ {AT_LEAST:g}", f"≤ {AIM:g}", pair.ratio <= AT_LEAST) if asked else ("", "", None)
        found.append(Row(what, duration(pair.ours), duration(pair.peer), f"{pair.ratio:.2f}", *limits))
    return found
