"""Runs the log through the desk and reports: ``python -m examples.traffic_fines [--all] [--refused FILE]``."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence
from pathlib import Path

from examples._shared.progress import shown
from examples.traffic_fines.log import INVENTED, in_order, whole_log
from examples.traffic_fines.replay import Replay
from examples.traffic_fines.report import report


def write_refused(path: Path, replay: Replay) -> None:
    """Every event that was refused, one a row, with its reasons."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("fine", "seq", "day", "event", "reasons"))
        for refusal in replay.refused:
            entry = refusal.entry
            rows.writerow((entry.fine, entry.seq, entry.day, entry.event, replay.reasons(refusal)))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m examples.traffic_fines", description=__doc__)
    parser.add_argument("--all", action="store_true", help="the published log instead of the invented fines")
    parser.add_argument("--refused", type=Path, metavar="FILE", help="write every refused event with its reasons")
    given = parser.parse_args(arguments)
    path = whole_log() if given.all else INVENTED
    if path is None:
        print("the published log is not here; name its folder in COMPLAINTKIT_DATA", file=sys.stderr)
        return 2
    entries = in_order(path)
    replay = Replay()
    replay.run(shown(entries, len(entries), "events"))
    for line in report(replay, entries, invented=not given.all):
        print(line)
    if given.refused is not None:
        write_refused(given.refused, replay)
        print(f"\nEvery refused event with its reasons: {given.refused}")
    if not given.all and whole_log() is not None:
        print("\nThe published log is at hand: --all runs it.")
    return 0
