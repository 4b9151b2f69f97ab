"""Is what a policy says of the persons who alone may make a move well formed?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.rules.moves import ASSIGNED

if TYPE_CHECKING:
    from complaintkit.rules.moves import Move
    from complaintkit.rules.wellformed import Names

NAMING = ("person", "unit")
"""The types of fact that name somebody who may act."""


def check_only(names: Names, move: Move, path: str) -> None:
    """Note each place in ``only`` that can hold nobody: no fact, no column, another type, or kept apart as personal."""
    for name in move.only:
        if name == ASSIGNED:
            if not any(other.assigns and "recused" not in other.records for other in names.policy.moves):
                names.faults.add(path, "nobody is ever assigned: let a move assign, or name the fact")
            continue
        id, _, column = name.partition(".")
        names.known(id, names.facts, "fact", path)
        fact = names.facts.get(id)
        if fact is None:
            continue
        if fact.type == "table":
            names.known(column, fact.column, f"column of {id!r}", path)
            held = fact.column.get(column)
        else:
            held = fact
            if column:
                names.faults.add(path, f"fact {id!r} is no table: name it alone")
        if held is not None and held.type not in NAMING:
            names.faults.add(path, f"{name!r} names nobody: declare it person or unit")
        elif held is not None and (held.personal or fact.personal):
            names.faults.add(path, f"{name!r} is personal, and kept apart: nobody can be told by it")
