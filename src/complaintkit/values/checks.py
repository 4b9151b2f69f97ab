"""Small strict checks that the values share: texts are texts, a bool is never a number, everything is shown briefly."""

from __future__ import annotations

from complaintkit.errors import Faults

__all__ = ["check_text", "check_yes_no", "is_whole", "shown"]

SHOWN_AT_MOST = 60


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


def check_text(value: object, path: str, faults: Faults, *, empty: bool = False, personal: bool = False) -> bool:
    """Note a fault unless ``value`` is a text with something in it (or empty, where that is allowed)."""
    if not isinstance(value, str):
        given = f"a value of type {type(value).__name__}" if personal else shown(value)
        faults.add(path, f"expected a text, got {given}")
        return False
    if not empty and not value.strip():
        faults.add(path, "expected a text with something in it, got an empty one")
        return False
    return True


def check_yes_no(value: object, path: str, faults: Faults) -> None:
    """Note a fault unless ``value`` is True or False."""
    if not isinstance(value, bool):
        faults.add(path, f"expected True or False, got {shown(value)}")
