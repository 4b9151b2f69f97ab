"""What stands against an extension or a promise. 2 March 2026 is a Monday."""

from __future__ import annotations

from datetime import date

import pytest

from complaintkit.deadlines import (
    Clock,
    Days,
    Extension,
    Longstop,
    Pause,
    Promise,
    WorkingDays,
    against_extension,
    against_promise,
)

from .helpers import OFFICE, cn, on

MONDAY = cn(2026, 3, 2, 10)
CLOCK = Clock(Days(3), MONDAY, OFFICE)  # until the end of the 5th


@pytest.mark.parametrize(
    ("extension", "rules", "against"),
    [
        (Extension("add", cn(2026, 3, 5, 23), term=Days(3)), {}, ()),
        (Extension("add", cn(2026, 3, 6), term=Days(3)), {}, ("past_due",)),
        (Extension("add", cn(2026, 3, 6), term=Days(3), asked_at=cn(2026, 3, 5)), {}, ("past_due",)),
        (Extension("add", cn(2026, 3, 6), term=Days(3), asked_at=cn(2026, 3, 5)), {"request_decides": True}, ()),
        (
            Extension("add", cn(2026, 3, 7), term=Days(3), asked_at=cn(2026, 3, 6)),
            {"request_decides": True},
            ("past_due",),
        ),
        (Extension("add", cn(2026, 3, 4), term=Days(3), reason="holiday"), {"reasons": ("expert",)}, ("reason",)),
        (Extension("add", cn(2026, 3, 4), term=Days(3), reason="expert"), {"reasons": ("expert",)}, ()),
        (Extension("add", cn(2026, 3, 4), term=Days(3)), {"most": 0}, ("most",)),
        (Extension("replace", cn(2026, 3, 4), term=Days(2)), {}, ("not_later",)),
        (Extension("fixed", cn(2026, 3, 4), due_at=cn(2026, 3, 5)), {}, ("not_later",)),
        (Extension("fixed", cn(2026, 3, 4), due_at=cn(2026, 3, 13)), {"latest": Days(10)}, ("past_bound",)),
        (Extension("fixed", cn(2026, 3, 4), due_at=cn(2026, 3, 12, 23)), {"latest": Days(10)}, ()),
    ],
)
def test_trap_37_an_extension(extension: Extension, rules: dict[str, object], against: tuple[str, ...]) -> None:
    """Granted or asked for before the due as it stands; a reason of the list; so often; later, and within a bound."""
    assert against_extension(CLOCK, extension, **rules) == against  # type: ignore[arg-type]


def test_all_reasons_are_told_at_once() -> None:
    """In a fixed order."""
    bad = Extension("replace", cn(2026, 3, 9), term=Days(1), reason="?")
    assert against_extension(CLOCK, bad, reasons=(), most=0, latest=WorkingDays(9)) == (
        "past_due",
        "reason",
        "most",
        "not_later",
    )


def test_the_due_as_it_then_stood() -> None:
    """A pause that ran then kept it open; one extension more is judged by the date the first had made."""
    paused = Clock(Days(3), MONDAY, OFFICE, pauses=(Pause("x", cn(2026, 3, 4), cn(2026, 3, 9)),))
    assert against_extension(paused, Extension("add", cn(2026, 3, 8), term=Days(1))) == ()
    twice = Clock(Days(3), MONDAY, OFFICE, extensions=(Extension("add", cn(2026, 3, 4), term=Days(3)),))
    assert on(twice) == date(2026, 3, 8)
    assert against_extension(twice, Extension("add", cn(2026, 3, 7), term=Days(3)), most=2) == ()


@pytest.mark.parametrize(
    ("promise", "against"),
    [
        (Promise(cn(2026, 3, 5, 12), cn(2026, 3, 3)), ()),
        (Promise(cn(2026, 3, 6), cn(2026, 3, 3)), ("past_bound",)),
        (Promise(cn(2026, 3, 3), cn(2026, 3, 3)), ("in_the_past",)),
        (Promise(cn(2026, 3, 3), cn(2026, 3, 1)), ("before_start",)),
        (Promise(cn(2026, 3, 7), cn(2026, 3, 6)), ("past_due", "past_bound")),
    ],
)
def test_a_promise(promise: Promise, against: tuple[str, ...]) -> None:
    """Within the clause's bound, ahead of when it is made, and before the due has passed."""
    assert against_promise(CLOCK, promise) == against


def test_a_promise_is_replaced_only_before_it_falls_due() -> None:
    """Agreed for the 4th at noon; another one that morning, none that afternoon; never past the longstop."""
    agreed = Clock(Days(9), MONDAY, OFFICE, promises=(Promise(cn(2026, 3, 4, 12), cn(2026, 3, 3)),))
    assert against_promise(agreed, Promise(cn(2026, 3, 6), cn(2026, 3, 4, 11))) == ()
    assert against_promise(agreed, Promise(cn(2026, 3, 6), cn(2026, 3, 4, 13))) == ("past_due",)
    stopped = Clock(Days(9), MONDAY, OFFICE, longstop=Longstop(Days(4), MONDAY))
    assert against_promise(stopped, Promise(cn(2026, 3, 7), cn(2026, 3, 4))) == ("past_bound",)
