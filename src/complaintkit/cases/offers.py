"""What can be done with a case now: may · may once these facts are given · may not because."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Literal

import attrs

from complaintkit.cases.asking import Asking
from complaintkit.cases.case import Case
from complaintkit.cases.clocks import running_bound
from complaintkit.cases.commands import Act, Extend, Join, Unjoin
from complaintkit.cases.decide import decide
from complaintkit.cases.permits import checks_of, target_condition
from complaintkit.cases.program import Program, Row
from complaintkit.cases.reasons import Reason, reason
from complaintkit.cases.unjoining import joined_by
from complaintkit.cases.view import View
from complaintkit.deadlines import Due
from complaintkit.rules.duties import Duty, ExtensionRule
from complaintkit.rules.evaluate import facts_in, reads_category
from complaintkit.rules.facts import UNKNOWN, Fact
from complaintkit.rules.joins import JoinRule
from complaintkit.rules.moves import Move, cites_of
from complaintkit.rules.record import Actor, Surroundings
from complaintkit.values import Citation

ASKABLE = frozenset(("confirmation", "category", "person"))
"""Reasons that the command itself can always answer."""


@attrs.frozen
class Offer:
    """One thing an actor may do, with all that a form needs.

    ``verb`` names the command: "act" makes the move ``trigger``, "extend" gives the duty of that id more time, "join"
    joins another case by the rule of that id, "unjoin" takes back that it did.

    ``answer`` is "may", "may_once" (what is listed must be given) or "may_not" (for ``reasons``; a missing fact that
    another move gives is one). ``asks`` are the facts to give, with their types and choices; ``offers`` those that may
    be given; ``confirms`` and ``instructions`` the ids of conduct rules to confirm and to show; ``means`` the ways the
    message of the move may go (None: it tells nobody); ``categories`` those to choose from where it classifies;
    ``names_person`` whether it names one; ``choices`` the reasons an extension names one of; ``until`` what bounds
    the moment that a fixed extension names.
    ``decided_by`` is the body whose meeting the command must bring the record of.
    """

    trigger: str
    targets: tuple[str, ...]
    answer: Literal["may", "may_once", "may_not"]
    asks: tuple[Fact, ...] = ()
    offers: tuple[Fact, ...] = ()
    confirms: tuple[str, ...] = ()
    instructions: tuple[str, ...] = ()
    means: tuple[str, ...] | None = None
    categories: tuple[str, ...] = ()
    names_person: bool = False
    reasons: tuple[Reason, ...] = ()
    cites: tuple[Citation, ...] = ()
    verb: Literal["act", "extend", "join", "unjoin"] = "act"
    choices: tuple[str, ...] = ()
    until: Due | None = None
    decided_by: str | None = None


def offers(program: Program, case: Case, actor: Actor, now: datetime, around: Surroundings) -> tuple[Offer, ...]:
    """Every trigger of the case's stage, in the order of the policy, with its answer for the actor; then the duties
    that run and may be extended, and the rules by which it may join another case, or by which it did.
    """
    moves = [_offer(program, case, trigger, actor, now, around) for trigger in program.triggers_at.get(case.stage, ())]
    owed = [
        _extension(program, case, duty, duty.extension, actor, now, around)
        for duty in program.duties.values()
        if duty.extension is not None and (runs := case.clocks.get(duty.id)) and runs[-1].running
    ]
    joins = [
        _join(program, case, rule, actor, now, around)
        for rule in program.joins.values()
        if program.stages[rule.target].case_kind == case.kind
    ]
    link = joined_by(program, case)
    back = () if link is None else (_unjoin(program, case, program.joins[link.rule], actor, now, around),)
    return (*moves, *owed, *joins, *back)


def roles_beside_moves(program: Program, case: Case) -> tuple[str, ...]:
    """The roles that extend a duty or join a case: who holds them must be known for :func:`offers`."""
    extending = [rule.by for id in case.clocks if (rule := program.duties[id].extension) is not None]
    joining = [rule.by for rule in program.joins.values()]
    return tuple(role for by in (*extending, *joining) for role in by)


def _extension(
    program: Program, case: Case, duty: Duty, rule: ExtensionRule, actor: Actor, now: datetime, around: Surroundings
) -> Offer:
    decision = decide(program, case, Extend(duty=duty.id, reason=rule.reasons[0]), actor, now, around)
    given = ("until", "not_given")
    return Offer(
        duty.id,
        (),
        "may_not" if any(item.arg("why") not in given for item in decision.reasons) else "may_once",
        means=_means(program, rule.message, View(program, case, now)),
        reasons=decision.reasons,
        cites=cites_of(rule.cite) or cites_of(duty.cite),
        verb="extend",
        choices=rule.reasons,
        until=running_bound(program, case, duty.id, rule.term) if rule.how == "fixed" else None,
    )


def _join(program: Program, case: Case, rule: JoinRule, actor: Actor, now: datetime, around: Surroundings) -> Offer:
    decision = decide(program, case, Join(rule=rule.id, into=""), actor, now, around)
    stands = any(item.arg("why") != "unknown" for item in decision.reasons)  # which case it is, the command says
    return Offer(
        rule.id,
        (rule.target,),
        "may_not" if stands else "may_once",
        reasons=decision.reasons,
        cites=cites_of(rule.cite),
        verb="join",
    )


def _unjoin(program: Program, case: Case, rule: JoinRule, actor: Actor, now: datetime, around: Surroundings) -> Offer:
    decision = decide(program, case, Unjoin(reason=""), actor, now, around)
    stands = any(item.arg("why") != "unknown" for item in decision.reasons)  # how the matter stands, the command reads
    return Offer(
        rule.id,
        (),
        "may_not" if stands else "may_once",
        reasons=decision.reasons,
        cites=cites_of(rule.cite),
        verb="unjoin",
    )


def _offer(program: Program, case: Case, trigger: str, actor: Actor, now: datetime, around: Surroundings) -> Offer:
    rows = program.rows[case.stage, trigger]
    asking = Asking(program, case, Act(trigger=trigger), actor, now, around)
    takes = program.takes_of.get(trigger, set())
    judged: list[tuple[int, Row, tuple[Reason, ...]]] = []  # weight, row, reasons
    meant = {row.index: list(target_condition(asking, row)) if row.when is not None else [] for row in rows}
    if all(_applies_not(found) for found in meant.values()):
        meant = {row.index: _given_anew(asking, row) or meant[row.index] for row in rows}
    for row in rows:
        found = meant[row.index]
        if not _applies_not(found):
            found.extend(item for check in checks_of(row) for item in check(asking, row))
        judged.append((_weight(found, row, takes), row, tuple(dict.fromkeys(found))))
    best = min(weight for weight, _, _ in judged)
    chosen = [item for item in judged if item[0] == best]
    row, reasons = chosen[0][1], chosen[0][2]
    missing = {id for _, other, found in chosen for item in found for id in _answers(item, other, takes)}
    asked = [fact for _, other, _ in chosen for fact in other.asks]
    asks = dict.fromkeys(
        [*(f for f in asked if f.id in missing), *(program.facts[id] for id in sorted(missing) if id in program.facts)]
    )
    answer: Literal["may", "may_once", "may_not"] = "may" if best == 0 else "may_once" if best == 1 else "may_not"
    move = row.move
    return Offer(
        trigger,
        tuple(dict.fromkeys(other.target for _, other, _ in chosen)),
        answer,
        tuple(asks),
        tuple(program.facts[id] for id in move.offers),
        tuple(dict.fromkeys(item for _, other, _ in chosen for item in other.move.confirms)),
        instructions(program, case, move, asking.roles),
        _means(program, move.message, asking.view),
        tuple(program.categories) if move.reclassifies else (),
        move.assigns,
        reasons,
        move.cites,
        decided_by=move.decided_by,
    )


def _means(program: Program, message: str | None, view: View) -> tuple[str, ...] | None:
    """The means by which a message may go: the one asked for, where that binds; None where nothing is told."""
    if message is None:
        return None
    rule = program.messages[message]
    writing = program.test(rule.written_when)(view) is not False
    asked = rule.asked_for(view.party_asks_for(rule.to), writing=writing)
    return rule.means if asked is None else (asked,)


def _applies_not(found: list[Reason]) -> bool:
    return any(item.code == "condition" for item in found)


def _given_anew(asking: Asking, row: Row) -> list[Reason]:
    """Where a target does not apply as the case stands: the facts by which it may, if the move gives them anew."""
    facts = tuple(sorted(facts_in(row.move.when) & row.takes))
    view = View(asking.program, asking.case, asking.at, dict.fromkeys(facts, UNKNOWN), asking.around)
    if not facts or row.when is None or row.when(view) is False:
        return []
    return [reason("missing_facts", row.move.cites, facts=facts)]


def _weight(found: list[Reason], row: Row, takes: Collection[str]) -> int:
    """0: nothing against it; 1: only what the command itself can put right; 2: something else."""
    if not found:
        return 0
    return 1 if all(item.code in ASKABLE or _is_askable(item, row, takes) for item in found) else 2


def _is_askable(item: Reason, row: Row, takes: Collection[str]) -> bool:
    if item.code == "guard":
        return bool(_answers(item, row, takes)) or _by_category(item, row)
    if item.code == "missing_facts":
        return bool(_answers(item, row, takes)) or (row.move.reclassifies and "category" in item.arg("facts"))
    return item.arg("why") in ("not_given", "no_meeting")


def _by_category(item: Reason, row: Row) -> bool:
    """Whether a guard that fails reads the category, and the move may carry another."""
    guards = (guard.when for guard in row.move.guards if guard.id == item.arg("guard"))
    return row.move.reclassifies and any(reads_category(condition) for condition in guards)


def _answers(item: Reason, row: Row, takes: Collection[str]) -> tuple[str, ...]:
    """The facts that answer a reason, of those the command takes: what is missing; what a guard that fails reads."""
    if item.code == "guard":
        return tuple(id for id in item.arg("reads") or () if id in row.takes)
    return tuple(id for id in item.arg("facts") or () if id in takes)


def instructions(program: Program, case: Case, move: Move, roles: frozenset[str]) -> tuple[str, ...]:
    """The conduct rules to show with a move: those of its stage or of the move itself, for the actor's roles."""
    shown = []
    for conduct in program.policy.conducts:
        if conduct.of and roles.isdisjoint(conduct.of):
            continue
        here = case.stage in conduct.stages or move.trigger in conduct.moves
        everywhere = not conduct.stages and not conduct.moves and program.stages[case.stage].kind in ("open", "waiting")
        if here or everywhere:
            shown.append(conduct.id)
    return tuple(shown)
