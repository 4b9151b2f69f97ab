"""Data files: finding those that are too large, or not ours, to be part of the project, and reading rows."""

from __future__ import annotations

import csv
import gzip
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent


def find_data(path: Path) -> Path | None:
    """A file, such as ``data/boston311/boston311_2015.csv.gz``, where it is at hand; None where it is not.

    It is looked for below the folder that COMPLAINTKIT_DATA names (by its whole path, or by its name alone), else below
    ``shared`` beside the project.
    """
    named = os.environ.get("COMPLAINTKIT_DATA")
    for folder in (Path(named),) if named else (ROOT.parent / "shared", Path("..") / "shared"):
        for found in (folder / path, folder / path.name):
            if found.is_file():
                return found
    return None


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file, packed with gzip (``.gz``) or plain. One is held at a time."""
    opener: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
