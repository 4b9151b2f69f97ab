"""Reading the bureau's complaints, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from examples._shared.data import find_data, read_rows
from examples.cfpb.policy import category_id

SAMPLE = Path(__file__).parent / "data" / "complaints_2015_10_sample.csv.gz"
WHOLE = Path("data", "cfpb", "cfpb_complaints.csv.gz")
SNAPSHOT = "2015-10"
NEW_YORK = ZoneInfo("America/New_York")
NOON = time(12)


class Complaint(NamedTuple):
    """A complaint as the bureau publishes it. Instants are in UTC; the bureau gives days, taken at noon."""

    id: str
    received: datetime
    sent_on: date
    product: str
    sub_product: str
    issue: str
    sub_issue: str
    company: str
    state: str
    channel: str
    response: str
    public_response: str
    timely: bool
    disputed: bool | None
    """None: the bureau does not say."""

    @property
    def category(self) -> str:
        """Its place in the tree of categories."""
        return category_id(self.product, self.issue, self.sub_issue)

    @property
    def content(self) -> str:
        """What it is about, in the bureau's words: the consumer's own are not in the data."""
        return self.sub_issue or self.issue


def noon(day: date) -> datetime:
    """Noon of a day in New York, in UTC.

    >>> noon(date(2015, 10, 7)).isoformat()
    '2015-10-07T16:00:00+00:00'
    """
    return datetime.combine(day, NOON, NEW_YORK).astimezone(UTC)


def whole_file() -> Path | None:
    """The file with all complaints, where it is at hand."""
    return find_data(WHOLE)


def rows_of_snapshot(path: Path) -> Iterator[dict[str, str]]:
    """The rows of the snapshot, as they stand but for apostrophes: the file has a backslash before each."""
    for row in read_rows(path):
        if row["snapshot"] == SNAPSHOT:
            yield {column: value.replace("\\'", "'") for column, value in row.items()}


def read(path: Path) -> Iterator[Complaint]:
    """The complaints of a file, in the order in which they were received."""
    for row in rows_of_snapshot(path):
        yield Complaint(
            row["complaint_id"],
            noon(date.fromisoformat(row["date_received"])),
            date.fromisoformat(row["date_sent_to_company"]),
            row["product"],
            row["sub_product"],
            row["issue"],
            row["sub_issue"],
            row["company"],
            row["state"],
            row["submitted_via"],
            row["company_response"],
            row["company_public_response"],
            row["timely"] == "Yes",
            {"Yes": True, "No": False}.get(row["consumer_disputed"]),
        )
