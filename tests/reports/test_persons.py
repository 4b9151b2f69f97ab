"""A person's whole record: all of theirs, nothing of others."""

from __future__ import annotations

import json

import pytest

from complaintkit.errors import InvalidInput
from complaintkit.reports import person_record
from complaintkit.values import ERASED, Party
from tests.desk.policies import BOSS, CLERK, world
from tests.desk.test_erasing import ASKED, closed, private


def lived():
    """Two cases of p-1 and one of p-2, on which p-1 is the reporter."""
    desk = world(private())
    closed(desk)
    closed(desk)
    desk.file(
        complainant=Party("Qian Duo", key="p-9"), parties={"reporter": Party("Li Wei", key="p-1")},
        facts={"illness": "gout"},
    )  # fmt: skip
    return desk


def test_it_holds_every_case_of_the_person_and_no_other_s_values():
    """Complainant of two, reporter of one: there without facts, for they are the complainant's."""
    desk = lived()
    record = person_record(desk.desk, "p-1", by=CLERK)
    assert [(case.id, case.roles) for case in record.cases] == [
        ("c1", ("complainant",)), ("c2", ("complainant",)), ("c3", ("reporter",)),
    ]  # fmt: skip
    assert record.cases[0].facts["illness"] == "asthma, worse"
    assert record.cases[2].facts == {}
    text = record.json()
    assert "138 0000" in text
    for foreign in ("Wu Min", "Qian Duo", "gout"):
        assert foreign not in text
    assert person_record(desk.desk, "nobody", by=CLERK).cases == ()


def test_it_is_written_as_files_that_can_be_read(tmp_path):
    """One document, and the explanation of each case of their own; never into a folder that holds something."""
    desk = lived()
    record = person_record(desk.desk, "p-1", by=CLERK)
    files = record.write(tmp_path / "out")
    assert [file.name for file in files] == ["record.json", "case-1.txt", "case-2.txt"]
    assert json.loads(files[0].read_text(encoding="utf-8"))["cases"][0]["parties"]["complainant"]["name"] == "Li Wei"
    assert "for complainant" in files[1].read_text(encoding="utf-8")
    with pytest.raises(InvalidInput, match="empty"):
        record.write(tmp_path / "out")


def test_what_the_actor_may_not_see_is_masked_and_what_was_erased_is_gone():
    """The record shows no more than the desk's view does."""
    desk = lived()
    masked = person_record(desk.desk, "p-1", by=BOSS)
    assert masked.cases[0].facts["illness"] == "•••"
    assert "asthma" not in masked.json()
    assert "asthma" in person_record(desk.desk, "p-1", by=CLERK).json()
    desk.desk.erase("c1", **ASKED)
    assert person_record(desk.desk, "p-1", by=CLERK).cases[0].facts["illness"] == ERASED
    with pytest.raises(InvalidInput, match="key"):
        person_record(desk.desk, "", by=CLERK)
