"""Which rows of the regimes the scenarios show: ``python -m tests.policies.rows``.

Prints rows shown / rows for each regime that is there, and every row without a scenario. The exit code is 1 where
a regime lacks one, or a scenario names an id that no regime has (or that of another regime).
"""

from __future__ import annotations

import csv
import pkgutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import attrs

from tests.policies.loading import FOLDER, Scenario, load_all

CLAUSES = Path(__file__).resolve().parent.parent / "data" / "clauses.csv"


@attrs.frozen
class Row:
    """A row of the catalogue: one rule of one regime, and where it stands."""

    id: str
    regime: str
    clause: str
    mark: str


@attrs.frozen
class Coverage:
    """The rows of one regime and the scenarios that show each of them."""

    regime: str
    rows: tuple[Row, ...]
    shown: Mapping[str, tuple[str, ...]]

    @property
    def lacking(self) -> tuple[Row, ...]:
        """The rows no scenario names."""
        return tuple(row for row in self.rows if row.id not in self.shown)

    def __str__(self) -> str:
        return f"{self.regime}: {len(self.rows) - len(self.lacking)} of {len(self.rows)} rows shown"


def read_rows(path: Path = CLAUSES) -> tuple[Row, ...]:
    """The rows of the catalogue, in its order."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(Row(row["id"], row["regime"], row["clause"], row["mark"]) for row in csv.DictReader(file))


def regimes() -> tuple[str, ...]:
    """The regimes that are there: the packages of ``complaintkit.policies``, real law apart."""
    spec = find_spec("complaintkit.policies")
    places = spec.submodule_search_locations if spec is not None else None
    packages = (module.name for module in pkgutil.iter_modules(places or []) if module.ispkg)
    return tuple(sorted(name for name in packages if name != "regulations"))


def coverage(rows: Sequence[Row], scenarios: Iterable[Scenario], regime: str) -> Coverage:
    """The rows of a regime with the scenarios that name them."""
    own = tuple(row for row in rows if row.regime == regime)
    shown: dict[str, tuple[str, ...]] = {}
    for scenario in scenarios:
        for id in scenario.rows:
            if scenario.policy == regime and any(row.id == id for row in own):
                shown[id] = (*shown.get(id, ()), str(scenario))
    return Coverage(regime, own, shown)


def strangers(rows: Sequence[Row], scenarios: Iterable[Scenario]) -> tuple[str, ...]:
    """Every row a scenario names that its regime does not have."""
    regime_of = {row.id: row.regime for row in rows}
    return tuple(
        f"{scenario} names {id}, which is no row of {scenario.policy}"
        for scenario in scenarios
        for id in scenario.rows
        if regime_of.get(id) != scenario.policy
    )


def report(rows: Sequence[Row], scenarios: Sequence[Scenario], names: Sequence[str]) -> tuple[list[str], bool]:
    """The lines to print, and whether everything is shown."""
    lines: list[str] = []
    whole = True
    for name in names:
        found = coverage(rows, scenarios, name)
        lines.append(str(found))
        if not found.rows:
            lines.append(f"  the catalogue has no rows of {name}")
        lines.extend(f"  no scenario shows {row.id} ({row.clause})" for row in found.lacking)
        whole = whole and bool(found.rows) and not found.lacking
    unknown = strangers(rows, scenarios)
    return [*lines, *unknown], whole and not unknown


def clauses_in(clause: str) -> list[str]:
    """The clauses a row names, each with its source.

    >>> clauses_in("T1 art. 8(3), 9*, 10*(2), 11* 3 [reading]")
    ['T1 art. 8(3)', 'T1 art. 9*', 'T1 art. 10*(2)', 'T1 art. 11* 3']
    >>> clauses_in("T2 art. 13(2)4-5")
    ['T2 art. 13(2)4', 'T2 art. 13(2)5']
    >>> clauses_in("T3 scope 1-3")
    ['T3 art. scope 1', 'T3 art. scope 2', 'T3 art. scope 3']
    """
    plain = clause.partition(" [")[0]
    source, _, rest = plain.partition(" ")
    found = []
    for part in rest.removeprefix("art. ").split(", "):
        first, dash, last = part.partition("-")
        found.append(f"{source} art. {first}")
        if not dash:
            continue
        stem, from_ = first[: -len(last)], first[-len(last) :]
        if from_.isdigit() and last.isdigit():
            found.extend(f"{source} art. {stem}{n}" for n in range(int(from_) + 1, int(last)))
        found.append(f"{source} art. {stem}{last}")
    return found


def covers(citation: str, clause: str) -> bool:
    """Whether a citation, without its mark, names a clause or a place inside it.

    >>> covers("T1 art. 8(3)", "T1 art. 8"), covers("T2 art. 13(1)1", "T2 art. 13(1)")
    (True, True)
    >>> covers("T1 art. 8", "T1 art. 8(3)"), covers("T1 art. 10", "T1 art. 1"), covers("T1 art. 10*", "T1 art. 10")
    (False, False, False)
    """
    for part in clauses_in(citation):
        after = part.removeprefix(clause)
        longer_number = clause[-1].isdigit() and after[:1].isdigit()
        if part.startswith(clause) and not longer_number and after[:1] != "*":
            return True
    return False


def main(folder: Path = FOLDER) -> int:
    """Print the table; 0 where every row of every regime is shown."""
    lines, whole = report(read_rows(), load_all(folder), regimes())
    print("\n".join(lines) or "no regime has a module")
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
