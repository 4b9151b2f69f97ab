"""What a row of the move table demands, one check each. Every check returns the reasons against; none: it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import attrs

from complaintkit.cases.asking import NONE, Asking, Check
from complaintkit.cases.capacity import only, recused, role, separation
from complaintkit.cases.keeping import against_disposal
from complaintkit.cases.meeting import meeting
from complaintkit.cases.program import Program, Row
from complaintkit.cases.promising import open_promise, promise
from complaintkit.cases.reasons import Reason, reason
from complaintkit.cases.tying import named
from complaintkit.cases.view import View, granted
from complaintkit.rules.authority import judge
from complaintkit.rules.communication import Message, Sent
from complaintkit.rules.conditions import Condition
from complaintkit.rules.evaluate import condition_text, evaluate, facts_in
from complaintkit.rules.facts import ABSENT, BLANK, UNKNOWN, Fact
from complaintkit.rules.moves import cites_of
from complaintkit.rules.sanctions import SETTLING
from complaintkit.values import Citation, Money


def order(asking: Asking, row: Row) -> Sequence[Reason]:
    """The records the move needs are on the case, and none lies after the act."""
    records = asking.case.records
    for record in row.move.after:
        if record not in records:
            missing = tuple([record for record in row.move.after if record not in records])
            return (reason("missing_records", row.move.cites, records=missing),)
    for record in row.move.after:
        made = records[record][0].at
        if asking.at < made:
            return (reason("before_record", row.move.cites, at=asking.at, record=record, made=made),)
    return NONE


def facts(asking: Asking, row: Row) -> Sequence[Reason]:
    """Every fact the move asks for is known; where the fact does not apply to the case it is not asked for."""
    view, program = asking.view, asking.program
    missing = tuple(
        fact.id for fact in row.asks if view.fact(fact.id) in (ABSENT, UNKNOWN, BLANK) and applies(fact, view, program)
    )
    if missing:
        return (reason("missing_facts", row.move.cites, facts=missing),)
    return NONE


def applies(fact: Fact, view: View, program: Program) -> bool:
    """Whether a fact is asked for on this case: its channels, categories and condition (unknown counts as yes)."""
    if fact.channels and view.channel not in fact.channels:
        return False
    if fact.categories and set(fact.categories).isdisjoint(view.category_path):
        return False
    return program.test(fact.when)(view) is not False


def guards(asking: Asking, row: Row) -> Sequence[Reason]:
    """Every guard says yes; a guard that cannot say names the facts to ask."""
    view, found = asking.view, []
    for guard, test in row.guards:
        answer = test(view)
        if answer is True:
            continue
        cites = cites_of(guard.cite) or row.move.cites
        if answer is None:
            found.append(unknown(guard.when, view, cites))
        else:
            found.append(reason("guard", cites, guard=guard.id, reads=tuple(sorted(facts_in(guard.when)))))
    return found


def unknown(condition: Condition, view: View, cites: tuple[Citation, ...]) -> Reason:
    """The reason that asks for what a condition needs to know."""
    return reason("missing_facts", cites, facts=tuple(sorted(evaluate(condition, view).missing)))


def confirmation(asking: Asking, row: Row) -> Sequence[Reason]:
    """Every conduct item the move asks about is confirmed."""
    return unconfirmed(asking.program, row.move.confirms, asking.command.confirmed)


def unconfirmed(program: Program, asked: Iterable[str], confirmed: Iterable[str]) -> Sequence[Reason]:
    """A reason for the items that are asked and not confirmed, with their clauses."""
    missing = tuple(item for item in asked if item not in confirmed)
    if not missing:
        return NONE
    return (reason("confirmation", tuple(program.conducts[item].cite for item in missing), items=missing),)


def naming(asking: Asking, row: Row) -> Sequence[Reason]:
    """A move that reclassifies is given a category, one that assigns or recuses a person."""
    found = []
    if row.move.reclassifies and asking.command.category is None:
        found.append(reason("category", row.move.cites, known=tuple(asking.program.categories)))
    if row.move.assigns and asking.command.to is None:
        found.append(reason("person", row.move.cites))
    return found


def authority(asking: Asking, row: Row) -> Sequence[Reason]:
    """The redress granted so far plus the proposal decided lies within the actor's band."""
    program, view = asking.program, asking.view
    redress = program.policy.redress
    assert row.move.bands is not None
    assert redress is not None
    rule = program.bands[row.move.bands]
    given = asking.command.facts.get(redress.fact, ABSENT)
    if given is UNKNOWN or given is BLANK:
        return (reason("missing_facts", cites_of(rule.cite), facts=(redress.fact,)),)
    proposal = given if isinstance(given, Money) else asking.case.redress_proposed
    total = granted(asking.case, asking.around, redress.currency)
    amount = total if proposal is None else total + proposal
    holding = []
    for band in rule.bands:
        holds = program.test(band.when)(view)
        if holds is None:
            return (unknown(band.when, view, cites_of(rule.cite)),)
        if holds:
            holding.append(band)
    judged = judge(holding, amount, asking.roles, asking.deputy_roles)
    if judged.granted:
        assert judged.held is not None
        asking.capacity = judged.held.role
        return NONE
    return (
        reason(
            "authority",
            (*cites_of(rule.cite), *row.move.cites),
            amount=amount,
            limit=judged.limit,
            needed=None if judged.needed is None else judged.needed.role,
        ),
    )


def message(asking: Asking, row: Row) -> Sequence[Reason]:
    """What is told goes by means that are allowed, in writing where it must, complete, and without what may not go."""
    assert row.move.message is not None
    rule = asking.program.messages[row.move.message]
    return against_message(asking.program, rule, asking.command.message, asking.view, row.plain.forms)


def against_message(
    program: Program, rule: Message, sent: Sent | None, view: View, issuing: Iterable[Any] = ()
) -> list[Reason]:
    """The reasons against sending a message as the command says."""
    cites = cites_of(rule.cite)
    missing = tuple(id for id in rule.contents if view.fact(id) in (ABSENT, UNKNOWN))
    found = [reason("missing_facts", cites, facts=missing)] if missing else []
    if sent is None:
        return [reason("message", cites, message=rule.id, why="not_given"), *found]
    if rule.means and sent.means not in rule.means:
        found.append(reason("message", cites, message=rule.id, why="means"))
    written = program.test(rule.written_when)(view)
    if written is None:
        found.append(unknown(rule.written_when, view, cites))
    elif written and sent.means not in rule.written:
        found.append(reason("message", cites, message=rule.id, why="writing"))
    asked = rule.asked_for(view.party_asks_for(rule.to), writing=bool(written))
    if asked is not None and sent.means != asked and written is not None:
        found.append(reason("message", cites, message=rule.id, why="as_asked"))
    attached = {item.name for item in view.case.attachments} if view.case is not None else set()
    for name in sent.enclosures:
        form = program.forms.get(name)
        if form is None and name not in attached:
            found.append(reason("message", cites, message=rule.id, why="enclosure"))
        elif form is not None and rule.to in form.never_to:
            found.append(reason("form", cites_of(form.never_cite) or cites_of(form.cite), form=name, to=rule.to))
    return found


def papers(asking: Asking, row: Row) -> Sequence[Reason]:
    """The contents of every form made out are known, or left blank on purpose."""
    missing: dict[str, Citation | None] = {}
    for id in row.move.issues:
        form = asking.program.forms[id]
        for fact in form.contents:
            if asking.view.fact(fact) in (ABSENT, UNKNOWN):
                missing[fact] = form.cite
    if not missing:
        return NONE
    return (reason("missing_facts", tuple(c for c in missing.values() if c), facts=tuple(missing)),)


def sanction(asking: Asking, row: Row) -> Sequence[Reason]:
    """There is something to approve or waive, and the one who does is its approver and not its subject."""
    assert row.move.sanction is not None
    rule = asking.program.sanctions[row.move.sanction]
    settled = {SETTLING[record] for record in row.move.records if record in SETTLING}
    if not settled:
        return NONE
    pending = [s for s in asking.case.sanctions if s.rule == rule.id and s.state == "proposed"]
    cites = cites_of(rule.cite)
    if not pending:
        return (reason("sanction", cites, sanction=rule.id, why="nothing_proposed"),)
    if "approved" in settled and asking.roles.isdisjoint(rule.approvers):
        return (reason("sanction", cites, sanction=rule.id, why="approver"),)
    if any(s.subject == asking.actor.id for s in pending):
        return (reason("sanction", cites, sanction=rule.id, why="own"),)
    return NONE


def retention(asking: Asking, row: Row) -> Sequence[Reason]:
    """Nothing keeps the case any more: no rule, no legal hold, no case tied to it that is still open."""
    return against_disposal(asking.program, asking.case, asking.at, asking.around)


@attrs.frozen
class Kind:
    """A check by name: which rows it concerns, and the function."""

    name: str
    concerns: Callable[[Row], bool]
    check: Check


CHECKS: tuple[Kind, ...] = (
    Kind("meeting", lambda row: row.body is not None, meeting),
    Kind("role", lambda row: True, role),
    Kind("only", lambda row: bool(row.move.only), only),
    Kind("recusal", lambda row: True, recused),
    Kind("separation", lambda row: bool(row.move.same_who or row.move.not_who), separation),
    Kind("order", lambda row: bool(row.move.after), order),
    Kind("facts", lambda row: bool(row.asks), facts),
    Kind("guards", lambda row: bool(row.move.guards), guards),
    Kind("confirmation", lambda row: bool(row.move.confirms), confirmation),
    Kind("naming", lambda row: row.move.reclassifies or row.move.assigns, naming),
    Kind("authority", lambda row: row.move.bands is not None, authority),
    Kind("promise", lambda row: row.move.promises is not None, promise),
    Kind("open_promise", lambda row: row.needs_promise is not None, open_promise),
    Kind("message", lambda row: row.move.message is not None, message),
    Kind("papers", lambda row: bool(row.move.issues), papers),
    Kind("named", lambda row: row.move.links is not None, named),
    Kind("retention", lambda row: row.disposes, retention),
    Kind("sanction", lambda row: row.move.sanction is not None, sanction),
)


def checks_of(row: Row) -> tuple[Check, ...]:
    """The checks that concern a row, worked out once."""
    if row.checks is None:
        row.checks = tuple(kind.check for kind in CHECKS if kind.concerns(row))
    return row.checks


def target_condition(asking: Asking, row: Row) -> Sequence[Reason]:
    """The condition that tells this target from the others of its trigger."""
    assert row.when is not None
    answer = row.when(asking.view)
    if answer is True:
        return NONE
    if answer is None:
        return (unknown(row.move.when, asking.view, row.move.cites),)
    return (reason("condition", row.move.cites, text=condition_text(row.move.when)),)
