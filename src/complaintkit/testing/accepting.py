"""Issues of a policy that its owner means: each with the reason, and noticed once it is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias, cast

from complaintkit.checks import KINDS, Issue
from complaintkit.errors import Faults
from complaintkit.values.checks import check_text, nearest, shown

__all__ = ["Accepted", "check_accepted", "entry_for", "standing_still"]

Accepted: TypeAlias = Mapping[tuple[str, str], str]
"""For the code of an issue and the part it is about (an id on its path, or the whole path) why it is meant."""

NOTHING: Final[Accepted] = MappingProxyType({})

STANDSTILLS = frozenset(
    ("inescapable_stage", "category_without_handler", "channel_without_handler", "case_at_a_standstill")
)


def check_accepted(accepted: Accepted) -> None:
    """Refuse a table of accepted issues that cannot be meant: no pairs, an unknown code, no reason.

    :raises InvalidInput: with every fault.
    """
    faults = Faults()
    for given, reason in accepted.items():
        path, key = f"accepted[{given!r}]", cast("object", given)
        if not (isinstance(key, tuple) and len(key) == 2):
            faults.add(path, "expected the code of an issue and the part it is about: ('unread_fact', 'colour')")
            continue
        code, part = key
        if code not in KINDS:
            hint = nearest(code, KINDS)
            faults.add(path, f"no issue has the code {shown(code)}" + (f"; did you mean {hint!r}?" if hint else ""))
        check_text(part, f"{path}, the part", faults)
        check_text(reason, f"{path}, the reason", faults)
    faults.raise_if_any(heading="the accepted issues cannot be used")


def entry_for(accepted: Accepted, issue: Issue) -> tuple[str, str] | None:
    """The entry that an issue falls under; None where it is not accepted.

    >>> from datetime import UTC, datetime
    >>> from complaintkit.checks import Witness
    >>> issue = Issue(code="unread_form", severity="warning", path="$.forms[0](memo)", message="nothing makes it out",
    ...     cure="drop it", witness=Witness(at=datetime(2026, 1, 5, tzinfo=UTC)))
    >>> entry_for({("unread_form", "memo"): "printed by hand"}, issue)
    ('unread_form', 'memo')
    """
    ids = [piece.partition(")")[0] for piece in issue.path.split("(")[1:]]
    return next((key for part in (issue.path, *ids) if (key := (issue.code, part)) in accepted), None)


def standing_still(accepted: Accepted, issues: Sequence[Issue]) -> frozenset[str]:
    """The stages in which a case may come to a standstill, since an accepted issue says that it does."""
    return frozenset(
        issue.witness.stage
        for issue in issues
        if issue.code in STANDSTILLS and issue.witness is not None and entry_for(accepted, issue) is not None
    )
