"""Is what a policy says of its bodies well formed?"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from complaintkit.rules.wellformed import Names

LEFT_OUT = ("recused", "absent")


def check_bodies(names: Names) -> None:
    """Roles that are none, shares and counts that nothing can reach, moves that no body decides."""
    policy = names.policy
    bodies = {body.id for body in policy.bodies}
    for i, body in enumerate(policy.bodies):
        path = f"$.bodies[{i}]({body.id})"
        names.all_known(body.members, names.roles, "role", f"{path}.members")
        names.all_known(body.chairs, names.roles, "role", f"{path}.chairs")
        if not body.members:
            names.faults.add(f"{path}.members", "a body needs the role of its members")
        for name in ("quorum", "majority"):
            _figure(names, getattr(body, name), getattr(body, f"{name}_above"), f"{path}.{name}")
        for word in body.leaves_out:
            if word not in LEFT_OUT:
                names.faults.add(f"{path}.leaves_out", f"expected 'recused' or 'absent', got {word!r}")
    for i, move in enumerate(policy.moves):
        path = f"$.moves[{i}]({move.trigger})"
        names.known(move.decided_by, bodies, "body", f"{path}.decided_by")
        if not move.carried and move.decided_by is None:
            names.faults.add(f"{path}.carried", "a motion falls before a body: name it in decided_by")


def _figure(names: Names, figure: Any, above: bool, path: str) -> None:
    if isinstance(figure, bool) or not isinstance(figure, int | Fraction):
        names.faults.add(path, f"expected a count (a whole number) or a share (a Fraction), got {figure!r}")
    elif isinstance(figure, int):
        if figure < 1:
            names.faults.add(path, f"expected a count of at least 1, got {figure}")
    elif not 0 < figure <= 1:
        names.faults.add(path, f"expected a share above 0 and up to 1, got {figure}")
    elif above and figure == 1:
        names.faults.add(path, "nothing is more than all: ask for at least the share 1")
