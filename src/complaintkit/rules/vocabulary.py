"""The fixed vocabulary: the parties to a case, and its records (DESIGN 5) with their titles; a policy's own records
begin with ``x_``.
"""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.values.titles import Title, titles

__all__ = ["PARTIES", "RECORDS", "RECORD_TITLES", "is_record", "record_title"]

PARTIES = ("complainant", "representative", "respondent", "reporter")
"""Who a case may have on its sides."""

RECORD_TITLES: Mapping[str, Title] = titles(
    {
        "filed": ("filed", "提出"),
        "opened": ("opened", "开立"),
        "acknowledged": ("acknowledged", "确认收到"),
        "informed": ("informed", "告知"),
        "classified": ("classified", "分类"),
        "admitted": ("admitted", "受理"),
        "declined": ("declined", "不予受理"),
        "assigned": ("assigned", "指派"),
        "transferred": ("transferred", "转办"),
        "accepted": ("accepted", "接办"),
        "recused": ("recused", "回避"),
        "joined": ("joined", "并案"),
        "investigated": ("investigated", "调查"),
        "found": ("found", "认定"),
        "proposed": ("proposed", "拟议"),
        "reviewed": ("reviewed", "审核"),
        "approved": ("approved", "批准"),
        "rejected": ("rejected", "驳回"),
        "negotiated": ("negotiated", "协商"),
        "decided": ("decided", "决定"),
        "replied": ("replied", "答复"),
        "confirmed": ("confirmed", "确认"),
        "signed": ("signed", "签字"),
        "satisfied": ("satisfied", "满意"),
        "dissatisfied": ("dissatisfied", "不满意"),
        "issued": ("issued", "开具"),
        "delivered": ("delivered", "送达"),
        "referred": ("referred", "移送"),
        "escalated": ("escalated", "上报"),
        "sanctioned": ("sanctioned", "处罚"),
        "waived": ("waived", "免予处罚"),
        "rewarded": ("rewarded", "奖励"),
        "paid": ("paid", "支付"),
        "rectified": ("rectified", "整改"),
        "followed_up": ("followed up", "回访"),
        "withdrawn": ("withdrawn", "撤回"),
        "closed": ("closed", "结案"),
        "reopened": ("reopened", "重新办理"),
        "archived": ("archived", "归档"),
        "held": ("held", "保全"),
        "released": ("released", "解除保全"),
        "expired": ("expired", "保存期满"),
        "disposed": ("disposed", "销毁"),
    }
)
"""The titles of the fixed records, in their usual order. ``filed`` stands on a case that was filed, ``opened`` on one
the sweep opened, ``expired`` on one whose retention the sweep found to be over."""

RECORDS: frozenset[str] = frozenset(RECORD_TITLES)
"""The names of the fixed records."""


def is_record(name: str) -> bool:
    """Whether ``name`` is a record of the fixed vocabulary or one of a policy's own.

    >>> is_record("approved"), is_record("x_registered"), is_record("aproved")
    (True, True, False)
    """
    return name in RECORDS or (name.startswith("x_") and len(name) > 2)


def record_title(name: str, own: Mapping[str, Title], lang: str = "en") -> str:
    """What a person is shown for a record, in English ("en") or Chinese ("zh").

    ``own`` are the titles of a policy, which name its own records. A fixed record is shown by its own title, whatever
    else the policy gives that name to, a stage say.

    >>> record_title("closed", {"closed": Title("with the customer", "客户处")}, "zh")
    '结案'
    """
    title = RECORD_TITLES.get(name) or own.get(name)
    return name if title is None else title.zh if lang == "zh" else title.en
