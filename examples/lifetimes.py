"""Two complaints from filing to archive, under a bank's rules and a factory's, each date and decision explained.

Run it: ``sh .ci/demo lifetimes``, or ``python examples/lifetimes.py`` (add ``zh`` for Chinese). The cases are kept in
``lifetimes.db``, one SQLite file in the current folder; run it again and the file goes on: new cases, the next numbers.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta, timezone
from typing import Any

from complaintkit import Actor, Desk, Party, PolicyHistory, Refused
from complaintkit.policies import bank_branch, manufacturing
from complaintkit.storage import SQLiteStore
from complaintkit.testing import FixedClock

FILE = "lifetimes.db"
BEIJING = timezone(timedelta(hours=8))
Step = tuple[str, str, dict[str, Any]]
"""When ("03-06 09:40"), what, and with what; ``by`` is the role of who does it."""


def at(when: str) -> datetime:
    """A moment of 2026 in Beijing, written as month, day and time."""
    return datetime.strptime(f"2026-{when} +0800", "%Y-%m-%d %H:%M %z")


def walk(
    title: str, policy: Any, filing: dict[str, Any], steps: list[Step], lang: str, store: SQLiteStore, tenant: str
) -> None:
    """File a complaint, take its steps one by one, and print what happened and why."""
    print(f"=== {title}")
    clock = FixedClock(at(filing.pop("when")))
    desk = Desk(PolicyHistory([policy]), store, tenant=tenant, clock=clock)
    people = {role.id: Actor(f"emp-{n}", roles={role.id}) for n, role in enumerate(policy.roles, 1)}
    case = desk.file(by=people[filing.pop("by")], **filing)
    for when, trigger, given in steps:
        clock.move_to(at(when))
        for _, duty, rung in desk.sweep().fired:
            print(f"{when}  the sweep fires {policy.title(duty, lang)} / {policy.title(rung, lang)}")
        by = people[given.pop("by")]
        try:
            case = desk.act(case.id, trigger, by=by, **given)
            number = f", number {case.number}" if case.number else ""
            print(f"{when}  {policy.title(trigger, lang)}: {policy.title(case.stage, lang)}{number}")
        except Refused as refused:
            print(f"{when}  {policy.title(trigger, lang)}: {refused.decision.text(policy, lang, BEIJING)}")
    print()
    print(desk.explain(case.id, by=people[policy.roles[-1].id], audience="regulator", lang=lang).text())
    report = desk.verify()
    print(f"kept in {FILE}: {report.cases} cases of {tenant}, {report.events} events, chains whole: {report.ok}\n")


BANK: list[Step] = [
    ("03-06 09:45", "resolve", {  # more than a teller may grant: refused, with the clause
        "by": "first_receiver",
        "facts": {"within_post_authority": True, "answerable_at_first": True, "cause": "fee charged twice",
                  "solution": "refund", "redress": "300 CNY"},
        "message": {"means": "in_person"},
    }),
    ("03-06 09:50", "transfer", {
        "by": "first_receiver", "facts": {"within_post_authority": False, "answerable_at_first": False},
    }),
    ("03-06 10:00", "register", {"by": "complaint_manager"}),
    ("03-06 10:05", "report_to_head", {"by": "complaint_manager"}),
    ("03-06 10:30", "analyse_cause", {"by": "complaint_manager", "facts": {"cause": "fee charged twice"}}),
    ("03-06 10:40", "agree_reply_time", {  # the clause's bound is the third day: refused
        "by": "complaint_manager",
        "facts": {"answerable_on_spot": False, "agreed_reply_at": at("03-10 10:00")},
    }),
    ("03-06 10:45", "agree_reply_time", {
        "by": "complaint_manager",
        "facts": {"answerable_on_spot": False, "agreed_reply_at": at("03-09 10:00")},
    }),
    ("03-06 11:00", "ask_instructions", {"by": "complaint_manager"}),
    ("03-06 14:00", "instruct", {"by": "outlet_head", "facts": {"instructions": "refund and apologise"}}),
    ("03-09 09:00", "investigate", {
        "by": "complaint_manager", "facts": {"investigation": "two bookings on one slip", "verified": True},
    }),
    ("03-09 09:05", "find", {
        "by": "complaint_manager", "facts": {"bank_responsible": True, "responsible": "emp-44"},
    }),
    ("03-09 09:10", "settle", {
        "by": "complaint_manager",
        "facts": {"solution": "refund", "within_outlet_authority": True, "redress": "300 CNY"},
    }),
    # Typed in after the agreed hour, but given before it: the escalation of 10:00 is lifted.
    ("03-09 10:30", "reply", {
        "by": "complaint_manager", "message": {"means": "telephone"}, "occurred_at": at("03-09 09:40"),
    }),
    ("03-09 10:40", "apologise", {"by": "responsible_party", "message": {"means": "telephone"}}),
    ("03-09 10:50", "correct_error", {"by": "responsible_party", "facts": {"correction": "booking reversed"}}),
    ("03-09 11:00", "rectify", {"by": "responsible_party", "facts": {"rectification": "second pair of eyes"}}),
    ("03-09 11:10", "register_outcome", {"by": "complaint_manager", "facts": {"handling": "refund, apology"}}),
    ("03-09 11:20", "sign", {"by": "outlet_head"}),
    ("03-09 11:30", "close", {"by": "complaint_manager"}),
    ("03-09 11:40", "archive", {"by": "complaint_manager"}),
]  # fmt: skip

FACTORY: list[Step] = [
    ("03-02 09:30", "send_samples", {
        "by": "sales",
        "facts": {"confirmed_reasons": "yarn breaks", "samples": "two rolls", "sales_opinion": "justified"},
    }),
    ("03-02 10:00", "accept", {"by": "gm_office"}),
    ("03-03 10:00", "trace", {
        "by": "quality_control", "category": "quality",
        "facts": {"cause": "worn guide", "inspection_result": "38 of 400 confirmed",
                  "responsible_department": "weaving", "responsible_persons": ["emp-31"]},
    }),
    ("03-04 10:00", "analyse", {
        "by": "manufacturing",
        "facts": {"analysis": "guide not changed", "countermeasure": "change it weekly", "production_unit": "mill 2",
                  "machine_shift": "loom 7, night", "workers": ["emp-31"], "produced_on": "2026-01-20"},
    }),
    ("03-05 10:00", "comment", {
        "by": "manager_office", "facts": {"manager_comment": "agreed", "needs_research": False},
    }),
    ("03-05 15:00", "check", {"by": "gm_office", "facts": {"check_result": "complete"}}),
    ("03-05 16:00", "explain_to_customer", {"by": "sales", "message": {"means": "telephone"}}),
    ("03-06 10:00", "negotiate", {
        "by": "sales",
        "facts": {"outcome": "customer takes it", "handling": "allowance", "amount": "9000 CNY"},
    }),
    ("03-06 11:00", "read_outcome", {"by": "sales_supervisor"}),
    ("03-06 14:00", "find", {
        "by": "gm_office",
        "facts": {"originating_unit": "mill 2", "own_quality_problem": True, "human_negligence": False,
                  "handling_method": "new guides", "improvement_tracked": False},
    }),
    ("03-06 15:00", "combine", {
        "by": "gm_office", "facts": {"combined_opinion": "pay, change guides", "handling": "allowance"},
    }),
    ("03-09 10:00", "approve", {"by": "sales_manager"}),  # above the sales manager's band: refused
    ("03-09 11:00", "approve", {"by": "deputy_general_manager"}),
    ("03-09 12:00", "close", {"by": "gm_office"}),
    ("03-09 14:00", "reply", {  # the form itself never goes to the customer: refused
        "by": "sales", "message": {"means": "letter", "enclosures": ["closed_form"]},
    }),
    ("03-09 14:05", "reply", {"by": "sales", "message": {"means": "letter"}}),
    ("03-12 09:00", "customer_accepts", {"by": "sales"}),
    ("03-12 10:00", "draw_allowance", {"by": "sales", "facts": {"allowance_amount": "9000 CNY"}}),
    ("03-12 10:10", "sign_allowance_manager", {"by": "sales_manager"}),
    ("03-12 10:20", "sign_allowance_general", {"by": "general_manager"}),
    ("03-12 15:00", "take_customer_signature", {"by": "sales"}),
    ("03-13 09:00", "prove_allowance", {
        "by": "sales", "facts": {"allowance_proof": "allowance_certificate", "buyer_seal": True},
    }),
    ("03-13 09:10", "send_proofs", {"by": "sales"}),
    ("03-13 09:20", "check_times", {"by": "gm_office"}),
    ("03-13 09:30", "archive", {"by": "gm_office"}),  # not before the month's check: refused
    ("04-08 09:00", "settle_shares", {  # shares that do not add to 100: refused
        "by": "department_head",
        "facts": {"responsibility_shares": [{"unit": "mill 2", "share": 60}, {"unit": "stores", "share": 30}]},
    }),
    ("04-08 09:05", "settle_shares", {
        "by": "department_head",
        "facts": {"responsibility_shares": [{"unit": "mill 2", "share": 70}, {"unit": "stores", "share": 30}]},
    }),
    ("04-08 09:10", "monthly_check", {"by": "gm_office", "facts": {"measures_result": "no repetition"}}),
    ("04-09 09:00", "archive", {"by": "gm_office"}),
]  # fmt: skip


def main(lang: str, store: SQLiteStore) -> None:
    """Run both."""
    walk(
        "A bank branch: a spoken complaint about a fee",
        bank_branch.policy(in_force_from="2026-01-01", post_limit="200", outlet_limit="5000"),
        {"when": "03-06 09:40", "by": "first_receiver", "channel": "spoken",
         "complainant": Party(name="Li Hua", contact="138 0000 0000"), "confirmed": ["restate_spoken"],
         "facts": {"unit_kind": "outlet", "content": "charged twice for one transfer"}},
        BANK,
        lang,
        store,
        "bank",
    )  # fmt: skip
    walk(
        "A factory: 38 bad pieces of 400",
        manufacturing.policy(sales_manager_limit="5000", deputy_limit="50000", in_force_from="2026-01-01"),
        {"when": "03-02 09:00", "by": "sales", "channel": "letter", "category": "quality",
         "complainant": Party(name="Hua Xing Trading", kind="organisation"), "refs": {"crm": "T-991"},
         "facts": {"order_no": "A-118", "item_no": "9-22", "shipped_on": "2026-02-02", "quantity": 400,
                   "defective_quantity": 38, "demand": "allowance", "scope": "domestic"}},
        FACTORY,
        lang,
        store,
        "factory",
    )  # fmt: skip


if __name__ == "__main__":
    with SQLiteStore(FILE) as kept:
        main("zh" if "zh" in sys.argv[1:] else "en", kept)
