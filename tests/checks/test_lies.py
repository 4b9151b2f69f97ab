"""A proof is one only if it can fail: a witness that lies, or a policy without the fault, does not get past it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from complaintkit import check
from complaintkit.checks import Issue, Witness
from complaintkit.deadlines import Days
from complaintkit.rules import ALWAYS, Actor, Policy
from complaintkit.rules.conditions import fact
from complaintkit.testing.replaying import PROOFS, replay
from tests.checks.faulty import FAULTS
from tests.checks.sound import ANSWER, sound, yuan

FITS_THE_SOUND = """inescapable_stage category_without_handler channel_without_handler no_term_applies no_band_suffices
    escalation_to_nobody escalation_to_its_owner warning_before_start beyond_the_calendar""".split()
"""The kinds whose witness names nothing that only the policy with the fault has."""


def lie(**changed: Any) -> Callable[[Witness], Witness]:
    return lambda witness: attrs.evolve(witness, **changed)


UNLIKE = sound(duties=())
LIES: Mapping[str, Callable[[Witness], Witness]] = {
    "unreachable_stage": lie(other=("done", "received", "examined")),
    "case_at_a_standstill": lie(facts={"kept": "yes"}),
    "undeclared_kind": lie(kind="request"),
    "stage_without_owner": lie(stage="received"),
    "stage_belies_record": lie(trigger="close", other=("closed", "done")),
    "row_leads_nowhere": lie(stage="examined"),
    "channel_without_row": lie(channel="letter"),
    "duty_begun_after_its_end": lie(other=(("examined", "goods", "letter"),)),
    "fact_never_asked": lie(other="amount"),
    "duty_never_runs": lie(duty="answer"),
    "duty_begun_too_late": lie(duty="answer"),
    "duty_begins_anew": lie(duty="answer"),
    "fact_never_given": lie(other="amount"),
    "repeats_for_ever": lie(duty="answer"),
    "band_of_an_outsider": lie(by=Actor("x", {"manager"}), other=("limits", "manager")),
    "admitted_without_band": lie(by=Actor("x", {"manager"}), other="manager"),
    "longstop_before_due": lie(duty="acknowledgement"),
    "repeat_beyond_longstop": lie(duty="answer"),
    "window_stops_nothing": lie(other=UNLIKE),
    "untitled": lie(other=("answer",)),
    "nothing_due": lie(category="goods"),
    "duty_never_starts": lie(duty="answer"),
    "duty_never_ends": lie(duty="answer"),
    "term_row_never_applies": lie(other=0),
    "ambiguous_targets": lambda witness: attrs.evolve(
        witness, situation=attrs.evolve(witness.situation, facts={"weight": 4})
    ),
    "band_never_needed": lie(other=("limits", yuan(1000))),
    "below_the_tiers": lie(given={"loss": yuan(500), "who": "emp-7"}),
    "condition_never_holds": lie(other=fact("amount") > yuan(7)),
    "condition_always_holds": lie(other=fact("amount") > yuan(7)),
    "move_never_possible": lie(stage="received", trigger="take", other=((ALWAYS,), (("letter", ()),))),
    "nobody_is_named": lie(stage="received", trigger="take"),
    "separation_bars_everybody": lie(stage="received", trigger="take"),
    "nobody_left": lie(absent=()),
    "stand_ins_in_a_circle": lie(absent=()),
    "escalation_in_a_circle": lie(duty="answer"),
    "kept_shorter_than_owed": lie(duty="answer"),
    "acknowledged_after_answered": lie(other="acknowledgement"),
    "calendar_ends": lie(at=datetime(2026, 3, 2, tzinfo=UTC)),
    "serial_outgrows_width": lie(other=99),
    "number_repeats": lie(other=(date(2026, 3, 1), date(2026, 3, 2))),
    **{code: lie(other=UNLIKE) for code in PROOFS if code.startswith("unread_") and code != "unread_pause"},
}
"""For each kind a witness that says what is not so."""

CURED: Mapping[str, Callable[[Policy], Policy]] = {
    "extension_without_room": lambda policy: attrs.evolve(
        policy,
        duties=tuple(
            attrs.evolve(duty, extension=attrs.evolve(duty.extension, term=Days(40))) if duty.extension else duty
            for duty in policy.duties
        ),
    ),
    "unread_pause": lambda policy: attrs.evolve(
        policy, duties=(policy.duties[0], attrs.evolve(ANSWER, pauses=("customer",)))
    ),
}
"""For two kinds the policy without the fault, in which the witness fits as well."""


def found(code: str) -> tuple[Policy, Issue]:
    policy, path = FAULTS[code]()
    return policy, next(issue for issue in check(policy) if (issue.code, issue.path) == (code, path))


def test_every_proof_is_put_to_the_test():
    """No proof is left that was never seen to fail."""
    assert {*FITS_THE_SOUND, *LIES, *CURED} == PROOFS.keys()


@pytest.mark.parametrize("code", FITS_THE_SOUND)
def test_under_the_sound_policy_the_witness_shows_nothing(code):
    """The same case under the policy without the fault fares well, and the proof says so."""
    _, issue = found(code)
    with pytest.raises((AssertionError, StopIteration)):
        replay(sound(), issue)


@pytest.mark.parametrize("code", sorted(LIES))
@pytest.mark.no_cover
def test_a_witness_that_lies_is_found_out(code):
    """The proof of a kind fails for a witness that says what is not so."""
    policy, issue = found(code)
    replay(policy, issue)
    with pytest.raises(AssertionError):
        replay(policy, attrs.evolve(issue, witness=LIES[code](issue.witness)))


@pytest.mark.parametrize("code", sorted(CURED))
def test_under_the_cured_policy_the_witness_shows_nothing(code):
    """Where the cure changes a part and drops none, the witness fits, and its proof fails."""
    policy, issue = found(code)
    with pytest.raises(AssertionError):
        replay(CURED[code](policy), issue)
