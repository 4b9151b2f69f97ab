"""What a policy has and nothing reads: parts that no rule names, pauses no duty knows, registers that stay empty.

A part is reported where no rule names it and the policy is as well formed without it. The witness carries the policy
without the part: every case fares the same under both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import attrs

from complaintkit.checks.checking import Checking, cite_of
from complaintkit.checks.holding import asked_conditions
from complaintkit.checks.issue import Issue
from complaintkit.checks.ways import Ways
from complaintkit.deadlines import CONVENTIONS, anchors_of
from complaintkit.errors import PolicyError
from complaintkit.rules.communication import Message
from complaintkit.rules.evaluate import facts_in, tallies_in
from complaintkit.rules.forms import Form
from complaintkit.rules.kinds import Kind
from complaintkit.rules.moves import Move
from complaintkit.rules.policy import Policy
from complaintkit.rules.wellformed_terms import terms_of

__all__ = ["evolved_or_none", "unread_issues", "without_it"]


class Parts(NamedTuple):
    """One sort of part: its code, where it stands in the policy, and the names that the rules read."""

    code: str
    field: str
    read: Callable[[Checking], set[str]]


def _facts_read(checking: Checking) -> set[str]:
    policy = checking.policy
    read = {id for asked in asked_conditions(checking) for id in facts_in(asked.condition)}
    for move in policy.moves:
        read.update((*move.asks, *move.offers, *(name.partition(".")[0] for name in move.only)))
    told: tuple[Form | Message, ...] = (*policy.forms, *policy.messages)
    for part in told:
        read.update(part.contents)
    read.update(rule.fact for rule in policy.promises)
    if policy.redress is not None:
        read.add(policy.redress.fact)
    for rule in policy.sanctions:
        read.update((rule.subject, rule.basis))
    read.update(tally.subject for tally in policy.tallies)
    read.update(str(link.fact) for link in policy.links)
    read.update(join.counts for join in policy.joins)
    read.update(str(rule.until) for rule in policy.retention)
    read.update(id for report in policy.reports for id in report.reads)
    read.update(name for duty in policy.duties for term in terms_of(duty) for name in anchors_of(term))
    return read | {fact.id for fact in policy.facts if fact.for_the_record}


def _roles_read(checking: Checking) -> set[str]:
    policy = checking.policy
    read: set[str] = {*policy.access.sees, *policy.access.erases, *policy.access.oversees, *policy.corrects}
    acting: tuple[Any, ...] = (*policy.kinds, *policy.channels, *policy.moves, *policy.links, *policy.joins)
    owning: tuple[Any, ...] = (*policy.stages, *policy.duties)
    read.update(role for part in acting for role in part.by)
    read.update(str(part.owner) for part in owning)
    for duty in policy.duties:
        read.update(role for rung in duty.ladder for role in rung.tell)
        read.update(() if duty.extension is None else duty.extension.by)
    for role in policy.roles:
        read.update((*role.deputies, str(role.last_resort)))
    read.update(role for body in policy.bodies for role in (*body.members, *body.chairs))
    read.update(band.role for bands in policy.bands for band in bands.bands)
    read.update(role for rule in policy.sanctions for role in rule.approvers)
    read.update(str(register.keeper) for register in policy.registers)
    read.update(role for conduct in policy.conducts for role in conduct.of)
    read.update(role for rule in policy.retention for role in rule.tell)
    read.update(recipient for form in policy.forms for recipient in form.copies)
    read.update(rule.role for rule in (policy.approval, policy.approval_rule) if rule is not None)
    return read


def _forms_read(checking: Checking) -> set[str]:
    policy = checking.policy
    issuing: tuple[Move | Kind, ...] = (*policy.moves, *policy.kinds)
    read = {form for part in issuing for form in part.issues}
    read.update(form for duty in policy.duties for rung in duty.ladder for form in rung.issues)
    return read | {form for link in policy.links for form in link.attaches}


def _messages_read(checking: Checking) -> set[str]:
    policy = checking.policy
    read = {str(move.message) for move in policy.moves}
    return read | {str(duty.extension.message) for duty in policy.duties if duty.extension is not None}


def _bands_read(checking: Checking) -> set[str]:
    return {str(move.bands) for move in checking.policy.moves}


def _promises_read(checking: Checking) -> set[str]:
    policy = checking.policy
    return {str(move.promises) for move in policy.moves} | {str(stage.needs_promise) for stage in policy.stages}


def _sanctions_read(checking: Checking) -> set[str]:
    return {str(move.sanction) for move in checking.policy.moves}


def _bodies_read(checking: Checking) -> set[str]:
    return {str(move.decided_by) for move in checking.policy.moves}


def _tallies_read(checking: Checking) -> set[str]:
    read = {id for asked in asked_conditions(checking) for id in tallies_in(asked.condition)}
    return read | {rule.basis for rule in checking.policy.sanctions if rule.counts}


def _links_read(checking: Checking) -> set[str]:
    """A tie without a fact is made with a filing, by name."""
    policy = checking.policy
    return {str(move.links) for move in policy.moves} | {link.id for link in policy.links if link.fact is None}


def _conventions_read(checking: Checking) -> set[str]:
    policy = checking.policy
    return {policy.convention, *CONVENTIONS, *(str(duty.convention) for duty in policy.duties)}


PARTS: Final = (
    Parts("unread_fact", "facts", _facts_read),
    Parts("unread_role", "roles", _roles_read),
    Parts("unread_form", "forms", _forms_read),
    Parts("unread_message", "messages", _messages_read),
    Parts("unread_bands", "bands", _bands_read),
    Parts("unread_body", "bodies", _bodies_read),
    Parts("unread_promise", "promises", _promises_read),
    Parts("unread_sanction", "sanctions", _sanctions_read),
    Parts("unread_tally", "tallies", _tallies_read),
    Parts("unread_link", "links", _links_read),
    Parts("unread_convention", "conventions", _conventions_read),
)


def unread_issues(checking: Checking, all_ways: Sequence[Ways]) -> Iterator[Issue]:
    """Parts that no rule names, pauses that no duty knows, registers that stay empty, facts nobody gives."""
    for parts in PARTS:
        read = parts.read(checking)
        held = getattr(checking.policy, parts.field)
        for i, part in enumerate(held):
            if part.id not in read:
                yield from _unread_part(checking, parts, i, part)
    yield from _pauses(checking, all_ways)
    yield from _registers(checking, all_ways)
    yield from _never_given(checking)


def without_it(checking: Checking, without: Policy) -> Any:
    """A witness for what makes no difference: the policy as it is without."""
    return checking.witness(
        channel=None if not checking.policy.channels else checking.policy.channels[0].id,
        by=checking.everybody,
        other=without,
    )


def _unread_part(checking: Checking, parts: Parts, i: int, part: Any) -> Iterator[Issue]:
    held = getattr(checking.policy, parts.field)
    left = tuple(other for other in held if other is not part)
    without = evolved_or_none(checking.policy, {parts.field: left})
    if without is None:
        return
    path = f"$.{parts.field}[{i}]({part.id})"
    said = f"no rule of the policy names {part.id!r}"
    yield checking.issue(parts.code, path, said, without_it(checking, without), clause=cite_of(part))


def evolved_or_none(policy: Policy, changes: dict[str, Any]) -> Policy | None:
    """The policy with some parts changed; None where it is not well formed then: something does name them."""
    try:
        return attrs.evolve(policy, **changes)
    except PolicyError:
        return None


def _pauses(checking: Checking, all_ways: Sequence[Ways]) -> Iterator[Issue]:
    known = {cause for duty in checking.policy.duties for cause in duty.pauses}
    reached = {place.stage for ways in all_ways for place in ways.places}
    for i, stage in enumerate(checking.policy.stages):
        if stage.pause is None or stage.pause in known or stage.id not in reached:
            continue
        witness = checking.witness(
            kind=stage.case_kind,
            stage=stage.id,
            channel=None if not checking.policy.channels else checking.policy.channels[0].id,
            other=stage.pause,
        )
        said = f"no duty is stopped by {stage.pause!r} while a case waits in {stage.id!r}"
        yield checking.issue("unread_pause", f"$.stages[{i}]({stage.id}).pause", said, witness)


def _registers(checking: Checking, all_ways: Sequence[Ways]) -> Iterator[Issue]:
    """Registers of a kind of case that never gets what is entered, or never by their channels."""
    ways_of = {ways.kind.id: ways for ways in all_ways}
    for i, register in enumerate(checking.policy.registers):
        ways = ways_of[register.case_kind]
        channels: tuple[str | None, ...] = register.channels or tuple(ways.made_by)
        made = {record for channel in channels for record in ways.made_by.get(channel, ())}
        if made.isdisjoint(register.enters):
            left = tuple(other for other in checking.policy.registers if other is not register)
            by = f" by {' or '.join(map(repr, register.channels))}" if register.channels else ""
            said = (
                f"no case of kind {ways.kind.id!r} that came in{by} ever gets {' or '.join(map(repr, register.enters))}"
            )
            witness = without_it(checking, attrs.evolve(checking.policy, registers=left))
            path = f"$.registers[{i}]({register.id})"
            yield checking.issue("unread_register", path, said, witness, clause=cite_of(register))


def _never_given(checking: Checking) -> Iterator[Issue]:
    """Facts that rules read and no move takes: of standing cases, and of filed ones that may begin without them.

    What a promise, a sanction or a tie reads is asked for by the moves that use it; one that no move uses is unread.
    """
    program, read, policy = checking.program, _facts_read(checking), checking.policy
    taken = set().union(*program.takes_of.values())
    by_use = {rule.fact for rule in policy.promises} | {str(link.fact) for link in policy.links}
    by_use |= {id for rule in policy.sanctions for id in (rule.subject, rule.basis)}
    by_use |= set() if policy.redress is None else {policy.redress.fact}
    for i, fact in enumerate(policy.facts):
        if fact.id not in read - taken or fact.for_the_record:
            continue
        path, clause = f"$.facts[{i}]({fact.id})", cite_of(fact)
        channel = policy.channels[0].id if policy.channels and fact.case_kind == "complaint" else None
        witness = checking.witness(kind=fact.case_kind, channel=channel, by=checking.everybody, other=fact.id)
        if program.kinds[fact.case_kind].every is not None:
            said = f"{fact.case_kind!r} is opened by the sweep, and no move takes {fact.id!r}"
            yield checking.issue("fact_never_given", path, said, witness, clause=clause)
        elif not fact.required and fact.id not in by_use:
            said = f"a case may be filed without {fact.id!r}, and no move asks for it or offers it"
            yield checking.issue("fact_never_asked", path, said, witness, clause=clause)
