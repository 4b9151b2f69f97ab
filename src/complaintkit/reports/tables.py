"""Tables: rows under titled columns, as data, as CSV and as HTML."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from html import escape
from typing import Any

import attrs

__all__ = ["Table"]

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that a spreadsheet would take for a formula (OWASP, CSV injection)."""


@attrs.frozen
class Table:
    """Rows under titled columns. ``columns`` are the names of the columns, ``titles`` what people are shown for them.

    Its ``repr`` tells how many rows there are and shows none: they may be personal.

    A cell is None (nothing known), a text, number, money, date, aware datetime, share (Fraction) or a tuple of those.

    >>> table = Table("Received", ("of", "share"), ("Category", "Share"), (("late", Fraction(1, 3)), ("=1+1", None)))
    >>> table.records()[0]
    {'of': 'late', 'share': Fraction(1, 3)}
    >>> table.csv().splitlines()
    ['Category,Share', 'late,33.3 %', "'=1+1,"]
    """

    title: str
    columns: tuple[str, ...]
    titles: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...] = attrs.field(repr=lambda rows: f"<{len(rows)}>")

    def __attrs_post_init__(self) -> None:
        assert all(len(row) == len(self.columns) == len(self.titles) for row in self.rows)

    def records(self) -> list[dict[str, Any]]:
        """The rows as mappings from column to value."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def csv(self) -> str:
        """As CSV (RFC 4180) with a line of titles. A text that a spreadsheet would run as a formula is put in quotes
        of its own: an apostrophe stands before it.
        """
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(map(_harmless, self.titles))
        writer.writerows(map(_harmless, row) for row in self.rows)
        return out.getvalue()

    def html(self) -> str:
        """As an HTML table, every text escaped."""
        head = "".join(f'<th scope="col">{escape(title)}</th>' for title in self.titles)
        lines = ["<table>", f"<caption>{escape(self.title)}</caption>", f"<thead><tr>{head}</tr></thead>", "<tbody>"]
        lines += [f"<tr>{''.join(f'<td>{escape(shown(cell))}</td>' for cell in row)}</tr>" for row in self.rows]
        return "\n".join([*lines, "</tbody>", "</table>", ""])


def shown(cell: Any) -> str:
    """A cell as people read it: shares in percent to one place, instants to the minute with their offset.

    >>> shown(Fraction(2, 3)), shown(("a", Decimal("1.50"))), shown(None)
    ('66.7 %', 'a; 1.50', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, Fraction):
        return f"{(Decimal(cell.numerator) * 100 / Decimal(cell.denominator)).quantize(Decimal('0.1'))} %"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, tuple):
        return "; ".join(map(shown, cell))
    return str(cell)


def _harmless(cell: Any) -> str:
    text = shown(cell)
    return f"'{text}" if isinstance(cell, str | tuple) and text.startswith(FORMULAS) else text


def share(part: int, whole: int) -> Fraction | None:
    """A part of a whole; None of nothing."""
    return Fraction(part, whole) if whole else None


def total(rows: Iterable[tuple[Any, ...]], column: int) -> int:
    """The sum of a column of counts."""
    return sum(row[column] for row in rows)
