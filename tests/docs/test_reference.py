"""The reference has a page for each folder that offers something to users."""

from __future__ import annotations

import re

import pytest

import complaintkit
from tests.conftest import ROOT

FOLDERS = sorted(
    path.parent.name
    for path in (ROOT / "src" / "complaintkit").glob("*/__init__.py")
    if path.parent.name != "policies"  # docs/regimes/ tells of them
)


@pytest.mark.parametrize("floor", ["errors", *FOLDERS])
def test_each_floor_has_its_page(floor):
    """Its page asks for the whole floor, and the list of pages names it."""
    page = (ROOT / "docs" / "reference" / f"{floor}.md").read_text(encoding="utf-8")
    assert f".. automodule:: complaintkit.{floor}\n   :imported-members:\n" in page
    index = (ROOT / "docs" / "reference" / "index.md").read_text(encoding="utf-8")
    assert re.search(rf"^{floor}$", index, re.MULTILINE)


def test_the_front_door_offers_only_what_a_floor_offers():
    """Every public name is one of a floor's own, so that the floor's page tells of it."""
    for name in complaintkit.__all__:
        home = getattr(complaintkit, name)
        offers = [
            floor
            for floor in ("errors", *FOLDERS)
            if name in getattr(__import__(f"complaintkit.{floor}", fromlist=["__all__"]), "__all__", ())
        ]
        assert any(getattr(__import__(f"complaintkit.{floor}", fromlist=[name]), name) is home for floor in offers), (
            name
        )
