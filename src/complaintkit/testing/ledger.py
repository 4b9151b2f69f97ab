"""Who may do what and who granted how much, worked out by hand from the events, beside the code that decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from complaintkit.cases.case import Case
from complaintkit.cases.events import (
    Acted,
    Alleged,
    Corrected,
    Erased,
    Event,
    Extended,
    Filed,
    Fired,
    Lifted,
    Linked,
    Unjoined,
    standing_facts,
)
from complaintkit.cases.program import Program, Row
from complaintkit.cases.view import View
from complaintkit.deadlines import Clock, due
from complaintkit.rules.authority import Band
from complaintkit.rules.evaluate import evaluate
from complaintkit.rules.intake import entered_by
from complaintkit.rules.moves import ASSIGNED, Move
from complaintkit.rules.record import ANYONE, NOTHING_AROUND, SYSTEM
from complaintkit.values import Money

__all__ = ["Ledger", "acted_row", "held_by", "in_role", "keeps", "stood_in_for", "undecided"]


def acted_row(program: Program, before: Case, event: Event) -> Row | None:
    """The row of the move table an event was made by; None where none fits."""
    body = event.body
    assert isinstance(body, Acted)
    rows = program.rows.get((before.stage, body.trigger), ())
    fitting = [row for row in rows if row.target == body.stage and row.plain.records == body.records]
    if len(fitting) < 2:
        return fitting[0] if fitting else None
    view = View(program, before, event.occurred_at, body.facts, event.around or NOTHING_AROUND, category=body.category)
    return next((row for row in fitting if evaluate(row.move.when, view).value is True), None)


def held_by(program: Program, event: Event) -> frozenset[str]:
    """The roles that counted for whoever acted, those that everybody holds included."""
    return frozenset(event.roles) | program.everyone


def _named(before: Case | None, move: Move) -> frozenset[str] | None:
    """Who alone may make a move, told from what the case held before it; None where anybody in its roles may."""
    if not move.only or before is None:
        return None
    found: set[object] = set()
    for place in move.only:
        id, _, column = place.partition(".")
        held = before.assigned if place == ASSIGNED else before.facts.get(id)
        for one in held if isinstance(held, tuple) else (held,):
            found.add(one.get(column) if column and isinstance(one, Mapping) else one)
    return frozenset(one for one in found if isinstance(one, str))


def stood_in_for(
    program: Program, before: Case | None, event: Event, by: Iterable[str], named: frozenset[str] | None = None
) -> frozenset[str]:
    """The roles in ``by`` that whoever acted could stand in for.

    A deputy needs every holder, and every deputy named before, to be away or barred; without a directory, to have
    said on whose behalf. Where only those ``named`` may act, they are the holders.
    """
    held, around = held_by(program, event), event.around or NOTHING_AROUND
    barred = around.absent | (frozenset() if before is None else before.about | before.recused)
    found = set()
    for name in by:
        role = program.roles.get(name)
        seats = () if role is None else (*role.deputies, *((role.last_resort,) if role.last_resort else ()))
        first = next((n for n, seat in enumerate(seats) if seat in held), None)
        if first is None:
            continue
        if around.holders is None:
            left = event.on_behalf_of is None if named is None else event.on_behalf_of not in named
            free = left and (named is None or bool(named - barred))
        else:
            there = {seat: around.holders.get(seat, frozenset()) - barred for seat in (name, *seats[:first])}
            there[name] &= there[name] if named is None else named
            free = any(there.values())
        if not free:
            found.add(name)
    return frozenset(found)


def in_role(program: Program, before: Case | None, event: Event) -> bool:
    """Whether the capacity an event was made in is one the policy names for it, and the actor's own or stood in for."""
    body, held = event.body, held_by(program, event)
    by: tuple[str, ...]
    named: frozenset[str] | None = None
    match body:
        case Filed():
            kind, channel = program.kinds[body.kind], program.channels.get(body.channel or "")
            if kind.every is not None:
                return event.actor == event.capacity == SYSTEM
            by = entered_by(kind, channel, program.stages)
        case Acted():
            assert before is not None
            row = acted_row(program, before, event)
            if row is None:
                return False
            by, named = row.move.by, _named(before, row.move)
            if not _may(program, before, event, by, named):
                return False
            if row.move.bands is not None:
                bands = {band.role for band in program.bands[row.move.bands].bands}
                return event.capacity in bands & (held | stood_in_for(program, before, event, by, named))
            if ANYONE in by:
                return event.capacity == ANYONE or event.capacity in held
        case Extended():
            rule = program.duties[body.duty].extension
            if rule is None:
                return False
            by = rule.by
        case Corrected():
            assert before is not None
            made = {m.who for entries in before.records.values() for m in entries if m.seq == body.seq}
            return event.actor in made or not held.isdisjoint(program.policy.corrects)
        case Alleged():
            return True
        case Erased():
            by = program.policy.access.erases
        case Fired() if body.skipped != "adopted":
            return event.actor == event.capacity == SYSTEM
        case Linked() | Unjoined() if body.stage is not None:
            by = program.joins[body.link.rule].by
        case Fired() | Lifted() | Linked() | Unjoined():
            return True
    if ANYONE in by:
        return True
    return event.capacity in by and event.capacity in held | stood_in_for(program, before, event, by, named)


def keeps(program: Program, before: Case, event: Event, made: Mapping[str, int]) -> str | None:
    """What keeps a case of which an event disposes; None: nothing does. ``made``: how often each record was made."""
    if made.get("held", 0) > made.get("released", 0):
        return "it is under legal hold"
    if program.stages[before.stage].kind in ("open", "waiting"):
        return "it is open"
    view = View(program, before, event.occurred_at, {}, event.around or NOTHING_AROUND)
    for rule in program.policy.retention:
        if rule.case_kind != before.kind or evaluate(rule.when, view).value is False:
            continue
        if rule.starts is None or rule.term is None:
            day = before.facts.get(rule.until or "")
            over = isinstance(day, date) and program.calendar.local_date(event.occurred_at) > day
        else:
            started = [entry.at for entry in before.records.get(rule.starts, ())]
            convention = program.conventions[program.policy.convention]
            clocks = [Clock(rule.term, at, program.calendar, convention=convention) for at in started[-1:]]
            over = any((falls := due(clock)) is not None and event.occurred_at > falls.due_at for clock in clocks)
        if not over:
            return f"{rule.id!r} keeps it"
    return None


def _may(
    program: Program, before: Case | None, event: Event, by: tuple[str, ...], named: frozenset[str] | None
) -> bool:
    """Whether somebody holds one of the roles, or stands in for one, and is one of those named, where some are."""
    stood = ANYONE not in by and bool(stood_in_for(program, before, event, by, named))
    if named is not None and not (event.actor in named or event.unit in named or (named and stood)):
        return False
    return ANYONE in by or stood or not held_by(program, event).isdisjoint(by)


class Ledger:
    """Redress proposed and granted on every case, and the ties between cases, as the events tell them in turn."""

    def __init__(self) -> None:
        self.proposed: dict[str, Money | None] = {}
        self.granted: dict[str, Money | None] = {}
        self.ties: dict[str, list[tuple[str, str]]] = defaultdict(list)

    def take(self, program: Program, event: Event) -> None:
        """Enter one event."""
        id, body, redress = event.case_id, event.body, program.policy.redress
        if isinstance(body, Filed):
            self.ties[id].extend((link.rule, link.case_id) for link in body.links)
        if isinstance(body, Acted):
            self.ties[id].extend((link.rule, link.case_id) for link in body.links)
        if isinstance(body, Linked):
            self.ties[id].append((body.link.rule, body.link.case_id))
        if isinstance(body, Unjoined):
            self.ties[id].remove((body.link.rule, body.link.case_id))
        if isinstance(body, Corrected) and redress is not None and self.proposed.get(id) is not None:
            put_right = standing_facts(body).get(redress.fact)
            self.proposed[id] = put_right if isinstance(put_right, Money) else self.proposed[id]
        if redress is None or not isinstance(body, Acted):
            return
        made, given = set(body.records), body.facts.get(redress.fact)
        amount = given if isinstance(given, Money) else None
        if made & set(redress.proposed):
            self.proposed[id] = amount
        if made & set(redress.granted):
            grant, before = self.proposed.get(id) if amount is None else amount, self.granted.get(id)
            if grant is not None:
                self.granted[id] = grant if before is None else before + grant
            self.proposed[id] = None
        if made & set(redress.dropped):
            self.proposed[id] = None

    def sharing(self, program: Program, case_id: str) -> set[str]:
        """The case and all tied to it, near or far, by links that share redress."""
        found, waiting = {case_id}, [case_id]
        while waiting:
            for rule, other in self.ties[waiting.pop()]:
                if other not in found and (rule not in program.links or program.links[rule].shares_redress):
                    found.add(other)
                    waiting.append(other)
        return found

    def beyond_authority(self, program: Program, before: Case, event: Event, move: Move) -> str | None:
        """Why a move lay beyond the authority of whoever made it; None where it did not."""
        redress, body = program.policy.redress, event.body
        if move.bands is None or redress is None or not isinstance(body, Acted):
            return None
        total = Money.of(0, redress.currency)
        for other in self.sharing(program, event.case_id):
            granted = self.granted.get(other)
            total = total if granted is None else total + granted
        given = body.facts.get(redress.fact)
        proposal = given if isinstance(given, Money) else self.proposed.get(event.case_id)
        total = total if proposal is None else total + proposal
        held = held_by(program, event)
        stood = stood_in_for(program, before, event, move.by, _named(before, move))
        view = View(program, before, event.occurred_at, body.facts, event.around or NOTHING_AROUND)
        for band in program.bands[move.bands].bands:
            if evaluate(band.when, view).value is True and _covers(band, total, held, stood):
                return None
        return f"{event.actor} with {sorted(held)} decided {total}, beyond every band it holds"


def _covers(band: Band, total: Money, held: frozenset[str], stood: frozenset[str]) -> bool:
    if band.role in held and (band.up_to is None or total <= band.up_to):
        return True
    limit = band.up_to if band.deputy_up_to is None else band.deputy_up_to
    return band.role in stood and (limit is None or total <= limit)


def undecided(program: Program, before: Case, event: Event, move: Move) -> str | None:
    """Why a body cannot have decided a move as it was made, told from the votes alone; None where it can."""
    body, met = program.bodies.get(move.decided_by or ""), getattr(event.body, "meeting", None)
    if body is None or met is None:
        return None if body is None and met is None else "a move and the record of a meeting do not go together"
    barred, votes = before.about | before.recused, dict(met.votes)
    there = {who for who, vote in votes.items() if vote != "absent"}
    if there & barred:
        return f"{sorted(there & barred)} took part in a case that is about them, or that they were recused from"
    holders = None if event.around is None else event.around.holders
    belong = set(votes) if holders is None else {who for role in body.members for who in holders.get(role, ())}
    if not there <= belong:
        return f"{sorted(there - belong)} took part and are no members"
    size = len(there if "absent" in body.leaves_out else belong - barred)
    if isinstance(body.quorum, int) and len(there) < body.quorum:
        return f"{len(there)} were there, {body.quorum} must be"
    if not isinstance(body.quorum, int) and "recused" in body.leaves_out and len(there) < body.quorum * size:
        return f"{len(there)} of {size} were there, {body.quorum} must be"
    yes, no = (sum(vote == side for vote in votes.values()) for side in ("for", "against"))
    if not isinstance(body.majority, int) and body.majority_of == "cast" and not body.casting:
        enough = yes > body.majority * (yes + no) if body.majority_above else yes >= body.majority * (yes + no)
        if (enough and yes > 0) != move.carried:
            return f"{yes} for, {no} against, and the move is for a motion that {'carried' if move.carried else 'fell'}"
    return None if yes or not move.carried else "nobody was in favour"
