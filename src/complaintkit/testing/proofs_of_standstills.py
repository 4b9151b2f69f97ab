"""Proof that a case stands still: put where the witness says, nobody is offered a move, whoever asks."""

from __future__ import annotations

import attrs

from complaintkit.checks import Witness
from complaintkit.rules.evaluate import evaluate
from complaintkit.rules.record import Actor
from complaintkit.testing.placing import Scene
from complaintkit.testing.proofs import placed

__all__ = ["standstill"]


def standstill(scene: Scene, witness: Witness) -> None:
    """What refuses each move holds; the desk offers none to whoever made the records, nor to a holder of any role."""
    assert witness.situation is not None
    assert witness.by is not None
    assert all(evaluate(condition, witness.situation).value is True for condition in witness.other)
    if placed(scene, witness):
        case = scene.place(named=False)
        maker = attrs.evolve(scene.filer, roles=witness.by.roles)
        others = [Actor(f"{role.id}-1", {role.id}) for role in scene.policy.roles]
        for by in (maker, *others):
            offers = [offer for offer in scene.desk.available(case.id, by=by) if offer.verb == "act"]
            free = [offer.trigger for offer in offers if offer.answer != "may_not"]
            assert not free, f"{by.id} may {', '.join(free)} in {case.stage!r}"
