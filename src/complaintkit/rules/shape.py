"""Has every part of a policy the shape its rule reads: tuples where several are meant, one of the words there are?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from complaintkit.errors import Faults
from complaintkit.values.checks import LONGEST_ID, shown, unfit

if TYPE_CHECKING:
    from complaintkit.rules.policy import Policy

WORDS: Final[Mapping[str, Mapping[str, tuple[str | None, ...]]]] = {
    "Stage": {"kind": ("open", "waiting", "closed", "archived")},
    "Rung": {"kind": ("warning", "reminder", "escalation")},
    "Duty": {
        "catch_up": ("all", "highest", "none"),
        "on_change": ("original", "change"),
        "repeats": (None, "due", "met"),
    },
    "ExtensionRule": {"how": ("add", "replace", "fixed")},
    "Kind": {
        "every": (None, "day", "working_day", "week", "month", "quarter", "half_year", "year"),
        "opens": ("start", "end"),
        "per": ("unit", "tenant"),
    },
    "SanctionRule": {
        "against": ("person", "unit"),
        "mode": ("highest", "sum"),
        "rounding": ("half_up", "half_even", "down", "up"),
    },
    "Body": {"majority_of": ("present", "cast", "members")},
    "Figure": {
        "measure": (
            "cases",
            "times",
            "none",
            "none_decided",
            "none_answered",
            "on_time",
            "resolution",
            "satisfaction",
            "lines",
        )
    },
    "Tally": {"period": ("day", "month", "year")},
    "Numbering": {"period": ("day", "month", "year", "never"), "scope": ("tenant", "unit")},
}
"""The words a part may hold in a field, where they are few; a value of another kind (a term) is looked at elsewhere."""

IDS: Final = ("id", "trigger", "version")
"""The fields that stores tell cases, claims and attempts apart by."""


def check_shape(policy: Policy, faults: Faults) -> None:
    """Note every field that has not its shape, with its path."""
    for path, part in _parts(policy, "$"):
        words = WORDS.get(type(part).__name__, {})
        for field in attrs.fields(type(part)):
            value = getattr(part, field.name)
            written = _written(field.type)
            several = written.startswith("tuple[") and "None" not in written
            if several and not isinstance(value, tuple):
                faults.add(f"{path}.{field.name}", f"expected a tuple, got {shown(value)}")
            elif several and written == "tuple[str, ...]" and not all(isinstance(item, str) for item in value):
                faults.add(f"{path}.{field.name}", f"expected a tuple of names, got {shown(value)}")
            elif field.name in words and value not in words[field.name] and not attrs.has(type(value)):
                known = ", ".join(repr(word) for word in words[field.name])
                faults.add(f"{path}.{field.name}", f"expected one of {known}, got {shown(value)}")
            elif written == "bool" and not isinstance(value, bool):
                faults.add(f"{path}.{field.name}", f"expected True or False, got {shown(value)}")
            elif field.name in IDS and isinstance(value, str) and (wrong := unfit(value, LONGEST_ID)):
                faults.add(f"{path}.{field.name}", wrong)


def _written(kind: Any) -> str:
    """A field's type as it was written, also after somebody had its annotations resolved."""
    return "bool" if kind is bool else str(kind)


def _parts(policy: Policy, path: str) -> Iterator[tuple[str, Any]]:
    """The policy and every part in it that rules of its own stand for, with the path to it."""
    yield path, policy
    for field in attrs.fields(type(policy)):
        value = getattr(policy, field.name)
        for i, part in enumerate(value) if isinstance(value, tuple) else ():
            if not attrs.has(type(part)) or type(part).__name__ in ("Fact", "Convention", "Citation"):
                continue  # facts and conventions look at themselves when they are built
            id = getattr(part, "id", getattr(part, "trigger", ""))
            here = f"{path}.{field.name}[{i}]({id})" if id else f"{path}.{field.name}[{i}]"
            yield here, part
            for name in ("ladder", "bands", "tiers", "figures"):
                inner = getattr(part, name, ())
                for j, item in enumerate(inner) if isinstance(inner, tuple) else ():
                    if attrs.has(type(item)):
                        yield f"{here}.{name}[{j}]", item
            extension = getattr(part, "extension", None)
            if attrs.has(type(extension)):
                yield f"{here}.extension", extension
