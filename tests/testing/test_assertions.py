"""Assertions that read like the rule: each passes where it is so, and tells where it is not, with dates and clauses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from complaintkit.desk import Desk
from complaintkit.errors import InvalidInput, Refused
from complaintkit.rules import Actor
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing import (
    FixedClock,
    assert_due,
    assert_fired,
    assert_granted,
    assert_may,
    assert_may_not,
    assert_not_fired,
    assert_refused,
    assert_told,
)
from tests.lifetimes.small import small

CLERK, MANAGER, DIRECTOR = (Actor(f"{role}-1", {role}) for role in ("clerk", "manager", "director"))
LETTER = {"means": "letter"}


@pytest.fixture
def clock():
    """Monday 2 March 2026, 10:00 in Shanghai."""
    return FixedClock(datetime(2026, 3, 2, 2, 0, tzinfo=UTC))


@pytest.fixture
def desk(clock):
    ids = iter(range(1, 9))
    return Desk(small(), MemoryStore(), tenant="acme", clock=clock, ids=lambda: f"case-{next(ids)}")


@pytest.fixture
def case(desk):
    """A complaint about service: five days to reply, six hours to the first word."""
    given = {"channel": "desk", "category": "service", "facts": {"content": "x"}, "confirmed": ("polite",)}
    return desk.file(by=CLERK, **given).id


def told(assertion, *args, **given):
    """The text an assertion fails with."""
    with pytest.raises(AssertionError) as caught:
        assertion(*args, **given)
    return str(caught.value)


def test_a_due_that_is_as_expected(desk, case):
    """By day or instant, as values or text; with status and clause; a case or its id."""
    assert_due(desk, case, "reply", "2026-03-07")
    assert_due(desk, desk.get(case), "reply", date(2026, 3, 7), status="running", cites="SP art. 7")
    assert_due(desk, case, "reply", datetime(2026, 3, 7, 15, 59, 59, 999999, tzinfo=UTC), occurrence=1)
    assert_due(desk, case, "first_word", "2026-03-02T16:00+08:00", cites="SP art. 8")
    assert_due(desk, case, "first_word", "2026-03-02")


def test_a_due_that_is_another_is_told_with_every_day_and_its_clause(desk, case, clock):
    """Asked on Wednesday and answered on Friday: two days added; all that the date went through is told."""
    desk.act(case, "accept", by=CLERK, to="manager-1")
    clock.advance(timedelta(days=2))
    desk.act(case, "ask", by=CLERK, message=LETTER)
    assert_due(desk, case, "reply", None, status="paused")
    clock.advance(timedelta(days=2))
    desk.act(case, "hear", by=CLERK)
    assert told(assert_due, desk, case, "reply", "2026-03-07") == (
        """'reply' #1 of case-1 [SP art. 7]
expected: Sat 2026-03-07
is:       Mon 2026-03-09 23:59:59.999999 CST, running
  5 days, convention plain, calendar cn
  2026-03-02: start
  2026-03-03 to 2026-03-04: counted
  2026-03-05 to 2026-03-06: paused (customer)
  2026-03-07 to 2026-03-09: counted
  2026-03-09: due
  was due Sat 2026-03-07 23:59:59.999999 CST, since entry 1 (filed)"""
    )


def test_a_due_where_there_is_none_is_told(desk, case):
    """Paused: the open pause, and the date it had. A status or a clause that differs is told alone."""
    desk.act(case, "accept", by=CLERK, to="manager-1")
    desk.act(case, "ask", by=CLERK, message=LETTER)
    said = told(assert_due, desk, case, "reply", "2026-03-07")
    assert said.startswith("'reply' #1 of case-1 [SP art. 7]\nexpected: Sat 2026-03-07\nis:       no due, paused\n")
    assert said.endswith("  was due Sat 2026-03-07 23:59:59.999999 CST, since entry 1 (filed)")
    assert "expected: Mon 2026-03-02, overdue\n" in told(
        assert_due, desk, case, "first_word", "2026-03-02", status="overdue"
    )
    assert "expected: Mon 2026-03-02, by SP art. 9\n" in told(
        assert_due, desk, case, "first_word", "2026-03-02", cites="SP art. 9"
    )


def test_a_duty_that_never_began_is_told_with_what_begins_it(desk, case):
    """Looking begins with the acceptance."""
    assert told(assert_due, desk, case, "looking", "2026-03-06") == (
        "expected: 'looking' is owed on case-1; it never began\n"
        "  it begins with 'accepted' in a 'complaint'; this is a 'complaint'\n"
        "  on record: filed, issued\n"
        "  owed on it: first_word, reply"
    )
    assert "is owed on case-1 as #2; the last is #1\n" in told(assert_due, desk, case, "reply", None, occurrence=2)


def test_what_cannot_be_looked_up_is_no_failure_but_a_wrong_test(desk, case):
    """A duty, a move, a rung that the policy does not have; a moment without a zone; an outcome that is none."""
    with pytest.raises(InvalidInput, match=r"no duty 'replay'; did you mean 'reply'"):
        assert_due(desk, case, "replay", "2026-03-07")
    for naive in (datetime(2026, 3, 7), "2026-03-07T10:00", "next week", 7):  # noqa: DTZ001
        with pytest.raises(InvalidInput, match="a date or an aware instant"):
            assert_due(desk, case, "reply", naive)
    with pytest.raises(InvalidInput, match=r"no move 'aprove'; did you mean 'approve'"):
        assert_may(desk, case, "aprove", MANAGER)
    with pytest.raises(InvalidInput, match="no rung 'later'; did you mean 'late'"):
        assert_fired(desk, case, "reply", "later")
    with pytest.raises(InvalidInput, match="expected an instant"):
        assert_fired(desk, case, "reply", "late", at="2026-03-07")
    with pytest.raises(InvalidInput, match="expected a Decision, a Refused or a Case"):
        assert_refused("no")
    with pytest.raises(InvalidInput, match="give what consider"):
        assert_granted(desk.get(case), cites="SP art. 1")


def test_a_refusal_that_is_as_expected(desk, case):
    """By what consider returned, by the error, by what pytest caught of it; one reason of several."""
    decision = desk.consider(case, "dismiss", by=MANAGER, facts={"cause": "ours"}, message=LETTER)
    assert set(decision.codes) == {"role", "deputy", "guard"}
    assert_refused(decision)
    assert_refused(decision, "guard", cites="SP art. 4")
    assert_refused(decision, "guard", "role")
    with pytest.raises(Refused) as caught:
        desk.act(case, "dismiss", by=MANAGER, facts={"cause": "ours"}, message=LETTER)
    assert_refused(caught, "guard")
    assert_refused(caught.value, "role")


def test_a_refusal_that_is_another_tells_every_reason(desk, case):
    """The reasons there are, each with its clause; and of what was granted what it rests on and would make."""
    decision = desk.consider(case, "dismiss", by=MANAGER, facts={"cause": "ours"}, message=LETTER)
    assert told(assert_refused, decision, "missing_facts", cites="SP art. 4") == (
        "expected: refused for missing_facts [SP art. 4]\n"
        "is: refused, since\n"
        "  role: dismiss is for clerk; the actor holds manager\n"
        "  deputy: manager may stand in for clerk only while nobody who holds that role is there\n"
        "  guard: not met: not_ours [SP art. 4]"
    )
    assert "is: refused, since" in told(assert_refused, decision, "role", cites="SP art. 4")
    assert told(assert_refused, desk.consider(case, "accept", by=CLERK, to="x"), "role") == (
        "expected: refused for role\nis: granted [SP art. 3]; it would make accepted"
    )
    done = desk.act(case, "accept", by=CLERK, to="x")
    assert told(assert_refused, done) == "expected: refused for any reason\nis: done; case-1 stands in 'working'"


def test_what_was_granted(desk, case):
    """As decided or as done; a refusal and another clause are told."""
    assert_granted(desk.consider(case, "accept", by=CLERK, to="x"), cites="SP art. 3")
    assert told(assert_granted, desk.consider(case, "accept", by=CLERK, to="x"), cites="SP art. 4") == (
        "expected: granted [SP art. 4]\nis: granted [SP art. 3]"
    )
    assert told(assert_granted, desk.consider(case, "accept", by=MANAGER, to="x")).startswith(
        "expected: granted\nis: refused, since\n  "
    )
    assert_granted(desk.act(case, "accept", by=CLERK, to="x"))


def test_who_may_do_what(desk, case):
    """With what must be given; and who may not, and why."""
    assert_may(desk, case, "accept", CLERK)
    assert_may(desk, case, "dismiss", CLERK, giving=("cause",))
    assert_may_not(desk, case, "accept", DIRECTOR, because="role", cites="SP art. 3")
    assert_may_not(desk, case, "finish", MANAGER)
    assert_may_not(desk, case, "finish", MANAGER, because="stage")


def test_who_may_not_do_it_after_all_is_told_with_the_reasons_and_what_they_may(desk, case):
    """The stage, the answer and its clause, the reasons, and what else is open to them."""
    assert told(assert_may, desk, case, "accept", DIRECTOR) == (
        "expected: director-1 (director) may 'accept' on case-1\n"
        "it stands in 'new'\n"
        "is: may not [SP art. 3], asking for none\n"
        "  role: accept is for clerk; the actor holds director [SP art. 3]\n"
        "  person: a person must be named [SP art. 3]\n"
        "may instead: recuse"
    )
    assert "may 'dismiss' on case-1 with nothing given\n" in told(assert_may, desk, case, "dismiss", CLERK, giving=())
    assert "is: 'finish' is not possible from there, but from working\n" in told(
        assert_may, desk, case, "finish", MANAGER
    )
    assert told(assert_may_not, desk, case, "accept", CLERK, because="role") == (
        "expected: clerk-1 (clerk) may not 'accept' on case-1 because of role\n"
        "it stands in 'new'\n"
        "is: may once [SP art. 3], asking for none\n"
        "  person: a person must be named [SP art. 3]"
    )
    assert "[SP art. 9]\n" in told(assert_may_not, desk, case, "accept", DIRECTOR, cites="SP art. 9")


def test_what_fired_and_what_did_not(desk, case, clock):
    """Six hours and a second later the first word is late; the reply is not."""
    assert_not_fired(desk, case, "first_word", "late")
    clock.advance(timedelta(hours=6, seconds=1))
    assert told(assert_fired, desk, case, "first_word", "late") == (
        "expected: 'late' of 'first_word' fired on case-1\n"
        "the clock stands at Mon 2026-03-02 16:00:01 CST\n"
        "'first_word' #1: due Mon 2026-03-02 16:00:00 CST\n"
        "  late: to come Mon 2026-03-02 16:00:00 CST; sweep() fires it"
    )
    desk.sweep()
    assert_fired(desk, case, "first_word", "late", at="2026-03-02T16:00+08:00", times=1)
    assert_told(desk, case, "manager", "first_word/late")
    assert_not_fired(desk, case, "reply", "late")
    assert told(assert_not_fired, desk, case, "first_word", "late") == (
        "expected: 'late' of 'first_word' did not fire on case-1\n"
        "the clock stands at Mon 2026-03-02 16:00:01 CST\n"
        "'first_word' #1: due Mon 2026-03-02 16:00:00 CST\n"
        "  late: fired in entry 2, for Mon 2026-03-02 16:00:00 CST"
    )
    assert "fired on case-1 2 times\n" in told(assert_fired, desk, case, "first_word", "late", times=2)
    assert told(assert_fired, desk, case, "looking", "late").endswith(
        "'looking' never began; it begins with 'accepted'"
    )


def test_what_was_lifted_did_not_fire(desk, case, clock):
    """Accepted in time and entered late: the escalation was unfounded, and no longer counts."""
    accepted = clock.now() + timedelta(hours=1)
    clock.advance(timedelta(hours=7))
    desk.sweep()
    desk.act(case, "accept", by=CLERK, to="manager-1", occurred_at=accepted)
    assert_not_fired(desk, case, "first_word", "late")
    said = told(assert_fired, desk, case, "first_word", "late")
    assert "  late: fired in entry 2, for Mon 2026-03-02 16:00:00 CST, lifted by entry 4" in said


def test_who_was_told(desk, case):
    """The slip goes to clerk and owner on filing; nothing went to the director."""
    assert_told(desk, case, "owner", "slip")
    assert_told(desk, case, "clerk")
    assert told(assert_told, desk, case, "director", "slip") == (
        "expected: 'director' was told slip about case-1\n"
        "was told:\n"
        "  Mon 2026-03-02 10:00:00 CST: form slip to clerk\n"
        "  Mon 2026-03-02 10:00:00 CST: form slip to owner"
    )
