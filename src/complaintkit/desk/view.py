"""What an actor may see of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from complaintkit.cases.case import Case
from complaintkit.cases.concern import sees_personal
from complaintkit.cases.events import Sealed
from complaintkit.cases.keeping import Keeping
from complaintkit.cases.program import Program
from complaintkit.desk.ports import PersonalValue
from complaintkit.rules.record import Actor
from complaintkit.values import ERASED

HIDDEN = "•••"
"""What stands in place of a value the actor may not see."""


@attrs.frozen
class CaseView:
    """A case as one actor may see it: the case without personal values, its facts and its parties."""

    case: Case
    facts: Mapping[str, Any]
    parties: Mapping[str, Mapping[str, Any]]
    keeping: Keeping | None = None
    """How long it is kept and what stands against disposing of it, where the policy has retention rules. Cases tied to
    it are looked at only when it is to be disposed of."""


def view_case(
    program: Program,
    case: Case,
    by: Actor,
    personal: Sequence[PersonalValue],
    keeping: Keeping | None = None,
) -> CaseView:
    """Reveal what the policy lets the actor see; the rest is masked, so that it shows that it is there."""
    access = program.policy.access
    sees = sees_personal(program, case, by)
    values = {item.path: item.value for item in personal}

    def show(path: str, value: Any, seen: bool) -> Any:
        if not isinstance(value, Sealed):
            return value
        return values.get(path, ERASED) if seen else HIDDEN

    facts = {id: show(f"facts.{id}", value, sees) for id, value in case.facts.items()}
    parties = {
        role: (
            {"masked": True}
            if role in access.masks and not sees
            else {name: show(f"parties.{role}.{name}", value, sees) for name, value in fields.items()}
        )
        for role, fields in case.parties.items()
    }
    return CaseView(case, facts, parties, keeping)
