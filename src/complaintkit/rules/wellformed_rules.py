"""Are the rules beside stages, moves and duties well formed: promises, bands, redress, sanctions, tallies, messages,
numbering and access?
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from complaintkit.rules.authority import Band
from complaintkit.rules.facts import Fact
from complaintkit.rules.vocabulary import PARTIES, is_record

if TYPE_CHECKING:
    from complaintkit.rules.wellformed import Names


def check_rules(names: Names) -> None:
    """Note every fault of promises, bands, redress, sanctions, tallies, messages, numbering and access."""
    policy, facts = names.policy, names.facts
    for i, promise in enumerate(policy.promises):
        names.known(promise.duty, names.duties, "duty", f"$.promises[{i}].duty")
        names.known(promise.fact, names.facts, "fact", f"$.promises[{i}].fact")
        _typed(names, promise.fact, "instant", f"$.promises[{i}].fact")
        _open(names, promise.fact, f"$.promises[{i}].fact")
    for i, bands in enumerate(policy.bands):
        _bands(names, i, bands.bands)
    if policy.redress is not None:
        names.known(policy.redress.fact, facts, "fact", "$.redress.fact")
        _typed(names, policy.redress.fact, "money", "$.redress.fact")
        _open(names, policy.redress.fact, "$.redress.fact")
        for records in (policy.redress.proposed, policy.redress.granted, policy.redress.dropped):
            for record in records:
                if not is_record(record):
                    names.faults.add("$.redress", f"{record!r} is no record")
    for i, sanction in enumerate(policy.sanctions):
        path = f"$.sanctions[{i}]({sanction.id})"
        names.known(sanction.subject, facts, "fact", f"{path}.subject")
        names.known(sanction.basis, names.tallies if sanction.counts else facts, "figure", f"{path}.basis")
        _open(names, sanction.subject, f"{path}.subject")
        if not sanction.counts:
            _open(names, sanction.basis, f"{path}.basis")
        names.by(sanction.approvers, f"{path}.approvers")
        if not sanction.tiers or not sanction.approvers:
            names.faults.add(path, "a sanction needs tiers and approvers")
        for n, tier in enumerate(sanction.tiers):
            names.condition(tier.when, f"{path}.tiers[{n}].when")
        kinds = {type(tier.least) for tier in sanction.tiers}
        leasts = [tier.least for tier in sanction.tiers]
        if len(kinds) == 1 and any(not _below(low, high) for low, high in pairwise(leasts)):
            names.faults.add(f"{path}.tiers", "tiers rise: each begins above the one before")
        elif len(kinds) > 1:
            names.faults.add(f"{path}.tiers", "tiers are all in money or all counts")
    for i, tally in enumerate(policy.tallies):
        names.records((tally.counts,), f"$.tallies[{i}].counts")
        names.known(tally.subject or None, facts, "fact", f"$.tallies[{i}].subject")
        _open(names, tally.subject, f"$.tallies[{i}].subject")
        names.condition(tally.when, f"$.tallies[{i}].when")
    for i, message in enumerate(policy.messages):
        names.known(message.to, PARTIES, "party", f"$.messages[{i}].to")
        names.all_known(message.contents, facts, "fact", f"$.messages[{i}].contents")
        names.condition(message.written_when, f"$.messages[{i}].written_when")
    for i, numbering in enumerate(policy.numbering):
        names.records((numbering.draws_on,), f"$.numbering[{i}].draws_on")
        names.known(numbering.case_kind, names.kinds, "kind", f"$.numbering[{i}].case_kind")
        if "{serial" not in numbering.pattern:
            names.faults.add(f"$.numbering[{i}].pattern", f"{numbering.pattern!r} has no {{serial}}")
    names.by(policy.corrects, "$.corrects")
    for setting in ("sees", "erases", "oversees"):
        names.all_known(getattr(policy.access, setting), names.roles, "role", f"$.access.{setting}")
    if (policy.access.concerned_only or policy.access.logged) != bool(policy.access.oversees):
        names.faults.add(
            "$.access.oversees",
            "name who oversees all cases where only those concerned see one or looks are logged, and only there",
        )
    names.all_known(policy.access.masks, PARTIES, "party", "$.access.masks")
    if policy.approval_rule is not None:
        names.known(
            policy.approval_rule.role, names.roles | {body.id for body in policy.bodies}, "role", "$.approval_rule.role"
        )


def _below(low: Any, high: Any) -> bool:
    return bool(low < high)


def _bands(names: Names, i: int, bands: tuple[Band, ...]) -> None:
    limit = None
    for j, band in enumerate(bands):
        path = f"$.bands[{i}].bands[{j}]"
        names.known(band.role, names.roles, "role", path)
        names.condition(band.when, path)
        if band.up_to is not None and limit is not None and band.up_to.currency != limit.currency:
            names.faults.add(path, f"{band.up_to} and {limit} are in two currencies: bands are all in one")
            continue
        if band.up_to is not None and band.up_to.amount < 0:
            names.faults.add(path, f"a limit is not negative: {band.up_to}")
        if band.up_to is not None and limit is not None and band.up_to <= limit:
            names.faults.add(path, f"{band.up_to} is not above the band before, {limit}: bands rise")
        if band.up_to is None and j + 1 < len(bands):
            names.faults.add(path, "only the last band may be without a limit")
        limit = band.up_to if band.up_to is not None else limit


def _typed(names: Names, fact: str, type: str, path: str) -> None:
    declared: Mapping[str, Fact] = names.facts
    if fact in declared and declared[fact].type != type:
        names.faults.add(path, f"fact {fact!r} is declared {declared[fact].type}, {type} is needed here")


def _open(names: Names, fact: str, path: str) -> None:
    """A fact that a rule reads stands open in the event: sealed, it could not be judged, nor run again once erased."""
    if fact in names.facts and names.facts[fact].personal:
        names.faults.add(path, f"fact {fact!r} is personal: a rule reads it, so it cannot be sealed")
