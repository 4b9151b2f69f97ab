"""The words of a story, in English and Chinese: its turns of phrase, and the laws that may break."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from complaintkit.errors import InvalidInput
from complaintkit.values.checks import shown

__all__ = ["LAWS", "WORDS", "check_language", "day_text", "law_text", "word"]

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "under": (
        "Under {policy}, version {version}{since}; times of {zone}",
        "依据{policy},版本{version}{since};时间为{zone}",
    ),
    "since": (", in force from {day}", ",自{day}起施行"),
    "away": ("away: {who}, {begun} to {ended}", "不在岗:{who},{begun}至{ended}"),
    "must_hold": ("What must hold: {law}", "应当如此:{law}"),
    "was_seen": ("What was seen:  {seen}", "实际所见:{seen}"),
    "stuck": ("{case} is stuck in {stage}: nobody may do anything", "{case}停在{stage}:无人可以办理"),
    "no_move": ("the policy has no move from there", "制度未规定此处的办理"),
    "kept_from": ("{what}, by {who}: {why}", "{what},由{who}:{why}"),
    "one_other": (" and {who}", "和{who}"),
    "others": (" and {n} others", "等{n}人"),
    "nothing_to_do": ("the sweep finds nothing to do", "巡检无事可办"),
    "again": ("the same is sent again under its key: {what}", "以同一键再次提交:{what}"),
    "undone": ("a batch that fails, and so leaves nothing behind:", "一批操作失败,因而未留下任何内容:"),
    "no_role": ("no role", "无角色"),
    "refused": ("{who}: {what}: refused", "{who}:{what}:不予准许"),
    "because": ("because {why}", "原因:{why}"),
    "entered": (" (entered {time})", "({time}录入)"),
    "untold": ("the dates cannot be told: {error}", "期限无法列出:{error}"),
    "and": (", ", "、"),
    "somebody": ("{who} ({role})", "{who}({role})"),
    "on_behalf": (" for {who}", "代{who}"),
    "filed": ("{case} ({how}) is filed by {who} → {stage}", "{case}({how})由{who}提出 → {stage}"),
    "adopted": ("{case} ({how}) is taken over by {who} → {stage}", "{case}({how})由{who}转入 → {stage}"),
    "opened": ("{case} ({how}) is opened by the sweep → {stage}", "{case}({how})由巡检开立 → {stage}"),
    "about": ("about {who}", "涉及{who}"),
    "value": ("{name}: {value}", "{name}:{value}"),
    "personal": ("(personal)", "(个人信息)"),
    "unknown": ("unknown", "不明"),
    "blank": ("blank", "留空"),
    "absent": ("absent", "未填"),
    "erased": ("erased", "已删除"),
    "number": ("number {number}", "编号{number}"),
    "on_record": ("on record: {records}", "记录在案:{records}"),
    "names": ("names {who}", "指定{who}"),
    "category": ("category: {category}", "类别:{category}"),
    "agreed": ("agreed: {what} {time}", "约定:{what} {time}"),
    "told": ("told the {whom} by {means}: {message}", "以{means}告知{whom}:{message}"),
    "complainant": ("complainant", "投诉人"),
    "respondent": ("respondent", "被投诉人"),
    "representative": ("representative", "代理人"),
    "against": ("{what} against {who}: {state}", "对{who}的{what}:{state}"),
    "acted": ("{who}: {what}, {case}{moved}", "{who}:{what},{case}{moved}"),
    "extended": ("{who}: more time for {duty}, {case} ({reason})", "{who}:延长{duty}的时限,{case}({reason})"),
    "fired": ("{kind} {rung} of {duty}, {case}: {did}", "{kind}:{duty}的{rung},{case}:{did}"),
    "warning": ("warning", "预警"),
    "reminder": ("reminder", "提醒"),
    "escalation": ("escalation", "上报"),
    "retention": ("retention", "保存期限"),
    "tells": ("tells {whom}", "通知{whom}"),
    "goes_on_record": ("goes on record", "记录在案"),
    "passed_over": ("is passed over ({why})", "已略过({why})"),
    "lifted": ("{rung} of {duty}, {case}: taken back, it was unfounded", "{duty}的{rung},{case}:撤回,并无依据"),
    "corrected": ("{who}: corrects entry {seq} of {case}", "{who}:更正{case}的第{seq}条记录"),
    "happened": ("it happened {time}", "发生于{time}"),
    "stands_by": ("entry {seq} gave {name} again", "第{seq}条记录又提供了{name}"),
    "comes_loose": ("{case} no longer joins {other} ({rule})", "{case}不再并入{other}({rule})"),
    "let_go": ("{other} no longer joins {case} ({rule})", "{other}不再并入{case}({rule})"),
    "joins": ("{case} joins {other} ({rule})", "{case}并入{other}({rule})"),
    "tied": ("{case} is tied to {other} ({rule})", "{case}与{other}关联({rule})"),
    "alleged": ("{who}: alleges {what} against {against}, {case}", "{who}:指称{against}违反{what},{case}"),
    "met": ("kept: {duty}", "如期履行:{duty}"),
    "met_late": ("kept late: {duty}", "逾期履行:{duty}"),
    "stopped": ("no longer owed: {duty}", "不再负有:{duty}"),
    "waits": ("waits: {duty}", "中止计时:{duty}"),
    "due": ("due: {duty}, {when}", "应办:{duty},{when}"),
    "now_due": ("now due: {duty}, {when}", "现应办:{duty},{when}"),
    "by_end": ("by the end of {day}", "{day}终了前"),
    "by_time": ("by {time}", "{time}前"),
}
"""By key the phrase in English and in Chinese, with what is put into it."""

LAWS: Final[Mapping[str, str]] = {
    "What the desk keeps of a case is what happened to it.": "系统所存的案件,与其实际经过一致。",
    "Nothing was changed, lost or added behind the desk's back, and what is overdue can be found.": (
        "没有任何内容被私下更改、丢失或添加,逾期事项均可查到。"
    ),
    "A number that was drawn in vain is drawn again.": "未用成的编号,下次仍会取到。",
    "A sweep leaves nothing undone, and a second one finds nothing to do.": "巡检不留未办事项,再次巡检无事可办。",
    "What was written stays as it was written.": "已写入的内容保持原样。",
    "Nobody acts without the role that the policy names for it.": "无制度所定角色者,不得办理。",
    "Whoever stood aside does nothing more in the case.": "已回避者不再参与本案。",
    "What is personal lies beside the entry, where it can be erased.": "个人信息另行存放,可予删除。",
    "Every entry is bound to the one before it.": "每条记录均与前一条相连。",
    "A case moves only as the table of moves says.": "案件只按流转表流转。",
    "Nobody acts in a case that is about them.": "任何人不得办理涉及本人的案件。",
    "A move is made only after what it asks for, by whom it asks for, and told as it asks for.": (
        "每项办理均须先满足其前提,由规定的人员进行,并按规定告知。"
    ),
    "Nothing is disposed of while a rule, a hold or its own course keeps it.": (
        "在保存规则、保全或办理过程要求保留期间,不得销毁。"
    ),
    "Nobody decides beyond their authority, linked cases counted.": "任何人不得越权决定,关联案件合并计算。",
    "A body decides with enough of its free members there, and by enough of their votes.": (
        "集体决定须有足够的无须回避的成员到场,并获足够票数。"
    ),
    "A warning or escalation comes once for each due date, and not before its time.": (
        "每个期限的预警或上报只发生一次,且不提前。"
    ),
    "A case is what its entries add up to, and each decision comes out the same when it is made again.": (
        "案件等于其各条记录之和;每项决定重新作出时结果相同。"
    ),
    "What the store waits for are the dates that the case has.": "存储所等待的时点,即案件的各项期限。",
    "A duty is late once its due date has passed, and not before.": "义务在期限届满后方为逾期,此前不是。",
    "A case stands in the registers that its records say.": "案件载于其记录所指的登记簿。",
    "An open case has an owner, and somebody can always take the next step.": (
        "未结案件均有经办人,且总有人可以办理下一步。"
    ),
    "Every due date is explained, and the explanation ends on that date.": "每个期限均有说明,且说明的结果即该期限。",
    "Counters and notices say what the entries say.": "计数与通知同记录一致。",
    "Numbers run without gaps and doubles.": "编号连续,无缺号、无重号。",
    "A refused command changes nothing, and says why.": "被拒绝的操作不作任何更改,并说明原因。",
    "What considering a move answers is what making it does.": "试询一项办理所得的答复,即实际办理的结果。",
    "A command that is sent again under its key is not done again.": "以同一键再次提交的操作不会重复执行。",
    "What fails leaves nothing behind.": "失败的操作不留下任何内容。",
}
"""What each law says in Chinese, by its English sentence."""

WEEKDAYS: Final = "一二三四五六日"


def check_language(lang: str) -> None:
    """Raise InvalidInput for a language other than "en" and "zh"."""
    if lang not in ("en", "zh"):
        raise InvalidInput.one(f"expected the language 'en' or 'zh', got {shown(lang)}", "lang")


def word(key: str, lang: str = "en", **given: Any) -> str:
    """A phrase in a language, with what is put into it.

    >>> word("by_end", "zh", day="2026-01-08")
    '2026-01-08终了前'
    """
    return WORDS[key][1 if lang == "zh" else 0].format(**given)


def law_text(law: str, lang: str = "en") -> str:
    """A law in a language; one that the kit does not know is told as it stands.

    >>> law_text("Numbers run without gaps and doubles.", "zh")
    '编号连续,无缺号、无重号。'
    """
    return LAWS.get(law, law) if lang == "zh" else law


def day_text(local: datetime, lang: str = "en") -> str:
    """A day with its weekday.

    >>> day_text(datetime(2026, 1, 5)), day_text(datetime(2026, 1, 5), "zh")
    ('Mon 2026-01-05', '2026-01-05 周一')
    """
    return f"{local:%Y-%m-%d} 周{WEEKDAYS[local.weekday()]}" if lang == "zh" else f"{local:%a %Y-%m-%d}"
