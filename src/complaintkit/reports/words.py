"""The words of reports that no policy has titles for, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.errors import Faults

LANGUAGES = ("en", "zh")

WORDS: Mapping[str, tuple[str, str]] = {
    "number": ("Number", "编号"),
    "id": ("Case", "案件"),
    "received": ("Received", "受理时间"),
    "channel": ("Channel", "渠道"),
    "category": ("Category", "类别"),
    "complainant": ("Complainant", "投诉人"),
    "stage": ("Stage", "阶段"),
    "owner": ("With", "经办"),
    "closed": ("Closed", "办结时间"),
    "redress": ("Redress granted", "批准补救"),
    "of": ("Of", "项目"),
    "cases": ("Cases", "件数"),
    "share": ("Share", "占比"),
    "over": ("Over", "已办结"),
    "rate": ("Rate over", "办结率"),
    "duty": ("Duty", "期限"),
    "owed": ("Owed", "应履行"),
    "met": ("Met", "按期"),
    "met_late": ("Met late", "逾期履行"),
    "overdue": ("Overdue", "逾期未履行"),
    "running": ("Running", "计算中"),
    "paused": ("Paused", "暂停"),
    "stopped": ("Stopped", "终止"),
    "assumed": ("Assumed", "推定"),
    "on_time": ("On time", "及时率"),
    "resolved": ("Resolved", "已解决"),
    "resolution": ("Resolution rate", "解决率"),
    "answered": ("Answered the survey", "已答复满意度"),
    "satisfaction": ("Satisfied", "满意率"),
    "not_said": ("(not said)", "(未填)"),
    "all": ("All", "合计"),
    "nothing": ("none", "无"),
    "figure": ("Figure", "指标"),
    "value": ("Value", "数值"),
    "apart": ("Cannot be told", "无法判定"),
    "unit": ("Unit", "单位"),
    "period": ("Period", "期间"),
    "report": ("Report", "报表"),
    "due": ("Due", "到期"),
    "stated": ("Stated", "填报"),
    "then": ("By the store when stated", "填报时系统数"),
    "now": ("By the store now", "现系统数"),
    "verdict": ("Check", "核对"),
    "agrees": ("agrees", "相符"),
    "differs": ("differs", "不符"),
    "later": ("changed since", "此后有变"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "from": ("from", "自"),
    "through": ("through", "至"),
}


def word(key: str, lang: str) -> str:
    """A word in a language.

    >>> word("share", "en"), word("share", "zh")
    ('Share', '占比')
    """
    return WORDS[key][LANGUAGES.index(lang)]


def check_language(lang: object, faults: Faults) -> str:
    """It must be one of ours; the language to go on with."""
    if lang not in LANGUAGES:
        faults.add("lang", f"expected one of {', '.join(LANGUAGES)}, got {lang!r}")
        return "en"
    return str(lang)


def within(title: str, since: object, until: object, lang: str) -> str:
    """A title with the days it is of.

    >>> from datetime import date
    >>> within("Book", date(2026, 3, 1), None, "en")
    'Book, from 2026-03-01'
    """
    said = [f"{word(key, lang)} {day}" for key, day in (("from", since), ("through", until)) if day is not None]
    return ", ".join([title, " ".join(said)]) if said else title
