"""What must hold of every desk, whatever was done with it: laws that a test asks for after each command.

They are told by hand, from the events, beside the code that decides: what one believes the other must show.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import attrs

from complaintkit.cases.case import Case
from complaintkit.cases.clocks import awaited, due_rows
from complaintkit.cases.events import (
    GENESIS,
    Acted,
    Corrected,
    Event,
    Extended,
    Fired,
    Lifted,
    Sealed,
    facts_of,
    hash_of,
)
from complaintkit.cases.explanation import AUDIENCES
from complaintkit.cases.fold import apply, begin
from complaintkit.cases.program import Program
from complaintkit.cases.replay import replay
from complaintkit.cases.said import said
from complaintkit.desk import Desk
from complaintkit.rules.absence import NoValue
from complaintkit.rules.moves import Move
from complaintkit.rules.record import SYSTEM, Actor
from complaintkit.testing.law import law
from complaintkit.testing.ledger import Ledger, acted_row, in_role, keeps, undecided
from complaintkit.testing.lists import counters_and_notices, made_by, numbers_in_order
from complaintkit.testing.standing import ALL, standing_of
from complaintkit.testing.standstill import why_nobody
from complaintkit.testing.story_words import word
from complaintkit.values import Language

__all__ = ["LANGUAGES", "Laws"]

LANGUAGES = ("en", "zh")
OFTEN, SELDOM = 20, 8
"""Up to how many events a case is explained after each, and after how many from then on: telling it costs by length."""


class _Undone(Exception):
    """Raised in a transaction, to see it leave nothing behind."""


class Laws:
    """Watches one desk. Call :meth:`check` after each command, :meth:`close` at the end.

    ``people`` are those who may act, the least likely to be barred first: somebody among them must always be able to
    go on with an open case, unless it is in one of the stages that ``stands_still`` names; why nobody can is told in
    ``lang``, "en" or "zh". A law that does not hold
    raises :class:`LawBroken`, an AssertionError that says which.

    >>> from complaintkit.rules import Move, Policy, Stage
    >>> from complaintkit.storage.memory import MemoryStore
    >>> policy = Policy(id="tiny", in_force_from=datetime(2026, 1, 1).date(), roles=("clerk",),
    ...     stages=(Stage("open", owner="clerk"), Stage("done", "closed")),
    ...     moves=(Move("close", ("open",), "done", by=("clerk",), records=("closed",)),))
    >>> desk, clerk = Desk(policy, MemoryStore(), tenant="acme"), Actor("emp-1", roles={"clerk"})
    >>> laws = Laws(desk, (clerk,))
    >>> case = desk.file(by=clerk)
    >>> laws.check() == (case.id,)
    True
    """

    def __init__(
        self, desk: Desk, people: Sequence[Actor] = (), *, stands_still: Collection[str] = (), lang: Language = "en"
    ) -> None:
        self.desk = desk
        self.stands_still = frozenset(stands_still)
        self.lang = lang
        self.people = tuple(people)
        self.events: dict[str, list[Event]] = {}
        self.cases: dict[str, Case] = {}
        self.programs: dict[str, Program] = {}
        self.log: list[Event] = []
        """All events, in the order they were written."""
        self.ledger = Ledger()
        self.recused: dict[str, set[str]] = defaultdict(set)
        self.rungs: dict[tuple[Any, ...], int] = {}
        self._looks = 0

    def check(self) -> tuple[str, ...]:
        """Check all that the last command changed; the ids of the cases it touched."""
        fresh = self._new_events()
        for event in fresh:
            self._take(event)
        touched = tuple(dict.fromkeys(event.case_id for event in fresh))
        for case_id in touched:
            self.check_case(case_id)
        if touched:
            numbers_in_order(self)
            counters_and_notices(self)
        return touched

    @law("What the desk keeps of a case is what happened to it.")
    def check_case(self, case_id: str) -> None:
        """Check one case as it stands: replay, chain, dues, who can go on."""
        program, events, case = self.programs[case_id], self.events[case_id], self.desk.get(case_id)
        self._replay(program, events, case)
        self._due_rows(program, case)
        self._statuses(case)
        self._registers(program, case)
        assert case == self.cases[case_id], f"{case_id}: the snapshot is not what its events make of the one before"
        assert case.redress_granted == self.ledger.granted.get(case_id), f"{case_id}: redress granted differs"
        assert case.redress_proposed == self.ledger.proposed.get(case_id), f"{case_id}: redress proposed differs"
        self._goes_on(program, case)
        # one audience and language a time, in turn, of a long case now and then; close() asks for all of them
        if len(events) <= OFTEN or len(events) % SELDOM == 0:
            self._looks += 1
            self.explained(case_id, AUDIENCES[self._looks % 3], LANGUAGES[self._looks // 3 % 2])

    @law("Nothing was changed, lost or added behind the desk's back, and what is overdue can be found.")
    def close(self) -> None:
        """Check at the end: verify() with anchors, every explanation, now and as known halfway."""
        anchors = {id: (len(events), events[-1].hash) for id, events in self.events.items()}
        report = self.desk.verify(anchors)
        assert report.ok, f"verify: {report.faults}"
        assert (report.cases, report.events) == (len(self.events), len(self.log)), "verify did not see everything"
        self._serials()
        overdue = {case.id for case in self.desk.find(overdue_at=self.desk.clock.now(), limit=ALL).cases}
        late = {id for id in self.events if any(state.status == "overdue" for state in self.desk.dues(id))}
        assert overdue == late, f"find(overdue_at=now) gives {overdue}, the duties say {late}"
        for case_id, events in self.events.items():
            for audience in AUDIENCES:
                for lang in LANGUAGES:
                    self.explained(case_id, audience, lang)
            self.explained(case_id, "regulator", "en", events[len(events) // 2].recorded_at)

    @law("A number that was drawn in vain is drawn again.")
    def _serials(self) -> None:
        """A number drawn in a transaction that is undone is drawn again by the next."""
        for _ in range(2):
            try:
                with self.desk.store.begin() as tx:
                    serial = tx.draw(self.desk.tenant, "a scope nobody uses")
                    raise _Undone
            except _Undone:
                assert serial == 1, f"the serial {serial - 1} was drawn in vain"

    @law("A sweep leaves nothing undone, and a second one finds nothing to do.")
    def rest(self) -> None:
        """Check after a sweep without limit: nothing that is due still waits, and sweeping again does nothing."""
        with self.desk.store.begin() as tx:
            waiting = tx.due(self.desk.tenant, self.desk.clock.now(), ALL)
        assert not waiting, f"the sweep left {waiting}"
        before = standing_of(self.desk)
        again = self.desk.sweep()
        assert not any((again.fired, again.skipped, again.opened)), f"a second sweep did {again}"
        assert standing_of(self.desk) == before, "a sweep with nothing to do wrote something"

    @law("What was written stays as it was written.")
    def _new_events(self) -> list[Event]:
        found: list[Event] = []
        with self.desk.store.begin() as tx:
            for case_id in tx.case_ids(self.desk.tenant):
                events, known = tx.events(self.desk.tenant, case_id), self.events.setdefault(case_id, [])
                assert list(events[: len(known)]) == known, f"{case_id}: an event that was written has changed"
                found.extend(events[len(known) :])
        # a filing stands after what it was linked to saw; the tie it put there comes after the filing itself
        found.sort(key=lambda event: (event.recorded_at, event.seq != 1))
        return found

    def _take(self, event: Event) -> None:
        """The laws of one event, told from the case as it stood before it."""
        before = self.cases.get(event.case_id)
        where = f"{event.case_id} event {event.seq}"
        if before is None:
            program = self.programs[event.case_id] = self.desk.program(event.case_id)
            after = begin(program, event)
        else:
            program = self.programs[event.case_id]
            after = apply(program, before, event)
            self._machine(program, before, event, where)
        known = self.events[event.case_id]
        self._chain(known, event, where)
        self._role(program, before, event, where)
        self._barred(event, where)
        self._respondent(program, before, event, where)
        self._sealed(program, event, where)
        if before is not None and isinstance(event.body, Acted):
            self._move(program, before, event, where)
        self._rung(event, where)
        if isinstance(event.body, Acted) and "recused" in event.body.records and event.body.to:
            self.recused[event.case_id].add(event.body.to)
        self.ledger.take(program, event)
        known.append(event)
        self.log.append(event)
        self.cases[event.case_id] = after

    @law("Nobody acts without the role that the policy names for it.")
    def _role(self, program: Program, before: Case | None, event: Event, where: str) -> None:
        assert in_role(program, before, event), f"{where}: {event.actor} acted as {event.capacity!r} without the role"

    @law("Whoever stood aside does nothing more in the case.")
    def _barred(self, event: Event, where: str) -> None:
        barred = {event.actor, event.on_behalf_of} & self.recused[event.case_id]
        if isinstance(event.body, Acted | Extended | Corrected):
            assert not barred, f"{where}: {', '.join(map(str, barred))} acted after being recused"

    @law("What is personal lies beside the entry, where it can be erased.")
    def _sealed(self, program: Program, event: Event, where: str) -> None:
        for id, value in facts_of(event.body).items():
            if program.facts[id].personal:
                assert isinstance(value, Sealed | NoValue), f"{where}: the personal fact {id!r} lies open"

    @law("Every entry is bound to the one before it.")
    def _chain(self, known: Sequence[Event], event: Event, where: str) -> None:
        last = known[-1] if known else None
        assert event.seq == len(known) + 1, f"{where}: numbers are not 1, 2, 3, …"
        assert event.prev == (GENESIS if last is None else last.hash), f"{where}: not chained to the one before"
        assert event.hash == hash_of(event), f"{where}: its hash is not that of its content"
        event = attrs.evolve(event, text=None)  # a store may have kept the text; the fields are to say the same
        assert event.hash == hash_of(event), f"{where}: read from its text it says something else"
        other = attrs.evolve(event, capacity=f"{event.capacity}?"), attrs.evolve(event, actor=f"{event.actor}?")
        assert event.hash not in map(hash_of, other), f"{where}: the hash does not bind who acted in which capacity"
        assert last is None or event.recorded_at >= last.recorded_at, f"{where}: recorded before the one before it"
        assert event.occurred_at <= event.recorded_at, f"{where}: happened after it was recorded"

    @law("A case moves only as the table of moves says.")
    def _machine(self, program: Program, before: Case, event: Event, where: str) -> None:
        stage = self.desk.get(event.case_id).stage
        assert stage in program.machine.states, f"{where}: the machine has no stage {stage!r}"
        if isinstance(event.body, Acted):
            body = event.body
            held = program.machine.get_transitions(body.trigger, before.stage, body.stage)
            assert held, f"{where}: the machine has no {body.trigger!r} from {before.stage!r} to {body.stage!r}"
            row = acted_row(program, before, event)
            assert row is not None, f"{where}: no move makes {body.records} on the way"
            target = program.step(before.stage, body.trigger, (row,))
            assert target == body.stage, f"{where}: the machine goes to {target!r}, not to {body.stage!r}"

    @law("Nobody acts in a case that is about them.")
    def _respondent(self, program: Program, before: Case | None, event: Event, where: str) -> None:
        if before is None or not before.about & {event.actor, event.on_behalf_of}:
            return
        rule, made = program.policy.recusal, set(getattr(event.body, "records", ()))
        bars = rule.everything and isinstance(event.body, Acted | Extended | Corrected)
        assert not bars, f"{where}: {event.actor} acted in a case about {event.actor}"
        assert not made & set(rule.records), f"{where}: {event.actor} made {made} in a case about {event.actor}"

    @law("A move is made only after what it asks for, by whom it asks for, and told as it asks for.")
    def _move(self, program: Program, before: Case, event: Event, where: str) -> None:
        """What the move's row demands that can be told without the code that decides."""
        body, row = event.body, acted_row(program, before, event)
        assert isinstance(body, Acted)
        assert row is not None
        move = row.move
        makers: dict[str, list[str]] = defaultdict(list)
        for known in self.events[event.case_id]:
            for record in made_by(known):
                makers[record].append(known.actor)
        for record in move.after:
            assert record in makers or before.adopted, f"{where}: {move.trigger!r} came before {record!r}"
        for record in move.same_who:
            assert not makers[record] or makers[record][-1] == event.actor, f"{where}: not who made {record!r}"
        for record in move.not_who:
            assert event.actor not in makers[record], f"{where}: who made {record!r} also did {move.trigger!r}"
        for told in body.told:
            rule = program.messages[told.message]
            assert not rule.means or told.means in rule.means, f"{where}: told by {told.means!r}"
            asked = rule.asked_for(before.parties.get(rule.to, {}).get("means"), writing=told.means in rule.written)
            assert asked in (None, told.means), f"{where}: told by {told.means!r}, and {asked!r} was asked for"
            for paper in told.enclosures:
                form = program.forms.get(paper)
                assert form is None or rule.to not in form.never_to, f"{where}: {paper!r} went to the {rule.to}"
        self._authority(program, before, event, move, where)
        self._body(program, before, event, move, where)
        if "disposed" in body.records:
            self._disposed(program, before, event, {record: len(made) for record, made in makers.items()}, where)

    @law("Nothing is disposed of while a rule, a hold or its own course keeps it.")
    def _disposed(self, program: Program, before: Case, event: Event, made: dict[str, int], where: str) -> None:
        kept = keeps(program, before, event, made)
        assert kept is None, f"{where}: disposed of, though {kept}"

    @law("Nobody decides beyond their authority, linked cases counted.")
    def _authority(self, program: Program, before: Case, event: Event, move: Move, where: str) -> None:
        why = self.ledger.beyond_authority(program, before, event, move)
        assert why is None, f"{where}: {why}"

    @law("A body decides with enough of its free members there, and by enough of their votes.")
    def _body(self, program: Program, before: Case, event: Event, move: Move, where: str) -> None:
        why = undecided(program, before, event, move)
        assert why is None, f"{where}: {why}"

    @law("A warning or escalation comes once for each due date, and not before its time.")
    def _rung(self, event: Event, where: str) -> None:
        body = event.body
        if isinstance(body, Fired):
            key = (event.case_id, body.duty, body.occurrence, body.rung, body.due_at)
            first = self.rungs.setdefault(key, event.seq)
            assert first == event.seq, f"{where}: rung {body.rung!r} fired twice for one due, first in event {first}"
            assert body.fires_at <= event.recorded_at, f"{where}: rung {body.rung!r} fired before its time"
            assert body.skipped == "adopted" or event.actor == SYSTEM, f"{where}: fired by {event.actor}"
        if isinstance(body, Lifted):
            fired = self.events[event.case_id][body.fired - 1].body
            held = isinstance(fired, Fired) and (fired.duty, fired.rung) == (body.duty, body.rung) and not fired.skipped
            lifted = [e.seq for e in self.events[event.case_id] if getattr(e.body, "fired", None) == body.fired]
            assert held, f"{where}: lifts event {body.fired}, which fired no such rung"
            assert not lifted, f"{where}: lifts event {body.fired} again, first in {lifted}"

    @law("A case is what its entries add up to, and each decision comes out the same when it is made again.")
    def _replay(self, program: Program, events: Sequence[Event], case: Case) -> None:
        folded, decisions = replay(program, events)
        assert folded == case, f"{case.id}: the snapshot is not what its events add up to"
        newest = {id: value for _, facts in said(events, {*program.facts, *case.facts}) for id, value in facts.items()}
        assert case.facts == newest, f"{case.id}: its facts are {case.facts}, its newest entries gave {newest}"
        for event, decision in decisions:
            where = f"{case.id} event {event.seq}"
            assert decision.granted, f"{where}: refused when decided again: {decision.text(program.policy)}"
            bodies = tuple(e.body for e in events[event.seq - 1 : event.seq - 1 + len(decision.bodies)])
            assert decision.bodies == bodies, f"{where}: decided again, it makes {decision.bodies}, not {bodies}"
            assert decision.capacity == event.capacity, f"{where}: decided again, as {decision.capacity!r}"

    @law("What the store waits for are the dates that the case has.")
    def _due_rows(self, program: Program, case: Case) -> None:
        with self.desk.store.begin() as tx:
            stored = tx.load(case.tenant, case.id)
        assert stored is not None
        derived = {duty: due_rows(program, case, duty) for duty in awaited(program, case)}
        held = {duty: rows for duty, rows in stored.rows.items() if rows}
        assert held == {duty: rows for duty, rows in derived.items() if rows}, (
            f"{case.id}: the store waits for {held}, the case says {derived}"
        )

    @law("A duty is late once its due date has passed, and not before.")
    def _statuses(self, case: Case) -> None:
        now = self.desk.clock.now()
        for state in self.desk.dues(case.id):
            where = f"{case.id} {state.duty}#{state.occurrence}"
            if state.due is None:
                assert state.status in ("paused", "met", "met_late", "stopped", "running"), f"{where}: {state.status}"
            elif state.status != "stopped":
                late = (state.ended_at or now) > state.due.due_at
                expected = ("met_late" if late else "met") if state.ended_at else ("overdue" if late else "running")
                assert state.status == expected, f"{where}: {state.status}, though due {state.due.due_at}: {expected}"

    @law("A case stands in the registers that its records say.")
    def _registers(self, program: Program, case: Case) -> None:
        entered = {
            register.id
            for register in program.policy.registers
            if register.case_kind == case.kind
            and (not register.channels or case.channel in register.channels)
            and not set(register.enters).isdisjoint(case.records)
        }
        assert set(case.registers) == entered, f"{case.id}: entered in {case.registers}, its records say {entered}"

    @law("An open case has an owner, and somebody can always take the next step.")
    def _goes_on(self, program: Program, case: Case) -> None:
        """Somebody can make a next move on an open case, and its stage says whose turn it is."""
        stage = program.stages[case.stage]
        assert case.owner == stage.owner, f"{case.id}: owned by {case.owner}, its stage by {stage.owner}"
        if stage.kind not in ("open", "waiting") or not self.people or stage.id in self.stands_still:
            return
        assert self.can_go_on(case.id), word(
            "stuck", self.lang, case=case.id, stage=repr(program.policy.title(case.stage, self.lang))
        ) + "".join(f"\n  {line}" for line in why_nobody(self.desk, case.id, self.people, self.lang))

    def can_go_on(self, case_id: str) -> bool:
        """Whether somebody may make some move, perhaps once what it asks for is given."""
        offered = (offer for by in self.people for offer in self.desk.available(case_id, by=by))
        return any(offer.verb == "act" and offer.answer != "may_not" for offer in offered)

    @law("Every due date is explained, and the explanation ends on that date.")
    def explained(self, case_id: str, audience: str, lang: str, as_known_on: datetime | None = None) -> None:
        """Every due date of a case is explained to an audience, and each explanation ends on its due."""
        program = self.programs[case_id]
        oversees = program.policy.access.oversees
        by = next((one for one in self.people if not one.roles.isdisjoint(oversees)), Actor("auditor"))
        told = self.desk.explain(case_id, by=by, audience=audience, lang=lang, as_known_on=as_known_on)
        text = told.text()
        for date in told.dates:
            where = f"{case_id} {date.duty}#{date.occurrence} for the {audience} in {lang!r}"
            assert (date.due is None) == (date.trace is None), f"{where}: a due without explanation, or the reverse"
            if date.due is not None and date.trace is not None:
                assert date.trace.due == date.due, f"{where}: explained to end on {date.trace.due}, due {date.due}"
                assert date.former, f"{where}: where it came from is not told"
                assert date.former[-1][0] == date.due.due_at, f"{where}: the last date told is not the due"
            assert program.policy.title(date.duty, lang) in text, f"{where}: not in the text"
        if audience != "complainant" and as_known_on is None:
            states = [(state.duty, state.occurrence, state.due) for state in self.desk.dues(case_id)]
            assert [(d.duty, d.occurrence, d.due) for d in told.dates] == states, f"{case_id}: dates left out"
            shown = [entry.seq for entry in told.events]
            assert shown == [event.seq for event in self.events[case_id]], f"{case_id}: events left out"
