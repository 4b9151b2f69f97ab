"""Erasing personal values: which a case has, and whether they may go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from complaintkit.cases.capacity import against_recused
from complaintkit.cases.case import Case
from complaintkit.cases.commands import Erase
from complaintkit.cases.events import EMPTY, Body, Erased, Event, Sealed
from complaintkit.cases.keeping import against_disposal
from complaintkit.cases.program import Program
from complaintkit.cases.reasons import Reason, reason
from complaintkit.cases.verdict import Decision, refusal
from complaintkit.rules.moves import cites_of
from complaintkit.rules.record import Actor, Surroundings

GROUNDS = {"request": "everything that keeps a case stands against it", "redaction": "only a legal hold does"}
"""Why a personal value goes: its person asks for it, or it should never have been put there."""


def sealed_paths(case: Case) -> tuple[str, ...]:
    """Where a case has personal values, erased ones included, in a fixed order.

    >>> from datetime import UTC, datetime
    >>> at = datetime(2026, 3, 2, tzinfo=UTC)
    >>> facts = {"story": Sealed("ab"), "quantity": 3}
    >>> sealed_paths(Case("acme", "c-1", "complaint", "0" * 64, at, 1, "new", at, "f" * 64, {}, {}, facts))
    ('facts.story',)
    """
    return tuple(sorted(path for path, _ in sealed_in(case)))


def sealed_in(holder: Case | Body) -> Iterator[tuple[str, Sealed]]:
    """The commitments in a case, or in the body of an event, each with its path."""
    for id, value in getattr(holder, "facts", EMPTY).items():
        if isinstance(value, Sealed):
            yield f"facts.{id}", value
    for role, fields in getattr(holder, "parties", EMPTY).items():
        for name, value in fields.items():
            if isinstance(value, Sealed):
                yield f"parties.{role}.{name}", value


def decide_erasure(
    program: Program, case: Case, command: Erase, actor: Actor, now: datetime, around: Surroundings
) -> Decision:
    """Decide whether the personal values may go; granted, the event names each."""
    at = command.at or now
    access = program.policy.access
    there = sealed_paths(case)
    held = (actor.roles if around.roles is None else around.roles) | program.everyone
    against: list[Reason] = list(against_recused(program, case, actor))
    capacity = next((role for role in access.erases if role in held), "")
    if not capacity:
        by, who = access.erases, tuple(sorted(held))
        against.append(reason("role", cites_of(access.cite), trigger="erase", by=by, held=who))
    if not there:
        against.append(reason("erasure", path="*", why="nothing_personal"))
    against += [reason("erasure", path=path, why="no_value") for path in command.paths if path not in there]
    kept = against_disposal(program, case, at, around)
    against += kept if command.ground == "request" else [item for item in kept if item.code == "legal_hold"]
    if against:
        return refusal(against)
    body = Erased(paths=command.paths or there, ground=command.ground, reason=command.reason)
    return Decision(True, (), (body,), capacity, None, at, cites_of(access.cite))


def erasures(events: Sequence[Event]) -> Iterator[tuple[int, tuple[str, ...] | None]]:
    """What the events of a case erased, as (event, paths); None: all there was, for the case was disposed of."""
    for event in events:
        if isinstance(event.body, Erased):
            yield event.seq, event.body.paths
        elif "disposed" in getattr(event.body, "records", ()):
            yield event.seq, None
