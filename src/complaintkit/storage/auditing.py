"""Whether what cases are found by is what their snapshots say: the same in every store that keeps tables.

Everything is read a page at a time, so that it needs no more memory among a million cases than among a thousand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from complaintkit.cases.case import Case
from complaintkit.cases.clocks import DueRow
from complaintkit.errors import IntegrityError, InvalidInput
from complaintkit.serialization.snapshot_reading import decode_snapshot
from complaintkit.storage.finding import Columns, Key, keys_of

PAGE = 200
"""How many cases, or keys, are read at a time: a case may hold long texts."""
Place = tuple[str, str, str]
"""Where a key stands: what, its value, and the case it leads to."""
_OTHER_KEYS = "the registers, references, parties or links it is found by are not its own"


class Kept(Protocol):
    """What a store keeps of one tenant's cases, a page at a time."""

    def cases(self, after: str, limit: int) -> Sequence[tuple[str, str, Sequence[Any]]]:
        """The next ``limit`` cases behind an id, in the order of ids: id, snapshot and columns."""
        ...

    def keys(self, what: str, values: Collection[str], first: str, last: str) -> Iterable[tuple[str, str]]:
        """Of the keys with these values: the value and the case, where its id lies from ``first`` to ``last``."""
        ...

    def keys_after(self, after: Place | None, limit: int) -> Sequence[Place]:
        """The next ``limit`` keys behind a place (None: the first ones), in order."""
        ...

    def count_keys(self) -> int:
        """How many keys there are."""
        ...

    def snapshots(self, ids: Collection[str]) -> Mapping[str, str]:
        """The snapshots of cases by their ids, of those that are there."""
        ...


def differing(
    kept: Kept, columns: Callable[[Case, Mapping[str, tuple[DueRow, ...]]], Columns]
) -> Iterator[tuple[str, str]]:
    """Where what cases are found by is not what their snapshots say, as (case id, what)."""
    told: set[str] = set()
    found, after = 0, ""
    while page := kept.cases(after, PAGE):
        read = _read(page)
        there = _keys_there(kept, {id: keys_of(case) for id, (case, _) in read.items()}, page[0][0], page[-1][0])
        for id, _, held in page:
            if id not in read:
                continue  # told with the case itself
            case, rows = read[id]
            found += len(there[id])
            if there[id] != keys_of(case):
                told.add(id)
                yield id, _OTHER_KEYS
            try:
                differs = Columns(*held) != columns(case, rows)
            except (IntegrityError, InvalidInput):
                continue  # told with its policy
            if differs:
                yield id, "the columns it is found and woken by do not say what its snapshot says"
        after = page[-1][0]
    if kept.count_keys() != found:  # every key that should be there was counted
        yield from _too_many(kept, told)


def _read(page: Iterable[tuple[str, str, Any]]) -> dict[str, tuple[Case, Mapping[str, tuple[DueRow, ...]]]]:
    """What the snapshots say that can be read."""
    read = {}
    for id, text, _ in page:
        try:
            read[id] = decode_snapshot(text)
        except IntegrityError:
            continue
    return read


def _keys_there(kept: Kept, wanted: Mapping[str, set[Key]], first: str, last: str) -> Mapping[str, set[Key]]:
    """Of the keys that should lead to each case, those that do."""
    values: dict[str, set[str]] = defaultdict(set)
    for keys in wanted.values():
        for what, value in keys:
            values[what].add(value)
    there: dict[str, set[Key]] = defaultdict(set)
    for what, of_it in values.items():
        for value, id in kept.keys(what, of_it, first, last):
            if (what, value) in wanted.get(id, ()):
                there[id].add((what, value))
    return there


def _too_many(kept: Kept, told: set[str]) -> Iterator[tuple[str, str]]:
    """The cases to which keys lead that are not theirs, and the ids of which there is no case, each once."""
    after: Place | None = None
    while page := kept.keys_after(after, PAGE):
        texts = kept.snapshots({id for _, _, id in page})
        cases = {id: case for id, (case, _) in _read((id, text, ()) for id, text in texts.items()).items()}
        for what, value, id in page:
            if id in told or (id in texts and (id not in cases or (what, value) in keys_of(cases[id]))):
                continue
            told.add(id)
            yield id, _OTHER_KEYS if id in texts else "it can be found, and there is no such case"
        after = page[-1]
