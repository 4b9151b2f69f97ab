"""Names in a question: one that no version of the policy knows finds nothing, and is more likely a slip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple, get_args

from complaintkit.desk import door
from complaintkit.errors import Faults
from complaintkit.rules.moves import StageKind
from complaintkit.rules.policy import Policy

if TYPE_CHECKING:
    from complaintkit.desk.questions import Questions


class Named(NamedTuple):
    """What a field of a query names: how an error calls it, and where programs and policies hold those there are."""

    what: str
    program: str
    policy: str


NAMED: Mapping[str, Named] = {
    "stage": Named("stage", "stages", "stages"),
    "kind": Named("kind of case", "kinds", "all_kinds"),
    "category": Named("category", "categories", "categories"),
    "channel": Named("channel", "channels", "channels"),
    "register": Named("register", "registers", "registers"),
}
"""The fields of a query that only a policy gives names for."""
STAGE_KINDS: tuple[str, ...] = get_args(StageKind)


def check_names(desk: Questions, asked: Mapping[str, str | None], faults: Faults) -> None:
    """Note a fault for each name that neither a version in the desk's history knows nor one that the store keeps.

    The store is asked only about what the history does not know: cases stay pinned to versions that left it.
    """
    strange: dict[str, str] = {}
    for field, named in NAMED.items():
        name = asked[field]
        if name is not None and not _in_history(desk, named.program, name):
            strange[field] = name
    if strange:
        with desk._transaction(reading=True) as tx:
            for policy in tx.policies():
                strange = {field: name for field, name in strange.items() if name not in _names((policy,), field)}
    for field, name in strange.items():
        door.read_name(name, _names(desk.history.policies, field), NAMED[field].what, field, faults)
    kind = asked["stage_kind"]
    if kind is not None and kind not in STAGE_KINDS:
        door.read_name(kind, STAGE_KINDS, "kind of stage", "stage_kind", faults)


def _in_history(desk: Questions, held: str, name: str) -> bool:
    for policy in desk.history.policies:  # noqa: SIM110 - it is asked for every question, and takes half the time
        if name in getattr(desk._programs[policy.hash], held):
            return True
    return False


def _names(policies: Iterable[Policy], field: str) -> tuple[str, ...]:
    """The names that these versions have there, each once."""
    held = NAMED[field].policy
    return tuple(dict.fromkeys(part.id for policy in policies for part in getattr(policy, held)))
