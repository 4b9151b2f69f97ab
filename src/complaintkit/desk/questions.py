"""What a desk can be asked. Nothing here writes, except into the access log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import attrs

from complaintkit.cases.case import Case
from complaintkit.cases.clocks import DutyState, duty_states
from complaintkit.cases.concern import against_showing, sees_personal
from complaintkit.cases.events import EMPTY, Event
from complaintkit.cases.explanation import Explanation, explain
from complaintkit.cases.keeping import keeping
from complaintkit.cases.masking import masked_case
from complaintkit.cases.offers import Offer, offers, roles_beside_moves
from complaintkit.cases.program import Program
from complaintkit.cases.reasons import Reason
from complaintkit.cases.verdict import Decision, refusal
from complaintkit.desk import door
from complaintkit.desk.around import around_move
from complaintkit.desk.engine import Engine
from complaintkit.desk.looks import (
    Looks,
    Seen,
    looking,
    overseen,
    read_access_query,
    refuse_overseeing,
    seen_in_explanation,
    seen_in_view,
)
from complaintkit.desk.naming import check_names
from complaintkit.desk.ports import Transaction
from complaintkit.desk.reading import read_act
from complaintkit.desk.stored import Accessed, Attempt, Page, Query, Stored
from complaintkit.desk.telemetry import question
from complaintkit.desk.view import CaseView, by_commitment, view_case
from complaintkit.errors import Faults, InvalidInput
from complaintkit.rules.communication import Sent
from complaintkit.rules.meetings import Meeting
from complaintkit.rules.record import Actor, Surroundings
from complaintkit.values import Attachment
from complaintkit.values.checks import LONGEST_KEY


class Questions(Engine):
    """The questions of a :class:`~complaintkit.desk.desk.Desk`: one case, its dates and decisions, or many cases."""

    @question
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
        meeting: Meeting | Mapping[str, object] | None = None,
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
                meeting,
            )
            now = max(self.clock.now(), stored.case.recorded_at)  # as a command would be taken down
            decision, _, _ = self._decide(tx, program, stored.case, command, by, now, drawing=False)
            return decision

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

    @property
    def newest(self) -> Program:
        """The program of the newest policy version, by whose calendar and titles a report over several goes."""
        return self._programs[self.history.newest.hash]

    @question
    def dues(self, case_id: str, now: datetime | None = None) -> tuple[DutyState, ...]:
        """How every duty of the case stands, now or at a given instant."""
        with self._transaction(reading=True) as tx:
            stored, program = self._load(tx, case_id)
            return duty_states(program, stored.case, now if now is not None else self.clock.now())

    @question
    def available(self, case_id: str, *, by: Actor) -> tuple[Offer, ...]:
        """What the actor may do with the case: may, may once these facts are given, may not because; each with what a
        form needs to ask for it: moves, then extensions, then joining another case.
        Nothing where the policy does not show the actor the case (``Access.concerned_only``).
        """
        _check_actor(by)
        with self._transaction(reading=True) as tx:
            stored, program = self._load(tx, case_id)
            if self._unconcerned(tx, program, stored.case, by):
                return ()
            now = max(self.clock.now(), stored.case.recorded_at)  # as a command would be taken down
            return offers(program, stored.case, by, now, self._around(tx, program, stored.case, by, now))

    def _around(self, tx: Transaction, program: Program, case: Case, by: Actor, now: datetime) -> Surroundings:
        """What the moves of the case's stage, and what is done beside them, read outside it."""
        rows = [row for (stage, _), held in program.rows.items() if stage == case.stage for row in held]
        roles = roles_beside_moves(program, case)
        pinned = partial(self._program, tx)
        return around_move(tx, program, case, rows, by, EMPTY, self.directory, now, roles, pinned)[0]

    def _show(self, tx: Transaction, case_id: str, by: Actor, looks: Looks) -> tuple[Stored, Program]:
        """The case; refused where the policy shows it only to those concerned, and it does not concern them."""
        stored, program = self._load(tx, case_id)
        if reasons := self._unconcerned(tx, program, stored.case, by):
            looks.note(program, stored.case, None)
            self._refuse(program, refusal(reasons))
        return stored, program

    def _unconcerned(self, tx: Transaction, program: Program, case: Case, by: Actor) -> tuple[Reason, ...]:
        if not program.policy.access.concerned_only:
            return ()
        now = max(self.clock.now(), case.recorded_at)
        return against_showing(program, case, by, now, self._around(tx, program, case, by, now))

    @question
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

        :raises Refused: as :meth:`view`.
        """
        faults = Faults()
        door.read_actor(by, faults)
        known = door.read_instant(as_known_on, "as_known_on", faults)
        faults.raise_if_any(InvalidInput, "the case cannot be explained")
        with looking(self, by, "explain") as looks, self._transaction(reading=True) as tx:
            stored, program = self._show(tx, case_id, by, looks)
            explanation = explain(
                program,
                tx.events(self.tenant, case_id),
                attrs.evolve(by, roles=self._roles_of(by)),
                self.clock.now(),
                audience=audience,
                lang=lang,
                as_known_on=known,
                attempts=tuple((a.at, a.actor, a.trigger, a.reasons) for a in tx.attempts(self.tenant, case_id)),
                personal=by_commitment(tx.personal(self.tenant, case_id)),
            )
            looks.note(program, stored.case, partial(seen_in_explanation, program, explanation))
            return explanation

    @question
    def view(self, case_id: str, *, by: Actor) -> CaseView:
        """The case with its personal fields, as far as the policy lets the actor see them.

        :raises Refused: the policy shows its cases only to those concerned, and this one does not concern the actor;
            the reason, ``not_concerned``, names the clause.
        """
        return self.views((case_id,), by=by)[0]

    @question
    def views(self, case_ids: Iterable[str], *, by: Actor, what: str = "view") -> tuple[CaseView, ...]:
        """Several cases as :meth:`view` shows each, all at one moment; ``what`` is what the access log calls it.

        :raises Refused: one of them is not shown; then none is.
        """
        _check_actor(by)
        with looking(self, by, what) as looks, self._transaction(reading=True) as tx:
            return tuple([self._view(tx, case_id, by, looks) for case_id in case_ids])

    def _view(self, tx: Transaction, case_id: str, by: Actor, looks: Looks) -> CaseView:
        stored, program = self._show(tx, case_id, by, looks)
        kept = keeping(program, stored.case, self.clock.now())
        personal = tx.personal(self.tenant, case_id)
        view = view_case(program, stored.case, attrs.evolve(by, roles=self._roles_of(by)), personal, kept)
        looks.note(program, stored.case, partial(seen_in_view, stored.case, view))
        return view

    def _roles_of(self, by: Actor) -> frozenset[str]:
        """The roles that count: those of the directory where there is one, else those the actor says."""
        if self.directory is None:
            return by.roles
        return self.directory.roles(self.tenant, by.id, by.unit, self.clock.now())

    @question
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
        by: Actor | None = None,
        limit: Any = 100,
        after: str = "",
    ) -> Page:
        """The cases that match all that is given, a page at a time; pass ``after=page.cursor`` for the next.

        ``stage_kind`` is "open", "waiting", "closed" or "archived". Stage, kind, category, channel and register are
        names of a version in the desk's history, or of one that the store keeps with the cases under it.

        With ``by`` those are left out that the policy does not show the actor (``Access.concerned_only``); a page may
        then be shorter than ``limit`` and still have a next one. Masked parties are masked in them, as in :meth:`view`,
        and no case is found by one.

        :raises InvalidInput: something is not of its type; or no version has a name, with those there are.
        """
        faults = Faults()
        overdue = door.read_instant(overdue_at, "overdue_at", faults)
        door.check_limit(limit, faults)
        names = {
            "stage": stage,
            "stage_kind": stage_kind,
            "owner": owner,
            "assigned": assigned,
            "kind": kind,
            "category": category,
            "channel": channel,
            "register": register,
            "number": number,
            "party": party,
            "linked_to": linked_to,
            "period": period,
        }
        for name, value in names.items():
            if value is not None:
                door.read_text(value, name, faults, at_most=LONGEST_KEY)
        if not faults:
            check_names(self, names, faults)
        door.read_text(after, "after", faults)
        if ref is not None:
            pair: Any = ref
            if not isinstance(pair, tuple) or len(pair) != 2:
                faults.add("ref", f"expected a pair of a system and an id in it, got {type(pair).__name__}")
            else:
                for i, part in enumerate(pair):
                    door.read_text(part, f"ref[{i}]", faults)
        faults.raise_if_any(InvalidInput, "the query cannot be read")
        query = Query(tenant=self.tenant, **names, ref=ref, overdue_at=overdue, limit=limit, after=after)
        if by is None:
            with self._transaction(reading=True) as tx:
                return tx.find(query)
        _check_actor(by)
        with looking(self, by, "find") as looks, self._transaction(reading=True) as tx:
            page = tx.find(query)
            knowing = attrs.evolve(by, roles=self._roles_of(by))
            shown: list[Case] = []
            for case in page.cases:
                program = self._program(tx, case.policy)
                known = masked_case(program, case, sees_personal(program, case, knowing))
                found = party is None or any(fields.get("key") == party for fields in known.parties.values())
                if found and not self._unconcerned(tx, program, case, by):
                    looks.note(program, case, Seen)
                    shown.append(known)
            return attrs.evolve(page, cases=tuple(shown))

    @question
    def register(self, register: str) -> tuple[Case, ...]:
        """The cases entered in a register, in the order they were received. Raises as :meth:`find`."""
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

    @question
    def accesses(
        self,
        case_id: str | None = None,
        *,
        actor: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        by: Actor | None = None,
        limit: Any = 100,
        after: Accessed | None = None,
    ) -> Sequence[Accessed]:
        """Who looked, as far as it was logged, in the order of time: at one case, or what one ``actor`` looked at, from
        ``since`` on and before ``until``; where neither is given, all looks of a period that is over.
        ``after=page[-1]`` for the next page.

        Without ``by`` it asks nobody's leave. With it the look at the log is logged for each case that is told of, and
        only cases are told of that ``by`` oversees by their own version of the policy.

        :raises Refused: ``by`` holds no role in ``Access.oversees`` of the case's policy; without a case, of any
            version.
        :raises InvalidInput: something is not of its type, ``until`` is not after ``since``, or neither a case nor an
            actor is given, and no ``until`` that has come. All faults at once.
        """
        query = read_access_query(self, case_id, actor, since, until, limit, after)
        if by is None:
            with self._transaction(reading=True) as tx:
                if case_id is not None:
                    self._load(tx, case_id)
                return tx.accesses(query)
        _check_actor(by)
        with looking(self, by, "accesses") as looks, self._transaction(reading=True) as tx:
            if case_id is None:
                return overseen(self, tx, query, by, looks)
            stored, program = self._load(tx, case_id)
            if self._roles_of(by).isdisjoint(program.policy.access.oversees):
                looks.note(program, stored.case, None)
                refuse_overseeing(self, program, by)
            looks.note(program, stored.case, Seen)
            return tx.accesses(query)


def _check_actor(by: Any) -> None:
    faults = Faults()
    door.read_actor(by, faults)
    faults.raise_if_any(InvalidInput, "nobody to answer to")
