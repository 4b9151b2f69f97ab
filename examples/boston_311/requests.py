"""Reading the city's requests, one at a time, and bringing openings and closings into the order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from heapq import heappop, heappush
from pathlib import Path
from typing import Literal, NamedTuple

from examples._shared.data import find_data, read_rows

HERE = Path(__file__).parent
SAMPLE = HERE / "data" / "requests_2015_sample.csv.gz"
WHOLE = Path("data", "boston311", "boston311_2015.csv.gz")


class Request(NamedTuple):
    """A request that has a target. Instants are in UTC; the file has wall times of the city."""

    id: str
    type: str
    subject: str
    channel: str
    department: str
    opened: datetime
    target: datetime
    closed: datetime | None
    outcome: str
    flag: str
    """The city's own verdict: ONTIME, OVERDUE, or nothing."""


class Step(NamedTuple):
    """A request that is opened or closed, at a moment."""

    at: datetime
    what: Literal["open", "close"]
    request: Request


def whole_file() -> Path | None:
    """The file with all requests of the year, where it is at hand."""
    return find_data(WHOLE)


def read(path: Path, zone: tzinfo) -> Iterator[Request]:
    """The requests of a file that have a target, in the order in which they were opened. One is held at a time."""

    def instant(wall: str) -> datetime:
        return datetime.fromisoformat(wall).replace(tzinfo=zone).astimezone(UTC)

    for row in rows_with_target(path):
        yield Request(
            row["case_enquiry_id"],
            row["type"],
            row["subject"],
            row["source"],
            row["department"],
            instant(row["open_dt"]),
            instant(row["target_dt"]),
            instant(row["closed_dt"]) if row["closed_dt"] else None,
            row["outcome"],
            row["ontime"],
        )


def rows_with_target(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a file that have a target, as they stand."""
    return (row for row in read_rows(path) if row["target_dt"])


def in_order(requests: Iterable[Request]) -> Iterator[Step]:
    """Openings and closings in the order of time; what is closed before it is opened is closed right after that.

    Only requests that wait for their closing are held.
    """
    waiting: list[tuple[datetime, str, Request]] = []
    for request in requests:
        while waiting and waiting[0][0] <= request.opened:
            at, _, other = heappop(waiting)
            yield Step(at, "close", other)
        yield Step(request.opened, "open", request)
        if request.closed is not None:
            heappush(waiting, (max(request.closed, request.opened), request.id, request))
    while waiting:
        at, _, other = heappop(waiting)
        yield Step(at, "close", other)
