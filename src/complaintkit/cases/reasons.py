"""Reasons: why a decision fell as it did. Data first; text late, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

import attrs

from complaintkit.rules.moves import ASSIGNED
from complaintkit.rules.policy import Policy
from complaintkit.rules.vocabulary import record_title
from complaintkit.values import Citation


@attrs.frozen
class Reason:
    """One reason of a refusal: a stable code, what it is about, and the clauses it rests on."""

    code: str
    args: tuple[tuple[str, Any], ...] = ()
    cites: tuple[Citation, ...] = ()

    def arg(self, name: str) -> Any:
        """One of the arguments; None where there is none of that name."""
        return dict(self.args).get(name)


def reason(code: str, cites: tuple[Citation, ...] | Citation | None = (), **args: Any) -> Reason:
    """A reason, with its arguments by name.

    >>> reason("stage", trigger="accept").arg("trigger")
    'accept'
    """
    if cites is None:
        cites = ()
    return Reason(code, tuple(args.items()), tuple(dict.fromkeys(cites)) if isinstance(cites, tuple) else (cites,))


TEXTS: Mapping[str, tuple[str, str]] = {
    "stage": (
        "{trigger} is not possible while the case is in {stage}; it is from: {sources}",
        "案件处于{stage}时不能{trigger};可在以下阶段进行:{sources}",
    ),
    "role": ("{trigger} is for {by}; the actor holds {held}", "{trigger}由{by}办理;行为人的角色为{held}"),
    "deputy": (
        "{deputy} may stand in for {role} only while nobody who holds that role is there",
        "仅当{role}无人在岗时,{deputy}方可代理",
    ),
    "nobody_left": (
        "nobody is left who may do this: every holder and deputy of {by} is absent or recused",
        "已无人可办理:{by}及其代理人均缺席或回避",
    ),
    "not_named": (
        "{trigger} is for whoever is named in {only}: {why}",
        "{trigger}由{only}所载人员办理:{why}",
    ),
    "recused": (
        "the actor is the subject of this case and takes no part in it",
        "行为人为本案被投诉人或已回避,不得参与",
    ),
    "recused_member": (
        "the case is about {who}, or they were recused from it: they neither vote nor chair",
        "{who}为本案被投诉人或已回避,不得表决或主持",
    ),
    "meeting": ("the record of the meeting of {body}: {why}", "{body}的会议记录:{why}"),
    "quorum": (
        "{body} cannot decide: {present} of {members} members are there, {needed} are needed",
        "{body}未达法定人数:应到{members}人,实到{present}人,须{needed}人",
    ),
    "majority": (
        "{body} has not carried it: {in_favour} for, {against} against, {abstained} abstain; {needed} for are needed",
        "{body}未通过:赞成{in_favour}票,反对{against}票,弃权{abstained}票;须{needed}票赞成",
    ),
    "outcome": ("{body} decided otherwise", "{body}另有决定"),
    "not_concerned": ("the case is shown only to those whom it concerns", "本案仅向相关人员公开"),
    "separation": ("this must be done by {who} who made {record}", "须由{who}作出{record}的人员办理"),
    "authority": (
        "{amount} is above what the actor may decide, {limit}; next authority: {needed}",
        "{amount}超出行为人权限{limit};下一权限:{needed}",
    ),
    "no_authority": (
        "the actor has no authority over {amount}; next authority: {needed}",
        "行为人对{amount}没有审批权限;下一权限:{needed}",
    ),
    "missing_facts": ("these facts are needed: {facts}", "缺少以下事项:{facts}"),
    "missing_records": ("these must be on record first: {records}", "须先有以下记录:{records}"),
    "guard": ("not met: {guard}", "不符合:{guard}"),
    "condition": ("this does not apply to the case: {text}", "不适用于本案:{text}"),
    "confirmation": ("these must be confirmed: {items}", "须确认以下事项:{items}"),
    "promise": ("{at} cannot be agreed: {why}", "不能约定{at}:{why}"),
    "no_promise": ("a moment must be agreed that lies ahead ({promise})", "须约定下次时间({promise})"),
    "message": ("the message {message} cannot go like that: {why}", "通知{message}不能如此发出:{why}"),
    "form": ("form {form} may not go to {to}", "表单{form}不得交给{to}"),
    "sanction": ("sanction {sanction}: {why}", "处罚{sanction}:{why}"),
    "category": ("a category is needed; known: {known}", "须给出类别;可选:{known}"),
    "person": ("a person must be named", "须指明人员"),
    "link": ("the case cannot be linked by {link}: {why}", "不能以{link}关联:{why}"),
    "join": ("the case cannot join by {join}: {why}", "不能以{join}并案:{why}"),
    "unjoin": ("its joining cannot be taken back: {why}", "不能撤销并案:{why}"),
    "channel": ("a channel is needed; known: {known}", "须给出渠道;可选:{known}"),
    "future": ("{at} is in the future; the clock stands at {now}", "{at}晚于当前时间{now}"),
    "before_receipt": ("{at} is before the receipt, {received}", "{at}早于受理时间{received}"),
    "before_record": ("{at} is before {record} at {made}", "{at}早于{record}的时间{made}"),
    "backdated": ("{at} lies further back than {limit}: give a reason", "{at}超出补录期限{limit}:请说明理由"),
    "ambiguous": (
        "several targets are possible: {targets}; the policy must tell them apart",
        "有多个可能去向:{targets}",
    ),
    "machine": ("the move table does not permit this move", "流程表不允许该动作"),
    "extension": ("{duty} cannot be extended: {why}", "{duty}不能延期:{why}"),
    "retained": ("kept until {until}: {rule}", "保存至{until}:{rule}"),
    "legal_hold": ("under legal hold since {since}", "自{since}起处于法律保全"),
    "still_open": ("the case is still open, in {stage}", "案件尚未办结,处于{stage}"),
    "still_owed": ("something is still owed: {duties}", "尚有未履行事项:{duties}"),
    "tied_open": ("cases tied to this one are still open: {cases}", "关联案件尚未办结:{cases}"),
    "erasure": ("{path} cannot be erased: {why}", "{path}不能删除:{why}"),
    "correction": ("entry {seq} cannot be corrected: {why}", "第{seq}条记录不能更正:{why}"),
    "conduct": (
        "{conduct} is no conduct rule of this policy; known: {known}",
        "本制度没有行为规范{conduct};可选:{known}",
    ),
    "rung": ("this rung is no longer to be fired", "该提醒已不再适用"),
}
"""For each code its text in English and Chinese."""

WORDS: Mapping[str, tuple[str, str]] = {
    "after_due": ("it lies past the due the clause allows", "晚于条款规定的期限"),
    "not_running": ("the duty is not running", "该期限未在计算中"),
    "past_due": ("the due has already passed", "期限已过"),
    "not_asked": ("the due has passed, and nobody had asked before", "期限已过,此前无人申请"),
    "asked_late": ("it was asked for only after the due had passed", "申请时期限已过"),
    "not_ahead": ("it must lie ahead", "须为将来时间"),
    "paused": ("the clock is stopped, there is no due now", "时钟暂停,当前无到期日"),
    "not_given": ("it must be said by which means it goes", "须说明通知方式"),
    "no_meeting": ("it must be said who was there and how each voted", "须说明出席人员及各自表决情况"),
    "not_member": ("somebody named is no member", "所列人员中有非成员"),
    "chair": ("it must be said who chaired, and that person must have been there", "须写明主持人,且主持人须出席"),
    "chair_role": ("whoever chaired holds none of the roles that chair it", "主持人不具备主持资格"),
    "means": ("it does not go by these means", "不得采用该方式"),
    "writing": ("it must be in writing", "须以书面方式"),
    "as_asked": ("the party asked for another means, by which it may go", "当事人要求以另一可用方式告知"),
    "contents": ("its contents are not complete", "内容不完整"),
    "enclosure": ("something enclosed is neither a form of the policy nor an attachment of the case", "附件不明"),
    "itself": ("it is the very same case", "不能与本案自身关联"),
    "kind": ("the other is another kind of case", "对方案件类型不同"),
    "not_from_here": ("a case does not join from this stage", "案件在本阶段不能并案"),
    "matter_closed": ("the other case is no longer open", "对方案件已办结"),
    "period": ("the other case was not received in this period", "对方案件不在本期受理"),
    "nothing_proposed": ("nothing is proposed", "没有待批建议"),
    "below_tiers": ("the figure is below the lowest tier", "数额低于最低档"),
    "own": ("nobody approves a sanction against themselves", "不得批准对本人的处罚"),
    "approver": ("only its approver may", "须由批准人决定"),
    "somebody_else": ("that is somebody else", "所载为他人"),
    "nobody_yet": ("nobody is named there yet", "尚未指定人员"),
    "records": ("the other case lacks records it needs", "原案缺少必要记录"),
    "attachment": ("a form it must bring along was never made out", "须附的原表单未开具"),
    "unknown": ("there is no such rule or case", "没有该规则或案件"),
    "no_rule": ("the policy gives no extension for it", "本制度未规定可延期"),
    "reason": ("the reason is not on the list", "理由不在清单内"),
    "most": ("it has been extended as often as allowed", "已达延期次数上限"),
    "until": ("the new moment must be given, after the due and within the bound", "须给出期限内的新到期时间"),
    "counted": ("the rule counts the time itself, no moment is given", "期限由规则计算,不得另行指定时间"),
    "no_entry": ("there is no such entry", "没有该条记录"),
    "nothing": ("nothing is corrected", "没有更正内容"),
    "nothing_personal": ("the case has no personal values", "本案没有个人信息"),
    "no_value": ("no personal value was ever there", "此处没有个人信息"),
    "granted": (
        "redress that was granted is not corrected: propose and approve the difference, or reject and propose anew",
        "已批准的补救金额不得更正:请另行提出并批准差额",
    ),
    "the one": ("the one", "同一名"),
    "somebody other than the one": ("somebody other than the one", "非"),
}


def reason_text(reason: Reason, policy: Policy | None = None, lang: str = "en", zone: tzinfo = UTC) -> str:
    """A reason as a sentence with its clauses, in English ("en") or Chinese ("zh"), times in ``zone``.

    >>> reason_text(Reason("recused"))
    'the actor is the subject of this case and takes no part in it'
    """
    column = 1 if lang == "zh" else 0
    shown = {
        name: told(value, policy, lang) if (told := _TOLD.get(name)) is not None else _shown(value, policy, lang, zone)
        for name, value in reason.args
    }
    template = TEXTS.get(_worded(reason), (reason.code, reason.code))[column]
    text = template.format_map(_Default(shown))
    cites = "; ".join(str(cite) for cite in reason.cites)
    return f"{text} [{cites}]" if cites else text


def _worded(reason: Reason) -> str:
    """The text a reason is told by: a code may have another one by what it is about."""
    if reason.code == "authority" and reason.arg("limit") is None:
        return "no_authority"
    return "recused_member" if reason.code == "recused" and reason.arg("who") else reason.code


class _Default(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "-"


def _records(value: Any, policy: Policy | None, lang: str) -> str:
    own = {} if policy is None else policy.title_of
    return ", ".join(record_title(name, own, lang) for name in ((value,) if isinstance(value, str) else value))


def _places(value: Any, policy: Policy | None, lang: str) -> str:
    """Where persons are named: facts, columns of tables, the assignment."""
    column = 1 if lang == "zh" else 0
    told = [
        ("the assignment", "指派记录")[column]
        if name == ASSIGNED
        else ": ".join(_shown(part, policy, lang, UTC) for part in name.split("."))
        for name in value
    ]
    return ", ".join(told)


_TOLD: Mapping[str, Callable[[Any, Policy | None, str], str]] = {
    "record": _records,
    "records": _records,
    "only": _places,
}
"""The arguments that are told in a way of their own."""


def _shown(value: Any, policy: Policy | None, lang: str, zone: tzinfo) -> str:
    if isinstance(value, str):
        if value in WORDS:
            return WORDS[value][1 if lang == "zh" else 0]
        return value if policy is None else policy.title(value, lang)
    if isinstance(value, tuple | list | frozenset | set):
        items = sorted(value) if isinstance(value, frozenset | set) else value
        return ", ".join(_shown(item, policy, lang, zone) for item in items) or "-"
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}"
    return "-" if value is None else str(value)
