"""The desk: the front door of the library. It reads a command, decides it, and writes what was decided, whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import attrs

from complaintkit.cases.case import Case
from complaintkit.cases.clocks import DutyState, duty_states
from complaintkit.cases.events import EMPTY, Event
from complaintkit.cases.explanation import Explanation, explain
from complaintkit.cases.offers import Offer, offers
from complaintkit.cases.program import Program
from complaintkit.cases.verdict import Decision
from complaintkit.desk import door
from complaintkit.desk.around import around_move
from complaintkit.desk.batch import Batch, Using
from complaintkit.desk.engine import Engine
from complaintkit.desk.ports import Attempt, Notice, Page, Query
from complaintkit.desk.reading import read_act, read_allegation, read_correction, read_extension, read_join
from complaintkit.desk.sweep import SweepReport, sweep
from complaintkit.desk.verify import VerifyReport, verify
from complaintkit.desk.view import CaseView, view_case
from complaintkit.errors import Faults, InvalidInput
from complaintkit.rules.communication import Sent
from complaintkit.rules.record import Actor
from complaintkit.values import Attachment, Party


class Desk(Engine):
    """Runs complaints of one tenant under the versions of one policy.

    ``store`` keeps them, ``clock`` tells the time (default: the machine's), ``directory`` knows the organisation
    (default: none; actors then say their roles), ``calendars`` holds calendar data by the names policies use ("cn" and
    "utc" are known). ``skew`` is how far the clock may stand behind a case's last event before commands are refused
    with ClockSkew. ``ids`` makes case ids.

    Every command is one transaction. Commands return the case, or raise :class:`~complaintkit.errors.Refused` with the
    decision on it; bad input raises :class:`~complaintkit.errors.InvalidInput` with every fault.
    """

    def file(
        self,
        *,
        by: Actor,
        channel: str | None = None,
        category: str | None = None,
        complainant: Party | None = None,
        parties: Mapping[str, Party] | None = None,
        about: Iterable[str] = (),
        received_at: datetime | None = None,
        facts: Mapping[str, object] = EMPTY,
        refs: Mapping[str, str] = EMPTY,
        key: str | None = None,
        kind: str = "complaint",
        link: tuple[str, str] | None = None,
        confirmed: Iterable[str] = (),
        attachments: Iterable[Attachment] = (),
        unit: str | None = None,
        reason: str = "",
    ) -> Case:
        """File a case: a complaint, or another kind the policy lets people file.

        ``received_at`` is when it came in (default: now) and picks the policy version. ``about`` are the ids of the
        persons or units complained about. ``link`` is a (link rule, case id) pair. ``key`` makes the call repeatable:
        the same key with the same content gives the first result again.

        :returns: the case, in its first stage.
        :raises Refused: the policy does not let it in, with every reason.
        :raises InvalidInput: what was given cannot be read, with every fault.
        :raises UnknownPolicy: no version was in force when it came in.
        :raises KeyConflict: the key was used with other content.
        """
        return self._file(
            by,
            key,
            {
                "received_at": received_at,
                "channel": channel,
                "category": category,
                "complainant": complainant,
                "parties": parties,
                "about": about,
                "facts": facts,
                "refs": refs,
                "kind": kind,
                "link": link,
                "confirmed": confirmed,
                "attachments": attachments,
                "unit": unit,
                "reason": reason,
            },
        )

    def adopt(
        self,
        *,
        by: Actor,
        stage: str,
        received_at: datetime,
        records: Mapping[str, datetime] = EMPTY,
        channel: str | None = None,
        category: str | None = None,
        complainant: Party | None = None,
        parties: Mapping[str, Party] | None = None,
        about: Iterable[str] = (),
        facts: Mapping[str, object] = EMPTY,
        refs: Mapping[str, str] = EMPTY,
        key: str | None = None,
        kind: str = "complaint",
        unit: str | None = None,
    ) -> Case:
        """Take in a running ticket of another system as it stands: in ``stage``, with the ``records`` made so far.

        Its dates are derived by the policy in force when it was received; rungs that lie in the past go on record as
        not ours, and nothing fires. Raises as :meth:`file`.
        """
        return self._file(
            by,
            key,
            {
                "received_at": received_at,
                "channel": channel,
                "category": category,
                "complainant": complainant,
                "parties": parties,
                "about": about,
                "facts": facts,
                "refs": refs,
                "kind": kind,
                "unit": unit,
                "adopted": stage,
                "records": records,
            },
        )

    def act(
        self,
        case_id: str,
        trigger: str,
        *,
        by: Actor,
        facts: Mapping[str, object] = EMPTY,
        occurred_at: datetime | None = None,
        category: str | None = None,
        message: Sent | Mapping[str, object] | None = None,
        confirmed: Iterable[str] = (),
        attachments: Iterable[Attachment] = (),
        to: str | None = None,
        reason: str = "",
        key: str | None = None,
        expected: int | None = None,
    ) -> Case:
        """Make a move on a case.

        ``occurred_at`` is when it happened (default: now). ``message`` says how the complainant is told, ``confirmed``
        which conduct items are confirmed, ``to`` whom it is assigned to. ``expected`` is the version the caller saw:
        another one is StaleVersion.

        :returns: the case after it.
        :raises Refused: with the decision, its reasons and their clauses.
        :raises InvalidInput, UnknownCase, UnknownTenant, KeyConflict, StaleVersion, ClockSkew: as their names say.
        """
        given = (trigger, facts, occurred_at, category, message, confirmed, attachments, to, reason)
        return self._run(case_id, by, key, expected, read_act, given)

    def consider(
        self,
        case_id: str,
        trigger: str,
        *,
        by: Actor,
        facts: Mapping[str, object] = EMPTY,
        occurred_at: datetime | None = None,
        category: str | None = None,
        message: Sent | Mapping[str, object] | None = None,
        confirmed: Iterable[str] = (),
        attachments: Iterable[Attachment] = (),
        to: str | None = None,
        reason: str = "",
    ) -> Decision:
        """What :meth:`act` would decide. Nothing is written, not even an attempt."""
        with self._transaction(reading=True) as tx:
            stored, program = self._load(tx, case_id)
            command = read_act(
                program,
                door.Sealing(0, ""),
                by,
                trigger,
                facts,
                occurred_at,
                category,
                message,
                confirmed,
                attachments,
                to,
                reason,
            )
            decision, _, _ = self._decide(tx, program, stored.case, command, by, self.clock.now(), drawing=False)
            return decision

    def extend(
        self,
        case_id: str,
        duty: str,
        *,
        by: Actor,
        reason: str,
        until: datetime | None = None,
        message: Sent | Mapping[str, object] | None = None,
        occurred_at: datetime | None = None,
        key: str | None = None,
    ) -> Case:
        """Give a duty more time, as its extension rule allows; ``until`` where the rule leaves the moment open."""
        return self._run(case_id, by, key, None, read_extension, (duty, reason, until, message, occurred_at))

    def correct(
        self,
        case_id: str,
        seq: int,
        *,
        by: Actor,
        reason: str,
        occurred_at: datetime | None = None,
        facts: Mapping[str, object] = EMPTY,
        key: str | None = None,
    ) -> Case:
        """Correct the moment, or the facts, of entry ``seq``. Dates are derived anew, and breaches that rested on the
        old entry are lifted; nothing is deleted.
        """
        return self._run(case_id, by, key, None, read_correction, (seq, reason, occurred_at, facts))

    def allege(
        self, case_id: str, conduct: str, *, by: Actor, against: str, reason: str = "", key: str | None = None
    ) -> Case:
        """Put on record that a conduct rule is alleged to have been broken by ``against``."""
        return self._run(case_id, by, key, None, read_allegation, (conduct, against, reason))

    def join(
        self,
        case_id: str,
        *,
        into: str,
        by: Actor,
        rule: str | None = None,
        reason: str = "",
        occurred_at: datetime | None = None,
        key: str | None = None,
    ) -> Case:
        """Let a case join another that is about the same matter, by a join rule (None: the only one of the policy).

        The case is closed and owes nothing of its own any more; the matter, ``into``, goes on, and by the rule may be
        reclassified. Both are written in one transaction. Returns the case that joined; raises as :meth:`act`.
        """
        return self._run(case_id, by, key, None, read_join, (into, rule, reason, occurred_at))

    def get(self, case_id: str) -> Case:
        """The case as it stands. Raises UnknownCase or UnknownTenant."""
        with self._transaction(reading=True) as tx:
            return self._load(tx, case_id)[0].case

    def events(self, case_id: str) -> Sequence[Event]:
        """The events of a case, in order."""
        with self._transaction(reading=True) as tx:
            self._load(tx, case_id)
            return tx.events(self.tenant, case_id)

    def program(self, case_id: str) -> Program:
        """The program a case runs under."""
        with self._transaction(reading=True) as tx:
            return self._load(tx, case_id)[1]

    def dues(self, case_id: str, now: datetime | None = None) -> tuple[DutyState, ...]:
        """How every duty of the case stands, now or at a given instant."""
        with self._transaction(reading=True) as tx:
            stored, program = self._load(tx, case_id)
            return duty_states(program, stored.case, now if now is not None else self.clock.now())

    def available(self, case_id: str, *, by: Actor) -> tuple[Offer, ...]:
        """What the actor may do with the case: may, may once these facts are given, may not because; each with what a
        form needs to ask for it.
        """
        _check_actor(by)
        with self._transaction(reading=True) as tx:
            stored, program = self._load(tx, case_id)
            now = self.clock.now()
            rows = [row for (stage, _), held in program.rows.items() if stage == stored.case.stage for row in held]
            around, _ = around_move(tx, program, stored.case, rows, by, EMPTY, self.directory, now)
            return offers(program, stored.case, by, now, around)

    def explain(
        self,
        case_id: str,
        *,
        by: Actor,
        audience: str = "staff",
        as_known_on: datetime | None = None,
        lang: str = "en",
    ) -> Explanation:
        """Why every date and every decision of the case came out as it did, from the record alone.

        ``audience`` is "complainant", "staff" or "regulator"; ``as_known_on`` leaves out what was recorded later.
        """
        faults = Faults()
        door.read_actor(by, faults)
        known = door.read_instant(as_known_on, "as_known_on", faults)
        faults.raise_if_any(InvalidInput, "the case cannot be explained")
        with self._transaction(reading=True) as tx:
            _, program = self._load(tx, case_id)
            return explain(
                program,
                tx.events(self.tenant, case_id),
                attrs.evolve(by, roles=self._roles_of(by)),
                self.clock.now(),
                audience=audience,
                lang=lang,
                as_known_on=known,
                attempts=tuple((a.at, a.actor, a.trigger, a.reasons) for a in tx.attempts(self.tenant, case_id)),
                personal={item.path: item.value for item in tx.personal(self.tenant, case_id)},
            )

    def view(self, case_id: str, *, by: Actor) -> CaseView:
        """The case with its personal fields, as far as the policy lets the actor see them."""
        _check_actor(by)
        with self._transaction(reading=True) as tx:
            stored, program = self._load(tx, case_id)
            return view_case(program, stored.case, by, self._roles_of(by), tx.personal(self.tenant, case_id))

    def _roles_of(self, by: Actor) -> frozenset[str]:
        """The roles that count: those of the directory where there is one, else those the actor says."""
        if self.directory is None:
            return by.roles
        return self.directory.roles(self.tenant, by.id, by.unit, self.clock.now())

    def find(
        self,
        *,
        stage: str | None = None,
        stage_kind: str | None = None,
        owner: str | None = None,
        assigned: str | None = None,
        kind: str | None = None,
        category: str | None = None,
        channel: str | None = None,
        register: str | None = None,
        number: str | None = None,
        ref: tuple[str, str] | None = None,
        party: str | None = None,
        linked_to: str | None = None,
        overdue_at: datetime | None = None,
        period: str | None = None,
        limit: Any = 100,
        after: str = "",
    ) -> Page:
        """The cases that match all that is given, a page at a time; pass ``after=page.cursor`` for the next."""
        faults = Faults()
        overdue = door.read_instant(overdue_at, "overdue_at", faults)
        if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
            faults.add("limit", f"expected a whole number from 1 on, got {limit!r}")
        faults.raise_if_any(InvalidInput, "the query cannot be read")
        query = Query(
            tenant=self.tenant,
            stage=stage,
            stage_kind=stage_kind,
            owner=owner,
            assigned=assigned,
            kind=kind,
            category=category,
            channel=channel,
            register=register,
            number=number,
            ref=ref,
            party=party,
            linked_to=linked_to,
            overdue_at=overdue,
            period=period,
            limit=limit,
            after=after,
        )
        with self._transaction(reading=True) as tx:
            return tx.find(query)

    def register(self, register: str) -> tuple[Case, ...]:
        """The cases entered in a register, in the order they were received."""
        faults = Faults()
        known = {r.id for policy in self.history.policies for r in policy.registers}
        door.read_name(register, known, "register", "register", faults)
        faults.raise_if_any(InvalidInput, "the register cannot be read")
        found: list[Case] = []
        cursor = ""
        while True:
            page = self.find(register=register, limit=1000, after=cursor)
            found.extend(page.cases)
            cursor = page.cursor
            if not cursor:
                return tuple(sorted(found, key=lambda case: (case.received_at, case.id)))

    def attempts(self, case_id: str) -> Sequence[Attempt]:
        """The refused commands on the case that the policy wants on record."""
        with self._transaction(reading=True) as tx:
            self._load(tx, case_id)
            return tx.attempts(self.tenant, case_id)

    def notices(self) -> Sequence[Notice]:
        """What is to be told to whom, in the order it arose."""
        with self._transaction(reading=True) as tx:
            return tx.notices(self.tenant)

    def sweep(self, limit: int = 1000) -> SweepReport:
        """Open the standing cases whose period has come and fire the rungs that are due, each exactly once."""
        return sweep(self, limit)

    def verify(self, anchors: Mapping[str, tuple[int, str]] = EMPTY) -> VerifyReport:
        """Check every chain of the tenant. ``anchors`` are (version, hash) pairs the embedder kept, by case id."""
        with self._transaction(reading=True) as tx:
            return verify(self, tx, anchors)

    def batch(self) -> Batch:
        """Group commands into one transaction: ``with desk.batch(): …``. All of them count, or none."""
        return Batch(self)

    def using(self, connection: Any) -> Using:
        """Put commands into a transaction of your own: ``with desk.using(connection): …``.

        ``connection`` is one of yours to the database the store is in (for SQLite a ``sqlite3.Connection`` to the same
        file). The commands count once you commit. An exception that leaves the block takes back what was done in it;
        what you did before it is yours to commit or to roll back. Meanwhile no other desk of this thread can write.

        :raises InvalidInput: it is no connection to that database, or the store has none.
        """
        return Using(self, connection)


def _check_actor(by: Any) -> None:
    faults = Faults()
    door.read_actor(by, faults)
    faults.raise_if_any(InvalidInput, "nobody to answer to")
