"""Runs the complaints through the desk and reports: ``python -m examples.cfpb [--all] [--db FILE]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from complaintkit.errors import IntegrityError, KeyConflict, StoreError
from complaintkit.storage import SQLiteStore
from examples._shared.progress import shown
from examples.cfpb.complaints import SAMPLE, read, rows_of_snapshot, whole_file
from examples.cfpb.replay import Replay
from examples.cfpb.report import report


def cases_in(path: Path) -> tuple[int, int]:
    """How many complaints a file has, and how many cases they make."""
    complaints = disputed = 0
    for row in rows_of_snapshot(path):
        complaints += 1
        disputed += row["consumer_disputed"] == "Yes"
    return complaints, complaints + disputed


def run(path: Path, file: Path, durability: Literal["normal", "full"]) -> None:
    """Run the complaints of ``path`` into the store ``file``, or go on with it, and report."""
    complaints, cases = cases_in(path)
    with SQLiteStore(file, durability=durability) as store:
        replay = Replay(store)
        replay.run(shown(read(path), complaints, "complaints"))
        for line in report(replay.desk, cases, cases - replay.filed):
            print(line)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m examples.cfpb", description=__doc__)
    parser.add_argument("--all", action="store_true", help="all complaints of the extract instead of the sample")
    parser.add_argument("--db", type=Path, help="the file to write, or to continue (default: cfpb*.db here)")
    parser.add_argument("--durability", choices=("normal", "full"), default="normal")
    given = parser.parse_args(arguments)
    path = whole_file() if given.all else SAMPLE
    if path is None:
        print("the file with all complaints is not here; name its folder in COMPLAINTKIT_DATA", file=sys.stderr)
        return 2
    file = given.db or Path("cfpb_all.db" if given.all else "cfpb.db")
    try:
        run(path, file, given.durability)
    except (KeyConflict, IntegrityError, StoreError) as error:
        print(f"{error}\n{file} cannot be continued: delete it, or name another with --db", file=sys.stderr)
        return 1
    if not given.all and whole_file() is not None:
        print("\nAll complaints of the extract are at hand: --all runs them.")
    print(f"\nLeft behind to look at: {file} ({file.stat().st_size / 1e6:,.0f} MB). Run again, it goes on from there.")
    return 0
