"""Complaints of customers in a managed building: reception, ordinary, major, collective and written ones (T7)."""

from __future__ import annotations

from datetime import date

from complaintkit.deadlines import Days, Immediately, NthDayOfNextMonth, Term, WorkingDays
from complaintkit.rules import (
    Access,
    Bands,
    Category,
    Channel,
    Conduct,
    Duty,
    Fact,
    Form,
    Guard,
    JoinRule,
    Kind,
    LinkRule,
    Message,
    Move,
    Numbering,
    Policy,
    PromiseRule,
    Recusal,
    Redress,
    Register,
    Role,
    Rung,
    SanctionRule,
    Stage,
    Tally,
)
from complaintkit.rules.conditions import category, channel, fact, recorded
from complaintkit.rules.moves import STAYS
from complaintkit.rules.parameters import Parameters
from complaintkit.values import source, titles

T7 = source("T7")
"""The seventh of the fourteen model texts: R is its first list, on reception; S the second, of which (4) to (8) are
left."""

TITLES = titles({
    # roles
    "receiver": ("receptionist", "接待人员"),
    "functional_department": ("functional department", "职能部门"),
    "department_manager": ("department manager", "部门经理"),
    "centre_leaders": ("leaders of the management centre", "物业管理中心领导"),
    # kinds, channels, means, registers
    "complaint": ("complaint", "客户投诉"),
    "monthly_summary": ("monthly summary", "每月投诉汇总"),
    "visit": ("visit", "来访"),
    "telephone": ("telephone", "电话"),
    "written": ("in writing", "书面投诉"),
    "spoken": ("by word of mouth", "口头"),
    "letter": ("letter", "书信"),
    "email": ("e-mail", "电子邮件"),
    "complaint_record": ("complaint record", "客户投诉记录表"),
    # categories
    "ordinary": ("ordinary complaint", "一般性投诉"),
    "noise": ("decoration noise", "装修噪音"),
    "facilities": ("public facilities", "公共设施"),
    "repairs": ("repairs inside a unit", "室内设施维修"),
    "post": ("lost or missing post", "邮件、报纸遗失或欠收"),
    "cleanliness": ("cleanliness and greenery", "环境卫生及绿化"),
    "pests": ("pests", "鼠虫害"),
    "other_services": ("other services of the centre", "其他服务"),
    "major": ("major complaint", "重大投诉"),
    "major_event": ("major or sudden event", "重大或突发事件"),
    "fire": ("fire", "火灾"),
    "lift_entrapment": ("people trapped in a lift", "电梯困人"),
    "explosion": ("explosion", "爆炸"),
    "power_outage": ("sudden power failure", "突发性停电"),
    "flooding": ("flooding", "水浸"),
    "destruction": ("theft or other destruction", "盗窃等破坏性行为"),
    "crime": ("crime", "刑事案件"),
    "collective": ("collective complaint", "集体投诉"),
    "major_fault": ("major fault", "重大故障"),
    "main_plant": ("failure of main plant", "主要设备设施故障"),
    "main_structure": ("damage to the main structure", "大厦主体结构受损"),
    # facts
    "households": ("customers who complain", "投诉客户(户)"),
    "matter": ("matter of the complaint", "投诉事项"),
    "department": ("department in charge", "承办职能部门"),
    "cause": ("cause", "原因"),
    "unsolvable_because": ("why it cannot be solved", "不能解决的原因"),
    "next_reply_at": ("time of the next reply", "下次回复时间"),
    "course": ("course of the handling", "处理过程"),
    "result": ("result", "处理结果"),
    "customer_confirms": ("customer confirms the form", "客户确认"),
    "visit_findings": ("what the return visit showed", "回访情况"),
    "complaints_received": ("complaints of the month", "当月投诉件数"),
    "counts": ("complaints by kind", "分类统计"),
    "kind_of_complaint": ("kind", "投诉类别"),
    "number_of_complaints": ("number", "件数"),
    "chosen_for_visit": ("complaints chosen for a return visit", "选定回访的投诉"),
    # forms and where their copies go
    "major_report": ("report of a major complaint", "重大投诉报告"),
    "handling_form": ("handling form", "客户意见处理表"),
    "monthly_table": ("monthly complaint table", "客户月投诉统计表"),
    "file": ("file", "存档"),
    # stages
    "received": ("received", "已受理"),
    "with_department": ("with the functional department", "职能部门处理中"),
    "major_in_hand": ("major, explained to the customer", "重大投诉处理中"),
    "unsolved": ("not solvable for now", "暂不能解决"),
    "replied": ("replied to", "已回复"),
    "joined": ("joined to another matter", "已并案"),
    "closed": ("confirmed by the customer", "客户已确认"),
    "archived": ("archived", "已归档"),
    "to_summarise": ("to be summarised", "待汇总"),
    "summarised": ("summarised", "已汇总"),
    "visits_chosen": ("return visits chosen", "已选定回访"),
    # triggers
    "classify": ("establish the nature", "确认投诉性质"),
    "record": ("enter in the complaint record", "记录"),
    "pass_on": ("pass to the functional department", "向职能部门传递"),
    "inform": ("tell the customer at once", "立即回复客户"),
    "report": ("report to manager and leaders", "上报部门经理和中心领导"),
    "explain": ("explain the cause and fix a reply time", "解释原因并确定回复时间"),
    "put_off": ("tell that it cannot be solved, fix the next reply", "说明不能解决并确定下次回复时间"),
    "reply": ("reply", "回复客户"),
    "fill_form": ("fill in the handling form", "填写客户意见处理表"),
    "confirm_form": ("have the customer confirm the form", "客户确认处理表"),
    "contest": ("customer is not content", "客户不认可"),
    "archive": ("archive", "收回存档"),
    "visit_customer": ("visit the customer again", "客户回访"),
    "summarise": ("compile the monthly table", "汇总统计"),
    "choose_visits": ("choose the return visits", "选定回访客户"),
    "no_visits": ("note that there is nobody to visit", "本月无回访"),
    # records of its own
    "x_recorded": ("entered in the complaint record", "已记录"),
    "x_reported": ("reported to manager and leaders", "已上报"),
    "x_explained": ("cause explained", "已解释原因"),
    "x_put_off": ("told that it cannot be solved", "已说明不能解决"),
    "x_time_fixed": ("reply time fixed", "已确定回复时间"),
    "x_collective": ("became a collective complaint", "转为集体投诉"),
    "x_answered_apart": ("answered apart from the matter", "已单独回复"),
    "x_form_filled": ("handling form filled in", "已填处理表"),
    "x_summarised": ("monthly table compiled", "已汇总"),
    "x_visits_chosen": ("return visits chosen", "已选定回访"),
    "x_to_visit": ("chosen for a return visit", "列入回访"),
    # duties, their rung, promises, messages, links
    "classification": ("nature established", "确认投诉性质"),
    "recording": ("entry in the complaint record", "记录投诉"),
    "passing_on": ("passing to the functional department", "信息传递"),
    "information": ("telling the customer at once", "立即回复客户"),
    "explanation": ("explanation of the cause and reply time", "解释原因、确定回复时间"),
    "next_reply": ("next reply", "下次回复"),
    "choice_of_visits": ("choice of return visits", "选定回访"),
    "return_visit": ("return visit", "客户回访"),
    "overdue": ("overdue", "逾期"),
    "next_reply_time": ("agreed time of the next reply", "约定的下次回复时间"),
    "first_word": ("what is being done", "情况告知"),
    "cause_explained": ("explanation of the cause", "原因解释"),
    "not_solvable": ("why it cannot be solved, and when the next reply comes", "不能解决的说明及下次回复时间"),
    "same_matter": ("joined as the same matter", "同一事项并案"),
    # conducts
    "heard": ("Hear the customer out; do not interrupt.", "耐心听客户讲完,不得打断。"),
    "no_hasty_position": ("Take no hasty position.", "不急于表态。"),
    "asked": ("Draw the details out calmly and objectively.", "客观冷静地引导客户叙述清楚。"),
    "no_rebuttal": ("Do not contradict the customer to his face.", "切忌与客户正面辩驳。"),
    "followed": ("Follow the complaint to the end.", "受理投诉一跟到底。"),
    "tactful": ("Say tactfully what cannot be solved.", "婉转地向客户讲清楚。"),
    # guards
    "kind_named": ("the kind is named, not only its group", "须确认具体类别"),
    "three_are_collective": ("three customers or more are a major complaint", "三家以上为重大投诉"),
    "collective_from_three": ("a collective complaint has three customers or more", "集体投诉须三家以上"),
    "stays_major": ("what became collective stays major", "转为集体投诉后仍属重大投诉"),
    "nature_established": ("the nature is established", "已确认投诉性质"),
    "ordinary_recorded": ("an ordinary complaint is in the complaint record", "一般性投诉已记录"),
    "customer_told": ("the customer was told at once", "已立即回复客户"),
    "leaders_told": ("manager and leaders know of a major complaint", "重大投诉已上报"),
    "cause_told": ("the cause of a major complaint was explained", "重大投诉已解释原因"),
    "answered": ("it was replied to", "已回复客户"),
    "customer_confirmed": ("the customer has confirmed the form", "客户已确认处理表"),
    "answered_in_writing": ("a complaint in writing has its answer in writing", "书面投诉已书面回复"),
    "adds_up": ("the kinds add up to the month's complaints", "分类件数与当月总数一致"),
    "none_received": ("there was no complaint in the month", "当月无投诉"),
})  # fmt: skip

# Nobody stands in by T7. [default] The rank above acts when nobody who holds the role is left.
ROLES = (
    Role("receiver", last_resort="department_manager", cite=T7("R(1)")),
    Role("functional_department", last_resort="department_manager", cite=T7("S(4)")),
    Role("department_manager", last_resort="centre_leaders", cite=T7("R(6)")),
    Role("centre_leaders", cite=T7("R(6)")),
)

KINDS = (
    Kind("complaint", initial="received", by=("receiver",), cite=T7("R(1)")),
    Kind("monthly_summary", initial="to_summarise", every="month", opens="end", cite=T7("S(8)")),
)

# What is said is heard and asked about first; the two are confirmed when it is taken down. [default] T7 has no list of
# channels beside the written one.
CHANNELS = (
    Channel("visit", confirms=("heard", "asked"), cite=T7("R(1)")),
    Channel("telephone", confirms=("heard", "asked"), cite=T7("R(1)", mark="default")),
    Channel("written", cite=T7("S(7)")),
)

REGISTERS = (Register("complaint_record", enters=("x_recorded",), keeper="receiver", cite=T7("S(4)")),)

ORDINARY = ("noise", "facilities", "repairs", "post", "cleanliness", "pests", "other_services")
EVENTS = ("fire", "lift_entrapment", "explosion", "power_outage", "flooding", "destruction", "crime", "collective")
FAULTS = ("main_plant", "main_structure")
CATEGORIES = (
    Category("ordinary", cite=T7("S(4)")),
    *(Category(id, parent="ordinary", cite=T7("S(5)")) for id in ORDINARY),
    Category("major", cite=T7("S(6)")),
    Category("major_event", parent="major", cite=T7("S(6)")),
    *(Category(id, parent="major_event", cite=T7("S(6)")) for id in EVENTS),
    Category("major_fault", parent="major", cite=T7("S(6)")),
    *(Category(id, parent="major_fault", cite=T7("S(6)")) for id in FAULTS),
)
GROUPS = ("ordinary", "major", "major_event", "major_fault")

COLLECTIVE = 3
"""S(6): from so many customers on, three included, a complaint is collective."""

FACTS = (
    Fact("households", "unit", many=True, cite=T7("S(6)")),
    Fact("matter", "text", personal=True, for_the_record=True, cite=T7("R(2)")),
    Fact("department", "unit", required=False, cite=T7("S(4)")),
    Fact("cause", "text", required=False, cite=T7("S(6)")),
    Fact("unsolvable_because", "text", required=False, cite=T7("R(3)")),
    Fact("next_reply_at", "instant", required=False, cite=T7("R(3)")),
    Fact("course", "text", required=False, cite=T7("R(4)")),
    Fact("result", "text", required=False, cite=T7("R(4)")),
    Fact("customer_confirms", "yes_no", required=False, cite=T7("R(5)")),
    Fact("visit_findings", "text", required=False, cite=T7("S(8)")),
    Fact("complaints_received", "whole", min_value=0, required=False, case_kind="monthly_summary", cite=T7("S(8)")),
    Fact("counts", "table", required=False, case_kind="monthly_summary", cite=T7("S(8)"), columns=(
        Fact("kind_of_complaint", "choice", choices=(*ORDINARY, *EVENTS, *FAULTS)),
        Fact("number_of_complaints", "whole", min_value=1),
    )),
    Fact("chosen_for_visit", "text", many=True, required=False, case_kind="monthly_summary", cite=T7("S(8)")),
)  # fmt: skip

# R(6) and S(6) name whom a major complaint is reported to. [default] By a paper with a copy for each of the two.
FORMS = (
    Form("major_report", copies=("department_manager", "centre_leaders"), contents=("matter",), cite=T7("R(6)")),
    Form("handling_form", copies=("file",), contents=("matter", "course", "result"), cite=T7("R(5)")),
    Form("monthly_table", copies=("file",), contents=("complaints_received", "counts"), cite=T7("S(8)")),
)

STAGES = (
    Stage("received", owner="receiver"),
    Stage("with_department", owner="functional_department"),
    Stage("major_in_hand", owner="department_manager", needs_promise="next_reply_time"),
    Stage("unsolved", owner="functional_department", needs_promise="next_reply_time"),
    Stage("replied", owner="receiver"),
    Stage("joined", "closed"),
    Stage("closed", "closed"),
    Stage("archived", "archived"),
    Stage("to_summarise", owner="receiver", case_kind="monthly_summary"),
    Stage("summarised", owner="receiver", case_kind="monthly_summary"),
    Stage("visits_chosen", "closed", case_kind="monthly_summary"),
)
WORKING = ("received", "with_department", "major_in_hand", "unsolved")
OPEN = (*WORKING, "replied")

RECEIVER, HANDLING = ("receiver",), ("receiver", "functional_department", "department_manager")
IS_ORDINARY, IS_MAJOR = category.within("ordinary"), category.within("major")
WRITTEN = channel == "written"
MANY = fact("households").rows >= COLLECTIVE

LEADERS_TOLD = Guard("leaders_told", ~IS_MAJOR | recorded("x_reported"), T7("R(6)"))
CAUSE_TOLD = Guard("cause_told", ~IS_MAJOR | recorded("x_explained"), T7("S(6)"))


def _first_moves() -> tuple[Move, ...]:
    """S(4) to S(7): the nature is established; what is ordinary is recorded, passed on, and the customer told."""
    nature = (
        Guard("kind_named", ~category.one_of(*GROUPS), T7("S(5)")),
        Guard("three_are_collective", ~MANY | IS_MAJOR, T7("S(6)")),
        Guard("collective_from_three", ~category.within("collective") | MANY | recorded("x_collective"), T7("S(6)")),
        Guard("stays_major", ~recorded("x_collective") | IS_MAJOR, T7("S(6)", mark="reading")),
    )
    return (
        Move("classify", ("received", "with_department", "unsolved"), STAYS, by=HANDLING, reclassifies=True,
             guards=nature, records=("classified",), cite=(T7("S(4)"), T7("S(5)"), T7("S(6)"), T7("S(7)"))),
        Move("record", WORKING, STAYS, by=RECEIVER, when=IS_ORDINARY, after=("classified",),
             records=("x_recorded",), cite=T7("S(4)")),
        Move("pass_on", ("received",), "with_department", by=RECEIVER, when=IS_ORDINARY, asks=("department",),
             after=("x_recorded",), records=("transferred",), cite=T7("S(4)")),
        Move("inform", WORKING, STAYS, by=RECEIVER, when=IS_ORDINARY, message="first_word", records=("informed",),
             cite=T7("S(4)")),
    )  # fmt: skip


def _major_moves() -> tuple[Move, ...]:
    """R(6), S(6): reported to manager and leaders; the cause explained to the customer, with a time for the reply."""
    return (
        Move("report", OPEN, STAYS, by=HANDLING, when=IS_MAJOR, issues=("major_report",), records=("x_reported",),
             cite=(T7("R(6)"), T7("S(6)"))),
        Move("explain", ("received", "with_department", "unsolved", "replied"), "major_in_hand", by=HANDLING,
             when=IS_MAJOR, after=("classified",), asks=("cause",), promises="next_reply_time",
             message="cause_explained", records=("x_explained", "x_time_fixed"), cite=T7("S(6)")),
    )  # fmt: skip


def _replies() -> tuple[Move, ...]:
    """R(3), R(4), S(7): to the end, with course and result; what cannot be solved never without a next time."""
    before = (
        Guard("nature_established", recorded("classified"), T7("S(7)")),
        Guard("ordinary_recorded", ~IS_ORDINARY | recorded("x_recorded"), T7("S(4)")),
        Guard("customer_told", ~IS_ORDINARY | recorded("informed"), T7("S(4)")),
        LEADERS_TOLD,
        CAUSE_TOLD,
    )
    return (
        Move("put_off", WORKING, "unsolved", by=HANDLING, asks=("unsolvable_because",), promises="next_reply_time",
             confirms=("tactful",), message="not_solvable", records=("x_put_off", "x_time_fixed"), cite=T7("R(3)")),
        Move("reply", ("with_department", "major_in_hand", "unsolved"), "replied", by=HANDLING, guards=before,
             asks=("course", "result"), message="reply", records=("replied",),
             cite=(T7("R(3)"), T7("R(4)"), T7("S(7)"))),
        # [default] Who wrote and was joined to another's matter gets the answer in writing all the same.
        Move("reply", ("joined",), STAYS, by=HANDLING, when=WRITTEN, asks=("course", "result"), message="reply",
             records=("x_answered_apart",), cite=T7("S(7)", mark="default")),
        # [default] Who is not content with the reply was not replied to for good: R(3) goes on, with a next time.
        Move("contest", ("replied",), "unsolved", by=HANDLING, asks=("unsolvable_because",),
             promises="next_reply_time", message="not_solvable", records=("dissatisfied", "x_time_fixed"),
             cite=T7("R(3)", mark="default")),
    )  # fmt: skip


def _closing() -> tuple[Move, ...]:
    """R(5): matter, course and result in the handling form, confirmed by the customer, and only then archived."""
    answered = Guard("answered", recorded("replied"), T7("R(3)"))
    confirmed = Guard("customer_confirmed", recorded("confirmed"), T7("R(5)"))
    yes = Guard("customer_confirmed", fact("customer_confirms").is_true(), T7("R(5)"))
    in_writing = Guard("answered_in_writing", ~WRITTEN | recorded("x_answered_apart"), T7("S(7)", mark="default"))
    return (
        Move("fill_form", ("replied",), STAYS, by=RECEIVER, issues=("handling_form",), records=("x_form_filled",),
             cite=T7("R(5)")),
        Move("confirm_form", ("replied",), "closed", by=RECEIVER, asks=("customer_confirms",),
             after=("x_form_filled",), guards=(yes, LEADERS_TOLD, CAUSE_TOLD), records=("confirmed", "closed"),
             cite=T7("R(5)")),
        Move("archive", (*OPEN, "closed"), "archived", by=RECEIVER, guards=(answered, confirmed),
             records=("archived",), cite=T7("R(5)")),
        # [default] A complaint that was joined to another's matter is archived with that one's form.
        Move("archive", ("joined",), "archived", by=RECEIVER, guards=(in_writing,), records=("archived",),
             cite=T7("R(5)", mark="default")),
    )  # fmt: skip


def _monthly_moves() -> tuple[Move, ...]:
    """S(8): once a month the table, and the customers to visit again chosen from it."""
    adds_up = Guard("adds_up", fact("counts").total("number_of_complaints") == fact("complaints_received"), T7("S(8)"))
    none = Guard("none_received", fact("complaints_received") == 0, T7("S(8)"))
    return (
        Move("summarise", ("to_summarise",), "summarised", by=RECEIVER, asks=("complaints_received",),
             offers=("counts",), guards=(adds_up,), issues=("monthly_table",), records=("x_summarised",),
             cite=T7("S(8)")),
        Move("choose_visits", ("to_summarise", "summarised"), "visits_chosen", by=RECEIVER, after=("x_summarised",),
             links="return_visit", records=("x_visits_chosen",), cite=T7("S(8)")),
        Move("no_visits", ("summarised",), "visits_chosen", by=RECEIVER, guards=(none,),
             records=("x_visits_chosen",), cite=T7("S(8)", mark="default")),
        Move("visit_customer", ("replied", "closed", "archived"), STAYS, by=RECEIVER,
             asks=("visit_findings",), after=("x_to_visit",), records=("followed_up",), cite=T7("S(8)")),
    )  # fmt: skip


MOVES = (*_first_moves(), *_major_moves(), *_replies(), *_closing(), *_monthly_moves())

AT_ONCE = Immediately()
TO_MANAGER = (Rung("overdue", tell=("department_manager",), cite=T7("R(6)", mark="default")),)
TO_LEADERS = (
    Rung("overdue", tell=("department_manager", "centre_leaders"), cite=T7("R(6)", mark="default")),
)  # fmt: skip


def _duties(promptly: Term, reply: int, next_reply: int, summary_day: int, visit: int) -> tuple[Duty, ...]:
    """What is owed by when. T7 has no figures: "at once" is the same day, ``promptly`` stands for its other haste."""
    ordinary, major = IS_ORDINARY.is_true(otherwise=False), IS_MAJOR.is_true(otherwise=False)
    return (
        # [default] All that follows hangs on the nature of the complaint: it is established the day it comes in.
        Duty("classification", owner="receiver", starts="filed", ends=("classified",), term=AT_ONCE,
             ladder=TO_MANAGER, cite=T7("S(7)", mark="default")),
        Duty("recording", owner="receiver", starts="filed", ends=("x_recorded",), term=AT_ONCE, when=ordinary,
             ladder=TO_MANAGER, cite=T7("S(4)")),
        Duty("passing_on", owner="receiver", starts="filed", ends=("transferred",), term=promptly, when=ordinary,
             ladder=TO_MANAGER, cite=T7("S(4)")),
        Duty("information", owner="receiver", starts="filed", ends=("informed",), term=AT_ONCE, when=ordinary,
             ladder=TO_MANAGER, tells_complainant=True, cite=T7("S(4)")),
        # What becomes major on the way is owed from then on.
        Duty("major_report", owner="receiver", starts="filed", ends=("x_reported",), term=AT_ONCE, when=major,
             on_change="change", ladder=TO_LEADERS, cite=(T7("R(6)"), T7("S(6)"))),
        Duty("explanation", owner="receiver", starts="filed", ends=("x_explained",), term=promptly, when=major,
             on_change="change", ladder=TO_LEADERS, tells_complainant=True, cite=T7("S(6)")),
        Duty("reply", owner="functional_department", starts="filed", ends=("replied", "x_time_fixed"),
             term=WorkingDays(reply), ladder=TO_MANAGER, tells_complainant=True,
             cite=(T7("R(3)"), T7("R(4)", mark="default"))),
        Duty("next_reply", owner="functional_department", starts="x_time_fixed", ends=("x_time_fixed", "replied"),
             term=Days(next_reply), ladder=TO_LEADERS, tells_complainant=True, cite=(T7("R(3)"), T7("S(6)"))),
        Duty("handling_form", owner="receiver", starts="replied", ends=("x_form_filled",), term=promptly,
             ladder=TO_MANAGER, cite=T7("R(5)", mark="default")),
        Duty("monthly_summary", owner="receiver", starts="opened", ends=("x_summarised",),
             term=NthDayOfNextMonth(summary_day), case_kind="monthly_summary", ladder=TO_MANAGER,
             cite=T7("S(8)", mark="default")),
        Duty("choice_of_visits", owner="receiver", starts="x_summarised", ends=("x_visits_chosen",), term=promptly,
             case_kind="monthly_summary", ladder=TO_MANAGER, cite=T7("S(8)", mark="default")),
        Duty("return_visit", owner="receiver", starts="x_to_visit", ends=("followed_up",), term=WorkingDays(visit),
             stage_kinds=("open", "waiting", "closed", "archived"), ladder=TO_MANAGER,
             cite=T7("S(8)", mark="default")),
    )  # fmt: skip


PROMISES = (PromiseRule("next_reply_time", duty="next_reply", fact="next_reply_at", cite=T7("R(3)")),)

# T7 knows no redress, no penalties, no counts of them and no numbers.
BANDS: tuple[Bands, ...] = ()
REDRESS: Redress | None = None
RECUSAL = Recusal()
SANCTIONS: tuple[SanctionRule, ...] = ()
TALLIES: tuple[Tally, ...] = ()

MEANS = ("spoken", "telephone", "letter", "email")
MESSAGES = (
    Message("first_word", means=MEANS, cite=T7("S(4)")),
    Message("cause_explained", means=MEANS, cite=T7("S(6)")),
    Message("not_solvable", means=MEANS, cite=T7("R(3)")),
    Message("reply", means=MEANS, written_when=WRITTEN, cite=T7("S(7)")),
)

CONDUCTS = (
    Conduct("heard", T7("R(1)"), of=RECEIVER, stages=("received",)),
    Conduct("no_hasty_position", T7("R(1)"), of=RECEIVER, stages=("received",)),
    Conduct("asked", T7("R(2)"), of=RECEIVER, stages=("received",)),
    Conduct("no_rebuttal", T7("R(2)"), of=RECEIVER, stages=("received",)),
    Conduct("followed", T7("R(3)"), stages=("with_department", "major_in_hand", "unsolved")),
    Conduct("tactful", T7("R(3)"), moves=("put_off", "contest")),
)

# S(8): chosen from the month's summary are complaints of that very month, [default] of those that were replied to.
LINKS = (
    LinkRule("return_visit", after=("replied",), shares_redress=False, fact="chosen_for_visit", of_period=True,
             records=("x_to_visit",), cite=T7("S(8)")),
)  # fmt: skip
# S(6): "three customers or more". [reading] Those who join the same matter are counted with the first; the third turns
# it into a collective complaint at once. What is major already keeps its own kind.
JOINS = (
    JoinRule("same_matter", target="joined", by=HANDLING, sources=WORKING, counts="households", reached_at=COLLECTIVE,
             becomes="collective", keeps=("major",), records=("classified", "x_collective"),
             cite=T7("S(6)", mark="reading")),
)  # fmt: skip
NUMBERING: tuple[Numbering, ...] = ()
# [default] Names, contacts and the matter are seen by all who handle it or are told of it.
ACCESS = Access(sees=(*HANDLING, "centre_leaders"), cite=T7("S(4)", mark="default"))


def policy(
    *,
    in_force_from: str | date,
    version: str = "1",
    prompt_working_days: int | None = None,
    reply_working_days: int = 3,
    next_reply_days: int = 30,
    summary_day: int = 10,
    visit_working_days: int = 5,
) -> Policy:
    """The complaint rules of a building's management centre (T7), with what T7 leaves open as parameters.

    ``prompt_working_days`` is what "promptly" is judged by (None: the end of the same day; at most 30).
    ``reply_working_days`` is within how many working days of receipt course and result are told, or a next time is
    (1 to 60); ``next_reply_days`` how many days ahead a next reply may lie at most (1 to 90); ``summary_day`` the day
    of the next month on which a month's table is due (1 to 28); ``visit_working_days`` within how many working days a
    chosen customer is visited again (1 to 60). All of them are defaults of ours. The three customers that make a
    complaint collective are T7's own figure, and no parameter.

    :raises InvalidInput: a parameter is of another type or out of bounds; all at once.

    >>> centre = policy(in_force_from="2026-01-01")
    >>> centre.id, centre.title("centre_leaders", "zh")
    ('property_management', '物业管理中心领导')
    """
    read = Parameters("CNY")
    begins = read.day(in_force_from, "in_force_from")
    read.text(version, "version")
    promptly: Term = AT_ONCE
    if prompt_working_days is not None:
        promptly = WorkingDays(read.whole(prompt_working_days, "prompt_working_days", 30))
    reply = read.whole(reply_working_days, "reply_working_days", 60)
    next_reply = read.whole(next_reply_days, "next_reply_days", 90)
    summary = read.whole(summary_day, "summary_day", 28)
    visit = read.whole(visit_working_days, "visit_working_days", 60)
    read.done("the policy property_management cannot be built")
    return Policy(
        id="property_management",
        version=version,
        in_force_from=begins,
        roles=ROLES,
        kinds=KINDS,
        channels=CHANNELS,
        registers=REGISTERS,
        categories=CATEGORIES,
        facts=FACTS,
        forms=FORMS,
        stages=STAGES,
        moves=MOVES,
        duties=_duties(promptly, reply, next_reply, summary, visit),
        promises=PROMISES,
        bands=BANDS,
        redress=REDRESS,
        recusal=RECUSAL,
        sanctions=SANCTIONS,
        tallies=TALLIES,
        messages=MESSAGES,
        conducts=CONDUCTS,
        links=LINKS,
        joins=JOINS,
        numbering=NUMBERING,
        access=ACCESS,
        calendar="cn",
        convention="china_civil_code",
        titles=tuple(TITLES.items()),
    )
