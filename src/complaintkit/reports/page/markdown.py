"""Markdown as it is written here: tables, blocks and texts that mean nothing but themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"[\\`*\[\]|$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
LINE = "<br>"
"""What separates the lines of one cell."""


def plain(text: str) -> str:
    """The text so that no sign of it is read as Markdown, on one line.

    >>> print(plain("a_b | <c> & _d_"))
    a_b \\| &lt;c> &amp; \\_d\\_
    """
    one_line = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")
    return _SPECIAL.sub(r"\\\g<0>", one_line)


def code(text: str) -> str:
    """An id as it is written in a policy, in a cell.

    >>> code("gm_office"), code("a`b")
    ('`gm_office`', '`` a`b ``')
    """
    one_line = " ".join(text.split()).replace("|", "\\|")
    return f"`` {one_line} ``" if "`" in one_line else f"`{one_line}`"


def lines(parts: Iterable[str]) -> str:
    """The parts that say something, each on a line of one cell.

    >>> lines(["one", "", "two"])
    'one<br>two'
    """
    return LINE.join(part for part in parts if part)


def points(parts: Iterable[str]) -> str:
    """The parts that say something as lines of one cell; with a point each where there are several.

    >>> points(["one", ""]), points(["one", "two"])
    ('one', '• one<br>• two')
    """
    given = [part for part in parts if part]
    return given[0] if len(given) == 1 else lines(f"• {part}" for part in given)


def listed(parts: Iterable[str]) -> str:
    """Several names, told apart by a sign that none of them holds; sentences each on a line.

    >>> listed(["sales", "the office, closed"]), listed(["Ask first.", "Wait."])
    ('sales; the office, closed', 'Ask first.<br>Wait.')
    """
    given = list(parts)
    if any(part.endswith(".") for part in given):
        return LINE.join(given)
    return ("; " if any("," in part for part in given) else ", ").join(given)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; columns in which no row says anything are left out. Nothing at all without rows.

    >>> print(table(("a", "b"), [("1", ""), ("2", "")]))
    | a |
    | --- |
    | 1 |
    | 2 |
    >>> table(("a",), [])
    ''
    """
    body = [tuple(row) for row in rows]
    if not body:
        return ""
    kept = [place for place in range(len(header)) if any(row[place] for row in body)]
    written = [[header[place] for place in kept], ["---"] * len(kept), *([row[i] for i in kept] for row in body)]
    return "\n".join(f"| {' | '.join(row)} |" for row in written)


def fence(language: str, text: Iterable[str]) -> str:
    """A block of another language.

    >>> print(fence("mermaid", ["graph"]))
    ```mermaid
    graph
    ```
    """
    return "\n".join([f"```{language}", *text, "```"])


def blocks(parts: Iterable[str]) -> str:
    """The parts that say something, with an empty line between them."""
    return "\n\n".join(part for part in parts if part)
