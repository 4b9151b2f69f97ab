"""Defects in time: duties, their ladders and windows, the calendar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import attrs

from complaintkit.deadlines import AtDue, Before, Days, Hours, Months, Tolling, WorkingDays, china_calendar
from complaintkit.rules import ALWAYS, ByCase, Duty, ExtensionRule, Policy, Rung
from complaintkit.rules.conditions import count
from tests.checks.spoiling import CALENDARS, Place, each, named

# -- duties -----------------------------------------------------------------------------------------------------------


def _of_other_kind(policy: Policy, kind: str) -> str | None:
    """A record that only cases of another kind get."""
    kinds = {stage.id: stage.case_kind for stage in policy.stages}
    mine = {r for m in policy.moves if kinds[m.sources[0]] == kind for r in m.records}
    made = {r for duty in policy.duties for rung in duty.ladder for r in rung.records} | {"joined"}
    tied = {r for tie in (*policy.links, *policy.joins) for r in tie.records}
    others = [r for m in policy.moves for r in m.records if r not in mine | made | tied]
    return others[0] if others else None


def never_starts(policy: Policy) -> Iterator[Place]:
    """A duty starts with a record of another kind of case."""

    def change(duty: Duty) -> Mapping[str, Any] | None:
        record = _of_other_kind(policy, duty.case_kind)
        return None if record is None else {"starts": record}

    return each(policy, "duties", change)


def never_ends(policy: Policy) -> Iterator[Place]:
    """A duty ends with a record of another kind of case."""

    def change(duty: Duty) -> Mapping[str, Any] | None:
        record = _of_other_kind(policy, duty.case_kind)
        return None if record is None else {"ends": (record,)}

    return each(policy, "duties", change)


def of_other_kind(policy: Policy) -> Iterator[Place]:
    """A duty is of another kind of case."""
    kinds = [kind.id for kind in policy.all_kinds]
    other = {id: next(k for k in kinds if k != id) for id in kinds if len(kinds) > 1}
    return each(policy, "duties", lambda d: {"case_kind": other[d.case_kind]} if other else None)


def never_runs(policy: Policy) -> Iterator[Place]:
    """A duty runs in the archive only."""
    return each(policy, "duties", lambda d: {"stage_kinds": ("archived",)} if d.starts not in ("archived",) else None)


def ends_as_it_starts(policy: Policy) -> Iterator[Place]:
    """A duty ends with the record that starts it, and with no other."""
    return each(policy, "duties", lambda duty: {"ends": (duty.starts,)})


def turned_duty(policy: Policy) -> Iterator[Place]:
    """A duty starts with what should end it."""
    return each(policy, "duties", lambda d: {"starts": d.ends[0], "ends": (d.starts,)})


def never_applies(policy: Policy) -> Iterator[Place]:
    """A duty is for cases that cannot be."""
    return each(policy, "duties", lambda duty: {"when": duty.when & (count("filed") < 0)})


def early_warning(policy: Policy) -> Iterator[Place]:
    """A warning comes longer before the due than the term is long."""
    rung = Rung("early", Before(Months(3)), kind="warning", tell=(policy.roles[0].id,))
    return each(policy, "duties", lambda duty: {"ladder": (*duty.ladder, rung)})


def unheard(policy: Policy) -> Iterator[Place]:
    """An escalation tells nobody."""
    mute = Rung("mute", AtDue())
    return each(policy, "duties", lambda duty: {"ladder": (*duty.ladder, mute)})


def to_the_owner(policy: Policy) -> Iterator[Place]:
    """An escalation tells nobody but those who are late."""
    return each(policy, "duties", lambda d: {"ladder": (*d.ladder, Rung("to_self", AtDue(), tell=(d.owner,)))})


def round_and_round(policy: Policy) -> Iterator[Place]:
    """Two duties start and end one another by their rungs."""
    owner = policy.roles[0].id
    for kind in policy.all_kinds:
        starts = "filed" if kind.every is None else "opened"
        first = Duty("ping", owner=owner, starts="x_pong", ends=("x_ping",), term=Days(1), case_kind=kind.id,
                     ladder=(Rung("ping", tell=(policy.roles[-1].id,), records=("x_ping",)),))  # fmt: skip
        second = Duty("pong", owner=owner, starts="x_ping", ends=("x_pong",), term=Days(1), case_kind=kind.id,
                      ladder=(Rung("pong", tell=(policy.roles[-1].id,), records=("x_pong",)),))  # fmt: skip
        begin = Duty("begin", owner=owner, starts=starts, ends=("x_pong",), term=Days(1), case_kind=kind.id,
                     ladder=(Rung("begin", tell=(policy.roles[-1].id,), records=("x_ping",)),))  # fmt: skip
        yield kind.id, {"duties": (*policy.duties, begin, first, second)}


def gap_in_term(policy: Policy) -> Iterator[Place]:
    """A term is given for some cases only."""
    return each(
        policy,
        "duties",
        lambda d: {"term": ByCase(((d.when & (count("filed") > 1), d.term),))} if not isinstance(d.term, ByCase) else
        {"term": ByCase(d.term.rows[:1])},
    )  # fmt: skip


def row_behind_all(policy: Policy) -> Iterator[Place]:
    """A row of a term stands behind one that takes every case."""
    return each(
        policy,
        "duties",
        lambda d: {"term": ByCase(((ALWAYS, d.term), (count("filed") >= 1, Days(9))))}
        if not isinstance(d.term, ByCase) else None,
    )  # fmt: skip


def late_acknowledgement(policy: Policy) -> Iterator[Place]:
    """The acknowledgement falls due after the answer."""
    for i, duty in enumerate(policy.duties):
        if {"replied", "decided", "closed"} & set(duty.ends) and duty.case_kind == "complaint":
            record = next((m for m in policy.moves if "acknowledged" in m.records), None)
            moves = (
                policy.moves
                if record
                else (
                    attrs.evolve(policy.moves[0], records=(*policy.moves[0].records, "acknowledged")),
                    *policy.moves[1:],
                )
            )
            late = Duty(
                "hello", owner=duty.owner, starts=duty.starts, ends=("acknowledged",), term=Months(8), when=duty.when
            )
            yield named(duty, i), {"moves": moves, "duties": (*policy.duties, late)}


def extension_without_room(policy: Policy) -> Iterator[Place]:
    """A duty may be extended to a day no later than its due."""
    rule = ExtensionRule("fixed", Hours(1), by=(policy.roles[0].id,), reasons=("complex",))
    return each(policy, "duties", lambda d: {"extension": rule} if isinstance(d.term, Days | WorkingDays) else None)


def short_longstop(policy: Policy) -> Iterator[Place]:
    """The last day lies before the due."""
    return each(policy, "duties", lambda d: {"longstop": Hours(1)} if isinstance(d.term, Days | WorkingDays) else None)


def closed_window(policy: Policy) -> Iterator[Place]:
    """A window that stands still is over before the policy begins."""
    begins = policy.in_force_from or date(2026, 1, 1)
    window = Tolling("past", begins - timedelta(days=90), begins - timedelta(days=60))
    return each(policy, "duties", lambda duty: {"tolling": (window,)})


def window_for_nobody(policy: Policy) -> Iterator[Place]:
    """A window is for complaints that were received before the policy began."""
    begins = policy.in_force_from or date(2026, 1, 1)
    window = Tolling("old", begins, begins + timedelta(days=60), started_until=begins - timedelta(days=1))
    return each(policy, "duties", lambda duty: {"tolling": (window,)})


def repeat_beyond_stop(policy: Policy) -> Iterator[Place]:
    """A duty that repeats has its last day in its first run."""
    return each(
        policy, "duties", lambda d: {"repeats": "met", "longstop": d.term} if isinstance(d.term, Days) else None
    )


def repeats_for_ever(policy: Policy) -> Iterator[Place]:
    """A duty repeats until a record of another kind of case."""

    def change(duty: Duty) -> Mapping[str, Any] | None:
        record = _of_other_kind(policy, duty.case_kind)
        return None if record is None else {"repeats": "met", "until": (record,)}

    return each(policy, "duties", change)


def calendar_ends(policy: Policy) -> Iterator[Place]:
    """The calendar's data ends early."""
    for end in (date(2026, 4, 30), date(2026, 7, 31), date(2026, 9, 30)):
        yield (
            f"{policy.calendar} {end}",
            {CALENDARS: {policy.calendar: attrs.evolve(china_calendar(), known_until=end)}},
        )


def table_ends(policy: Policy) -> Iterator[Place]:
    """A term reaches past the calendar's last day."""
    return each(policy, "duties", lambda d: {"term": Months(5000)} if isinstance(d.term, Days | WorkingDays) else None)
