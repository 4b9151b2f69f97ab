"""Coming loose: what it makes of two cases that the one joined the other by mistake.

The case that comes loose stands as if it had never joined: where it stood, with what it owed, every date counted from
where it was counted before. Nothing stood still meanwhile: the complainant was waiting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from complaintkit.cases.case import Case, Occurrence, RecordMade
from complaintkit.cases.events import Acted, Event, Unjoined
from complaintkit.cases.program import Program
from complaintkit.cases.recording import evolved, rederive, update_run
from complaintkit.deadlines import Pause


def unjoined(program: Program, case: Case, changes: dict[str, Any], event: Event, body: Unjoined) -> None:
    """Take the tie and the entries off the case; then it stands as before, or, as the matter, goes on without them."""
    gone = Counter(body.dropped)
    made = {name: _kept(entries, name, gone) for name, entries in case.records.items()}
    changes["records"] = {name: entries for name, entries in made.items() if entries}
    changes["links"] = tuple([link for link in case.links if link[:3] != body.link[:3]])
    if body.recounted:
        over = Counter((seq, key) for seq, key, _ in body.recounted)
        changes["counted"] = tuple([entry for entry in case.counted if not _taken(over, entry)])
    if body.stage is None:
        _without(program, case, changes, event, body, gone)
    else:
        changes["stage"], changes["owner"] = body.stage, program.stages[body.stage].owner
        _run_again(case, changes, body.resumes, max(seq for _, seq in body.dropped))


def _run_again(case: Case, changes: dict[str, Any], resumes: Collection[str], joined: int) -> None:
    """The pause it stood in and all that ran there go on, as before the event ``joined``."""
    if case.pauses_of and case.pauses_of[-1][1] == joined:
        last, (begun, _) = case.pauses[-1], case.pauses_of[-1]
        changes["pauses"] = (*case.pauses[:-1], Pause(last.cause, last.begun_at, None))
        changes["pauses_of"] = (*case.pauses_of[:-1], (begun, 0))
    clocks = {}
    for id, runs in case.clocks.items():
        before = tuple([run for run in runs if run.started_seq != joined])  # what joining began, it stopped at once
        if before:
            clocks[id] = (*before[:-1], _running(before[-1])) if id in resumes else before
    changes["clocks"] = clocks


def _running(run: Occurrence) -> Occurrence:
    return evolved(run, {"ended_at": None, "ended_seq": 0, "stopped_at": None, "settled": None})


def _without(
    program: Program, case: Case, changes: dict[str, Any], event: Event, body: Unjoined, gone: Counter[tuple[str, int]]
) -> None:
    """The matter goes on: what those entries began stops, and what reads its category or its records is told anew."""
    if body.category is not None:
        changes["category"] = body.category
    for id, runs in case.clocks.items():
        if runs[-1].running and (program.duties[id].starts, runs[-1].started_seq) in gone:
            update_run(case, changes, id, lambda run: evolved(run, {"stopped_at": event.occurred_at}))
    records = tuple(dict.fromkeys(name for name, _ in gone))
    if records or body.category is not None:
        as_move = Acted(trigger="", stage=case.stage, records=records, category=body.category)
        rederive(program, case, changes, as_move, event)


def _kept(entries: tuple[RecordMade, ...], name: str, gone: Counter[tuple[str, int]]) -> tuple[RecordMade, ...]:
    over = Counter({seq: count for (record, seq), count in gone.items() if record == name})
    return tuple([made for made in entries if not _taken(over, made.seq)])


def _taken(left: Counter[Any], item: Any) -> bool:
    """Whether one more of an item is to be left out."""
    left[item] -= 1
    return left[item] >= 0
