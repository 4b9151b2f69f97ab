"""The desk: the front door of the library. It reads a command, decides it, and writes what was decided, whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from complaintkit.cases.case import Case
from complaintkit.cases.events import EMPTY
from complaintkit.desk.batch import Batch, Using
from complaintkit.desk.reading import (
    read_act,
    read_allegation,
    read_correction,
    read_erasure,
    read_extension,
    read_join,
    read_unjoin,
)
from complaintkit.desk.sending import Sending
from complaintkit.desk.sweep import SweepReport, sweep
from complaintkit.desk.telemetry import watched_report
from complaintkit.desk.verify import VerifyReport, verify
from complaintkit.errors import InvalidInput
from complaintkit.rules.communication import Sent
from complaintkit.rules.meetings import Meeting
from complaintkit.rules.record import Actor
from complaintkit.values import Attachment, Party
from complaintkit.values.checks import is_whole, shown


class Desk(Sending):
    """Runs complaints of one tenant under the versions of one policy.

    ``store`` keeps them, ``clock`` tells the time (default: the machine's), ``directory`` knows the organisation
    (default: none; actors then say their roles), ``calendars`` holds calendar data by the names policies use ("cn" and
    "utc" are known). ``skew`` is how far the clock may stand behind a case's last event before commands are refused
    with ClockSkew. ``ids`` makes case ids. ``telemetry`` watches commands, questions, sweeps and deliveries.
    With ``access_log`` looks at cases are logged whatever their policies say (``Access.logged``).

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
        persons or units complained about. ``link`` is a (link rule, case id) pair. ``key``, up to 255
        characters, makes the call repeatable: the same key with the same content gives the first result again. Ids of
        persons and units have up to 100 characters, those of other systems in ``refs`` up to 255.

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
        assigned: str | None = None,
    ) -> Case:
        """Take in a running ticket of another system as it stands: in ``stage``, with the ``records`` made so far, and
        ``assigned`` to whoever has it in hand.

        Its dates are derived by the policy in force when it was received, from the records in the order of their
        moments, the filing first. It stands in ``stage`` since the records of a move that leads there, if it brings
        them along, else since it is taken over, unless its kind begins there: from then on a pause of that stage
        counts. Rungs that lie in the past go on record as not ours, and nothing fires. Raises as :meth:`file`.
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
                "assigned": assigned,
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
        meeting: Meeting | Mapping[str, object] | None = None,
        key: str | None = None,
        expected: int | None = None,
    ) -> Case:
        """Make a move on a case.

        ``occurred_at`` is when it happened (default: now). ``message`` says how the complainant is told, ``confirmed``
        which conduct items are confirmed, ``to`` whom it is assigned to. ``meeting`` is the record of the
        meeting of the body that decides: the votes by person, and who chaired. ``expected`` is the version the caller
        saw: another one is StaleVersion.

        :returns: the case after it.
        :raises Refused: with the decision, its reasons and their clauses.
        :raises InvalidInput, UnknownCase, UnknownTenant, KeyConflict, StaleVersion, ClockSkew: as their names say.
        """
        if expected is not None and not is_whole(expected):
            raise InvalidInput.one(f"expected the version that was shown, got {shown(expected)}", "expected")
        given = (trigger, facts, occurred_at, category, message, confirmed, attachments, to, reason, meeting)
        return self._run(case_id, by, key, expected, read_act, given)

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
        old entry are lifted; nothing is deleted. A fact that the entry left out may be added. One that a later entry
        gave again stands as that one gave it: correct that one too, if it is wrong.
        """
        return self._run(case_id, by, key, None, read_correction, (seq, reason, occurred_at, facts))

    def allege(
        self, case_id: str, conduct: str, *, by: Actor, against: str, reason: str = "", key: str | None = None
    ) -> Case:
        """Put on record that a conduct rule is alleged to have been broken by ``against``."""
        return self._run(case_id, by, key, None, read_allegation, (conduct, against, reason))

    def erase(self, case_id: str, *, by: Actor, reason: str, key: str | None = None) -> Case:
        """Erase every personal value of a case, as its person may ask for once nothing keeps them any more.

        Who may is the policy's to say (``Access.erases``). Refused while the case is open, owes something, is kept by a
        retention rule or is under legal hold; each reason names its clause. What stays are commitments to the values:
        the chain still verifies and every decision comes out as before, for none may read a personal value. ``reason``
        says on what ground it was asked, not who asked. Disposing of a case erases the same without a command.
        """
        return self._run(case_id, by, key, None, read_erasure, ("request", (), reason))

    def redact(self, case_id: str, paths: Iterable[str], *, by: Actor, reason: str, key: str | None = None) -> Case:
        """Erase single personal values that should never have been put on a case, such as ``facts.story`` or
        ``parties.complainant.address``, whether it is open or not; only a legal hold stands against it.
        """
        return self._run(case_id, by, key, None, read_erasure, ("redaction", paths, reason))

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

    def unjoin(self, case_id: str, *, by: Actor, reason: str, key: str | None = None) -> Case:
        """Take back that a case joined another by mistake, by the roles that may join it.

        It stands again where it stood, and owes what it owed, as if it had never joined: every date is counted from
        where it was counted before, so that some may be over, and rungs that fell meanwhile are the next sweep's. The
        matter loses whom nobody else brings, and what it became by their number where it goes on and that is no longer
        reached. Both are written in one transaction; what was told stays told.

        Refused where the case joined none, where it has moved on since, and while the matter has itself joined another:
        that is taken back first. Returns the case; raises as :meth:`act`.
        """
        return self._run(case_id, by, key, None, read_unjoin, (reason,))

    def sweep(self, limit: Any = 1000) -> SweepReport:
        """Open the standing cases whose period has come and fire the rungs that are due, each exactly once.

        At most ``limit`` cases are worked through, those with the earliest rungs first; ``more`` on the report says
        that others may wait.

        :raises InvalidInput: ``limit`` is no whole number from 1 on.
        """
        if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
            raise InvalidInput.one(f"expected a whole number from 1 on, got {limit!r}", "limit")
        if self.telemetry is not None:
            return watched_report(self, "sweep", partial(sweep, self, limit))
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

        ``connection`` is one of yours to the database the store is in: for SQLiteStore a ``sqlite3.Connection`` to the
        same file, for SQLAlchemyStore a ``sqlalchemy.Connection`` or an ORM ``Session``. The commands count once you
        commit, which you do after the block. An exception that leaves the block takes back what was done in it; what
        you did before it is yours to commit or to roll back. Meanwhile no other desk of this thread can write, and
        nothing may be awaited.

        :raises InvalidInput: it is no connection to that database, or the store has none.
        :raises StoreError: you committed, or rolled back, within the block.
        """
        return Using(self, connection)
