"""A whole command in memory, the chain included, beside a bare trigger of the stock machine.

Run it with ``python -m benchmarks command``. The peer does nothing but move a throw-away cursor on one shared
``transitions`` machine, with two conditions and two callbacks, logging not configured. Ours is ``Desk.act`` on a
``MemoryStore``: it opens a transaction, reads the command, decides it (role, recusal, an earlier record, two guards on
facts of the case), makes the event, chains it, folds the case, derives the due rows and stores them.

Every operation acts on a case of its own, in shuffled order, by one of several actors, at an instant of its own, with
a duty running in working days of the China calendar and a ladder of two rungs. Three kinds of command are measured:

- one that touches no duty: the row with the limits, since the peer knows no time either,
- one that ends a duty and starts another, so that a due and its ladder are worked out and waited for: what that adds,
- one with two facts given: what reading, sealing and encoding them adds.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.table import Row, duration, interleaved

if TYPE_CHECKING:
    from complaintkit import Policy

OPERATIONS, ROUNDS = 250, 60  # short rounds: a slow moment of the machine falls on both sides of a ratio
AT_LEAST, AIM = 3.0, 1.8  # DESIGN 8

Prepare = Callable[[], Callable[[], object]]


def stock() -> Prepare:
    """The peer: each operation is one trigger on a new cursor."""
    from transitions import Machine

    class Cursor:
        __slots__ = ("state",)

        def __init__(self) -> None:
            self.state = "open"

    def permitted(allowed: frozenset[str]) -> bool:
        return "close" in allowed

    def known(allowed: frozenset[str]) -> bool:
        return len(allowed) > 0

    def noted(allowed: frozenset[str]) -> None:
        return None

    machine = Machine(model=None, initial="open", states=["open", "closed"], auto_transitions=False)
    machine.add_transition(
        "close", "open", "closed", conditions=[permitted, known], before=[noted], after=[noted]
    )  # fmt: skip
    trigger = machine.events["close"].trigger
    allowed = frozenset({"close", "transfer"})

    def prepare() -> Callable[[], object]:
        cursors = [Cursor() for _ in range(OPERATIONS)]

        def work() -> None:
            for cursor in cursors:
                trigger(cursor, allowed)

        return work

    return prepare


def small_policy() -> Policy:
    """A small policy of the usual shape: what is timed is one of ``assess``, ``reply`` and ``examine``."""
    from complaintkit import Duty, Fact, Guard, Move, Policy, Rung, Stage, source
    from complaintkit.deadlines import After, Before, Hours, WorkingDays
    from complaintkit.rules.conditions import fact

    text = source("X1")
    guards = (
        Guard("small", fact("quantity") <= 400, text("art. 4")),
        Guard("within", fact("within_authority").is_true(), text("art. 5")),
    )
    ladder = (
        Rung("soon", Before(WorkingDays(1)), kind="reminder", tell=("handler",), cite=text("art. 8")),
        Rung("late", After(Hours(4)), tell=("head",), cite=text("art. 9")),
    )
    return Policy(
        id="bench",
        in_force_from=date(2026, 1, 1),
        calendar="cn",
        convention="china_civil_code",
        roles=("receiver", "handler", "head"),
        facts=(
            Fact("quantity", "whole"),
            Fact("within_authority", "yes_no"),
            Fact("cause", "text", required=False),
            Fact("defects", "whole", required=False),
        ),
        stages=(
            Stage("received", owner="receiver"),
            Stage("open", owner="handler"),
            Stage("assessed", owner="handler"),
            Stage("replied", owner="head"),
            Stage("done", "closed"),
        ),
        moves=(
            Move("take", ("received",), "open", by=("handler",), records=("acknowledged",), cite=text("art. 3")),
            Move("assess", ("open",), "assessed", by=("handler", "head"), records=("investigated",),
                 after=("acknowledged",), guards=guards, cite=text("art. 6")),
            Move("reply", ("open",), "replied", by=("handler", "head"), records=("replied",),
                 after=("acknowledged",), guards=guards, cite=text("art. 7")),
            Move("examine", ("open",), "assessed", by=("handler", "head"), records=("investigated",),
                 after=("acknowledged",), guards=guards, asks=("cause", "defects"), cite=text("art. 6")),
            Move("close", ("assessed", "replied"), "done", by=("head",), records=("closed",), cite=text("art. 10")),
        ),
        duties=(
            Duty("reply", owner="handler", starts="acknowledged", ends=("replied", "closed"), term=WorkingDays(3),
                 ladder=ladder, cite=text("art. 7")),
            Duty("close", owner="head", starts="replied", ends=("closed",), term=WorkingDays(10),
                 ladder=ladder, cite=text("art. 10")),
        ),
    )  # fmt: skip


class Ticking:
    """A clock whose every reading is later, so that no two commands share an instant."""

    def __init__(self) -> None:
        self._now = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
        self._step = timedelta(seconds=14, microseconds=321_123)

    def now(self) -> datetime:
        self._now += self._step
        return self._now


def ours(trigger: str, facts: Callable[[int], dict[str, object]] | None = None) -> Prepare:
    """Our side: ``prepare`` files cases on a new memory store and takes them in, untimed; the work acts once on each.

    ``facts`` makes the facts given with the n-th command.
    """
    from complaintkit import Actor, Desk, Party, PolicyHistory
    from complaintkit.storage.memory import MemoryStore

    history = PolicyHistory([small_policy()])
    actors = [Actor(f"emp-{n}", roles={"handler"} | ({"head"} if n % 3 else set()), unit="east") for n in range(20)]
    luck = random.Random(7)

    def prepare() -> Callable[[], object]:
        desk = Desk(history, MemoryStore(), tenant="acme", clock=Ticking())
        ids = []
        for n in range(OPERATIONS):
            given = {"quantity": 100 + n % 300, "within_authority": True}
            who = Party(f"Customer {n}", key=f"c-{n}")
            case = desk.file(by=actors[n % 20], complainant=who, facts=given, refs={"crm": f"T-{n}"})
            ids.append(desk.act(case.id, "take", by=actors[n % 20]).id)
        luck.shuffle(ids)
        work_list: list[tuple[str, Actor, dict[str, Any]]] = [
            (id, actors[n % 20], {} if facts is None else {"facts": facts(n)}) for n, id in enumerate(ids)
        ]

        def work() -> None:
            act = desk.act
            for id, actor, given in work_list:
                act(id, trigger, by=actor, **given)

        return work

    return prepare


def rows() -> list[Row]:
    """The measurement as rows of the table."""
    limits = (f"≤ {AT_LEAST:g}", f"≤ {AIM:g}")
    found = []
    for what, side, asked in (
        ("whole command in memory, chain included / stock trigger", ours("assess"), True),
        ("the same, ending a duty and starting another", ours("reply"), False),
        (
            "the same, with two facts given",
            ours("examine", lambda n: {"cause": f"cause {n}", "defects": n % 50}),
            False,
        ),
    ):
        pair = interleaved(side, stock(), operations=OPERATIONS, rounds=ROUNDS)
        held = pair.ratio <= AT_LEAST if asked else None
        given = limits if asked else ("", "")
        found.append(Row(what, duration(pair.ours), duration(pair.peer), f"{pair.ratio:.2f}", *given, held))
    return found
