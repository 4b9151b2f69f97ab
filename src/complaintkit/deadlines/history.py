"""Every date a clock ever had, with its cause; the breaches of them, and which a later entry lifted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import attrs

from complaintkit.deadlines.clock import Clock, Due, due
from complaintkit.deadlines.events import Former, Pause

__all__ = ["Breach", "DatedDue", "breaches", "dues"]

TICK = timedelta(microseconds=1)


@attrs.frozen
class DatedDue:
    """From ``since`` on the clock was to fall due then; None: it had no due.

    ``cause``: ``start``, ``paused``, ``resumed``, ``extension``, ``promise``, ``change``, or what ended a
    :class:`Former`: ``corrected``, ``reclassified``, ``reopened``, ``calendar``. ``detail``: the pause's cause, the
    extension's reason.
    """

    since: datetime
    cause: str
    due: Due | None
    detail: str = ""


@attrs.frozen
class Breach:
    """A due that was passed: ``at`` is the first instant that was late, by the date as it then stood.

    ``lifted_by``: the cause of the entry that showed it to be unfounded at ``lifted_at``; it stays on record.
    """

    at: datetime
    due: Due
    lifted_at: datetime | None = None
    lifted_by: str = ""


class _Moment(NamedTuple):
    """When something happened to a clock, and what."""

    at: datetime
    cause: str
    detail: str = ""
    asked_at: datetime | None = None


def dues(clock: Clock) -> tuple[DatedDue, ...]:
    """Every date the clock ever had, in order, each with the moment it held from and its cause.

    What is not dated (tolling, anchors, the longstop) is taken as known all along.

    >>> from datetime import UTC
    >>> from complaintkit.deadlines import Calendar, Days, Extension
    >>> start, granted = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 4, 9, tzinfo=UTC)
    >>> more = Extension("add", granted, term=Days(2), reason="expert")
    >>> clock = Clock(Days(3), start, Calendar("x", zone="UTC"), extensions=(more,))
    >>> [(d.cause, d.detail, d.due.due_on.isoformat()) for d in dues(clock)]
    [('start', '', '2026-03-05'), ('extension', 'expert', '2026-03-07')]
    """
    return tuple(dated for dated, _ in _history(clock))


def _history(clock: Clock) -> list[tuple[DatedDue, _Moment]]:
    found: list[tuple[DatedDue, _Moment]] = []
    for moment in _moments(clock):
        falls = due(known_at(clock, moment.at))
        if not found or falls != found[-1][0].due:
            found.append((DatedDue(moment.at, moment.cause, falls, moment.detail), moment))
    return found


def _moments(clock: Clock) -> list[_Moment]:
    """When something happened, in order; of what happened at once the last entry names it."""
    former = _former(clock)
    started = next((was.started_at for was in former if was.started_at is not None), clock.started_at)
    moments = [_Moment(was.until, was.cause) for was in former]
    for pause in clock.pauses:
        moments.append(_Moment(pause.begun_at, "paused", pause.cause))
        if pause.ended_at is not None:
            moments.append(_Moment(pause.ended_at, "resumed", pause.cause))
    if clock.changed_at is not None and clock.not_before is not None:
        moments.append(_Moment(clock.changed_at, "change"))
    moments += [_Moment(e.granted_at, "extension", e.reason, e.asked_at) for e in clock.extensions]
    moments += [_Moment(promise.made_at, "promise") for promise in clock.promises]
    later = {moment.at: moment for moment in moments if moment.at > started}
    return [_Moment(started, "start"), *(later[at] for at in sorted(later))]


def _former(clock: Clock) -> list[Former]:
    return sorted(clock.former, key=lambda was: was.until)


def known_at(clock: Clock, at: datetime) -> Clock:
    """The clock as it was known at that moment: what began, was granted, agreed or changed later is left out."""
    parts: dict[str, object] = {"former": ()}
    for was in reversed(_former(clock)):
        if was.until > at:
            named = {"started_at": was.started_at, "term": was.term, "calendar": was.calendar}
            parts.update({name: value for name, value in named.items() if value is not None})
    if clock.changed_at is None or clock.changed_at > at:
        parts["not_before"] = None
    parts["pauses"] = tuple(
        Pause(pause.cause, pause.begun_at) if pause.ended_at is not None and pause.ended_at > at else pause
        for pause in clock.pauses
        if pause.begun_at <= at
    )
    parts["extensions"] = tuple(extension for extension in clock.extensions if extension.granted_at <= at)
    parts["promises"] = tuple(promise for promise in clock.promises if promise.made_at <= at)
    return attrs.evolve(clock, **parts)  # type: ignore[arg-type]  # each under the name of its own field


def breaches(clock: Clock, now: datetime) -> tuple[Breach, ...]:
    """Each time the due, as it then stood, was passed up to ``now``; those that a later entry lifted say so.

    A corrected entry lifts what rested on it, an extension what was breached after it was asked for, a calendar
    brought up to date what rested on days not known before. Nothing else does.

    >>> from datetime import UTC
    >>> from complaintkit.deadlines import Calendar, Days
    >>> clock = Clock(Days(1), datetime(2026, 3, 2, 9, tzinfo=UTC), Calendar("x", zone="UTC"))
    >>> [breach.at.isoformat() for breach in breaches(clock, datetime(2026, 3, 9, tzinfo=UTC))]
    ['2026-03-04T00:00:00+00:00']
    """
    found: list[Breach] = []
    late = False
    history = _history(clock)
    for i, (dated, moment) in enumerate(history):
        falls = dated.due
        until = history[i + 1][0].since if i + 1 < len(history) else now + TICK
        if late and (falls is None or falls.due_at >= dated.since):
            late = False
            if _lifts(moment, found[-1]):
                found[-1] = attrs.evolve(found[-1], lifted_at=dated.since, lifted_by=dated.cause)
        if falls is None or late:
            continue
        at = max(dated.since, falls.due_at + TICK)
        if at < min(until, now + TICK):
            late = True
            found.append(Breach(at, falls))
    return tuple(found)


def _lifts(moment: _Moment, breach: Breach) -> bool:
    if moment.cause == "calendar":
        return breach.due.provisional
    if moment.cause == "extension":
        return moment.asked_at is not None and moment.asked_at <= breach.due.due_at
    return moment.cause == "corrected"
