"""Proofs of the runs of duties, and of who may decide. Each fails where the witness shows nothing."""

from __future__ import annotations

from complaintkit.cases.program import Row
from complaintkit.checks import Witness
from complaintkit.checks.choices import rows_of
from complaintkit.checks.days import fate
from complaintkit.checks.situations import some_value
from complaintkit.deadlines import Due
from complaintkit.errors import InvalidInput
from complaintkit.rules.authority import judge
from complaintkit.rules.duties import Duty
from complaintkit.rules.evaluate import evaluate
from complaintkit.rules.facts import Fact
from complaintkit.testing.placing import Scene
from complaintkit.testing.proofs import never_granted, placed
from complaintkit.testing.proofs_in_time import put_to_the_desk
from complaintkit.values import Money

__all__ = [
    "begins_anew",
    "begun_after_its_end",
    "last_day",
    "never_asked",
    "never_ends",
    "never_given",
    "never_repeats_until",
    "never_runs",
    "never_starts",
    "outsider",
    "ownerless",
    "powerless",
    "undeclared",
]


def _duty(scene: Scene, witness: Witness) -> Duty:
    return next(duty for duty in scene.policy.duties if duty.id == witness.duty)


# -- runs -------------------------------------------------------------------------------------------------------------


def _never_made(scene: Scene, witness: Witness, records: tuple[str, ...]) -> None:
    """In the stages that are reached, with all that a case gets, no granted move makes one of the records."""
    for stage in witness.other:
        assert not set(records) & set(scene.place(stage=stage).records)
        for row in scene.rows(stage):
            if set(row.plain.records) & set(records):
                never_granted(scene, row)


def never_starts(scene: Scene, witness: Witness) -> None:
    """The record that starts the duty is not the filing, and no granted move makes it."""
    duty = _duty(scene, witness)
    assert duty.starts != "filed"
    _never_made(scene, witness, (duty.starts,))


def never_repeats_until(scene: Scene, witness: Witness) -> None:
    """No granted move makes the record until which the duty repeats."""
    duty = _duty(scene, witness)
    assert duty.repeats is not None
    assert duty.until
    _never_made(scene, witness, duty.until)


def never_runs(scene: Scene, witness: Witness) -> None:
    """Wherever cases come to and the filing, or a move that is granted, makes what starts it, the duty does not run."""
    duty = _duty(scene, witness)
    assert scene.first_stage(witness.channel) in witness.other
    if duty.starts == "filed":
        case = scene.file()
        assert case.stage in witness.other
        assert duty.id not in case.clocks or case.clocks[duty.id][-1].stopped_at is not None
        return
    for source in witness.other:
        for row in scene.rows(source):
            if duty.starts not in row.plain.records:
                continue
            for case, given in scene.many(row):
                if not scene.consider(case, row, scene.filer, given, None).granted:
                    continue
                runs = scene.act(case, row, scene.filer, given, None).clocks.get(duty.id, ())
                assert all(run.stopped_at is not None or run.ended_at is not None for run in runs), "it runs"


def never_ends(scene: Scene, witness: Witness) -> None:
    """From the places a case comes to while the duty runs, no granted move ends it, nor leads to another such place."""
    duty, kinds = _duty(scene, witness), {stage.id: stage.kind for stage in scene.policy.stages}
    places = set(witness.other)
    assert (witness.stage, witness.category) in places
    case = scene.place(records=tuple(dict.fromkeys((*witness.records, duty.starts))))
    assert all(state.ended_at is None for state in scene.desk.dues(case.id) if state.duty == duty.id)
    for stage, category in places:
        assert kinds[stage] in duty.stage_kinds
        for row in scene.rows(stage):
            news = [c.id for c in scene.policy.categories] if row.move.reclassifies else [category]
            for new in news:
                leads_out = kinds[row.target] in duty.stage_kinds and (row.target, new) not in places
                if leads_out or set(row.plain.records) & set(duty.ends):
                    never_granted(scene, row, becomes=new, category=category)


def begins_anew(scene: Scene, witness: Witness) -> None:
    """Whichever granted move ends a run of the duty, a run is there after it that nothing has ended."""
    duty, kinds = _duty(scene, witness), {stage.id: stage.kind for stage in scene.policy.stages}
    for stage in witness.other:
        for row in scene.rows(stage):
            if not set(row.plain.records) & set(duty.ends):
                continue
            assert duty.starts in row.plain.records
            for case, given in scene.many(row):
                if not scene.consider(case, row, scene.filer, given, None).granted:
                    continue
                runs = scene.act(case, row, scene.filer, given, None).clocks.get(duty.id, ())
                assert kinds[row.target] not in duty.stage_kinds or runs[-1].running, "it is over"


def begun_after_its_end(scene: Scene, witness: Witness) -> None:
    """Where the duty was never met no granted move starts it; where one starts it, it is owed though it was met."""
    duty, kinds = _duty(scene, witness), {stage.id: stage.kind for stage in scene.policy.stages}
    for stage, category, channel in witness.other:
        for row in _starting(scene, duty, stage):
            never_granted(scene, row, category=category, channel=channel)
    met = tuple(dict.fromkeys((*witness.records, *duty.ends)))
    for stage in (stage.id for stage in scene.policy.stages if stage.case_kind == witness.kind):
        for row in _starting(scene, duty, stage):
            for case, given in scene.many(row, records=met, category=witness.category, channel=witness.channel):
                if set(duty.ends) <= set(case.records) and scene.consider(case, row, scene.filer, given, None).granted:
                    runs = scene.act(case, row, scene.filer, given, None).clocks.get(duty.id, ())
                    assert not runs or runs[-1].running or kinds[row.target] not in duty.stage_kinds, "it is met"


def _starting(scene: Scene, duty: Duty, stage: str) -> list[Row]:
    """The rows from a stage that start a duty and do not end it."""
    rows = [row for row in scene.rows(stage) if duty.starts in row.plain.records]
    return [row for row in rows if not set(row.plain.records) & set(duty.ends)]


def never_asked(scene: Scene, witness: Witness) -> None:
    """A case is filed without the fact, and in no stage does a move take it, whatever is told to be missing."""
    assert witness.other not in scene.file().facts
    never_given(scene, witness)


def _takes_no(scene: Scene, case_id: str, trigger: str, fact: Fact) -> None:
    try:
        scene.desk.consider(case_id, trigger, by=scene.filer, facts={fact.id: some_value(fact)})
    except InvalidInput as error:
        refused = [fault.path for fault in error.faults]
    else:
        refused = []
    assert any(fact.id in path for path in refused), f"{trigger} takes it"


def never_given(scene: Scene, witness: Witness) -> None:
    """The sweep opens such cases without facts, and in no stage does a move take the fact."""
    kind = next(kind for kind in scene.policy.all_kinds if kind.id == witness.kind)
    fact = next(fact for fact in scene.policy.facts if fact.id == witness.other)
    assert fact.case_kind == kind.id
    for stage in (stage.id for stage in scene.policy.stages if stage.case_kind == witness.kind):
        case = scene.place(stage=stage)
        for trigger in scene.desk.program(case.id).triggers_at.get(stage, ()):
            _takes_no(scene, case.id, trigger, fact)


def last_day(scene: Scene, witness: Witness) -> None:
    """The due of the case is its last day, which comes before what the term alone would give, or with it."""
    duty, program = _duty(scene, witness), scene.desk._programs[scene.policy.hash]
    assert duty.longstop is not None
    assert witness.situation is not None
    term = next(term for condition, term in rows_of(duty.term) if evaluate(condition, witness.situation).value is True)
    calendar, convention = program.calendar_of(duty, None), program.convention_of(duty)
    alone, last = (fate(found, witness.at, calendar, convention) for found in (term, duty.longstop))
    assert isinstance(alone, Due)
    assert isinstance(last, Due)
    assert last.due_at <= alone.due_at
    assert last.due_at < alone.due_at or duty.repeats is not None
    if placed(scene, witness):
        found = put_to_the_desk(scene, witness, duty.id)
        assert not isinstance(found, Due) or found.due_at <= last.due_at


# -- people -----------------------------------------------------------------------------------------------------------


def undeclared(scene: Scene, witness: Witness) -> None:
    """Somebody without any role files one."""
    assert witness.by is not None
    assert not witness.by.roles
    assert all(kind.id != witness.kind for kind in scene.policy.kinds)
    assert scene.file(by=witness.by).kind == witness.kind


def ownerless(scene: Scene, witness: Witness) -> None:
    """A case in the stage is nobody's."""
    case = scene.place()
    assert case.stage == witness.stage
    assert case.owner is None


def outsider(scene: Scene, witness: Witness) -> None:
    """Whoever holds the role of the band alone is let in by no move that the bands judge, and granted none."""
    id, role = witness.other
    assert witness.by is not None
    assert witness.by.roles == {role}
    assert role in {band.role for bands in scene.policy.bands if bands.id == id for band in bands.bands}
    for stage in scene.policy.stages:
        if stage.case_kind != witness.kind:
            continue
        for row in scene.rows(stage.id):
            if row.move.bands == id:
                decision = scene.consider(scene.place(stage=stage.id), row, witness.by, {}, None)
                assert row.by is not None
                assert role not in row.by
                assert not decision.granted, decision


def powerless(scene: Scene, witness: Witness) -> None:
    """Whoever holds the role alone is let in and may decide no amount, not even nothing."""
    redress, by = scene.policy.redress, witness.by
    assert redress is not None
    assert by is not None
    assert by.roles == {witness.other}
    rows = [row for row in scene.rows(witness.stage) if row.move.trigger == witness.trigger]
    mine = [row for row in rows if row.by is not None and witness.other in row.by and row.move.bands is not None]
    assert mine
    for row in mine:
        bands = next(bands for bands in scene.policy.bands if bands.id == row.move.bands)
        assert not judge(bands.bands, Money.of(0, redress.currency), by.roles).granted
        decision = scene.consider(scene.place(), row, by, {redress.fact: Money.of(0, redress.currency)}, None)
        assert not [r for r in decision.reasons if r.code == "role" and r.arg("trigger") == row.move.trigger]
        assert not decision.granted
