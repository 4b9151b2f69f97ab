"""Which counters a record adds to, and which it no longer does once an entry was corrected."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from complaintkit.cases.case import Case, RecordMade
from complaintkit.cases.program import Program
from complaintkit.cases.said import Said, given_again, known_at
from complaintkit.cases.view import View
from complaintkit.rules.evaluate import facts_in
from complaintkit.rules.tallies import Tally


def tallied_keys(program: Program, records: tuple[str, ...], view: View) -> tuple[str, ...]:
    """The counters that records made now add one to."""
    day = view.today
    return tuple([key for tally in program.effects[records].tallies if (key := _key(program, tally, view, day))])


def _key(program: Program, tally: Tally, view: View, day: date) -> str:
    """The counter that a record of a tally counts in; "": in none. ``day`` is that of the record."""
    if program.test(tally.when)(view) is not True:
        return ""
    subject = view.fact(tally.subject) if tally.subject else ""
    return tally.key(subject, view.received if tally.dated == "received" else day) if isinstance(subject, str) else ""


def facts_counted(program: Program, facts: Collection[str]) -> set[str]:
    """The facts that the tallies read which read any of ``facts``."""
    reads = [_read(program, tally) for tally in program.policy.tallies]
    return {id for read in reads if not read.isdisjoint(facts) for id in read}


def _read(program: Program, tally: Tally) -> set[str]:
    conditions = [row.move.when for row in program.makers.get(tally.counts, ())]
    return {tally.subject, *facts_in(tally.when), *(id for condition in conditions for id in facts_in(condition))}


def recounted(
    program: Program, case: Case, after: Case, seq: int, facts: Mapping[str, Any], said: Said, *, moved: bool
) -> Iterator[tuple[int, str, str]]:
    """The entries that count otherwise once entry ``seq`` was corrected: each with its counter before and now ("":
    none). ``after`` is the case as corrected, ``facts`` those corrected, ``moved`` whether its moment was, ``said``
    what the entries said of the facts that their tallies read; empty where that was not recorded, and all is known.

    An entry rests on what was said by it or before. It no longer counts where its tally's condition, or that of every
    move which makes the record, no longer holds.
    """
    for tally in program.policy.tallies:
        read = _read(program, tally)
        for made in after.records.get(tally.counts, ()):
            before = next((key for at, key in case.counted if at == made.seq and tally.subject_in(key) is not None), "")
            again = {id for id, entry in given_again(said, facts, seq) if entry <= made.seq}
            if made.seq >= seq and not read.isdisjoint(facts.keys() - again):
                then = _as_known(after, read, known_at(said, made.seq, seq, facts)) if said else after
                now = _counts_now(program, tally, then, made)
            elif moved and before and seq == (1 if tally.dated == "received" else made.seq):
                now = tally.key(tally.subject_in(before) or "", _day(program, tally, after, made))
            else:
                now = before
            if now != before:
                yield made.seq, before, now


def _as_known(case: Case, read: set[str], known: Mapping[str, Any]) -> Case:
    """The case with no more of the facts ``read`` than was known of them."""
    rest = {id: value for id, value in case.facts.items() if id not in read}
    return attrs.evolve(case, facts={**rest, **known})


def _counts_now(program: Program, tally: Tally, case: Case, made: RecordMade) -> str:
    view = View(program, case, made.at)
    rows = program.makers.get(tally.counts, ())
    if rows and all(row.when is not None and row.when(view) is False for row in rows):
        return ""
    return _key(program, tally, view, _day(program, tally, case, made))


def _day(program: Program, tally: Tally, case: Case, made: RecordMade) -> date:
    return program.calendar.local_date(case.received_at if tally.dated == "received" else made.at)
