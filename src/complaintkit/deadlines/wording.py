"""Terms in words, in English and Chinese."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from complaintkit.deadlines.terms import (
    BeforeEvent,
    BusinessHours,
    BusinessMinutes,
    CountedFrom,
    Cycles,
    Days,
    EarlierOf,
    FollowedBy,
    Hours,
    Immediately,
    LaterOf,
    Minutes,
    Months,
    NthDayOf,
    NthDayOfNextMonth,
    Term,
    Weeks,
    WorkingDays,
    Years,
    require_term,
)
from complaintkit.errors import InvalidInput

__all__ = ["LANGUAGES", "term_text"]

LANGUAGES = ("en", "zh")

_UNITS: dict[type, tuple[str, str]] = {
    Minutes: ("minute", "分钟"),
    Hours: ("hour", "小时"),
    BusinessMinutes: ("business minute", "个工作分钟"),
    BusinessHours: ("business hour", "个工作小时"),
    Days: ("day", "日"),
    WorkingDays: ("working day", "个工作日"),
    Weeks: ("week", "周"),
    Months: ("month", "个月"),
    Years: ("year", "年"),
}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAYS_ZH = "一二三四五六日"
_MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_SPANS_ZH = {
    ("next", "week"): "下周",
    ("this", "week"): "本周",
    ("next", "month"): "次月",
    ("this", "month"): "本月",
    ("next", "quarter"): "下一季度",
    ("this", "quarter"): "本季度",
    ("next", "half_year"): "下一个半年度",
    ("this", "half_year"): "本半年度",
    ("next", "year"): "次年",
    ("this", "year"): "本年",
}
_LAST = 31


def require_language(given: object) -> None:
    """Raise :class:`InvalidInput` unless ``given`` is a language that texts are written in."""
    if given not in LANGUAGES:
        raise InvalidInput.one(f"expected 'en' or 'zh', got {given!r}", "lang")


def _ordinal(n: int) -> str:
    ending = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def _day(n: int, working: bool) -> str:
    if working:
        return "last working day" if n == _LAST else f"{_ordinal(n)} working day"
    return "last day" if n == _LAST else _ordinal(n)


def _day_zh(n: int, working: bool) -> str:
    if working:
        return "最后一个工作日" if n == _LAST else f"第{n}个工作日"
    return "最后一日" if n == _LAST else f"{n}日"


def _next_month(term: NthDayOfNextMonth, lang: str) -> str:
    return _nth(NthDayOf(term.n, "month", working=term.working), lang)


def _nth(term: NthDayOf, lang: str) -> str:
    week, weekday = term.span == "week", term.span == "week" and not term.working
    if lang == "zh":
        base = _SPANS_ZH[term.which, term.span]
        if weekday:
            return f"{base}{_WEEKDAYS_ZH[term.n - 1]}"
        if term.span in ("quarter", "half_year"):
            base += f"第{term.month}个月"
        elif term.span == "year":
            base += f"{term.month}月"
        return base + ("最后一个工作日" if week and term.n == 7 else _day_zh(term.n, term.working))
    of = f"{'this' if term.which == 'this' else 'the next'} {term.span.replace('_', '-')}"
    if weekday:
        return f"{_WEEKDAYS[term.n - 1]} of {of}"
    day = "last working day" if week and term.n == 7 else _day(term.n, term.working)
    if term.span in ("quarter", "half_year"):
        of = f"the {_ordinal(term.month)} month of {of}"
    elif term.span == "year":
        of = f"{_MONTH_NAMES[term.month - 1]} of {of}"
    return f"the {day} of {of}"


def _immediately(_term: Immediately, lang: str) -> str:
    return "立即" if lang == "zh" else "immediately"


def _limbs(term: EarlierOf | LaterOf, lang: str) -> str:
    limbs = [term_text(limb, lang) for limb in term.terms]
    earlier = isinstance(term, EarlierOf)
    if lang == "zh":
        return f"{'、'.join(limbs)}中以较{'早' if earlier else '晚'}者为准"
    return f"the {'earlier' if earlier else 'later'} of {', '.join(limbs[:-1])} and {limbs[-1]}"


def _followed(term: FollowedBy, lang: str) -> str:
    first, then = term_text(term.first, lang), term_text(term.then, lang)
    return f"{first}届满后{then}" if lang == "zh" else f"{first}, then {then}"


def _from(term: CountedFrom, lang: str) -> str:
    length = term_text(term.term, lang)
    return f"自{term.anchor}起{length}" if lang == "zh" else f"{length} from {term.anchor}"


def _before(term: BeforeEvent, lang: str) -> str:
    if term.length is None:
        return f"{term.event}之前" if lang == "zh" else f"before {term.event}"
    length = term_text(term.length, lang)
    return f"{term.event}前至少{length}" if lang == "zh" else f"at least {length} before {term.event}"


def _cycles(term: Cycles, lang: str) -> str:
    if lang == "zh":
        return f"{term.count}个完整周期（{term.of}）"
    return f"{term.count} complete cycle{'' if term.count == 1 else 's'} of {term.of}"


_WORDS: dict[type, Callable[[Any, str], str]] = {
    NthDayOfNextMonth: _next_month,
    NthDayOf: _nth,
    Immediately: _immediately,
    EarlierOf: _limbs,
    LaterOf: _limbs,
    FollowedBy: _followed,
    CountedFrom: _from,
    BeforeEvent: _before,
    Cycles: _cycles,
}


def term_text(term: Term, lang: str = "en") -> str:
    """The term in words, in English (``"en"``) or Chinese (``"zh"``); :class:`InvalidInput` for anything else.

    >>> from complaintkit.deadlines import WorkingDays
    >>> term_text(WorkingDays(3)), term_text(WorkingDays(3), "zh")
    ('3 working days', '3个工作日')
    >>> term_text(NthDayOfNextMonth(10)), term_text(NthDayOfNextMonth(10), "zh")
    ('the 10th of the next month', '次月10日')
    """
    require_term(term, "term")
    require_language(lang)
    words = _WORDS.get(type(term))
    if words is not None:
        return words(term, lang)
    english, chinese = _UNITS[type(term)]
    count: int = term.count  # type: ignore[union-attr]  # all that are left have one
    if lang == "zh":
        return f"{count}{chinese}"
    return f"{count} {english}{'' if count == 1 else 's'}"
