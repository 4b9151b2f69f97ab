"""Proofs of where moves lead: each makes the move on a desk, and looks at where the case stands then."""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.cases.case import Case
from complaintkit.cases.program import Row
from complaintkit.checks import Witness
from complaintkit.checks.leads import SAYS
from complaintkit.testing.placing import Scene
from complaintkit.testing.proofs import never_granted

__all__ = ["belied", "no_row", "stays_behind"]


def _rows(scene: Scene, witness: Witness, stage: str) -> list[Row]:
    return [row for row in scene.rows(stage) if row.move.trigger == witness.trigger]


def _made(scene: Scene, row: Row) -> Iterator[Case]:
    """The cases as they stand after a row was taken by a move, of many before it."""
    for case, given in scene.many(row):
        decision = scene.consider(case, row, scene.filer, given, None)
        if decision.granted:
            after = scene.act(case, row, scene.filer, given, None)
            if after.stage == row.target:  # otherwise another row of the trigger was taken
                yield after


def belied(scene: Scene, witness: Witness) -> None:
    """After the move the record is there, and the case in a stage of another kind."""
    record, target = witness.other
    kinds = {stage.id: stage.kind for stage in scene.policy.stages}
    rows = [row for row in _rows(scene, witness, witness.stage) if row.target == target]
    mine = [row for row in rows if record in row.plain.records]
    assert mine
    for row in mine:
        for case in _made(scene, row):
            assert record in case.records
            assert kinds[case.stage] not in SAYS[record], f"the case is {kinds[case.stage]}"


def stays_behind(scene: Scene, witness: Witness) -> None:
    """The move leaves the case where it was; from the other stage it leads on, and puts the same on record."""
    source, target = witness.other
    here = [row for row in _rows(scene, witness, witness.stage) if row.target == witness.stage]
    there = [row for row in _rows(scene, witness, source) if row.target == target]
    assert here
    assert there
    assert target not in (source, witness.stage)
    assert any(set(one.plain.records) == set(other.plain.records) for one in here for other in there)
    for row in (*here, *there):
        for case in _made(scene, row):
            assert set(row.plain.records) <= set(case.records)
            assert (case.stage == witness.stage) is (row in here), f"the case is in {case.stage}"


def no_row(scene: Scene, witness: Witness) -> None:
    """Where such a case begins, the move is granted on none that came by the channel."""
    rows = _rows(scene, witness, witness.stage)
    assert len(rows) > 1
    for row in rows:
        never_granted(scene, row, channel=witness.channel)
