"""Verification: is every chain whole, and does every case stand as its events say?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from complaintkit.cases.erasing import erasures, sealed_in
from complaintkit.cases.events import GENESIS, Event, Filed, hash_of, seal
from complaintkit.cases.fold import fold
from complaintkit.desk.ports import Transaction
from complaintkit.desk.stored import PersonalValue
from complaintkit.errors import ComplaintKitError, IntegrityError, InvalidInput

if TYPE_CHECKING:
    from complaintkit.desk.engine import Engine

UNREADABLE = (IntegrityError, InvalidInput)
"""What a store raises for a text that is not what was written."""
PAGE = 1000
"""How many cases' ids are read at a time: the memory it needs does not grow with the cases."""


@attrs.frozen
class VerifyReport:
    """What was checked, and everything found wrong, as (case id, what)."""

    cases: int
    events: int
    faults: tuple[tuple[str, str], ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.faults


def verify(desk: Engine, tx: Transaction, anchors: Mapping[str, tuple[int, str]]) -> VerifyReport:
    """Check every case of the desk's tenant against its events, and against the anchors the embedder kept."""
    faults: list[tuple[str, str]] = list(tx.faults(desk.tenant))
    cases = events = 0
    after: str | None = None
    while ids := tx.case_ids(desk.tenant, PAGE, after):
        for case_id in ids:
            count, found = _verify_case(desk, tx, case_id)
            events += count
            faults.extend((case_id, what) for what in found)
        cases += len(ids)
        after = ids[-1]
    for case_id, (version, hash) in anchors.items():
        try:
            held = tx.events(desk.tenant, case_id)
        except UNREADABLE:
            held = ()  # told with the case
        if len(held) < version or held[version - 1].hash != hash:
            faults.append((case_id, f"event {version} is not the one the anchor was taken of"))
    return VerifyReport(cases, events, tuple(faults))


def _verify_case(desk: Engine, tx: Transaction, case_id: str) -> tuple[int, list[str]]:
    found: list[str] = []
    try:
        events = tx.events(desk.tenant, case_id)
    except UNREADABLE as error:
        return 0, [f"its events cannot be read: {error}"]
    prev = GENESIS
    for n, event in enumerate(events, 1):
        if (event.tenant, event.case_id) != (desk.tenant, case_id):
            found.append(f"event {event.seq} is of case {event.case_id!r} of tenant {event.tenant!r}")
        if event.seq != n:
            found.append(f"event {n} carries number {event.seq}: one was removed, inserted or moved")
        if event.prev != prev:
            found.append(f"event {event.seq} is not chained to the one before it")
        if event.hash != hash_of(event):
            found.append(f"event {event.seq} was changed")
        prev = event.hash
    try:
        stored = tx.load(desk.tenant, case_id)
    except UNREADABLE as error:
        return len(events), [*found, f"its snapshot cannot be read: {error}"]
    if not events or stored is None:
        return len(events), [*found, "its events or its snapshot are missing"]
    if stored.case.hash != prev or stored.case.version != len(events):
        found.append("its snapshot is of another version than its newest event")
    policy = events[0].body.policy if isinstance(events[0].body, Filed) else ""
    try:
        tx.policy(policy)
    except UNREADABLE:
        found.append("the policy document it is pinned to was changed")
    if not found:
        try:
            if fold(desk._program(tx, policy), events) != stored.case:
                found.append("its snapshot differs from what its events add up to")
        except ComplaintKitError as error:
            found.append(f"its events cannot be replayed: {error}")
    found.extend(_personal_faults(events, tx.personal(desk.tenant, case_id)))
    return len(events), found


def _personal_faults(events: Sequence[Event], personal: Sequence[PersonalValue]) -> Iterator[str]:
    """What is wrong with the personal values beside the events: each commitment has its value until it is erased."""
    by_seq = {event.seq: event for event in events}
    gone = tuple(erasures(events))
    there = set()
    for item in personal:
        home = by_seq.get(item.seq)
        there.add((item.seq, item.path))
        if home is None or seal(item.value, item.salt).commitment not in str(home.body):
            yield f"a personal value at {item.path} is not the one committed to in event {item.seq}"
        for seq, paths in gone:
            if item.seq < seq and (paths is None or item.path in paths):
                yield f"a personal value at {item.path} is there although event {seq} erased it"
    for event in events:
        for path, _ in sealed_in(event.body):
            erased = any(event.seq < seq and (paths is None or path in paths) for seq, paths in gone)
            if (event.seq, path) not in there and not erased:
                yield f"the personal value at {path} of event {event.seq} is missing, and no event erased it"
