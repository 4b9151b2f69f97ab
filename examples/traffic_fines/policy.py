"""The rules: how a fine is served, paid, raised, appealed against and collected.

Stages and moves are those of the log's ordinary course; the clauses are those of the Italian highway code that order
it. The log is older than 6 October 2011 in all but its last months, so that the sixty days hold for the judge as well.

A right that lapses is written as a duty of whoever has it: the appeal's duty starts with the notification, and an
appeal that comes after its due is refused.
"""

from __future__ import annotations

from datetime import date

from complaintkit import Duty, Fact, Guard, Move, Policy, Role, Stage, source
from complaintkit.deadlines import Calendar, Days, Window
from complaintkit.rules.conditions import fact, late
from complaintkit.rules.moves import STAYS
from complaintkit.values import titles

CODE = source("Legislative Decree 285/1992")
"""The Italian highway code."""

CURRENCY = "EUR"
PENALTY, PREFECTURE_TERM, JUDGE_TERM = "penalty", "appeal_to_prefecture_term", "appeal_to_judge_term"
IN_TIME = "in_time"
"""The guard of both appeals."""

TITLES = titles({
    "police": ("police", "警察"),
    "offender": ("offender", "违章人"),
    "complaint": ("fine", "罚款"),
    "drawn_up": ("drawn up", "已开具"),
    "sent": ("sent", "已寄出"),
    "notified": ("notified", "已送达"),
    "appealed": ("appealed to the prefecture", "已向省督提出申诉"),
    "at_prefecture": ("before the prefecture", "省督审理中"),
    "decided": ("decided by the prefecture", "省督已裁定"),
    "decision_notified": ("prefecture's decision notified", "省督裁定已送达"),
    "before_judge": ("before the judge", "法官审理中"),
    "paid": ("paid in full", "已付清"),
    "in_collection": ("credit collection", "强制征收中"),
    "send": ("send the fine", "寄出罚单"),
    "notify": ("enter the notification", "登记送达"),
    "add_penalty": ("add the penalty", "加罚"),
    "pay": ("pay", "付款"),
    "appeal_to_prefecture": ("appeal to the prefecture", "向省督申诉"),
    "send_appeal": ("send the appeal to the prefecture", "将申诉转省督"),
    "receive_result": ("receive the prefecture's decision", "收到省督裁定"),
    "notify_result": ("notify the offender of the decision", "向违章人送达裁定"),
    "appeal_to_judge": ("appeal to the judge", "向法官申诉"),
    "collect": ("send for credit collection", "移送强制征收"),
    "amount": ("amount", "金额"),
    "expense": ("cost of sending", "送达费用"),
    "paid_in_all": ("paid in all", "累计付款"),
    "article": ("article of the code", "法条"),
    "points": ("points taken", "扣分"),
    "vehicle_class": ("class of vehicle", "车辆类别"),
    "notification_type": ("kind of notification", "送达方式"),
    "dismissal": ("dismissal code", "撤销代码"),
    "x_sent": ("sent", "已寄出"),
    "x_penalty_added": ("penalty added", "已加罚"),
    "x_part_paid": ("part paid", "部分付款"),
    "x_appealed_to_prefecture": ("appealed to the prefecture", "已向省督申诉"),
    "x_appealed_to_judge": ("appealed to the judge", "已向法官申诉"),
    "x_sent_for_collection": ("sent for credit collection", "已移送强制征收"),
    PENALTY: ("penalty falls due", "加罚到期"),
    PREFECTURE_TERM: ("term for the appeal to the prefecture", "向省督申诉期限"),
    JUDGE_TERM: ("term for the appeal to the judge", "向法官申诉期限"),
    IN_TIME: ("the appeal comes within sixty days of the notification", "在送达后六十日内提出申诉"),
})  # fmt: skip

POLICE, OFFENDER = ("police",), ("offender",)
SERVED = ("notified", "appealed", "at_prefecture", "decided", "decision_notified", "before_judge")
UNPAID = ("drawn_up", "sent", *SERVED)
TERM = Days(60)

STAGES = (
    *(Stage(id, owner="police") for id in ("drawn_up", "sent")),
    Stage("notified", owner="offender"),
    *(Stage(id, owner="police") for id in ("appealed", "at_prefecture", "decided")),
    Stage("decision_notified", owner="offender"),
    Stage("before_judge", owner="police"),
    Stage("paid", "closed"),
    Stage("in_collection", "closed"),
)

ALL_PAID = fact("paid_in_all") >= fact("amount") + fact("expense")

MOVES = (
    # Sending costs: what was paid before it is taken up again, for the cost.
    Move("send", ("drawn_up",), "sent", by=POLICE, asks=("expense",), records=("x_sent",), cite=CODE("art. 201")),
    Move("send", ("paid",), "sent", by=POLICE, asks=("expense",), records=("x_sent", "reopened"),
         cite=CODE("art. 201", mark="reading")),
    Move("notify", ("sent",), "notified", by=POLICE, asks=("notification_type",), records=("delivered",),
         cite=CODE("art. 201")),
    Move("add_penalty", SERVED, STAYS, by=POLICE, asks=("amount",), records=("x_penalty_added",),
         cite=CODE("art. 203(3)")),
    Move("pay", UNPAID, "paid", by=OFFENDER, when=ALL_PAID, asks=("paid_in_all",), records=("paid", "closed"),
         cite=CODE("art. 202")),
    Move("pay", UNPAID, STAYS, by=OFFENDER, when=~ALL_PAID, asks=("paid_in_all",), records=("x_part_paid",),
         cite=CODE("art. 202", mark="reading")),
    Move("appeal_to_prefecture", ("notified",), "appealed", by=OFFENDER, after=("delivered",),
         guards=(Guard(IN_TIME, ~late(PREFECTURE_TERM), CODE("art. 203(1)")),),
         records=("x_appealed_to_prefecture",), cite=CODE("art. 203(1)")),
    Move("send_appeal", ("appealed",), "at_prefecture", by=POLICE, asks=("dismissal",), records=("referred",),
         cite=CODE("art. 203(2)")),
    # An appeal may go straight to the prefecture, so that nobody sends it on.
    Move("receive_result", ("appealed", "at_prefecture"), "decided", by=POLICE, records=("decided",),
         cite=(CODE("art. 204"), CODE("art. 203(1-bis)", mark="reading"))),
    Move("notify_result", ("decided",), "decision_notified", by=POLICE, records=("informed",), cite=CODE("art. 204")),
    Move("appeal_to_judge", ("notified", "decision_notified"), "before_judge", by=OFFENDER, after=("delivered",),
         asks=("dismissal",), guards=(Guard(IN_TIME, ~late(JUDGE_TERM), CODE("art. 204-bis")),),
         records=("x_appealed_to_judge",), cite=CODE("art. 204-bis")),
    Move("collect", ("notified", "decision_notified", "before_judge"), "in_collection", by=POLICE,
         after=("x_penalty_added",), records=("x_sent_for_collection", "closed"), cite=CODE("art. 206")),
)  # fmt: skip

FACTS = (
    Fact("amount", "money", currency=CURRENCY, cite=CODE("art. 202")),
    Fact("expense", "money", currency=CURRENCY, cite=CODE("art. 201")),
    Fact("paid_in_all", "money", required=False, currency=CURRENCY, cite=CODE("art. 202")),
    Fact("article", "text", for_the_record=True),
    Fact("points", "whole", min_value=0, for_the_record=True),
    Fact("vehicle_class", "text", for_the_record=True),
    Fact("dismissal", "text", for_the_record=True),
    Fact("notification_type", "text", required=False, for_the_record=True),
)

DUTIES = (
    Duty(PENALTY, owner="police", starts="delivered", ends=("x_penalty_added",), term=TERM, tells_complainant=True,
         cite=CODE("art. 203(3)")),
    Duty(PREFECTURE_TERM, owner="offender", starts="delivered", ends=("x_appealed_to_prefecture",), term=TERM,
         tells_complainant=True, cite=CODE("art. 203(1)")),
    Duty(JUDGE_TERM, owner="offender", starts="delivered", ends=("x_appealed_to_judge",), term=TERM,
         tells_complainant=True, cite=CODE("art. 204-bis")),
)  # fmt: skip


def policy() -> Policy:
    """The policy: days of the calendar, the day of the notification not counted, the last day as it falls.

    >>> [duty.term.count for duty in policy().duties]
    [60, 60, 60]
    """
    return Policy(
        id="traffic_fines",
        in_force_from=date(1993, 1, 1),
        roles=(Role("police"), Role("offender")),
        facts=FACTS,
        stages=STAGES,
        moves=MOVES,
        duties=DUTIES,
        calendar="rome",
        convention="plain",
        log_refusals=("stage", "guard", "missing_records"),
        titles=TITLES,
    )


def rome() -> Calendar:
    """Days in Rome. Only days of the calendar are counted: working hours and holidays play no part."""
    hours = (Window("08:00", "14:00"),)
    return Calendar("rome", zone="Europe/Rome", version="1", week=(hours,) * 5 + ((), ()))
