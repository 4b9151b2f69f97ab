"""Errors as problem details: what a client can go by, the words for a person, and nothing of the inside."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from complaintkit import errors
from complaintkit.cases.reasons import reason
from complaintkit.cases.verdict import refusal
from complaintkit.desk import Desk, as_problem
from tests.desk.policies import BOSS, CLERK, at
from tests.desk.test_answers import dumped, private


def test_a_refusal_is_a_problem_with_its_reasons():
    """Codes and clauses as data, the words in the reader's language."""
    desk = private()
    case = desk.file()
    with pytest.raises(errors.Refused) as caught:
        desk.desk.act(case, "accept", by=BOSS)
    problem = as_problem(caught.value, desk.desk.program(case), lang="zh", types="https://crm.example.org/problems/")
    cite = {"source": "TX", "clause": "art. 1", "mark": "", "confidence": ""}
    text = "accept由clerk办理;行为人的角色为boss [TX art. 1]"
    assert problem == {
        "type": "https://crm.example.org/problems/CK401",
        "title": "Unprocessable Content",
        "status": 422,
        "code": "CK401",
        "detail": f"拒绝: {text}",
        "reasons": [
            {
                "code": "role",
                "args": {"trigger": "accept", "by": ["clerk"], "held": ["boss"]},
                "cites": [cite],
                "text": text,
            }
        ],
    }
    plain = as_problem(caught.value)
    assert plain["type"] == "about:blank"
    assert plain["detail"] == "refused: accept is for clerk; the actor holds boss [TX art. 1]"


def test_faults_are_told_each_with_its_path():
    """As many as there are."""
    desk = private()
    with pytest.raises(errors.InvalidInput) as caught:
        desk.file(facts={"count": 3.9, "stori": "x"})
    problem = as_problem(caught.value)
    assert (problem["status"], problem["title"], problem["code"]) == (400, "Bad Request", "CK101")
    assert {(fault["path"], fault["code"]) for fault in problem["faults"]} == {("facts.count", ""), ("facts.stori", "")}
    assert all(fault["message"] in problem["detail"] for fault in problem["faults"])


def test_who_was_overtaken_is_told_both_versions():
    """To load it again, and to know what key was used."""
    stale = as_problem(errors.StaleVersion("case c-17", 4, 5))
    assert (stale["status"], stale["title"], stale["expected"], stale["actual"]) == (409, "Conflict", 4, 5)
    assert stale["detail"] == (
        "case c-17 is at version 5, this command was decided on version 4; load it again and decide anew."
    )
    assert as_problem(errors.KeyConflict("mail-1", "acme"))["key"] == "mail-1"


def test_a_case_of_another_tenant_is_to_the_letter_one_that_does_not_exist():
    """Whether that tenant, or this one, is known at all."""
    desk = private()
    theirs = desk.file()
    other = Desk(desk.desk.newest.policy, desk.store, tenant="other", clock=desk.clock)
    problems = []
    for case in (theirs, "none"):
        with pytest.raises(errors.UnknownTenant) as caught:
            other.get(case)
        problems.append(as_problem(caught.value))
    other.file(by=CLERK)
    for case in (theirs, "none"):
        with pytest.raises(errors.UnknownCase) as found:
            other.get(case)
        problems.append(as_problem(found.value))
    assert problems == 4 * [
        {
            "type": "about:blank",
            "title": "Not Found",
            "status": 404,
            "code": "CK301",
            "detail": "there is no such case",
        }
    ]


MADE: dict[str, tuple[errors.ComplaintKitError, int]] = {
    "CalendarError": (errors.CalendarError.one("no working day"), 500),
    "ClockSkew": (errors.ClockSkew(at(2), at(3), timedelta(minutes=5)), 503),
    "ComplaintKitError": (errors.ComplaintKitError("something"), 500),
    "DeliveryFailed": (errors.DeliveryFailed("status 503"), 502),
    "HorizonError": (errors.HorizonError(date(2126, 3, 2), None, None, "cn"), 422),
    "IntegrityError": (errors.IntegrityError("changed", "c1", 3), 500),
    "InvalidInput": (errors.InvalidInput.one("expected a text", "reason"), 400),
    "KeyConflict": (errors.KeyConflict("mail-1"), 409),
    "MissingExtra": (errors.MissingExtra("otel"), 500),
    "PolicyError": (errors.PolicyError.one("no such stage"), 500),
    "Refused": (errors.Refused(refusal((reason("recused"),))), 422),
    "StaleVersion": (errors.StaleVersion("c", 1, 2), 409),
    "StoreError": (errors.StoreError("locked", "/srv/crm.db", "it is locked"), 503),
    "UnknownCase": (errors.UnknownCase("c-17", "acme"), 404),
    "UnknownDays": (errors.UnknownDays(date(2027, 1, 4), None, None, "cn"), 500),
    "UnknownPolicy": (errors.UnknownPolicy("tiny", "", date(2025, 12, 31)), 422),
    "UnknownTenant": (errors.UnknownTenant("acme"), 404),
}


@pytest.mark.parametrize("name", sorted(set(errors.__all__) - {"Fault", "Faults"}))
def test_every_error_is_a_problem(name):
    """With a status of its own; what is the server's tells its client nothing of the inside."""
    error, status = MADE[name]
    problem = as_problem(error)
    assert problem["status"] == status
    assert ("detail" in problem) is (status < 500)
    assert {"type", "title", "status", "code"} <= problem.keys()
    dumped(problem)


def test_an_error_that_is_not_ours_is_no_problem_of_this_form():
    """Its text may tell anything."""
    with pytest.raises(errors.InvalidInput, match="expected an error of complaintkit, got KeyError"):
        as_problem(KeyError("x"))  # type: ignore[arg-type]
