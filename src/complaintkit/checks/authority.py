"""The bands of an authority: amounts above them all, bands never needed, bands and roles that do not meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from complaintkit.checks.checking import Checking, cite_of
from complaintkit.checks.issue import Issue
from complaintkit.checks.people import seats_of
from complaintkit.checks.reasoning import FALSE, TRUE, Answer, Wanted
from complaintkit.checks.ways import Ways, conditions_of
from complaintkit.rules.authority import Band, Bands
from complaintkit.rules.moves import Move
from complaintkit.rules.nodes import Compare, Condition, Look, Value
from complaintkit.rules.record import ANYONE, SYSTEM, Actor
from complaintkit.values import Money

__all__ = ["authority_issues"]


def authority_issues(checking: Checking, all_ways: Sequence[Ways]) -> Iterator[Issue]:
    """Gaps above the bands, bands without a use, roles that are admitted and may decide nothing."""
    ways_of = {ways.kind.id: ways for ways in all_ways}
    for i, bands in enumerate(checking.policy.bands):
        path = f"$.bands[{i}]({bands.id})"
        used = [(where, move) for where, move in checking.moves() if move.bands == bands.id]
        if checking.policy.redress is not None and used:
            yield from _gap(checking, ways_of, path, bands, used[0][1])
            yield from _outsiders(checking, path, bands, [move for _, move in used])
            yield from _powerless(checking, bands, used)
        yield from _idle_bands(checking, path, bands)


def _gap(checking: Checking, ways_of: Mapping[str, Ways], path: str, bands: Bands, move: Move) -> Iterator[Issue]:
    """An amount for which every band either does not apply or does not reach so far."""
    redress = checking.policy.redress
    assert redress is not None
    ways = ways_of[checking.kind_of(move)]
    amount = Look("fact", redress.fact)
    wanted: list[Wanted] = [(Compare(">=", amount, Value(Money.of(0, redress.currency))), TRUE)]
    for band in bands.bands:
        short: Condition = ~band.when
        if band.up_to is not None:
            short = short | Compare(">", amount, Value(band.up_to))
        wanted.append((short, TRUE))
    known: list[Wanted] = [(band.when, frozenset((True, False))) for band in bands.bands]
    move_conditions: list[Wanted] = [(condition, TRUE) for condition in conditions_of(move)]
    never = ways.limits(condition for condition, _ in (*wanted, *move_conditions))
    answer = checking.reasoner.ask(*wanted, *known, *move_conditions, within=never)
    if answer.situation is None:
        if answer.open:
            yield checking.undecided(path, f"whether every amount has a band in {bands.id!r}", cite_of(bands))
        return
    found = answer.situation.facts[redress.fact]
    yield checking.issue(
        "no_band_suffices",
        path,
        f"nobody has authority over {found} by {bands.id!r}",
        checking.witness(
            answer.situation,
            kind=ways.kind.id,
            stage=move.sources[0],
            trigger=move.trigger,
            by=checking.everybody,
            given={redress.fact: found},
        ),
        clause=cite_of(bands),
    )


def _idle_bands(checking: Checking, path: str, bands: Bands) -> Iterator[Issue]:
    """A band whose role has a higher one wherever it applies: the lower never decides what the higher does not."""
    for n, band in enumerate(bands.bands):
        higher = [other for other in bands.bands[n + 1 :] if other.role == band.role]
        if not higher:
            continue
        alone: list[Wanted] = [(band.when, TRUE), *((other.when, FALSE) for other in higher)]
        needed = checking.reasoner.ask(*alone)
        if needed.open:
            said = f"whether the band of {band.role!r} up to {band.up_to} is ever needed"
            yield checking.undecided(f"{path}.bands[{n}]", said, cite_of(bands))
        if needed.possible:
            continue
        told: list[Wanted] = [(other.when, frozenset((True, False))) for other in bands.bands]
        answer = checking.reasoner.ask((band.when, TRUE), *told)
        if answer.situation is not None:
            yield _idle(checking, f"{path}.bands[{n}]", bands, band, higher[0], answer)


def _idle(checking: Checking, path: str, bands: Bands, band: Band, higher: Band, answer: Answer) -> Issue:
    limit = "without a limit" if higher.up_to is None else f"up to {higher.up_to}"
    return checking.issue(
        "band_never_needed",
        path,
        f"{band.role!r} up to {band.up_to}: the same role decides {limit} wherever this band applies",
        checking.witness(answer.situation, other=(bands.id, band.up_to)),
        clause=cite_of(bands),
    )


# -- bands and roles --------------------------------------------------------------------------------------------------


def _outsiders(checking: Checking, path: str, bands: Bands, moves: Sequence[Move]) -> Iterator[Issue]:
    """Bands of a role for which no move judged by them is, nor for one that it stands in for."""
    admitted = {role for move in moves for role in move.by}
    if ANYONE in admitted:
        return
    for role in checking.policy.roles:
        if role.id in admitted:
            admitted = {*admitted, *seats_of(role)}
    for n, band in enumerate(bands.bands):
        if band.role in admitted or checking.program.roles[band.role].everyone:
            continue
        move = moves[0]
        witness = checking.witness(
            kind=checking.kind_of(move),
            stage=move.sources[0],
            trigger=move.trigger,
            by=Actor("outsider", frozenset((band.role,))),
            other=(bands.id, band.role),
        )
        said = f"no move judged by {bands.id!r} is for {band.role!r}, who has a band in it"
        yield checking.issue("band_of_an_outsider", f"{path}.bands[{n}]", said, witness, clause=cite_of(bands))


def _powerless(checking: Checking, bands: Bands, used: Sequence[tuple[str, Move]]) -> Iterator[Issue]:
    """Roles that a move judged by bands is for, and that no band lets decide any amount, not even nothing."""
    banded = {band.role for band in bands.bands}
    if banded & checking.program.everyone:
        return
    for path, move in used:
        if ANYONE in move.by:
            continue  # whoever holds which role
        standing_in = {seat for role in checking.policy.roles if role.id in move.by for seat in seats_of(role)}
        for role in move.by:
            if role in banded | standing_in or role == SYSTEM:
                continue
            witness = checking.witness(
                kind=checking.kind_of(move),
                stage=move.sources[0],
                trigger=move.trigger,
                by=Actor("powerless", frozenset((role,))),
                other=role,
            )
            said = f"{move.trigger!r} is for {role!r}, who has no band in {bands.id!r} and may decide no amount"
            yield checking.issue("admitted_without_band", f"{path}.by({role})", said, witness, clause=cite_of(move))
