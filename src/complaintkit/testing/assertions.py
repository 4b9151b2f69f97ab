"""Assertions that read like the rule, and whose failures tell what a rule's owner would ask next.

Each takes a desk and a case (or its id). What they cannot look up at all, such as a duty the policy does not have, is
:class:`InvalidInput`, and not a failure: the test is wrong then, and not what it tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from complaintkit.cases.case import Case, Occurrence
from complaintkit.cases.clocks import DutyState, clock_of, duty_state, rung_times
from complaintkit.cases.explanation import explain
from complaintkit.cases.offers import Offer
from complaintkit.cases.program import Program
from complaintkit.cases.reasons import reason_text
from complaintkit.cases.verdict import Decision
from complaintkit.deadlines import due, term_text, trace, trace_text
from complaintkit.desk import Desk
from complaintkit.errors import InvalidInput, Refused
from complaintkit.rules.moves import cites_of
from complaintkit.rules.policy import Policy
from complaintkit.rules.record import Actor
from complaintkit.testing.standing import every_notice
from complaintkit.values import Citation
from complaintkit.values.checks import listed, nearest, shown

__all__ = [
    "assert_due",
    "assert_fired",
    "assert_granted",
    "assert_may",
    "assert_may_not",
    "assert_not_fired",
    "assert_refused",
    "assert_told",
]


def assert_due(
    desk: Desk,
    case: Case | str,
    duty: str,
    when: date | datetime | str | None,
    *,
    occurrence: int | None = None,
    status: str | None = None,
    cites: str | None = None,
) -> None:
    """A duty of a case falls due then.

    ``when`` is a date, compared with the local date of the due in the duty's calendar, or an aware instant, compared
    with the due to the microsecond; both also as ISO text. None: it has no due now. ``occurrence`` is the number of
    the run (None: the last), ``status`` how it must stand (running, paused, met, met_late, overdue, stopped),
    ``cites`` a clause that the duty must rest on, as a citation is written.

    :raises AssertionError: with what was expected, what is, how the date was counted, and every date it had before.
    :raises InvalidInput: the policy has no such duty, or ``when`` is no date and no aware instant.
    """
    __tracebackhide__ = True
    seen = _Seen(desk, case)
    _known(duty, seen.program.duties, "duty")
    expected = _moment(when)
    runs = seen.case.clocks.get(duty, ())
    if not runs or not 1 <= (occurrence or len(runs)) <= len(runs):
        raise AssertionError("\n".join(_not_owed(seen, duty, occurrence)))
    run = runs[(occurrence or len(runs)) - 1]
    state = duty_state(seen.program, seen.case, run, desk.clock.now())
    zone = seen.program.calendar_of(seen.program.duties[duty], seen.case.unit).zoneinfo
    is_due = None if state is None or state.due is None else state.due.due_at
    same = is_due == expected if not _is_day(expected) else is_due is not None and _day(is_due, zone) == expected
    found = "not applying" if state is None else state.status
    rests = cites is None or _rests_on(cites_of(seen.program.duties[duty].cite), cites)
    if same and status in (None, found) and rests:
        return
    wanted = [_told(expected, zone), *([status] if status else []), *([f"by {cites}"] if cites else [])]
    told = [_told(is_due, zone), found]
    raise AssertionError("\n".join(_due_story(seen, run, state, ", ".join(wanted), ", ".join(told), zone)))


def assert_refused(outcome: Any, *codes: str, cites: str | None = None) -> None:
    """A command was refused for these reasons, others beside them allowed.

    ``outcome`` is what :meth:`Desk.consider` returned, a :class:`Refused` (or what ``pytest.raises`` caught of it), or
    the case that a command returned. ``codes`` are codes of reasons, ``cites`` a clause that one of the reasons named
    (without codes: any reason) must rest on, as a citation is written.

    :raises AssertionError: it was granted, or refused otherwise; with every reason there is, and its clause.

    >>> from complaintkit.cases.reasons import reason
    >>> from complaintkit.values import source
    >>> decision = Decision(False, (reason("missing_facts", source("T1")("art. 8(3)"), facts=("amount",)),))
    >>> assert_refused(decision, "missing_facts", cites="T1 art. 8(3)")
    """
    __tracebackhide__ = True
    wanted = " and ".join(codes) or "any reason"
    head = f"expected: refused for {wanted}" + (f" [{cites}]" if cites else "")
    decision = _decision_of(outcome)
    if isinstance(decision, Case):
        raise AssertionError(f"{head}\nis: done; {decision.id} stands in {decision.stage!r}")
    if decision.granted:
        rests = "; ".join(map(str, decision.cites))
        made = ", ".join(record for body in decision.bodies for record in getattr(body, "records", ()))
        raise AssertionError(
            f"{head}\nis: granted{f' [{rests}]' if rests else ''}; it would make {made or 'no record'}"
        )
    named = [why for why in decision.reasons if not codes or why.code in codes]
    if set(codes) <= set(decision.codes) and (cites is None or any(_rests_on(why.cites, cites) for why in named)):
        return
    raise AssertionError("\n".join((head, "is: refused, since", *_reasons(decision))))


def assert_granted(outcome: Any, *, cites: str | None = None) -> None:
    """A command was granted, or would be; ``outcome`` as for :func:`assert_refused`.

    ``cites`` is a clause that the decision must rest on; only what :meth:`Desk.consider` returned tells that.

    :raises AssertionError: it was refused, with every reason and its clause; or it rests on other clauses.
    :raises InvalidInput: ``cites`` with an outcome that does not tell.
    """
    __tracebackhide__ = True
    decision = _decision_of(outcome)
    if isinstance(decision, Case):
        if cites is not None:
            raise InvalidInput.one("a case does not tell what was decided: give what consider() returns", "outcome")
        return
    head = "expected: granted" + (f" [{cites}]" if cites else "")
    if not decision.granted:
        raise AssertionError("\n".join((head, "is: refused, since", *_reasons(decision))))
    if cites is not None and not _rests_on(decision.cites, cites):
        raise AssertionError(f"{head}\nis: granted [{'; '.join(map(str, decision.cites)) or 'no clause'}]")


def assert_may(desk: Desk, case: Case | str, trigger: str, by: Actor, *, giving: Iterable[str] | None = None) -> None:
    """Somebody may make a move now, perhaps once what it asks for is given.

    ``giving``: exactly the facts it asks for (None: whatever it asks for).

    :raises AssertionError: with why not, and what they may do instead.
    :raises InvalidInput: the policy has no such move.
    """
    __tracebackhide__ = True
    seen = _Seen(desk, case)
    offer, others = _offer(seen, trigger, by)
    wanted = None if giving is None else set(giving)
    asks = {fact.id for fact in offer.asks} if offer is not None else set()
    if offer is not None and offer.answer != "may_not" and (wanted is None or wanted == asks):
        return
    once = "" if wanted is None else f" once {listed(wanted)} is given" if wanted else " with nothing given"
    lines = [f"expected: {_who(by)} may {trigger!r} on {seen.case.id}{once}", *_stands(seen, offer, trigger)]
    may = [other.trigger for other in others if other.answer != "may_not" and other.verb == "act"]
    raise AssertionError("\n".join([*lines, f"may instead: {listed(may)}"]))


def assert_may_not(
    desk: Desk, case: Case | str, trigger: str, by: Actor, *, because: str | None = None, cites: str | None = None
) -> None:
    """Somebody may not make a move now, whatever they give with it.

    ``because`` is the code of a reason there must be, ``cites`` a clause that it must rest on.

    :raises AssertionError: they may; or they may not for other reasons, which are told with their clauses.
    :raises InvalidInput: the policy has no such move.
    """
    __tracebackhide__ = True
    seen = _Seen(desk, case)
    offer, _ = _offer(seen, trigger, by)
    reasons = () if offer is None else offer.reasons
    named = [why for why in reasons if because in (None, why.code)]
    not_here = offer is None and because in (None, "stage") and cites is None
    if not_here or (
        offer is not None
        and offer.answer == "may_not"
        and named
        and (cites is None or any(_rests_on(why.cites, cites) for why in named))
    ):
        return
    why = f" because of {because}" if because else ""
    head = f"expected: {_who(by)} may not {trigger!r} on {seen.case.id}{why}" + (f" [{cites}]" if cites else "")
    raise AssertionError("\n".join((head, *_stands(seen, offer, trigger))))


def assert_fired(
    desk: Desk, case: Case | str, duty: str, rung: str, *, at: datetime | str | None = None, times: int | None = None
) -> None:
    """A rung of a duty has fired on a case, and was not lifted since.

    ``at`` is the instant it was due to fire (an aware one, or as ISO text; None: any), ``times`` how often it fired
    over all dues the duty had (None: once at least).

    :raises AssertionError: with the whole ladder: what fired when, what was passed over, what is still to come.
    :raises InvalidInput: the policy has no such duty, or the duty no such rung.
    """
    __tracebackhide__ = True
    seen = _Seen(desk, case)
    fired = _fired(seen, duty, rung)
    moment = _moment(at)
    if moment is not None and not isinstance(moment, datetime):
        raise InvalidInput.one(f"expected an instant, got {shown(at)}", "at")
    hits = [item for item in fired if moment is None or item == moment]
    if hits and times in (None, len(hits)):
        return
    often = "" if times is None else f" {times} times"
    head = f"expected: {rung!r} of {duty!r} fired on {seen.case.id}{often}" + (
        f" for {_told(moment, seen.zone)}" if at else ""
    )
    raise AssertionError("\n".join((head, *_ladder(seen, duty))))


def assert_not_fired(desk: Desk, case: Case | str, duty: str, rung: str) -> None:
    """A rung of a duty has not fired on a case, or was lifted since; raises as :func:`assert_fired`."""
    __tracebackhide__ = True
    seen = _Seen(desk, case)
    if _fired(seen, duty, rung):
        head = f"expected: {rung!r} of {duty!r} did not fire on {seen.case.id}"
        raise AssertionError("\n".join((head, *_ladder(seen, duty))))


def assert_told(desk: Desk, case: Case | str, to: str, what: str | None = None) -> None:
    """A role or a party was told something about a case: a copy of a form, a message, a rung.

    ``what`` is the id of the form or message, or ``duty/rung`` (None: anything).

    :raises AssertionError: with all that was told, to whom and when.
    """
    __tracebackhide__ = True
    seen = _Seen(desk, case)
    notices = [notice for notice in every_notice(desk) if notice.case_id == seen.case.id]
    if any(notice.to == to and what in (None, notice.subject) for notice in notices):
        return
    lines = [f"  {_told(n.at, seen.zone)}: {n.what} {n.subject} to {n.to}" for n in notices] or ["  nobody anything"]
    raise AssertionError(
        "\n".join((f"expected: {to!r} was told {what or 'something'} about {seen.case.id}", "was told:", *lines))
    )


class _Seen:
    """A case as the desk has it, and what it runs under."""

    def __init__(self, desk: Desk, case: Case | str) -> None:
        self.desk = desk
        self.case = desk.get(case if isinstance(case, str) else case.id)
        self.program: Program = desk.program(self.case.id)
        self.policy: Policy = self.program.policy
        self.zone: tzinfo = self.program.calendar.zoneinfo


def _known(name: str, known: Iterable[str], what: str) -> None:
    names = list(known)
    if name not in names:
        hint = nearest(name, names)
        told = f"; did you mean {hint!r}?" if hint else f"; known: {listed(names)}"
        raise InvalidInput.one(f"the policy has no {what} {name!r}{told}", what)


def _moment(given: object) -> date | datetime | None:
    """A date or an aware instant, given as itself or as ISO text."""
    found: object = given
    if isinstance(given, str):
        try:
            found = date.fromisoformat(given) if len(given) == len("2026-01-01") else datetime.fromisoformat(given)
        except ValueError:
            found = None
    if given is None or _is_day(found) or (isinstance(found, datetime) and found.utcoffset() is not None):
        return found if isinstance(found, date) else None
    raise InvalidInput.one(f"expected a date or an aware instant, such as '2026-03-04', got {shown(given)}", "when")


def _is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _day(at: datetime, zone: tzinfo) -> date:
    return at.astimezone(zone).date()


def _told(moment: date | datetime | None, zone: tzinfo) -> str:
    if moment is None:
        return "no due"
    if not isinstance(moment, datetime):
        return f"{moment:%a %Y-%m-%d}"
    local = moment.astimezone(zone)
    seconds = f"{local:.%f}" if local.microsecond else ""
    return f"{local:%a %Y-%m-%d %H:%M:%S}{seconds} {local:%Z}"


def _rests_on(found: Iterable[Citation], wanted: str) -> bool:
    return any(wanted in (str(cite), f"{cite.source} {cite.clause}") for cite in found)


def _who(by: Actor) -> str:
    return f"{by.id} ({', '.join(sorted(by.roles)) or 'no role'})"


def _decision_of(outcome: Any) -> Decision | Case:
    """The decision of an outcome; of a command that was done the case."""
    held = getattr(outcome, "value", outcome)
    found = held.decision if isinstance(held, Refused) else held
    if not isinstance(found, Decision | Case):
        raise InvalidInput.one(f"expected a Decision, a Refused or a Case, got {shown(outcome)}", "outcome")
    return found


def _reasons(decision: Decision) -> Iterator[str]:
    for why in decision.reasons:
        yield f"  {why.code}: {reason_text(why)}"


def _offer(seen: _Seen, trigger: str, by: Actor) -> tuple[Offer | None, Sequence[Offer]]:
    _known(trigger, seen.program.sources_of, "move")
    offers = seen.desk.available(seen.case.id, by=by)
    return next((offer for offer in offers if offer.verb == "act" and offer.trigger == trigger), None), offers


def _stands(seen: _Seen, offer: Offer | None, trigger: str) -> Iterator[str]:
    """What is offered of a move in the stage the case is in."""
    yield f"it stands in {seen.case.stage!r}"
    if offer is None:
        yield f"is: {trigger!r} is not possible from there, but from {listed(seen.program.sources_of[trigger])}"
        return
    cites = "; ".join(map(str, offer.cites))
    asks = listed(fact.id for fact in offer.asks)
    yield f"is: {offer.answer.replace('_', ' ')}{f' [{cites}]' if cites else ''}, asking for {asks}"
    yield from (f"  {why.code}: {reason_text(why, seen.policy, zone=seen.zone)}" for why in offer.reasons)


def _not_owed(seen: _Seen, duty: str, occurrence: int | None) -> Iterator[str]:
    rule = seen.program.duties[duty]
    last = len(seen.case.clocks.get(duty, ()))
    run = "" if occurrence is None else f" as #{occurrence}"
    yield f"expected: {duty!r} is owed on {seen.case.id}{run}; {f'the last is #{last}' if last else 'it never began'}"
    yield f"  it begins with {rule.starts!r} in a {rule.case_kind!r}; this is a {seen.case.kind!r}"
    yield f"  on record: {listed(seen.case.records)}"
    yield f"  owed on it: {listed(seen.case.clocks)}"


def _due_story(
    seen: _Seen, run: Occurrence, state: DutyState | None, wanted: str, found: str, zone: tzinfo
) -> Iterator[str]:
    duty = seen.program.duties[run.duty]
    cites = "; ".join(map(str, cites_of(duty.cite))) or "no clause"
    yield f"{run.duty!r} #{run.n} of {seen.case.id} [{cites}]"
    yield f"expected: {wanted}"
    yield f"is:       {found}"
    held = clock_of(seen.program, seen.case, run)
    if held is None:
        yield "  no term of it applies to this case"
        return
    clock, assumed = held
    yield f"  {term_text(clock.term)}, convention {clock.convention.id}, calendar {clock.calendar.id}" + (
        " (assumed: a fact that chooses the term is not known)" if assumed else ""
    )
    yield from (f"  {line}" for line in trace_text(trace(clock)).splitlines())
    events, now = seen.desk.events(seen.case.id), seen.desk.clock.now()
    told = explain(seen.program, events, Actor("test"), now, audience="regulator").dates  # whoever may see the case
    former = next((date.former for date in told if (date.duty, date.occurrence) == (run.duty, run.n)), ())
    for at, seq, what in former[:-1] if state is not None and state.due is not None else former:
        yield f"  was due {_told(at, zone)}, since entry {seq} ({what})"


def _fired(seen: _Seen, duty: str, rung: str) -> list[datetime]:
    """When a rung was due to fire, each time it did and was not lifted."""
    _known(duty, seen.program.duties, "duty")
    _known(rung, [held.id for held in seen.program.duties[duty].ladder], "rung")
    runs = seen.case.clocks.get(duty, ())
    return [f.fires_at for run in runs for f in run.fired if f.rung == rung and not f.lifted and not f.skipped]


def _ladder(seen: _Seen, duty: str) -> Iterator[str]:
    """Every rung of a duty on a case, as it stands."""
    rule, zone = seen.program.duties[duty], seen.zone
    yield f"the clock stands at {_told(seen.desk.clock.now(), zone)}"
    for run in seen.case.clocks.get(duty, ()):
        held = clock_of(seen.program, seen.case, run)
        falls = None if held is None else due(held[0])
        over = run.ended_at or run.stopped_at
        ended = "" if over is None else f", over since {_told(over, zone)}"
        yield f"{duty!r} #{run.n}: {'no due' if falls is None else f'due {_told(falls.due_at, zone)}'}{ended}"
        for fired in run.fired:
            how = "passed over" if fired.skipped else "fired"
            since = f", lifted by entry {fired.lifted}" if fired.lifted else ""
            yield f"  {fired.rung}: {how} in entry {fired.seq}, for {_told(fired.fires_at, zone)}{since}"
        if held is not None and falls is not None and over is None:
            done = {fired.rung for fired in run.fired if fired.due_at == falls.due_at}
            for id, at in rung_times(rule, held[0], falls).items():
                if id not in done:
                    yield f"  {id}: to come {_told(at, zone)}" + (
                        "; sweep() fires it" if at <= seen.desk.clock.now() else ""
                    )
    if not seen.case.clocks.get(duty):
        yield f"{duty!r} never began; it begins with {rule.starts!r}"
