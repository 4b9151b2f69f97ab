"""Proofs of numbers: cases are put on a desk until their numbers show what is said of the pattern."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import attrs

from complaintkit.checks import Witness
from complaintkit.rules.numbering import Numbering
from complaintkit.testing.placing import Scene

__all__ = ["outgrows", "repeats"]

MOST_SERIALS = 100_000
"""Up to so many numbers are drawn; the desk's own rule for them is asked where a serial lies further off."""

FORENOON = timedelta(hours=10)


def repeats(scene: Scene, witness: Witness) -> None:
    """The first case of one period and that of another get the same number."""
    first, second = witness.other
    numbering = _numbering(scene, witness)
    assert numbering.period_key(first) != numbering.period_key(second)
    assert numbering.render(first, 1) == numbering.render(second, 1)
    there = _on(scene, witness, first)
    one = _number(there, numbering)
    there.clock.move_to(_forenoon(scene, second))
    there.witness = attrs.evolve(there.witness, at=there.clock.now())
    assert one == _number(there, numbering)


def outgrows(scene: Scene, witness: Witness) -> None:
    """The number is longer than the one before it."""
    numbering, serial = _numbering(scene, witness), witness.other
    day = scene.desk._programs[scene.policy.hash].calendar.local_date(witness.at)
    assert len(numbering.render(day, serial)) > len(numbering.render(day, serial - 1))
    if serial > MOST_SERIALS:
        return
    there = _on(scene, witness, day)
    with there.store.begin() as tx:
        for _ in range(serial - 2):
            tx.draw(there.desk.tenant, f"{witness.kind}//{numbering.period_key(day)}")
    before, after = _number(there, numbering), _number(there, numbering)
    assert before is None or after is None or len(after) > len(before), (before, after)


def _numbering(scene: Scene, witness: Witness) -> Numbering:
    return next(numbering for numbering in scene.policy.numbering if numbering.case_kind == witness.kind)


def _forenoon(scene: Scene, day: date) -> datetime:
    return scene.desk._programs[scene.policy.hash].calendar.start_of_day(day) + FORENOON


def _on(scene: Scene, witness: Witness, day: date) -> Scene:
    """The same on a day."""
    return Scene(scene.policy, attrs.evolve(witness, at=_forenoon(scene, day)), scene.calendars)


def _number(scene: Scene, numbering: Numbering) -> str | None:
    """The number of the next case: of one that is filed, or on which the move that draws it is made.

    None where the move is granted on none of the cases tried.
    """
    if numbering.draws_on in ("filed", "opened"):
        return scene.file().number
    for stage in (stage.id for stage in scene.policy.stages if stage.case_kind == numbering.case_kind):
        for row in scene.rows(stage):
            if numbering.draws_on not in row.plain.records:
                continue
            for case, given in scene.many(row):
                if scene.consider(case, row, scene.filer, given, None).granted:
                    return scene.act(case, row, scene.filer, given, None).number
    return None
