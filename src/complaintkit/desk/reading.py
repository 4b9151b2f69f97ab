"""Reading commands: from what a caller passes to a typed command, or one error with every fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import attrs

from complaintkit.cases.commands import Act, Allege, Correct, Erase, Extend, Join, Unjoin
from complaintkit.cases.events import EMPTY
from complaintkit.cases.program import Program
from complaintkit.desk import door
from complaintkit.errors import Faults, InvalidInput
from complaintkit.rules.communication import Sent
from complaintkit.rules.meetings import Meeting
from complaintkit.rules.record import Actor
from complaintkit.rules.vocabulary import is_record
from complaintkit.values import Attachment, FrozenMap, Party
from complaintkit.values.checks import LONGEST_ID, LONGEST_KEY

LONGEST_SYSTEM = 80
"""Characters of the name of a system that `refs` point into."""


@attrs.frozen
class Filing:
    """A filing as it was read: its plain fields, and the facts and parties that are still to be sealed."""

    fields: Mapping[str, Any]
    facts: Mapping[str, Any] = attrs.field(repr=False)
    parties: Mapping[str, Party]


def read_act(
    program: Program,
    sealing: door.Sealing,
    by: Actor,
    trigger: Any,
    facts: Mapping[str, object],
    occurred_at: datetime | None,
    category: str | None,
    message: Sent | Mapping[str, object] | None,
    confirmed: Iterable[str],
    attachments: Iterable[Attachment],
    to: str | None,
    reason: str,
    meeting: Meeting | Mapping[str, object] | None = None,
) -> Act:
    """The command of a move. The usual one, with nothing but its trigger, is read without looking further."""
    if (
        type(by) is Actor
        and type(by.id) is str
        and 0 < len(by.id) <= LONGEST_ID
        and by.id.isprintable()
        and (by.unit is None or door.is_id(by.unit))
        and by.on_behalf_of is None
        and type(trigger) is str
        and type(reason) is str
        and (not reason or reason.isprintable())
        and trigger in program.sources_of
        and (facts is EMPTY or not facts)
        and occurred_at is None
        and category is None
        and message is None
        and not confirmed
        and not attachments
        and to is None
        and meeting is None
    ):
        return program.bare[trigger] if not reason else Act(trigger=trigger, reason=reason)
    faults = Faults()
    door.read_actor(by, faults)
    door.read_name(trigger, program.sources_of, "move", "trigger", faults)
    rows = program.rows_of.get(trigger, ()) if isinstance(trigger, str) else ()
    takes = program.takes_of.get(trigger, ()) if rows else program.facts
    typed = door.read_command_facts(program, facts, takes, f"{trigger!r}", faults)
    at = door.read_instant(occurred_at, "occurred_at", faults)
    sent = door.read_message(message, faults)
    met = door.read_meeting(meeting, faults)
    items = door.read_texts(confirmed, "confirmed", faults)
    for item in items:
        door.read_name(item, program.conducts, "conduct rule", "confirmed", faults)
    door.read_text(reason, "reason", faults)
    if to is not None:
        door.read_id(to, "to", faults)
    for name, value, taken in (
        ("category", category, any(row.move.reclassifies for row in rows)),
        ("message", message, any(row.move.message is not None for row in rows)),
        ("meeting", meeting, any(row.body is not None for row in rows)),
        ("to", to, any(row.move.assigns or "recused" in row.move.records for row in rows)),
    ):
        if value is not None and rows and not taken:
            faults.add(name, f"{trigger!r} takes no {name}; leave it out")
    papers = door.read_attachments(attachments, faults)
    if category is not None:
        door.read_name(category, program.categories, "category", "category", faults)
    faults.raise_if_any(InvalidInput, door.HEADING)
    return Act(
        trigger=trigger,
        at=at,
        facts=sealing.facts(program, typed),
        category=category,
        message=sent,
        confirmed=items,
        attachments=papers,
        to=to,
        reason=reason,
        meeting=met,
    )


def read_filing(program: Program, by: Actor, given: Mapping[str, Any]) -> Filing:
    """What a filing says; ``given`` are the arguments of :meth:`Desk.file` or :meth:`Desk.adopt` by name."""
    faults = Faults()
    door.read_actor(by, faults)
    kind, adopted = given["kind"], given.get("adopted")
    filed = [k.id for k in program.kinds.values() if k.every is None]
    door.read_name(kind, filed, "kind of case that is filed", "kind", faults)
    for name, known, what in (
        ("channel", program.channels, "channel"),
        ("category", program.categories, "category"),
        ("adopted", [id for id, stage in program.stages.items() if stage.case_kind == kind], "stage"),
    ):
        if given.get(name) is not None:
            door.read_name(given[name], known, what, name, faults)
    past = _records(program, given.get("records", EMPTY), faults)
    takes = [fact.id for fact in program.facts.values() if fact.case_kind == kind]
    parties = door.read_parties(given["complainant"], given["parties"], faults)
    facts = door.read_command_facts(program, given["facts"], takes, f"a {kind}", faults)
    unit = given.get("unit")
    confirmed = door.read_texts(given.get("confirmed", ()), "confirmed", faults)
    for item in confirmed:
        door.read_name(item, program.conducts, "conduct rule", "confirmed", faults)
    for name in ("unit", "assigned"):
        if given.get(name) is not None:
            door.read_id(given[name], name, faults)
    door.read_text(given.get("reason", ""), "reason", faults)
    fields = {
        "at": door.read_instant(given["received_at"], "received_at", faults),
        "kind": kind,
        "channel": given["channel"],
        "category": given["category"],
        "about": door.read_texts(given["about"], "about", faults),
        "refs": _refs(given["refs"], faults),
        "link": _link(given.get("link"), program, faults),
        "confirmed": confirmed,
        "attachments": door.read_attachments(given.get("attachments", ()), faults),
        "unit": getattr(by, "unit", None) if unit is None else unit,
        "adopted": adopted,
        "assigned": given.get("assigned"),
        "records": tuple(sorted(past, key=lambda item: item[1])),
        "reason": given.get("reason", ""),
    }
    faults.raise_if_any(InvalidInput, door.HEADING)
    return Filing(fields, facts, parties)


def read_extension(
    program: Program,
    sealing: door.Sealing,
    by: Actor,
    duty: str,
    reason: str,
    until: datetime | None,
    message: Sent | Mapping[str, object] | None,
    occurred_at: datetime | None,
) -> Extend:
    """The command that gives a duty more time."""
    faults = Faults()
    door.read_actor(by, faults)
    door.read_name(duty, program.duties, "duty", "duty", faults)
    door.read_text(reason, "reason", faults)
    moment = door.read_instant(until, "until", faults)
    sent = door.read_message(message, faults)
    at = door.read_instant(occurred_at, "occurred_at", faults)
    faults.raise_if_any(InvalidInput, door.HEADING)
    return Extend(duty=duty, reason=reason, until=moment, message=sent, at=at)


def read_correction(
    program: Program,
    sealing: door.Sealing,
    by: Actor,
    seq: Any,
    reason: Any,
    occurred_at: datetime | None,
    facts: Mapping[str, object],
) -> Correct:
    """The command that corrects an earlier entry."""
    faults = Faults()
    door.read_actor(by, faults)
    if not isinstance(reason, str) or not reason:
        faults.add("reason", "a correction needs a reason")
    else:
        door.read_text(reason, "reason", faults)
    if isinstance(seq, bool) or not isinstance(seq, int):
        faults.add("seq", f"expected the number of an event, got {type(seq).__name__}")
    typed = door.read_command_facts(program, facts, program.facts, "a correction", faults)
    at = door.read_instant(occurred_at, "occurred_at", faults)
    faults.raise_if_any(InvalidInput, door.HEADING)
    return Correct(seq=seq, reason=reason, occurred_at=at, facts=sealing.facts(program, typed))


def read_allegation(
    program: Program, sealing: door.Sealing, by: Actor, conduct: str, against: Any, reason: str
) -> Allege:
    """The command that alleges a breach of conduct."""
    faults = Faults()
    door.read_actor(by, faults)
    if not isinstance(against, str) or not against:
        faults.add("against", "expected the id of a person or unit")
    else:
        door.read_id(against, "against", faults)
    door.read_text(reason, "reason", faults)
    faults.raise_if_any(InvalidInput, door.HEADING)
    return Allege(conduct=conduct, against=against, reason=reason)


def read_erasure(program: Program, sealing: door.Sealing, by: Actor, ground: str, paths: Any, reason: Any) -> Erase:
    """The command that erases personal values."""
    faults = Faults()
    door.read_actor(by, faults)
    door.read_text(reason, "reason", faults, empty=False)
    wanted = door.read_texts(paths, "paths", faults)
    if ground == "redaction" and not wanted:
        faults.add("paths", "say which values are redacted, such as 'facts.story' or 'parties.complainant.name'")
    faults.raise_if_any(InvalidInput, door.HEADING)
    return Erase(ground=ground, paths=tuple(dict.fromkeys(wanted)), reason=reason)


def read_join(
    program: Program, sealing: door.Sealing, by: Actor, into: Any, rule: Any, reason: Any, occurred_at: datetime | None
) -> Join:
    """The command that joins a case to another; without a rule's name it is by the only one there is."""
    faults = Faults()
    door.read_actor(by, faults)
    door.read_id(into, "into", faults)
    door.read_text(reason, "reason", faults)
    if rule is None and len(program.joins) == 1:
        rule = next(iter(program.joins))
    if rule is None:
        faults.add("rule", f"say by which rule it joins: {', '.join(program.joins) or 'this policy has none'}")
    else:
        door.read_name(rule, program.joins, "join rule", "rule", faults)
    at = door.read_instant(occurred_at, "occurred_at", faults)
    faults.raise_if_any(InvalidInput, door.HEADING)
    return Join(rule=str(rule), into=into, reason=reason, at=at)


def read_unjoin(program: Program, sealing: door.Sealing, by: Actor, reason: Any) -> Unjoin:
    """The command that takes back what a case joined."""
    faults = Faults()
    door.read_actor(by, faults)
    door.read_text(reason, "reason", faults, empty=False)
    faults.raise_if_any(InvalidInput, door.HEADING)
    return Unjoin(reason=reason)


def _records(program: Program, given: Any, faults: Faults) -> list[tuple[str, datetime]]:
    """What had happened to an adopted case before, each record with its moment."""
    if not isinstance(given, Mapping):
        faults.add("records", f"expected a mapping of records to moments, got {type(given).__name__}")
        return []
    past = []
    for record, value in given.items():
        if not isinstance(record, str) or not is_record(record) or record in ("filed", "opened"):
            faults.add(
                f"records.{record}", f"{record!r} is no record that a case can bring along: see RECORDS, or 'x_…'"
            )
        moment = door.read_instant(value, f"records.{record}", faults)
        if moment is not None:
            past.append((record, moment))
    return past


def _refs(refs: Any, faults: Faults) -> FrozenMap[str]:
    if not isinstance(refs, Mapping):
        faults.add("refs", f"expected a mapping of systems to ids, got {type(refs).__name__}")
        return EMPTY
    before = len(faults)
    for system, id in refs.items():
        if not isinstance(system, str) or not isinstance(id, str) or not system or not id:
            faults.add(f"refs.{system}", "expected the name of a system and an id in it, both texts")
            return EMPTY
        door.read_text(system, "refs", faults, at_most=LONGEST_SYSTEM)
        door.read_text(id, f"refs.{system[:LONGEST_SYSTEM]}", faults, at_most=LONGEST_KEY)
    return FrozenMap(dict(refs)) if refs and len(faults) == before else EMPTY


def _link(link: Any, program: Program, faults: Faults) -> tuple[str, str] | None:
    if link is None:
        return None
    if not isinstance(link, tuple | list) or len(link) != 2:
        faults.add("link", "expected a pair: the link rule and the other case's id")
        return None
    filed = [rule.id for rule in program.links.values() if rule.fact is None]
    door.read_name(link[0], filed, "link rule", "link", faults)
    door.read_id(link[1], "link[1]", faults)
    return (link[0], link[1])
