"""Running the log through the desk: which event is which move, and what becomes of those that are refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from complaintkit import Actor, Decision, Desk, Money, Refused
from complaintkit.cases.reasons import reason_text
from complaintkit.storage import MemoryStore
from complaintkit.testing import FixedClock
from examples.traffic_fines.log import (
    ADD_PENALTY,
    APPEAL_TO_JUDGE,
    APPEAL_TO_PREFECTURE,
    CREATE,
    NOTIFICATION,
    RESULT_NOTIFIED,
    ROME,
    Entry,
)
from examples.traffic_fines.policy import CURRENCY, policy, rome

POLICE = Actor("police", roles={"police"})
OFFENDER = Actor("offender", roles={"offender"})
BEFORE = datetime(2006, 1, 1, tzinfo=UTC)


def euro(text: str) -> Money:
    """An amount of the log, exactly as it is written there.

    >>> euro("71.5")
    Money.of('71.50', 'EUR')
    """
    return Money(Decimal(text), CURRENCY)


class Step(NamedTuple):
    """What an event of the log is as a command: its trigger, who does it, and which columns become which facts."""

    trigger: str
    by: Actor
    facts: Mapping[str, tuple[str, Callable[[str], object]]] = {}


STEPS: Mapping[str, Step] = {
    "Send Fine": Step("send", POLICE, {"expense": ("expense", euro)}),
    NOTIFICATION: Step("notify", POLICE, {"notification_type": ("notificationtype", str)}),
    ADD_PENALTY: Step("add_penalty", POLICE, {"amount": ("amount", euro)}),
    # The running total: the log's column of single payments has lost its decimal point (870.0 for 87.00).
    "Payment": Step("pay", OFFENDER, {"paid_in_all": ("totalpaymentamount", euro)}),
    APPEAL_TO_PREFECTURE: Step("appeal_to_prefecture", OFFENDER),
    "Send Appeal to Prefecture": Step("send_appeal", POLICE, {"dismissal": ("dismissal", str)}),
    "Receive Result Appeal from Prefecture": Step("receive_result", POLICE),
    RESULT_NOTIFIED: Step("notify_result", POLICE),
    APPEAL_TO_JUDGE: Step("appeal_to_judge", OFFENDER, {"dismissal": ("dismissal", str)}),
    "Send for Credit Collection": Step("collect", POLICE),
}


class Refusal(NamedTuple):
    """An event that the policy does not permit, and the decision that says why."""

    entry: Entry
    decision: Decision


class Replay:
    """The log once more: each fine filed, and each of its events tried as a move on the day the log names."""

    def __init__(self) -> None:
        self.policy = policy()
        self.calendar = rome()
        self.clock = FixedClock(BEFORE)
        self.desk = Desk(
            self.policy,
            MemoryStore(),
            tenant="police",
            clock=self.clock,
            calendars={"rome": self.calendar},
            ids=lambda: self._filing,
        )
        self._filing = ""
        self.refused: list[Refusal] = []

    def run(self, entries: Iterable[Entry]) -> None:
        """Take the events one by one; those refused are kept with the decision."""
        for entry in entries:
            self.clock.move_to(entry.at)
            if entry.event == CREATE:
                self.file(entry)
                continue
            step = STEPS[entry.event]
            facts = {fact: read(entry.row[column]) for fact, (column, read) in step.facts.items()}
            try:
                self.desk.act(entry.fine, step.trigger, by=step.by, facts=facts)
            except Refused as refused:
                self.refused.append(Refusal(entry, refused.decision))

    def file(self, entry: Entry) -> None:
        """Draw up a fine. Nothing was spent on it yet."""
        self._filing = entry.fine
        row = entry.row
        self.desk.file(
            by=POLICE,
            facts={
                "amount": euro(row["amount"]),
                "expense": euro("0"),
                "article": row["article"],
                "points": int(Decimal(row["points"])),
                "vehicle_class": row["vehicleclass"],
                "dismissal": row["dismissal"],
            },
        )

    def reasons(self, refusal: Refusal) -> str:
        """Why an event was refused, in one line, with the clauses."""
        return "; ".join(reason_text(reason, self.policy, zone=ROME) for reason in refusal.decision.reasons)
