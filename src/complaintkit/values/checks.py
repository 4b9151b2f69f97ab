"""Small strict checks that the values share: texts are texts, a bool is never a number, everything is shown briefly."""

from __future__ import annotations

from collections.abc import Iterable

from complaintkit.errors import Faults

__all__ = ["LONGEST_ID", "LONGEST_KEY", "check_text", "check_yes_no", "is_whole", "listed", "nearest", "shown", "unfit"]

SHOWN_AT_MOST = 60
LONGEST_NAME = 80
MOST_NAMES = 200
LISTED_AT_MOST = 40

LONGEST_ID = 100
"""Characters of an id that cases are found or told apart by: a tenant, a person, a unit, a name within a policy."""

LONGEST_KEY = 255
"""Characters of a key of the embedder's: one that makes a command repeatable, an id in another system."""


def is_whole(value: object) -> bool:
    """Whether this is an int and nothing that passes for one.

    >>> is_whole(3), is_whole(3.0), is_whole(True), is_whole("3")
    (True, False, False, False)
    """
    return type(value) is int


def shown(value: object) -> str:
    """How an error shows what it was given: briefly, and with its type. Never for personal values.

    >>> shown(3.9), shown(True)
    ('3.9 (float)', 'True (bool)')
    """
    text = repr(value)
    if len(text) > SHOWN_AT_MOST:
        text = text[: SHOWN_AT_MOST - 1] + "…"
    return f"{text} ({type(value).__name__})"


def nearest(name: object, known: Iterable[str]) -> str | None:
    """The known name most like one that is not known; None where none is, or where looking would cost too much.

    Only names of up to `LONGEST_NAME` characters are looked up, among up to `MOST_NAMES` known ones, so that a hint
    never costs more than the error it stands in.

    >>> nearest("chanel", ["channel", "category"]), nearest("x" * 100, ["channel"])
    ('channel', None)
    """
    from difflib import get_close_matches

    names = list(known)
    if not isinstance(name, str) or len(name) > LONGEST_NAME or len(names) > MOST_NAMES:
        return None
    return next(iter(get_close_matches(name, names, 1)), None)


def listed(known: Iterable[str]) -> str:
    """Known names in a row, in order; of very many the first few.

    >>> listed(["b", "a"]), listed([])
    ('a, b', 'none')
    """
    names = sorted(known)
    return ", ".join(names[:LISTED_AT_MOST]) + (", …" if len(names) > LISTED_AT_MOST else "") or "none"


def unfit(text: str, at_most: int | None = None) -> str | None:
    """Why this text is refused everywhere, so that no store has to: what is wrong, never the text; None: it is fit.

    No text may hold half of a surrogate pair (no UTF-8 has it) or U+0000 (PostgreSQL cannot keep it); one that cases
    are found by is bounded, since an index needs it (MariaDB).

    >>> unfit("some text"), unfit("a" * 101, LONGEST_ID)
    (None, 'expected at most 100 characters, got 101')
    >>> unfit(chr(0xD800))
    'half of a surrogate pair is no character and cannot be kept; leave it out'
    """
    if at_most is not None and len(text) > at_most:
        return f"expected at most {at_most} characters, got {len(text)}"
    if text.isprintable():  # neither of the two is
        return None
    if "\0" in text:
        return "the character U+0000 cannot be kept; leave it out"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "half of a surrogate pair is no character and cannot be kept; leave it out"
    return None


def check_text(
    value: object,
    path: str,
    faults: Faults,
    *,
    empty: bool = False,
    personal: bool = False,
    at_most: int | None = None,
) -> bool:
    """Note a fault unless ``value`` is a fit text with something in it (or empty, where that is allowed)."""
    if not isinstance(value, str):
        given = f"a value of type {type(value).__name__}" if personal else shown(value)
        faults.add(path, f"expected a text, got {given}")
        return False
    if not empty and not value.strip():
        faults.add(path, "expected a text with something in it, got an empty one")
        return False
    if wrong := unfit(value, at_most):
        faults.add(path, wrong)
        return False
    return True


def check_yes_no(value: object, path: str, faults: Faults) -> None:
    """Note a fault unless ``value`` is True or False."""
    if not isinstance(value, bool):
        faults.add(path, f"expected True or False, got {shown(value)}")
