"""Is what a policy says of the reports that standing cases owe well formed?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from complaintkit.values.checks import listed

if TYPE_CHECKING:
    from complaintkit.rules.facts import Fact
    from complaintkit.rules.reports import Figure, Report
    from complaintkit.rules.wellformed import Names

GIVEN_IN: Final = {
    "cases": ("whole",),
    "times": ("whole",),
    "none": ("yes_no",),
    "none_decided": ("yes_no",),
    "none_answered": ("yes_no",),
    "on_time": ("ratio",),
    "resolution": ("ratio",),
    "satisfaction": ("ratio",),
    "lines": ("table", "text"),
}
"""The types of fact that a figure may be given in, by its measure."""
NUMBERS: Final = ("whole", "ratio")
NAMING: Final = ("choice", "text", "unit", "person")


def check_reports(names: Names) -> None:
    """Note every fault of the reports that standing cases owe."""
    policy = names.policy
    if not policy.reports:
        return
    taken = {fact for move in policy.moves for fact in (*move.asks, *move.offers)}
    given = Counter((report.owed_by, figure.fact) for report in policy.reports for figure in report.figures)
    for i, report in enumerate(policy.reports):
        path = f"$.reports[{i}]({report.id})"
        _report(names, report, path)
        for n, figure in enumerate(report.figures):
            here = f"{path}.figures[{n}]({figure.fact})"
            _figure(names, report, figure, here)
            if figure.fact in names.facts and figure.fact not in taken:
                names.faults.add(here, f"no move takes {figure.fact!r}: let one ask for it")
            if given[report.owed_by, figure.fact] > 1:
                names.faults.add(here, f"{figure.fact!r} is given by more than one figure")


def _report(names: Names, report: Report, path: str) -> None:
    names.known(report.owed_by, names.kinds, "kind", f"{path}.owed_by")
    names.known(report.of, names.kinds, "kind", f"{path}.of")
    owing = names.kinds.get(report.owed_by)
    if owing is not None and owing.every is None:
        names.faults.add(f"{path}.owed_by", f"{owing.id!r} is no standing case: it has no period")
    _dated(names, report.dated, f"{path}.dated")
    names.condition(report.when, f"{path}.when")
    _place(names, report, report.unit, f"{path}.unit", ("unit", "assigned"), ("unit", "person"))
    if report.by is not None:
        from complaintkit.rules.reports import PLACES  # late: most policies have no reports

        _place(names, report, report.by, f"{path}.by", PLACES, None)
    elif report.weighs is not None or report.duty is not None:
        names.faults.add(f"{path}.by", "say what its lines are told apart by, such as 'category'")
    if (report.duty is None) != (report.resolved is None):
        names.faults.add(f"{path}.resolved", "rates need a duty and the record that resolves: give both or neither")
    _weighs(names, report, f"{path}.weighs")
    names.all_known(report.shows, names.facts, "fact", f"{path}.shows")
    for id in report.shows:
        _own(names, report.of, id, f"{path}.shows")
    if report.shows and report.by is not None:
        names.faults.add(f"{path}.shows", "facts are shown where each case has a line: leave out either shows or by")
    duty = next((duty for duty in names.policy.duties if duty.id == report.duty), None)
    names.known(report.duty, names.duties, "duty", f"{path}.duty")
    if duty is not None and duty.case_kind != report.of:
        names.faults.add(f"{path}.duty", f"duty {duty.id!r} is of a {duty.case_kind}, not of a {report.of}")
    if report.resolved is not None:
        names.records((report.resolved,), f"{path}.resolved")


def _weighs(names: Names, report: Report, path: str) -> None:
    if report.weighs is None or report.by is None:
        return
    _, *column = report.by.removeprefix("facts.").split(".")
    table = names.facts.get(report.by.removeprefix("facts.").split(".")[0])
    numbers = [] if table is None else [one.id for one in table.columns if one.type in NUMBERS]
    if not column:
        names.faults.add(path, "only what stands in a table is weighed by a column of it")
    elif report.weighs not in numbers:
        names.faults.add(path, f"expected a column of numbers, one of {listed(numbers)}, got {report.weighs!r}")


def _figure(names: Names, report: Report, figure: Figure, path: str) -> None:
    names.known(figure.fact, names.facts, "fact", f"{path}.fact")
    if figure.dated is not None:
        _dated(names, figure.dated, f"{path}.dated")
    names.condition(figure.when, f"{path}.when")
    fact = names.facts.get(figure.fact)
    if fact is not None:
        _own(names, report.owed_by, fact.id, f"{path}.fact")
        types = GIVEN_IN.get(figure.measure, ())
        if fact.type not in types or fact.many:
            names.faults.add(f"{path}.fact", f"{fact.id!r} is a {fact.type}, {listed(types)} is needed here")
        elif fact.type == "table" and not _two_columns(fact):
            names.faults.add(f"{path}.fact", f"{fact.id!r}: lines need two columns, what is told apart and how many")
    if figure.measure == "lines" and report.by is None:
        names.faults.add(f"{path}.measure", "there are no such lines: say what they are told apart by")
    if figure.measure in ("none_decided", "on_time", "resolution") and report.duty is None:
        names.faults.add(f"{path}.measure", f"{figure.measure!r} needs the report's duty and resolved")
    if figure.measure == "times" and (figure.dated or report.dated) == "received":
        names.faults.add(f"{path}.measure", "'times' counts a record: name it in dated")


def _two_columns(fact: Fact) -> bool:
    types = [column.type for column in fact.columns]
    return len(types) == 2 and types[0] in NAMING and types[1] == "whole"


def _dated(names: Names, dated: str, path: str) -> None:
    if dated != "received":
        names.records((dated,), path)


def _place(
    names: Names, report: Report, place: str, path: str, places: tuple[str, ...], types: tuple[str, ...] | None
) -> None:
    """Where a case says something: one of ``places``, or an open fact of its kind, of one of ``types``."""
    if place in places:
        return
    id, _, column = place.removeprefix("facts.").partition(".")
    if not place.startswith("facts.") or id not in names.facts:
        names.faults.add(path, f"expected one of {listed(places)} or facts.<a fact>, got {place!r}")
        return
    fact = names.facts[id]
    _own(names, report.of, id, path)
    if fact.personal:
        names.faults.add(path, f"fact {id!r} is personal: cases cannot be told apart by it")
    if column and column not in fact.column:
        names.faults.add(path, f"{id!r} has no column {column!r}")
    if (fact.type == "table") != bool(column) or (types is not None and fact.type not in types):
        needed = "name a column as facts.<table>.<column>" if types is None else f"{listed(types)} is needed here"
        names.faults.add(path, f"fact {id!r} is a {fact.type}: {needed}")


def _own(names: Names, kind: str, id: str, path: str) -> None:
    fact = names.facts.get(id)
    if fact is not None and fact.case_kind != kind:
        names.faults.add(path, f"fact {id!r} is of a {fact.case_kind}, not of a {kind}")
