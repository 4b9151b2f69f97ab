"""What an actor may see of a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from complaintkit.cases.case import Case
from complaintkit.cases.concern import sees_personal
from complaintkit.cases.events import Sealed, seal
from complaintkit.cases.keeping import Keeping
from complaintkit.cases.masking import HIDDEN, masked_case
from complaintkit.cases.program import Program
from complaintkit.desk.stored import PersonalValue
from complaintkit.rules.record import Actor
from complaintkit.values import ERASED

__all__ = ["HIDDEN", "CaseView", "view_case"]


@attrs.frozen
class CaseView:
    """A case as one actor may see it: the case without personal values, its facts and its parties.

    Masked parties show in ``case`` too that they are there and nothing else; what they did is told of nobody. Its
    ``repr`` shows no fact and no party.
    """

    case: Case = attrs.field(repr=lambda case: f"<{case.id} at version {case.version}>")
    facts: Mapping[str, Any] = attrs.field(repr=False)
    parties: Mapping[str, Mapping[str, Any]] = attrs.field(repr=False)
    keeping: Keeping | None = None
    """How long it is kept and what stands against disposing of it, where the policy has retention rules. Cases tied to
    it are looked at only when it is to be disposed of."""


def by_commitment(personal: Iterable[PersonalValue]) -> dict[str, Any]:
    """Personal values by what stands for them: an entry's own one, whatever another entry gave for the same fact."""
    return {seal(item.value, item.salt).commitment: item.value for item in personal}


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
    values = by_commitment(personal) if sees else {}

    def show(value: Any) -> Any:
        if not isinstance(value, Sealed):
            return value
        return values.get(value.commitment, ERASED) if sees else HIDDEN

    known = masked_case(program, case, sees)
    facts = {id: show(value) for id, value in known.facts.items()}
    parties = {
        role: (
            dict(fields) if role in access.masks and not sees else {name: show(value) for name, value in fields.items()}
        )
        for role, fields in known.parties.items()
    }
    return CaseView(known, facts, parties, keeping)
