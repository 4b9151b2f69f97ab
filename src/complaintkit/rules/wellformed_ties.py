"""Is what a policy says of ties between cases, and of promises that must be open, well formed?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.rules.vocabulary import is_record

if TYPE_CHECKING:
    from complaintkit.rules.joins import JoinRule
    from complaintkit.rules.links import LinkRule
    from complaintkit.rules.wellformed import Names

NAMING = ("text", "person", "unit")
"""The types of fact that name a case, or who is behind one."""


def check_ties(names: Names) -> None:
    """Note every fault of link rules, join rules, moves that name cases and stages that need a promise."""
    policy = names.policy
    for i, link in enumerate(policy.links):
        _link(names, link, f"$.links[{i}]({link.id})")
    ties = {link.id: link for link in policy.links}
    for i, move in enumerate(policy.moves):
        path = f"$.moves[{i}]({move.trigger}).links"
        names.known(move.links, ties, "link", path)
        if move.links in ties and ties[move.links].fact is None:
            names.faults.add(path, f"{move.links!r} has no fact to name cases in")
    for i, rule in enumerate(policy.joins):
        path = f"$.joins[{i}]({rule.id})"
        if rule.id in ties:
            names.faults.add(path, f"{rule.id!r} is a link rule too: give one of them another id")
        _join(names, rule, path)
    for i, stage in enumerate(policy.stages):
        path = f"$.stages[{i}]({stage.id}).needs_promise"
        names.known(stage.needs_promise, names.promises, "promise", path)
        if stage.needs_promise is not None and stage.kind not in ("open", "waiting"):
            names.faults.add(path, f"{stage.id!r} is {stage.kind}: nothing is owed in it")
    firsts = {kind.initial for kind in policy.all_kinds} | {channel.initial for channel in policy.channels}
    for stage in policy.stages:
        if stage.needs_promise is not None and stage.id in firsts:
            names.faults.add("$.stages", f"{stage.id!r} needs a promise: no case can begin in it")


def _link(names: Names, link: LinkRule, path: str) -> None:
    names.records(link.after, f"{path}.after")
    names.all_known(link.attaches, names.forms, "form", f"{path}.attaches")
    names.by(link.by, f"{path}.by")
    _made(names, link.records, f"{path}.records")
    if link.fact is None:
        if link.of_period:
            names.faults.add(f"{path}.of_period", "a filing has no period: name the cases in a fact")
        return
    names.known(link.fact, names.facts, "fact", f"{path}.fact")
    fact = names.facts.get(link.fact)
    if fact is None:
        return
    if fact.type != "text" or not fact.many or fact.personal:
        names.faults.add(f"{path}.fact", f"fact {fact.id!r} names cases: declare it text, many and not personal")
    kind = names.kinds.get(fact.case_kind)
    if link.of_period and kind is not None and kind.every is None:
        names.faults.add(f"{path}.of_period", f"{kind.id!r} is no standing case: it has no period")


def _join(names: Names, rule: JoinRule, path: str) -> None:
    names.known(rule.target, names.stages, "stage", f"{path}.target")
    names.all_known(rule.sources, names.stages, "stage", f"{path}.sources")
    stages = [names.stages[id] for id in (rule.target, *rule.sources) if id in names.stages]
    if len({stage.case_kind for stage in stages}) > 1:
        names.faults.add(path, f"{tuple(stage.id for stage in stages)} belong to different kinds of case")
    if rule.target in names.stages and names.stages[rule.target].kind != "closed":
        names.faults.add(f"{path}.target", f"{rule.target!r} is not closed: a case that joined another owes nothing")
    for id in rule.sources:
        if id in names.stages and names.stages[id].kind not in ("open", "waiting"):
            names.faults.add(f"{path}.sources", f"{id!r} is {names.stages[id].kind}: a case joins while it is open")
    if not rule.by:
        names.faults.add(f"{path}.by", "who may join cases? write ANYONE for everybody")
    names.by(rule.by, f"{path}.by")
    names.known(rule.counts or None, names.facts, "fact", f"{path}.counts")
    fact = names.facts.get(rule.counts)
    if fact is not None and (fact.type not in NAMING or fact.personal):
        names.faults.add(f"{path}.counts", f"fact {fact.id!r}: a text, person or unit that is not personal is needed")
    names.known(rule.becomes, names.categories, "category", f"{path}.becomes")
    names.all_known(rule.keeps, names.categories, "category", f"{path}.keeps")
    _made(names, rule.records, f"{path}.records")
    at = rule.reached_at
    if at is not None and (type(at) is not int or at < 2):  # one alone joins nobody
        names.faults.add(f"{path}.reached_at", f"expected a whole number from 2 on, got {at!r}")
    if at is None and (rule.becomes is not None or rule.keeps or rule.records):
        names.faults.add(path, "what happens from a number on needs reached_at")


def _made(names: Names, records: tuple[str, ...], path: str) -> None:
    for record in records:
        if not is_record(record) or record in ("filed", "opened"):
            names.faults.add(path, f"{record!r} is no record a tie can make: see RECORDS, or 'x_…'")
