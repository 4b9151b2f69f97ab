"""On paper and between cases: forms, reports, messages, links and joining."""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.reports.page.markdown import blocks, lines, table
from complaintkit.reports.page.words import Words, clauses, said
from complaintkit.rules import JoinRule, LinkRule
from complaintkit.rules.reports import FACT, RECEIVED, Figure, Report

MEASURES: Mapping[str, str] = {
    "cases": "how many",
    "times": "how often",
    "none": "whether there is none",
    "none_decided": "whether there is no rate on time",
    "none_answered": "whether there is no rate of satisfaction",
    "on_time": "rate on time",
    "resolution": "rate of resolution",
    "satisfaction": "rate of satisfaction",
    "lines": "its lines",
}


def forms(words: Words) -> str:
    """Every form, with a line for each copy."""
    return table(
        ("Form", "Copies", "Contents", "Never to", "Clause"),
        [
            (words.entry(form.id),
             lines(f"{place}. {words.titled(copy) or words.name(copy)}" for place, copy in enumerate(form.copies, 1)),
             words.names(form.contents),
             lines((words.names(form.never_to), clauses(form.never_cite) if form.never_to else "")),
             clauses(form.cite))
            for form in words.policy.forms
        ],
    )  # fmt: skip


def reports(words: Words) -> str:
    """What standing cases owe about their period: the table, and the figures with the fact each is given in."""
    return table(
        ("Report", "Owed by", "Of", "Told by", "Figures", "Clause"),
        [
            (words.entry(report.id), words.name(report.owed_by), _counted(words, report), _told(words, report),
             lines(_figure(words, figure) for figure in report.figures), clauses(report.cite))
            for report in words.policy.reports
        ],
    )  # fmt: skip


def _counted(words: Words, report: Report) -> str:
    each = next((kind.per == "unit" for kind in words.policy.all_kinds if kind.id == report.owed_by), False)
    return lines((
        f"{words.name(report.of)} {_dated(words, report.dated)}",
        words.only_if(report.when),
        f"of the unit in {_place(words, report.unit)}" if each else "",
    ))  # fmt: skip


def _dated(words: Words, dated: str) -> str:
    return "received in the period" if dated == RECEIVED else f"with {words.record(dated)} in the period"


def _place(words: Words, place: str) -> str:
    return ", ".join(words.name(part) for part in place.removeprefix(FACT).split("."))


def _told(words: Words, report: Report) -> str:
    if report.by is None:
        return lines(("case by case", said("with", words.names(report.shows))))
    rates = "" if report.duty is None or report.resolved is None else (
        f"rates: on time with {words.name(report.duty)}, resolved with {words.record(report.resolved)}, satisfied"
    )  # fmt: skip
    return lines((f"by {_place(words, report.by)}", said("shared out by", words.name(report.weighs)), rates))


def _figure(words: Words, figure: Figure) -> str:
    parts = (
        f"{words.name(figure.fact)}: {MEASURES[figure.measure]}",
        "" if figure.dated is None else _dated(words, figure.dated),
        words.only_if(figure.when),
        clauses(figure.cite),
    )
    return ", ".join(part for part in parts if part)


def messages(words: Words) -> str:
    """What is told to whom, by which means."""
    return table(
        ("Message", "To", "Means", "In writing", "Contents", "Clause"),
        [
            (words.entry(message.id), words.name(message.to), _means(words, message.means, message.as_asked),
             _writing(words, message.written, words.condition(message.written_when)), words.names(message.contents),
             clauses(message.cite))
            for message in words.policy.messages
        ],
    )  # fmt: skip


def _means(words: Words, means: tuple[str, ...], as_asked: bool) -> str:
    return (words.pairs(means) or "any") + ("; where one is asked for, that one" if as_asked else "")


def _writing(words: Words, written: tuple[str, ...], when: str) -> str:
    return "" if when == "never" else f"{words.names(written)} where {when}".replace(" where always", " always")


def ties(words: Words) -> str:
    """How a case is tied to another, and how several become one."""
    policy = words.policy
    return blocks([
        table(
            ("Link", "Made by", "The other case", "Redress", "Clause"),
            [
                (words.entry(rule.id), _made(words, rule), _other(words, rule),
                 "counts together" if rule.shares_redress else "", clauses(rule.cite))
                for rule in policy.links
            ],
        ),
        table(
            ("Joining", "By", "From → to", "Counts", "Then", "Clause"),
            [
                (words.entry(rule.id), words.names(rule.by),
                 f"{words.names(rule.sources) or 'every open stage'} → {words.name(rule.target)}",
                 words.name(rule.counts) if rule.counts else "cases", _then(words, rule), clauses(rule.cite))
                for rule in policy.joins
            ],
        ),
    ])  # fmt: skip


def _made(words: Words, rule: LinkRule) -> str:
    if rule.fact is None:
        return lines(("when filed", said("by", words.names(rule.by))))
    moves = dict.fromkeys(move.trigger for move in words.policy.moves if move.links == rule.id)
    return lines((said("with", words.names(moves)), f"cases named in {words.name(rule.fact)}"))


def _other(words: Words, rule: LinkRule) -> str:
    return lines((
        said("carries", words.records(rule.after)),
        said("attaches", words.names(rule.attaches)),
        "was received in the period" if rule.of_period else "",
        said("gets", words.records(rule.records)),
    ))  # fmt: skip


def _then(words: Words, rule: JoinRule) -> str:
    if rule.reached_at is None:
        return ""
    kept = said("unless within", words.names(rule.keeps))
    return lines((
        f"from {rule.reached_at} on:",
        said("gets", words.records(rule.records)),
        said("becomes", " ".join(part for part in (words.name(rule.becomes), kept) if part)) if rule.becomes else "",
    ))  # fmt: skip
