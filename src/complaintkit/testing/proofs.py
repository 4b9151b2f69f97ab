"""Proofs of what a case meets on its way: stages, choices, conditions. Each fails where the witness shows nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import Any

import attrs

from complaintkit.cases.program import Row
from complaintkit.checks import Witness
from complaintkit.checks.choices import rows_of
from complaintkit.checks.situations import Situation
from complaintkit.errors import HorizonError, UnknownDays
from complaintkit.rules.authority import judge
from complaintkit.rules.conditions import Condition
from complaintkit.rules.duties import ByCase
from complaintkit.rules.evaluate import evaluate, facts_in, records_in
from complaintkit.rules.moves import ASSIGNED
from complaintkit.rules.record import Actor
from complaintkit.rules.sanctions import reached
from complaintkit.testing.placing import Scene, landmark_values
from complaintkit.values import Money

__all__ = [
    "always_holds",
    "ambiguous",
    "below",
    "idle_band",
    "inescapable",
    "never_granted",
    "never_holds",
    "never_possible",
    "no_band",
    "no_term",
    "nobody_named",
    "nothing_due",
    "placed",
    "row_never",
    "separation",
    "unreachable",
]

MOST_SITUATIONS = 2_000
MOST_PLACED = 60
"""So many of them are put on a desk."""
MOST_RECORDS = 6
"""From so many records on they are all made, or none."""


# -- stages -----------------------------------------------------------------------------------------------------------


def unreachable(scene: Scene, witness: Witness) -> None:
    """From every stage that is reached, moves lead to stages that are reached, or are not granted."""
    stage, *reached = witness.other
    assert scene.first_stage(witness.channel) in reached
    assert stage not in reached
    assert not any(rule.target == stage for rule in scene.policy.joins)
    for source in reached:
        offers = scene.desk.available(scene.place(stage=source).id, by=scene.filer)
        assert not any(offer.answer == "may" and offer.targets == (stage,) for offer in offers), f"from {source}"
        for row in scene.rows(source):
            if row.target == stage:
                never_granted(scene, row)


def inescapable(scene: Scene, witness: Witness) -> None:
    """From the places a case comes to from there, none closed, moves lead back into them or are not granted."""
    places = set(witness.other)
    kinds = {stage.id: stage.kind for stage in scene.policy.stages}
    assert (witness.stage, witness.category) in places
    for stage, category in places:
        assert kinds[stage] in ("open", "waiting")
        for row in scene.rows(stage):
            news = [c.id for c in scene.policy.categories] if row.move.reclassifies else [category]
            for new in news:
                if (row.target, new) not in places:
                    never_granted(scene, row, becomes=new, category=category)


def never_granted(scene: Scene, row: Row, *, becomes: str | None = None, **changed: Any) -> None:
    """The desk grants a move on none of many cases; what it grants by another row of the trigger is no matter."""
    for decision in scene.tries(row, becomes=becomes, **changed):
        assert decision.move != row.move, f"{row.move.trigger} is granted: {decision}"


def nothing_due(scene: Scene, witness: Witness) -> None:
    """In every stage, begun by every record that can be made, no duty of the kind runs."""
    for stage in witness.other:
        for duty in scene.policy.duties:
            if duty.case_kind == witness.kind and duty.starts in (*witness.records, "filed"):
                case = scene.place(stage=stage, records=(duty.starts,))
                assert not scene.desk.dues(case.id), f"{duty.id} runs"


# -- choices ----------------------------------------------------------------------------------------------------------


def placed(scene: Scene, witness: Witness) -> bool:
    """Whether a case can be put into the witness's situation as it is taken over.

    Records made twice, lateness, totals and parties cannot be brought along, nor facts of another kind of case. What a
    case went through elsewhere, it owed in its first stage.
    """
    own = {fact.id for fact in scene.policy.facts if fact.case_kind == witness.kind}
    stages = {stage.id: stage.kind for stage in scene.policy.stages}
    kind = next(kind for kind in scene.policy.all_kinds if kind.id == witness.kind)
    owed = [duty for duty in scene.policy.duties if duty.id == witness.duty]
    if any(stages[kind.initial] not in duty.stage_kinds for duty in owed):
        return False
    situation = witness.situation
    return situation is None or (situation.plain and not situation.parties and set(situation.facts) <= own)


def no_term(scene: Scene, witness: Witness) -> None:
    """The duty applies, no row of its term does, and the desk knows of no due."""
    duty = next(duty for duty in scene.policy.duties if duty.id == witness.duty)
    assert witness.situation is not None
    assert evaluate(duty.when, witness.situation).value is True
    assert all(evaluate(condition, witness.situation).value is False for condition, _ in rows_of(duty.term))
    if placed(scene, witness):
        case = scene.place(records=tuple({*witness.records, duty.starts}))
        assert duty.id not in {state.duty for state in scene.desk.dues(case.id)}


def row_never(scene: Scene, witness: Witness) -> None:
    """However the facts fall, where the row might apply one before it does; and the desk knows the dues without it."""
    duty = next(duty for duty in scene.policy.duties if duty.id == witness.duty)
    rows = rows_of(duty.term)
    conditions = tuple(condition for condition, _ in rows[: witness.other + 1])
    without = ByCase(tuple(row for n, row in enumerate(rows) if n != witness.other))
    duties = tuple(attrs.evolve(d, term=without) if d is duty else d for d in scene.policy.duties)
    other = Scene(attrs.evolve(scene.policy, duties=duties), witness, scene.calendars)
    tried = 0
    for situation in _situations(scene, (duty.when, *conditions)):
        ended = any(situation.counts.get(record) for record in duty.ends if record != duty.starts)
        if ended or situation.counts.get(duty.starts, 1) == 0 or not _makeable(situation, witness):
            continue  # the duty does not run on such a case, or there is none
        found = [evaluate(condition, situation).value for condition in conditions]
        may = evaluate(duty.when, situation).value is not False
        assert not may or found[-1] is False or True in found[:-1], f"row {witness.other} applies to {situation}"
        if tried < MOST_PLACED and situation.channel is not None:
            tried += 1
            here, there = (_due_on(desk, situation, duty.id, duty.starts) for desk in (scene, other))
            assert here == there, f"{here} with row {witness.other}, {there} without, on {situation}"


def _due_on(scene: Scene, situation: Situation, duty: str, starts: str) -> Any:
    """What the desk says is due on a case in a situation; None where such a case cannot be put there."""
    records = tuple({starts, *(record for record, n in situation.counts.items() if n)})
    given: dict[str, Any] = {"facts": situation.facts, "category": situation.category, "channel": situation.channel}
    if not placed(scene, attrs.evolve(scene.witness, situation=situation, duty=duty)):
        return None
    try:
        case = scene.place(records=records, **given)
        return [(state.status, state.due) for state in scene.desk.dues(case.id) if state.duty == duty]
    except (HorizonError, UnknownDays) as error:
        return str(error)


def ambiguous(scene: Scene, witness: Witness) -> None:
    """Both rows hold, and the desk does not grant the move."""
    assert witness.situation is not None
    assert all(evaluate(condition, witness.situation).value is True for condition in witness.other)
    if not placed(scene, witness):
        return
    case = scene.place()
    rows = [row for row in scene.rows(witness.stage) if row.move.trigger == witness.trigger]
    assert len(rows) > 1
    assert not scene.consider(case, rows[0], scene.filer, witness.facts, witness.category).granted


def no_band(scene: Scene, witness: Witness) -> None:
    """Somebody with every role is refused: the amount is above what anybody may decide."""
    row = next(row for row in scene.rows(witness.stage) if row.move.trigger == witness.trigger)
    redress = scene.policy.redress
    assert redress is not None
    bands = next(bands for bands in scene.policy.bands if bands.id == row.move.bands)
    assert witness.situation is not None
    held = [band for band in bands.bands if evaluate(band.when, witness.situation).value is True]
    roles = {role.id for role in scene.policy.roles}
    assert not judge(held, witness.given[redress.fact], roles).granted
    if placed(scene, witness):
        decision = scene.consider(scene.place(), row, scene.filer, {**witness.facts, **witness.given}, witness.category)
        assert "authority" in decision.codes, decision
        reason = next(reason for reason in decision.reasons if reason.code == "authority")
        assert reason.arg("needed") is None


def idle_band(scene: Scene, witness: Witness) -> None:
    """Whoever holds which role, and whatever the amount, bands and desk judge alike without this band."""
    id, up_to = witness.other
    rule = next(bands for bands in scene.policy.bands if bands.id == id)
    bands = rule.bands
    without = tuple(band for band in bands if band.up_to != up_to)
    changed = tuple(attrs.evolve(b, bands=without) if b is rule else b for b in scene.policy.bands)
    other = Scene(attrs.evolve(scene.policy, bands=changed), witness, scene.calendars)
    assert witness.situation is not None
    here = [band for band in bands if evaluate(band.when, witness.situation).value is True]
    there = [band for band in without if band in here]
    for limit in [band.up_to for band in bands if band.up_to is not None]:
        for amount in (limit, Money(limit.amount + 1, limit.currency)):
            for role in {band.role for band in bands}:
                assert judge(here, amount, {role}).granted == judge(there, amount, {role}).granted
                if placed(scene, witness):
                    one, two = (_over(desk, id, amount, Actor("one", {role})) for desk in (scene, other))
                    assert one == two, f"{role} over {amount}: {one} with the band, {two} without"


def _over(scene: Scene, bands: str, amount: Money, by: Actor) -> list[bool]:
    """For each move that bands judge, whether the desk says that somebody has no authority over an amount."""
    redress = scene.policy.redress
    assert redress is not None
    found = []
    for stage in (stage.id for stage in scene.policy.stages):
        for row in scene.rows(stage):
            if row.move.bands == bands:
                given = {**scene.witness.facts, redress.fact: amount}
                decision = scene.consider(scene.place(stage=stage), row, by, given, scene.witness.category)
                found.append("authority" in decision.codes)
    return found


def below(scene: Scene, witness: Witness) -> None:
    """The figure reaches no tier that holds, and the desk grants no proposal."""
    row = next(row for row in scene.rows(witness.stage) if row.move.trigger == witness.trigger)
    rule = next(rule for rule in scene.policy.sanctions if rule.id == row.move.sanction)
    assert witness.situation is not None
    for tier in reached(rule, witness.given[rule.basis]):
        assert evaluate(tier.when, witness.situation).value is False, f"the tier from {tier.least} on holds"
    if placed(scene, witness):
        decision = scene.consider(scene.place(), row, scene.filer, {**witness.facts, **witness.given}, witness.category)
        assert not decision.granted


# -- conditions -------------------------------------------------------------------------------------------------------


def _situations(scene: Scene, conditions: tuple[Condition, ...]) -> list[Situation]:
    """Many situations over the figures, categories, channels and records that the conditions name."""
    declared = {fact.id: fact for fact in scene.policy.facts}
    ids = sorted({id for condition in conditions for id in facts_in(condition)})
    made = sorted({record for condition in conditions for record in records_in(condition)})
    categories = [None, *(category.id for category in scene.policy.categories)]
    known = () if scene.standing else scene.policy.channels
    channels: list[str | None] = [channel.id for channel in known] or [None]
    values = [landmark_values(declared[id], conditions) for id in ids]
    counts = (
        product((0, 1, 2), repeat=len(made)) if len(made) < MOST_RECORDS else iter([(0,) * len(made), (1,) * len(made)])
    )
    held: Situation | None = scene.witness.situation
    tree = {category.id: category for category in scene.policy.categories}
    found = [] if held is None else [held]
    for chosen, count, category, channel in islice(
        product(product(*values), tuple(counts), categories, channels), MOST_SITUATIONS
    ):
        facts = {id: value for id, value in zip(ids, chosen, strict=True) if value is not None}
        found.append(
            Situation(
                facts=facts,
                counts=dict(zip(made, count, strict=True)),
                category=category,
                channel=channel,
                categories=tree,
                currency="CNY" if scene.policy.redress is None else scene.policy.redress.currency,
            )
        )
    return found


def _makeable(situation: Situation, witness: Witness) -> bool:
    """Whether every record of a situation is one that something makes."""
    return {record for record, n in situation.counts.items() if n} <= set(witness.records)


def never_holds(scene: Scene, witness: Witness) -> None:
    """In none of many situations does the condition hold; the desk grants no move and owes no duty that asks for it."""
    for situation in _situations(scene, (witness.other,)):
        if _makeable(situation, witness):
            assert evaluate(witness.other, situation).value is not True, f"it holds on {situation}"
    for row, _ in _asking(scene, witness):
        never_granted(scene, row)
    for duty in scene.policy.duties:
        if duty.when == witness.other and duty.starts in ("filed", *witness.records):
            case = scene.place(records=(*witness.records, duty.starts))
            assert all(state.assumed for state in scene.desk.dues(case.id) if state.duty == duty.id), duty.id


def always_holds(scene: Scene, witness: Witness) -> None:
    """In none of many situations does the condition fail; the desk refuses no move for it."""
    for situation in _situations(scene, (witness.other,)):
        assert evaluate(witness.other, situation).value is not False, f"it fails on {situation}"
    for row, guard in _asking(scene, witness):
        for decision in scene.tries(row) if guard else ():
            refused = [reason.arg("guard") for reason in decision.reasons if reason.code == "guard"]
            assert guard not in refused, f"{row.move.trigger} is refused for {guard}: {decision}"


def _asking(scene: Scene, witness: Witness) -> Iterator[tuple[Row, str]]:
    """The rows that ask for the condition of a witness, each with the guard that does ("": what tells its target)."""
    for stage in (stage.id for stage in scene.policy.stages if stage.case_kind == witness.kind):
        for row in scene.rows(stage):
            if row.move.when == witness.other:
                yield row, ""
            yield from ((row, guard.id) for guard in row.move.guards if guard.when == witness.other)


def never_possible(scene: Scene, witness: Witness) -> None:
    """The desk grants the move on none of many cases, by whatever channel they came, with all they may get by it."""
    conditions, made_by = witness.other
    rows = [row for row in scene.rows(witness.stage) if row.move.trigger == witness.trigger]
    mine = [row for row in rows if (row.move.when, *(guard.when for guard in row.move.guards)) == conditions]
    assert mine
    for channel, records in made_by:
        for row in mine:
            never_granted(scene, row, channel=channel, records=records)


def nobody_named(scene: Scene, witness: Witness) -> None:
    """While nobody is named the desk refuses the move, for that where its target is meant; and whatever names one."""
    rows = [row for row in scene.rows(witness.stage) if row.move.trigger == witness.trigger and row.move.only]
    assert rows
    places = {name.partition(".")[0] for row in rows for name in row.move.only}
    for row in rows:
        alone = len([other for other in scene.rows(witness.stage) if other.move.trigger == witness.trigger]) == 1
        for decision in scene.tries(row, named=False):
            assert decision.move != row.move, f"{witness.trigger} is granted: {decision}"
            assert not alone or not {"not_named", "condition"}.isdisjoint(decision.codes), decision
    for stage in witness.other:
        for row in scene.rows(stage):
            assigns = row.move.assigns and "recused" not in row.move.records
            if not places.isdisjoint((*row.takes, *((ASSIGNED,) if assigns else ()))):
                never_granted(scene, row, named=False)


def separation(scene: Scene, witness: Witness) -> None:
    """Neither whoever made the record nor anybody else is granted the move."""
    case = scene.place()
    rows = [row for row in scene.rows(witness.stage) if row.move.trigger == witness.trigger]
    barred = [row for row in rows if set(row.move.same_who) & set(row.move.not_who)]
    assert barred
    for row in barred:
        for by in (scene.filer, attrs.evolve(scene.filer, id="another")):
            assert not scene.consider(case, row, by, {}, None).granted
