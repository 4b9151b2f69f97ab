"""Is a policy well formed? Every dangling name, wrong type and contradiction, each with its path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

import attrs

from complaintkit.deadlines import CONVENTIONS
from complaintkit.errors import Fault, Faults
from complaintkit.rules.conditions import Condition
from complaintkit.rules.duties import ByCase
from complaintkit.rules.intake import Channel
from complaintkit.rules.kinds import Kind
from complaintkit.rules.moves import STAYS
from complaintkit.rules.record import ANYONE, SYSTEM
from complaintkit.rules.shape import check_shape
from complaintkit.rules.typecheck import check_condition
from complaintkit.rules.vocabulary import PARTIES, RECORDS, is_record
from complaintkit.rules.wellformed_bodies import check_bodies
from complaintkit.rules.wellformed_naming import check_only
from complaintkit.rules.wellformed_reports import check_reports
from complaintkit.rules.wellformed_retention import check_retention
from complaintkit.rules.wellformed_rules import check_rules
from complaintkit.rules.wellformed_terms import check_terms
from complaintkit.rules.wellformed_ties import check_ties
from complaintkit.values.checks import nearest

if TYPE_CHECKING:
    from complaintkit.rules.policy import Policy

HINTS = 50
"""How many of the first faults look for the name that may have been meant."""


class Names:
    """The names a policy defines, by what they name, and the faults found so far."""

    def __init__(self, policy: Policy) -> None:
        self.faults = Faults()
        self.policy = policy
        self.roles = {role.id for role in policy.roles}
        self.stages = {stage.id: stage for stage in policy.stages}
        self.kinds = {kind.id: kind for kind in policy.all_kinds}
        self.facts = {fact.id: fact for fact in policy.facts}
        self.categories = {category.id for category in policy.categories}
        self.channels = {channel.id for channel in policy.channels}
        self.forms = {form.id for form in policy.forms}
        self.bands = {bands.id for bands in policy.bands}
        self.promises = {promise.id for promise in policy.promises}
        self.messages = {message.id for message in policy.messages}
        self.sanctions = {sanction.id for sanction in policy.sanctions}
        self.conducts = {conduct.id for conduct in policy.conducts}
        self.duties = {duty.id for duty in policy.duties}
        self.tallies = {tally.id for tally in policy.tallies}
        self.conventions = {convention.id for convention in policy.conventions}
        self.made = made_records(policy)

    def known(self, name: str | None, among: Collection[str], what: str, path: str) -> None:
        """Fault unless ``name`` is one of ``among``."""
        if name is not None and name not in among:
            near = nearest(name, among) if len(self.faults) < HINTS else None
            if near is not None:
                hint = f"did you mean {near!r}?"
            elif among is PARTIES:
                hint = f"there are {', '.join(PARTIES)}"
            else:
                several = f"{what.removesuffix('y')}ies" if what.endswith("y") else f"{what}s"
                hint = f"declare it among the policy's {several}"
            self.faults.add(path, f"there is no {what} {name!r}: {hint}")

    def all_known(self, names: Iterable[str], among: Collection[str], what: str, path: str) -> None:
        """Fault for each of ``names`` that is not one of ``among``."""
        for name in names:
            self.known(name, among, what, path)

    def by(self, names: Iterable[str], path: str) -> None:
        """Fault for each name that is neither a role nor ``anyone``."""
        self.all_known((name for name in names if name not in (ANYONE, SYSTEM)), self.roles, "role", path)

    def records(self, names: Iterable[str], path: str) -> None:
        """Fault for each name outside the vocabulary, or that nothing in the policy ever records."""
        for name in names:
            if not is_record(name):
                near = nearest(name, RECORDS)
                other = "use one of the fixed vocabulary or a name with 'x_'"
                self.faults.add(path, f"{name!r} is no record: {other if near is None else f'did you mean {near!r}?'}")
            elif name not in self.made:
                self.faults.add(path, f"record {name!r} is made by no move, rung or filing of this policy")

    def condition(self, condition: Condition, path: str) -> None:
        """Faults of a condition's names and types."""
        check_condition(
            condition,
            self.facts,
            categories=self.categories,
            channels=self.channels,
            records=self.made,
            tallies=self.tallies,
            duties=self.duties,
            path=path,
            faults=self.faults,
        )


def made_records(policy: Policy) -> frozenset[str]:
    """Every record that something in the policy puts on a case."""
    made = {"filed", "opened"}
    if any(kind.issues for kind in policy.all_kinds):
        made.add("issued")
    if policy.retention:
        made.add("expired")
    for move in policy.moves:
        made.update(move.records)
        if move.issues:
            made.add("issued")
    for link in policy.links:
        made.update(link.records)
    for join in policy.joins:
        made.update(("joined", *join.records))
    for duty in policy.duties:
        for rung in duty.ladder:
            made.update(rung.records)
            made.update(("escalated",) if rung.kind == "escalation" else ())
            made.update(("issued",) if rung.issues else ())
    return frozenset(made)


def faults_of(policy: Policy) -> tuple[Fault, ...]:
    """Every fault of the policy, in the order of its parts."""
    shape = Faults()
    check_shape(policy, shape)
    if len(shape):  # what has not its shape cannot be looked into
        return tuple(shape)
    names = Names(policy)
    _unique(names)
    for check in (
        _parts, _stages, _moves, _duties, check_rules, check_terms, check_ties, check_retention, check_reports,
        check_bodies,
    ):  # fmt: skip
        check(names)
    return tuple(names.faults)


def _unique(names: Names) -> None:
    policy = names.policy
    if not policy.id or not policy.version:
        names.faults.add("$.id", "a policy needs an id and a version, neither may be empty")
    for field in attrs.fields(type(policy)):
        parts = getattr(policy, field.name)
        if not isinstance(parts, tuple) or not parts or not hasattr(parts[0], "id"):
            continue
        for id, times in Counter(part.id for part in parts).items():
            if times > 1:
                names.faults.add(f"$.{field.name}", f"{id!r} is defined {times} times: ids are unique within a part")
            if not id:
                names.faults.add(f"$.{field.name}", "an id may not be empty")
    for part in ("roles", "stages", "moves"):
        if not getattr(policy, part):
            names.faults.add(f"$.{part}", f"a policy needs at least one of its {part}")


def _parts(names: Names) -> None:
    policy = names.policy
    for i, role in enumerate(policy.roles):
        names.all_known(role.deputies, names.roles, "role", f"$.roles[{i}].deputies")
        names.known(role.last_resort, names.roles, "role", f"$.roles[{i}].last_resort")
        if role.id in (ANYONE, SYSTEM):
            names.faults.add(f"$.roles[{i}]", f"{role.id!r} is a reserved name")
    for i, channel in enumerate(policy.channels):
        names.known(channel.initial, names.stages, "stage", f"$.channels[{i}].initial")
        _begins_elsewhere(names, channel, f"$.channels[{i}].initial")
        names.by(channel.by, f"$.channels[{i}].by")
        names.all_known(channel.confirms, names.conducts, "conduct", f"$.channels[{i}].confirms")
    for i, register in enumerate(policy.registers):
        names.all_known(register.channels, names.channels, "channel", f"$.registers[{i}].channels")
        names.records(register.enters, f"$.registers[{i}].enters")
        names.known(register.keeper, names.roles, "role", f"$.registers[{i}].keeper")
        names.known(register.case_kind, names.kinds, "kind", f"$.registers[{i}].case_kind")
    for i, category in enumerate(policy.categories):
        names.known(category.parent, names.categories, "category", f"$.categories[{i}].parent")
    _category_cycles(names)
    for i, fact in enumerate(policy.facts):
        names.all_known(fact.channels, names.channels, "channel", f"$.facts[{i}].channels")
        names.all_known(fact.categories, names.categories, "category", f"$.facts[{i}].categories")
        names.known(fact.case_kind, names.kinds, "kind", f"$.facts[{i}].case_kind")
        names.condition(fact.when, f"$.facts[{i}].when")
    for i, form in enumerate(policy.forms):
        names.all_known(form.contents, names.facts, "fact", f"$.forms[{i}].contents")
        names.all_known(form.never_to, PARTIES, "party", f"$.forms[{i}].never_to")
    for i, conduct in enumerate(policy.conducts):
        names.all_known(conduct.of, names.roles, "role", f"$.conducts[{i}].of")
        names.all_known(conduct.stages, names.stages, "stage", f"$.conducts[{i}].stages")
        triggers = {move.trigger for move in policy.moves}
        names.all_known(conduct.moves, triggers, "move", f"$.conducts[{i}].moves")


def _begins_elsewhere(names: Names, channel: Channel, path: str) -> None:
    """Cases that begin in the stage a channel names are filed, not opened by the sweep."""
    stage = names.stages.get(channel.initial or "")
    filed = {kind.id for kind in names.policy.all_kinds if kind.every is None}
    if stage is not None and stage.case_kind in names.kinds and stage.case_kind not in filed:
        said = f"stage {stage.id!r} is of kind {stage.case_kind!r}, of which no case is filed: none can begin in it"
        names.faults.add(path, said)


def _category_cycles(names: Names) -> None:
    parents = {category.id: category.parent for category in names.policy.categories}
    for id in parents:
        seen = {id}
        parent = parents[id]
        while parent is not None and parent in parents:
            if parent in seen:
                names.faults.add("$.categories", f"{id!r} belongs to itself by way of {parent!r}")
                break
            seen.add(parent)
            parent = parents[parent]


def _stages(names: Names) -> None:
    policy = names.policy
    for i, stage in enumerate(policy.stages):
        path = f"$.stages[{i}]"
        names.known(stage.case_kind, names.kinds, "kind", f"{path}.case_kind")
        names.known(stage.owner, names.roles, "role", f"{path}.owner")
        if (stage.kind == "waiting") != (stage.pause is not None):
            names.faults.add(path, f"{stage.id!r}: a waiting stage names the pause it means, and only a waiting one")
    for i, kind in enumerate(policy.all_kinds):
        path = f"$.kinds[{i}]"
        names.known(kind.initial, names.stages, "stage", f"{path}.initial")
        names.by(kind.by, f"{path}.by")
        names.all_known(kind.issues, names.forms, "form", f"{path}.issues")
        if kind.every is not None:
            _opened_by_nobody(names, kind, path)
        if kind.initial in names.stages and names.stages[kind.initial].case_kind != kind.id:
            names.faults.add(f"{path}.initial", f"stage {kind.initial!r} belongs to another kind of case")
        if (kind.every is None) != bool(kind.by):
            names.faults.add(
                path, f"{kind.id!r}: a kind that is filed names who files it, a standing one its period, never both"
            )


def _opened_by_nobody(names: Names, kind: Kind, path: str) -> None:
    """The sweep opens a standing case and gives no facts: what it can never know must not be needed."""
    forms = {form.id: form for form in names.policy.forms}
    start = f"{kind.id!r} is opened by the sweep, which gives no facts:"
    for fact in names.policy.facts:
        if fact.case_kind == kind.id and fact.required:
            names.faults.add(path, f"{start} {fact.id!r} cannot be required; let a move ask for it")
    for form in kind.issues:
        for id in forms[form].contents if form in forms else ():
            names.faults.add(path, f"{start} {id!r} cannot stand on its form {form!r}")


def _moves(names: Names) -> None:
    policy = names.policy
    for i, move in enumerate(policy.moves):
        path = f"$.moves[{i}]({move.trigger})"
        check_only(names, move, f"{path}.only")
        if not move.trigger or not move.sources or not move.by:
            names.faults.add(path, "a move needs a trigger, sources and by; write ANYONE for everybody")
        if move.trigger in ("file", "open"):
            names.faults.add(path, f"{move.trigger!r} is a reserved name")
        names.all_known(move.sources, names.stages, "stage", f"{path}.sources")
        if move.target != STAYS:
            names.known(move.target, names.stages, "stage", f"{path}.target")
        touched = (*move.sources, *((move.target,) if move.target != STAYS else ()))
        if len({names.stages[stage].case_kind for stage in touched if stage in names.stages}) > 1:
            names.faults.add(path, f"{touched} belong to different kinds of case")
        names.by(move.by, f"{path}.by")
        for part in ("asks", "offers"):
            names.all_known(getattr(move, part), names.facts, "fact", f"{path}.{part}")
        for record in move.records:
            if not is_record(record) or record in ("filed", "opened"):
                names.faults.add(f"{path}.records", f"{record!r} is no record a move can make: see RECORDS, or 'x_…'")
        for part in ("after", "same_who", "not_who"):
            names.records(getattr(move, part), f"{path}.{part}")
        names.known(move.bands, names.bands, "band", f"{path}.bands")
        names.all_known(move.confirms, names.conducts, "conduct", f"{path}.confirms")
        names.known(move.promises, names.promises, "promise", f"{path}.promises")
        names.all_known(move.issues, names.forms, "form", f"{path}.issues")
        names.known(move.message, names.messages, "message", f"{path}.message")
        names.known(move.sanction, names.sanctions, "sanction", f"{path}.sanction")
        names.condition(move.when, f"{path}.when")
        for guard in move.guards:
            names.condition(guard.when, f"{path}.guards({guard.id})")
        if move.reclassifies and not policy.categories:
            names.faults.add(path, "reclassifies needs categories")
        if move.bands is not None and policy.redress is None:
            names.faults.add(f"{path}.bands", "bands judge redress: the policy needs its redress part")
    seen: dict[tuple[object, ...], int] = {}
    for i, move in enumerate(policy.moves):
        for source in move.sources:
            first = seen.setdefault((move.trigger, source, move.when, move.carried), i)
            if first != i:
                names.faults.add(
                    f"$.moves[{i}]({move.trigger})",
                    f"from {source!r} this trigger already has a row with the same condition, $.moves[{first}]",
                )


def _duties(names: Names) -> None:
    policy = names.policy
    names.known(policy.convention, names.conventions | CONVENTIONS.keys(), "convention", "$.convention")
    for i, duty in enumerate(policy.duties):
        path = f"$.duties[{i}]({duty.id})"
        names.known(duty.owner, names.roles, "role", f"{path}.owner")
        names.records((duty.starts, *duty.ends), path)
        names.known(duty.case_kind, names.kinds, "kind", f"{path}.case_kind")
        names.known(duty.convention, names.conventions | CONVENTIONS.keys(), "convention", f"{path}.convention")
        names.condition(duty.when, f"{path}.when")
        if not duty.ends:
            names.faults.add(f"{path}.ends", "a duty needs a record that ends it")
        if isinstance(duty.term, ByCase):
            if not duty.term.rows:
                names.faults.add(f"{path}.term", "a term by case needs at least one row")
            for condition, _ in duty.term.rows:
                names.condition(condition, f"{path}.term")
        causes = {stage.pause for stage in policy.stages if stage.pause}
        names.all_known(duty.pauses, causes, "pause cause", f"{path}.pauses")
        names.all_known((rule.cause for rule in duty.pause_rules), duty.pauses, "pause", f"{path}.pause_rules")
        ids = Counter(rung.id for rung in duty.ladder)
        for id, times in ids.items():
            if times > 1:
                names.faults.add(f"{path}.ladder", f"rung {id!r} is there {times} times")
        for rung in duty.ladder:
            names.all_known(rung.tell, names.roles, "role", f"{path}.ladder({rung.id}).tell")
            names.all_known(rung.issues, names.forms, "form", f"{path}.ladder({rung.id}).issues")
            names.all_known((r for r in rung.records if not is_record(r)), (), "record", f"{path}.ladder({rung.id})")
        if duty.extension is not None:
            names.by(duty.extension.by, f"{path}.extension.by")
            names.known(duty.extension.message, names.messages, "message", f"{path}.extension.message")
            if not duty.extension.by or not duty.extension.reasons or duty.extension.most < 1:
                names.faults.add(f"{path}.extension", "an extension names who grants it, its reasons, and most >= 1")
