"""What can be wrong with a policy: each kind of defect, and every place in a policy at which it can be seeded.

A maker yields for each place what it is called and the parts of the policy that are to be changed there; what is
changed is not asked whether it is well formed. `CALENDARS` stands for calendar data that is given beside the policy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

import attrs

from complaintkit.rules import ALWAYS, STAYS, Guard, Policy, Role, Stage
from complaintkit.rules.conditions import count, recorded
from complaintkit.values import Citation, Money

CALENDARS = "calendars"
NOBODYS = "x_nobodys"
CITE = Citation("seeded", "1")

Place = tuple[str, Mapping[str, Any]]
"""What a place is called, and the parts of the policy as they are with the defect."""
Maker = Callable[[Policy], Iterator[Place]]


def named(part: Any, i: int) -> str:
    return f"{getattr(part, 'id', None) or getattr(part, 'trigger', '')}[{i}]"


def each(policy: Policy, field: str, change: Callable[[Any], Mapping[str, Any] | None]) -> Iterator[Place]:
    """Every part of one sort with some of it changed; None: it cannot have the defect."""
    parts = getattr(policy, field)
    for i, part in enumerate(parts):
        changed = change(part)
        if changed is not None:
            yield named(part, i), {field: (*parts[:i], attrs.evolve(part, **changed), *parts[i + 1 :])}


def added(policy: Policy, field: str, *parts: Any, name: str = "") -> Iterator[Place]:
    for part in parts:
        yield name or named(part, len(getattr(policy, field))), {field: (*getattr(policy, field), part)}


def dropped(field: str) -> Maker:
    """One part of a sort is not there."""

    def make(policy: Policy) -> Iterator[Place]:
        parts = getattr(policy, field)
        for i, part in enumerate(parts):
            yield named(part, i), {field: (*parts[:i], *parts[i + 1 :])}

    return make


def inside(field: str, inner: str, pick: Callable[[int, int], bool] = lambda i, n: True) -> Maker:
    """One item of a part is not there: a band, a tier, a deputy; ``pick`` says which, of how many."""

    def make(policy: Policy) -> Iterator[Place]:
        for i, part in enumerate(getattr(policy, field)):
            held = getattr(part, inner)
            for n in range(len(held)):
                if len(held) > 1 and pick(n, len(held)):
                    left = {inner: (*held[:n], *held[n + 1 :])}
                    for _, changes in each(policy, field, lambda p, part=part, left=left: left if p is part else None):
                        yield f"{named(part, i)}.{inner}[{n}]", changes

    return make


# -- stages and moves -------------------------------------------------------------------------------------------------


def dangling_stage(policy: Policy) -> Iterator[Place]:
    """A stage that no move leads into."""
    for kind in policy.all_kinds:
        yield from added(policy, "stages", Stage("parked", owner=policy.roles[0].id, case_kind=kind.id), name=kind.id)


def dead_end(policy: Policy) -> Iterator[Place]:
    """A move leads into a stage that no move leads out of."""
    kinds = {stage.id: stage.case_kind for stage in policy.stages}
    for where, changes in each(policy, "moves", lambda m: None if m.target == STAYS else {"target": "parked"}):
        trigger = where.partition("[")[0]
        kind = next(kinds[move.sources[0]] for move in policy.moves if move.trigger == trigger)
        stage = Stage("parked", owner=policy.roles[0].id, case_kind=kind)
        yield where, {**changes, "stages": (*policy.stages, stage)}


def stays(policy: Policy) -> Iterator[Place]:
    """A move that leads on leaves the case where it is."""
    return each(policy, "moves", lambda move: None if move.target == STAYS else {"target": STAYS})


def turned_round(policy: Policy) -> Iterator[Place]:
    """A move leads back where it should lead on."""
    return each(
        policy,
        "moves",
        lambda m: {"sources": (m.target,), "target": m.sources[0]} if m.target not in (STAYS, *m.sources) else None,
    )


def never_closed(policy: Policy) -> Iterator[Place]:
    """A stage that no move leads out of is an open one."""
    owner = policy.roles[0].id
    left = {source for move in policy.moves if move.target != STAYS for source in move.sources}
    return each(
        policy,
        "stages",
        lambda s: {"kind": "open", "owner": owner} if s.kind in ("closed", "archived") and s.id not in left else None,
    )


def wrong_beginning(policy: Policy) -> Iterator[Place]:
    """Cases of a kind begin where they should end."""
    last = {stage.case_kind: stage.id for stage in policy.stages if stage.kind in ("closed", "archived")}
    return each(policy, "kinds", lambda kind: {"initial": last[kind.id]})


def foreign_beginning(policy: Policy) -> Iterator[Place]:
    """Cases of a channel begin in a stage of a standing case."""
    standing = next((kind.initial for kind in policy.kinds if kind.every is not None), None)
    return each(policy, "channels", lambda channel: None if standing is None else {"initial": standing})


def without_owner(policy: Policy) -> Iterator[Place]:
    """It is nobody's turn."""
    return each(policy, "stages", lambda stage: {"owner": None} if stage.kind in ("open", "waiting") else None)


def two_targets(policy: Policy) -> Iterator[Place]:
    """Two rows of a trigger hold together."""
    for i, move in enumerate(policy.moves):
        if move.target != STAYS and move.when == ALWAYS:
            guard = Guard("seeded", ~recorded("reopened") if "reopened" in _made(policy) else count("filed") >= 1)
            other = attrs.evolve(move, target=STAYS, when=guard.when)
            yield named(move, i), {"moves": (*policy.moves, other)}


def condition_lost(policy: Policy) -> Iterator[Place]:
    """What tells the rows of a trigger apart is not said."""
    rows = Counter((move.trigger, source) for move in policy.moves for source in move.sources)
    return each(
        policy,
        "moves",
        lambda m: (
            {"when": ALWAYS} if m.when != ALWAYS and any(rows[m.trigger, source] > 1 for source in m.sources) else None
        ),
    )


def _made(policy: Policy) -> set[str]:
    return {record for move in policy.moves for record in move.records}


def _guarded(policy: Policy, condition: Any) -> Iterator[Place]:
    return each(policy, "moves", lambda move: {"guards": (*move.guards, Guard("seeded", condition, CITE))})


def impossible_guard(policy: Policy) -> Iterator[Place]:
    """A guard that can never hold."""
    return _guarded(policy, (count("filed") > 3) & (count("filed") < 2))


def empty_guard(policy: Policy) -> Iterator[Place]:
    """A guard that always holds."""
    return _guarded(policy, count("filed") >= 0)


def opposed_guard(policy: Policy) -> Iterator[Place]:
    """A guard demands the opposite of another."""
    return each(
        policy, "moves", lambda m: {"guards": (*m.guards, Guard("seeded", ~m.guards[0].when))} if m.guards else None
    )


def guard_turned(policy: Policy) -> Iterator[Place]:
    """A guard demands that a record is there which the only way to it comes after."""
    for i, move in enumerate(policy.moves):
        own = [record for record in move.records if sum(record in m.records for m in policy.moves) == 1]
        for record in own[:1]:
            changed = attrs.evolve(move, after=(*move.after, record))
            yield named(move, i), {"moves": (*policy.moves[:i], changed, *policy.moves[i + 1 :])}


def nobody_made(policy: Policy) -> Iterator[Place]:
    """A move waits for a record that nothing makes."""
    return each(policy, "moves", lambda move: {"after": (*move.after, NOBODYS)})


def separation(policy: Policy) -> Iterator[Place]:
    """A move is for whoever made a record and for anybody but them."""
    return each(policy, "moves", lambda m: {"same_who": m.after[:1], "not_who": m.after[:1]} if m.after else None)


def misspelt(policy: Policy) -> Iterator[Place]:
    """A name that nothing has."""
    yield from each(policy, "moves", lambda move: {"by": (*move.by, "clark")})
    yield from each(policy, "duties", lambda duty: {"owner": "clark"})
    yield from each(policy, "stages", lambda stage: {"case_kind": "complain"})


# -- people -----------------------------------------------------------------------------------------------------------

NAMES_ROLES = {
    "by",
    "chairs",
    "members",
    "oversees",
    "owner",
    "tell",
    "role",
    "approvers",
    "keeper",
    "of",
    "deputies",
    "last_resort",
    "sees",
    "corrects",
    "copies",
}


def _renamed(value: Any, old: str, new: str, field: str = "") -> Any:
    if isinstance(value, tuple):
        return tuple(_renamed(item, old, new, field) for item in value)
    if attrs.has(type(value)) and not isinstance(value, Money | Citation):
        changed = {
            a.name: _renamed(getattr(value, a.name), old, new, a.name) for a in attrs.fields(type(value)) if a.init
        }
        same = all(changed[name] is getattr(value, name) or changed[name] == getattr(value, name) for name in changed)
        return value if same else attrs.evolve(value, **changed)
    return new if value == old and field in NAMES_ROLES else value


def orphaned(policy: Policy) -> Iterator[Place]:
    """Every rule that named a role names another, new one."""
    fields = [a.name for a in attrs.fields(Policy) if a.init and a.name != "titles"]
    for role in policy.roles:
        changes = {name: _renamed(getattr(policy, name), role.id, "successor") for name in fields}
        yield role.id, {**changes, "roles": (*changes["roles"], Role("successor", last_resort=role.last_resort))}


def chain_cut(policy: Policy) -> Iterator[Place]:
    """Nobody stands in for a role any more."""
    return each(
        policy, "roles", lambda r: {"deputies": (), "last_resort": None} if r.deputies or r.last_resort else None
    )


def circle(policy: Policy) -> Iterator[Place]:
    """The last of a chain of last resorts hands back to the one before it."""
    before = {role.last_resort: role.id for role in policy.roles if role.last_resort}
    return each(
        policy, "roles", lambda r: {"last_resort": before[r.id]} if r.id in before and not r.last_resort else None
    )


def own_deputy(policy: Policy) -> Iterator[Place]:
    """A role is its own deputy."""
    return each(policy, "roles", lambda role: {"deputies": (*role.deputies, role.id)})


def left_to_nobody(policy: Policy) -> Iterator[Place]:
    """A move is for a new role that nobody stands in for."""
    for where, changes in each(policy, "moves", lambda move: {"by": ("newcomer",)}):
        yield where, {**changes, "roles": (*policy.roles, Role("newcomer"))}


# -- choices ----------------------------------------------------------------------------------------------------------


def swapped(field: str, inner: str, what: str) -> Maker:
    """Two neighbours have each other's figure."""

    def make(policy: Policy) -> Iterator[Place]:
        for i, part in enumerate(getattr(policy, field)):
            held = getattr(part, inner)
            for n, (low, high) in enumerate(pairwise(held)):
                pair = (
                    attrs.evolve(low, **{what: getattr(high, what)}),
                    attrs.evolve(high, **{what: getattr(low, what)}),
                )
                changed = {inner: (*held[:n], *pair, *held[n + 2 :])}
                for _, changes in each(policy, field, lambda p, part=part, c=changed: c if p is part else None):
                    yield f"{named(part, i)}.{inner}[{n}]", changes

    return make


def band_for_outsider(policy: Policy) -> Iterator[Place]:
    """A band is a role's that no move judged by it admits."""
    for i, bands in enumerate(policy.bands):
        for n, band in enumerate(bands.bands):
            other = attrs.evolve(
                bands, bands=(*bands.bands[:n], attrs.evolve(band, role="outsider"), *bands.bands[n + 1 :])
            )
            yield (
                f"{bands.id}[{n}]",
                {
                    "bands": (*policy.bands[:i], other, *policy.bands[i + 1 :]),
                    "roles": (*policy.roles, Role("outsider", last_resort=policy.roles[-1].id)),
                },
            )


def lower_band_again(policy: Policy) -> Iterator[Place]:
    """The highest role has a lower band as well."""
    for i, bands in enumerate(policy.bands):
        lowest = bands.bands[0]
        if lowest.up_to is not None and len(bands.bands) > 1:
            more = attrs.evolve(lowest, role=bands.bands[-1].role, up_to=Money.of("0.01", lowest.up_to.currency))
            changed = attrs.evolve(bands, bands=(more, *bands.bands))
            yield bands.id, {"bands": (*policy.bands[:i], changed, *policy.bands[i + 1 :])}
