"""A broken law as a story: what was done when and by whom, which dates were due, by which clauses; and what was wrong.

It is told from the events and from the steps that were refused, as one who knows the rules and no code would want it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any

from complaintkit.cases.case import Case
from complaintkit.cases.clocks import duty_states
from complaintkit.cases.events import Acted, Alleged, Corrected, Event, Extended, Filed, Fired, Lifted, Linked, Sealed
from complaintkit.cases.fold import apply, begin
from complaintkit.cases.program import Program
from complaintkit.cases.reasons import reason_text
from complaintkit.cases.verdict import Decision
from complaintkit.deadlines import Due
from complaintkit.errors import ComplaintKitError, InvalidInput
from complaintkit.rules.absence import NoValue
from complaintkit.rules.moves import cites_of
from complaintkit.rules.policy import Policy
from complaintkit.rules.record import ANYONE, SYSTEM
from complaintkit.rules.vocabulary import record_title
from complaintkit.testing.bench import Bench, Step, Taken
from complaintkit.testing.law import LawBroken
from complaintkit.testing.ledger import acted_row
from complaintkit.values import Citation

__all__ = ["story_of"]

TICK = timedelta(microseconds=1)
INDENT = " " * 22


def story_of(bench: Bench, broken: LawBroken) -> str:
    """The story of the steps taken at a bench, up to the law that broke."""
    return "\n".join(_Story(bench).lines(broken))


class _Story:
    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.policy: Policy = bench.setting.policy
        self.program: Program = next(iter(bench.desk._programs.values()))
        self.zone: tzinfo = self.program.calendar.zoneinfo
        with bench.desk.store.begin() as tx:
            ids = tx.case_ids(bench.desk.tenant)
            self.events: Mapping[str, Sequence[Event]] = {id: tx.events(bench.desk.tenant, id) for id in ids}
        self.cases: dict[str, Case] = {}
        self.told: dict[tuple[str, str, int], tuple[str, datetime | None]] = {}

    def lines(self, broken: LawBroken) -> Iterator[str]:
        policy = self.policy
        since = f", in force from {policy.in_force_from}" if policy.in_force_from is not None else ""
        yield f"Under {policy.title(policy.id)}, version {policy.version}{since}; times of {self.program.calendar.zone}"
        for id, (begun, ended) in sorted((self.bench.setting.away or {}).items()):
            yield f"  away: {id}, {self.time(begun)} to {self.time(ended)}"
        yield ""
        taken = self.bench.taken
        for n, one in enumerate(taken):
            after = taken[n + 1].before if n + 1 < len(taken) else {id: len(all) for id, all in self.events.items()}
            yield from self.step(one, after)
        yield ""
        yield f"What must hold: {broken.law}"
        yield f"What was seen:  {broken.seen}"

    def step(self, taken: Taken, after: Mapping[str, int]) -> Iterator[str]:
        """What one step did: its events, or why it was refused."""
        done = [e for id, n in after.items() for e in self.events.get(id, ())[taken.before.get(id, 0) : n]]
        step = taken.step
        if taken.came is not None:
            yield from self.refused(step, taken.came)
        elif step.verb == "sweep" and not done:
            yield self.at(step.at, "the sweep finds nothing to do")
        elif step.verb == "again":
            yield self.at(step.at, f"the same is sent again under its key: {_plain(step.args)}")
        elif step.verb == "undone":
            yield self.at(step.at, "a batch that fails, and so leaves nothing behind:")
            yield from (f"{INDENT}{inner.verb} {_plain(inner.args)}" for inner in step.inside)
        for event in sorted(done, key=lambda event: (event.recorded_at, event.case_id, event.seq)):
            yield from self.event(event)

    def refused(self, step: Step, came: Decision | ComplaintKitError) -> Iterator[str]:
        by = step.given.get("by")
        who = f"{by.id} ({', '.join(map(self.policy.title, sorted(by.roles))) or 'no role'})" if by is not None else ""
        named = [self.policy.title(item) if isinstance(item, str) else str(item) for item in step.args]
        what = " ".join([step.verb, *named]) if step.verb != "act" else f"{named[1]}, {named[0]}"
        yield self.at(step.at, f"{who}: {what}: refused")
        if isinstance(came, Decision):
            yield from (f"{INDENT}because {reason_text(why, self.policy, zone=self.zone)}" for why in came.reasons)
        else:
            faults = came.faults if isinstance(came, InvalidInput) else (came,)
            yield from (f"{INDENT}because {fault}" for fault in faults)

    def event(self, event: Event) -> Iterator[str]:
        before = self.cases.get(event.case_id)
        what, cites, more = self.what(event, before)
        recorded = "" if event.recorded_at == event.occurred_at else f" (entered {self.time(event.recorded_at)})"
        yield self.at(event.occurred_at, f"{what}{recorded}{_cited(cites)}")
        yield from (f"{INDENT}{line}" for line in more)
        try:
            yield from (f"{INDENT}{line}" for line in self.dates(event, before))
        except Exception as error:  # noqa: BLE001 - where the core is broken, the story must still be told
            yield f"{INDENT}the dates cannot be told: {error}"

    def what(self, event: Event, before: Case | None) -> tuple[str, tuple[Citation, ...], list[str]]:
        """An event in words, its clauses, and what else it brought."""
        told: tuple[str, tuple[Citation, ...], list[str]] = getattr(self, f"_{type(event.body).__name__.lower()}")(
            event, event.body, before
        )
        return told

    def _filed(self, event: Event, body: Filed, before: Case | None) -> Any:
        title, kind = self.policy.title, self.program.kinds[body.kind]
        how = ", ".join([title(kind.id), *(title(part) for part in (body.category, body.channel) if part)])
        done = "is taken over by " if body.adopted else "is filed by "
        done = "is opened by the sweep" if event.actor == SYSTEM else done + self.who(event)
        more = [f"about {', '.join(body.about)}"] if body.about else []
        more += [f"{title(link.rule)}: {link.case_id}" for link in body.links]
        what = f"{event.case_id} ({how}) {done} → {title(body.stage)}"
        return what, cites_of(kind.cite), [*more, *self.facts(body.facts), *_number(body.number)]

    def _acted(self, event: Event, body: Acted, before: Case | None) -> Any:
        title = self.policy.title
        row = None if before is None else acted_row(self.program, before, event)
        more = [f"on record: {', '.join(record_title(r, self.policy.title_of) for r in body.records)}"]
        more = more if body.records else []
        more += [f"names {body.to}"] if body.to else []
        more += [f"category: {title(body.category)}"] if body.category else []
        more += self.facts(body.facts)
        more += [] if body.promise is None else [f"agreed: {title(body.promise[0])} {self.time(body.promise[1])}"]
        more += _number(body.number)
        more += [f"told the {told.to} by {title(told.means)}: {title(told.message)}" for told in body.told]
        more += [f"{title(step.rule)} against {step.subject}: {step.state}" for step in body.sanctions]
        moved = "" if before is None or before.stage == body.stage else f" → {title(body.stage)}"
        what = f"{self.who(event)}: {title(body.trigger)}, {event.case_id}{moved}"
        return what, () if row is None else row.move.cites, more

    def _extended(self, event: Event, body: Extended, before: Case | None) -> Any:
        rule = self.program.duties[body.duty].extension
        what = f"{self.who(event)}: more time for {self.policy.title(body.duty)}, {event.case_id} ({body.reason})"
        return what, () if rule is None else cites_of(rule.cite), []

    def _fired(self, event: Event, body: Fired, before: Case | None) -> Any:
        title, duty = self.policy.title, self.program.duties.get(body.duty)
        rung = None if duty is None else next((rung for rung in duty.ladder if rung.id == body.rung), None)
        did = f"tells {', '.join(map(title, body.tell))}" if body.tell else "goes on record"
        did = f"is passed over ({body.skipped})" if body.skipped else did
        cites = cites_of(getattr(rung, "cite", None)) or cites_of(getattr(duty, "cite", None))
        return f"{body.kind} {title(body.rung)} of {title(body.duty)}, {event.case_id}: {did}", cites, []

    def _lifted(self, event: Event, body: Lifted, before: Case | None) -> Any:
        title = self.policy.title
        return f"{title(body.rung)} of {title(body.duty)}, {event.case_id}: taken back, it was unfounded", (), []

    def _corrected(self, event: Event, body: Corrected, before: Case | None) -> Any:
        more = [] if body.occurred_at is None else [f"it happened {self.time(body.occurred_at)}"]
        return f"{self.who(event)}: corrects entry {body.seq} of {event.case_id}", (), [*more, *self.facts(body.facts)]

    def _linked(self, event: Event, body: Linked, before: Case | None) -> Any:
        rule = self.program.joins.get(body.link.rule) or self.program.links.get(body.link.rule)
        word = "joins" if body.stage is not None else "is tied to"
        what = f"{event.case_id} {word} {body.link.case_id} ({self.policy.title(body.link.rule)})"
        return what, () if rule is None else cites_of(rule.cite), []

    def _alleged(self, event: Event, body: Alleged, before: Case | None) -> Any:
        conduct = self.program.conducts[body.conduct]
        what = f"{self.who(event)}: alleges {self.policy.title(body.conduct)} against {body.against}, {event.case_id}"
        return what, cites_of(conduct.cite), []

    def who(self, event: Event) -> str:
        role = "" if event.capacity in (ANYONE, "") else f" ({self.policy.title(event.capacity)})"
        return f"{event.actor}{role}" + (f" for {event.on_behalf_of}" if event.on_behalf_of else "")

    def facts(self, given: Mapping[str, Any]) -> Iterator[str]:
        for id, value in given.items():
            yield f"{self.policy.title(id)}: {self.value(value)}"

    def value(self, value: Any) -> str:
        if isinstance(value, Sealed):
            return "(personal)"
        if isinstance(value, NoValue):
            return value.name.lower()
        if isinstance(value, datetime):
            return self.time(value)
        return self.policy.title(value) if isinstance(value, str) else str(value)

    def dates(self, event: Event, before: Case | None) -> Iterator[str]:
        """What is due now that was not before, or at another time, and what no longer is."""
        case = begin(self.program, event) if before is None else apply(self.program, before, event)
        self.cases[case.id] = case
        for state in duty_states(self.program, case, event.recorded_at):
            key = (case.id, state.duty, state.occurrence)
            over = state.status if state.status in ("met", "met_late", "stopped") else ""
            now = (over or ("paused" if state.due is None else "due"), None if state.due is None else state.due.due_at)
            known = self.told.get(key)
            if known == now:
                continue
            self.told[key] = now
            name = self.policy.title(state.duty)
            cites = _cited(cites_of(self.program.duties[state.duty].cite))
            if over:
                said = {"met": f"kept: {name}", "met_late": f"kept late: {name}", "stopped": f"no longer owed: {name}"}
                if known is None or known[0] != over:
                    yield f"{said[over]}{cites}"
            elif state.due is None:
                yield f"waits: {name}{cites}"
            else:
                word = "due" if known is None else "now due"
                yield f"{word}: {name}, {self.due(state.due)}{cites}"

    def due(self, due: Due) -> str:
        local = due.due_at.astimezone(self.zone)
        if (local + TICK).date() > local.date():
            return f"by the end of {local:%a %Y-%m-%d}"
        return f"by {self.time(due.due_at)}"

    def time(self, at: datetime) -> str:
        local = at.astimezone(self.zone)
        exact = f"{local:%a %Y-%m-%d %H:%M}"
        return exact if not local.second and not local.microsecond else f"{local:%a %Y-%m-%d %H:%M:%S.%f}".rstrip("0")

    def at(self, at: datetime, what: str) -> str:
        return f"{self.time(at):<21} {what}"


def _number(number: str | None) -> list[str]:
    return [] if number is None else [f"number {number}"]


def _cited(cites: Sequence[Citation]) -> str:
    return f" [{'; '.join(map(str, cites))}]" if cites else ""


def _plain(args: Sequence[Any]) -> str:
    return " ".join(map(str, args))
