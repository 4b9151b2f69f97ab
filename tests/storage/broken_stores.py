"""For each requirement of the store contract a store that breaks it, and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import attrs

from complaintkit.cases.clocks import wakes_at
from complaintkit.desk.stored import Page, Stored
from complaintkit.errors import InvalidInput, StaleVersion
from complaintkit.storage.memory import MemoryStore, MemoryTransaction
from complaintkit.testing import StoreUnderTest
from complaintkit.testing.store_contract.samples import START

Maker = Callable[[], StoreUnderTest]
BROKEN: dict[int, Maker] = {}
SWEEPING = (59, 60, 61, 73)
"""The requirements on what a sweep alone asks of a store."""


def store_with(transaction: type[MemoryTransaction], reading: type[MemoryTransaction] | None = None) -> MemoryStore:
    """A store in memory with another kind of transaction."""

    class Store(MemoryStore):
        def begin(self, *, reading: bool = False) -> MemoryTransaction:
            return for_reading if reading else self._transaction

    store = Store()
    store._transaction = transaction(store)
    for_reading = store._transaction if reading is None else reading(store)
    return store


class Apart(MemoryTransaction):
    """What a sweep asks of a transaction, by what the whole one does, so that what is broken shows in one place."""

    def take_due(self, *given: Any) -> Any:
        due = MemoryTransaction.due(self, *given)
        return [(MemoryTransaction.load(self, given[0], case_id), at) for case_id, at in due]

    def append_all(self, tenant: str, entries: Any, claims: Any) -> None:
        for entry in entries:
            MemoryTransaction.append(self, entry)
        for case_id, row in claims:
            if not MemoryTransaction.claim(self, tenant, case_id, row):
                raise StaleVersion(f"case {case_id!r}", 0, 1)


def breaks(requirement: int, *, reading: bool = False) -> Callable[[type[MemoryTransaction]], type[MemoryTransaction]]:
    """Register a kind of transaction that breaks a requirement; ``reading``: only where it reads."""

    def register(kind: type[MemoryTransaction]) -> type[MemoryTransaction]:
        tried = kind if requirement in SWEEPING else type(kind.__name__, (Apart, kind), {})
        kinds = (MemoryTransaction, tried) if reading else (tried,)
        BROKEN[requirement] = lambda: StoreUnderTest(make=lambda: store_with(*kinds))
        return kind

    return register


class Late(MemoryTransaction):
    """It looks at one table as it was last committed, before it waits for its turn, and believes what it saw."""

    table = ""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__(store)
        self._here = threading.local()
        self._committed = self._now()

    def __enter__(self) -> MemoryTransaction:
        self._here.seen = self._committed.copy()
        return super().__enter__()

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if kind is None:
            self._committed = self._now()
        super().__exit__(kind, error, trace)

    def _now(self) -> Any:
        return getattr(self._store, self.table).copy()

    @property
    def seen(self) -> Any:
        return self._here.seen

    def back_to(self, savepoint: int) -> None:
        super().back_to(savepoint)
        self._here.seen = self._now()


@breaks(1, reading=True)
class NoMarksForReaders(MemoryTransaction):
    def mark(self, tenant: str, name: str) -> str | None:
        return None


@breaks(2)
class AttemptsOutliveFailure(MemoryTransaction):
    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        held = {key: list(items) for key, items in self._store._attempts.items()}
        super().__exit__(kind, error, trace)
        self._store._attempts = held


@breaks(3)
class Swallows(MemoryTransaction):
    def __exit__(self, kind: Any, error: Any, trace: Any) -> bool:  # type: ignore[override]
        super().__exit__(kind, error, trace)
        return isinstance(error, ArithmeticError)


@breaks(4)
class PostsLater(MemoryTransaction):
    def __enter__(self) -> MemoryTransaction:
        entered = super().__enter__()
        self._posted = {tenant: len(held) for tenant, held in self._store._outbox.items()}
        return entered

    def notices(self, tenant: str, *page: Any) -> Any:
        return super().notices(tenant, *page)[: self._posted.get(tenant, 0)]


@breaks(5)
class ClaimsOutliveSavepoints(MemoryTransaction):
    def back_to(self, savepoint: int) -> None:
        held = set(self._store._claims)
        super().back_to(savepoint)
        if self._depth:
            self._store._claims |= held


@breaks(6)
class ReleaseTakesBack(MemoryTransaction):
    def release(self, savepoint: int) -> None:
        self.back_to(savepoint)


@breaks(7, reading=True)
class ReadsWhileOthersWrite(MemoryTransaction):
    def __enter__(self) -> MemoryTransaction:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@breaks(8)
class LateMarks(Late):
    table = "_marks"

    def mark(self, tenant: str, name: str) -> str | None:
        found: str | None = self.seen.get((tenant, name))
        return found

    def set_mark(self, tenant: str, name: str, value: str) -> None:
        super().set_mark(tenant, name, value)
        self.seen[tenant, name] = value


@breaks(9)
class AttemptsOfAllTenants(MemoryTransaction):
    def attempts(self, tenant: str, case_id: str) -> Any:
        return tuple(item for (_, id), held in self._store._attempts.items() if id == case_id for item in held)


@breaks(10)
class OneSeriesForAllTenants(MemoryTransaction):
    def draw(self, tenant: str, scope: str) -> int:
        return super().draw("", scope)


@breaks(11)
class WholeSeconds(MemoryTransaction):
    def load(self, tenant: str, case_id: str) -> Stored | None:
        found = super().load(tenant, case_id)
        if found is None:
            return None
        return Stored(attrs.evolve(found.case, recorded_at=found.case.recorded_at.replace(microsecond=0)), found.rows)


@breaks(12)
class RowsReplaceAllRows(MemoryTransaction):
    def append(self, entry: Any) -> None:
        super().append(entry)
        if entry.events:
            self._set(self._store._cases, (entry.case.tenant, entry.case.id), Stored(entry.case, dict(entry.rows)))


@breaks(13)
class NoEventsNothingWritten(MemoryTransaction):
    def append(self, entry: Any) -> None:
        if entry.events:
            super().append(entry)


@breaks(14)
class NewestEventFirst(MemoryTransaction):
    def events(self, tenant: str, case_id: str) -> Any:
        return tuple(reversed(super().events(tenant, case_id)))


@breaks(15)
class LastWriterWins(MemoryTransaction):
    def append(self, entry: Any) -> None:
        held = self._store._cases.get((entry.case.tenant, entry.case.id))
        super().append(entry._replace(expected=0 if held is None else held.case.version))


@breaks(16)
class NamesOneVersion(MemoryTransaction):
    def append(self, entry: Any) -> None:
        try:
            super().append(entry)
        except StaleVersion as error:
            raise StaleVersion(error.subject, error.expected, error.expected) from None


@breaks(17)
class ForgetsWhatIsNotThere(MemoryTransaction):
    def append(self, entry: Any) -> None:
        held = {id: self._store._cases.get((entry.case.tenant, id)) for id, _ in entry.reads}
        known = [(id, seen) for id, seen in entry.reads if (found := held[id]) and found.case.version > seen]
        super().append(entry._replace(reads=tuple(known)))


@breaks(18)
class LateCases(Late):
    table = "_cases"

    def load(self, tenant: str, case_id: str) -> Stored | None:
        found: Stored | None = self.seen.get((tenant, case_id))
        return found

    def append(self, entry: Any) -> None:
        key = (entry.case.tenant, entry.case.id)
        if key in self.seen:
            self._set(self._store._cases, key, self.seen[key])
        super().append(entry)
        self.seen[key] = self._store._cases[key]


@breaks(70)
class LateReads(Late):
    table = "_cases"

    def append(self, entry: Any) -> None:
        for id, version in entry.reads:
            held = self.seen.get((entry.case.tenant, id))
            if version != (0 if held is None else held.case.version):
                raise StaleVersion(f"case {id!r}", version, 0)
        super().append(entry._replace(reads=()))


@breaks(19)
class CasesInNoOrder(MemoryTransaction):
    def case_ids(self, tenant: str, limit: Any = None, after: Any = None) -> Any:
        return list(reversed(super().case_ids(tenant, limit, after)))


@breaks(20)
class PersonalValuesAsText(MemoryTransaction):
    def personal(self, tenant: str, case_id: str) -> Any:
        return tuple(item._replace(value=str(item.value)) for item in super().personal(tenant, case_id))


@breaks(56)
class ErasedFromTheFirstEventOnly(MemoryTransaction):
    def erase(self, tenant: str, case_id: str, paths: Any) -> int:
        later = [item for item in self.personal(tenant, case_id) if item.seq > 1]
        erased = super().erase(tenant, case_id, paths)
        if later:
            left = [item for item in self.personal(tenant, case_id) if item.seq == 1]
            self._set(self._store._personal, (tenant, case_id), [*left, *later])
        return erased


@breaks(21)
class DueByTheirIds(MemoryTransaction):
    def due(self, tenant: str, until: datetime, limit: int, after: Any = None) -> Any:
        found = super().due(tenant, until, 1_000, after)
        return (found if until < START + timedelta(days=1) else sorted(found))[:limit]


@breaks(22)
class DueOnlyAfterwards(MemoryTransaction):
    def due(self, tenant: str, until: datetime, limit: int, after: Any = None) -> Any:
        return super().due(tenant, until - timedelta(microseconds=1), limit, after)


@breaks(23)
class DueForGood(MemoryTransaction):
    def append(self, entry: Any) -> None:
        super().append(entry)
        waits = self._store._wakes.get((entry.case.tenant, entry.case.id))
        if waits is not None:
            self._set(self._store._tallies, (f"waited at {entry.case.tenant}", entry.case.id), waits)

    def due(self, tenant: str, until: datetime, limit: int, after: Any = None) -> Any:
        if after is not None:
            return super().due(tenant, until, limit, after)
        found = dict(super().due(tenant, until, limit))
        for (what, id), at in self._store._tallies.items():
            if what == f"waited at {tenant}" and at <= until:
                found.setdefault(id, at)
        return sorted(found.items(), key=lambda item: (item[1], item[0]))[:limit]


@breaks(24)
class ClaimsWhateverTheDue(MemoryTransaction):
    def claim(self, tenant: str, case_id: str, row: Any) -> bool:
        return super().claim(tenant, case_id, row._replace(due_at=START))


@breaks(25)
class LateClaims(Late):
    table = "_claims"

    def claim(self, tenant: str, case_id: str, row: Any) -> bool:
        key = (tenant, case_id, row.duty, row.n, row.rung, row.due_at)
        if key in self.seen:
            return False
        self.seen.add(key)
        super().claim(tenant, case_id, row)
        return True


@breaks(26)
class SerialsAreNotTakenBack(MemoryTransaction):
    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        held = dict(self._store._serials)
        super().__exit__(kind, error, trace)
        self._store._serials = held


@breaks(27)
class LateSerials(Late):
    table = "_serials"

    def draw(self, tenant: str, scope: str) -> int:
        serial: int = self.seen.get((tenant, scope), 0) + 1
        self.seen[tenant, scope] = serial
        self._set(self._store._serials, (tenant, scope), serial)
        return serial


@breaks(28)
class CountsOnceATransaction(MemoryTransaction):
    def __enter__(self) -> MemoryTransaction:
        self._counted: set[Any] = set()
        return super().__enter__()

    def count(self, tenant: str, key: str, by: int = 1) -> None:
        if (tenant, key) not in self._counted:
            self._counted.add((tenant, key))
            super().count(tenant, key, by)


@breaks(29)
class LateTallies(Late):
    table = "_tallies"

    def tally(self, tenant: str, key: str) -> int:
        stand: int = self.seen.get((tenant, key), 0)
        return stand

    def count(self, tenant: str, key: str, by: int = 1) -> None:
        super().count(tenant, key, by)
        self.seen[tenant, key] = self._store._tallies[tenant, key]


@breaks(30)
class ForgetsTheVersion(MemoryTransaction):
    def recall(self, tenant: str, key: str) -> Any:
        found = super().recall(tenant, key)
        return None if found is None else found._replace(version=1)


@breaks(31)
class LateKeys(Late):
    table = "_keys"

    def recall(self, tenant: str, key: str) -> Any:
        return self.seen.get((tenant, key))

    def remember(self, tenant: str, key: str, what: Any) -> None:
        super().remember(tenant, key, what)
        self.seen[tenant, key] = what


@breaks(32)
class OutboxByIds(MemoryTransaction):
    def notices(self, tenant: str, *page: Any) -> Any:
        told = super().notices(tenant, *page)
        return told if page else tuple(sorted(told, key=lambda notice: notice.id))


@breaks(72)
class PagesEndEarly(MemoryTransaction):
    def notices(self, tenant: str, limit: int | None = None, after: int = 0) -> Any:
        return () if after else super().notices(tenant, limit)


@breaks(33)
class NewestAttemptFirst(MemoryTransaction):
    def attempts(self, tenant: str, case_id: str) -> Any:
        return tuple(reversed(super().attempts(tenant, case_id)))


@breaks(34)
class MarksStay(MemoryTransaction):
    def set_mark(self, tenant: str, name: str, value: str) -> None:
        if self.mark(tenant, name) is None:
            super().set_mark(tenant, name, value)


@breaks(35)
class AnyPolicyWillDo(MemoryTransaction):
    def policy(self, hash: str) -> Any:
        return super().policy(hash) or next(iter(self._store._policies.values()), None)


@breaks(71)
class OnlyTheNewestPolicy(MemoryTransaction):
    def policies(self) -> Any:
        return list(super().policies())[-1:]


@breaks(36)
class AlwaysDamaged(MemoryTransaction):
    def faults(self, tenant: str) -> Any:
        return [("", "a page is damaged")]


@breaks(37)
class WhateverTheChannel(MemoryTransaction):
    def find(self, query: Any) -> Page:
        return super().find(attrs.evolve(query, channel=None))


@breaks(38)
class APageTooMany(MemoryTransaction):
    def find(self, query: Any) -> Page:
        page = super().find(query)
        return Page(page.cases, page.cases[-1].id) if len(page.cases) == query.limit else page


@breaks(39)
class FoundByFormerStages(MemoryTransaction):
    def append(self, entry: Any) -> None:
        super().append(entry)
        self._set(self._store._tallies, ("was", f"{entry.case.id}/{entry.case.stage}"), 1)

    def _matches(self, stored: Stored, query: Any) -> bool:
        if ("was", f"{stored.case.id}/{query.stage}") in self._store._tallies:
            query = attrs.evolve(query, stage=None)
        return super()._matches(stored, query)


@breaks(40)
class OverdueAtTheDue(MemoryTransaction):
    def find(self, query: Any) -> Page:
        if query.overdue_at is not None:
            query = attrs.evolve(query, overdue_at=query.overdue_at + timedelta(microseconds=1))
        return super().find(query)


@breaks(49)
class TakesTheNewestFirst(MemoryTransaction):
    def take(self, tenant: str, claim: str, now: datetime, until: datetime, limit: int, sink: str = "") -> Any:
        turn = {o.notice.id: o.notice.at for o in self._store._outbox.get(tenant, {}).values()}
        point = self.savepoint()
        come = sorted(
            super().take(tenant, claim, now, until, 1_000, sink), key=lambda o: turn[o.notice.id], reverse=True
        )
        self.back_to(point)
        for outgoing in come[:limit]:
            self._set(self._store._outbox[tenant], outgoing.n, outgoing)
        return come[:limit]


@breaks(50)
class WhoeverSettles(MemoryTransaction):
    def settle(self, outgoing: Any, claim: str) -> bool:
        held = self._store._outbox.get(outgoing.notice.tenant, {})
        return super().settle(outgoing, held[outgoing.n].claim if held[outgoing.n].state == "waiting" else claim)


@breaks(51)
class EachNoticeForItself(MemoryTransaction):
    def take(self, tenant: str, claim: str, now: datetime, until: datetime, limit: int, sink: str = "") -> Any:
        if sink:
            return super().take(tenant, claim, now, until, limit, sink)
        held = self._store._outbox.get(tenant, {})
        come = sorted([(held[n].at, n) for n in self._store._unsent.get((tenant, ""), ()) if held[n].at <= now])[:limit]
        taken = [held[n]._replace(at=until, tries=held[n].tries + 1, claim=claim) for _, n in come]
        for outgoing in taken:
            self._set(held, outgoing.n, outgoing)
        return taken


@breaks(52)
class ForgetsWhyItFailed(MemoryTransaction):
    def settle(self, outgoing: Any, claim: str) -> bool:
        return super().settle(outgoing._replace(error=""), claim)


@breaks(53)
class LateTaking(Late):
    table = "_outbox"

    def _now(self) -> Any:
        return {tenant: dict(held) for tenant, held in self._store._outbox.items()}

    def take(self, tenant: str, claim: str, now: datetime, until: datetime, limit: int, sink: str = "") -> Any:
        here = self._store._outbox.get(tenant, {})
        for n, outgoing in self.seen.get(tenant, {}).items():
            if n in here and here[n].state == outgoing.state == "waiting":
                self._set(here, n, outgoing)
        taken = super().take(tenant, claim, now, until, limit, sink)
        self._here.seen = self._now()
        return taken

    def settle(self, outgoing: Any, claim: str) -> bool:
        done = super().settle(outgoing, claim)
        self._here.seen = self._now()
        return done

    def post(self, notices: Any) -> None:
        super().post(notices)
        self._here.seen = self._now()

    def spread(self, *given: Any) -> int:
        count = super().spread(*given)
        self._here.seen = self._now()
        return count


@breaks(54)
class DropsWhatIsDead(MemoryTransaction):
    def drop_delivered(self, tenant: str, before: datetime, limit: int) -> int:
        dead = [n for n, o in self._store._outbox.get(tenant, {}).items() if o.state == "dead" and not o.sink]
        for n in dead:
            self._remove(self._store._outbox[tenant], n)
        return super().drop_delivered(tenant, before, limit)


@breaks(55)
class NextPageByInstantAlone(MemoryTransaction):
    def due(self, tenant: str, until: datetime, limit: int, after: Any = None) -> Any:
        return super().due(tenant, until, limit, None if after is None else (after[0], "~"))


@breaks(57)
class ForgetsForWhom(MemoryTransaction):
    def log(self, accesses: Any) -> None:
        super().log([accessed._replace(on_behalf_of=None) for accessed in accesses])


@breaks(58)
class DropsTheFirstLogged(MemoryTransaction):
    def drop_accesses(self, tenant: str, before: datetime, limit: int) -> int:
        held = self._store._accesses
        old = [n for n, item in sorted(held.items()) if item.tenant == tenant and item.at < before][:limit]
        for n in old:
            self._undo.append((held.__setitem__, n, held.pop(n)))
        return len(old)


@breaks(62)
class SettledForAllSinks(MemoryTransaction):
    def settle(self, outgoing: Any, claim: str) -> bool:
        done = super().settle(outgoing, claim)
        held = self._store._outbox.get(outgoing.notice.tenant, {})
        ended = outgoing.sink and outgoing.state == "dead" and not outgoing.error
        for other in list(held.values()) if ended else ():
            if other.notice.id == outgoing.notice.id and other.state == "waiting":
                self._put(held, other._replace(state="dead"))
        return done


@breaks(63)
class SpreadsTheNewestFirst(MemoryTransaction):
    def spread(self, tenant: str, sinks: Any, now: datetime, limit: int) -> int:
        held = self._store._outbox.get(tenant, {})
        free = [held[n] for n in self._store._unsent.get((tenant, ""), ()) if held[n].at <= now]
        chosen = sorted(free, key=lambda out: (out.notice.case_id, -out.n))[:limit]
        for outgoing in chosen:
            self._put(held, outgoing._replace(state="spread", claim=""))
            for sink in sinks:
                n = self._store._posted = self._store._posted + 1
                self._put(held, outgoing._replace(n=n, at=outgoing.notice.at, tries=0, claim="", sink=sink))
        return len(chosen)


@breaks(64)
class KeepsWhatWasSpread(MemoryTransaction):
    def drop_delivered(self, tenant: str, before: datetime, limit: int) -> int:
        held = self._store._outbox.get(tenant, {})
        spread = {n: out for n, out in held.items() if out.state == "spread"}
        dropped = super().drop_delivered(tenant, before, limit)
        for n, out in spread.items():
            if n not in held:
                self._set(held, n, out)
        return dropped


class NaiveClock(MemoryStore):
    def now(self) -> datetime:
        return START.replace(tzinfo=None)


class TakesAnyConnection(MemoryStore):
    def using(self, connection: Any) -> MemoryTransaction:
        return self._transaction


@breaks(59)
class TakesWithoutRows(MemoryTransaction):
    def take_due(self, *given: Any) -> Any:
        return [(stored._replace(rows={}), at) for stored, at in super().take_due(*given)]


@breaks(60)
class TakesWhatWasDueBefore(Late):
    table = "_cases"

    def take_due(self, *given: Any) -> Any:
        due = {key: wakes_at(stored.rows) for key, stored in self.seen.items()}
        tenant, until, limit, after = (*given, None)[:4]
        found = sorted((at, id) for (owner, id), at in due.items() if owner == tenant and at and at <= until)
        return [(self.seen[tenant, id], at) for at, id in found if after is None or (at, id) > after][:limit]


@breaks(61)
class TakesRungsTwice(MemoryTransaction):
    def append_all(self, tenant: str, entries: Any, claims: Any) -> None:
        super().append_all(tenant, entries, ())
        for item in claims:
            self.claim(tenant, *item)


@breaks(73)
class TakesRungsFirst(MemoryTransaction):
    def append_all(self, tenant: str, entries: Any, claims: Any) -> None:
        super().append_all(tenant, entries, list(claims))


class Caller:
    """A connection of the caller's own to a store in memory."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self.transaction: MemoryTransaction | None = None

    def open(self) -> MemoryTransaction:
        if self.transaction is None:
            self.transaction = self._store.begin().__enter__()
        return self.transaction

    def commit(self) -> None:
        self._end(None)

    def rollback(self) -> None:
        self._end(ZeroDivisionError)

    close = rollback

    def _end(self, kind: type[BaseException] | None) -> None:
        if self.transaction is not None:
            self.transaction.__exit__(kind, None, None)
            self.transaction = None


class Joined:
    """A unit of work in the caller's transaction."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller

    def __enter__(self) -> MemoryTransaction:
        self.transaction = self.caller.open()
        self.point = self.transaction.savepoint()
        return self.transaction

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self.transaction.back_to(self.point)


class CommitsOnLeaving(Joined):
    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        super().__exit__(kind)
        self.caller.commit()


class KeepsWhatFailed(Joined):
    def __exit__(self, *_: object) -> None:
        pass


class CommitsAllButMarks(Caller):
    def commit(self) -> None:
        self._store._marks.clear()
        super().commit()


def joining(joined: type[Joined] = Joined, caller: type[Caller] = Caller) -> StoreUnderTest:
    """A store in memory whose transactions a caller can begin and end."""

    class Store(MemoryStore):
        def using(self, connection: Any) -> Any:
            if not isinstance(connection, Caller):
                raise InvalidInput.one("it is no connection to this store", "connection")
            return joined(connection)

    return StoreUnderTest(make=Store, connect=caller)


def twin(store: MemoryStore, *, without: str = "") -> MemoryStore:
    """A second store on the tables of another."""
    made = MemoryStore()
    for name, value in vars(store).items():
        if name not in (without, "_transaction"):
            setattr(made, name, value)
    return made


BROKEN[41] = lambda: StoreUnderTest(make=NaiveClock, has_clock=True)
BROKEN[42] = lambda: StoreUnderTest(make=TakesAnyConnection)
BROKEN[43] = lambda: joining(caller=CommitsAllButMarks)
BROKEN[44] = lambda: joining(CommitsOnLeaving)
BROKEN[45] = lambda: joining(KeepsWhatFailed)
BROKEN[46] = lambda: StoreUnderTest(make=MemoryStore, reopen=lambda store: twin(store, without="_marks"))
# a process that is forked gets a copy of what is in memory: others do not see what it writes, and it ends with it
BROKEN[47] = lambda: StoreUnderTest(make=MemoryStore, reopen=twin, across_processes=True)
BROKEN[48] = lambda: StoreUnderTest(make=MemoryStore, reopen=twin, survives_kill=True)


@breaks(65)
class CountsWhatIsDelivered(MemoryTransaction):
    def backlog(self, tenant: str) -> Any:
        held = self._store._outbox.get(tenant, {}).values()
        done = {o.sink: sum(e.sink == o.sink for e in held if e.state == "delivered") for o in held}
        return {sink: (waiting + done[sink], dead) for sink, (waiting, dead) in super().backlog(tenant).items()}


@breaks(66)
class BeginsAnewElsewhere(MemoryTransaction):
    def readdress(self, outgoing: Any, sink: str) -> int:
        moved = super().readdress(outgoing, sink)
        for each in outgoing:
            held = self._store._outbox[each.notice.tenant]
            if each.n in held and held[each.n].sink == sink:
                self._put(held, held[each.n]._replace(error=""))
        return moved


@breaks(67)
class DiscardedIsKept(MemoryTransaction):
    def discard(self, outgoing: Any) -> int:
        held = [self._store._outbox[each.notice.tenant] for each in outgoing]
        spread = {n: o for table in held for n, o in table.items() if o.state == "spread"}
        gone = super().discard(outgoing)
        for table in held:
            for n, o in spread.items():
                if n not in table:
                    self._set(table, n, o)
        return gone


@breaks(68)
class WhoeverLooked(MemoryTransaction):
    def accesses(self, query: Any) -> Any:
        return super().accesses(query if query.since or query.until else query._replace(actor=None))


@breaks(69)
class UntilTheEndIncluded(MemoryTransaction):
    def accesses(self, query: Any) -> Any:
        until = None if query.until is None else query.until + timedelta(microseconds=1)
        return super().accesses(query._replace(until=until))
