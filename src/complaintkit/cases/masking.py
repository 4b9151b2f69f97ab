"""Masking: a case without whoever the policy shows to nobody but those who see personal values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import attrs

from complaintkit.cases.case import Case
from complaintkit.cases.program import Program
from complaintkit.values import FrozenMap

HIDDEN = "•••"
"""What stands in place of a value the actor may not see."""
MASKED: Mapping[str, Any] = FrozenMap({"masked": True})
"""What is left of a party that is masked."""
T = TypeVar("T")


def masked_ids(program: Program, case: Case) -> frozenset[str]:
    """The ids of the parties whose identity the policy masks."""
    held = [case.parties[role].get("key") for role in program.policy.access.masks if role in case.parties]
    return frozenset(key for key in held if isinstance(key, str) and key)


def masked_case(program: Program, case: Case, sees: bool) -> Case:
    """The case as it stands for somebody who sees personal values or does not: then masked parties show nothing but
    that they are there, and their ids stand nowhere else in it either.
    """
    masks = program.policy.access.masks
    if sees or not any(role in case.parties for role in masks):
        return case
    known = without_ids(case, masked_ids(program, case))
    return attrs.evolve(
        known,
        parties=FrozenMap({role: MASKED if role in masks else fields for role, fields in known.parties.items()}),
    )


def without_ids(value: T, ids: frozenset[str]) -> T:
    """A value in which each text that is one of these ids is hidden, however deep in it; names of fields stay."""
    found: Any = value
    if not ids:
        return value
    if isinstance(found, str):
        found = HIDDEN if found in ids else found
    elif isinstance(found, Mapping):
        found = FrozenMap({name: without_ids(item, ids) for name, item in found.items()})
    elif isinstance(found, tuple | frozenset):
        items = [without_ids(item, ids) for item in found]
        found = type(found)(*items) if hasattr(found, "_fields") else type(found)(items)
    elif attrs.has(type(found)):
        fields = {field.alias: getattr(found, field.name) for field in attrs.fields(type(found)) if field.init}
        clean = {name: without_ids(item, ids) for name, item in fields.items()}
        changed = {name: item for name, item in clean.items() if item != fields[name]}
        found = attrs.evolve(found, **changed) if changed else found
    whole: T = found
    return whole
