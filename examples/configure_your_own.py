"""A thirteenth regime from scratch: the complaint rules of a school, written, checked, run and explained.

Run it: ``sh .ci/demo configure_your_own``, or ``python examples/configure_your_own.py``. The school and its handbook
are made up. Its calendar knows weekends, the summer holidays and one day off, and is handed to the desk by name.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import complaintkit as ck
from complaintkit import Actor, Channel, Desk, Duty, Fact, Guard, Message, Move, Rung, Stage, source
from complaintkit.deadlines import Before, Calendar, WorkingDays
from complaintkit.rules import STAYS, ExtensionRule, Recusal
from complaintkit.rules.conditions import category, fact, recorded
from complaintkit.storage import MemoryStore
from complaintkit.testing import FixedClock
from complaintkit.values import titles

DUBLIN = ZoneInfo("Europe/Dublin")
SCHOOL = Calendar(
    "school", zone="Europe/Dublin", holidays=[date(2026, 6, 1), *(date(2026, 7, 1) + timedelta(n) for n in range(62))]
)
BOOK = source("Handbook")  # Handbook ch. 9, in whose words nothing here is written
OPEN = ("received", "investigating")
EUR_50 = ck.Money.of("50", "EUR")
SAFETY = category.within("safety")

POLICY = ck.Policy(
    id="school",
    version="2026",
    in_force_from=date(2026, 1, 1),
    calendar="school",
    roles=("secretary", ck.Role("year_head", deputies=("principal",)), "principal", "chair"),
    channels=(Channel("letter", by=("secretary",)), Channel("visit", by=("secretary",), cite=BOOK("9.1"))),
    categories=("teaching", "meals", ck.Category("safety", cite=BOOK("9.4")), ck.Category("bullying", parent="safety")),
    facts=(
        Fact("pupil", "text", personal=True, for_the_record=True),
        Fact("upheld", "yes_no", required=False, cite=BOOK("9.6")),
        Fact("reimbursement", "money", currency="EUR", required=False, cite=BOOK("9.7")),
        Fact("findings", "text", required=False, for_the_record=True),
    ),
    stages=(
        Stage("received", owner="secretary"),
        Stage("investigating", owner="year_head"),
        Stage("answered", "closed"),
    ),
    moves=(
        Move("acknowledge", OPEN, STAYS, by=("secretary",), records=("acknowledged",), message="receipt",
             cite=BOOK("9.2")),
        Move("investigate", ("received",), "investigating", by=("year_head",), records=("investigated",),
             cite=BOOK("9.3"), guards=(Guard("principal_told", ~SAFETY | recorded("x_principal_told"), BOOK("9.4")),)),
        Move("tell_principal", OPEN, STAYS, by=("secretary", "year_head"), records=("x_principal_told",),
             cite=BOOK("9.4")),
        Move("reimburse", ("investigating",), STAYS, by=("year_head", "principal"), asks=("reimbursement",),
             bands="refunds", records=("approved",), cite=BOOK("9.7")),
        Move("answer", ("investigating",), "answered", by=("year_head",), asks=("upheld", "findings"), message="reply",
             records=("replied", "closed"), cite=BOOK("9.6"),
             guards=(Guard("acknowledged_first", recorded("acknowledged"), BOOK("9.2")),
                     Guard("settled", ~fact("reimbursement").known | recorded("approved"), BOOK("9.7")))),
    ),
    messages=(Message("receipt", means=("letter", "email")), Message("reply", means=("letter",), cite=BOOK("9.6"))),
    duties=(
        Duty("receipt_due", owner="secretary", starts="filed", ends=("acknowledged",), term=WorkingDays(2),
             ladder=(Rung("overdue", tell=("principal",)),), cite=BOOK("9.2")),
        Duty("answer_due", owner="year_head", starts="filed", ends=("replied",), term=WorkingDays(10),
             tells_complainant=True, cite=BOOK("9.6"),
             ladder=(Rung("soon", Before(WorkingDays(2)), kind="warning", tell=("year_head",)),
                     Rung("overdue", kind="escalation", tell=("chair",), cite=BOOK("9.8"))),
             extension=ExtensionRule("add", WorkingDays(5), by=("principal",), reasons=("witness_away",),
                                     cite=BOOK("9.6"))),
    ),
    redress=ck.Redress("reimbursement", currency="EUR"),
    bands=(ck.Bands("refunds", (ck.Band("year_head", EUR_50), ck.Band("principal", None)), cite=BOOK("9.7")),),
    recusal=Recusal(cite=BOOK("9.5")),
    titles=titles({"answer_due": ("written answer", "书面答复"), "year_head": ("head of year", "年级主任")}),
)  # fmt: skip


def main() -> None:
    """Check the policy, run one complaint under it, and explain what came of it."""
    for issue in ck.check(POLICY, calendars={"school": SCHOOL}):
        print(issue)
    clock = FixedClock(datetime(2026, 5, 27, 14, 0, tzinfo=DUBLIN))  # a Wednesday; Monday, 1 June, is off
    desk = Desk(
        ck.PolicyHistory([POLICY]), MemoryStore(), tenant="st-brigid", clock=clock, calendars={"school": SCHOOL}
    )
    secretary, head, principal = (
        Actor(f"staff-{role}", roles={role}) for role in ("secretary", "year_head", "principal")
    )
    case = desk.file(
        by=secretary, channel="letter", category="bullying", complainant=ck.Party(name="Aoife Byrne"),
        about=("staff-teacher",), facts={"pupil": "Cian"},
    )  # fmt: skip
    try:
        desk.act(case.id, "investigate", by=head)
    except ck.Refused as refused:
        print(refused)
    desk.act(case.id, "acknowledge", by=secretary, message={"means": "letter"})
    desk.act(case.id, "tell_principal", by=secretary)
    desk.act(case.id, "investigate", by=head)
    clock.move_to(datetime(2026, 6, 10, 9, 0, tzinfo=DUBLIN))
    print([f"{duty}: {rung}" for _, duty, rung in desk.sweep().fired])
    desk.extend(case.id, "answer_due", by=principal, reason="witness_away")
    given = {"reimbursement": "60 EUR"}
    print("a head of year:", desk.consider(case.id, "reimburse", by=head, facts=given).text(POLICY))
    desk.act(case.id, "reimburse", by=principal, facts=given)
    desk.act(case.id, "answer", by=head, facts={"upheld": True, "findings": "as told"}, message={"means": "letter"})
    print(desk.explain(case.id, by=principal, audience="regulator").text())


if __name__ == "__main__":
    main()
