"""Complaints at the outlets of a bank: branches, their outlets, directly run sub-branches (T1)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from complaintkit.deadlines import Days, Immediately, NthDayOfNextMonth, Term, WorkingDays
from complaintkit.rules import (
    Access,
    Band,
    Bands,
    Category,
    Channel,
    Conduct,
    Duty,
    Fact,
    Form,
    Guard,
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
from complaintkit.rules.conditions import Condition, channel, fact, party, recorded
from complaintkit.rules.facts import FactType
from complaintkit.rules.moves import STAYS
from complaintkit.rules.parameters import Parameters
from complaintkit.rules.recusal import DECIDING
from complaintkit.values import Citation, Money, source, titles

T1 = source("T1")
"""The first of the fourteen model texts. A star marks an article whose heading is lost."""

# One clause a channel for each step that T1 orders channel by channel. Where it is silent about one (complaints that
# come in by other ways, head office's progress on anything but letters and calls) the nearest clause is taken over.
SPOKEN, BOOK, LETTER, PHONE, OTHER = CHANNEL_IDS = ("spoken", "opinion_book", "letter", "telephone", "other")
FIRST_STEP = {SPOKEN: T1("art. 8(1)"), PHONE: T1("art. 11* 1"), OTHER: T1("art. 8(1)", mark="default")}
ON_THE_SPOT = {SPOKEN: T1("art. 8(2)"), PHONE: T1("art. 11* 2"), OTHER: T1("art. 8(2)", mark="default")}
REPLY_TIME = {
    SPOKEN: T1("art. 8(3)"), PHONE: T1("art. 11* 3"),
    BOOK: T1("art. 8(3)", mark="default"), LETTER: T1("art. 8(3)", mark="default"),
    OTHER: T1("art. 8(3)", mark="default"),
}  # fmt: skip
REGISTRATION = {
    SPOKEN: T1("art. 3 para. 2"), LETTER: T1("art. 10*(1)"), PHONE: T1("art. 11* 3"), OTHER: T1("art. 3 para. 2")
}  # fmt: skip
REPLY = {
    SPOKEN: T1("art. 8(3)"), BOOK: T1("art. 9*"), LETTER: T1("art. 10*(2)"), PHONE: T1("art. 11* 3"),
    OTHER: T1("art. 8(3)", mark="default"),
}  # fmt: skip
BEYOND = {
    SPOKEN: T1("art. 8(4)"), BOOK: T1("art. 9*"), LETTER: T1("art. 10*(3)"), PHONE: T1("art. 11* 4"),
    OTHER: T1("art. 8(4)", mark="default"),
}  # fmt: skip
PROGRESS = {
    LETTER: T1("art. 10*(4)"), PHONE: T1("art. 11* 5"), SPOKEN: T1("art. 10*(4)", mark="default"),
    BOOK: T1("art. 10*(4)", mark="default"), OTHER: T1("art. 10*(4)", mark="default"),
}  # fmt: skip

TITLES = titles({
    # roles
    "first_receiver": ("first receiver", "首位受理员工"),
    "complaint_manager": ("complaint manager", "投诉管理人"),
    "outlet_head": ("outlet head", "网点负责人"),
    "responsible_party": ("responsible person or department", "责任人/责任部门"),
    "head_office": ("head office service-standards department", "总行规范服务管理部门"),
    # kinds, channels, registers
    "complaint": ("complaint", "客户投诉"),
    "opinion_book": ("customer opinion book", "客户意见簿"),
    "book_display": ("display of the opinion book", "意见簿摆放检查"),
    "statistics": ("complaint statistics", "投诉统计上报"),
    "spoken": ("spoken on site", "现场口头投诉"),
    "letter": ("letter", "信函投诉"),
    "telephone": ("telephone", "电话投诉"),
    "other": ("another way", "其他方式投诉"),
    "opinion_register": ("opinion register", "意见登记簿"),
    # facts and their choices
    "unit_kind": ("kind of unit", "机构类型"),
    "branch": ("branch", "分行"),
    "outlet": ("outlet", "营业网点"),
    "direct_sub_branch": ("directly run sub-branch", "直属支行"),
    "content": ("what the complaint is", "投诉内容"),
    "book_entry": ("place of the entry in the book", "意见簿中的位置"),
    "contact_left": ("contact details left in the book", "是否留有联系方式"),
    "other_channel": ("way it came in", "其他方式说明"),
    "within_post_authority": ("within the post's authority", "属岗位处理权限"),
    "answerable_at_first": ("answerable by the first receiver", "首位受理员工能答复"),
    "answerable_on_spot": ("answerable on the spot", "能当场答复"),
    "within_outlet_authority": ("within the outlet's authority", "属网点处理权限"),
    "agreed_reply_at": ("agreed reply time", "约定回复时限"),
    "cause": ("cause of the complaint", "投诉原因"),
    "investigation": ("what the investigation showed", "调查情况"),
    "verified": ("facts verified", "已核实"),
    "bank_responsible": ("bank responsible", "我行应负责任"),
    "responsible": ("who is responsible", "责任人"),
    "solution": ("solution", "解决办法"),
    "redress": ("redress", "补偿金额"),
    "instructions": ("outlet head's instructions", "负责人指示"),
    "explanation": ("explanation", "解释说明"),
    "correction": ("correction", "纠正情况"),
    "rectification": ("measures against recurrence", "整改措施"),
    "handling": ("handling and reply", "处理和回复情况"),
    "book_reply": ("reply written in the book", "意见簿回复内容"),
    "copy_filed_at": ("where the copy is kept", "复印件留存处"),
    "cooperation": ("what was supplied to head office", "配合情况"),
    "progress": ("progress at head office", "总行处理进展"),
    "entries_found": ("new entries found", "新增意见数"),
    "on_display": ("on display", "已摆放"),
    "display_place": ("where it is displayed", "摆放位置"),
    "complaints_received": ("complaints received", "投诉件数"),
    "analysis": ("analysis", "分析"),
    "reported_to": ("reported to", "上报对象"),
    # forms
    "original_letter": ("letter of complaint", "投诉信函"),
    "letter_copy": ("copy of the letter", "投诉信函复印件"),
    "outlet_file": ("outlet's file", "网点留存"),
    # stages
    "received": ("received", "已受理"),
    "with_manager": ("with the complaint manager", "投诉管理人处理中"),
    "at_head_office": ("at head office", "总行处理中"),
    "replied": ("replied to", "已回复"),
    "closed": ("closed", "已办结"),
    "archived": ("archived", "已归档"),
    "unread": ("not read yet", "待查阅"),
    "read": ("read", "已查阅"),
    "to_check": ("to be checked", "待检查"),
    "checked": ("checked", "已检查"),
    "due": ("due", "待统计"),
    "reported": ("reported", "已上报"),
    # triggers
    "resolve": ("resolve at first contact", "首问解决"),
    "transfer": ("transfer to the complaint manager", "转交投诉管理人"),
    "take_over": ("take over from the first receiver", "接手处理"),
    "register": ("enter in the register", "登记"),
    "report_to_head": ("report to the outlet head", "向网点负责人汇报"),
    "assess": ("judge the outlet's authority", "判断处理权限"),
    "notify_responsible": ("notify whoever is responsible", "通知责任人"),
    "analyse_cause": ("analyse the cause", "分析原因"),
    "investigate": ("investigate", "调查核实"),
    "find": ("find on responsibility", "认定责任"),
    "propose": ("propose a solution", "提出解决办法"),
    "answer_on_spot": ("answer on the spot", "当场答复"),
    "agree_reply_time": ("agree a reply time", "约定回复时限"),
    "ask_instructions": ("ask for instructions", "请示网点负责人"),
    "instruct": ("give instructions", "作出指示"),
    "settle": ("settle at the outlet", "网点解决"),
    "reply": ("reply to the customer", "回复客户"),
    "reply_in_book": ("write the reply in the book", "在意见簿上回复"),
    "apologise": ("apologise", "道歉"),
    "correct_error": ("correct the error", "纠正错误"),
    "rectify": ("rectify", "整改"),
    "explain_outcome": ("explain patiently", "耐心解释"),
    "confirm_beyond": ("confirm: beyond authority", "确认超出权限"),
    "refer": ("report to head office", "上报总行"),
    "cooperate": ("cooperate with head office", "配合总行"),
    "record_progress": ("register head office's progress", "登记总行处理进展"),
    "decide_at_head_office": ("decide at head office", "总行处理决定"),
    "register_outcome": ("register handling and reply", "登记处理和回复情况"),
    "sign": ("sign", "签字确认"),
    "close": ("close", "办结"),
    "archive": ("archive", "归档"),
    "read_book": ("read the opinion book", "查阅意见簿"),
    "confirm_display": ("confirm the display", "确认摆放"),
    "report_missing": ("report the book missing", "报告未摆放"),
    "compile_statistics": ("compile the statistics", "统计"),
    "analyse_statistics": ("analyse the statistics", "分析统计"),
    "report_up": ("report upward", "上报"),
    # records of its own
    "x_registered": ("entered in the opinion register", "已登记"),
    "x_reported_to_head": ("reported to the outlet head", "已向负责人汇报"),
    "x_cause_analysed": ("cause analysed", "已分析原因"),
    "x_reply_time_agreed": ("reply time agreed", "已约定回复时限"),
    "x_instructions_asked": ("instructions asked", "已请示"),
    "x_instructed": ("instructions given", "已指示"),
    "x_apologised": ("apologised", "已道歉"),
    "x_corrected": ("corrected", "已纠正"),
    "x_explained": ("explained", "已解释"),
    "x_beyond_confirmed": ("confirmed: beyond the outlet's authority", "已确认超出权限"),
    "x_cooperated": ("cooperated with head office", "已配合总行"),
    "x_progress": ("progress registered", "已登记进展"),
    "x_outcome_registered": ("handling and reply registered", "已登记处理结果"),
    "x_written_in_book": ("reply written in the book", "已在意见簿回复"),
    "x_book_read": ("opinion book read", "已查阅意见簿"),
    "x_on_display": ("book on display", "意见簿已摆放"),
    "x_book_missing": ("book not on display", "意见簿未摆放"),
    "x_statistics": ("statistics compiled", "已统计"),
    "x_analysed": ("statistics analysed", "已分析"),
    "x_reported_up": ("reported upward", "已上报"),
    # duties, their rung, promises, bands, messages
    "spot_reply": ("answer on the spot", "当场答复"),
    "tell_head": ("report to the outlet head", "向网点负责人汇报"),
    "registration": ("entry in the opinion register", "登记意见登记簿"),
    "seek_instructions": ("ask for instructions", "请示网点负责人"),
    "notification": ("notify whoever is responsible", "通知责任人"),
    "report_beyond": ("report to head office", "上报总行"),
    "follow_progress": ("follow head office's progress", "了解总行处理进展"),
    "apology": ("apology", "道歉"),
    "correction_due": ("correction", "纠正"),
    "daily_reading": ("daily reading of the opinion book", "每日查阅意见簿"),
    "display_check": ("check of the display", "摆放检查"),
    "monthly_report": ("statistics, analysis and report", "统计分析上报"),
    "overdue": ("overdue", "逾期"),
    "reply_time": ("agreed reply time", "约定回复时限"),
    "authority": ("authority over redress", "补偿处理权限"),
    "apology_message": ("apology", "道歉"),
    "explanation_message": ("explanation", "解释"),
    # conducts
    "accept_complaint": ("Take every complaint that is brought to you.", "受理客户投诉是每位员工的义务。"),
    "earnest": ("Be earnest, patient and sincere.", "认真、耐心、诚恳。"),
    "no_passing_on": ("Never pass a complaint on to be rid of it.", "禁止推诿。"),
    "no_roughness": ("Never treat a customer roughly.", "禁止态度粗暴。"),
    "facts_first": ("Understand the facts before you handle.", "全面了解事实后再处理。"),
    "no_evasion": ("Do not dodge the conflict.", "不回避矛盾。"),
    "restate_spoken": ("On site: listen, write it down, say the main points back.", "现场倾听、记录并复述主要问题。"),
    "restate_call": ("By phone: listen, write it down, say the main points back.", "电话中倾听、记录并复述主要问题。"),
    "quiet_place": ("Take the customer to where nobody is disturbed.", "把客户请到不影响他人的场所。"),
    "calm_customer": ("Calm the customer.", "安抚客户情绪。"),
    "explain_patiently": ("Explain patiently.", "耐心做好解释工作。"),
    # guards
    "within_post": ("it lies within the post's authority", "属岗位处理权限"),
    "answerable": ("it can be answered on the spot", "能当场答复"),
    "not_passed_on": ("it is beyond the post, or cannot be answered by it", "超出岗位权限或无法答复"),
    "not_answerable": ("it cannot be answered on the spot", "当场不能答复"),
    "within_outlet": ("it lies within the outlet's authority", "属网点处理权限"),
    "beyond_outlet": ("it lies beyond the outlet's authority", "超出网点处理权限"),
    "head_confirmed": ("the outlet head has confirmed that it is beyond authority", "网点负责人已确认超出权限"),
    "registered": ("it is in the opinion register", "已登记在意见登记簿"),
    "customer_data": ("the customer's contact details are there", "已有客户联系方式"),
    "facts_verified": ("the facts are verified", "事实已核实"),
    "instructions_asked": ("the outlet head was asked for instructions", "已请示网点负责人"),
    "investigated_first": ("it was investigated", "已调查"),
    "responsible_notified": ("whoever is responsible was notified", "已通知责任人"),
    "bank_is_responsible": ("the bank is responsible", "我行应负责任"),
    "bank_not_responsible": ("the bank is not responsible", "我行无责任"),
    "head_told": ("the outlet head was told of the transferred complaint", "已向网点负责人汇报"),
    "cause_known": ("the cause is analysed", "已分析原因"),
    "finding_made": ("what was investigated ended in a finding", "调查后已认定责任"),
    "apology_made": ("whoever is responsible has apologised", "责任人已道歉"),
    "error_corrected": ("the error is corrected", "错误已纠正"),
    "recurrence_prevented": ("measures against recurrence are taken", "已采取整改措施"),
    "outcome_explained": ("the customer was given an explanation", "已向客户解释"),
    "progress_registered": ("head office's progress is registered", "已登记总行处理进展"),
    "replied_to": ("the customer was replied to", "已回复客户"),
    "signed_off": ("the signature that the channel asks for is there", "已按要求签字"),
    "book_not_on_display": ("the book is not on display", "意见簿未摆放"),
    "book_on_display": ("the book is on display", "意见簿已摆放"),
})  # fmt: skip

# Nobody stands in by T1. [default] The rank above acts when nobody who holds the role is left.
ROLES = (
    Role("first_receiver", everyone=True, cite=T1("art. 6")),
    Role("complaint_manager", last_resort="outlet_head", cite=T1("art. 6")),
    Role("outlet_head", last_resort="head_office", cite=T1("art. 6")),
    Role("responsible_party", cite=T1("art. 7(5)")),
    Role("head_office", cite=T1("art. 8(4)")),
)

# Art. 9*: the book is read daily. [default] "Daily" is each working day of the calendar.
# Art. 3 para. 2: the book lies open in the hall. [default] A monthly check shows it.
# Art. 5* [reading]: statistics, analysis, report upward. [default] Once a month, about the month before.
KINDS = (
    Kind("complaint", initial="received", by=("first_receiver",), cite=T1("art. 5*")),
    Kind("opinion_book", initial="unread", every="working_day", per="unit", unit_kind="outlet", cite=T1("art. 9*")),
    Kind("book_display", initial="to_check", every="month", per="unit", unit_kind="outlet", cite=T1("art. 3 para. 2")),
    Kind("statistics", initial="due", every="month", opens="end", per="unit", unit_kind="outlet",
         cite=T1("art. 5*", mark="reading")),
)  # fmt: skip

# Any employee takes what is said or phoned. The letter goes straight to the complaint manager; so does an entry in the
# book [reading: it is the manager who reads it].
CHANNELS = (
    Channel(SPOKEN, confirms=("restate_spoken",), cite=T1("art. 3")),
    Channel(BOOK, initial="with_manager", by=("complaint_manager",), cite=T1("art. 9*")),
    Channel(LETTER, initial="with_manager", by=("complaint_manager",), cite=T1("art. 10*(1)")),
    Channel(PHONE, confirms=("restate_call",), cite=T1("art. 3")),
    Channel(OTHER, cite=T1("art. 3")),
)

REGISTERS = (
    Register("opinion_book", channels=(BOOK,), cite=T1("art. 3 para. 2")),
    Register("opinion_register", enters=("x_registered", "x_progress"), keeper="complaint_manager",
             cite=T1("art. 3 para. 2")),
)  # fmt: skip

CATEGORIES: tuple[Category, ...] = ()  # T1 sorts complaints by channel only

ON_FILING = (
    Fact("unit_kind", "choice", choices=("branch", "outlet", "direct_sub_branch"), for_the_record=True,
         cite=T1("art. 2")),
    Fact("content", "text", personal=True, for_the_record=True, cite=T1("art. 3")),
    Fact("book_entry", "text", channels=(BOOK,), for_the_record=True, cite=T1("art. 3 para. 2")),
    Fact("contact_left", "yes_no", channels=(BOOK,), cite=T1("art. 9*")),
    Fact("other_channel", "text", channels=(OTHER,), for_the_record=True, cite=T1("art. 3")),
)  # fmt: skip
# What moves ask or offer: fact, type, clause.
ON_THE_WAY: tuple[tuple[str, FactType, Citation], ...] = (
    ("within_post_authority", "yes_no", T1("art. 6")),
    ("answerable_at_first", "yes_no", T1("art. 8(1)")),
    ("answerable_on_spot", "yes_no", T1("art. 7(2)")),
    ("within_outlet_authority", "yes_no", T1("art. 8(4)")),
    ("agreed_reply_at", "instant", T1("art. 8(3)")),
    ("cause", "text", T1("art. 7(2)")),
    ("investigation", "text", T1("art. 7(4)")),
    ("verified", "yes_no", T1("art. 7(4)")),
    ("bank_responsible", "yes_no", T1("art. 7(5)")),
    ("responsible", "person", T1("art. 7(5)")),
    ("solution", "text", T1("art. 8(2)")),
    ("instructions", "text", T1("art. 8(3)")),
    ("explanation", "text", T1("art. 7(5)")),
    ("correction", "text", T1("art. 7(5)")),
    ("rectification", "text", T1("art. 7(5)")),
    ("handling", "text", T1("art. 8(3)")),
    ("book_reply", "text", T1("art. 9*")),
    ("copy_filed_at", "text", T1("art. 10*(3)")),
    ("cooperation", "text", T1("art. 10*(4)")),
    ("progress", "text", T1("art. 10*(4)")),
)
STATISTICS: tuple[tuple[str, FactType, int | None], ...] = (
    ("complaints_received", "whole", 0), ("analysis", "text", None), ("reported_to", "text", None)
)  # fmt: skip
STANDING = (
    Fact("entries_found", "whole", required=False, min_value=0, case_kind="opinion_book", cite=T1("art. 9*")),
    Fact("on_display", "yes_no", required=False, case_kind="book_display", cite=T1("art. 3 para. 2")),
    Fact("display_place", "text", required=False, case_kind="book_display", cite=T1("art. 3 para. 2")),
    *(
        Fact(id, type, required=False, min_value=least, case_kind="statistics", cite=T1("art. 5*", mark="reading"))
        for id, type, least in STATISTICS
    ),
)  # fmt: skip


def _facts(currency: str) -> tuple[Fact, ...]:
    redress = Fact("redress", "money", required=False, currency=currency, min_value=Money.of(0, currency),
                   cite=T1("art. 6", mark="default"))  # fmt: skip
    asked = (Fact(id, type, required=False, cite=cite) for id, type, cite in ON_THE_WAY)
    return (*ON_FILING, *asked, redress, *STANDING)


FORMS = (
    Form("original_letter", copies=("head_office",), cite=T1("art. 10*(3)")),
    Form("letter_copy", copies=("outlet_file",), contents=("copy_filed_at",), cite=T1("art. 10*(3)")),
)

STAGES = (
    Stage("received", owner="first_receiver"),
    Stage("with_manager", owner="complaint_manager"),
    Stage("at_head_office", owner="head_office"),
    Stage("replied", owner="complaint_manager"),
    Stage("closed", "closed"),
    Stage("archived", "archived"),
    Stage("unread", owner="complaint_manager", case_kind="opinion_book"),
    Stage("read", "closed", case_kind="opinion_book"),
    Stage("to_check", owner="complaint_manager", case_kind="book_display"),
    Stage("checked", "closed", case_kind="book_display"),
    Stage("due", owner="complaint_manager", case_kind="statistics"),
    Stage("reported", "closed", case_kind="statistics"),
)
OPEN = ("received", "with_manager", "at_head_office", "replied")


def _is(id: str) -> Condition:
    return channel == id


def _yes(id: str) -> Condition:
    return fact(id).is_true()


def _no(id: str) -> Condition:
    return ~fact(id).is_true()


MANAGER, HEAD = ("complaint_manager",), ("outlet_head",)
MANAGER_OR_RESPONSIBLE = ("complaint_manager", "responsible_party")
WORKING = ("with_manager", "at_head_office", "replied")
WITHIN_OUTLET = Guard("within_outlet", _yes("within_outlet_authority"), T1("art. 6"))


def _receiver_moves() -> tuple[Move, ...]:
    """Arts. 6, 7(1), 8(1), 11* 1: whoever took it answers within the post's authority, or hands it over at once."""
    asked = ("within_post_authority", "answerable_at_first")
    passed_on = Guard("not_passed_on", _no("within_post_authority") | _no("answerable_at_first"), T1("art. 7(1)"))
    rows: list[Move] = []
    for id, cite in FIRST_STEP.items():
        rows += (
            Move("resolve", ("received",), "replied", by=("first_receiver",), when=_is(id), same_who=("filed",),
                 asks=(*asked, "cause", "solution"), offers=("redress",), bands="authority", message="reply",
                 guards=(Guard("within_post", _yes("within_post_authority"), T1("art. 6")),
                         Guard("answerable", _yes("answerable_at_first"), cite)),
                 records=("x_cause_analysed", "decided", "replied"),
                 cite=(T1("art. 6"), T1("art. 5*"), T1("art. 7(2)"), cite)),
            Move("transfer", ("received",), "with_manager", by=("first_receiver",), when=_is(id), same_who=("filed",),
                 asks=asked, guards=(passed_on,), records=("transferred",), cite=(T1("art. 6"), cite)),
        )  # fmt: skip
    # [default] Where the first receiver is away, or it is about the first receiver, the complaint manager takes it.
    rows.append(Move("take_over", ("received",), "with_manager", by=MANAGER, records=("transferred",),
                     cite=T1("art. 6", mark="default")))  # fmt: skip
    return tuple(rows)


def _manager_moves() -> tuple[Move, ...]:
    """Arts. 6 to 11*: the complaint manager registers, reports, looks into it and answers."""
    rows = [
        Move("register", OPEN, STAYS, by=MANAGER, when=_is(id), records=("x_registered",),
             cite=tuple(dict.fromkeys((T1("art. 3 para. 2"), cite))))
        for id, cite in REGISTRATION.items()
    ]  # fmt: skip
    rows += (
        Move("report_to_head", WORKING, STAYS, by=MANAGER, records=("x_reported_to_head",),
             cite=(T1("art. 6"), T1("art. 8(2)"))),
        Move("assess", ("with_manager",), STAYS, by=MANAGER, asks=("within_outlet_authority",),
             records=("classified",), cite=(T1("art. 6"), T1("art. 9*"))),
        Move("notify_responsible", ("with_manager",), STAYS, by=MANAGER,
             asks=("within_outlet_authority", "responsible"), records=("assigned",),
             guards=(Guard("within_outlet", _yes("within_outlet_authority"), T1("art. 9*")),), cite=T1("art. 9*")),
        Move("analyse_cause", WORKING, STAYS, by=MANAGER_OR_RESPONSIBLE, asks=("cause",),
             records=("x_cause_analysed",), cite=T1("art. 7(2)")),
        Move("investigate", ("with_manager",), STAYS, by=MANAGER_OR_RESPONSIBLE, asks=("investigation", "verified"),
             guards=(Guard("facts_verified", _yes("verified"), T1("art. 7(4)")),),
             records=("investigated",), cite=T1("art. 7(4)")),
        Move("find", ("with_manager", "replied"), STAYS, by=MANAGER, asks=("bank_responsible",),
             offers=("responsible",), guards=(Guard("investigated_first", recorded("investigated"), T1("art. 7(4)")),),
             records=("found",), cite=(T1("art. 7(4)"), T1("art. 7(5)"))),
        Move("ask_instructions", ("with_manager",), STAYS, by=MANAGER, records=("x_instructions_asked",),
             cite=T1("art. 8(3)")),
        Move("instruct", ("with_manager",), STAYS, by=HEAD, asks=("instructions",), after=("x_instructions_asked",),
             records=("x_instructed",), cite=T1("art. 8(3)")),
        Move("settle", ("with_manager",), STAYS, by=MANAGER, asks=("solution", "within_outlet_authority"),
             offers=("redress",), bands="authority", records=("decided",),
             guards=(WITHIN_OUTLET, Guard("investigated_first", recorded("investigated"), T1("art. 7(4)"))),
             cite=T1("art. 6")),
    )  # fmt: skip
    for id, cite in ON_THE_SPOT.items():
        rows += (
            Move("propose", ("with_manager",), STAYS, by=MANAGER, when=_is(id), asks=("solution",),
                 offers=("redress",), bands="authority", records=("proposed",), cite=cite),
            Move("answer_on_spot", ("with_manager",), "replied", by=MANAGER, when=_is(id), after=("proposed",),
                 asks=("solution", "answerable_on_spot", "within_outlet_authority"), offers=("redress",),
                 bands="authority", message="reply", records=("decided", "replied"),
                 guards=(Guard("answerable", _yes("answerable_on_spot"), T1("art. 7(2)")), WITHIN_OUTLET),
                 cite=(cite, T1("art. 7(2)"))),
        )  # fmt: skip
    for id, cite in REPLY_TIME.items():
        guards = [Guard("not_answerable", _no("answerable_on_spot"), T1("art. 7(2)"))]
        if id == PHONE:  # art. 11* 3: the customer's data and the content are registered, and a time agreed
            guards += (Guard("registered", recorded("x_registered"), cite),
                       Guard("customer_data", party("complainant").has("contact"), cite))  # fmt: skip
        rows.append(Move("agree_reply_time", ("with_manager", "at_head_office"), STAYS, by=MANAGER, when=_is(id),
                         asks=("answerable_on_spot",), promises="reply_time", guards=tuple(guards),
                         records=("x_reply_time_agreed",), cite=cite))  # fmt: skip
    return tuple(rows)


def _replies() -> tuple[Move, ...]:
    """The reply to the customer, with what each channel wants done before; in the book, the manager's own writing."""
    investigated = recorded("investigated") | recorded("referred")
    agreed = recorded("x_reply_time_agreed")
    first: dict[str, tuple[Guard, ...]] = {
        SPOKEN: (Guard("instructions_asked", ~agreed | recorded("x_instructions_asked"), T1("art. 8(3)")),),
        PHONE: (Guard("investigated_first", ~agreed | investigated, T1("art. 11* 3")),),
        LETTER: (Guard("investigated_first", investigated, T1("art. 10*(2)")),),
        BOOK: (Guard("responsible_notified", recorded("assigned") | recorded("referred"), T1("art. 9*")),),
    }
    rows = [
        Move("reply", ("with_manager",), "replied", by=MANAGER, when=_is(id), after=("decided",), message="reply",
             guards=first.get(id, ()), records=("replied",), cite=(cite, T1("art. 6")))
        for id, cite in REPLY.items()
    ]  # fmt: skip
    # Art. 9*: a customer who left contact details is replied to as well; for others the reply in the book is the reply.
    contact = _yes("contact_left") | party("complainant").has("contact")
    for when, target, records in (
        (contact, STAYS, ("x_written_in_book",)),
        (~contact, "replied", ("x_written_in_book", "replied")),
    ):
        rows.append(Move("reply_in_book", ("with_manager", "replied"), target, by=MANAGER, when=_is(BOOK) & when,
                         asks=("book_reply",), after=("decided",), guards=first[BOOK], records=records,
                         cite=T1("art. 9*")))  # fmt: skip
    return tuple(rows)


def _consequences() -> tuple[Move, ...]:
    """Art. 7(5): what the finding brings: apology, correction and rectification, or a patient explanation."""
    guilty = (Guard("bank_is_responsible", _yes("bank_responsible"), T1("art. 7(5)")),)
    innocent = (Guard("bank_not_responsible", _no("bank_responsible"), T1("art. 7(5)")),)
    theirs = ("responsible_party",)
    return (
        Move("apologise", WORKING, STAYS, by=theirs, after=("found",), guards=guilty, message="apology_message",
             records=("x_apologised",), cite=T1("art. 7(5)")),
        Move("correct_error", WORKING, STAYS, by=theirs, after=("found",), guards=guilty, asks=("correction",),
             records=("x_corrected",), cite=T1("art. 7(5)")),
        Move("rectify", WORKING, STAYS, by=theirs, after=("found",), guards=guilty, asks=("rectification",),
             records=("rectified",), cite=T1("art. 7(5)")),
        Move("explain_outcome", WORKING, STAYS, by=MANAGER_OR_RESPONSIBLE, after=("found",), guards=innocent,
             asks=("explanation",), message="explanation_message", records=("x_explained",), cite=T1("art. 7(5)")),
    )  # fmt: skip


def _head_office_moves() -> tuple[Move, ...]:
    """Arts. 8(4), 9*, 10*(3), 11* 4: beyond the outlet's authority, and only when its head has confirmed that."""
    rows: list[Move] = []
    for id, cite in BEYOND.items():
        # Art. 10*(3): the letter itself goes, a copy of it is kept.
        letter = id == LETTER
        rows += (
            Move("confirm_beyond", ("with_manager",), STAYS, by=HEAD, when=_is(id), asks=("within_outlet_authority",),
                 guards=(Guard("beyond_outlet", _no("within_outlet_authority"), cite),),
                 records=("x_beyond_confirmed",), cite=cite),
            Move("refer", ("with_manager",), "at_head_office", by=MANAGER, when=_is(id),
                 asks=("copy_filed_at",) if letter else (), issues=("original_letter", "letter_copy") if letter else (),
                 guards=(Guard("head_confirmed", recorded("x_beyond_confirmed"), cite),),
                 records=("referred",), cite=cite),
            Move("cooperate", ("at_head_office",), STAYS, by=MANAGER, when=_is(id), asks=("cooperation",),
                 records=("x_cooperated",), cite=PROGRESS[id]),
            Move("record_progress", WORKING, STAYS, by=MANAGER, when=_is(id), after=("referred",), asks=("progress",),
                 records=("x_progress",), cite=PROGRESS[id]),
        )  # fmt: skip
    # [default] Head office decides, without a limit; the outlet, which has the customer, replies.
    rows.append(Move("decide_at_head_office", ("at_head_office",), "with_manager", by=("head_office",),
                     asks=("solution",), offers=("redress",), records=("decided",),
                     cite=T1("art. 8(4)", mark="default")))  # fmt: skip
    return tuple(rows)


def _before_closing(id: str) -> tuple[Guard, ...]:
    """What must have happened before a complaint of this channel is closed, each with its clause."""
    own = Citation("T1", REPLY[id].clause, mark="reading")
    found, duty = recorded("found"), T1("art. 7(5)")
    guilty, innocent = found & _yes("bank_responsible"), found & _no("bank_responsible")
    return (
        Guard("replied_to", recorded("replied"), own),
        Guard("signed_off", recorded("signed"), own),
        Guard("cause_known", recorded("x_cause_analysed"), T1("art. 7(2)")),
        *((Guard("head_told", ~recorded("transferred") | recorded("x_reported_to_head"), T1("art. 6")),)
          if id in FIRST_STEP else ()),  # letters and entries in the book are never transferred
        Guard("finding_made", ~recorded("investigated") | found, T1("art. 7(5)", mark="reading")),
        Guard("apology_made", ~guilty | recorded("x_apologised"), duty),
        Guard("error_corrected", ~guilty | recorded("x_corrected"), duty),
        Guard("recurrence_prevented", ~guilty | recorded("rectified"), duty),
        Guard("outcome_explained", ~innocent | recorded("x_explained"), duty),
        Guard("progress_registered", ~recorded("referred") | recorded("x_progress"), PROGRESS[id]),
    )  # fmt: skip


def _closing() -> tuple[Move, ...]:
    """Arts. 8(3), 9*, 10*(2), 11* 3: handling and reply on record, the signature that the channel asks for, closed."""
    rows: list[Move] = []
    for id, cite in REPLY.items():
        if id == BOOK:  # signed by the very hand that wrote in it
            rows.append(Move("sign", WORKING, STAYS, by=MANAGER, when=_is(id), after=("x_written_in_book",),
                             same_who=("x_written_in_book",), records=("signed",), cite=cite))  # fmt: skip
        else:
            registered = Guard("registered", recorded("x_registered"), T1("art. 3 para. 2"))
            rows += (
                Move("register_outcome", ("replied",), STAYS, by=MANAGER, when=_is(id), asks=("handling",),
                     guards=(registered,), records=("x_outcome_registered",), cite=cite),
                Move("sign", ("replied",), STAYS, by=HEAD, when=_is(id), after=("x_outcome_registered",),
                     records=("signed",), cite=cite),
            )  # fmt: skip
        rows.append(Move("close", WORKING, "closed", by=MANAGER, when=_is(id), guards=_before_closing(id),
                         records=("closed",), cite=cite))  # fmt: skip
    rows.append(Move("archive", ("closed",), "archived", by=MANAGER, records=("archived",),
                     cite=T1("art. 3 para. 2", mark="default")))  # fmt: skip
    return tuple(rows)


def _standing_moves() -> tuple[Move, ...]:
    display = Guard("book_on_display", _yes("on_display"), T1("art. 3 para. 2"))
    reading = T1("art. 5*", mark="reading")
    return (
        Move("read_book", ("unread",), "read", by=MANAGER, asks=("entries_found",), records=("x_book_read",),
             cite=T1("art. 9*")),
        Move("confirm_display", ("to_check",), "checked", by=MANAGER, asks=("on_display", "display_place"),
             guards=(display,), records=("x_on_display",), cite=T1("art. 3 para. 2")),
        Move("report_missing", ("to_check",), STAYS, by=MANAGER, asks=("on_display",),
             guards=(Guard("book_not_on_display", _no("on_display"), T1("art. 3 para. 2")),),
             records=("x_book_missing",), cite=T1("art. 3 para. 2")),
        Move("compile_statistics", ("due",), STAYS, by=MANAGER, asks=("complaints_received",),
             records=("x_statistics",), cite=reading),
        Move("analyse_statistics", ("due",), STAYS, by=MANAGER, asks=("analysis",), after=("x_statistics",),
             records=("x_analysed",), cite=reading),
        Move("report_up", ("due",), "reported", by=MANAGER, asks=("reported_to",), after=("x_analysed",),
             records=("x_reported_up",), cite=reading),
    )  # fmt: skip


MOVES = (
    *_receiver_moves(), *_manager_moves(), *_replies(), *_consequences(), *_head_office_moves(), *_closing(),
    *_standing_moves(),
)  # fmt: skip

AT_ONCE = Immediately()
TO_HEAD = (Rung("overdue", tell=("outlet_head",), cite=T1("art. 6", mark="default")),)
TO_MANAGER = (Rung("overdue", tell=("complaint_manager",), cite=T1("art. 6", mark="default")),)


def _duties(promptly: Term, progress_days: int, display_check_days: int, statistics_day: int) -> tuple[Duty, ...]:
    """What is owed by when. T1 gives one figure, the three days; ``promptly`` stands for its other words of haste."""
    at_first, on_spot = fact("answerable_at_first"), fact("answerable_on_spot")  # the manager's word is the last one
    spot = on_spot.is_true(otherwise=False) | (at_first.is_true(otherwise=False) & ~on_spot.known)
    beyond = (*dict.fromkeys(Citation("T1", cite.clause) for cite in BEYOND.values()),)
    manager, responsible = "complaint_manager", "responsible_party"
    return (
        # Art. 7(2): three days, counted from receipt, for the book from the day of the entry [default].
        Duty("reply", owner=manager, starts="filed", ends=("replied",), term=Days(3), tells_complainant=True,
             ladder=TO_HEAD, cite=(T1("art. 7(2)"), T1("art. 8(3)", mark="reading"))),
        Duty("spot_reply", owner=manager, starts="filed", ends=("replied",), term=AT_ONCE,
             when=spot & (_is(SPOKEN) | _is(PHONE) | _is(OTHER)), ladder=TO_HEAD, cite=T1("art. 7(2)")),
        Duty("transfer", owner="first_receiver", starts="filed", ends=("transferred", "replied"), term=AT_ONCE,
             when=_is(SPOKEN) | _is(PHONE) | _is(OTHER), ladder=TO_MANAGER,
             cite=(T1("art. 6"), T1("art. 8(1)"), T1("art. 11* 1"))),
        Duty("registration", owner=manager, starts="filed", ends=("x_registered",), term=AT_ONCE,
             when=~_is(BOOK), ladder=TO_HEAD, cite=T1("art. 3 para. 2", mark="default")),
        Duty("tell_head", owner=manager, starts="transferred", ends=("x_reported_to_head",), term=AT_ONCE,
             ladder=TO_HEAD, cite=T1("art. 6")),
        Duty("seek_instructions", owner=manager, starts="x_reply_time_agreed", ends=("x_instructions_asked",),
             term=AT_ONCE, when=_is(SPOKEN), ladder=TO_HEAD, cite=T1("art. 8(3)")),
        Duty("notification", owner=manager, starts="classified", ends=("assigned",), term=promptly,
             when=_is(BOOK) & _yes("within_outlet_authority"), ladder=TO_HEAD, cite=T1("art. 9*")),
        Duty("report_beyond", owner=manager, starts="x_beyond_confirmed", ends=("referred",), term=promptly,
             ladder=TO_HEAD, cite=beyond),
        Duty("follow_progress", owner=manager, starts="referred", ends=("x_progress",), term=Days(progress_days),
             ladder=TO_HEAD, cite=(T1("art. 10*(4)"), T1("art. 11* 5"), T1("art. 7(2)", mark="default"))),
        Duty("apology", owner=responsible, starts="found", ends=("x_apologised",), term=promptly,
             when=_yes("bank_responsible"), ladder=TO_HEAD, cite=T1("art. 7(5)")),
        Duty("correction_due", owner=responsible, starts="found", ends=("x_corrected",), term=promptly,
             when=_yes("bank_responsible"), ladder=TO_HEAD, cite=T1("art. 7(5)")),
        Duty("daily_reading", owner=manager, starts="opened", ends=("x_book_read",), term=AT_ONCE,
             case_kind="opinion_book", ladder=TO_HEAD, cite=T1("art. 9*")),
        Duty("display_check", owner=manager, starts="opened", ends=("x_on_display",), term=Days(display_check_days),
             case_kind="book_display", ladder=TO_HEAD, cite=T1("art. 3 para. 2", mark="default")),
        Duty("monthly_report", owner=manager, starts="opened", ends=("x_reported_up",),
             term=NthDayOfNextMonth(statistics_day), case_kind="statistics", ladder=TO_HEAD,
             cite=T1("art. 5*", mark="default")),
    )  # fmt: skip


# Art. 8(3) and telephone rule 3, read with 7(2): the agreed moment binds, and the three days are its bound.
PROMISES = (PromiseRule("reply_time", duty="reply", fact="agreed_reply_at", cite=T1("art. 8(3)", mark="reading")),)


def _bands(post: Money, outlet: Money | None) -> tuple[Bands, ...]:
    """Art. 6: the post's authority, the outlet's, and head office above both."""
    held = [Band("first_receiver", post), Band("complaint_manager", outlet)]
    if outlet is not None:
        held.append(Band("head_office", None))
    return (Bands("authority", tuple(held), cite=T1("art. 6")),)


def _redress(currency: str) -> Redress:
    return Redress("redress", currency=currency, granted=("decided",), cite=T1("art. 6", mark="default"))


# T1 is silent. [default] Nobody decides, confirms or signs where the complaint is about them.
RECUSAL = Recusal(records=(*DECIDING, "signed", "x_beyond_confirmed"), cite=T1("art. 7(1)", mark="default"))
SANCTIONS: tuple[SanctionRule, ...] = ()  # T1 has none
TALLIES: tuple[Tally, ...] = ()

MESSAGES = (
    Message("reply", contents=("solution",), cite=T1("art. 7(2)")),
    Message("apology_message", cite=T1("art. 7(5)")),
    Message("explanation_message", contents=("explanation",), cite=T1("art. 7(5)")),
)

CONDUCTS = (
    Conduct("accept_complaint", T1("art. 5*"), stages=("received",)),
    Conduct("earnest", T1("art. 7(1)")),
    Conduct("no_passing_on", T1("art. 7(1)"), moves=("transfer", "take_over", "refer")),
    Conduct("no_roughness", T1("art. 7(1)")),
    Conduct("facts_first", T1("art. 7(1)"), moves=("resolve", "settle", "answer_on_spot")),
    Conduct("no_evasion", T1("art. 7(2)"), moves=("analyse_cause",)),
    Conduct("restate_spoken", T1("art. 8(1)"), stages=("received",)),
    Conduct("restate_call", T1("art. 11* 1"), stages=("received",)),
    Conduct("quiet_place", T1("art. 8(2)"), of=MANAGER, moves=("propose",)),
    Conduct("calm_customer", T1("art. 8(3)"), of=MANAGER, moves=("agree_reply_time",)),
    Conduct("explain_patiently", T1("art. 7(5)"), moves=("explain_outcome",)),
)

LINKS: tuple[LinkRule, ...] = ()
NUMBERING: tuple[Numbering, ...] = ()
# [default] Names, contacts and contents are seen by those who handle and sign.
ACCESS = Access(sees=("complaint_manager", "outlet_head", "head_office"), cite=T1("art. 6", mark="default"))


def policy(
    *,
    in_force_from: str | date,
    version: str = "1",
    post_limit: str | int | Decimal | Money | None = None,
    outlet_limit: str | int | Decimal | Money | None = None,
    prompt_working_days: int | None = None,
    progress_days: int = 3,
    display_check_days: int = 7,
    statistics_day: int = 10,
    currency: str = "CNY",
) -> Policy:
    """The complaint rules of a bank's outlets (T1), with what T1 leaves open as parameters.

    ``post_limit`` is the redress a first receiver may grant (None: none in money), ``outlet_limit`` what an outlet may
    grant (None: no limit in money), both inclusive and in ``currency``. ``prompt_working_days`` is what "promptly" is
    judged by (None: the end of the same day). ``progress_days`` is within how many days after a report to head office
    its progress is first registered, ``display_check_days`` until which day after the first of a month the display of
    the opinion book is checked (1 to 28), ``statistics_day`` the day of the next month on which statistics are due
    (1 to 28). T1's own figure, the three days for a reply, is no parameter.

    :raises InvalidInput: a parameter is of another type or out of bounds; all at once.

    >>> bank = policy(in_force_from="2026-01-01", post_limit="200", outlet_limit="5000")
    >>> bank.id, bank.title("outlet_head", "zh")
    ('bank_branch', '网点负责人')
    """
    read = Parameters(currency)
    begins = read.day(in_force_from, "in_force_from")
    read.text(version, "version")
    post = None if post_limit is None else read.money(post_limit, "post_limit")
    outlet = None if outlet_limit is None else read.money(outlet_limit, "outlet_limit")
    if post is not None and outlet is not None and outlet <= post:
        read.faults.add("outlet_limit", f"expected more than post_limit, {post}, got {outlet}")
    promptly: Term = AT_ONCE
    if prompt_working_days is not None:
        promptly = WorkingDays(read.whole(prompt_working_days, "prompt_working_days", 30))
    progress = read.whole(progress_days, "progress_days", 30)
    display = read.whole(display_check_days, "display_check_days", 28)
    statistics = read.whole(statistics_day, "statistics_day", 28)
    read.done("the policy bank_branch cannot be built")
    return Policy(
        id="bank_branch",
        version=version,
        in_force_from=begins,
        scope=(T1("art. 2"),),
        roles=ROLES,
        kinds=KINDS,
        channels=CHANNELS,
        registers=REGISTERS,
        categories=CATEGORIES,
        facts=_facts(currency),
        forms=FORMS,
        stages=STAGES,
        moves=MOVES,
        duties=_duties(promptly, progress, display, statistics),
        promises=PROMISES,
        bands=_bands(post if post is not None else Money.of(0, currency), outlet),
        redress=_redress(currency),
        recusal=RECUSAL,
        sanctions=SANCTIONS,
        tallies=TALLIES,
        messages=MESSAGES,
        conducts=CONDUCTS,
        links=LINKS,
        numbering=NUMBERING,
        access=ACCESS,
        calendar="cn",
        convention="china_civil_code",
        titles=tuple(TITLES.items()),
    )
