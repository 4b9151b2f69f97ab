"""What each verb of a scenario does on the desk, and the clauses a granted step rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from complaintkit.errors import Refused
from complaintkit.reports import hand_in, verify_figures
from complaintkit.reports.tables import shown
from complaintkit.rules import Sent
from complaintkit.rules.moves import cites_of
from complaintkit.rules.record import RETENTION
from complaintkit.values import Attachment, Citation, Party
from tests.policies.expectations import MARKERS
from tests.policies.steps import Step
from tests.policies.world import Outcome, ScenarioFailure, World


def _file(world: World, step: Step, got: Outcome, _target: str | None) -> None:
    keys = dict(_said(step, ("channel", "category", "kind", "received_at", "unit", "reason", "key")))
    if "complainant" in step.keys:
        keys["complainant"] = Party(**step.keys["complainant"])
    if "parties" in step.keys:
        keys["parties"] = {role: Party(**said) for role, said in step.keys["parties"].items()}
    if "link" in step.keys:
        rule, alias = step.keys["link"]
        keys["link"] = (rule, world.case_id(alias))
    if "refs" in step.keys:
        keys["refs"] = step.keys["refs"]
    keys["about"] = tuple(step.get("about", ()))
    case = world.desk.file(by=world.actors[step.keys["by"]], facts=_facts(world, step), **_papers(step), **keys)
    world.cases.setdefault(step.alias, []).append(case.id)
    policy = world.policy_of(case)
    parts = [part for part in policy.channels if part.id == case.channel]
    parts += [part for part in policy.all_kinds if part.id == case.kind]  # type: ignore[misc]
    parts += [part for part in policy.registers if part.id in case.registers]  # type: ignore[misc]
    got.cites = tuple(cite for part in parts for cite in cites_of(part.cite))


def _command(world: World, step: Step) -> dict[str, Any]:
    keys = dict(_said(step, ("occurred_at", "category", "to", "reason", "key", "meeting")))
    if "message" in step.keys:
        message = step.keys["message"]
        keys["message"] = Sent(message.get("means", ""), tuple(message.get("enclosures", ())))
    return {**keys, **_papers(step), "facts": _facts(world, step)}


def _act(world: World, step: Step, got: Outcome, target: str | None) -> None:
    """The move; what `consider` says of it beforehand must be what comes of it."""
    decision = _decision(world, step, target)
    refused: Refused | None = None
    try:
        world.desk.act(target, step.target, by=world.actors[step.keys["by"]], **_command(world, step))
    except Refused as error:
        refused = error
    if decision.granted == (refused is not None) and "key" not in step.keys:  # done before: its first result again
        raise ScenarioFailure(f"consider said granted={decision.granted}, act did otherwise: {refused or 'granted'}")
    _judged(decision, got)
    if refused is not None:
        raise refused


def _hand_in(world: World, step: Step, got: Outcome, target: str | None) -> None:
    """The move of a standing case with the figures that its reports draw up, and their lines."""
    case, drawn = hand_in(
        world.desk, str(target), step.target, by=world.actors[step.keys["by"]], **_command(world, step)
    )
    policy = world.policy_of(case)
    reports = [report for report in policy.reports if report.owed_by == case.kind]
    got.cites = tuple(cite for report in reports for cite in cites_of(report.cite))
    got.cites += tuple(c for move in policy.moves if move.trigger == step.target for c in cites_of(move.cite))
    for report, table in zip(reports, drawn.tables, strict=True):
        got.lines[report.id] = [
            [row["of"], row["cases"], shown(row.get("share"))] if "of" in row else [world.alias_of(row["id"])]
            for row in table.records()
        ]
    verdicts = {row["verdict"] for row in verify_figures(world.desk, case.id).records()}
    assert verdicts <= {"agrees"}, verdicts


def _consider(world: World, step: Step, got: Outcome, target: str | None) -> None:
    _judged(_decision(world, step, target), got)


def _decision(world: World, step: Step, target: str | None) -> Any:
    """What the desk would decide; that it writes nothing is checked."""
    before = world.desk.get(target)
    command = {name: value for name, value in _command(world, step).items() if name != "key"}
    decision = world.desk.consider(target, step.target, by=world.actors[step.keys["by"]], **command)
    if world.desk.get(target) != before:
        raise ScenarioFailure("consider has written an event; it must write nothing")
    if decision.granted == bool(decision.reasons):
        raise ScenarioFailure(f"a decision that is granted={decision.granted} with {len(decision.reasons)} reasons")
    return decision


def _judged(decision: Any, got: Outcome) -> None:
    """The reasons of a refusal; the clauses of one, or those of the row taken and of its guards."""
    got.reasons, got.cites = tuple(decision.reasons), tuple(decision.cites)
    if decision.granted and decision.move is not None:
        got.cites += tuple(guard.cite for guard in decision.move.guards if guard.cite is not None)


def _extend(world: World, step: Step, got: Outcome, target: str | None) -> None:
    keys = dict(_said(step, ("until", "occurred_at", "key")))
    if "message" in step.keys:
        keys["message"] = Sent(step.keys["message"].get("means", ""), ())
    case = world.desk.extend(
        target, step.target, by=world.actors[step.keys["by"]], reason=step.get("reason", ""), **keys
    )
    duty = next(duty for duty in world.policy_of(case).duties if duty.id == step.target)
    got.cites = (*cites_of(duty.cite), *cites_of(duty.extension.cite if duty.extension else None))


def _correct(world: World, step: Step, got: Outcome, target: str | None) -> None:
    seq = step.target
    if isinstance(seq, str):
        entries = world.desk.get(target).records.get(seq, ())
        if not entries:
            raise ScenarioFailure(f"there is no entry {seq!r} to correct")
        seq = entries[-1].seq
    keys = dict(_said(step, ("occurred_at",)))
    if "facts" in step.keys:
        keys["facts"] = _facts(world, step)
    world.desk.correct(target, seq, by=world.actors[step.keys["by"]], reason=step.get("reason", ""), **keys)


def _allege(world: World, step: Step, got: Outcome, target: str | None) -> None:
    against = step.get("against", step.get("to"))
    case = world.desk.allege(
        target, step.target, by=world.actors[step.keys["by"]], against=against, reason=step.get("reason", "")
    )
    got.cites = tuple(conduct.cite for conduct in world.policy_of(case).conducts if conduct.id == step.target)


def _available(world: World, step: Step, got: Outcome, target: str | None) -> None:
    got.offers = tuple(world.desk.available(target, by=world.actors[step.keys["by"]]))


def _view(world: World, step: Step, got: Outcome, target: str | None) -> None:
    """What somebody is shown of the case: its facts, and the fields of its parties under "party.field"."""
    view = world.desk.view(target, by=world.actors[step.keys["by"]])
    fields = {f"{party}.{name}": value for party, found in view.parties.items() for name, value in found.items()}
    got.shown = {**view.facts, **fields}


def _sweep(world: World, step: Step, got: Outcome, _target: str | None) -> None:
    said = step.target
    report = world.desk.sweep(**({"limit": said["limit"]} if "limit" in said else {}))
    assert report.failed == ()
    cites: list[Citation] = []
    for case_id, duty_id, rung_id in report.fired:
        policy = world.policy_of(world.desk.get(case_id))
        if duty_id == RETENTION:
            cites.extend(cite for rule in policy.retention for cite in cites_of(rule.cite))
        for duty in policy.duties:
            if duty.id == duty_id:
                cites.extend(cites_of(duty.cite))
                cites.extend(rung.cite for rung in duty.ladder if rung.id == rung_id and rung.cite is not None)
    opened = [world.desk.get(case_id) for case_id in report.opened]
    for case in opened:
        kinds = [kind for kind in world.policy_of(case).all_kinds if kind.id == case.kind]
        cites.extend(cite for kind in kinds for cite in cites_of(kind.cite))
    got.cites = tuple(cites)
    if not {"opened", "as"} & set(said):
        return
    chosen = [
        case
        for case in opened
        if said.get("kind", case.kind) == case.kind and said.get("period", case.period) == case.period
    ]
    if len(chosen) != 1:
        shown = ", ".join(f"{case.kind} {case.period}" for case in opened) or "nothing"
        raise ScenarioFailure(f"expected the sweep to open one such case, it opened {shown}; name 'kind' and 'period'")
    world.cases.setdefault(got.alias, []).append(chosen[0].id)


def _join(world: World, step: Step, got: Outcome, target: str | None) -> None:
    """Joins the case to that of ``into``; the verb's own value is the join rule."""
    keys = dict(_said(step, ("occurred_at", "reason", "key")))
    into = world.case_id(step.get("into", "case"))
    case = world.desk.join(target, into=into, by=world.actors[step.keys["by"]], rule=step.target, **keys)
    rule = next(rule for rule in world.policy_of(case).joins if rule.id == step.target)
    got.cites = cites_of(rule.cite)


def _look(world: World, step: Step, got: Outcome, _target: str | None) -> None:
    """Only the expectations are of interest; the desk must stand."""
    assert world.desk is not None


DOES: dict[str, Callable[[World, Step, Outcome, str | None], None]] = {
    "file": _file, "act": _act, "hand_in": _hand_in, "consider": _consider, "extend": _extend, "correct": _correct,
    "allege": _allege, "join": _join, "available": _available, "view": _view, "sweep": _sweep, "look": _look,
}  # fmt: skip


def _said(step: Step, names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for name in names:
        if name in step.keys:
            yield name, step.keys[name]


def _papers(step: Step) -> dict[str, Any]:
    return {
        "confirmed": tuple(step.get("confirmed", ())),
        "attachments": tuple(_attachment(said) for said in step.get("attachments", ())),
    }


def _attachment(said: Mapping[str, str]) -> Attachment:
    if "content" in said:
        rest = {key: value for key, value in said.items() if key not in ("name", "content")}
        return Attachment.of_bytes(said["name"], said["content"].encode(), **rest)
    return Attachment(**said)


def _facts(world: World, step: Step) -> dict[str, Any]:
    return {id: _value(world, value) for id, value in step.get("facts", {}).items()}


def _value(world: World, value: Any) -> Any:
    if isinstance(value, dict) and len(value) == 1 and next(iter(value)) in MARKERS:
        return MARKERS[next(iter(value))]
    if isinstance(value, dict) and value.keys() == {"cases"}:
        return [world.case_id(alias) for alias in value["cases"]]
    if isinstance(value, list):  # the rows of a table
        return [
            {id: _value(world, cell) for id, cell in row.items()} if isinstance(row, dict) else row for row in value
        ]
    return value
