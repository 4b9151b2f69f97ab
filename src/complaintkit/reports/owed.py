"""What standing cases owe: the tables and figures of their period and unit, drawn up from the store."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import attrs

from complaintkit.cases.case import Case
from complaintkit.cases.clocks import duty_states
from complaintkit.cases.program import Program
from complaintkit.cases.view import View
from complaintkit.deadlines.periods import Period, period_of
from complaintkit.desk import Desk
from complaintkit.errors import Faults, InvalidInput
from complaintkit.reports.chosen import Entry, entries, every
from complaintkit.reports.lines import LIVE, breakdown_of, parts_of, rates_of
from complaintkit.reports.registers import listing
from complaintkit.reports.tables import Table
from complaintkit.reports.words import check_language, within, word
from complaintkit.rules import BLANK, STAYS, Actor, Condition, Move, Policy
from complaintkit.rules.reports import RECEIVED, Figure, Report
from complaintkit.values import Attachment

__all__ = ["DrawnUp", "draw_up", "owed"]


@attrs.frozen
class DrawnUp:
    """The reports that a standing case owes, over its own period and unit, as the store knew it at ``at``.

    ``tables`` are theirs, in the policy's order. ``facts`` are the figures by the fact of the standing case that each
    is given in, as :meth:`Desk.act` takes them; rates and lines of nothing are blank. ``figures`` shows them with how
    many cases each counts apart because it cannot be told whether they belong to it. ``name`` is what its files are
    called by.
    """

    case_id: str
    kind: str
    period: str
    since: date
    until: date
    unit: str | None
    at: datetime
    name: str
    title: str
    tables: tuple[Table, ...]
    figures: Table
    facts: Mapping[str, Any]

    def html(self) -> str:
        """All of it as one HTML document, every text escaped."""
        head = f'<!DOCTYPE html>\n<meta charset="utf-8">\n<title>{escape(self.title)}</title>\n'
        body = [f"<h1>{escape(self.title)}</h1>\n", self.figures.html(), *(table.html() for table in self.tables)]
        return head + "".join(body)

    def files(self) -> dict[str, bytes]:
        """Its files by name, in UTF-8: one HTML document, and the figures and each table as CSV."""
        tables = {"figures": self.figures, **{str(n): table for n, table in enumerate(self.tables, 1)}}
        found = {f"{self.name}.html": self.html().encode()}
        return found | {f"{self.name}-{part}.csv": table.csv().encode() for part, table in tables.items()}

    def attachments(self) -> tuple[Attachment, ...]:
        """A reference to each of its files, with the SHA-256 of its content."""
        media = {"html": "text/html", "csv": "text/csv"}
        return tuple(
            Attachment.of_bytes(name, content, media_type=media[name.rpartition(".")[2]])
            for name, content in self.files().items()
        )

    def write(self, folder: str | os.PathLike[str]) -> tuple[Path, ...]:
        """Write its files into a folder that is there; a file of the same name is replaced. Returns them.

        :raises OSError: one cannot be written.
        """
        place = Path(folder)
        for name, content in self.files().items():
            (place / name).write_bytes(content)
        return tuple(place / name for name in self.files())


RATE_OF = {"none_decided": "on_time", "none_answered": "satisfaction"}
"""The rate that there is none of."""


class Sum(NamedTuple):
    """A figure as it was counted: its value, and how many cases were left apart."""

    value: Any
    apart: int


def draw_up(desk: Desk, case_id: str, *, by: Actor, lang: str = "en") -> DrawnUp:
    """Draw up what a standing case owes by its version of the policy: the cases of its own period (by the policy's
    calendar) and, where it is a unit's, of that unit. Cases listed one by one are shown as ``by`` may see them; figures
    count every case.

    :raises InvalidInput: the case owes no report, or there is no such language.
    :raises UnknownCase: there is no such case.
    """
    case, program, reports = owing(desk, case_id, lang)
    at, period = desk.clock.now(), period_of_case(program, case)
    stated = {} if case.unit is None else {"unit": case.unit}
    title = within(program.policy.title(case.kind, lang), period.first, period.last, lang)
    title = ", ".join([title, *stated.values()])
    tables, rows, facts = [], [], {}
    for report in reports:
        counted = Counted(desk, program, case, report, period, at)
        tables.append(_table(desk, counted, by, lang))
        rows.append((program.policy.title(report.id, lang), len(counted.own), len(counted.apart)))
        for figure in report.figures:
            found = counted.figure(figure, lang)
            facts[figure.fact] = found.value
            rows.append(
                (program.policy.title(figure.fact, lang), as_cell(program.policy, found.value, lang), found.apart)
            )
    columns = ("figure", "value", "apart")
    figures = Table(title, columns, tuple(word(column, lang) for column in columns), tuple(rows))
    name = "-".join([case.kind, period.key, *map(_in_file_name, stated.values())])
    return DrawnUp(
        case_id=case.id,
        kind=case.kind,
        period=period.key,
        since=period.first,
        until=period.last,
        unit=case.unit,
        at=at,
        name=name,
        title=title,
        tables=tuple(tables),
        figures=figures,
        facts=facts,
    )


def owed(desk: Desk, *, at: datetime | None = None, lang: str = "en") -> Table:
    """The standing cases whose reports have not been handed in, with whose turn it is and the first due that runs, as
    of ``at`` (default: now), the earliest due first.

    One was handed in when the moves that take its figures have been made, and is owed again when it was given back:
    when those moves had led elsewhere, and the case stands again where they are made from. One without figures is owed
    until the case is closed.

    :raises InvalidInput: there is no such language, or ``at`` is no aware instant.
    """
    faults = Faults()
    lang = check_language(lang, faults)
    given: object = at
    if given is not None and (not isinstance(given, datetime) or given.utcoffset() is None):
        faults.add("at", "expected an aware datetime")
    faults.raise_if_any(InvalidInput, "the list cannot be drawn up")
    moment = desk.clock.now() if at is None else at
    kinds = dict.fromkeys(report.owed_by for policy in desk.history.policies for report in policy.reports)
    found = [
        row for kind in kinds for entry in entries(desk, every(desk, kind=kind)) for row in _owes(entry, moment, lang)
    ]
    found.sort(key=lambda row: (row[5] is None, row[5] or moment, row[2], row[3] or "", row[0]))
    columns = ("id", "report", "period", "unit", "owner", "due")
    return Table(word("report", lang), columns, tuple(word(column, lang) for column in columns), tuple(found))


def _owes(entry: Entry, at: datetime, lang: str) -> Iterator[tuple[Any, ...]]:
    case, program = entry
    figures = {figure.fact for report in reports_of(program, case.kind) for figure in report.figures}
    if program.stages[case.stage].kind not in LIVE or (figures and all(_given(program, case, id) for id in figures)):
        return
    dues = [
        state.due.due_at for state in duty_states(program, case, at) if state.due is not None and not state.ended_at
    ]
    title, zone = program.policy.title, program.calendar.zoneinfo
    names = tuple(title(report.id, lang) for report in reports_of(program, case.kind))
    due = min(dues).astimezone(zone) if dues else None
    if names:
        yield (case.id, names, case.period, case.unit, None if case.owner is None else title(case.owner, lang), due)


def _given(program: Program, case: Case, id: str) -> bool:
    """Whether a move that takes the figure has been made, and the case has not come back to where it is made from."""
    taking = [move for move in program.policy.moves if id in (*move.asks, *move.offers)]
    made = [move for move in taking if move.records and set(move.records) <= case.records.keys()]
    if not made and id not in case.facts:
        return False
    return not all(_stands_before(case, move) for move in made or taking)


def _stands_before(case: Case, move: Move) -> bool:
    """Whether a case stands where a move leads away from."""
    return case.stage in move.sources and move.target not in (STAYS, *move.sources)


def owing(desk: Desk, case_id: str, lang: str) -> tuple[Case, Program, tuple[Report, ...]]:
    """A case with its program and the reports it owes.

    :raises InvalidInput: it owes none, or there is no such language.
    """
    faults = Faults()
    check_language(lang, faults)
    case, program = desk.get(case_id), desk.program(case_id)
    reports = reports_of(program, case.kind)
    if not reports:
        faults.add("case_id", f"a {case.kind!r} owes no report by its version of the policy")
    faults.raise_if_any(InvalidInput, "no report can be drawn up")
    return case, program, reports


def reports_of(program: Program, kind: str) -> tuple[Report, ...]:
    """The reports that a standing case of a kind owes."""
    return tuple(report for report in program.policy.reports if report.owed_by == kind)


def period_of_case(program: Program, case: Case) -> Period:
    """The period a standing case was opened for, by the calendar its kind is opened by."""
    kind = program.kinds[case.kind]
    calendar = program.calendars[program.unit_calendars[case.unit]] if case.unit in program.unit_calendars else None
    calendar = program.calendar if calendar is None else calendar
    day = calendar.local_date(case.received_at)
    assert kind.every is not None, "a well-formed report is owed by a standing case"
    found = period_of(kind.every, day, calendar)
    return Period(kind.every, str(day), day, day) if found is None else found


class Counted:
    """The cases of one report, and the figures that are counted over them."""

    def __init__(
        self, desk: Desk, program: Program, case: Case, report: Report, period: Period, at: datetime,
        known_on: datetime | None = None,
    ) -> None:  # fmt: skip
        self.program, self.report, self.period, self.at, self.unit = program, report, period, at, case.unit
        dates = {report.dated, *(figure.dated or report.dated for figure in report.figures)}
        read = entries(desk, every(desk, kind=report.of), known_on)
        self._dated = tuple(entry for entry in read if any(self._times(entry.case, dated) for dated in dates))
        self.own, self.apart = self.chosen(report.dated)

    def chosen(self, dated: str, when: Condition | None = None) -> tuple[list[Entry], list[Entry]]:
        """The cases that belong to the period, the unit and the conditions, and those of which it cannot be told."""
        own: list[Entry] = []
        apart: list[Entry] = []
        for entry in self._dated:
            if not self._times(entry.case, dated):
                continue
            answers = [self._is_units(entry.case), self._holds(self.report.when, entry)]
            if when is not None:
                answers.append(self._holds(when, entry))
            if all(answers):
                own.append(entry)
            elif False not in answers:
                apart.append(entry)
        return own, apart

    def figure(self, figure: Figure, lang: str = "en") -> Sum:
        """A figure over the cases it is of."""
        dated = figure.dated or self.report.dated
        own, apart = self.chosen(dated, figure.when)
        return Sum(self._measured(figure, own, dated, lang), len(apart))

    def _measured(self, figure: Figure, own: list[Entry], dated: str, lang: str) -> Any:
        if figure.measure == "cases":
            return len(own)
        if figure.measure == "times":
            return sum(self._times(entry.case, dated) for entry in own)
        if figure.measure == "none":
            return not own
        if figure.measure == "lines":
            return self._lines(figure, own, lang)
        report = self.report
        rates = rates_of(self.program.policy, own, report.by or "kind", "", lang,
                         duty=report.duty or "", resolved=report.resolved or "", at=self.at)  # fmt: skip
        rate = rates.records()[-1][RATE_OF.get(figure.measure, figure.measure)]
        if figure.measure in RATE_OF:
            return rate is None
        return BLANK if rate is None else rate

    def _lines(self, figure: Figure, own: list[Entry], lang: str) -> Any:
        """What tells cases apart and how many, the most frequent first; what nobody said is in no line."""
        assert self.report.by is not None, "a well-formed report says what its lines are told apart by"
        cases = Counter(value for entry in own for value in parts_of(entry.case, self.report.by) if value is not None)
        ordered = sorted(cases, key=lambda value: (-cases[value], value))
        fact = self.program.facts[figure.fact]
        if fact.type == "text":
            told = "; ".join(f"{self.program.policy.title(value, lang)} {cases[value]}" for value in ordered)
            return told or word("nothing", lang)
        what, number = fact.columns
        fits = (value for value in ordered if what.type != "choice" or value in what.choices)
        return tuple({what.id: value, number.id: cases[value]} for value in fits) or BLANK

    def _times(self, case: Case, dated: str) -> int:
        """How often what is dated lies in the period."""
        moments = (case.received_at,) if dated == RECEIVED else (made.at for made in case.records.get(dated, ()))
        days = map(self.program.calendar.local_date, moments)
        return sum(self.period.first <= day <= self.period.last for day in days)

    def _is_units(self, case: Case) -> bool | None:
        """Whether a case is the standing case's unit's; None: it does not say whose it is."""
        if self.unit is None:
            return True
        said = parts_of(case, self.report.unit)
        return True if self.unit in said else None if None in said else False

    def _holds(self, when: Condition, entry: Entry) -> bool | None:
        answer: bool | None = self.program.test(when)(View(entry.program, entry.case, self.at))
        return answer


def _table(desk: Desk, counted: Counted, by: Actor, lang: str) -> Table:
    report, policy = counted.report, counted.program.policy
    title = within(policy.title(report.id, lang), counted.period.first, counted.period.last, lang)
    if report.by is None:
        facts = [counted.program.facts[id] for id in report.shows]
        return listing(desk, [entry.case for entry in counted.own], title, facts, counted.program, by, lang, "report")
    if report.duty is not None and report.resolved is not None:
        return rates_of(
            policy, counted.own, report.by, title, lang, duty=report.duty, resolved=report.resolved, at=counted.at
        )
    return breakdown_of(policy, counted.own, report.by, title, lang, weighs=report.weighs)


def as_cell(policy: Policy, value: Any, lang: str) -> Any:
    """A figure as a cell of a table."""
    if value is BLANK:
        return None
    if isinstance(value, bool):
        return word("yes" if value else "no", lang)
    if isinstance(value, tuple):
        return tuple(" ".join(policy.title(str(cell), lang) for cell in row.values()) for row in value)
    return value


def _in_file_name(unit: str) -> str:
    """A unit's id as a part of the name of a file."""
    return "".join(sign if sign.isalnum() or sign in "._" else "_" for sign in unit)
