"""Deciding: (program, case, command, actor, now, surroundings) → a decision. Pure: no I/O, no clock, no randomness."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import attrs

from complaintkit.cases.asking import Asking
from complaintkit.cases.capacity import against_recused
from complaintkit.cases.case import Case
from complaintkit.cases.clocks import DueRow, due_rows
from complaintkit.cases.commands import Act, Allege, Command, Correct, Erase, Extend, File, Fire, Join, Unjoin
from complaintkit.cases.erasing import decide_erasure
from complaintkit.cases.events import (
    Alleged,
    Corrected,
    Lifted,
    Link,
    SanctionStep,
    Told,
    changed_act,
)
from complaintkit.cases.extending import decide_extension
from complaintkit.cases.filing import decide_filing, provisional
from complaintkit.cases.firing import fired
from complaintkit.cases.fold import apply
from complaintkit.cases.joining import decide_join
from complaintkit.cases.keeping import expired
from complaintkit.cases.lifting import unfounded
from complaintkit.cases.permits import checks_of, target_condition, unknown
from complaintkit.cases.program import Program, Row
from complaintkit.cases.reasons import Reason, reason
from complaintkit.cases.said import given_again
from complaintkit.cases.tallying import recounted, tallied_keys
from complaintkit.cases.times import against_moment
from complaintkit.cases.tying import named_cases
from complaintkit.cases.unjoining import decide_unjoin
from complaintkit.cases.verdict import Decision, new_decision, refusal
from complaintkit.rules.duties import Duty
from complaintkit.rules.moves import cites_of
from complaintkit.rules.record import NOTHING_AROUND, RETENTION, SYSTEM, Actor, Surroundings
from complaintkit.rules.sanctions import SETTLING, Penalty, SanctionRule, Tier, penalty_of, reached
from complaintkit.values import Money


def decide(
    program: Program,
    case: Case | None,
    command: Command,
    actor: Actor,
    now: datetime,
    around: Surroundings = NOTHING_AROUND,
) -> Decision:
    """Decide a command.

    ``case`` is None for a filing only. Returns a granted decision with the bodies of its events, or a refused one with
    every reason found. Never raises for a refusal.
    """
    if type(command) is Act:
        assert case is not None
        return _act(program, case, command, actor, now, around)
    if isinstance(command, File):
        return decide_filing(program, command, actor, now, around)
    assert case is not None
    return _OTHERS[type(command)](program, case, command, actor, now, around)


def _act(program: Program, case: Case, command: Act, actor: Actor, now: datetime, around: Surroundings) -> Decision:
    asking = Asking(program, case, command, actor, now, around)
    rows = program.rows.get((case.stage, command.trigger))
    if rows is None:
        sources = tuple(program.sources_of.get(command.trigger, ()))
        return refusal([reason("stage", trigger=command.trigger, stage=case.stage, sources=sources)])
    against: list[Reason] = []
    if command.at is not None:
        against.extend(against_moment(program, command.at, now, case.received_at, command.reason))
    permitted: list[tuple[Row, str]] = []
    for row in rows:
        refused = False
        if row.when is not None and (found := target_condition(asking, row)):
            against.extend(found)
            if found[0].code == "condition":
                continue
            refused = True  # whether this target is meant cannot be told yet; what else stands against it is told too
        for check in row.checks or checks_of(row):
            if found := check(asking, row):
                against.extend(found)
                refused = True
                if found[0].code == "outcome":
                    break  # the meeting decided otherwise than this row is for
        if not refused:
            permitted.append((row, asking.capacity))
    if command.at is not None and any(r.code in _MOMENTS for r in against):
        permitted = []
    if not permitted:
        return refusal(_narrowed(against, rows))
    if len(permitted) > 1:
        targets = tuple(row.target for row, _ in permitted)
        return refusal([reason("ambiguous", permitted[0][0].move.cites, targets=targets)])
    row, capacity = permitted[0]
    if program.step(case.stage, command.trigger, (row,)) != row.target:
        return refusal([reason("machine", row.move.cites)])
    return _granted(asking, row, capacity)


_MOMENTS = frozenset(("future", "before_receipt", "backdated"))


def _narrowed(against: list[Reason], rows: tuple[Row, ...]) -> list[Reason]:
    """Where a target applies and is refused, its reasons; those of targets that do not apply say nothing then."""
    telling = [item for item in against if item.code not in ("condition", "outcome")]
    return list(dict.fromkeys(telling or against))


def _granted(asking: Asking, row: Row, capacity: str) -> Decision:
    command, move, program = asking.command, row.move, asking.program
    body = row.plain
    changes = {} if command is program.bare[command.trigger] else _given(command)
    if row.numbering is not None and asking.case.number is None and asking.around.serial is not None:
        day = program.calendar.local_date(asking.at)
        changes["number"] = row.numbering.render(day, asking.around.serial)
    if move.promises is not None:
        rule = program.promises[move.promises]
        at = command.facts.get(rule.fact)
        if at is not None:
            changes["promise"] = (rule.duty, at)
    if move.message is not None and command.message is not None:
        sent, to = command.message, program.messages[move.message].to
        changes["told"] = (Told(move.message, sent.means, asking.at, to, sent.enclosures),)
    if move.sanction is not None:
        steps = sanction_steps(asking, row)
        if isinstance(steps, Reason):
            return refusal([steps])
        changes["sanctions"] = steps
    links: tuple[Link, ...] = ()
    if move.links is not None:
        rule_ = program.links[move.links]
        links = tuple(Link(rule_.id, id, False, rule_.attaches) for id in named_cases(rule_, command.facts))
        changes["links"] = links
    effects = program.effects[body.records]
    if effects.tallies and (tallied := tallied_keys(program, body.records, asking.view)):
        changes["tallied"] = tallied
    if changes:
        body = changed_act(body, changes)
    lifted = _lifted_by(asking, effects.ends) if effects.ends else []
    others = tuple([(link.case_id, link) for link in links]) if links else ()
    return new_decision(True, (), (body, *lifted), capacity, row.move, asking.at, (), others)


def _given(command: Act) -> dict[str, Any]:
    """What a command brings along that its event carries."""
    given: dict[str, Any] = {}
    if command.facts:
        given["facts"] = command.facts
    if command.category is not None:
        given["category"] = command.category
    if command.confirmed:
        given["confirmed"] = command.confirmed
    if command.attachments:
        given["attachments"] = command.attachments
    if command.to is not None:
        given["to"] = command.to
    if command.reason:
        given["reason"] = command.reason
    if command.meeting is not None:
        given["meeting"] = command.meeting
    return given


def sanction_steps(asking: Asking, row: Row) -> tuple[SanctionStep, ...] | Reason:
    """What a move does to sanctions: a proposal worked out from its base, or the pending ones settled."""
    assert row.move.sanction is not None
    rule = asking.program.sanctions[row.move.sanction]
    cites = cites_of(rule.cite)
    for record, state in SETTLING.items():
        if record in row.move.records:
            return tuple(
                held._replace(state=state)
                for held in asking.case.sanctions
                if held.rule == rule.id and held.state == "proposed"
            )
    view = asking.view
    subject, figure = view.fact(rule.subject), view.tally(rule.basis) if rule.counts else view.fact(rule.basis)
    penalty: Penalty | None = None
    if isinstance(figure, Money | int):
        tiers = _tiers_held(asking, rule, reached(rule, figure))
        if isinstance(tiers, Reason):
            return tiers
        penalty = penalty_of(rule, tiers, figure)
    if penalty is None:
        return reason("sanction", cites, sanction=rule.id, why="below_tiers")
    return (
        SanctionStep(rule.id, str(subject), "proposed", penalty.amount, penalty.measures, (*cites, *penalty.cites)),
    )


def _tiers_held(asking: Asking, rule: SanctionRule, tiers: tuple[Tier, ...]) -> tuple[Tier, ...] | Reason:
    """Those of the tiers whose condition holds, as far as the rule looks; or what must be known to tell."""
    held: list[Tier] = []
    for tier in reversed(tiers):
        answer = asking.program.test(tier.when)(asking.view)
        if answer is None:
            return unknown(tier.when, asking.view, (*cites_of(rule.cite), *cites_of(tier.cite)))
        if answer:
            held.insert(0, tier)
            if rule.mode == "highest":
                break
    return tuple(held)


def _lifted_by(asking: Asking, ended: tuple[Duty, ...]) -> list[Lifted]:
    """The fired rungs that this entry shows to be unfounded: the duty it ends had been met when they fired."""
    found: list[Lifted] = []
    for duty in ended:
        runs = asking.case.clocks.get(duty.id, ())
        if runs and runs[-1].running and runs[-1].fired:
            found.extend(
                Lifted(fired=fired.seq, duty=duty.id, rung=fired.rung)
                for fired in runs[-1].fired
                if not fired.lifted and not fired.skipped and asking.at <= fired.fires_at
            )
    return found


def _correct(
    program: Program, case: Case, command: Correct, actor: Actor, now: datetime, around: Surroundings
) -> Decision:
    held = (actor.roles if around.roles is None else around.roles) | program.everyone
    makers = {made.who for entries in case.records.values() for made in entries if made.seq == command.seq}
    against: list[Reason] = list(against_recused(program, case, actor))
    bare = any(command.seq in pair for pair in case.pauses_of)  # it made no record, but began or ended a pause
    told = any(entry == command.seq for entry, _ in around.said)  # nor did it, but gave facts
    if not makers and not bare and not told:
        against.append(reason("correction", seq=command.seq, why="no_entry"))
    elif actor.id not in makers and held.isdisjoint(program.policy.corrects):
        by = (*program.policy.corrects, *sorted(makers))
        against.append(reason("role", trigger="correct", by=by, held=tuple(sorted(held))))
    if command.occurred_at is None and not command.facts:
        against.append(reason("correction", seq=command.seq, why="nothing"))
    redress = program.policy.redress
    if redress is not None and redress.fact in command.facts and case.redress_granted is not None:
        against.append(reason("correction", seq=command.seq, why="granted"))
    if command.occurred_at is not None:
        floor = command.occurred_at if command.seq == 1 else case.received_at
        against.extend(against_moment(program, command.occurred_at, now, floor, command.reason))
        against.extend(_against_order(program, case, command.seq, command.occurred_at))
    if against:
        return refusal(against)
    capacity = next((role for role in program.policy.corrects if role in held), "maker")
    again = given_again(around.said, command.facts, command.seq)
    body = Corrected(
        seq=command.seq, occurred_at=command.occurred_at, facts=command.facts, reason=command.reason, again=again
    )
    after = apply(program, case, provisional(case, body, command.at or now, now, actor))
    lifted = unfounded(program, after, corrected=True)
    if program.policy.tallies:
        moved = command.occurred_at is not None
        counted = recounted(program, case, after, command.seq, command.facts, around.said, moved=moved)
        body = attrs.evolve(body, recounted=tuple(counted))
    return Decision(True, (), (body, *lifted), capacity, None, command.at or now)


def _against_order(program: Program, case: Case, seq: int, at: datetime) -> Iterator[Reason]:
    """The records that would come before one they require, if an entry were moved to ``at``."""
    after = {
        name: [made._replace(at=at) if made.seq == seq else made for made in entries]
        for name, entries in case.records.items()
    }
    for name, entries in after.items():
        for needed in sorted(program.requires.get(name, ())):
            first = after.get(needed, entries)[0]
            for made in entries:
                if made.at < first.at and seq in (made.seq, first.seq):
                    yield reason("before_record", at=made.at, record=needed, made=first.at)


def _allege(
    program: Program, case: Case, command: Allege, actor: Actor, now: datetime, around: Surroundings
) -> Decision:
    conduct = program.conducts.get(command.conduct)
    if conduct is None:
        return refusal([reason("conduct", conduct=command.conduct, known=tuple(program.conducts))])
    body = Alleged(conduct=command.conduct, against=command.against, reason=command.reason)
    return Decision(True, (), (body,), "anyone", None, command.at or now, (conduct.cite,))


def _fire(program: Program, case: Case, command: Fire, actor: Actor, now: datetime, around: Surroundings) -> Decision:
    row = DueRow(command.fires_at, command.duty, command.occurrence, command.rung, command.due_at)
    if not row.rung or row.fires_at > now or row not in due_rows(program, case, row.duty):
        return refusal([reason("rung")])
    if row.duty == RETENTION:
        over, rests_on = expired(program, case, row.n, row.fires_at, now)
        return Decision(True, (), (over,), SYSTEM, None, now, rests_on)
    body = fired(program, case, row, command.skipped, now)
    cites = cites_of(program.rungs[row.duty, row.rung].cite) or cites_of(program.duties[row.duty].cite)
    return Decision(True, (), (body,), SYSTEM, None, now, cites)


_OTHERS: dict[type[Any], Callable[[Program, Case, Any, Actor, datetime, Surroundings], Decision]] = {
    Extend: decide_extension,
    Correct: _correct,
    Allege: _allege,
    Erase: decide_erasure,
    Join: decide_join,
    Unjoin: decide_unjoin,
    Fire: _fire,
}
