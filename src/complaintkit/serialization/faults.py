"""From nested exceptions to a flat list of faults, each with its path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import attrs
from cattrs.errors import (
    AttributeValidationNote,
    BaseValidationError,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)

from complaintkit.errors import Fault, InvalidInput
from complaintkit.values.checks import LONGEST_NAME, listed, nearest, shown

UNREADABLE = (BaseValidationError, InvalidInput, RecursionError)
"""What a converter raises for data it cannot read."""

MOST = 200
"""How many faults one error lists."""


def hint(name: str, known: Iterable[str]) -> str:
    """The known name nearest to one that is not known, or the known ones."""
    names = sorted(known)
    near = nearest(name, names)
    return f"did you mean {near!r}?" if near is not None else f"known: {listed(names)}"


def all_faults(error: BaseException) -> tuple[Fault, ...]:
    """The faults inside an error, the first `MOST` of them."""
    found = tuple(islice(faults_in(error), MOST + 1))
    if len(found) <= MOST:
        return found
    return (*found[:MOST], Fault("$", f"there are more; these are the first {MOST}"))


def faults_in(error: BaseException, path: str = "$") -> Iterator[Fault]:
    """Every fault inside an error of a converter, with the path from ``path`` on."""
    if isinstance(error, ClassValidationError | IterableValidationError):
        for inner in error.exceptions:
            yield from faults_in(inner, path + _step(inner))
    elif isinstance(error, ForbiddenExtraKeysError):
        known = [field.alias or field.name for field in attrs.fields(error.cl) if field.init]
        for key in sorted(error.extra_fields):
            yield Fault(f"{path}.{brief(key)}", f"{error.cl.__name__} has no {shown(key)}: {hint(key, known)}")
    elif isinstance(error, InvalidInput):
        for fault in error.faults:
            yield Fault(_joined(path, fault.path), fault.message, fault.code)
    elif isinstance(error, KeyError):
        yield Fault(path, "this is required and is not there")
    elif isinstance(error, RecursionError):
        yield Fault(path, "too many values inside one another")
    else:
        yield Fault(path, str(error) or type(error).__name__)


def brief(name: str) -> str:
    """A name as a path shows it."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _step(error: BaseException) -> str:
    """What one level adds to the path, from the note the converter left."""
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return f".{note.name}"
        if isinstance(note, IterableValidationNote):
            return f"[{note.index}]" if isinstance(note.index, int) else f".{brief(note.index)}"
    return ""


def _joined(path: str, inner: str) -> str:
    if not inner or inner == "$":
        return path
    return path + inner[1:] if inner.startswith("$") else f"{path}.{inner}"
