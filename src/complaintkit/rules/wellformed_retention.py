"""Is what a policy says of keeping and disposing of cases well formed?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.deadlines import Immediately, anchors_of
from complaintkit.rules.record import RETENTION

if TYPE_CHECKING:
    from complaintkit.rules.retention import RetentionRule
    from complaintkit.rules.wellformed import Names

READ = ("held", "released", "disposed")
"""The records that mean nothing without a rule on how long cases are kept."""


def check_retention(names: Names) -> None:
    """Note every fault of retention rules, and of the moves that hold, release and dispose."""
    policy = names.policy
    for i, rule in enumerate(policy.retention):
        _rule(names, rule, f"$.retention[{i}]({rule.id})")
    for i, duty in enumerate(policy.duties):
        if duty.id == RETENTION:
            names.faults.add(f"$.duties[{i}]", f"{RETENTION!r} is a reserved name")
    kept = {rule.case_kind for rule in policy.retention}
    for i, move in enumerate(policy.moves):
        path = f"$.moves[{i}]({move.trigger}).records"
        if "expired" in move.records:
            names.faults.add(path, "'expired' is made by the sweep when the retention is over, by no move")
        kinds = {names.stages[source].case_kind for source in move.sources if source in names.stages}
        for record in READ:
            if record in move.records and not kinds <= kept:
                kind = min(kinds - kept)
                names.faults.add(path, f"{record!r} needs a retention rule for cases of kind {kind!r}")


def _rule(names: Names, rule: RetentionRule, path: str) -> None:
    names.known(rule.case_kind, names.kinds, "kind", f"{path}.case_kind")
    names.condition(rule.when, f"{path}.when")
    names.by(rule.tell, f"{path}.tell")
    if (rule.term is None) == (rule.until is None):
        names.faults.add(path, f"{rule.id!r} keeps for a term, or until the day in a fact: give one of the two")
    if (rule.term is None) != (rule.starts is None):
        names.faults.add(f"{path}.starts", "a term is counted from a record, and only a term is: give both or neither")
    if rule.starts is not None:
        names.records((rule.starts,), f"{path}.starts")
    if rule.term is not None and (isinstance(rule.term, Immediately) or anchors_of(rule.term)):
        names.faults.add(f"{path}.term", "a retention is a length such as Years(1), or a day after its start")
    names.known(rule.until, names.facts, "fact", f"{path}.until")
    fact = names.facts.get(rule.until or "")
    if fact is not None and (fact.type != "date" or fact.many or fact.personal or fact.case_kind != rule.case_kind):
        names.faults.add(
            f"{path}.until", f"fact {fact.id!r}: one date that is not personal, of a {rule.case_kind}, is needed here"
        )
