"""What a condition sees of a case at the moment of a command."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from complaintkit.cases.case import Case
from complaintkit.cases.events import EMPTY
from complaintkit.cases.program import Program
from complaintkit.rules.categories import category_path
from complaintkit.rules.facts import ABSENT
from complaintkit.rules.record import NOTHING_AROUND, Surroundings
from complaintkit.values import Money


class View:
    """A case with a command's facts laid over it; answers what conditions ask."""

    __slots__ = ("around", "at", "case", "category", "channel", "given", "parties", "program")

    def __init__(
        self,
        program: Program,
        case: Case | None,
        at: datetime,
        given: Mapping[str, Any] = EMPTY,
        around: Surroundings = NOTHING_AROUND,
        *,
        category: str | None = None,
        channel: str | None = None,
        parties: Mapping[str, Mapping[str, Any]] = EMPTY,
    ) -> None:
        self.program = program
        self.case = case
        self.at = at
        self.given = given
        self.around = around
        if case is None:
            self.category, self.channel, self.parties = category, channel, parties
        else:
            self.category = case.category if category is None else category
            self.channel, self.parties = case.channel, case.parties

    def fact(self, id: str) -> Any:
        """The value of a fact, the command's before the case's; ``ABSENT`` where nobody gave it."""
        if self.given is not EMPTY:
            value = self.given.get(id, ABSENT)
            if value is not ABSENT:
                return value
        return ABSENT if self.case is None else self.case.facts.get(id, ABSENT)

    @property
    def category_path(self) -> tuple[str, ...]:
        """The category and all it belongs to."""
        return category_path(self.program.categories, self.category)

    def has_record(self, name: str) -> bool:
        """Whether the case carries the record."""
        return self.case is not None and name in self.case.records

    def record_count(self, name: str) -> int:
        """How often the record was made."""
        return 0 if self.case is None else self.case.count(name)

    def total(self, name: str) -> Money:
        """The redress granted on this case and those it shares redress with."""
        redress = self.program.policy.redress
        currency = redress.currency if redress is not None else "XXX"  # ISO 4217: no currency; nothing is granted then
        return granted(self.case, self.around, currency)

    def tally(self, name: str) -> int | None:
        """A tally as it stood before the command; None where the surroundings do not hold it."""
        return self.around.tallies.get(name)

    def party_has(self, role: str, field: str) -> bool:
        """Whether the party of that role left that field (what stands in it is not looked at)."""
        return self.parties.get(role, EMPTY).get(field) is not None

    def party_asks_for(self, role: str) -> str | None:
        """The means of reply that the party of that role asked for; None where there is none."""
        return self.parties.get(role, EMPTY).get("means")

    def late(self, duty: str) -> bool:
        """Whether a run of the duty was met late, or is overdue at the moment of the command."""
        from complaintkit.cases.clocks import was_late

        return self.case is not None and was_late(self.program, self.case, duty, self.at)

    @property
    def today(self) -> date:
        """The local date of the command in the policy's calendar."""
        return self.program.calendar.local_date(self.at)

    @property
    def received(self) -> date:
        """The local date of the receipt in the policy's calendar; of a filing, that of its moment."""
        return self.program.calendar.local_date(self.at if self.case is None else self.case.received_at)


def granted(case: Case | None, around: Surroundings, currency: str) -> Money:
    """All redress granted on a case and on those it shares redress with."""
    total = Money.of(0, currency)
    if case is not None and case.redress_granted is not None:
        total = total + case.redress_granted
    for linked in around.linked:
        if linked.granted is not None:
            total = total + linked.granted
    return total
