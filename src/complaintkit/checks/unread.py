"""What a policy sets and nothing reads: parts that no rule names, settings that act on nothing.

A part is reported where no rule names it and the policy is as well formed without it. The witness carries the policy
without the part: every case fares the same under both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import attrs

from complaintkit.cases.reasons import TEXTS
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
from complaintkit.rules.nodes import NEVER
from complaintkit.rules.policy import Policy
from complaintkit.rules.wellformed_terms import terms_of
from complaintkit.values import Citation

__all__ = ["unread_issues"]


class Parts(NamedTuple):
    """One sort of part: its code, where it stands in the policy, and the names that the rules read."""

    code: str
    field: str
    read: Callable[[Checking], set[str]]


def _facts_read(checking: Checking) -> set[str]:
    policy = checking.policy
    read = {id for asked in asked_conditions(checking) for id in facts_in(asked.condition)}
    for move in policy.moves:
        read.update((*move.asks, *move.offers))
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
    read.update(name for duty in policy.duties for term in terms_of(duty) for name in anchors_of(term))
    return read | {fact.id for fact in policy.facts if fact.for_the_record}


def _roles_read(checking: Checking) -> set[str]:
    policy = checking.policy
    read: set[str] = {*policy.access.sees, *policy.access.erases, *policy.corrects}
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
    Parts("unread_convention", "conventions", _conventions_read),
)


def unread_issues(checking: Checking, all_ways: Sequence[Ways]) -> Iterator[Issue]:
    """Parts that no rule names, pauses that no duty knows, settings that act on nothing."""
    for parts in PARTS:
        read = parts.read(checking)
        held = getattr(checking.policy, parts.field)
        for i, part in enumerate(held):
            if part.id not in read:
                yield from _unread_part(checking, parts, i, part)
    yield from _pauses(checking, all_ways)
    for path, clause, what, without in _settings(checking, all_ways):
        said = f"nothing reads it: {what}"
        yield checking.issue("unread_setting", path, said, _witness(checking, without), clause=clause)


def _witness(checking: Checking, without: Policy) -> Any:
    return checking.witness(
        channel=None if not checking.policy.channels else checking.policy.channels[0].id,
        by=checking.everybody,
        other=without,
    )


def _unread_part(checking: Checking, parts: Parts, i: int, part: Any) -> Iterator[Issue]:
    held = getattr(checking.policy, parts.field)
    left = tuple(other for other in held if other is not part)
    without = _without(checking.policy, {parts.field: left})
    if without is None:
        return
    path = f"$.{parts.field}[{i}]({part.id})"
    said = f"no rule of the policy names {part.id!r}"
    yield checking.issue(parts.code, path, said, _witness(checking, without), clause=cite_of(part))


def _without(policy: Policy, changes: dict[str, Any]) -> Policy | None:
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


# -- settings ---------------------------------------------------------------------------------------------------------

Setting = tuple[str, Citation | None, str, Policy]


def _settings(checking: Checking, all_ways: Sequence[Ways]) -> Iterator[Setting]:
    """Each setting that acts on nothing: its path, its clause, why, and the policy with the default instead."""
    policy = checking.policy
    for field, defaults in DEFAULTS:
        parts: tuple[Any, ...] = getattr(policy, field)
        for i, part in enumerate(parts):
            for name, default, why in defaults(checking, part):
                changed = tuple(attrs.evolve(p, **{name: default}) if p is part else p for p in parts)
                without = _without(policy, {field: changed})
                if without is not None:
                    yield f"$.{field}[{i}]({part.id}).{name}", cite_of(part), why, without
    unknown = tuple(code for code in policy.log_refusals if code not in TEXTS)
    if unknown:
        known = tuple(code for code in policy.log_refusals if code in TEXTS)
        why = f"no refusal has the code {', '.join(map(repr, unknown))}"
        yield "$.log_refusals", None, why, attrs.evolve(policy, log_refusals=known)
    yield from _never_drawn(checking, all_ways)
    yield from _never_granted(checking, all_ways)


Default = tuple[str, Any, str]


def _of_kind(checking: Checking, kind: Any) -> Iterator[Default]:
    if kind.every is None and kind.opens != "start":
        yield "opens", "start", f"{kind.id!r} is filed, and opens by no period"
    if kind.every is None and kind.per != "tenant":
        yield "per", "tenant", f"{kind.id!r} is filed, not opened for each unit"
    if kind.unit_kind is not None and (kind.per != "unit" or kind.every is None):
        yield "unit_kind", None, f"{kind.id!r} is not opened for each unit"


def _of_duty(checking: Checking, duty: Any) -> Iterator[Default]:
    if duty.pause_cap is not None and not duty.pauses:
        yield "pause_cap", None, f"no pause stops {duty.id!r}"
    if duty.catch_up != "highest" and not duty.ladder:
        yield "catch_up", "highest", f"{duty.id!r} has no rungs"
    if duty.on_change != "original" and duty.id in checking.program.unconditional:
        yield "on_change", "original", f"nothing that may change chooses the term of {duty.id!r}"


def _of_message(checking: Checking, message: Any) -> Iterator[Default]:
    usual = attrs.fields(type(message)).written.default
    if message.written_when == NEVER and message.written != usual:
        yield "written", usual, f"{message.id!r} need never be in writing"


def _of_role(checking: Checking, role: Any) -> Iterator[Default]:
    if role.id in role.deputies:
        yield "deputies", tuple(id for id in role.deputies if id != role.id), f"{role.id!r} is its own deputy"
    if role.last_resort is not None and role.last_resort in (role.id, *role.deputies):
        yield "last_resort", None, f"{role.last_resort!r} holds the role or stands in for it already"


def _of_bands(checking: Checking, bands: Any) -> Iterator[Default]:
    roles = checking.program.roles
    for n, band in enumerate(bands.bands):
        role = roles[band.role]
        if band.deputy_up_to is not None and not role.deputies and role.last_resort is None:
            plain = tuple(attrs.evolve(b, deputy_up_to=None) if b is band else b for b in bands.bands)
            yield "bands", plain, f"band {n}: nobody stands in for {band.role!r}, so no deputy's limit counts"


DEFAULTS: Final[tuple[tuple[str, Callable[[Checking, Any], Iterator[Default]]], ...]] = (
    ("kinds", _of_kind),
    ("duties", _of_duty),
    ("messages", _of_message),
    ("roles", _of_role),
    ("bands", _of_bands),
)
"""By part of the policy what is set in it and acts on nothing, with the default that does as well."""


def _never_drawn(checking: Checking, all_ways: Sequence[Ways]) -> Iterator[Setting]:
    policy = checking.policy
    made = {ways.kind.id: ways.made for ways in all_ways}
    for i, numbering in enumerate(policy.numbering):
        if numbering.draws_on not in made[numbering.case_kind]:
            left = tuple(other for other in policy.numbering if other is not numbering)
            why = f"no case of kind {numbering.case_kind!r} ever gets {numbering.draws_on!r}"
            without = _without(policy, {"numbering": left})
            if without is not None:
                yield f"$.numbering[{i}].draws_on", cite_of(numbering), why, without


def _never_granted(checking: Checking, all_ways: Sequence[Ways]) -> Iterator[Setting]:
    """A redress rule whose records no case ever gets grants nothing."""
    redress = checking.policy.redress
    if redress is None or any(move.bands is not None for move in checking.policy.moves):
        return
    made = set().union(*(ways.made for ways in all_ways))
    if made.isdisjoint((*redress.proposed, *redress.granted)):
        without = _without(checking.policy, {"redress": None, "bands": ()})
        if without is not None:
            yield "$.redress", cite_of(redress), "nothing ever proposes or grants redress", without
