"""Replaying an issue that a check found: its witness, put before a desk, shows that the issue is real."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from complaintkit.checks import Issue, Witness
from complaintkit.deadlines import Calendar
from complaintkit.errors import HorizonError
from complaintkit.rules.policy import Policy
from complaintkit.testing import (
    proofs,
    proofs_in_time,
    proofs_of_leads,
    proofs_of_numbers,
    proofs_of_runs,
    proofs_of_standstills,
)
from complaintkit.testing.placing import Scene

__all__ = ["PROOFS", "replay"]


def replay(
    policy: Policy,
    issue: Issue,
    *,
    calendars: Mapping[str, Calendar] | None = None,
    directory: Any = None,
) -> None:
    """Show on a desk, over a store in memory, that an issue found by :func:`complaintkit.check` is real.

    ``calendars`` and ``directory`` are those the check was given.

    :raises AssertionError: the witness does not show what the issue says.

    >>> from complaintkit.checks import check
    >>> from complaintkit.rules import Move, Policy, Stage
    >>> policy = Policy(id="tiny", roles=("clerk",), stages=("open", Stage("done", "closed"), "asked"),
    ...     moves=(Move("close", ("open",), "done", by=("clerk",), records=("closed",)),))
    >>> for issue in check(policy):
    ...     replay(policy, issue)
    """
    if issue.severity == "unknown":
        return
    assert issue.witness is not None, f"{issue.code} has no witness"
    if issue.code in BY_DIRECTORY:
        BY_DIRECTORY[issue.code](Scene(policy, issue.witness, calendars), issue.witness, directory)
        return
    try:
        PROOFS[issue.code](Scene(policy, issue.witness, calendars), issue.witness)
    except HorizonError:  # some other due of the case lies past the calendar's table: the desk takes no such case in
        assert issue.code not in ("beyond_the_calendar", "calendar_ends")


BY_DIRECTORY: Mapping[str, Callable[[Scene, Witness, Any], None]] = {
    "missing_holder": proofs_in_time.missing,
    "never_quorate": proofs_in_time.never_quorate,
}
"""The kinds that a directory shows."""

Proof = Callable[[Scene, Witness], None]

PROOFS: Mapping[str, Proof] = {
    "unreachable_stage": proofs.unreachable,
    "inescapable_stage": proofs.inescapable,
    "category_without_handler": proofs.inescapable,
    "channel_without_handler": proofs.inescapable,
    "case_at_a_standstill": proofs_of_standstills.standstill,
    "nothing_due": proofs.nothing_due,
    "no_term_applies": proofs.no_term,
    "term_row_never_applies": proofs.row_never,
    "ambiguous_targets": proofs.ambiguous,
    "no_band_suffices": proofs.no_band,
    "band_never_needed": proofs.idle_band,
    "below_the_tiers": proofs.below,
    "condition_never_holds": proofs.never_holds,
    "condition_always_holds": proofs.always_holds,
    "move_never_possible": proofs.never_possible,
    "separation_bars_everybody": proofs.separation,
    "nobody_is_named": proofs.nobody_named,
    "nobody_left": proofs_in_time.nobody,
    "stand_ins_in_a_circle": proofs_in_time.nobody,
    "escalation_to_nobody": proofs_in_time.dead_end,
    "escalation_to_its_owner": proofs_in_time.dead_end,
    "escalation_in_a_circle": proofs_in_time.round_and_round,
    "warning_before_start": proofs_in_time.early,
    "acknowledged_after_answered": proofs_in_time.acknowledged,
    "kept_shorter_than_owed": proofs_in_time.outlives,
    "extension_without_room": proofs_in_time.no_room,
    "calendar_ends": proofs_in_time.calendar_ends,
    "beyond_the_calendar": proofs_in_time.beyond,
    "serial_outgrows_width": proofs_of_numbers.outgrows,
    "number_repeats": proofs_of_numbers.repeats,
    "stage_belies_record": proofs_of_leads.belied,
    "row_leads_nowhere": proofs_of_leads.stays_behind,
    "channel_without_row": proofs_of_leads.no_row,
    "undeclared_kind": proofs_of_runs.undeclared,
    "stage_without_owner": proofs_of_runs.ownerless,
    "duty_never_starts": proofs_of_runs.never_starts,
    "duty_never_runs": proofs_of_runs.never_runs,
    "duty_never_ends": proofs_of_runs.never_ends,
    "duty_begun_too_late": proofs_of_runs.never_ends,
    "duty_begins_anew": proofs_of_runs.begins_anew,
    "duty_begun_after_its_end": proofs_of_runs.begun_after_its_end,
    "fact_never_asked": proofs_of_runs.never_asked,
    "fact_never_given": proofs_of_runs.never_given,
    "repeats_for_ever": proofs_of_runs.never_repeats_until,
    "band_of_an_outsider": proofs_of_runs.outsider,
    "admitted_without_band": proofs_of_runs.powerless,
    "longstop_before_due": proofs_of_runs.last_day,
    "repeat_beyond_longstop": proofs_of_runs.last_day,
    "window_stops_nothing": proofs_in_time.fares_alike,
    "unread_link": proofs_in_time.fares_alike,
    "unread_register": proofs_in_time.fares_alike,
    "unread_title": proofs_in_time.reads_alike,
    "untitled": proofs_in_time.untitled,
    "unread_fact": proofs_in_time.fares_alike,
    "unread_role": proofs_in_time.fares_alike,
    "unread_form": proofs_in_time.fares_alike,
    "unread_message": proofs_in_time.fares_alike,
    "unread_bands": proofs_in_time.fares_alike,
    "unread_body": proofs_in_time.fares_alike,
    "unread_promise": proofs_in_time.fares_alike,
    "unread_sanction": proofs_in_time.fares_alike,
    "unread_tally": proofs_in_time.fares_alike,
    "unread_convention": proofs_in_time.fares_alike,
    "unread_pause": proofs_in_time.no_pause,
    "unread_setting": proofs_in_time.fares_alike,
}
"""How each kind of issue is shown; what a directory lacks is shown by that directory."""
