"""The fold: what one more event makes of a case. Replaying all events gives the case; so does folding as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import attrs

from complaintkit.cases.case import Allegation, Case, FiredRung, Occurrence
from complaintkit.cases.clocks import follows_due
from complaintkit.cases.events import (
    EMPTY,
    Acted,
    Alleged,
    Body,
    Corrected,
    Erased,
    Event,
    Extended,
    Filed,
    Fired,
    IssuedForm,
    Lifted,
    Linked,
    SanctionStep,
    Told,
    Unjoined,
    standing_facts,
)
from complaintkit.cases.loosening import unjoined
from complaintkit.cases.program import Program
from complaintkit.cases.recording import enter, evolved, filled, put_on_record, rederive, settle, stop_all, update_run
from complaintkit.deadlines import Extension, Pause, Promise
from complaintkit.errors import IntegrityError
from complaintkit.values import Money


def fold(program: Program, events: Iterable[Event], case: Case | None = None) -> Case:
    """The case that ``events`` add up to, on top of ``case`` if one is given.

    :raises IntegrityError: there are no events, or the first is not a filing.
    """
    for event in events:
        case = begin(program, event) if case is None else apply(program, case, event)
    if case is None:
        raise IntegrityError("a case has at least one event, got none")
    return case


def begin(program: Program, event: Event) -> Case:
    """The case a filing makes."""
    body = event.body
    if not isinstance(body, Filed):
        raise IntegrityError(f"case {event.case_id!r} begins with {type(body).__name__}, not with its filing")
    stage = program.stages[body.stage]
    case = Case(
        event.tenant,
        event.case_id,
        body.kind,
        body.policy,
        event.occurred_at,
        0,
        body.stage,
        event.recorded_at,
        event.hash,
        {},
        {},
        dict(body.facts),
        body.category,
        body.channel,
        None,
        body.parties,
        frozenset(body.about),
        frozenset(),
        body.refs,
        owner=stage.owner,
        assigned=body.assigned,
        attachments=body.attachments,
        links=body.links,
        period=body.period,
        unit=body.unit,
        adopted=body.adopted,
        counted=tuple([(event.seq, key) for key in body.tallied]),
    )
    changes: dict[str, Any] = {"version": event.seq, "hash": event.hash, "recorded_at": event.recorded_at}
    stood = (program.kinds[body.kind].initial, body.stage) if body.adopted else (body.stage,)  # elsewhere it owed too
    put_on_record(program, case, changes, (body.record,), event, event.occurred_at, stages=stood)
    for record, at in body.records:  # in the order of their moments, and none is from before the receipt
        case = evolved(case, changes)
        changes = {"version": event.seq}
        put_on_record(program, case, changes, (record,), event, at, stages=stood)
    since = _stands_since(program, event, body)
    if body.adopted:
        changes["clocks"] = {
            duty: tuple(attrs.evolve(run, adopted_at=event.recorded_at) for run in runs)
            for duty, runs in changes.get("clocks", case.clocks).items()
        }
    if body.number is not None:
        changes["number"] = body.number
    if body.forms:
        changes["forms"] = tuple(IssuedForm(form.form, form.copies, event.seq) for form in body.forms)
        put_on_record(program, evolved(case, changes), changes, ("issued",), event, event.occurred_at)
    clocks = changes.get("clocks", case.clocks)
    if any(runs[-1].running and stage.kind not in program.duties[id].stage_kinds for id, runs in clocks.items()):
        changes["clocks"] = {
            id: (*runs[:-1], evolved(runs[-1], {"stopped_at": since}))
            if runs[-1].running and stage.kind not in program.duties[id].stage_kinds
            else runs
            for id, runs in clocks.items()
        }
    if stage.kind == "waiting" and stage.pause is not None:
        changes["pauses"] = (Pause(stage.pause, since, None),)
        changes["pauses_of"] = ((event.seq, 0),)
    return settle(program, evolved(case, changes))


def _stands_since(program: Program, event: Event, body: Filed) -> datetime:
    """Since when a case stands in the stage it begins in. One taken over elsewhere than where its kind begins: since
    the records of a move that leads there, or, where it brought none along, since it was taken over.
    """
    if not body.adopted or body.stage == program.kinds[body.kind].initial:
        return event.occurred_at
    past = dict(body.records)
    came = [
        max(past[record] for record in move.records)
        for move in program.policy.moves
        if move.target == body.stage and move.records and past.keys() >= set(move.records)
    ]
    return max(came, default=event.recorded_at)


def apply(program: Program, case: Case, event: Event) -> Case:
    """The case after one more event.

    :raises IntegrityError: the event is not the case's next one.
    """
    if event.seq != case.version + 1:
        raise IntegrityError(f"case {case.id!r} is at version {case.version}, event {event.seq} cannot follow it")
    fields = case.__dict__.copy()
    fields["version"], fields["hash"], fields["recorded_at"] = event.seq, event.hash, event.recorded_at
    _APPLY[type(event.body)](program, case, fields, event, event.body)
    if tallied := getattr(event.body, "tallied", ()):
        fields["counted"] = (*case.counted, *((event.seq, key) for key in tallied))
    after = filled(Case, fields)
    corrected = event.body if type(event.body) is Corrected else None
    if program.conditional and (corrected is not None or after.clocks is not case.clocks):
        return settle(program, after, corrected)
    return after


def _acted(program: Program, case: Case, changes: dict[str, Any], event: Event, body: Acted) -> None:
    given = body.facts is not EMPTY and bool(body.facts)
    if given:
        changes["facts"] = {**case.facts, **body.facts}
    if body.category is not None:
        changes["category"] = body.category
    if body.number is not None:
        changes["number"] = body.number
    put_on_record(program, case, changes, body.records, event, event.occurred_at, body.facts, (body.stage,))
    if body.stage != case.stage:
        enter(program, case, changes, body.stage, event)
    if body.forms:
        changes["forms"] = (*case.forms, *(IssuedForm(f.form, f.copies, event.seq) for f in body.forms))
    if body.told:
        changes["told"] = _told(case, body.told, event)
    if body.sanctions:
        changes["sanctions"] = _sanctions(program, case.sanctions, body.sanctions)
    if body.links:
        changes["links"] = (*case.links, *(link for link in body.links if link not in case.links))
    if body.attachments:
        changes["attachments"] = (*case.attachments, *body.attachments)
    if body.to is not None:
        if "recused" in body.records:
            changes["recused"] = case.recused | {body.to}
        else:
            changes["assigned"] = body.to
    if body.promise is not None:
        duty, at = body.promise
        promise = Promise(at, event.occurred_at)
        update_run(
            case,
            changes,
            duty,
            lambda run: evolved(run, {"promises": (*run.promises, promise), "moved_at": event.recorded_at}),
        )
    if given or body.category is not None or program.effects[body.records].rederives:
        rederive(program, case, changes, body, event)


def _told(case: Case, told: tuple[Told, ...], event: Event) -> tuple[Told, ...]:
    return (*case.told, *(item._replace(seq=event.seq) for item in told))


def _sanctions(
    program: Program, held: tuple[SanctionStep, ...], steps: tuple[SanctionStep, ...]
) -> tuple[SanctionStep, ...]:
    kept = list(held)
    for step in steps:
        rule = program.sanctions.get(step.rule)
        if rule is not None and rule.once and step.state != "waived":
            kept = [_replaced(sanction, step) for sanction in kept]
        if step.state == "proposed":
            kept.append(step)
            continue
        for i, sanction in enumerate(kept):
            if (sanction.rule, sanction.subject, sanction.state) == (step.rule, step.subject, "proposed"):
                kept[i] = sanction._replace(state=step.state)
    return tuple(kept)


def _replaced(sanction: SanctionStep, step: SanctionStep) -> SanctionStep:
    """A sanction of a rule that knows one for each subject, after a later step: what is like it gives way to it."""
    like = (sanction.rule, sanction.subject, sanction.state) == (step.rule, step.subject, step.state)
    return sanction._replace(state="replaced") if like else sanction


def _extended(program: Program, case: Case, changes: dict[str, Any], event: Event, body: Extended) -> None:
    rule = program.duties[body.duty].extension
    assert rule is not None
    extension = Extension(
        rule.how,
        event.occurred_at,
        term=None if rule.how == "fixed" else rule.term,
        due_at=body.until,
        reason=body.reason,
        asked_at=body.asked_at,
    )
    update_run(
        case,
        changes,
        body.duty,
        lambda run: evolved(run, {"extensions": (*run.extensions, extension), "moved_at": event.recorded_at}),
    )
    if body.told:
        changes["told"] = _told(case, body.told, event)


def _fired(program: Program, case: Case, changes: dict[str, Any], event: Event, body: Fired) -> None:
    rung = FiredRung(body.rung, body.due_at, body.fires_at, event.seq, 0, bool(body.skipped))
    runs = case.clocks.get(body.duty)
    if runs is not None:  # the end of its retention is no duty's
        ran = tuple([evolved(run, {"fired": (*run.fired, rung)}) if run.n == body.occurrence else run for run in runs])
        changes["clocks"] = {**case.clocks, body.duty: ran}
    if body.forms:
        changes["forms"] = (*case.forms, *(IssuedForm(f.form, f.copies, event.seq) for f in body.forms))
    own = (body.duty, body.fires_at)
    put_on_record(program, case, changes, body.records, event, event.occurred_at, rung=own)


def _lifted(program: Program, case: Case, changes: dict[str, Any], event: Event, body: Lifted) -> None:
    clocks = dict(case.clocks)
    clocks[body.duty] = tuple(
        attrs.evolve(
            run,
            fired=tuple(fired._replace(lifted=event.seq) if fired.seq == body.fired else fired for fired in run.fired),
        )
        for run in clocks[body.duty]
    )
    changes["clocks"] = clocks
    if case.counted:
        changes["counted"] = tuple([entry for entry in case.counted if entry[0] != body.fired])


def _corrected(program: Program, case: Case, changes: dict[str, Any], event: Event, body: Corrected) -> None:
    if standing := standing_facts(body):
        changes["facts"] = {**case.facts, **standing}
        rederive(program, case, changes, Acted(trigger="", stage=case.stage, facts=standing), event)
        redress = program.policy.redress
        amount = None if redress is None else standing.get(redress.fact)
        if isinstance(amount, Money) and case.redress_proposed is not None:
            changes["redress_proposed"] = amount
    if body.recounted:
        over = {(seq, before) for seq, before, _ in body.recounted}
        kept = [entry for entry in case.counted if entry not in over]
        changes["counted"] = (*kept, *((seq, now) for seq, _, now in body.recounted if now))
    at = body.occurred_at
    if at is None:
        return
    if body.seq == 1:
        changes["received_at"] = at
    changes["records"] = {
        name: tuple(made._replace(at=at) if made.seq == body.seq else made for made in entries)
        for name, entries in case.records.items()
    }
    clocks = changes.get("clocks", case.clocks)
    changes["clocks"] = {
        duty: tuple(
            _moved(run, body.seq, at, event.recorded_at, held=follows_due(program.duties[duty], runs, run))
            for run in runs
        )
        for duty, runs in clocks.items()
    }
    changes["told"] = tuple(told._replace(at=at) if told.seq == body.seq else told for told in case.told)
    if any(body.seq in pair for pair in case.pauses_of):
        changes["pauses"] = tuple(
            _shifted(pause, pair, body.seq, at) for pause, pair in zip(case.pauses, case.pauses_of, strict=True)
        )
        causes = {pause.cause for pause in case.pauses}
        for duty in program.policy.duties:
            if not causes.isdisjoint(duty.pauses):
                update_run(case, changes, duty.id, lambda run: evolved(run, {"moved_at": event.recorded_at}))


def _shifted(pause: Pause, pair: tuple[int, int], seq: int, at: datetime) -> Pause:
    """A pause after the entry that began or ended it was corrected; it never ends before it began."""
    begun = at if pair[0] == seq else pause.begun_at
    ended = at if pair[1] == seq else pause.ended_at
    return Pause(pause.cause, begun, ended if ended is None else max(ended, begun))


def _moved(run: Occurrence, seq: int, at: datetime, now: datetime, *, held: bool) -> Occurrence:
    """A run after the entry it began, changed or ended with was corrected; ``held``: its start is another's due."""
    if run.started_seq == seq:
        run = attrs.evolve(run, started_at=run.started_at if held else at, moved_at=now)
    if run.changed_seq == seq:
        run = attrs.evolve(run, changed_at=at, moved_at=now)
    if run.ended_seq == seq:
        run = attrs.evolve(run, ended_at=at)
    return run


def _linked(program: Program, case: Case, changes: dict[str, Any], event: Event, body: Linked) -> None:
    if all((link.rule, link.case_id) != (body.link.rule, body.link.case_id) for link in case.links):
        changes["links"] = (*case.links, body.link)
    if body.told:
        changes["told"] = _told(case, body.told, event)
    if body.category is not None:
        changes["category"] = body.category
    put_on_record(program, case, changes, body.records, event, event.occurred_at, stages=(body.stage or case.stage,))
    if body.stage is not None:
        enter(program, case, changes, body.stage, event)
        stop_all(case, changes, event.occurred_at)
    elif body.records or body.category is not None:
        as_move = Acted(trigger="", stage=case.stage, records=body.records, category=body.category)
        rederive(program, case, changes, as_move, event)


def _alleged(program: Program, case: Case, changes: dict[str, Any], event: Event, body: Alleged) -> None:
    changes["alleged"] = (*case.alleged, Allegation(body.conduct, body.against, event.seq))


def _erased(program: Program, case: Case, changes: dict[str, Any], event: Event, body: Erased) -> None:
    """The commitments stay on the case: that something was given is known, and decisions come out as they did."""


_APPLY: dict[type[Body], Callable[[Program, Case, dict[str, Any], Event, Any], None]] = {
    Acted: _acted,
    Extended: _extended,
    Fired: _fired,
    Lifted: _lifted,
    Corrected: _corrected,
    Linked: _linked,
    Unjoined: unjoined,
    Alleged: _alleged,
    Erased: _erased,
}
