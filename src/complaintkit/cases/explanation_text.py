"""An explanation written out, in English or Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from complaintkit.cases.reasons import reason_text
from complaintkit.deadlines import trace_text
from complaintkit.rules.absence import NoValue
from complaintkit.rules.vocabulary import record_title
from complaintkit.rules.wording import condition_text
from complaintkit.values import Citation

if TYPE_CHECKING:
    from complaintkit.cases.explained import ExplainedDate, ExplainedEvent, RuleTested
    from complaintkit.cases.explanation import Explanation
    from complaintkit.cases.keeping import Keeping
    from complaintkit.cases.meeting import ExplainedMeeting

WORDS: Mapping[str, tuple[str, str]] = {
    "case": ("case", "案件"),
    "for": ("for", "对象"),
    "stage": ("stage", "阶段"),
    "policy": ("policy", "制度"),
    "policy_hash": ("policy hash", "制度哈希"),
    "in_force_from": ("in force from", "生效日期"),
    "approval": ("approval", "批准"),
    "scope": ("scope", "适用范围"),
    "category": ("category", "类别"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "applies": ("applies", "适用"),
    "role": ("the role", "角色"),
    "meeting": ("the meeting", "会议"),
    "members": ("{present} of {members} members, {quorum} needed", "应到{members}人,实到{present}人,须{quorum}人"),
    "votes": (
        "{in_favour} for, {against} against, {abstained} abstain; {majority} for needed",
        "赞成{in_favour}票,反对{against}票,弃权{abstained}票;须{majority}票赞成",
    ),
    "casting_vote": ("the chair's casting vote decides", "主持人决定票"),
    "carried": ("carried", "通过"),
    "fell": ("not carried", "未通过"),
    "chair": ("chair", "主持"),
    "vote_for": ("for", "赞成"),
    "vote_against": ("against", "反对"),
    "vote_abstains": ("abstains", "弃权"),
    "vote_absent": ("absent", "缺席"),
    "only": ("one of those named", "指定人员"),
    "recusal": ("no recusal", "无需回避"),
    "separation": ("separate hands", "职责分离"),
    "order": ("what must come first", "先后顺序"),
    "facts": ("the facts asked for", "所需事项"),
    "confirmation": ("conduct confirmed", "行为规范已确认"),
    "naming": ("category or person named", "已指明类别或人员"),
    "authority": ("authority", "权限"),
    "promise": ("the agreed moment", "约定时间"),
    "message": ("what is told and how", "通知内容与方式"),
    "papers": ("contents of the papers", "单据内容"),
    "sanction": ("sanction", "处罚"),
    "filed": ("filed", "受理"),
    "adopted": ("taken over as it stood", "转入"),
    "brought": ("on record before", "转入前记录"),
    "corrected": ("corrected", "更正"),
    "extended": ("extended", "延期"),
    "linked": ("linked", "关联"),
    "joined": ("joined", "并案"),
    "unjoined": ("joining taken back", "撤销并案"),
    "passed_on": ("told with the matter it joined", "随并案事项告知"),
    "open_promise": ("an agreed moment that lies ahead", "有未到期的约定时间"),
    "named": ("the cases named", "所列案件"),
    "erased": ("personal values erased", "个人信息已删除"),
    "no_longer_there": ("no longer there", "已不保留"),
    "alleged": ("a breach of conduct alleged", "指称违反行为规范"),
    "number": ("number", "编号"),
    "form": ("form", "表单"),
    "proposed": ("proposed", "建议"),
    "approved": ("approved", "批准"),
    "waived": ("waived", "免除"),
    "confirmed": ("confirmed", "已确认"),
    "calendar": ("calendar", "日历"),
    "calendar_known_until": ("calendar data until", "日历数据截至"),
    "complaintkit": ("complaintkit", "complaintkit"),
    "transitions": ("transitions", "transitions"),
    "events": ("What happened", "经过"),
    "dates": ("Dates", "期限"),
    "by": ("by", "办理人"),
    "as": ("as", "身份"),
    "recorded": ("recorded", "记录于"),
    "holds": ("holds", "符合"),
    "fails": ("does not hold", "不符合"),
    "given": ("given", "提供"),
    "again": ("given again by", "后又提供于"),
    "known": ("known before", "已知"),
    "event": ("event", "事件"),
    "paper": ("paper", "文件"),
    "told": ("told", "通知"),
    "due": ("due", "到期"),
    "assumed": ("assumed, a fact is not known", "暂定,尚有事实未知"),
    "promised": ("agreed date", "约定时间"),
    "was": ("was due", "曾到期于"),
    "since": ("since", "自"),
    "fired": ("fired", "已触发"),
    "lifted": ("lifted", "已撤销"),
    "attempts": ("Refused attempts", "被拒绝的操作"),
    "no_due": ("no due", "无到期日"),
    "provisional": ("provisional: calendar data does not reach it", "暂定:日历数据未覆盖"),
    "reason": ("reason", "理由"),
    "complainant": ("complainant", "投诉人"),
    "staff": ("staff", "工作人员"),
    "regulator": ("regulator", "监管机构"),
    "running": ("running", "计算中"),
    "paused": ("paused", "暂停"),
    "met": ("met", "已履行"),
    "met_late": ("met late", "逾期履行"),
    "overdue": ("overdue", "逾期"),
    "stopped": ("stopped", "终止"),
    "retention": ("retention", "保存期限"),
    "over": ("over", "期满"),
    "keeping": ("Retention", "保存期限"),
    "kept_until": ("kept until", "保存至"),
    "lacking": ("not known before", "有待确定"),
    "legal_hold": ("under legal hold since", "法律保全自"),
    "may_dispose": ("nothing of its own keeps the case any more", "本案自身已无须保存"),
    "disposed": ("disposed of", "已销毁"),
}


def render(explanation: Explanation) -> str:
    """The whole explanation as text."""
    writer = _Writer(explanation)
    return "\n".join(writer.lines())


class _Writer:
    def __init__(self, explanation: Explanation) -> None:
        self.explanation = explanation
        self.column = 1 if explanation.lang == "zh" else 0
        self.choices = frozenset(fact.id for fact in explanation.policy.facts if fact.type == "choice")

    def own(self, key: str) -> str:
        """A word of the library's own, whatever the policy calls by that id."""
        return WORDS[key][self.column]

    def value(self, id: str, value: Any) -> str:
        """A fact's value as people read it: choices by their titles, instants in the calendar's zone."""
        if isinstance(value, tuple):
            return ", ".join(self.value(id, item) for item in value) or "-"
        if isinstance(value, str) and id in self.choices:
            return self.title(value)
        if isinstance(value, bool):
            return self.own("yes" if value else "no")
        if isinstance(value, datetime):
            return self.time(value)
        return value.name.lower() if isinstance(value, NoValue) else str(value)

    def word(self, key: str) -> str:
        """The title a policy gives, or the word for something of our own."""
        title = self.title(key)
        return title if title != key or key not in WORDS else WORDS[key][self.column]

    def title(self, id: str) -> str:
        return self.explanation.policy.title(id, self.explanation.lang)

    def time(self, at: datetime) -> str:
        return f"{at.astimezone(self.explanation.zone):%Y-%m-%d %H:%M:%S %Z}"

    def tested(self, test: RuleTested) -> str:
        if test.name != "applies" or test.condition is None:
            return self.word(test.name)
        titles = self.explanation.policy.title_of
        return f"{self.own('applies')} ({condition_text(test.condition, 'zh' if self.column else 'en', titles)})"

    def lines(self) -> Iterable[str]:
        explanation, case = self.explanation, self.explanation.case
        name = case.number or case.id
        yield (
            f"{self.own('case')} {name} · {self.own('stage')}: {self.title(case.stage)} · {self.own('for')} "
            f"{self.own(explanation.audience)}"
        )
        for key, value in explanation.header.items():
            yield f"  {self.own(key)}: {value}"
        yield self.own("events")
        for event in explanation.events:
            yield from self.event(event)
        yield self.own("dates")
        for item in explanation.dates:
            yield from self.date(item)
        if explanation.keeping is not None:
            yield self.own("keeping")
            yield from self.kept(explanation.keeping)
        if explanation.attempts:
            yield self.own("attempts")
            for at, actor, trigger, reasons in explanation.attempts:
                yield f"  {self.time(at)} {self.title(trigger)} ({actor})"
                for why in reasons:
                    yield f"    {reason_text(why, explanation.policy, explanation.lang, explanation.zone)}"

    def event(self, event: ExplainedEvent) -> Iterable[str]:
        who = f" · {self.own('by')} {event.who}" if event.who else ""
        capacity = f" {self.own('as')} {self.title(event.capacity)}" if event.capacity else ""
        late = (
            f" · {self.own('recorded')} {self.time(event.recorded_at)}"
            if event.recorded_at != event.occurred_at
            else ""
        )
        what = " / ".join(self.word(part) for part in event.what.split("/"))
        yield f"  {event.seq}. {self.time(event.occurred_at)} {what}{who}{capacity}{late}{_cited(event.cites)}"
        for test in event.tests:
            verdict = self.own("holds" if test.holds else "fails")
            yield f"     - {self.tested(test)}: {verdict}{_cited(test.cites)}"
        for record, at in event.brought:
            yield f"     {self.own('brought')} {self.recorded(record)}: {self.time(at)}"
        if event.category is not None:
            yield f"     {self.own('given')} {self.own('category')}: {self.title(event.category)}"
        for item, cite in event.confirmed:
            yield f"     {self.own('confirmed')} {self.title(item)} [{cite}]"
        again = dict(event.again)
        for id, value in event.given:
            later = f" ({self.own('again')} {self.own('event')} {again[id]})" if id in again else ""
            yield f"     {self.own('given')} {self.title(id)}: {self.value(id, value)}{later}"
        for id, value, seq in event.inputs:
            yield f"     {self.own('known')} {self.title(id)}: {self.value(id, value)} ({self.own('event')} {seq})"
        for paper, sha256 in event.papers:
            yield f"     {self.own('paper')} {paper}: sha256 {sha256}"
        if event.number is not None:
            yield f"     {self.own('number')} {event.number}"
        if event.promise is not None:
            yield f"     {self.own('promised')} {self.title(event.promise[0])}: {self.time(event.promise[1])}"
        for form in event.forms:
            copies = ", ".join(self.title(copy) for copy in form.copies)
            yield f"     {self.own('form')} {self.title(form.form)}" + (f" → {copies}" if copies else "")
        for link in event.links:
            along = ", ".join(self.title(form) for form in link.forms)
            yield f"     {self.title(link.rule)}: {link.case_id}" + (f" ({along})" if along else "")
        for step in event.sanctions:
            what = ", ".join((*(() if step.amount is None else (str(step.amount),)), *map(self.title, step.measures)))
            yield f"     {self.title(step.rule)} → {step.subject}: {what} ({self.word(step.state)}){_cited(step.cites)}"
        if event.met is not None:
            yield from self.met(event.met)
        for told in event.told:
            yield (
                f"     {self.own('told')} {self.title(told.message)} → {self.word(told.to)} ({self.title(told.means)}, "
                f"{self.time(told.at)})"
            )
        if event.erased:
            yield f"     {self.own('no_longer_there')}: {', '.join(event.erased)}"
        if event.reason:
            yield f"     {self.own('reason')}: {event.reason}"

    def met(self, met: ExplainedMeeting) -> Iterable[str]:
        counts = met.ruling._asdict()
        parts = [self.own("members").format_map(counts), self.own("votes").format_map(counts)]
        parts += [self.own("casting_vote")] if met.ruling.casting else []
        parts.append(self.own("carried" if met.ruling.carried else "fell"))
        yield f"     {self.title(met.body)}: {' · '.join(parts)}{_cited(met.cites)}"
        for person, vote in met.meeting.votes:
            chairs = f" ({self.own('chair')})" if person == met.meeting.chair else ""
            yield f"       {person}{chairs}: {self.own(f'vote_{vote}')}"

    def date(self, item: ExplainedDate) -> Iterable[str]:
        when = self.own("no_due") if item.due is None else f"{self.own('due')} {self.time(item.due.due_at)}"
        notes = [self.own(key) for key in ("assumed", "promised") if getattr(item, key)]
        if item.due is not None and item.due.provisional:
            notes.append(self.own("provisional"))
        extra = f" ({'; '.join(notes)})" if notes else ""
        name = f"{self.title(item.duty)} #{item.occurrence}"
        yield f"  {name}: {when} · {self.own(item.status)}{extra}{_cited(item.cites)}"
        for at, seq, what in item.former[:-1]:
            since = f"{self.own('since')} {self.own('event')} {seq} ({self.title(what)})"
            yield f"     {self.own('was')} {self.time(at)}, {since}"
        if item.trace is not None:
            for line in trace_text(item.trace, self.explanation.lang).splitlines():
                yield f"     {line}"
        for key in ("fired", "lifted"):
            rungs = getattr(item, key)
            if rungs:
                yield f"     {self.own(key)}: {', '.join(self.title(rung) for rung in rungs)}"

    def kept(self, keeping: Keeping) -> Iterable[str]:
        for kept in keeping.rules:
            lacking = f"{self.own('lacking')}: {self.recorded(kept.lacking)}"
            until = lacking if kept.until is None else f"{self.own('kept_until')} {self.time(kept.until.due_at)}"
            assumed = f" ({self.own('assumed')})" if kept.assumed else ""
            yield f"  {self.title(kept.rule)}: {until}{assumed}{_cited(kept.cites)}"
        if keeping.held_since is not None:
            yield f"  {self.own('legal_hold')} {self.time(keeping.held_since)}"
        if keeping.disposed_at is not None:
            yield f"  {self.own('disposed')} {self.time(keeping.disposed_at)}"
        elif not keeping.against:
            yield f"  {self.own('may_dispose')}"
        explanation = self.explanation
        for item in keeping.against:
            yield f"  - {reason_text(item, explanation.policy, explanation.lang, explanation.zone)}"

    def recorded(self, id: str) -> str:
        """A record by its own title, or a fact by the policy's."""
        policy = self.explanation.policy
        return record_title(id, policy.title_of, self.explanation.lang)


def _cited(cites: tuple[Citation, ...]) -> str:
    return f" [{'; '.join(str(cite) for cite in cites)}]" if cites else ""
