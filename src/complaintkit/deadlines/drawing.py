"""The explanation of a due as a picture: the weeks with their counted, skipped, paused and due days, as SVG.

Plain SVG without scripts, fonts or links, to be shown as a file or inside a page. What a colour says is also said by a
sign or a word, and the text of the explanation is in the picture's description.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from html import escape
from textwrap import wrap
from typing import NamedTuple

from complaintkit.deadlines.clock import Clock
from complaintkit.deadlines.terms import Term
from complaintkit.deadlines.tracing import DateTrace, Step, label, trace, trace_text
from complaintkit.deadlines.wording import require_language, term_text

__all__ = ["picture"]

CELL, ROW, LEFT = 84, 52, 96
WIDTH = LEFT + 7 * CELL + 16
LONGEST_RUN = 4
"""How many weeks that look alike are drawn before the rest of them is told in one line."""

WEEKDAYS = {"en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "zh": tuple("一二三四五六日")}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LOOKS: dict[str, tuple[str, str, str]] = {  # fill, ink, sign
    "counted": ("#d8ecd9", "#14532d", ""),
    "skipped": ("#ececec", "#6b6b6b", "\u2013"),
    "paused": ("#d5e3f7", "#1e3a6e", "\u2016"),
    "held": ("#e6dcf3", "#4a2a7a", "\u2026"),
    "rolled": ("#fdeccb", "#7a4a00", "\u2192"),
    "outside": ("#ffffff", "#9a9a9a", ""),
}
MARKS = {"start": "#111111", "moved": "#111111", "event": "#4a2a7a", "due": "#b3131b"}
DAYS_OF = ("counted", "skipped", "paused", "held", "rolled")


class _Day(NamedTuple):
    """What one day was to the count: its kind, why, the how-manieth counted day, and the marks on it."""

    kind: str = "outside"
    why: str = ""
    number: int = 0
    marks: tuple[Step, ...] = ()


def picture(clock: Clock, lang: str = "en") -> str:
    """The weeks from start to due as an SVG document, in English (``"en"``) or Chinese (``"zh"``).

    Counted days carry their number, days off, pauses and rolled days a sign and their reason, start and due a frame.
    More than four weeks that look alike are told in one line. Raises what :func:`trace` raises.

    >>> from datetime import UTC, datetime
    >>> from complaintkit.deadlines import WorkingDays, china_calendar
    >>> svg = picture(Clock(WorkingDays(3), datetime(2026, 2, 13, 2, 0, tzinfo=UTC), china_calendar()))
    >>> svg.startswith("<svg "), "Spring" in svg, "2026-02-25" in svg
    (True, False, True)
    """
    require_language(lang)
    found = trace(clock)
    days = _days(found)
    rows = _rows(days)
    kinds = [kind for kind in DAYS_OF if any(day.kind == kind for day in days.values())]
    about = _about(clock.term, found, lang)
    top = 74 + 18 * len(about)
    height = top + len(rows) * ROW + 52
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" font-family="system-ui, Helvetica, Arial, Noto Sans CJK SC, sans-serif">'
    )
    names = [_at(LEFT + (i + 0.5) * CELL, top - 10, WEEKDAYS[lang][i], 12, "#444444", "middle") for i in range(7)]
    return "\n".join(
        [
            head,
            f"<title>{escape(_title(found, lang))}</title>",
            f"<desc>{escape(trace_text(found, lang))}</desc>",
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            _at(16, 30, _title(found, lang), 18, weight="bold"),
            *(_at(16, 54 + 18 * i, line, 13, ink="#444444") for i, line in enumerate(about)),
            *names,
            *(line for i, row in enumerate(rows) for line in _row(row, days, top + i * ROW, lang)),
            *_legend(kinds, top + len(rows) * ROW + 30, lang),
            "</svg>",
        ]
    )


def _title(found: DateTrace, lang: str) -> str:
    if found.due is None:
        return "no due" if lang == "en" else "暂无到期日"
    last = found.steps[-1]
    when = f"{last.day.isoformat()} {last.time}".rstrip()
    if found.due.provisional:
        return f"due {when} (provisional)" if lang == "en" else f"{when} 到期（暂定）"
    return f"due {when}" if lang == "en" else f"{when} 到期"


def _about(term: Term, found: DateTrace, lang: str) -> list[str]:
    """What was counted from when, and by which convention and calendar, in lines that fit."""
    first = found.steps[0].day.isoformat()
    rests = f"{found.calendar_id} {found.calendar_version}".strip()
    if lang == "zh":
        return [*wrap(f"{term_text(term, lang)}，自{first}起", 48), f"计算规则：{found.convention}；日历：{rests}"]
    return [*wrap(f"{term_text(term)}, from {first}", 96), f"convention {found.convention}, calendar {rests}"]


def _days(found: DateTrace) -> dict[date, _Day]:
    """Every day that a step tells of, by what is said of it first. Counted days are numbered unless hours count."""
    days: dict[date, _Day] = {}
    number, back, numbered = 0, False, not isinstance(found.counted_from, datetime)
    for step in found.steps:
        span = [step.day + timedelta(days=i) for i in range(((step.until or step.day) - step.day).days + 1)]
        back = back or step.what == "event"  # what is counted back is told from its last day to its first
        for day in reversed(span) if back else span:
            was = days.get(day, _Day())
            if step.what in MARKS:
                days[day] = was._replace(marks=(*was.marks, step))
            elif was.kind == "outside":
                number += step.what == "counted"
                days[day] = was._replace(
                    kind=step.what, why=step.why, number=number if numbered and step.what == "counted" else 0
                )
    return days


def _rows(days: dict[date, _Day]) -> list[tuple[date, int]]:
    """The Mondays to draw, each with 1, or the number of weeks that one line stands for."""
    monday = min(days) - timedelta(days=min(days).weekday())
    weeks = []
    while monday <= max(days):
        weeks.append(monday)
        monday += timedelta(days=7)
    rows: list[tuple[date, int]] = []
    i = 0
    while i < len(weeks):
        j = i
        while j + 1 < len(weeks) and _look(weeks[j + 1], days) == _look(weeks[i], days):
            j += 1
        if j - i + 1 > LONGEST_RUN and not any(day.marks for day in _week(weeks[i], days)):
            rows += [(weeks[i], 1), (weeks[i + 1], j - i - 1), (weeks[j], 1)]
        else:
            rows += [(week, 1) for week in weeks[i : j + 1]]
        i = j + 1
    return rows


def _week(monday: date, days: dict[date, _Day]) -> list[_Day]:
    return [days.get(monday + timedelta(days=i), _Day()) for i in range(7)]


def _look(monday: date, days: dict[date, _Day]) -> list[tuple[str, str, tuple[Step, ...]]]:
    return [(day.kind, day.why, day.marks) for day in _week(monday, days)]


def _row(row: tuple[date, int], days: dict[date, _Day], y: int, lang: str) -> list[str]:
    monday, weeks = row
    if weeks > 1:
        text = f"\u22ee {weeks} more weeks like these" if lang == "en" else f"\u22ee 另有同样的 {weeks} 周"
        return [_at(LEFT + CELL * 3.5, y + ROW // 2 + 4, text, 13, "#444444", "middle")]
    lines = [_at(LEFT - 12, y + 28, monday.isoformat(), 12, "#444444", "end")]
    for i in range(7):
        lines += _cell(
            monday + timedelta(days=i), days.get(monday + timedelta(days=i), _Day()), LEFT + i * CELL, y, lang
        )
    return lines


def _cell(day: date, told: _Day, x: int, y: int, lang: str) -> list[str]:
    fill, ink, sign = LOOKS[told.kind]
    mark = next((step for step in reversed(told.marks)), None)
    edge, width = (MARKS[mark.what], 3) if mark is not None else ("#ffffff", 1)
    size = f'width="{CELL - 4}" height="{ROW - 4}" rx="4"'
    lines = [f'<rect x="{x + 2}" y="{y + 2}" {size} fill="{fill}" stroke="{edge}" stroke-width="{width}"/>']
    number = f"{day.day}" if day.day > 1 else _first_of(day, lang)
    lines.append(_at(x + 9, y + 20, number, 13, ink, weight="bold" if told.kind != "outside" else "normal"))
    corner = str(told.number) if told.number else sign
    if corner:
        lines.append(_at(x + CELL - 10, y + 20, corner, 12, ink, "end"))
    below = _below(told, mark, lang)
    if below:
        colour = MARKS[mark.what] if mark is not None else ink
        lines.append(_at(x + 9, y + 39, below, 11, colour, weight="bold" if mark is not None else "normal"))
    return lines


def _first_of(day: date, lang: str) -> str:
    return f"{day.month}月1日" if lang == "zh" else f"1 {MONTHS[day.month - 1]}"


def _below(told: _Day, mark: Step | None, lang: str) -> str:
    """The words in a cell: of its mark, else why it was not counted."""
    if mark is not None:
        word = {"start": ("start", "起算"), "moved": ("from", "起算"), "due": ("due", "到期")}.get(mark.what)
        said = label(mark.why, lang) if word is None else word[lang == "zh"]
        return _short(f"{said} {mark.time}".rstrip())
    if told.kind in ("outside", "counted") and told.why != "make-up day":
        return ""
    return _short(label("made working" if told.why == "make-up day" else told.why, lang))


def _short(text: str, most: int = 12) -> str:
    wide = sum(2 if ord(sign) > 0x2E80 else 1 for sign in text)
    while wide > most:
        text = text[:-1]
        wide = sum(2 if ord(sign) > 0x2E80 else 1 for sign in text) + 1
        if wide <= most:
            return text + "\u2026"
    return text


def _legend(kinds: list[str], y: int, lang: str) -> list[str]:
    lines = []
    x = LEFT
    for kind in kinds:
        fill, ink, sign = LOOKS[kind]
        words = label(kind, lang)
        lines.append(f'<rect x="{x}" y="{y - 13}" width="18" height="18" rx="3" fill="{fill}"/>')
        lines.append(_at(x + 9, y, "1" if kind == "counted" else sign, 12, ink, "middle"))
        lines.append(_at(x + 25, y, words, 12, "#444444"))
        x += 44 + 7 * sum(2 if ord(sign) > 0x2E80 else 1 for sign in words)
    return lines


def _at(
    x: float, y: float, text: str, size: int, ink: str = "#111111", anchor: str = "start", *, weight: str = "normal"
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{ink}" text-anchor="{anchor}" font-weight="{weight}">'
        f"{escape(text)}</text>"
    )
