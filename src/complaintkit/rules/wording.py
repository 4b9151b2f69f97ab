"""A condition in words, English or Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from datetime import datetime as instant
from typing import Any, Final

from complaintkit.rules.nodes import (
    Arithmetic,
    Compare,
    Condition,
    Fixed,
    Holds,
    Junction,
    Look,
    Not,
    OneOf,
    Operand,
    Settled,
    Value,
)
from complaintkit.rules.vocabulary import record_title
from complaintkit.values import Language, Title
from complaintkit.values.titles import unknown_language

__all__ = ["condition_text"]

# key: (English, Chinese); the places are filled with what stands inside
WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "always": ("always", "始终"),
    "never": ("never", "从不"),
    "and": (" and ", " 且 "),
    "or": (" or ", " 或 "),
    "not": ("not {0}", "并非{0}"),
    "settled": ("{0} (if unknown: {1})", "{0}（未知时：{1}）"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "==": ("{0} is {1}", "{0} 为 {1}"),
    "!=": ("{0} is not {1}", "{0} 不为 {1}"),
    "<": ("{0} is below {1}", "{0} 小于 {1}"),
    "<=": ("{0} is at most {1}", "{0} 不超过 {1}"),
    ">": ("{0} is above {1}", "{0} 大于 {1}"),
    ">=": ("{0} is at least {1}", "{0} 不少于 {1}"),
    "contains": ("{0} contains {1}", "{0} 包含 {1}"),
    "one_of": ("{0} is one of {1}", "{0} 为 {1} 之一"),
    "known": ("{0} is known", "{0} 已知"),
    "recorded": ("{0} is on record", "已有“{0}”记录"),
    "party": ("{0} left {1}", "{0} 留有 {1}"),
    "within": ("the category is within {0}", "类别属于 {0}"),
    "late": ("{0} is late", "{0} 逾期"),
    "rows": ("the number of rows of {0}", "{0} 的行数"),
    "sum": ("the sum of {1} in {0}", "{0} 中 {1} 的合计"),
    "different": ("the number of different values of {1} in {0}", "{0} 中不同 {1} 的个数"),
    "lacking": ("the number of rows of {0} without {1}", "{0} 中缺 {1} 的行数"),
    "category": ("the category", "类别"),
    "channel": ("the channel", "渠道"),
    "count": ("the number of times {0} was recorded", "“{0}”的记录次数"),
    "total": ("the total of {0}", "{0} 合计"),
    "tally": ("the tally {0}", "累计 {0}"),
    "today": ("today", "今日"),
    "received": ("the day of receipt", "收到之日"),
    "months_between": ("the whole months from {0} to {1}", "{0} 至 {1} 的整月数"),
    "list": (", ", "、"),
}


def condition_text(condition: Condition, lang: Language = "en", titles: Mapping[str, Title] | None = None) -> str:
    """The condition in words; ids that ``titles`` knows are shown by their title.

    Raises `InvalidInput` for a language other than "en" and "zh".

    >>> from complaintkit.rules.conditions import channel, fact
    >>> condition_text((fact("quantity") > 400) & ~(channel == "letter"))
    'quantity is above 400 and not (the channel is letter)'
    >>> condition_text(fact("quantity") > 400, "zh", {"quantity": Title("quantity", "数量")})
    '数量 大于 400'
    """
    if lang not in ("en", "zh"):
        raise unknown_language(lang)
    return _Words(lang, titles or {}).condition(condition)


class _Words:
    __slots__ = ("lang", "titles")
    lang: Language

    def __init__(self, lang: Language, titles: Mapping[str, Title]) -> None:
        self.lang = lang
        self.titles = titles

    def say(self, key: str, *parts: str) -> str:
        return WORDS[key][self.lang == "zh"].format(*parts)

    def name(self, id: str) -> str:
        title = self.titles.get(id)
        return id if title is None else title.text(self.lang)

    def condition(self, node: Condition) -> str:
        if isinstance(node, Fixed):
            return self.say("always" if node.value else "never")
        if isinstance(node, Junction):
            return self.say(node.op).join([self._part(part) for part in node.parts])
        if isinstance(node, Not):
            return self.say("not", f"({self.condition(node.inner)})")
        if isinstance(node, Settled):
            return self.say("settled", self._part(node.inner), self.say("yes" if node.otherwise else "no"))
        if isinstance(node, Compare):
            return self.say(node.op, self.operand(node.left), self.operand(node.right))
        if isinstance(node, OneOf):
            values = self.say("list").join([self.operand(value) for value in node.values])
            return self.say("one_of", self.operand(node.operand), values)
        assert isinstance(node, Holds)
        if node.what == "recorded":
            return self.say(node.what, record_title(node.name, self.titles, self.lang))
        return self.say(node.what, self.name(node.name), self.name(node.field))

    def _part(self, node: Condition) -> str:
        text = self.condition(node)
        return f"({text})" if isinstance(node, Junction | Settled) else text

    def operand(self, node: Operand) -> str:
        if isinstance(node, Value):
            return self._value(node.value)
        if isinstance(node, Arithmetic):
            left, right = self.operand(node.left), self.operand(node.right)
            if node.op == "months_between":
                return self.say(node.op, left, right)
            return f"({left} {node.op} {right})"
        assert isinstance(node, Look)
        if node.what == "fact":
            return self.name(node.name)
        if node.what == "count":
            return self.say(node.what, record_title(node.name, self.titles, self.lang))
        return self.say(node.what, self.name(node.name), self.name(node.column))

    def _value(self, value: Any) -> str:
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        if isinstance(value, str):
            return self.name(value)
        if isinstance(value, instant):
            return value.astimezone(UTC).isoformat()
        return str(value)
