"""The desk's engine: one command read, decided and written in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NoReturn

import attrs

from complaintkit.cases.case import Case
from complaintkit.cases.commands import Act, Command, Correct, Erase, Extend, File, Join, Unjoin
from complaintkit.cases.decide import decide
from complaintkit.cases.events import Sealed
from complaintkit.cases.fold import fold
from complaintkit.cases.program import Program
from complaintkit.cases.verdict import Decision
from complaintkit.deadlines import Calendar
from complaintkit.desk import door
from complaintkit.desk.around import (
    Reads,
    around_correction,
    around_join,
    around_move,
    around_unjoin,
    linked_case,
    people,
)
from complaintkit.desk.here import Here
from complaintkit.desk.numbers import filing_scope, number_scope, records_of
from complaintkit.desk.ports import Clock, Directory, Store, SystemClock, Transaction
from complaintkit.desk.reading import Filing, read_filing
from complaintkit.desk.stored import Attempt, Query, Remembered, Stored
from complaintkit.desk.telemetry import Telemetry, watched
from complaintkit.desk.writing import write
from complaintkit.errors import (
    ClockSkew,
    Faults,
    InvalidInput,
    KeyConflict,
    Refused,
    StaleVersion,
    UnknownCase,
    UnknownPolicy,
    UnknownTenant,
)
from complaintkit.rules.history import PolicyHistory
from complaintkit.rules.intake import entered_by
from complaintkit.rules.policy import Policy
from complaintkit.rules.record import NOTHING_AROUND, Actor, Surroundings

ATTEMPTS = 5
"""How often a command is decided anew after a stale version, as long as the decision stays the same."""


class Engine:
    """What every desk does with a command; :class:`~complaintkit.desk.desk.Desk` is its public face."""

    def __init__(
        self,
        history: PolicyHistory | Policy,
        store: Store,
        *,
        tenant: Any,
        clock: Clock | None = None,
        directory: Directory | None = None,
        calendars: Mapping[str, Calendar] | None = None,
        skew: timedelta = timedelta(minutes=5),
        ids: Callable[[], str] | None = None,
        telemetry: Telemetry | None = None,
        access_log: bool = False,
    ) -> None:
        faults = Faults()
        door.read_id(tenant, "tenant", faults)
        door.check_desk(history, store, faults)
        faults.raise_if_any(InvalidInput, "the desk cannot be made")
        if isinstance(history, Policy):
            history = PolicyHistory([history])
        self.history: PolicyHistory = history
        self.store = store
        self.tenant: str = tenant
        self.clock: Clock = clock if clock is not None else SystemClock()
        self.directory = directory
        self.calendars = calendars
        self.skew = skew
        self.telemetry = telemetry
        self.access_log = access_log
        self._new_id = ids if ids is not None else lambda: uuid.uuid4().hex
        self._programs: dict[str, Program] = {}
        for policy in history.policies:
            self._programs[policy.hash] = Program(policy, calendars)
        self._kept: set[str] = set()
        self._openings: dict[tuple[str, str], datetime] = {}
        """When the next standing case is opened, by program and mark, where it is known."""
        self._here = Here()

    def _transaction(self, *, reading: bool = False) -> AbstractContextManager[Transaction]:
        """The transaction of one command: the store's, or a part of the batch that is open in this thread."""
        batch = self._here.batch
        if batch is not None:
            return self._here.part(batch)
        return self.store.begin(reading=True) if reading else self.store.begin()

    @property
    def batching(self) -> bool:
        """Whether a batch, or a transaction of the caller's own, is open on this desk in this thread."""
        return self._here.batch is not None

    def _program(self, tx: Transaction, hash: str) -> Program:
        program = self._programs.get(hash)
        if program is None:
            policy = tx.policy(hash)
            if policy is None:
                raise UnknownPolicy(hash[:12])
            program = self._programs[hash] = Program(policy, self.calendars)
        return program

    def _load(self, tx: Transaction, case_id: str) -> tuple[Stored, Program]:
        stored = tx.load(self.tenant, case_id) if door.is_id(case_id) else None  # else no store could look
        if stored is None:
            if not tx.find(Query(tenant=self.tenant, limit=1)).cases:
                raise UnknownTenant(self.tenant)
            raise UnknownCase(case_id, self.tenant)
        return stored, self._program(tx, stored.case.policy)

    def _moment(self, case: Case | None) -> tuple[datetime, int]:
        """The instant to record, never before the case's last event, and the microseconds the clock is behind."""
        now = self.clock.now()
        if case is None or now >= case.recorded_at:
            return now, 0
        behind = case.recorded_at - now
        if behind > self.skew:
            raise ClockSkew(now, case.recorded_at, self.skew)
        return case.recorded_at, behind // timedelta(microseconds=1)

    def _run(
        self,
        case_id: str,
        by: Actor,
        key: str | None,
        expected: int | None,
        read: Callable[..., Command],
        given: tuple[Any, ...],
    ) -> Case:
        """Read, decide and write one command, anew after a stale version as long as it decides the same.

        ``read`` makes the command of the program, the sealing, the actor and what else was ``given``.
        """
        if self.telemetry is not None and self._here.told is None:
            work = partial(self._run, case_id, by, key, expected, read, given)
            return watched(self, read.__name__, given[0], work)
        first: tuple[Case, Decision] | None = None
        differs = False
        for attempt in range(ATTEMPTS):
            try:
                with self._transaction() as tx:
                    stored, program = self._load(tx, case_id)
                    case = stored.case
                    sealing = door.Sealing(case.version + 1, case)
                    command = read(program, sealing, by, *given)
                    print_ = ""
                    if key is not None:
                        print_ = door.fingerprint(type(command).__name__, by, key, _content(case_id, command, sealing))
                        held = tx.recall(self.tenant, key)
                        if held is not None:
                            return self._again(tx, program, key, held, print_)
                    if expected is not None and expected != case.version:
                        raise StaleVersion(f"case {case_id!r}", expected, case.version)
                    now, behind = self._moment(case)
                    decision, around, reads = self._decide(tx, program, case, command, by, now)
                    if not decision.granted:
                        self._refuse(program, decision)
                    if first is not None and _effect(program, *first) != _effect(program, case, decision):
                        differs = True
                        raise StaleVersion(f"case {case_id!r}", first[0].version, case.version)
                    first = (case, decision)
                    after = write(self, tx, program, stored, decision, by, around, now, behind, sealing, reads)
                    if key is not None:
                        tx.remember(self.tenant, key, Remembered(print_, case_id, after.version))
                    return after
            except StaleVersion:
                if expected is not None or differs or attempt == ATTEMPTS - 1 or self.batching:
                    raise
                self._here.retried()
            except Refused as error:
                self._log(program, case_id, error.decision, by, command)
                raise
        raise AssertionError("unreachable")

    def _decide(
        self,
        tx: Transaction,
        program: Program,
        case: Case,
        command: Command,
        by: Actor,
        now: datetime,
        drawing: bool = True,
    ) -> tuple[Decision, Surroundings, Reads]:
        around: Surroundings = NOTHING_AROUND
        reads: Reads = ()
        if isinstance(command, Act):
            asked = (case.stage, command.trigger)
            if self.directory is not None or asked not in program.alone:
                rows, pinned = program.rows.get(asked, ()), partial(self._program, tx)
                around, reads = around_move(
                    tx, program, case, rows, by, command.facts, self.directory, command.at or now, program_of=pinned
                )
        elif isinstance(command, Join):
            pinned = partial(self._program, tx)
            around, reads = around_join(tx, program, case, command, by, self.directory, command.at or now, pinned)
        elif isinstance(command, Unjoin):
            around, reads = around_unjoin(tx, program, case, by, self.directory, now, partial(self._program, tx))
        elif isinstance(command, Correct):
            around = around_correction(tx, program, case, command, by, self.directory, command.at or now)
        elif self.directory is not None:
            by_roles = program.policy.corrects
            if isinstance(command, Extend):
                rule = program.duties[command.duty].extension
                by_roles = rule.by if rule is not None else ()
            elif isinstance(command, Erase):
                by_roles = program.policy.access.erases
            at = getattr(command, "at", None) or now  # who was there when it happened
            around = people(program, self.tenant, by, by_roles, case, self.directory, at)
        decision = decide(program, case, command, by, now, around)
        if drawing and program.policy.numbering and case.number is None and decision.granted:
            scope = number_scope(program, decision, case)
            if scope is not None:
                around = Surroundings(
                    around.roles,
                    around.holders,
                    around.absent,
                    around.linked,
                    around.tallies,
                    tx.draw(self.tenant, scope),
                )
                decision = decide(program, case, command, by, now, around)
        return decision, around, reads

    def _in_force(self, at: datetime) -> Program:
        """The program of the version in force on the local date of ``at``: by receipt, never by today."""
        newest = self._programs[self.history.newest.hash]
        policy = self.history.at(newest.calendar.local_date(at))
        return self._programs[policy.hash]

    def _file(self, by: Actor, key: str | None, given: Mapping[str, Any]) -> Case:
        """Read a filing under the version in force when it came in, and begin the case."""
        if self.telemetry is not None and self._here.told is None:
            verb = "adopt" if "adopted" in given else "file"
            return watched(self, verb, None, partial(self._file, by, key, given))
        received = given["received_at"]
        now, _ = self._moment(None)
        aware = isinstance(received, datetime) and received.utcoffset() is not None
        program = self._filed_under(key) or self._in_force(received if aware else now)
        filing = read_filing(program, by, given)
        for attempt in range(ATTEMPTS):
            try:
                return self._begin(program, by, filing, key, now)
            except StaleVersion:  # a linked case has moved on: its new state is read and the filing decided anew
                if attempt == ATTEMPTS - 1 or self.batching:
                    raise
                self._here.retried()
        raise AssertionError("unreachable")

    def _filed_under(self, key: str | None) -> Program | None:
        """The program of the case that a key stands for: a repeated filing is read as it was the first time."""
        if key is None:
            return None
        door.check_key(key)
        with self._transaction(reading=True) as tx:
            held = tx.recall(self.tenant, key)
            stored = None if held is None else tx.load(self.tenant, held.case_id)
            return None if stored is None else self._program(tx, stored.case.policy)

    def _begin(
        self,
        program: Program,
        by: Actor,
        filing: Filing,
        key: str | None,
        now: datetime,
    ) -> Case:
        with self._transaction() as tx:
            print_ = ""
            if key is not None:
                content = {**filing.fields, "facts": dict(filing.facts), "parties": dict(filing.parties)}
                print_ = door.fingerprint("file", by, key, content)
                held = tx.recall(self.tenant, key)
                if held is not None:
                    return self._again(tx, program, key, held, print_)
            case_id = self._new_id()
            complainant = filing.parties.get("complainant")
            sealing = door.Sealing(1, (complainant.key if complainant is not None else None) or f"case-{case_id}")
            command = File(
                case_id=case_id,
                facts=sealing.facts(program, filing.facts),
                parties=sealing.parties(filing.parties),
                **filing.fields,
            )
            around, reads = self._around_filing(tx, program, command, by, now)
            decision = decide(program, None, command, by, now, around)
            scope = filing_scope(program, command, now) if decision.granted else None
            if scope is not None:
                around = Surroundings(
                    around.roles,
                    around.holders,
                    around.absent,
                    around.linked,
                    around.tallies,
                    tx.draw(self.tenant, scope),
                )
                decision = decide(program, None, command, by, now, around)
            if not decision.granted:
                self._refuse(program, decision)
            if program.hash not in self._kept:
                tx.keep_policy(program.policy)
            after = write(self, tx, program, None, decision, by, around, now, 0, sealing, reads, case_id=case_id)
            if key is not None:
                tx.remember(self.tenant, key, Remembered(print_, case_id, after.version))
        if not self.batching:  # only what was committed is kept
            self._kept.add(program.hash)
        return after

    def _around_filing(
        self, tx: Transaction, program: Program, command: File, by: Actor, now: datetime
    ) -> tuple[Surroundings, Reads]:
        linked, reads = [], []
        if command.link is not None:
            stored = tx.load(self.tenant, command.link[1])
            if stored is not None:
                linked.append(linked_case(stored.case))
                reads.append((stored.case.id, stored.case.version))
        if self.directory is None:
            return (Surroundings(linked=tuple(linked)) if linked else NOTHING_AROUND), tuple(reads)
        channel = program.channels.get(command.channel or "")
        roles = entered_by(program.kinds[command.kind], channel, program.stages)
        around = people(program, self.tenant, by, roles, None, self.directory, command.at or now, tuple(linked))
        return around, tuple(reads)

    def _again(self, tx: Transaction, program: Program, key: str, held: Remembered, print_: str) -> Case:
        """The first result of a repeated command."""
        if held.fingerprint != print_:
            raise KeyConflict(key, self.tenant)
        stored, program = self._load(tx, held.case_id)
        if stored.case.version == held.version:
            return stored.case
        return fold(program, tx.events(self.tenant, held.case_id)[: held.version])

    def _refuse(self, program: Program, decision: Decision) -> NoReturn:
        if self._here.told is not None:
            self._here.told["policy"] = program.policy
        raise Refused(decision, decision.text(program.policy, zone=program.calendar.zoneinfo))

    def _log(self, program: Program, case_id: str, decision: Decision, by: Actor, command: Command) -> None:
        """Keep a refusal the policy marks: in a transaction of its own, outside the case's version."""
        if not set(decision.codes) & set(program.policy.log_refusals):
            return
        trigger = command.trigger if isinstance(command, Act) else type(command).__name__.lower()
        attempt = Attempt(self.tenant, case_id, self.clock.now(), by.id, trigger, decision.reasons)
        if self.batching:
            self._here.refused.append(attempt)
            return
        with self.store.begin() as tx:
            tx.attempt(attempt)


def _effect(program: Program, case: Case, decision: Decision) -> tuple[Any, ...]:
    """What a decision comes to: the same move, records and redress may be written on a newer version than it was first
    decided on. Salts, the moment of writing and the number drawn are left out.
    """
    parts: list[Any] = []
    for body in decision.bodies:
        fields = {field.name: getattr(body, field.name) for field in attrs.fields(type(body)) if field.eq}
        if "facts" in fields:
            fields["facts"] = {id: None if isinstance(v, Sealed) else v for id, v in fields["facts"].items()}
        if "told" in fields:
            fields["told"] = tuple(told._replace(at=None) for told in fields["told"])
        fields.pop("number", None)
        parts.append((type(body), fields))
    proposed = None if program.granting.isdisjoint(records_of(decision)) else case.redress_proposed
    return decision.move, parts, proposed


def _content(case_id: str, command: Command, sealing: door.Sealing) -> dict[str, Any]:
    """A command's content for its fingerprint, its case included: what was sealed under a fresh salt counts by its
    value.
    """
    content = {field.name: getattr(command, field.name) for field in attrs.fields(type(command))}
    facts = dict(content.get("facts") or {})
    for item in sealing.values:
        facts[item.path.removeprefix("facts.")] = item.value
    if facts:
        content["facts"] = facts
    return {**content, "case_id": case_id}
