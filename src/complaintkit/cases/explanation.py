"""Explanation: why every decision and every date of a case came out as it did. Data first, text second.

All of it is made from the record: each decision is made again from what its event kept, each date from the same tables
that computed it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import attrs

from complaintkit.cases.asking import Asking
from complaintkit.cases.case import Case, Occurrence
from complaintkit.cases.clocks import clock_of, duty_state, duty_states
from complaintkit.cases.commands import Act
from complaintkit.cases.concern import sees_personal
from complaintkit.cases.events import (
    EMPTY,
    Acted,
    Corrected,
    Erased,
    Event,
    Filed,
    Fired,
    Linked,
    Sealed,
    Unjoined,
    facts_of,
    standing_facts,
)
from complaintkit.cases.explained import ExplainedDate, ExplainedEvent, RuleTested
from complaintkit.cases.explanation_text import render
from complaintkit.cases.fold import apply, begin, fold
from complaintkit.cases.keeping import Keeping, keeping
from complaintkit.cases.masking import HIDDEN, masked_case, masked_ids, without_ids
from complaintkit.cases.meeting import explained_meeting
from complaintkit.cases.permits import CHECKS, target_condition
from complaintkit.cases.program import Program, Row
from complaintkit.cases.reasons import Reason
from complaintkit.cases.replay import actor_of, command_of, decide_again
from complaintkit.deadlines import trace
from complaintkit.errors import IntegrityError, InvalidInput
from complaintkit.rules.evaluate import facts_in
from complaintkit.rules.moves import cites_of
from complaintkit.rules.policy import Policy
from complaintkit.rules.record import NOTHING_AROUND, Actor
from complaintkit.values import ERASED, Citation

AUDIENCES = ("complainant", "staff", "regulator")


@attrs.frozen
class Explanation:
    """The explanation of a case for one audience; ``text()`` writes it out."""

    policy: Policy
    case: Case
    audience: str
    lang: str
    header: Mapping[str, str]
    events: tuple[ExplainedEvent, ...]
    dates: tuple[ExplainedDate, ...]
    attempts: tuple[tuple[datetime, str, str, tuple[Reason, ...]], ...] = ()
    keeping: Keeping | None = None
    """How long the case is kept, and what stands against disposing of it; not for the complainant."""
    zone: tzinfo = UTC
    """The zone of the policy's calendar, in which times are written out."""

    def text(self) -> str:
        """The explanation as lines of text in its language."""
        return render(self)


def explain(
    program: Program,
    events: Sequence[Event],
    by: Actor,
    now: datetime,
    *,
    audience: str = "staff",
    lang: str = "en",
    as_known_on: datetime | None = None,
    attempts: tuple[tuple[datetime, str, str, tuple[Reason, ...]], ...] = (),
    personal: Mapping[str, Any] | None = None,
) -> Explanation:
    """Explain a case from its events.

    ``as_known_on`` leaves out what was recorded after that instant, and asks how things stood then. ``personal`` are
    the personal values by their commitments. Whoever the policy lets see them is shown them, for every audience, and
    whoever is the complainant, or acts for them, where it is the complainant's explanation; they too learn nothing of
    masked parties.

    :raises InvalidInput: the audience or the language is none there is, or nothing was known by then.
    """
    if audience not in AUDIENCES:
        raise InvalidInput.one(f"expected one of {', '.join(AUDIENCES)}, got {audience!r}", "audience")
    if lang not in ("en", "zh"):
        raise InvalidInput.one(f"expected 'en' or 'zh', got {lang!r}", "lang")
    known = [event for event in events if as_known_on is None or event.recorded_at <= as_known_on]
    if not known:
        raise InvalidInput.one("nothing was on record by then", "as_known_on")
    asked = now if as_known_on is None else min(now, as_known_on)
    case = fold(program, known)
    trusted = sees_personal(program, case, by)
    sees = trusted or (audience == "complainant" and _complainant(events) in (by.id, by.on_behalf_of))
    teller = _Teller(program, personal or {}, sees, audience)
    for event in known:
        teller.take(event)
    hidden = frozenset() if trusted else masked_ids(program, case)
    return Explanation(
        program.policy,
        masked_case(program, case, trusted),
        audience,
        lang,
        header(program, lang),
        without_ids(tuple(teller.entries), hidden),
        teller.dates(asked),
        without_ids(tuple(item for item in attempts if item[0] <= asked), hidden) if audience != "complainant" else (),
        keeping(program, case, asked) if audience != "complainant" else None,
        program.calendar.zoneinfo,
    )


def _complainant(events: Sequence[Event]) -> str:
    """The key of the complainant; no actor has an empty one."""
    filed = events[0].body
    return str(filed.parties.get("complainant", EMPTY).get("key", "")) if isinstance(filed, Filed) else ""


def header(program: Program, lang: str = "en") -> Mapping[str, str]:
    """What the case ran under: policy, approval, calendar and library versions."""
    policy = program.policy
    approval = policy.approval
    return {
        "policy": f"{policy.id} {policy.version}",
        "policy_hash": policy.hash,
        "scope": "; ".join(str(cite) for cite in policy.scope) or "-",
        "in_force_from": str(policy.in_force_from or "-"),
        "approval": "-" if approval is None else f"{policy.title(approval.role, lang)} {approval.on}",
        "calendar": f"{program.calendar.id} {program.calendar.version}".strip(),
        "calendar_known_until": str(program.calendar.known_until or "-"),
        "complaintkit": _version("complaintkit"),
        "transitions": _version("transitions"),
    }


@cache
def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # a source tree that is not installed has no version to tell
        return "-"


def _may_have_moved(before: Case | None, case: Case, event: Event) -> Iterator[Occurrence]:
    """The runs of duties whose date an event may have moved: those still owed or touched by it; all, if it corrects."""
    for duty, runs in case.clocks.items():
        known = () if before is None or isinstance(event.body, Corrected) else before.clocks.get(duty, ())
        for i, run in enumerate(runs):
            if run.running or i >= len(known) or known[i] is not run:
                yield run


class _Teller:
    """Folds the events once more and writes down what each rested on, and when each date moved."""

    def __init__(self, program: Program, personal: Mapping[str, Any], sees: bool, audience: str) -> None:
        self.program = program
        self.personal = personal
        self.sees = sees
        self.audience = audience
        self.case: Case | None = None
        self.entries: list[ExplainedEvent] = []
        self.sources: dict[str, int] = {}
        self.history: dict[tuple[str, int], list[tuple[datetime, int, str]]] = {}

    def take(self, event: Event) -> None:
        before = self.case
        self.case = begin(self.program, event) if before is None else apply(self.program, before, event)
        if self.audience != "complainant" or self._concerns_complainant(event):
            self.entries.append(self._entry(before, event))
        for id in standing_facts(event.body):
            self.sources[id] = event.seq
        for run in _may_have_moved(before, self.case, event):
            state = duty_state(self.program, self.case, run, event.recorded_at)
            if state is None:
                continue
            past = self.history.setdefault((state.duty, state.occurrence), [])
            at = None if state.due is None else state.due.due_at
            if at is not None and (not past or past[-1][0] != at):
                past.append((at, event.seq, _what(event)))

    def _concerns_complainant(self, event: Event) -> bool:
        joins = isinstance(event.body, Linked | Unjoined) and event.body.stage is not None
        return event.seq == 1 or joins or isinstance(event.body, Erased) or bool(getattr(event.body, "told", ()))

    def _entry(self, before: Case | None, event: Event) -> ExplainedEvent:
        plain = self.audience == "complainant"
        decision = decide_again(self.program, before, event)
        if decision is not None and not decision.granted:
            raise IntegrityError(f"event {event.seq} of case {event.case_id!r} is refused when it is decided again")
        body = event.body
        cites = () if decision is None else decision.cites
        if isinstance(body, Fired) and not cites:
            cites = cites_of(self.program.duties[body.duty].cite) if body.duty in self.program.duties else ()
        if isinstance(body, Linked | Unjoined) and not cites:
            cites = _tie_cites(self.program, body)
        tests = () if plain else self._tests(before, event)
        return ExplainedEvent(
            event.seq,
            _what(event),
            event.occurred_at,
            event.recorded_at,
            "" if plain else event.actor,
            event.capacity,
            None if plain else event.on_behalf_of,
            cites,
            tests,
            () if plain else self._inputs(before, event),
            tuple((id, self._shown(value)) for id, value in facts_of(body).items()),
            tuple((paper.name, paper.sha256) for paper in getattr(body, "attachments", ())),
            getattr(body, "told", ()),
            _records(event),
            getattr(body, "reason", ""),
            getattr(body, "category", None),
            tuple((item, self.program.conducts[item].cite) for item in getattr(body, "confirmed", ())),
            getattr(body, "number", None),
            getattr(body, "promise", None),
            tuple(form for form in getattr(body, "forms", ()) if not plain or self._may_know(form.form)),
            (body.link,) if isinstance(body, Linked | Unjoined) else getattr(body, "links", ()),
            () if plain else getattr(body, "sanctions", ()),
            body.paths if isinstance(body, Erased) else (),
            None if plain else explained_meeting(self.program, before, event, decision),
            getattr(body, "again", ()),
            body.records if isinstance(body, Filed) else (),
        )

    def _may_know(self, form: str) -> bool:
        """Whether the complainant is told of a form: not of one that must never reach him."""
        return "complainant" not in self.program.forms[form].never_to

    def _shown(self, value: Any) -> Any:
        if not isinstance(value, Sealed):
            return value
        return self.personal.get(value.commitment, ERASED) if self.sees else HIDDEN

    def _tests(self, before: Case | None, event: Event) -> tuple[RuleTested, ...]:
        command = command_of(event)
        if before is None or not isinstance(event.body, Acted) or not isinstance(command, Act):
            return ()
        asking = Asking(
            self.program, before, command, actor_of(event), event.recorded_at, event.around or NOTHING_AROUND
        )
        tests: list[RuleTested] = []
        for row in self.program.rows[before.stage, command.trigger]:
            if row.when is not None:
                found = tuple(target_condition(asking, row))
                tests.append(RuleTested("applies", not found, row.move.cites, found, row.move.when))
                if found:
                    continue
            for kind in CHECKS:
                if kind.concerns(row) and kind.name != "guards":
                    found = tuple(kind.check(asking, row))
                    if any(item.code == "outcome" for item in found):
                        tests.append(RuleTested("applies", False, row.move.cites, found))
                        break
                    tests.append(RuleTested(kind.name, not found, row.move.cites, found))
            else:
                tests.extend(self._guards(asking, row))
        return tuple(tests)

    @staticmethod
    def _guards(asking: Asking, row: Row) -> Iterator[RuleTested]:
        for guard, test in row.guards:
            holds = test(asking.view) is True
            yield RuleTested(guard.id, holds, cites_of(guard.cite) or row.move.cites, (), guard.when)

    def _inputs(self, before: Case | None, event: Event) -> tuple[tuple[str, Any, int], ...]:
        """The facts the case knew already that the rules of the move read."""
        if before is None or not isinstance(event.body, Acted):
            return ()
        read: set[str] = set()
        for row in self.program.rows[before.stage, event.body.trigger]:
            read |= facts_in(row.move.when) | {fact.id for fact in row.asks}
            for guard, _ in row.guards:
                read |= facts_in(guard.when)
            if row.move.message is not None:
                read |= set(self.program.messages[row.move.message].contents)
        return tuple(
            (id, self._shown(value), self.sources.get(id, 1)) for id, value in before.facts.items() if id in read
        )

    def dates(self, now: datetime) -> tuple[ExplainedDate, ...]:
        """Every run of every duty, with how its date was counted."""
        assert self.case is not None
        found = []
        for state in duty_states(self.program, self.case, now):
            duty = self.program.duties[state.duty]
            if self.audience == "complainant" and not duty.tells_complainant:
                continue
            run = self.case.clocks[state.duty][state.occurrence - 1]
            held = clock_of(self.program, self.case, run)
            assert held is not None
            counted = None if state.due is None else trace(held[0])  # paused: what a cap would make of it is no due yet
            past = tuple(self.history.get((state.duty, state.occurrence), ()))
            found.append(
                ExplainedDate(
                    state.duty,
                    state.occurrence,
                    state.status,
                    state.due,
                    state.assumed,
                    state.promised,
                    cites_of(duty.cite),
                    counted,
                    past,
                    state.fired,
                    state.lifted,
                )
            )
        return tuple(found)


def _tie_cites(program: Program, body: Linked | Unjoined) -> tuple[Citation, ...]:
    """The clause behind a tie that another case put on this one, or took off it."""
    rule = program.joins.get(body.link.rule) or program.links.get(body.link.rule)
    told = isinstance(body, Unjoined) or body.records or body.category
    return cites_of(rule.cite) if rule is not None and told else ()


def _what(event: Event) -> str:
    body = event.body
    if isinstance(body, Linked):
        if body.told:
            return "passed_on"
        return "joined" if body.stage is not None or "joined" in body.records else "linked"
    if isinstance(body, Acted):
        return body.trigger
    if isinstance(body, Fired):
        return f"{body.duty}/{body.rung}"
    if isinstance(body, Filed) and body.adopted:
        return "adopted"
    return type(body).__name__.lower()


def _records(event: Event) -> tuple[str, ...]:
    body = event.body
    if isinstance(body, Filed):
        return (body.record,)
    return tuple(item for item in getattr(body, "records", ()) if isinstance(item, str))
