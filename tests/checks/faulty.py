"""For each kind of issue a policy that has it and nothing else changed; the tables by topic in one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from complaintkit.testing import FixedDirectory
from tests.checks.faulty_choices import CHOICES
from tests.checks.faulty_dates import DATES
from tests.checks.faulty_unread import UNREAD
from tests.checks.faulty_ways import WAYS
from tests.checks.sound import (
    Fault,
)

FAULTS: Mapping[str, Callable[[], Fault]] = {**WAYS, **CHOICES, **DATES, **UNREAD}
"""For each kind of issue a policy that has it, and the path where it is. A missing holder is the directory's fault."""

BESIDE: Mapping[str, frozenset[str]] = {
    # the fault named first brings these with it, rightly
    "category_without_handler": frozenset(("duty_never_ends",)),
    "channel_without_handler": frozenset(("duty_never_ends",)),
    "inescapable_stage": frozenset(("condition_never_holds", "unreachable_stage", "duty_never_ends")),
    "condition_never_holds": frozenset(("condition_always_holds",)),
    "case_at_a_standstill": frozenset(("fact_never_asked",)),
    "acknowledged_after_answered": frozenset(("warning_before_start",)),  # in long holidays
}
"""What else a policy with one fault has: a stage without an exit leaves those behind it unreachable, and so on."""

NOBODY = FixedDirectory({"emp-1": ("clerk",), "emp-2": ("director",)})
EVERYBODY = FixedDirectory({"emp-1": ("clerk",), "emp-2": ("manager",), "emp-3": ("director",)})
