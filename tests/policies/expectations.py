"""Holds what a step expects against what came of it; every difference is told as expected and got.

Lists name what must be among what there is; an empty list says that there is nothing. ``registers`` and ``forms``
are told whole. A text that is empty says "none".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from complaintkit.cases.keeping import keeping
from complaintkit.rules import BLANK, UNKNOWN
from complaintkit.values import Money

if TYPE_CHECKING:
    from tests.policies.world import Outcome

Differences = list[str]
MARKERS = {"blank": BLANK, "unknown": UNKNOWN}
MARK = re.compile(r" \[(reading|default|param)\]$")


def unmarked(citation: object) -> str:
    """A citation as text, without its mark."""
    return MARK.sub("", str(citation))


def differences(expect: Mapping[str, Any], got: Outcome) -> Differences:
    """Every way in which the outcome is not what the step expects."""
    found: Differences = []
    for key, wanted in expect.items():
        CHECKS[key](wanted, got, found)
    return found


def _note(found: Differences, key: str, wanted: object, got: object, why: str = "") -> None:
    found.append(f"expect.{key}: expected {wanted!r}, got {got!r}{f' ({why})' if why else ''}")


def _same(key: str, read: Callable[[Outcome], Any]) -> Callable[[Any, Outcome, Differences], None]:
    def check(wanted: Any, got: Outcome, found: Differences) -> None:
        value = read(got)
        if (value or "") != wanted:
            _note(found, key, wanted, value)

    return check


def _among(
    key: str, read: Callable[[Outcome], Iterable[str]], why: Callable[[Outcome], str] = lambda got: ""
) -> Callable[[list[str], Outcome, Differences], None]:
    def check(wanted: list[str], got: Outcome, found: Differences) -> None:
        there = sorted(set(read(got)))
        missing = [item for item in wanted if item not in there]
        if missing:
            _note(found, key, wanted, there, "; ".join(filter(None, (f"without {', '.join(missing)}", why(got)))))
        elif not wanted and there:
            _note(found, key, [], there)

    return check


def _none_of(key: str, read: Callable[[Outcome], Iterable[str]]) -> Callable[[list[str], Outcome, Differences], None]:
    def check(wanted: list[str], got: Outcome, found: Differences) -> None:
        there = [item for item in wanted if item in set(read(got))]
        if there:
            found.append(f"expect.{key}: expected none of {wanted!r}, but there is {', '.join(there)}")

    return check


def _money(key: str, field: str) -> Callable[[str, Outcome, Differences], None]:
    def check(wanted: str, got: Outcome, found: Differences) -> None:
        value = getattr(got.case, field)
        none = value is None or value.amount == 0
        if (not none) if wanted == "" else (value is None or value != Money.parse(wanted)):
            _note(found, key, wanted, None if value is None else str(value))

    return check


def _registers(wanted: list[str], got: Outcome, found: Differences) -> None:
    if sorted(wanted) != sorted(got.case.registers):
        _note(found, "registers", wanted, list(got.case.registers))


def _forms(wanted: Mapping[str, list[str]], got: Outcome, found: Differences) -> None:
    issued = {form.form: list(form.copies) for form in got.case.forms}
    for form, copies in wanted.items():
        if issued.get(form) != copies:
            _note(found, f"forms.{form}", copies, issued.get(form), f"made out: {', '.join(sorted(issued)) or 'none'}")


def _facts(wanted: Mapping[str, Any], got: Outcome, found: Differences) -> None:
    facts = got.facts
    for id, value in wanted.items():
        if not same_value(value, facts.get(id)):
            _note(found, f"facts.{id}", value, facts.get(id))


def same_value(wanted: Any, got: Any) -> bool:
    """Whether a value of a scenario file means a value of a case: money, ratios and dates may be told as texts."""
    if isinstance(wanted, dict) and len(wanted) == 1 and next(iter(wanted)) in MARKERS:
        return got is MARKERS[next(iter(wanted))]
    if isinstance(wanted, dict):
        return (
            isinstance(got, Mapping)
            and wanted.keys() == got.keys()
            and all(same_value(value, got[key]) for key, value in wanted.items())
        )
    if isinstance(wanted, list):
        return isinstance(got, tuple | list) and len(wanted) == len(got) and all(map(same_value, wanted, got))
    if isinstance(wanted, str) and not isinstance(got, str):
        if isinstance(got, Money):
            return bool(got == Money.parse(wanted))
        if isinstance(got, date):
            return got.isoformat() == wanted
        return got is not None and str(got) == wanted
    return type(wanted) is type(got) and bool(wanted == got)


def _due(wanted: Mapping[str, date], got: Outcome, found: Differences) -> None:
    for duty, moment in wanted.items():
        state = _state(got, duty)
        due = None if state is None else state.due
        if due is None:
            _note(found, f"due.{duty}", str(moment), None, _running(got))
        elif isinstance(moment, datetime):
            if due.due_at.replace(microsecond=0) != moment:
                local = due.due_at.astimezone(moment.tzinfo)
                _note(found, f"due.{duty}", str(moment), str(local.replace(microsecond=0)))
        elif due.due_on != moment:
            _note(found, f"due.{duty}", str(moment), str(due.due_on), f"due at {due.due_at.isoformat()}")


def _status(wanted: Mapping[str, str], got: Outcome, found: Differences) -> None:
    for duty, status in wanted.items():
        state = _state(got, duty)
        if state is None or state.status != status:
            _note(found, f"status.{duty}", status, None if state is None else state.status, _running(got))


def _state(got: Outcome, duty: str) -> Any:
    """The newest run of a duty; ``duty#2`` names its second one."""
    id, _, occurrence = duty.partition("#")
    runs = [state for state in got.dues if state.duty == id]
    if occurrence:
        runs = [state for state in runs if str(state.occurrence) == occurrence]
    return max(runs, key=lambda state: state.occurrence, default=None)


def _running(got: Outcome) -> str:
    return "the case has " + (", ".join(f"{state.duty} {state.status}" for state in got.dues) or "no duties")


def _sanctions(wanted: Mapping[str, Mapping[str, Any]], got: Outcome, found: Differences) -> None:
    for rule, said in wanted.items():
        there = [step for step in got.case.sanctions if step.rule == rule]
        if not any(all(_sanction_is(key, value, step) for key, value in said.items()) for step in there):
            shown = [f"{s.state} {s.subject} {s.amount} {list(s.measures)}" for s in there]
            _note(found, f"sanctions.{rule}", dict(said), shown)


def _sanction_is(key: str, wanted: Any, step: Any) -> bool:
    value = getattr(step, key)
    if key == "amount":
        return value is None if wanted == "" else bool(value == Money.parse(wanted))
    return bool((list(value) if key == "measures" else value) == wanted)


def _recorded(wanted: Mapping[str, int], got: Outcome, found: Differences) -> None:
    for record, times in wanted.items():
        there = len(got.case.records.get(record, ()))
        if there != times:
            _note(found, f"recorded.{record}", times, there)


def _links(got: Outcome) -> Iterable[str]:
    for link in got.case.links:
        yield f"{link.rule}:{got.alias_of(link.case_id)}"


def _asks(wanted: Mapping[str, list[str]], got: Outcome, found: Differences) -> None:
    asked = {offer.trigger: sorted(fact.id for fact in offer.asks) for offer in got.offers}
    for trigger, facts in wanted.items():
        if asked.get(trigger) != sorted(facts):
            _note(found, f"asks.{trigger}", facts, asked.get(trigger))


def _shown(wanted: Mapping[str, str], got: Outcome, found: Differences) -> None:
    for path, value in wanted.items():
        if got.shown.get(path) != value:
            _note(found, f"shown.{path}", value, got.shown.get(path))


def _answers(answer: str) -> Callable[[Outcome], Iterable[str]]:
    return lambda got: (offer.trigger for offer in got.offers if offer.answer == answer)


def _stances(got: Outcome) -> str:
    return "answers: " + ", ".join(f"{offer.trigger} {offer.answer}" for offer in got.offers)


def _refused(wanted: list[str], got: Outcome, found: Differences) -> None:
    if not got.reasons:
        found.append(f"expect.refused: expected {wanted!r}, but the command was granted")
        return
    _among("refused", lambda got: (reason.code for reason in got.reasons), _reasons)(wanted, got, found)


def _reasons(got: Outcome) -> str:
    return "; ".join(f"{reason.code} {reason.args}" for reason in got.reasons)


def _missing(wanted: list[str], got: Outcome, found: Differences) -> None:
    named = [fact for reason in got.reasons if reason.code == "missing_facts" for fact in reason.arg("facts")]
    _among("missing", lambda _got: named)(wanted, got, found)


def _contains(key: str, read: Callable[[Outcome], str]) -> Callable[[str, Outcome, Differences], None]:
    def check(wanted: str, got: Outcome, found: Differences) -> None:
        text = read(got)
        if wanted not in text:
            found.append(f"expect.{key}: expected a text with {wanted!r}, got {text!r}")

    return check


def _invalid(wanted: str, got: Outcome, found: Differences) -> None:
    if got.invalid is None:
        found.append(f"expect.invalid: expected input to be refused with {wanted!r}, but it was taken")
    elif wanted not in str(got.invalid):
        found.append(f"expect.invalid: expected a text with {wanted!r}, got {str(got.invalid)!r}")


def _register(wanted: str, got: Outcome, found: Differences) -> None:
    there = [got.alias_of(case.id) for case in got.register(wanted)]
    if got.alias not in there:
        found.append(f"expect.found_in_register: expected {got.alias!r} in {wanted!r}, where there is {there!r}")


def _kept_until(got: Outcome) -> str:
    """The last day a case is kept; none where a rule cannot tell yet, or nothing keeps it."""
    kept = keeping(got.world.desk.program(got.case.id), got.case, got.world.desk.clock.now())
    return "" if kept is None or kept.until is None else str(kept.until.due_on)


def _lines(wanted: Mapping[str, list[list[Any]]], got: Outcome, found: Differences) -> None:
    """Each line of a report: what it is of, how many, and the share where that is said too; or the case it is of."""
    for report, lines in wanted.items():
        there = [
            line[: len(said)] for line, said in zip(got.lines.get(report, []), [*lines, *[[0, 0]] * 99], strict=False)
        ]
        if there != lines:
            _note(found, f"lines.{report}", lines, there, f"drawn up: {', '.join(got.lines)}")


CHECKS: dict[str, Callable[[Any, Outcome, Differences], None]] = {
    "stage": _same("stage", lambda got: got.case.stage),
    "stage_kind": _same("stage_kind", lambda got: got.stage_kind),
    "owner": _same("owner", lambda got: got.case.owner),
    "category": _same("category", lambda got: got.case.category),
    "number": _same("number", lambda got: got.case.number),
    "period": _same("period", lambda got: got.case.period),
    "kept_until": _same("kept_until", _kept_until),
    "records": _among("records", lambda got: got.case.records),
    "no_records": _none_of("no_records", lambda got: got.case.records),
    "registers": _registers,
    "forms": _forms,
    "no_forms": _none_of("no_forms", lambda got: [form.form for form in got.case.forms]),
    "facts": _facts,
    "due": _due,
    "status": _status,
    "fired": _among("fired", lambda got: [f"{state.duty}/{rung}" for state in got.dues for rung in state.fired]),
    "lifted": _among("lifted", lambda got: [f"{state.duty}/{rung}" for state in got.dues for rung in state.lifted]),
    "told": _among("told", lambda got: [f"{told.message}/{told.means}" for told in got.case.told]),
    "notices": _among("notices", lambda got: got.notices),
    "sanctions": _sanctions,
    "redress": _money("redress", "redress_granted"),
    "proposed": _money("proposed", "redress_proposed"),
    "links": _among("links", _links),
    "recorded": _recorded,
    "refused": _refused,
    "cites": _among("cites", lambda got: map(unmarked, got.cites)),
    "missing": _missing,
    "invalid": _invalid,
    "explain": _contains("explain", lambda got: got.explained),
    "found_in_register": _register,
    "alleged": _among("alleged", lambda got: [f"{item.conduct}:{item.against}" for item in got.case.alleged]),
    "may": _among("may", _answers("may"), _stances),
    "may_once": _among("may_once", _answers("may_once"), _stances),
    "may_not": _among("may_not", _answers("may_not"), _stances),
    "instructions": _among("instructions", lambda got: [c for offer in got.offers for c in offer.instructions]),
    "asks": _asks,
    "shown": _shown,
    "lines": _lines,
}
