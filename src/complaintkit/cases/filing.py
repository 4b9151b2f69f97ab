"""How a case begins: filed, taken over, or opened by the sweep."""

from __future__ import annotations

from datetime import datetime

from complaintkit.cases.capacity import stand_in
from complaintkit.cases.case import Case
from complaintkit.cases.clocks import clock_of
from complaintkit.cases.commands import File
from complaintkit.cases.events import GENESIS, Body, Event, Filed, Fired, IssuedForm, Link
from complaintkit.cases.fold import begin
from complaintkit.cases.permits import applies, unconfirmed
from complaintkit.cases.program import Program
from complaintkit.cases.reasons import Reason, reason
from complaintkit.cases.tallying import tallied_keys
from complaintkit.cases.times import against_moment
from complaintkit.cases.verdict import Decision, refusal
from complaintkit.cases.view import View
from complaintkit.deadlines import due, rung_instant
from complaintkit.rules.facts import ABSENT, UNKNOWN
from complaintkit.rules.intake import Channel, entered_by, first_stage
from complaintkit.rules.kinds import Kind
from complaintkit.rules.moves import cites_of
from complaintkit.rules.record import ANYONE, SYSTEM, Actor, Surroundings
from complaintkit.values import Citation


def decide_filing(program: Program, command: File, actor: Actor, now: datetime, around: Surroundings) -> Decision:
    """Decide whether a case may begin as the command says."""
    kind = program.kinds[command.kind]
    at = command.at or now
    against: list[Reason] = []
    channel = program.channels.get(command.channel or "")
    if kind.every is None:
        against.extend(against_moment(program, at, now, at, command.reason))
        for _, moment in command.records:
            against.extend(against_moment(program, moment, now, at, "as it was"))
        against.extend(_against_intake(program, command, kind, channel))
    view = View(
        program,
        None,
        at,
        command.facts,
        around,
        category=command.category,
        channel=command.channel,
        parties=command.parties,
    )
    against.extend(_against_facts(program, command, kind, view))
    capacity, refused = _capacity(program, kind, channel, actor, around)
    against.extend(refused)
    links: tuple[Link, ...] = ()
    others: tuple[tuple[str, Link], ...] = ()
    if command.link is not None:
        link, why = _link(program, command.link, actor, around)
        against.extend(why)
        if link is not None:
            links, others = (link,), ((link.case_id, link),)
    if against:
        return refusal(against)
    record = "opened" if kind.every is not None else "filed"
    stage = command.adopted or first_stage(kind, channel, program.stages)
    number = None
    for numbering in program.policy.numbering:
        if numbering.case_kind == kind.id and numbering.draws_on == record and around.serial is not None:
            number = numbering.render(program.calendar.local_date(at), around.serial)
    body = Filed(
        kind=kind.id,
        stage=stage,
        record=record,
        policy=program.hash,
        channel=command.channel,
        category=command.category,
        facts=command.facts,
        parties=command.parties,
        about=command.about,
        refs=command.refs,
        links=links,
        attachments=command.attachments,
        confirmed=command.confirmed,
        forms=() if command.adopted else tuple(IssuedForm(id, program.forms[id].copies) for id in kind.issues),
        number=number,
        period=command.opened_for,
        unit=command.unit,
        adopted=command.adopted is not None,
        records=command.records,
        assigned=command.assigned,
        reason=command.reason,
        tallied=tallied_keys(program, (record, *(("issued",) if kind.issues and not command.adopted else ())), view),
    )
    cites = tuple(
        dict.fromkeys(
            (
                *cites_of(kind.cite),
                *(cites_of(channel.cite) if channel else ()),
                *(cites_of(program.links[command.link[0]].cite) if command.link is not None else ()),
            )
        )
    )
    passed = _passed_rungs(program, body, command.case_id, at, now, actor) if command.adopted else ()
    return Decision(True, (), (body, *passed), capacity, None, at, cites, others)


def _passed_rungs(
    program: Program, body: Filed, case_id: str, at: datetime, now: datetime, actor: Actor
) -> tuple[Fired, ...]:
    """The rungs of an adopted case that lie in its past: on record as not ours, and never fired."""
    event = Event("", case_id, 1, at, now, actor.id, "", (), None, None, body, None, 0, GENESIS, "")
    case, passed = begin(program, event), []
    for runs in case.clocks.values():
        for run in runs:
            found = clock_of(program, case, run)
            falls = None if found is None or not run.running else due(found[0])
            if found is None or falls is None:
                continue
            duty = program.duties[run.duty]
            for rung in duty.ladder:
                fires_at = rung_instant(rung.at, found[0], falls)
                if fires_at <= now:
                    passed.append(
                        Fired(
                            duty=duty.id,
                            occurrence=run.n,
                            rung=rung.id,
                            kind=rung.kind,
                            due_at=falls.due_at,
                            fires_at=fires_at,
                            skipped="adopted",
                        )
                    )
    return tuple(passed)


def provisional(case: Case, body: Body, at: datetime, now: datetime, actor: Actor) -> Event:
    """An event as it would follow, without its hash: to see what a body would make of the case."""
    return Event(
        case.tenant, case.id, case.version + 1, at, now, actor.id, "", (), None, None, body, None, 0, case.hash, ""
    )


def _against_intake(program: Program, command: File, kind: Kind, channel: Channel | None) -> list[Reason]:
    against = []
    if channel is None and (command.channel is not None or (program.channels and kind.id == "complaint")):
        against.append(reason("channel", known=tuple(program.channels)))
    if command.category is not None and command.category not in program.categories:
        against.append(reason("category", known=tuple(program.categories)))
    if channel is not None and command.adopted is None:
        against.extend(unconfirmed(program, channel.confirms, command.confirmed))
    return against


def _against_facts(program: Program, command: File, kind: Kind, view: View) -> list[Reason]:
    missing: list[str] = []
    cites: list[Citation] = []
    for fact in program.facts.values():
        if not fact.required or fact.case_kind != kind.id or command.adopted is not None:
            continue
        if view.fact(fact.id) in (ABSENT, UNKNOWN) and applies(fact, view, program):
            missing.append(fact.id)
            cites.extend(cites_of(fact.cite))
    for id in () if command.adopted else kind.issues:
        form = program.forms[id]
        absent = [f for f in form.contents if view.fact(f) in (ABSENT, UNKNOWN) and f not in missing]
        missing.extend(absent)
        cites.extend(cites_of(form.cite) if absent else ())
    if not missing:
        return []
    return [reason("missing_facts", tuple(dict.fromkeys(cites)), facts=tuple(missing))]


def _capacity(
    program: Program, kind: Kind, channel: Channel | None, actor: Actor, around: Surroundings
) -> tuple[str, list[Reason]]:
    if kind.every is not None:
        if actor.id == SYSTEM:
            return SYSTEM, []
        return "", [reason("role", kind.cite, trigger="open", by=(SYSTEM,), held=tuple(sorted(actor.roles)))]
    by = entered_by(kind, channel, program.stages)
    held = (actor.roles if around.roles is None else around.roles) | program.everyone
    for name in by:
        if name in held or name == ANYONE:
            return name, []
    reasons, deputies = stand_in(program, actor, held, around, by, None)
    if deputies:
        return deputies[0], []
    cites = (*cites_of(channel.cite if channel is not None else None), *cites_of(kind.cite))
    return "", [reason("role", cites, trigger="file", by=tuple(by), held=tuple(sorted(held))), *reasons]


def _link(
    program: Program, wanted: tuple[str, str], actor: Actor, around: Surroundings
) -> tuple[Link | None, list[Reason]]:
    name, case_id = wanted
    rule = program.links.get(name)
    other = next((linked for linked in around.linked if linked.case_id == case_id), None)
    if rule is None or other is None:
        return None, [reason("link", link=name, why="unknown")]
    cites = cites_of(rule.cite)
    against = []
    held = (actor.roles if around.roles is None else around.roles) | program.everyone
    if rule.by and ANYONE not in rule.by and held.isdisjoint(rule.by):
        against.append(reason("role", cites, trigger=name, by=rule.by, held=tuple(sorted(held))))
    if not set(rule.after) <= other.records:
        against.append(reason("link", cites, link=name, why="records"))
    if not set(rule.attaches) <= other.forms:
        against.append(reason("link", cites, link=name, why="attachment"))
    return (None, against) if against else (Link(name, case_id, False, rule.attaches), [])
