"""Proofs in time: people, ladders, dates, numbers, settings. Each fails where the witness shows nothing."""

from __future__ import annotations

import re
from typing import Any

from complaintkit.cases.clocks import due_rows
from complaintkit.cases.keeping import kept_by
from complaintkit.checks import Witness
from complaintkit.checks.choices import rows_of
from complaintkit.checks.days import fate
from complaintkit.deadlines import Clock, Due, rung_instant
from complaintkit.errors import HorizonError, Refused, UnknownDays
from complaintkit.rules.communication import Sent
from complaintkit.rules.evaluate import evaluate
from complaintkit.rules.record import Actor
from complaintkit.testing.placing import Scene
from complaintkit.testing.proofs import placed

__all__ = [
    "acknowledged",
    "beyond",
    "calendar_ends",
    "dead_end",
    "early",
    "fares_alike",
    "fate_of",
    "missing",
    "never_quorate",
    "no_pause",
    "no_room",
    "nobody",
    "put_to_the_desk",
    "reads_alike",
    "round_and_round",
    "untitled",
]


# -- people -----------------------------------------------------------------------------------------------------------


def nobody(scene: Scene, witness: Witness, directory: Any = None) -> None:
    """Nobody who holds the roles, or stands in for them, is there; and whoever else asks hears so."""
    if not placed(scene, witness):
        return
    case = scene.place()
    desk = scene.with_directory(directory)
    assert witness.by is not None
    decision = desk.consider(case.id, witness.trigger, by=witness.by)
    assert "nobody_left" in decision.codes, decision


def missing(scene: Scene, witness: Witness, directory: Any) -> None:
    """By the directory given nobody holds the role."""
    assert directory is not None, "give replay the directory that the check was given"
    role = next(role for role in scene.policy.roles if role.id == witness.other)
    case = scene.place()
    desk = scene.with_directory(directory)
    seats = (role.id, *role.deputies, *((role.last_resort,) if role.last_resort else ()))
    assert not any(directory.holders(desk.tenant, seat, None, witness.at) for seat in seats)
    decision = desk.consider(case.id, witness.trigger, by=witness.by or Actor("stranger"))
    assert {"role", "condition"} & set(decision.codes), decision


def never_quorate(scene: Scene, witness: Witness, directory: Any) -> None:
    """With all the members that the directory has there and in favour, the body cannot decide all the same."""
    assert directory is not None, "give replay the directory that the check was given"
    body = next(body for body in scene.policy.bodies if body.id == witness.other)
    case = scene.place()
    desk = scene.with_directory(directory)
    members = {who for role in body.members for who in directory.holders(desk.tenant, role, None, witness.at)}
    met = {"votes": dict.fromkeys(sorted(members), "for"), "chair": min(members, default="")}
    decision = desk.consider(case.id, witness.trigger, by=witness.by or Actor("stranger"), meeting=met)
    assert {"quorum", "nobody_left", "condition"} & set(decision.codes), decision


# -- ladders ----------------------------------------------------------------------------------------------------------


def _started(scene: Scene, witness: Witness) -> tuple[str, ...]:
    duty = next(duty for duty in scene.policy.duties if duty.id == witness.duty)
    return tuple(dict.fromkeys((*(r for r in witness.records if r not in duty.ends), duty.starts)))


def dead_end(scene: Scene, witness: Witness) -> None:
    """When the rung falls, no notice goes to anybody but the owner of the duty."""
    if not placed(scene, witness):
        return
    duty = next(duty for duty in scene.policy.duties if duty.id == witness.duty)
    case = scene.place(records=_started(scene, witness))
    rows = [row for row in due_rows(scene.desk.program(case.id), case, duty.id) if row.rung == witness.rung]
    for row in rows:
        scene.clock.move_to(max(row.fires_at, scene.clock.now()))
        scene.desk.sweep()
        with scene.store.begin(reading=True) as tx:
            told = [n.to for n in tx.notices("acme") if n.case_id == case.id and n.subject == f"{duty.id}/{row.rung}"]
        assert set(told) <= {duty.owner}, told


def round_and_round(scene: Scene, witness: Witness) -> None:
    """Swept at each rung, the duty begins anew again and again, and nobody did anything."""
    if not placed(scene, witness):
        return
    case = scene.place(records=_started(scene, witness))
    program = scene.desk.program(case.id)
    for _ in range(3 * (1 + len(witness.other))):
        case = scene.desk.get(case.id)
        rows = [row for id in witness.other for row in due_rows(program, case, id) if row.rung]
        if not rows:
            break
        scene.clock.move_to(max(scene.clock.now(), min(row.fires_at for row in rows)))
        scene.desk.sweep()
    assert len(scene.desk.get(case.id).clocks[witness.duty]) > 2, "the duty does not begin anew"


# -- dates ------------------------------------------------------------------------------------------------------------


def put_to_the_desk(scene: Scene, witness: Witness, id: str) -> Any:
    """The due of a duty on the witness's case, by the desk; or the error with which it takes no such case in, whichever
    duty or rung of the case that is about.
    """
    try:
        case = scene.place(records=_started(scene, witness))
        states = [state for state in scene.desk.dues(case.id) if state.duty == id]
    except (HorizonError, UnknownDays) as error:
        return error
    return states[-1].due if states else None


def fate_of(scene: Scene, witness: Witness, id: str) -> Any:
    """The due of a duty on the witness's case: by the desk, and by the term alone where no case can be put there.

    Where the due or the witness's rung lies past the calendar's table, the error that says so.
    """
    duty = next(duty for duty in scene.policy.duties if duty.id == id)
    if placed(scene, witness):
        found = put_to_the_desk(scene, witness, id)
        if not isinstance(found, HorizonError | UnknownDays):
            return found
    assert witness.situation is not None
    program = scene.desk._programs[scene.policy.hash]
    term = next(term for condition, term in rows_of(duty.term) if evaluate(condition, witness.situation).value is True)
    calendar, convention = program.calendar_of(duty, None), program.convention_of(duty)
    falls = fate(term, witness.at, calendar, convention)
    if isinstance(falls, Due) and witness.rung:
        rung = next(rung for rung in duty.ladder if rung.id == witness.rung)
        try:
            rung_instant(rung.at, Clock(term, witness.at, calendar, convention=convention), falls)
        except HorizonError as error:
            return error
    return falls


def early(scene: Scene, witness: Witness) -> None:
    """The rung is on record as one whose instant lay before the duty's start."""
    if not placed(scene, witness):
        return
    case = scene.place(records=_started(scene, witness))
    fired = [
        event.body
        for event in scene.desk.events(case.id)
        if getattr(event.body, "rung", None) == witness.rung and getattr(event.body, "duty", "") == witness.duty
    ]
    assert fired, "the rung was not passed over"
    assert all(body.fires_at < witness.at for body in fired)  # type: ignore[union-attr]  # Fired, by its rung


def acknowledged(scene: Scene, witness: Witness) -> None:
    """On the same case the acknowledgement falls due after the answer."""
    first, final = fate_of(scene, witness, witness.duty), fate_of(scene, witness, witness.other)
    assert isinstance(first, Due)
    assert isinstance(final, Due)
    assert first.due_at > final.due_at


def outlives(scene: Scene, witness: Witness) -> None:
    """The duty falls due when the rule no longer keeps the case, both counted from the same moment."""
    owed, program = fate_of(scene, witness, witness.duty), scene.desk._programs[scene.policy.hash]
    rule = next(rule for rule in scene.policy.retention if rule.id == witness.other)
    assert rule.term is not None
    duty = next(duty for duty in scene.policy.duties if duty.id == witness.duty)
    stages = [stage for stage in scene.policy.stages if stage.case_kind == witness.kind]
    there = next(stage.id for stage in stages if stage.kind in duty.stage_kinds)
    case = scene.place(stage=there, records=_started(scene, witness))
    kept = next(found.until for found in kept_by(program, case) if found.rule == rule.id)
    assert isinstance(owed, Due)
    assert isinstance(kept, Due)
    assert owed.due_at > kept.due_at


def no_room(scene: Scene, witness: Witness) -> None:
    """A moment after the due, however close, is refused as past the bound."""
    if not placed(scene, witness):
        return
    duty = next(duty for duty in scene.policy.duties if duty.id == witness.duty)
    case = scene.place(records=_started(scene, witness))
    rule = duty.extension
    assert rule is not None
    message = None
    if rule.message is not None:
        told = next(message for message in scene.policy.messages if message.id == rule.message)
        message = Sent(next(iter(told.means), "letter"))
    try:
        scene.desk.extend(
            case.id, duty.id, by=scene.filer, reason=rule.reasons[0], until=witness.other, message=message
        )
    except Refused as refused:
        why = {reason.arg("why") for reason in refused.decision.reasons}
    else:
        why = {"granted"}
    assert "until" in why, why


def calendar_ends(scene: Scene, witness: Witness) -> None:
    """The due rests on days that the calendar does not know."""
    found = fate_of(scene, witness, witness.duty)
    assert isinstance(found, UnknownDays) or (isinstance(found, Due) and found.provisional), found


def beyond(scene: Scene, witness: Witness) -> None:
    """The due, or the rung, lies past the calendar's table."""
    assert isinstance(fate_of(scene, witness, witness.duty), HorizonError)


# -- settings ---------------------------------------------------------------------------------------------------------


def fares_alike(scene: Scene, witness: Witness) -> None:
    """The case fares under the policy as under the one without the part: stage, dues, what may be done."""
    other = Scene(witness.other, witness, scene.calendars)
    here, there = (_fares(found, witness) for found in (scene, other))
    assert here == there


def untitled(scene: Scene, witness: Witness) -> None:
    """In both languages people are shown the id."""
    assert witness.other
    for id in witness.other:
        assert {scene.policy.title(id, lang) for lang in ("en", "zh")} == {id}


def reads_alike(scene: Scene, witness: Witness) -> None:
    """The case is explained under the policy as under the one without the title, word for word, in both languages."""
    other = Scene(witness.other, witness, scene.calendars)
    assert _explained(scene) == _explained(other)
    fares_alike(scene, witness)


def _explained(scene: Scene) -> tuple[str, ...]:
    case = scene.place()
    texts = (scene.desk.explain(case.id, by=scene.filer, lang=lang).text() for lang in ("en", "zh"))
    return tuple(re.sub("[0-9a-f]{8,}", "", text.replace(case.id, "")) for text in texts)


def _fares(scene: Scene, witness: Witness) -> Any:
    case = scene.place()
    offers = scene.desk.available(case.id, by=scene.filer)
    try:
        dues = tuple((state.duty, state.status, state.due) for state in scene.desk.dues(case.id))
    except HorizonError:
        dues = ()
    return case.stage, case.registers, dues, tuple((offer.trigger, offer.answer) for offer in offers)


def no_pause(scene: Scene, witness: Witness) -> None:
    """A case that waits there has no clock that is stopped."""
    case = scene.place()
    try:
        states = scene.desk.dues(case.id)
    except HorizonError:
        return
    assert all(state.status != "paused" for state in states)
    assert not any(witness.other in duty.pauses for duty in scene.policy.duties)
