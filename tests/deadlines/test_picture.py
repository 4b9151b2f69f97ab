"""The explanation as a picture: well-formed SVG that shows each day as what it was to the count."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest

from complaintkit.deadlines import (
    US_RULE_6,
    BeforeEvent,
    BusinessHours,
    Clock,
    Convention,
    Days,
    EarlierOf,
    FollowedBy,
    Pause,
    Term,
    WorkingDays,
    Years,
    china_calendar,
    picture,
)
from complaintkit.errors import InvalidInput

from .helpers import OFFICE, cn

SVG = "{http://www.w3.org/2000/svg}"


def read(clock: Clock, lang: str = "en") -> ElementTree.Element:
    return ElementTree.fromstring(picture(clock, lang))


def texts(clock: Clock, lang: str = "en") -> list[str]:
    return [element.text or "" for element in read(clock, lang).iter(f"{SVG}text")]


def cells(clock: Clock) -> dict[str, tuple[str, str, str]]:
    """By the day of the month: fill of the cell, what stands in its corner, what stands below."""
    found: dict[str, tuple[str, str, str]] = {}
    elements = list(read(clock))
    for i, element in enumerate(elements):
        if element.tag == f"{SVG}rect" and element.get("width") == "80":
            near = []
            for other in elements[i + 1 : i + 4]:
                if other.tag != f"{SVG}text":
                    break
                near.append(other)
            x = float(element.get("x", 0)) - 2
            inside = [t for t in near if x <= float(t.get("x", 0)) <= x + 84]
            corner = next((t.text or "" for t in inside if t.get("text-anchor") == "end"), "")
            below = next((t.text or "" for t in inside[1:] if t.get("text-anchor") == "start"), "")
            found[inside[0].text or ""] = (element.get("fill", ""), corner, below)
    return found


COUNTED, SKIPPED, PAUSED, OUTSIDE = "#d8ecd9", "#ececec", "#d5e3f7", "#ffffff"


def test_each_day_is_what_it_was_to_the_count() -> None:
    """Received on Saturday 7 February 2026, taken as of Monday; waiting on the 12th and 13th; then a make-up Saturday,
    a weekend, the Spring Festival, and the eighth working day on the make-up Saturday after it.
    """
    clock = Clock(
        WorkingDays(8),
        cn(2026, 2, 7, 15),
        china_calendar(),
        convention=Convention("counter", start="next_opening"),
        pauses=(Pause("customer", cn(2026, 2, 11, 9), cn(2026, 2, 13, 9)),),
    )
    found = cells(clock)
    assert found["7"] == (OUTSIDE, "", "start")
    assert found["9"] == (OUTSIDE, "", "from 09:00")
    assert (found["10"], found["11"]) == ((COUNTED, "1", ""), (COUNTED, "2", ""))
    assert found["12"][0] == found["13"][0] == PAUSED
    assert found["12"][2] == "customer"
    assert found["14"] == (COUNTED, "3", "make-up")
    assert found["15"] == (SKIPPED, "\u2013", "weekend")
    assert found["16"] == (SKIPPED, "\u2013", "holiday")
    assert found["28"] == (COUNTED, "8", "due")
    assert found["1 Mar"] == (OUTSIDE, "", "")
    assert texts(clock)[0] == "due 2026-02-28"


def test_what_is_counted_back_is_numbered_from_the_event() -> None:
    """Nine days before Saturday 28 March 2026 is Thursday the 19th, day nine; the 27th is day one."""
    clock = Clock(
        BeforeEvent("hearing", Days(9)), cn(2026, 3, 2), OFFICE, convention=US_RULE_6,
        anchors=(("hearing", date(2026, 3, 28)),),
    )  # fmt: skip
    found = cells(clock)
    assert (found["27"][1], found["19"]) == ("1", (COUNTED, "9", "due"))
    assert found["28"] == (OUTSIDE, "", "hearing")


def test_hours_are_not_numbered_and_say_when() -> None:
    """Twenty business hours from Friday 15:00: Tuesday 15:00 is 18, Wednesday 11:00."""
    found = cells(Clock(BusinessHours(20), cn(2026, 3, 6, 15), OFFICE))
    assert found["9"] == (COUNTED, "", "")
    assert found["11"] == (COUNTED, "", "due 11:00")


def test_weeks_that_look_alike_are_told_in_one_line() -> None:
    """200 days are 29 weeks or so; a hundred years are still a small picture."""
    clock = Clock(Days(200), cn(2026, 3, 2), OFFICE)
    assert any("more weeks like these" in text for text in texts(clock))
    assert len(picture(Clock(Years(60), cn(2026, 3, 2), OFFICE))) < 60_000
    short = Clock(Days(20), cn(2026, 3, 2), OFFICE)
    assert not any("more weeks" in text for text in texts(short))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "term", [Days(3), WorkingDays(30), FollowedBy(Days(2), WorkingDays(2)), EarlierOf((Days(3), Days(4)))]
)
def test_the_picture_is_well_formed_and_holds_the_text(term: Term, lang: str) -> None:
    """Title, description with the whole explanation, no text outside the picture."""
    root = read(Clock(term, cn(2026, 3, 2), OFFICE), lang)
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    assert root.find(f"{SVG}title") is not None
    description = root.find(f"{SVG}desc")
    assert description is not None
    assert "2026-03-02" in (description.text or "")
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.get("x", -1)) <= width
        assert 0 <= float(text.get("y", -1)) <= height


def test_names_of_the_caller_s_own_are_escaped_and_cut() -> None:
    """A pause named with markup stays text; a long one ends in an ellipsis."""
    bad = Pause('<script>alert(1)</script>&"', cn(2026, 3, 3), cn(2026, 3, 5))
    svg = picture(Clock(Days(9), cn(2026, 3, 2), OFFICE, pauses=(bad,)))
    assert "<script" not in svg
    assert cells(Clock(Days(9), cn(2026, 3, 2), OFFICE, pauses=(bad,)))["4"][2] == "<script>ale\u2026"


def test_without_a_due_it_says_so() -> None:
    """The pause that is open is the last that is shown."""
    waiting = Clock(Days(9), cn(2026, 3, 2), OFFICE, pauses=(Pause("x", cn(2026, 3, 4)),))
    assert texts(waiting)[0] == "no due"
    assert texts(waiting, "zh")[0] == "暂无到期日"
    assert texts(Clock(WorkingDays(3), cn(2026, 12, 31), china_calendar()))[0] == "due 2027-01-05 (provisional)"
    with pytest.raises(InvalidInput):
        picture(waiting, "fr")
