"""Handing in what a standing case owes: drawn up and put on record in one step; and looking at what was stated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache, partial
from typing import Any

from complaintkit.cases.case import Case
from complaintkit.cases.events import EMPTY, Acted, Corrected, Event, standing_facts
from complaintkit.desk import Desk
from complaintkit.errors import Faults, InvalidInput
from complaintkit.reports.owed import Counted, DrawnUp, as_cell, draw_up, owing, period_of_case
from complaintkit.reports.tables import Table
from complaintkit.reports.words import within, word
from complaintkit.rules import Actor
from complaintkit.values import Attachment

__all__ = ["hand_in", "verify_figures"]


def hand_in(
    desk: Desk,
    case_id: str,
    trigger: str,
    *,
    by: Actor,
    facts: Mapping[str, object] = EMPTY,
    attachments: Iterable[Attachment] = (),
    lang: str = "en",
    **command: Any,
) -> tuple[Case, DrawnUp]:
    """Draw up what a standing case owes and make the move that takes it, in one transaction (the caller's where a batch
    is open): the figures are those of the store as it stands with the act, and nobody types them.

    ``facts`` are what the move asks for besides. The references to the drawn-up files, with their SHA-256, go on the
    act beside ``attachments``; the bytes are yours to keep: ``drawn.files()``. ``command`` is what else
    :meth:`Desk.act` takes.

    :returns: the case after the move, and what was drawn up for it.
    :raises InvalidInput: the case owes no report, the move takes none of its figures, or a fact is given that is drawn
        up; and as :meth:`Desk.act`.
    :raises Refused: as :meth:`Desk.act`; nothing is written then.
    """
    with nullcontext() if desk.batching else desk.batch():
        drawn = draw_up(desk, case_id, by=by, lang=lang)
        takes = desk.program(case_id).takes_of.get(trigger, ())
        figures = {id: value for id, value in drawn.facts.items() if id in takes}
        faults = Faults()
        if not figures:
            faults.add("trigger", f"{trigger!r} takes none of the figures that are drawn up: {', '.join(drawn.facts)}")
        for id in facts:
            if id in figures:
                faults.add(f"facts.{id}", "this figure is drawn up from the store; leave it out")
        faults.raise_if_any(InvalidInput, "the report cannot be handed in")
        papers = (*attachments, *drawn.attachments())
        case = desk.act(case_id, trigger, by=by, facts={**facts, **figures}, attachments=papers, **command)
    return case, drawn


def verify_figures(desk: Desk, case_id: str, *, lang: str = "en") -> Table:
    """Hold the figures stated on a standing case against the store: as it knew things when each was stated, and now.

    ``verdict`` says that a figure agrees, that it differs from what the store knew then, or that it has changed since,
    by later entries or with time. A ratio agrees if it is the exact one to as many places as it was stated with, lines
    in any order.

    :raises InvalidInput: the case owes no report, or there is no such language.
    :raises UnknownCase: there is no such case.
    """
    case, program, reports = owing(desk, case_id, lang)
    period, now, events = period_of_case(program, case), desk.clock.now(), desk.events(case_id)
    rows = []
    for report in reports:
        counts = cache(partial(Counted, desk, program, case, report, period))  # each reads every case of its kind
        for figure in report.figures:
            stating = _stating(events, figure.fact)
            if stating is None:
                continue
            stated, moment = stating
            then = counts(moment, moment).figure(figure, lang).value
            today = counts(now).figure(figure, lang).value
            verdict = "differs" if not _agrees(stated, then) else "agrees" if _agrees(stated, today) else "later"
            cells = (as_cell(program.policy, value, lang) for value in (stated, then, today))
            rows.append((program.policy.title(figure.fact, lang), *cells, word(verdict, lang)))
    title = within(program.policy.title(case.kind, lang), period.first, period.last, lang)
    columns = ("figure", "stated", "then", "now", "verdict")
    return Table(title, columns, tuple(word(column, lang) for column in columns), tuple(rows))


def _stating(events: Iterable[Event], fact: str) -> tuple[Any, datetime] | None:
    """What a fact was last stated as, and when that was recorded."""
    found = None
    for event in events:
        if isinstance(event.body, Acted | Corrected) and fact in (standing := standing_facts(event.body)):
            found = (standing[fact], event.recorded_at)
    return found


def _agrees(stated: Any, counted: Any) -> bool:
    if isinstance(stated, Decimal) and isinstance(counted, Fraction):
        unit = Decimal(1).scaleb(int(stated.as_tuple().exponent))
        exact = Decimal(counted.numerator) / Decimal(counted.denominator)
        return stated == exact.quantize(unit, ROUND_HALF_UP)
    if isinstance(stated, tuple) and isinstance(counted, tuple):
        return _lines(stated) == _lines(counted)
    return bool(stated == counted)


def _lines(rows: tuple[Mapping[str, Any], ...]) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(sorted(row.items())) for row in rows)
