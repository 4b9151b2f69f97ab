"""By when: counting, duties with their ladders, promises."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from complaintkit.deadlines import Convention, Tolling
from complaintkit.reports.page.markdown import blocks, code, lines, plain, points, table
from complaintkit.reports.page.words import ENDS, ROLLS, Words, clauses, in_words, moment, said
from complaintkit.rules import AtLeast, Duty, ExtensionRule, RetentionRule, Rung


def counting(words: Words) -> str:
    """Calendar and conventions that the duties are counted by."""
    policy = words.policy
    units = [f"{plain(unit)}: {code(calendar)}" for unit, calendar in policy.unit_calendars]
    used = dict.fromkeys([policy.convention, *(duty.convention for duty in policy.duties if duty.convention)])
    conventions = {convention.id: convention for convention in policy.conventions}
    return blocks([
        lines((
            f"Calendar {code(policy.calendar)}, convention {code(policy.convention)}.",
            said("Units with their own calendar:", "; ".join(units)),
            said("An act may lie this far back without a reason:", in_words(policy.backdating))
            if policy.backdating is not None else "",
        )).replace("<br>", "\n"),
        table(
            ("Convention", "Counts", "Source"),
            [
                (code(id), "; ".join(_settings(conventions[id])), clauses(conventions[id].cite))
                for id in used
            ],
        ),
    ])  # fmt: skip


def _settings(convention: Convention) -> Iterator[str]:
    yield f"days from {convention.start.replace('_', ' ')}{said(', cut off at', convention.cut_off or '')}"
    yield f"the start day {'counts' if convention.inclusive else 'does not count'}"
    yield f"the last day runs {ENDS[convention.ends]}"
    yield ROLLS[convention.roll]
    rolled = ", on a day off to the same time of a working day" if convention.hours_roll == "same_time" else ""
    yield f"hours from {convention.hours_start.replace('_', ' ')}{rolled}"
    if convention.before_roll != "none":
        yield f"counted back from an event, {ROLLS[convention.before_roll]}"
    if convention.working_days_inside:
        yield f"at least {convention.working_days_inside} working days inside"
    if convention.extends_from == "rolled":
        yield "extensions count on from the rolled last day"


def duties(words: Words) -> str:
    """Every duty: whose, from which record until which, within what, and what happens around the due."""
    return table(
        ("Duty", "Owed by", "From → until", "Term", "Ladder", "Besides", "Clause"),
        [
            (words.entry(duty.id), words.name(duty.owner),
             f"{words.record(duty.starts)} → {' or '.join(map(words.record, duty.ends))}", words.by_case(duty.term),
             points(_rung(words, rung) for rung in duty.ladder), points(_besides(words, duty)), clauses(duty.cite))
            for duty in words.policy.duties
        ],
    )  # fmt: skip


def _rung(words: Words, rung: Rung) -> str:
    parts = (
        said("tells", words.names(rung.tell)),
        said("issues", words.names(rung.issues)),
        said("makes", words.records(rung.records)),
        clauses(rung.cite),
    )
    does = "; ".join(part for part in parts if part)
    return f"{words.titled(rung.id) or code(rung.id)}, {rung.kind} {moment(rung.at)}{said(':', does)}"


def _besides(words: Words, duty: Duty) -> Iterator[str]:
    """What a duty says beside its term, where it is not left at its default."""
    default = {field.name: field.default for field in attrs.fields(Duty)}
    if len(words.policy.all_kinds) > 1 and duty.case_kind != default["case_kind"]:
        yield said("of kind", words.name(duty.case_kind))
    yield words.only_if(duty.when)
    yield said("convention", code(duty.convention) if duty.convention else "")
    yield said("calendar", code(duty.calendar) if duty.calendar else "")
    yield said("paused by", words.names(duty.pauses))
    for rule in duty.pause_rules:
        bounds = (f"{rule.most} times" if rule.most else "", in_words(rule.cap) if rule.cap else "")
        yield f"{words.name(rule.cause)}: at most {', '.join(bound for bound in bounds if bound) or 'without bound'}"
    yield said("pauses at most, in all,", in_words(duty.pause_cap) if duty.pause_cap else "")
    if duty.extension is not None:
        yield _extension(words, duty.extension)
    if isinstance(duty.on_change, AtLeast):
        yield f"a change leaves at least {in_words(duty.on_change.term)}"
    elif duty.on_change == "change":
        yield "counts anew from a change"
    for window in duty.tolling:
        yield f"stands still from {window.first} to {window.last} ({code(window.id)}){_received(window)}"
    yield said("never later than", f"{in_words(duty.longstop)} from its first start" if duty.longstop else "")
    if duty.repeats is not None:
        basis = "where the last one fell due" if duty.repeats == "due" else "when the last one was met"
        yield f"begins anew {basis}{said(', until', ' or '.join(map(words.record, duty.until)))}"
    if duty.stage_kinds != default["stage_kinds"]:
        yield f"runs in stages that are {', '.join(duty.stage_kinds)}"
    if duty.catch_up != default["catch_up"]:
        yield f"after downtime fires {duty.catch_up} of the rungs passed"
    yield "the complainant is told the date" if duty.tells_complainant else ""


def _received(window: Tolling) -> str:
    """For which receipts a window of days stops a duty."""
    bounds = (said("from", str(window.started_from or "")), said("until", str(window.started_until or "")))
    told = " ".join(bound for bound in bounds if bound)
    return f", for what is received {told}" if told else ""


def _extension(words: Words, rule: ExtensionRule) -> str:
    how = {
        "add": f"by {in_words(rule.term)}",
        "replace": f"to {in_words(rule.term)} from the start",
        "fixed": f"to a moment within {in_words(rule.term)} of the start",
    }[rule.how]
    parts = (
        f"may be extended {how}, {'once' if rule.most == 1 else f'{rule.most} times'}, by {words.names(rule.by)}",
        said("for", words.pairs(rule.reasons)),
        said("also after the due, if asked for by it with", "" if rule.request is None else words.record(rule.request)),
        said("telling", words.name(rule.message)),
        clauses(rule.cite),
    )
    return "; ".join(part for part in parts if part)


def retention(words: Words) -> str:
    """How long cases are kept once they are over."""
    return table(
        ("Retention", "Kept", "Tells, when it is over", "Clause"),
        [
            (words.entry(rule.id), lines((_kept(words, rule), words.only_if(rule.when))), words.names(rule.tell),
             clauses(rule.cite))
            for rule in words.policy.retention
        ],
    )  # fmt: skip


def _kept(words: Words, rule: RetentionRule) -> str:
    of = f" (of kind {words.name(rule.case_kind)})" if rule.case_kind != "complaint" else ""
    parts = (
        in_words(rule.term) if rule.term is not None else "",
        said("from", words.record(rule.starts) if rule.starts else ""),
        said("through the day in", words.name(rule.until)),
    )
    return f"{' '.join(part for part in parts if part)}{of}"


def promises(words: Words) -> str:
    """Moments agreed with the complainant that become the due of a duty."""
    return table(
        ("Promise", "Due of", "Moment in", "Clause"),
        [
            (words.entry(rule.id), words.name(rule.duty), words.name(rule.fact), clauses(rule.cite))
            for rule in words.policy.promises
        ],
    )
