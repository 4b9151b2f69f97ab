"""The complaint rules of the CRM: answered by a clerk within a limit, or by the head, in three working days."""

from __future__ import annotations

from datetime import date

from complaintkit import Band, Bands, Duty, Fact, Guard, Money, Move, Policy, Redress, Rung, Stage, source
from complaintkit.deadlines import Before, WorkingDays
from complaintkit.rules import Access
from complaintkit.rules.conditions import fact
from complaintkit.values import titles

RULES = source("Complaint rules 2026")
TITLES = {
    "open": ("open", "处理中"),
    "answered": ("answered", "已答复"),
    "order": ("order number", "订单号"),
    "items": ("items concerned", "涉及件数"),
    "story": ("what happened", "经过"),
    "checked": ("the goods were checked", "已核查商品"),
    "refund": ("refund", "退款"),
    "note": ("add a note", "补充"),
    "answer": ("answer", "答复"),
    "reply": ("answer due", "答复期限"),
    "clerk": ("clerk", "经办人"),
    "head": ("head of service", "客服主管"),
    "goods_checked": ("the goods must be checked first", "须先核查商品"),
}

POLICY = Policy(
    id="web_crm",
    version="2026",
    in_force_from=date(2026, 1, 1),
    calendar="cn",
    roles=("clerk", "head"),
    stages=(Stage("open", owner="clerk"), Stage("answered", "closed")),
    facts=(
        Fact("order", "text", cite=RULES("1")),
        Fact("items", "whole", required=False, for_the_record=True, cite=RULES("1")),
        Fact("story", "text", personal=True, for_the_record=True, cite=RULES("1")),
        Fact("checked", "yes_no", required=False, cite=RULES("2")),
        Fact("refund", "money", currency="CNY", required=False, cite=RULES("3")),
    ),
    moves=(
        Move("note", ("open",), "=", by=("clerk", "head"), asks=("story",), cite=RULES("1")),
        Move("answer", ("open",), "answered", by=("clerk", "head"), asks=("checked",), offers=("refund",),
             bands="refunds", records=("approved", "replied", "closed"), cite=RULES("2"),
             guards=(Guard("goods_checked", fact("checked").is_true(), RULES("2")),)),
    ),
    bands=(Bands("refunds", (Band("clerk", Money.of("100", "CNY")), Band("head", None)), cite=RULES("3")),),
    redress=Redress("refund", currency="CNY"),
    duties=(
        Duty("reply", owner="clerk", starts="filed", ends=("replied",), term=WorkingDays(3), cite=RULES("4"),
             ladder=(Rung("soon", Before(WorkingDays(1)), kind="warning", tell=("clerk",)),
                     Rung("overdue", tell=("head",)))),
    ),
    access=Access(sees=("clerk",), erases=("head",), cite=RULES("5")),
    titles=titles(TITLES),
)  # fmt: skip
