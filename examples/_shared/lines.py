"""Lines of figures, one below the other."""

from __future__ import annotations


def line(what: str, figure: str, remark: str = "") -> str:
    """What is counted, the figure, and a remark on it.

    >>> line("cases", "12", "all closed")
    'cases                                             12  all closed'
    """
    return f"{what:<42} {figure:>9}  {remark}".rstrip()


def share(what: str, part: int, whole: int) -> str:
    """How many of how many, and the share in hundredths.

    >>> share("in time", 3, 4)
    'in time                                            3  of 4: 75.00%'
    """
    return line(what, f"{part:,}", f"of {whole:,}: {part / whole if whole else 0.0:.2%}")
