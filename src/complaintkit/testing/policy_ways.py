"""The workflow and the time limits of a drawn policy: stages, moves, duties with their ladders."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
from hypothesis import strategies as st

from complaintkit.deadlines import PauseRule
from complaintkit.rules import ANYONE, STAYS, AtLeast, ByCase, Duty, ExtensionRule, Guard, Move, Rung, Stage
from complaintkit.rules.moves import ASSIGNED
from complaintkit.testing.clock_events import tollings
from complaintkit.testing.policy_draft import Draft
from complaintkit.testing.policy_parts import (
    CAUSE,
    CITES,
    COUNTS,
    LENGTHS,
    MADE,
    MOMENTS,
    OWN,
    SIMPLE,
    STAGES,
    TERMS,
    some,
)

TOLLED_AROUND = date(2026, 2, 15)
"""When windows that toll are drawn: some days before and after the Spring Festival of 2026."""


def all_stages(draft: Draft) -> tuple[Stage, ...]:
    """The stages of the complaint, and two of every other kind of case."""
    first = (
        Stage("received", owner=draft.maybe(draft.roles)),
        Stage("examined", owner=draft.maybe(draft.roles)),
        Stage("done", "closed"),
    )
    if not draft.full:
        return first
    others: list[Stage] = []
    for kind in draft.kinds[1:]:
        others += Stage(f"{kind}_open", case_kind=kind), Stage(f"{kind}_done", "archived", case_kind=kind)
    return (
        *first,
        Stage("asked", "waiting", pause=CAUSE, needs_promise=draft.maybe(("agreed_day",))),
        Stage("shelved", "archived"),
        *others,
    )


def base_moves(draft: Draft) -> tuple[Move, ...]:
    """The three moves that every policy has."""
    return (
        Move("take", ("received",), "examined", by=draft.by(), records=("acknowledged",), cite=draft.draw(CITES)),
        Move("decide", ("examined",), STAYS, by=draft.by(), records=("decided",), cite=draft.draw(CITES)),
        Move("close", ("examined",), "done", by=draft.by(), records=("closed",), cite=draft.draw(CITES)),
    )


def more_moves(draft: Draft) -> list[Move]:
    """Moves with every field; one trigger in two rows; one a kind."""
    if not draft.full:
        return []
    moves = [Move(f"{kind}_end", (f"{kind}_open",), f"{kind}_done", by=draft.by()) for kind in draft.kinds[1:]]
    moves.append(Move("note", STAGES, STAYS, by=(ANYONE,), records=OWN))
    for n in range(draft.draw(st.integers(0, 2))):
        made = Move(
            f"extra_{n}",
            draft.some(draft.stages, 1),
            draft.draw(st.sampled_from((STAYS, *draft.stages))),
            by=draft.by(),
            records=draft.some(draft.records),
            when=draft.when(),
            guards=tuple(Guard(f"g{i}", draft.when(), draft.cite()) for i in range(draft.draw(st.integers(0, 2)))),
            asks=draft.some(draft.fact_ids),
            offers=draft.some(draft.fact_ids),
            after=draft.some(draft.records),
            bands=draft.maybe(("limits",)),
            only=draft.some(("subject", "team.member"), most=1),
            same_who=draft.some(draft.records),
            not_who=draft.some(draft.records),
            confirms=draft.some(draft.conducts),
            promises=draft.maybe(("agreed_day",)),
            issues=draft.some(draft.forms),
            message=draft.maybe(("reply",)),
            sanction=draft.maybe(("penalty",)),
            links=draft.maybe(("same_matter",)),
            decided_by=(board := draft.maybe(draft.bodies)),
            carried=board is None or draft.yes(),
            reclassifies=draft.yes(),
            assigns=draft.yes(),
            cite=draft.draw(CITES),
        )
        moves.append(made)
        if draft.yes():
            moves.append(attrs.evolve(made, when=~made.when))
    if any(move.assigns and "recused" not in move.records for move in moves) and draft.yes():
        moves[-1] = attrs.evolve(moves[-1], only=(*moves[-1].only, ASSIGNED))
    return moves


def duty(draft: Draft, id: str) -> Duty:
    """A duty from the first record on; of a full policy with every part."""
    owed: dict[str, Any] = {
        "owner": draft.draw(st.sampled_from(draft.roles)),
        "starts": "acknowledged",
        "ends": draft.some(MADE[1:], 1),
        "term": draft.draw(SIMPLE),
        "cite": draft.draw(CITES),
    }
    if draft.full:
        row = st.tuples(draft.for_dates, TERMS)
        rows = st.lists(row, min_size=1, max_size=3).map(lambda rows: ByCase(tuple(rows)))
        pauses = draft.some((CAUSE,))
        repeats = draft.draw(st.sampled_from((None, "due", "met")))
        owed |= {
            "term": draft.draw(TERMS | rows),
            "when": draft.draw(draft.for_dates),
            "case_kind": draft.draw(st.sampled_from(draft.kinds)),
            "convention": draft.maybe(("plain", "elapsed", "china_civil_code")),
            "calendar": draft.maybe(("cn", "utc")),
            "pauses": pauses,
            "pause_rules": tuple(
                PauseRule(cause, draft.draw(st.none() | COUNTS), draft.draw(st.none() | LENGTHS)) for cause in pauses
            ),
            "pause_cap": draft.draw(st.none() | LENGTHS),
            "ladder": tuple(_rung(draft, n) for n in range(draft.draw(st.integers(0, 3)))),
            "catch_up": draft.draw(st.sampled_from(("highest", "all", "none"))),
            "extension": _extension(draft) if draft.yes() else None,
            "on_change": draft.draw(st.sampled_from(("original", "change")) | st.builds(AtLeast, LENGTHS)),
            "stage_kinds": draft.draw(some(("open", "waiting", "closed", "archived"), 1, 4)),
            "tells_complainant": draft.yes(),
            "tolling": draft.draw(tollings(TOLLED_AROUND)),
            "longstop": draft.draw(st.none() | LENGTHS),
            "repeats": repeats,
            "until": () if repeats is None else draft.some(MADE),
        }
    return Duty(id, **owed)


def _rung(draft: Draft, n: int) -> Rung:
    return Rung(
        f"rung_{n}",
        draft.draw(MOMENTS),
        kind=draft.draw(st.sampled_from(("escalation", "warning", "reminder"))),
        tell=draft.some(draft.roles),
        issues=draft.some(draft.forms),
        records=draft.some(("x_late", "x_told")),
        cite=draft.cite(),
    )


def _extension(draft: Draft) -> ExtensionRule:
    return ExtensionRule(
        draft.draw(st.sampled_from(("add", "replace", "fixed"))),
        draft.draw(LENGTHS),
        by=draft.by(),
        reasons=draft.some(("complex", "waiting for proof"), 1),
        most=draft.draw(st.integers(1, 3)),
        message=draft.maybe(("reply",)),
        request=draft.maybe(OWN),
        cite=draft.cite(),
    )
