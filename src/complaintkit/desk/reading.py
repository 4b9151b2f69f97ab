"""Reading commands: from what a caller passes to a typed command, or one error with every fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import attrs

from complaintkit.cases.commands import Act, Allege, Correct, Extend
from complaintkit.cases.events import EMPTY
from complaintkit.cases.program import Program
from complaintkit.desk import door
from complaintkit.errors import Faults, InvalidInput
from complaintkit.rules.communication import Sent
from complaintkit.rules.record import Actor
from complaintkit.values import Attachment, FrozenMap, Party


@attrs.frozen
class Filing:
    """A filing as it was read: its plain fields, and the facts and parties that are still to be sealed."""

    fields: Mapping[str, Any]
    facts: Mapping[str, Any]
    parties: Mapping[str, Party]


def read_act(
    program: Program,
    sealing: door.Sealing,
    by: Actor,
    trigger: str,
    facts: Mapping[str, object],
    occurred_at: datetime | None,
    category: str | None,
    message: Sent | Mapping[str, object] | None,
    confirmed: Iterable[str],
    attachments: Iterable[Attachment],
    to: str | None,
    reason: str,
) -> Act:
    """The command of a move. The usual one, with nothing but its trigger, is read without looking further."""
    if (
        type(by) is Actor
        and trigger in program.sources_of
        and not facts
        and occurred_at is None
        and category is None
        and message is None
        and not confirmed
        and not attachments
        and to is None
    ):
        return Act(trigger=trigger, reason=reason)
    faults = Faults()
    door.read_actor(by, faults)
    door.read_name(trigger, program.sources_of, "move", "trigger", faults)
    typed = door.read_command_facts(program, facts, program.takes_of.get(trigger, ()), f"{trigger!r}", faults)
    at = door.read_instant(occurred_at, "occurred_at", faults)
    sent = door.read_message(message, faults)
    items = door.read_texts(confirmed, "confirmed", faults)
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
        ("adopted", program.stages, "stage"),
    ):
        if given.get(name) is not None:
            door.read_name(given[name], known, what, name, faults)
    past = [
        (record, moment)
        for record, value in given.get("records", EMPTY).items()
        if (moment := door.read_instant(value, f"records.{record}", faults)) is not None
    ]
    takes = [fact.id for fact in program.facts.values() if fact.case_kind == kind]
    parties = door.read_parties(given["complainant"], given["parties"], faults)
    facts = door.read_command_facts(program, given["facts"], takes, f"a {kind}", faults)
    unit = given.get("unit")
    fields = {
        "at": door.read_instant(given["received_at"], "received_at", faults),
        "kind": kind,
        "channel": given["channel"],
        "category": given["category"],
        "about": door.read_texts(given["about"], "about", faults),
        "refs": _refs(given["refs"], faults),
        "link": _link(given.get("link"), program, faults),
        "confirmed": door.read_texts(given.get("confirmed", ()), "confirmed", faults),
        "attachments": door.read_attachments(given.get("attachments", ()), faults),
        "unit": getattr(by, "unit", None) if unit is None else unit,
        "adopted": adopted,
        "records": tuple(sorted(past, key=lambda item: item[1])),
        "reason": given.get("reason", ""),
    }
    faults.raise_if_any(InvalidInput, door.HEADING)
    return Filing(fields, facts, parties)


def read_extension(
    program: Program,
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
    if isinstance(seq, bool) or not isinstance(seq, int):
        faults.add("seq", f"expected the number of an event, got {type(seq).__name__}")
    typed = door.read_command_facts(program, facts, program.facts, "a correction", faults)
    at = door.read_instant(occurred_at, "occurred_at", faults)
    faults.raise_if_any(InvalidInput, door.HEADING)
    return Correct(seq=seq, reason=reason, occurred_at=at, facts=sealing.facts(program, typed))


def read_allegation(by: Actor, conduct: str, against: Any, reason: str) -> Allege:
    """The command that alleges a breach of conduct."""
    faults = Faults()
    door.read_actor(by, faults)
    if not isinstance(against, str) or not against:
        faults.add("against", "expected the id of a person or unit")
    faults.raise_if_any(InvalidInput, door.HEADING)
    return Allege(conduct=conduct, against=against, reason=reason)


def _refs(refs: Mapping[Any, Any], faults: Faults) -> FrozenMap[str]:
    for system, id in refs.items():
        if not isinstance(system, str) or not isinstance(id, str) or not system or not id:
            faults.add(f"refs.{system}", "expected the name of a system and an id in it, both texts")
            return EMPTY
    return FrozenMap(dict(refs)) if refs else EMPTY


def _link(link: Any, program: Program, faults: Faults) -> tuple[str, str] | None:
    if link is None:
        return None
    if not isinstance(link, tuple | list) or len(link) != 2:
        faults.add("link", "expected a pair: the link rule and the other case's id")
        return None
    door.read_name(link[0], program.links, "link rule", "link", faults)
    return (link[0], link[1])
