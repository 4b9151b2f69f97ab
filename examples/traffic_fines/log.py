"""Reading the log: one event a row, the days as the log has them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from examples._shared.data import find_data, read_rows

INVENTED = Path(__file__).parent / "data" / "invented.csv"
WHOLE = Path("data", "legal_deadlines", "road_traffic_fines_10k.csv.gz")
ROME = ZoneInfo("Europe/Rome")
NOON = time(12)

CREATE = "Create Fine"
NOTIFICATION = "Insert Fine Notification"
ADD_PENALTY = "Add penalty"
APPEAL_TO_PREFECTURE = "Insert Date Appeal to Prefecture"
APPEAL_TO_JUDGE = "Appeal to Judge"
APPEALS = (APPEAL_TO_PREFECTURE, APPEAL_TO_JUDGE)
RESULT_NOTIFIED = "Notify Result Appeal to Offender"


class Entry(NamedTuple):
    """An event of the log: which fine, the place within it, the day, what happened, and the row as it stands."""

    fine: str
    seq: int
    day: date
    event: str
    row: dict[str, str]

    @property
    def at(self) -> datetime:
        """The moment it is taken to have happened: noon of its day in Rome, in UTC. The log gives no hour."""
        return datetime.combine(self.day, NOON, ROME).astimezone(UTC)


def whole_log() -> Path | None:
    """The published log, where it is at hand."""
    return find_data(WHOLE)


def read(path: Path) -> Iterator[Entry]:
    """The events of a file, in its order: fine by fine."""
    for row in read_rows(path):
        yield Entry(row["case_id"], int(row["seq"]), date.fromisoformat(row["timestamp"]), row["activity"], row)


def in_order(path: Path) -> list[Entry]:
    """The events of a file in the order of time; those of one fine and day keep their order."""
    return sorted(read(path), key=lambda entry: (entry.day, entry.fine, entry.seq))
