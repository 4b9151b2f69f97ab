"""The CRM of two pages: a ticket and its complaint in one database, used as a browser would."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from complaintkit.testing import FixedClock
from tests.storage.servers import KINDS, databases

pytest.importorskip("flask", reason="Flask is not installed")

from examples.web_crm.app import STAFF, Ticket, create_app

ANA, BO = {"X-User": "ana"}, {"X-User": "bo"}
FRIDAY = datetime(2026, 2, 13, 1, 0, tzinfo=UTC)
"""09:00 in Beijing; Saturday is a make-up day, 15 to 23 February are holidays: three working days end on the 25th."""
FORM = {"once": "f" * 32, "customer": "Li Na", "order": "A-118", "items": "3", "story": "the cup broke"}


class Crm:
    """The application, a browser, and a look at its database."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.clock = FixedClock(FRIDAY)
        self.app = create_app(url, self.clock)
        self.desk = self.app.extensions["desk"]
        self.browser = self.app.test_client()

    def get(self, path: str, user=ANA, **headers: str):
        return self.browser.get(path, headers={**user, **headers})

    def post(self, path: str, form: dict[str, str], user=ANA, **headers: str):
        return self.browser.post(path, data=form, headers={**user, **headers})

    def filed(self, **changes: str) -> str:
        answer = self.post("/complaints", {**FORM, **changes})
        assert answer.status_code == 303, answer.text
        return str(answer.location)

    def tickets(self) -> list[tuple[str, str | None]]:
        engine = sa.create_engine(self.url, poolclass=sa.NullPool)
        with Session(engine) as session:
            return [(ticket.id, ticket.case_id) for ticket in session.scalars(sa.select(Ticket))]


@pytest.fixture(params=KINDS)
def crm(request, tmp_path):
    with databases(request.param, tmp_path) as made:
        app = Crm(made.url())
        yield app
        app.desk.store.close()
        engine = app.app.extensions["engine"]
        Ticket.metadata.drop_all(engine)  # the database is used again
        engine.dispose()


def test_a_complaint_and_its_ticket_are_filed_and_answered(crm):
    """The page shows what may be done as forms, and the answer closes it."""
    here = crm.filed()
    ((ticket, case_id),) = crm.tickets()
    assert (ticket, here) == (FORM["once"], f"/complaints/{case_id}")
    page = crm.get(here).text
    for shown in ("Li Na", "the cup broke", "answer due 2026-02-25 running", 'name="checked"', 'name="refund"'):
        assert shown in page
    assert FORM["once"] in crm.get("/").text
    version = re.search(r'name="expected" value="(\d+)"', page)
    assert version is not None
    done = crm.post(f"{here}/answer", {"expected": version[1], "checked": "yes", "refund": "100 CNY"})
    assert done.status_code == 303
    assert "answer due 2026-02-25 met" in crm.get(here).text
    assert FORM["once"] not in crm.get("/").text
    assert crm.desk.get(case_id).facts["items"] == 3
    assert crm.desk.verify().ok


def test_a_second_click_files_nothing_more(crm):
    """The same form leads to the same complaint; another under its id is an error."""
    here = crm.filed()
    assert crm.filed() == here
    assert len(crm.tickets()) == len(crm.desk.find().cases) == 1
    assert crm.post("/complaints", {**FORM, "order": "A-119"}).status_code == 409


def test_what_cannot_be_read_or_is_refused_leaves_neither(crm):
    """A ticket without a complaint is not left behind; the answer says what was wrong, with the clause."""
    wrong = crm.post("/complaints", {**FORM, "order": "", "items": "many"})
    assert (wrong.status_code, crm.tickets(), crm.desk.find().cases) == (400, [], ())
    assert "facts.items" in wrong.text
    here = crm.filed()
    refused = crm.post(f"{here}/answer", {"checked": "no", "refund": "100.01 CNY"})
    assert refused.status_code == 422
    assert "the goods must be checked first [Complaint rules 2026 2]" in refused.text
    assert "next authority: head of service" in refused.text
    chinese = crm.post(f"{here}/answer", {"checked": "no"}, **{"Accept-Language": "zh"})
    assert "须先核查商品" in chinese.text
    assert crm.desk.get(here.rpartition("/")[2]).version == 1


def test_a_ticket_that_cannot_be_committed_takes_its_complaint_with_it(crm):
    """Both lie in one transaction."""

    def fails(session):
        raise ZeroDivisionError

    sa.event.listen(Session, "before_commit", fails)
    try:
        assert crm.post("/complaints", FORM).status_code == 500
    finally:
        sa.event.remove(Session, "before_commit", fails)
    assert (crm.tickets(), crm.desk.find().cases) == ([], ())
    crm.filed()


def test_whoever_looks_at_an_older_page_is_told(crm):
    """Two had it open: the second one's answer is not put on what they did not see."""
    here = crm.filed()
    assert crm.post(f"{here}/note", {"expected": "1", "story": "and the saucer"}).status_code == 303
    late = crm.post(f"{here}/answer", {"expected": "1", "checked": "yes"}, BO)
    assert late.status_code == 409
    assert crm.post(f"{here}/answer", {"expected": "2", "checked": "yes"}, BO).status_code == 303


def test_each_sees_what_they_may_and_strangers_nothing(crm):
    """Personal values are the clerk's; a role in a header does not help; a case that is not there is not found."""
    here = crm.filed()
    assert "Li Na" not in crm.get(here, BO).text
    assert "the cup broke" not in crm.get(here, BO).text
    assert {crm.get(path, {"X-User": "eve"}).status_code for path in ("/", here)} == {401}
    assert crm.get("/complaints/none").status_code == 404
    assert STAFF.roles("shop", "eve", None, FRIDAY) == frozenset()


def test_the_list_goes_on_page_by_page(crm):
    """Twenty-three complaints on two pages, each once."""
    for n in range(23):
        crm.filed(once=f"{n:032}")
    first = crm.get("/").text
    cursor = re.search(r'href="(/\?after=[^"]+)"', first)
    assert cursor is not None
    rows = re.findall(r"<td><a[^>]*>(\d{32})</a>", first + crm.get(cursor[1]).text)
    assert sorted(rows) == [f"{n:032}" for n in range(23)]


def test_cron_sweeps(crm):
    """What is late is told once."""
    crm.filed()
    crm.clock.move_to(datetime(2026, 3, 1, tzinfo=UTC))
    runner = crm.app.test_cli_runner()
    for told in ("fired=1, opened=0, delivered=1", "fired=0, opened=0, delivered=0"):
        done = runner.invoke(args=["sweep"])
        assert told in done.output, done


# -- for programs -----------------------------------------------------------------------------------------------------

SENT = {"customer": "Li Na", "facts": {"order": "A-118", "items": 3, "story": "the cup broke"}}


def sent(crm: Crm, path: str, given: object, user=ANA, **headers: str):
    return crm.browser.post(f"/api{path}", json=given, headers={**user, **headers})


def test_a_complaint_is_filed_and_answered_as_json(crm):
    """The version that was shown, given back; what may be done, with the types to send; dates in the policy's zone."""
    filed = sent(crm, "/complaints", SENT, **{"Idempotency-Key": "mail-1"})
    assert filed.status_code == 201
    assert (
        sent(crm, "/complaints", SENT, **{"Idempotency-Key": "mail-1"}).json["case"]["id"] == filed.json["case"]["id"]
    )
    case, (reply,) = filed.json["case"], filed.json["duties"]
    assert (case["version"], case["received_at"], reply["due"]["due_on"]) == (
        1, "2026-02-13T09:00:00+08:00", "2026-02-25",
    )  # fmt: skip
    (offer,) = [offer for offer in filed.json["offers"] if offer["trigger"] == "answer"]
    assert [(fact["id"], fact["type"]) for fact in (*offer["asks"], *offer["offers"])] == [
        ("checked", "yes_no"),
        ("refund", "money"),
    ]
    given = {"facts": {"checked": True, "refund": "100 CNY"}, "expected": 1}
    done = sent(crm, f"/complaints/{case['id']}/answer", given)
    assert done.json["case"]["facts"]["refund"] == {"amount": "100.00", "currency": "CNY"}
    late = sent(crm, f"/complaints/{case['id']}/note", {"facts": {"story": "and the saucer"}, "expected": 1})
    assert (late.status_code, late.mimetype) == (409, "application/problem+json")
    assert (late.json["expected"], late.json["actual"]) == (1, 2)
    (found,) = crm.get("/api/complaints").json["page"]["cases"]
    assert (found["id"], found["facts"]["story"]) == (case["id"], {"sealed": True})


def test_what_goes_wrong_is_a_problem_with_its_reasons_or_faults(crm):
    """In the reader's language; nobody is shown what is not theirs."""
    case = sent(crm, "/complaints", SENT).json["case"]["id"]
    refused = sent(crm, f"/complaints/{case}/answer", {"facts": {"checked": False}}, **{"Accept-Language": "zh"})
    assert (refused.status_code, refused.json["reasons"][0]["code"]) == (422, "guard")
    assert "须先核查商品" in refused.json["detail"]
    wrong = sent(crm, "/complaints", {**SENT, "facts": {"order": 3, "items": "many"}})
    assert (wrong.status_code, {fault["path"] for fault in wrong.json["faults"]}) == (
        400, {"facts.order", "facts.items"},
    )  # fmt: skip
    for given in ([], {"fact": {}}):
        assert sent(crm, "/complaints", given).json["code"] == "CK101"
    assert crm.get("/api/complaints/none").json == {
        "type": "about:blank", "title": "Not Found", "status": 404, "code": "CK301", "detail": "there is no such case",
    }  # fmt: skip
    seen = crm.get(f"/api/complaints/{case}", BO)
    assert (
        seen.json["case"]["facts"]["story"] == seen.json["case"]["parties"]["complainant"]["name"] == {"masked": True}
    )
    told = crm.get(f"/api/complaints/{case}/explanation", BO)
    assert "Li Na" not in seen.text + told.text
    assert told.json["explanation"]["dates"][0]["cites"][0]["clause"] == "4"
    assert crm.get("/api/complaints", {"X-User": "eve"}).status_code == 401
    assert crm.get("/api/titles").json["reply"] == "answer due"
