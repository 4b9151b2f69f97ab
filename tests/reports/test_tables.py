"""Tables as data, CSV and HTML."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from complaintkit.reports import Table
from complaintkit.values import Money

TABLE = Table(
    "Book <2026>",
    ("a", "b"),
    ("A & B", "Bé"),
    (
        ('quote " and, comma', None),
        ("two\nlines", Fraction(1, 8)),
        (Money.of("-3.50", "CNY"), Decimal("-7")),
        (date(2026, 3, 2), datetime(2026, 3, 2, 9, 30, 59, tzinfo=UTC)),
        (("x", "y"), 0),
    ),
)


def test_csv_is_read_back_as_it_was():
    """By another reader: quotes, commas, line ends; 1/8 is 12.5 %, halves of tenths go to the even one."""
    assert list(csv.reader(io.StringIO(TABLE.csv(), newline=""))) == [
        ["A & B", "Bé"],
        ['quote " and, comma', ""],
        ["two\nlines", "12.5 %"],
        ["-3.50 CNY", "-7"],
        ["2026-03-02", "2026-03-02 09:30+00:00"],
        ["x; y", "0"],
    ]


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_is_a_formula_in_a_spreadsheet(text):
    """A complainant's text must not run where the register is opened; a negative number stays one."""
    table = Table("t", ("a",), (text,), ((text,), ((text, "b"),), (Decimal("-1"),)))
    cells = [row[0] for row in csv.reader(io.StringIO(table.csv(), newline=""))]
    assert cells == [f"'{text}", f"'{text}", f"'{text}; b", "-1"]


def test_html_escapes_every_text():
    """Titles, caption and cells."""
    table = Table("<i>", ("a",), ("<b>",), (("<script>",),))
    assert table.html() == (
        '<table>\n<caption>&lt;i&gt;</caption>\n<thead><tr><th scope="col">&lt;b&gt;</th></tr></thead>\n<tbody>\n'
        "<tr><td>&lt;script&gt;</td></tr>\n</tbody>\n</table>\n"
    )
    assert TABLE.records()[1] == {"a": "two\nlines", "b": Fraction(1, 8)}
