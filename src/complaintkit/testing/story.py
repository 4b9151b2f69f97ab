"""A broken law as a story: what was done when and by whom, which dates were due, by which clauses; and what was wrong.

It is told from the events and from the steps that were refused, as one who knows the rules and no code would want it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any

from complaintkit.cases.case import Case
from complaintkit.cases.clocks import duty_states
from complaintkit.cases.events import (
    Acted,
    Alleged,
    Corrected,
    Event,
    Extended,
    Filed,
    Fired,
    Lifted,
    Linked,
    Sealed,
    Unjoined,
)
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
from complaintkit.testing.story_words import WORDS, day_text, law_text, word
from complaintkit.values import Citation

__all__ = ["story_of"]

TICK = timedelta(microseconds=1)
INDENT = " " * 22
WIDTHS = {"en": 21, "zh": 19}
"""Of a time; a Chinese sign takes the place of two."""


def story_of(bench: Bench, broken: LawBroken, lang: str = "en") -> str:
    """The story of the steps taken at a bench, up to the law that broke, in English ("en") or Chinese ("zh").

    What was seen is told as the law told it: why nobody can go on in the language of the setting, what a broken core
    did in English.
    """
    return "\n".join(_Story(bench, lang).lines(broken))


class _Story:
    def __init__(self, bench: Bench, lang: str) -> None:
        self.bench = bench
        self.lang = lang
        self.policy: Policy = bench.setting.policy
        self.program: Program = next(iter(bench.desk._programs.values()))
        self.zone: tzinfo = self.program.calendar.zoneinfo
        with bench.desk.store.begin() as tx:
            ids = tx.case_ids(bench.desk.tenant)
            self.events: Mapping[str, Sequence[Event]] = {id: tx.events(bench.desk.tenant, id) for id in ids}
        self.cases: dict[str, Case] = {}
        self.told: dict[tuple[str, str, int], tuple[str, datetime | None]] = {}

    def title(self, id: str) -> str:
        return self.policy.title(id, self.lang)

    def word(self, key: str, **given: Any) -> str:
        return word(key, self.lang, **given)

    def named(self, key: str) -> str:
        """A word that a policy may have a title for; else that of the kit, else as it stands."""
        return self.word(key) if key in WORDS else self.title(key)

    def listed(self, items: Iterable[str]) -> str:
        return self.word("and").join(items)

    def lines(self, broken: LawBroken) -> Iterator[str]:
        policy, zone = self.policy, self.program.calendar.zone
        since = "" if policy.in_force_from is None else self.word("since", day=policy.in_force_from)
        yield self.word("under", policy=self.title(policy.id), version=policy.version, since=since, zone=zone)
        for id, (begun, ended) in sorted((self.bench.setting.away or {}).items()):
            yield "  " + self.word("away", who=id, begun=self.time(begun), ended=self.time(ended))
        yield ""
        taken = self.bench.taken
        for n, one in enumerate(taken):
            after = taken[n + 1].before if n + 1 < len(taken) else {id: len(all) for id, all in self.events.items()}
            yield from self.step(one, after)
        yield ""
        yield self.word("must_hold", law=law_text(broken.law, self.lang))
        yield self.word("was_seen", seen=broken.seen)

    def step(self, taken: Taken, after: Mapping[str, int]) -> Iterator[str]:
        """What one step did: its events, or why it was refused."""
        done = [e for id, n in after.items() for e in self.events.get(id, ())[taken.before.get(id, 0) : n]]
        step = taken.step
        if taken.came is not None:
            yield from self.refused(step, taken.came)
        elif step.verb == "sweep" and not done:
            yield self.at(step.at, self.word("nothing_to_do"))
        elif step.verb == "again":
            yield self.at(step.at, self.word("again", what=_plain(step.args)))
        elif step.verb == "undone":
            yield self.at(step.at, self.word("undone"))
            yield from (f"{INDENT}{inner.verb} {_plain(inner.args)}" for inner in step.inside)
        for event in sorted(done, key=lambda event: (event.recorded_at, event.case_id, event.seq)):
            yield from self.event(event)

    def refused(self, step: Step, came: Decision | ComplaintKitError) -> Iterator[str]:
        by = step.given.get("by")
        roles = () if by is None else map(self.title, sorted(by.roles))
        who = "" if by is None else self.word("somebody", who=by.id, role=self.listed(roles) or self.word("no_role"))
        named = [self.title(item) if isinstance(item, str) else str(item) for item in step.args]
        what = " ".join([step.verb, *named]) if step.verb != "act" else f"{named[1]}, {named[0]}"
        yield self.at(step.at, self.word("refused", who=who, what=what))
        if isinstance(came, Decision):
            whys = [reason_text(why, self.policy, self.lang, self.zone) for why in came.reasons]
        else:
            whys = [str(fault) for fault in (came.faults if isinstance(came, InvalidInput) else (came,))]
        yield from (INDENT + self.word("because", why=why) for why in whys)

    def event(self, event: Event) -> Iterator[str]:
        before = self.cases.get(event.case_id)
        what, cites, more = self.what(event, before)
        late = event.recorded_at != event.occurred_at
        recorded = self.word("entered", time=self.time(event.recorded_at)) if late else ""
        yield self.at(event.occurred_at, f"{what}{recorded}{_cited(cites)}")
        yield from (f"{INDENT}{line}" for line in more)
        try:
            yield from (f"{INDENT}{line}" for line in self.dates(event, before))
        except Exception as error:  # noqa: BLE001 - where the core is broken, the story must still be told
            yield INDENT + self.word("untold", error=error)

    def what(self, event: Event, before: Case | None) -> tuple[str, tuple[Citation, ...], list[str]]:
        """An event in words, its clauses, and what else it brought."""
        told: tuple[str, tuple[Citation, ...], list[str]] = getattr(self, f"_{type(event.body).__name__.lower()}")(
            event, event.body, before
        )
        return told

    def _filed(self, event: Event, body: Filed, before: Case | None) -> Any:
        title, kind = self.title, self.program.kinds[body.kind]
        how = self.listed([title(kind.id), *(title(part) for part in (body.category, body.channel) if part)])
        done = "opened" if event.actor == SYSTEM else "adopted" if body.adopted else "filed"
        more = [self.word("about", who=self.listed(body.about))] if body.about else []
        more += [self.word("value", name=title(link.rule), value=link.case_id) for link in body.links]
        what = self.word(done, case=event.case_id, how=how, who=self.who(event), stage=title(body.stage))
        for record, at in body.records:
            name = record_title(record, self.policy.title_of, self.lang)
            more.append(self.word("value", name=name, value=self.time(at)))
        return what, cites_of(kind.cite), [*more, *self.facts(body.facts), *self.number(body.number)]

    def _acted(self, event: Event, body: Acted, before: Case | None) -> Any:
        title, word = self.title, self.word
        row = None if before is None else acted_row(self.program, before, event)
        made = [record_title(record, self.policy.title_of, self.lang) for record in body.records]
        more = [word("on_record", records=self.listed(made))] if made else []
        more += [word("names", who=body.to)] if body.to else []
        more += [word("category", category=title(body.category))] if body.category else []
        more += self.facts(body.facts)
        if body.promise is not None:
            more.append(word("agreed", what=title(body.promise[0]), time=self.time(body.promise[1])))
        more += self.number(body.number)
        more += [
            word("told", whom=self.named(told.to), means=title(told.means), message=title(told.message))
            for told in body.told
        ]
        for step in body.sanctions:
            state = record_title(step.state, self.policy.title_of, self.lang)
            more.append(word("against", what=title(step.rule), who=step.subject, state=state))
        moved = "" if before is None or before.stage == body.stage else f" → {title(body.stage)}"
        what = word("acted", who=self.who(event), what=title(body.trigger), case=event.case_id, moved=moved)
        return what, () if row is None else row.move.cites, more

    def _extended(self, event: Event, body: Extended, before: Case | None) -> Any:
        rule = self.program.duties[body.duty].extension
        who, duty = self.who(event), self.title(body.duty)
        what = self.word("extended", who=who, duty=duty, case=event.case_id, reason=self.title(body.reason))
        return what, () if rule is None else cites_of(rule.cite), []

    def _fired(self, event: Event, body: Fired, before: Case | None) -> Any:
        title, duty = self.title, self.program.duties.get(body.duty)
        rung = None if duty is None else next((rung for rung in duty.ladder if rung.id == body.rung), None)
        did = self.word("tells", whom=self.listed(map(title, body.tell))) if body.tell else self.word("goes_on_record")
        did = self.word("passed_over", why=body.skipped) if body.skipped else did
        cites = cites_of(getattr(rung, "cite", None)) or cites_of(getattr(duty, "cite", None))
        named = {"rung": title(body.rung), "duty": title(body.duty), "case": event.case_id}
        return self.word("fired", kind=self.named(body.kind), did=did, **named), cites, []

    def _lifted(self, event: Event, body: Lifted, before: Case | None) -> Any:
        what = self.word("lifted", rung=self.title(body.rung), duty=self.title(body.duty), case=event.case_id)
        return what, (), []

    def _corrected(self, event: Event, body: Corrected, before: Case | None) -> Any:
        more = [] if body.occurred_at is None else [self.word("happened", time=self.time(body.occurred_at))]
        what = self.word("corrected", who=self.who(event), seq=body.seq, case=event.case_id)
        more += self.facts(body.facts)
        more += [self.word("stands_by", name=self.title(id), seq=seq) for id, seq in body.again]
        return what, (), more

    def _linked(self, event: Event, body: Linked, before: Case | None) -> Any:
        rule = self.program.joins.get(body.link.rule) or self.program.links.get(body.link.rule)
        key = "joins" if body.stage is not None else "tied"
        what = self.word(key, case=event.case_id, other=body.link.case_id, rule=self.title(body.link.rule))
        return what, () if rule is None else cites_of(rule.cite), []

    def _unjoined(self, event: Event, body: Unjoined, before: Case | None) -> Any:
        key = "comes_loose" if body.stage is not None else "let_go"
        what = self.word(key, case=event.case_id, other=body.link.case_id, rule=self.title(body.link.rule))
        return what, cites_of(self.program.joins[body.link.rule].cite), []

    def _alleged(self, event: Event, body: Alleged, before: Case | None) -> Any:
        who, conduct = self.who(event), self.program.conducts[body.conduct]
        what = self.word("alleged", who=who, what=self.title(body.conduct), against=body.against, case=event.case_id)
        return what, cites_of(conduct.cite), []

    def who(self, event: Event) -> str:
        named = event.actor
        if event.capacity not in (ANYONE, ""):
            named = self.word("somebody", who=named, role=self.title(event.capacity))
        return named + (self.word("on_behalf", who=event.on_behalf_of) if event.on_behalf_of else "")

    def facts(self, given: Mapping[str, Any]) -> Iterator[str]:
        for id, value in given.items():
            yield self.word("value", name=self.title(id), value=self.value(value))

    def value(self, value: Any) -> str:
        if isinstance(value, Sealed):
            return self.word("personal")
        if isinstance(value, NoValue):
            return self.word(value.value)
        if isinstance(value, datetime):
            return self.time(value)
        return self.title(value) if isinstance(value, str) else str(value)

    def number(self, number: str | None) -> list[str]:
        return [] if number is None else [self.word("number", number=number)]

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
            name = self.title(state.duty)
            cites = _cited(cites_of(self.program.duties[state.duty].cite))
            if over:
                if known is None or known[0] != over:
                    yield self.word(over, duty=name) + cites
            elif state.due is None:
                yield self.word("waits", duty=name) + cites
            else:
                phrase = "due" if known is None else "now_due"
                yield self.word(phrase, duty=name, when=self.due(state.due)) + cites

    def due(self, due: Due) -> str:
        local = due.due_at.astimezone(self.zone)
        if (local + TICK).date() > local.date():
            return self.word("by_end", day=day_text(local, self.lang))
        return self.word("by_time", time=self.time(due.due_at))

    def time(self, at: datetime) -> str:
        local = at.astimezone(self.zone)
        exact = "" if not local.second and not local.microsecond else f":{local:%S.%f}".rstrip("0")
        return f"{day_text(local, self.lang)} {local:%H:%M}{exact}"

    def at(self, at: datetime, what: str) -> str:
        return f"{self.time(at):<{WIDTHS[self.lang]}} {what}"


def _cited(cites: Sequence[Citation]) -> str:
    return f" [{'; '.join(map(str, cites))}]" if cites else ""


def _plain(args: Sequence[Any]) -> str:
    return " ".join(map(str, args))
