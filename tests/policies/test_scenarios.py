"""Every scenario of every regime, and that together they show every row."""

from __future__ import annotations

import csv

import pytest

from complaintkit.storage import MemoryStore, SQLiteStore
from tests.policies.loading import load_all
from tests.policies.rows import clauses_in, coverage, covers, read_rows, regimes, report, strangers
from tests.policies.runner import at_end, run

SCENARIOS = load_all()
ROWS = read_rows()
BY_ID = {row.id: row for row in ROWS}

PROHIBITED = (
    "BB-11 BB-15 BB-24 BB-27 BB-30 BB-32 BB-36 BB-43 BB-45 "
    "MF-15 MF-18 MF-27 MF-29 MF-30 MF-36 MF-41 MF-43 MF-45 MF-55 MF-58 MF-59 MF-65 MF-73 "
    "LG-01 LG-02 LG-10 LG-12 LG-20 LG-22 LG-23 LG-24 LG-25 "
    "CD-02 CD-03 CD-05 CD-06 CD-07 CD-09 CD-10 CD-12 CD-13 CD-15 CD-16 CD-17 CD-19 CD-20 CD-22 CD-23 CD-24 "
    "CD-25 CD-26 CD-27 "
    "RC-01 RC-02 RC-03 RC-04 RC-05 RC-06 RC-07 RC-08 RC-09 RC-10 RC-11 RC-12 RC-13 RC-14 RC-15 RC-16 RC-17 RC-18 RC-20 "
    "RC-22 "
    "HO-01 HO-04 HO-05 HO-06 HO-07 HO-08 HO-10 HO-11 HO-12 HO-13 HO-14 HO-15 HO-16 HO-17 HO-18 HO-19 HO-20 HO-21 "
    "HO-22 HO-23 HO-24 HO-25 HO-26 HO-27 HO-28 HO-29 HO-30 "
    "MC-01 MC-02 MC-03 MC-04 MC-05 MC-07 MC-08 MC-09 MC-10 MC-11 MC-12 MC-13 MC-14 MC-15 MC-17 MC-18 MC-19 MC-20 "
    "MC-21 MC-22 MC-23 MC-24 MC-25 "
    "PH-03 PH-04 PH-06 PH-07 PH-09 PH-11 PH-12 PH-13 PH-16 PH-17 PH-18 "
    "PQ-01 PQ-02 PQ-04 PQ-05 PQ-06 PQ-07 PQ-08 PQ-09 PQ-10 PQ-11 PQ-12 PQ-13 PQ-14 PQ-15 PQ-16 PQ-17 PQ-18 PQ-19 PQ-20 "
    "PQ-21 PQ-22 PQ-23 PQ-24 PQ-25 PQ-26 PQ-27 PQ-28 PQ-29 PQ-30 PQ-31 PQ-32 PQ-33 PQ-34 PQ-35 "
    "LF-01 LF-02 LF-03 LF-04 LF-05 LF-06 LF-07 LF-08 LF-09 LF-10 LF-11 LF-12 LF-13 LF-14 LF-15 LF-16 LF-17 LF-18 LF-19 "
    "LF-20 LF-21 LF-22 LF-23 LF-24 LF-25 LF-26 LF-27 LF-28 LF-30 "
    "PM-01 PM-02 PM-04 PM-07 PM-12 PM-15 PM-16 PM-18 PM-20"
).split()
"""The rows that forbid something, or demand something first: each also has a scenario in which that is refused."""

ALLEGED = ("LF-20", "HO-10", "HO-23", "HO-29", "BB-11", "LG-02", "PM-01", "PM-02", "RC-03")
"""Those of them that forbid a way to behave: shown, and alleged with the clause, instead of refused (DESIGN 5)."""


ON_A_FILE_TOO = ("bank_branch", "manufacturing")
"""The regimes whose scenarios run on a file every time; those of the others do with ``--long``."""


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario):
    """What its name says must hold; then the chain is clean and each open duty explained to all, in both languages."""
    world = run(scenario, store=MemoryStore)
    assert not at_end(world), "\n".join([str(scenario), *at_end(world)])


@pytest.mark.parametrize(
    "scenario",
    [
        pytest.param(s, marks=() if s.policy in ON_A_FILE_TOO else pytest.mark.long(what="data"), id=str(s))
        for s in SCENARIOS
    ],
)
@pytest.mark.no_cover
def test_scenario_on_a_file(scenario, tmp_path):
    """The same holds on a SQLite file as in memory."""
    with SQLiteStore(tmp_path / "complaints.db", durability="normal") as file:
        world = run(scenario, store=lambda: file)
        assert not at_end(world), "\n".join([str(scenario), *at_end(world)])


@pytest.mark.parametrize("regime", regimes())
def test_every_row_has_a_scenario(regime):
    """Each row of the regime is named by a scenario."""
    found = coverage(ROWS, SCENARIOS, regime)
    assert found.rows, f"the catalogue has no rows of {regime}"
    assert not found.lacking, f"{found}; no scenario shows {', '.join(row.id for row in found.lacking)}"


def test_no_scenario_names_a_row_that_is_not():
    """A row a scenario names is a row of its regime."""
    assert strangers(ROWS, SCENARIOS) == ()


ROWS_OF = {
    "bank_branch": 45,
    "car_dealer": 27,
    "hospital": 30,
    "law_firm": 30,
    "logistics": 30,
    "manufacturing": 73,
    "membership_club": 25,
    "office": 38,
    "pharmaceutical": 19,
    "product_quality": 35,
    "property_management": 20,
    "retail_chain": 22,
}
"""How many rows the catalogue has of each regime, counted by hand."""


def test_the_regimes_have_all_their_rows():
    """No row of a regime was left out of the copy of the catalogue."""
    assert {name: len(coverage(ROWS, (), name).rows) for name in regimes()} == ROWS_OF


@pytest.mark.parametrize("id", PROHIBITED)
def test_what_is_prohibited_is_refused(id):
    """A row that forbids has a scenario that refuses the act (or alleges the conduct) with the clause as reason."""
    row = BY_ID[id]
    if row.regime not in regimes():
        pytest.skip(f"{row.regime} is not there")
    steps = [step for scenario in SCENARIOS if id in scenario.rows for step in scenario.steps]
    said = [step for step in steps if "refused" in step.expect or (id in ALLEGED and step.verb == "allege")]
    clauses = clauses_in(row.clause)
    cited = [cite for step in said for cite in step.expect.get("cites", ())]
    invalid = [step.expect["invalid"] for step in steps if "invalid" in step.expect]  # a policy not taken
    cited += [text for text in invalid if set(clauses_in(text)) & set(clauses)]
    assert any(covers(cite, clause) for cite in cited for clause in clauses), (
        f"{id} ({row.clause}): no scenario that names it expects a refusal with that clause in expect.cites; "
        f"expected there: {', '.join(cited) or 'nothing'}"
    )


def test_the_copy_of_the_catalogue_is_true(shared_data):
    """The copy in tests/data says what the catalogue says, of every regime that is there."""
    with (shared_data / "clauses.csv").open(encoding="utf-8", newline="") as file:
        catalogue = [(row["id"], row["regime"], row["clause"], row["mark"]) for row in csv.DictReader(file)]
    own = {row.regime for row in ROWS} | set(regimes())
    assert [(row.id, row.regime, row.clause, row.mark) for row in ROWS] == [row for row in catalogue if row[1] in own]


def test_the_report_tells_what_lacks():
    """A row without a scenario and an id that is none are both told, and the answer is no."""
    lines, whole = report(ROWS, (), ("bank_branch",))
    assert not whole
    assert lines[0] == "bank_branch: 0 of 45 rows shown"
    assert lines[1] == "  no scenario shows BB-01 (T1 art. 2)"
    assert report(ROWS, (), ("no_such_regime",))[1] is False
