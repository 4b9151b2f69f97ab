"""Settings that act on nothing: what is set in one part, and what another part would have to have for it to count.

The witness carries the policy with the default instead: every case fares the same under both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import attrs

from complaintkit.cases.reasons import TEXTS
from complaintkit.checks.checking import Checking, cite_of
from complaintkit.checks.issue import Issue
from complaintkit.checks.unread import evolved_or_none, without_it
from complaintkit.checks.ways import Ways
from complaintkit.rules.nodes import ALWAYS, NEVER
from complaintkit.rules.policy import Policy
from complaintkit.values import Citation

__all__ = ["setting_issues"]


def setting_issues(checking: Checking, all_ways: Sequence[Ways]) -> Iterator[Issue]:
    """Settings that act on nothing."""
    for path, clause, what, without in _settings(checking, all_ways):
        said = f"nothing reads it: {what}"
        yield checking.issue("unread_setting", path, said, without_it(checking, without), clause=clause)


Setting = tuple[str, Citation | None, str, Policy]


def _settings(checking: Checking, all_ways: Sequence[Ways]) -> Iterator[Setting]:
    """Each setting that acts on nothing: its path, its clause, why, and the policy with the default instead."""
    policy = checking.policy
    for field, defaults in DEFAULTS:
        parts: tuple[Any, ...] = getattr(policy, field)
        for i, part in enumerate(parts):
            for name, default, why in defaults(checking, part):
                changed = tuple(attrs.evolve(p, **{name: default}) if p is part else p for p in parts)
                without = evolved_or_none(policy, {field: changed})
                if without is not None:
                    yield f"$.{field}[{i}]({part.id}).{name}", cite_of(part), why, without
    unknown = tuple(code for code in policy.log_refusals if code not in TEXTS)
    if unknown:
        known = tuple(code for code in policy.log_refusals if code in TEXTS)
        why = f"no refusal has the code {', '.join(map(repr, unknown))}"
        yield "$.log_refusals", None, why, attrs.evolve(policy, log_refusals=known)
    for unit, name in policy.unit_calendars:
        if name == policy.calendar:
            left = {other: held for other, held in policy.unit_calendars if other != unit}
            why = f"{name!r} is the calendar of the policy anyway"
            yield f"$.unit_calendars({unit})", None, why, attrs.evolve(policy, unit_calendars=left)
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
    if duty.repeats is not None and set(duty.ends) <= set(duty.until):
        yield "repeats", None, f"whatever ends {duty.id!r} ends its repeating too"
    if duty.on_change != "original" and duty.id in checking.program.unconditional:
        yield "on_change", "original", f"nothing that may change chooses the term of {duty.id!r}"


def _of_fact(checking: Checking, fact: Any) -> Iterator[Default]:
    """What says when a fact is asked for, of one that nobody is asked for."""
    asked = {id for move in checking.policy.moves for id in checking.program.asked(move)}
    if fact.required or fact.id in asked:
        return
    for name, usual in (("when", ALWAYS), ("channels", ()), ("categories", ())):
        if getattr(fact, name) != usual:
            yield name, usual, f"{fact.id!r} is neither required nor asked for by a move"


def _of_form(checking: Checking, form: Any) -> Iterator[Default]:
    if form.never_cite is not None and not form.never_to:
        yield "never_cite", None, f"{form.id!r} is kept from nobody"


def _of_sanction(checking: Checking, rule: Any) -> Iterator[Default]:
    if rule.rounding != "half_up" and all(tier.share is None for tier in rule.tiers):
        yield "rounding", "half_up", f"no tier of {rule.id!r} is a share"
    if rule.mode != "highest" and len(rule.tiers) == 1:
        yield "mode", "highest", f"{rule.id!r} has one tier"


def _of_message(checking: Checking, message: Any) -> Iterator[Default]:
    usual = attrs.fields(type(message)).written.default
    if message.written_when == NEVER and message.written != usual:
        yield "written", usual, f"{message.id!r} need never be in writing"
    if message.as_asked and len(message.means) == 1:
        yield "as_asked", False, f"{message.id!r} goes by one means only"


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
    ("facts", _of_fact),
    ("forms", _of_form),
    ("sanctions", _of_sanction),
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
            without = evolved_or_none(policy, {"numbering": left})
            if without is not None:
                yield f"$.numbering[{i}].draws_on", cite_of(numbering), why, without


def _never_granted(checking: Checking, all_ways: Sequence[Ways]) -> Iterator[Setting]:
    """A redress rule whose records no case ever gets grants nothing."""
    redress = checking.policy.redress
    if redress is None:
        return
    made = set().union(*(ways.made for ways in all_ways))
    if any(move.bands is not None for move in checking.policy.moves):
        if made.isdisjoint(redress.granted) and redress.granted:
            why = f"no case ever gets {' or '.join(map(repr, redress.granted))}, so that nothing adds up"
            without = attrs.evolve(checking.policy, redress=attrs.evolve(redress, granted=()))
            yield "$.redress.granted", cite_of(redress), why, without
        return
    if made.isdisjoint((*redress.proposed, *redress.granted)):
        left = evolved_or_none(checking.policy, {"redress": None, "bands": ()})
        if left is not None:
            yield "$.redress", cite_of(redress), "nothing ever proposes or grants redress", left
