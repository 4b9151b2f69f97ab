"""Where a rule comes from: a text, a clause of it, and how sure we are that it says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

import attrs

from complaintkit.errors import Faults
from complaintkit.values.checks import check_text, shown

__all__ = ["Citation", "Mark", "source"]

Mark = Literal["", "reading", "default", "param"]
MARKS: frozenset[str] = frozenset(get_args(Mark))


@attrs.frozen
class Citation:
    """A clause that a rule rests on.

    ``mark`` says what kind of support it is: ``""`` the source's own word, ``"reading"`` what an unclear place is
    taken to mean, ``"default"`` a choice where the source is silent, ``"param"`` a figure that the policy's owner
    fills in. ``confidence`` is free text for explanations ("the copy is damaged here").

    Raises `InvalidInput` where the source or the clause is empty or the mark is not one of these.

    >>> str(Citation("T1", "art. 6"))
    'T1 art. 6'
    >>> str(Citation("T1", "art. 8(3)", mark="reading"))
    'T1 art. 8(3) [reading]'
    """

    source: str
    clause: str
    mark: Mark = attrs.field(default="", kw_only=True)
    confidence: str = attrs.field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        check_text(self.source, "source", faults)
        check_text(self.clause, "clause", faults)
        if self.mark not in MARKS:
            faults.add("mark", f"expected one of 'reading', 'default', 'param' or nothing, got {shown(self.mark)}")
        check_text(self.confidence, "confidence", faults, empty=True)
        faults.raise_if_any(heading="the citation cannot be read")

    def __str__(self) -> str:
        text = f"{self.source} {self.clause}"
        return f"{text} [{self.mark}]" if self.mark else text


def source(name: str) -> Callable[..., Citation]:
    """A short hand for citing one text many times.

    >>> T1 = source("T1")
    >>> T1("art. 8(3)", mark="reading")
    Citation(source='T1', clause='art. 8(3)', mark='reading', confidence='')
    """

    def cite(clause: str, *, mark: Mark = "", confidence: str = "") -> Citation:
        return Citation(name, clause, mark=mark, confidence=confidence)

    cite.__doc__ = f"A clause of {name}."
    return cite
