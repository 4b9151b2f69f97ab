"""Fines as cases: every figure counted again from the file in plain Python, each kind of refusal, the command."""

from __future__ import annotations

import csv
import doctest
import gzip
import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest

from complaintkit import Refused
from examples.traffic_fines import policy as policy_module
from examples.traffic_fines import replay as replay_module
from examples.traffic_fines.log import INVENTED, Entry, in_order, whole_log
from examples.traffic_fines.policy import IN_TIME, JUDGE_TERM, PENALTY, PREFECTURE_TERM, policy
from examples.traffic_fines.replay import OFFENDER, POLICE, STEPS, Replay, euro
from examples.traffic_fines.report import count, due_on
from examples.traffic_fines.run import main

SIXTY = timedelta(days=60)


@pytest.fixture(scope="module")
def replayed():
    """The invented fines, taken through the desk."""
    replay = Replay()
    replay.run(in_order(INVENTED))
    return replay


def rows_of(path):
    """The rows of a file, fine by fine, as plain dictionaries."""
    fines = {}
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            fines.setdefault(row["case_id"], []).append(row)
    return fines


def written(path):
    """The rows of the refused events as they were written out."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Plainly:
    """The same figures, counted from the rows alone, without the library."""

    def __init__(self, path):
        self.fines = rows_of(path)
        self.events = sum(map(len, self.fines.values()))
        self.late: Counter[str] = Counter()
        self.appeals: Counter[str] = Counter()
        self.penalties = self.on_the_day = self.settled = self.second_level = 0
        self.late_payments = 0
        self.paid = Decimal(0)
        for rows in self.fines.values():
            self.add_dates(rows)
            self.add_money(rows)

    def add_dates(self, rows):
        """Penalties and appeals by their distance from the notification."""
        days = {row["activity"]: date.fromisoformat(row["timestamp"]) for row in rows}
        told = days.get("Insert Fine Notification")
        if "Add penalty" in days:
            self.penalties += 1
            self.on_the_day += days["Add penalty"] == told + SIXTY
        for event in ("Insert Date Appeal to Prefecture", "Appeal to Judge"):
            if event in days:
                self.appeals[event] += 1
                self.late[event] += told is not None and days[event] > told + SIXTY
        judge, result = days.get("Appeal to Judge"), days.get("Notify Result Appeal to Offender")
        if judge and judge > told + SIXTY and result:
            self.second_level += judge <= result + SIXTY

    def add_money(self, rows):
        """What was paid until all was paid; sending takes the fine up again, since it costs."""
        amount = expense = paid = Decimal(0)
        settled = False
        for row in rows:
            amount = Decimal(row["amount"] or amount) if not settled or row["activity"] != "Add penalty" else amount
            expense = Decimal(row["expense"] or expense)
            if row["activity"] == "Send Fine":
                settled = False
            if row["activity"] == "Payment":
                if settled:
                    self.late_payments += 1
                else:
                    paid = Decimal(row["totalpaymentamount"])
                    settled = paid >= amount + expense
        self.paid += paid
        self.settled += settled


def agrees(text, plainly):
    """The printed figures are those of the plain count."""

    def figure(what):
        found = re.search(rf"^\s*{re.escape(what)}\s+([\d,.]+)(?:\s|$)", text, re.MULTILINE)
        assert found is not None, (what, text)
        return Decimal(found[1].replace(",", ""))

    assert figure("fines") == len(plainly.fines)
    assert figure("events of the log") == plainly.events
    assert figure("permitted by the policy") + figure("refused") == plainly.events
    assert figure("paid in all") == plainly.paid
    assert figure("paid in full") == plainly.settled
    assert figure("penalty dated 60 days after notification") == plainly.on_the_day == plainly.penalties
    assert figure("Insert Date Appeal to Prefecture") == plainly.appeals["Insert Date Appeal to Prefecture"]
    assert figure("Appeal to Judge") == plainly.appeals["Appeal to Judge"]
    late = [int(n) for n in re.findall(r"^  refused: later than 60 days\s+(\d+)", text, re.MULTILINE)]
    assert late == [plainly.late["Insert Date Appeal to Prefecture"], plainly.late["Appeal to Judge"]]
    assert figure("refused as late, both appeals") == plainly.late.total()
    assert figure("to the judge, after a notified decision") == plainly.second_level
    assert f"{plainly.late_payments:>7,}  Payment: the fine is: paid in full\n" in text


def test_the_printed_figures_are_those_of_the_file(capsys):
    """The command without arguments: every figure agrees with a plain count of the invented fines."""
    assert main([]) == 0
    text = capsys.readouterr().out
    agrees(text, Plainly(INVENTED))
    assert "invented" in text.splitlines()[0]


def test_each_refusal_is_listed_with_its_reason(replayed):
    """By hand: an appeal on day 61 and what follows from it, a penalty and a payment after all was paid, an appeal to
    the judge 112 days after the notification (28 after the decision), an appeal without any notification.
    """
    assert [(r.entry.fine, r.entry.event, r.decision.codes) for r in replayed.refused] == [
        ("E06", "Insert Date Appeal to Prefecture", ("guard",)),
        ("E06", "Send Appeal to Prefecture", ("stage",)),
        ("E10", "Add penalty", ("stage",)),
        ("E10", "Payment", ("stage",)),
        ("E08", "Appeal to Judge", ("guard",)),
        ("E12", "Insert Date Appeal to Prefecture", ("stage",)),
    ]
    late = replayed.refused[0]
    assert late.decision.reasons[0].arg("guard") == IN_TIME
    assert "within sixty days of the notification [Legislative Decree 285/1992 art. 203(1)]" in replayed.reasons(late)


def test_a_refused_event_stays_on_the_record_of_the_fine(replayed):
    """It is not dropped: the explanation of the fine tells the attempt, by whom, when and why it was refused."""
    text = replayed.desk.explain("E06", by=POLICE, audience="staff").text()
    _, attempts = text.split("Refused attempts\n")
    assert "2007-07-01 12:00:00 CEST appeal to the prefecture (offender)" in attempts
    assert "not met: the appeal comes within sixty days" in attempts
    assert "2007-07-12 12:00:00 CEST send the appeal to the prefecture (police)" in attempts


@pytest.mark.parametrize(
    ("fine", "due"),
    [
        ("E02", date(2007, 6, 9)),  # from 10 April: 20 days left in April, 31 in May make 51, 9 in June
        ("E03", date(2008, 3, 15)),  # from 15 January 2008: 16, then 29 of a leap February make 45, 15
        ("E05", date(2008, 2, 29)),  # from 31 December 2007: 31, 29
        ("E08", date(2008, 5, 2)),  # from 3 March 2008: 28, 30 make 58, 2
        ("E10", date(2008, 3, 15)),  # paid in between: the due stands as it was
        ("E01", None),  # never notified
    ],
)
def test_the_penalty_falls_due_sixty_days_after_the_notification(replayed, fine, due):
    """Days of the calendar, the day of the notification not counted, over leap days and the change of clocks."""
    assert due_on(replayed, fine) == due


@pytest.mark.parametrize("event", ["Insert Date Appeal to Prefecture", "Appeal to Judge"])
@pytest.mark.parametrize(("day", "permitted"), [(date(2007, 6, 30), True), (date(2007, 7, 1), False)])
def test_the_sixtieth_day_is_in_time_and_the_next_is_not(event, day, permitted):
    """Notified on 1 May: 30 days left in May and 30 in June make sixty; the first of July is too late."""
    row = {"amount": "36.0", "expense": "13.0", "article": "7.0", "points": "0.0", "vehicleclass": "A",
           "dismissal": "NIL", "notificationtype": "P"}  # fmt: skip
    events = [("Create Fine", date(2007, 2, 1)), ("Send Fine", date(2007, 4, 1)),
              ("Insert Fine Notification", date(2007, 5, 1)), (event, day)]  # fmt: skip
    replay = Replay()
    replay.run(Entry("F", seq, at, name, row) for seq, (name, at) in enumerate(events))
    assert [refusal.entry.event for refusal in replay.refused] == ([] if permitted else [event])


def test_events_come_in_the_order_of_time_and_those_of_a_day_as_the_log_has_them():
    """Days never go back, and within a fine neither do the places: E05 appeals before its penalty, on one day."""
    entries = in_order(INVENTED)
    assert [entry.day for entry in entries] == sorted(entry.day for entry in entries)
    for fine in {entry.fine for entry in entries}:
        places = [entry.seq for entry in entries if entry.fine == fine]
        assert places == list(range(len(places)))


def test_what_was_paid_before_sending_is_taken_up_again(replayed):
    """E09: 36 paid, then sent for 13: reopened, and closed anew once 49 were paid."""
    case = replayed.desk.get("E09")
    (first, last), (reopened,) = case.records["paid"], case.records["reopened"]
    assert first.seq < reopened.seq < last.seq
    assert case.stage == "paid"


def test_a_part_payment_leaves_the_fine_open(replayed):
    """E04: 49 of 87 leave it where it was, 87 close it; amounts are exact."""
    case = replayed.desk.get("E04")
    (part,), (full,) = case.records["x_part_paid"], case.records["paid"]
    assert part.seq < full.seq
    assert case.facts["paid_in_all"] == case.facts["amount"] + case.facts["expense"] == euro("87")
    with pytest.raises(Refused):
        replayed.desk.act("E04", "pay", by=OFFENDER, facts={"paid_in_all": euro("90")})


def test_every_event_of_the_log_is_a_move_of_the_policy():
    """No event is left without a move, and no move without an event; each has a title in both languages."""
    rules = policy()
    assert {step.trigger for step in STEPS.values()} == {move.trigger for move in rules.moves}
    ids = [part.id for part in (*rules.roles, *rules.stages, *rules.facts, *rules.duties)]
    ids += [move.trigger for move in rules.moves] + [PENALTY, PREFECTURE_TERM, JUDGE_TERM, IN_TIME]
    for id in ids:
        assert rules.title(id, "en") != id or id in ("paid", "sent", "notified", "police", "offender", "pay", "amount")
        assert rules.title(id, "zh") != id


def test_the_refused_events_are_written_out(tmp_path, capsys):
    """--refused: one row an event, the event as the log has it, with its reasons."""
    file = tmp_path / "refused.csv"
    assert main(["--refused", str(file)]) == 0
    assert str(file) in capsys.readouterr().out
    rows = written(file)
    assert len(rows) == 6
    known = {(r["case_id"], r["seq"], r["timestamp"], r["activity"]) for rs in rows_of(INVENTED).values() for r in rs}
    assert {(row["fine"], row["seq"], row["day"], row["event"]) for row in rows} <= known
    assert all(row["reasons"] for row in rows)


def test_all_without_the_log_says_what_to_do(tmp_path, monkeypatch, capsys):
    """Without the published log the reader learns where to put it."""
    monkeypatch.setenv("COMPLAINTKIT_DATA", str(tmp_path))
    assert main(["--all"]) == 2
    assert "COMPLAINTKIT_DATA" in capsys.readouterr().err


def test_no_row_of_the_published_log_is_passed_on():
    """The fines here are invented, and the file beside them says so; their ids are not those of the log."""
    assert all(fine.startswith("E") for fine in rows_of(INVENTED))
    assert "written by hand" in (INVENTED.parent / "LICENCE.md").read_text(encoding="utf-8")


def test_the_docstrings_are_true():
    """The examples in the docstrings run."""
    for module in (policy_module, replay_module):
        tried = doctest.testmod(module)
        assert tried.attempted
        assert not tried.failed


@pytest.mark.long(what="data")
def test_the_whole_log(tmp_path, monkeypatch, capsys, shared_data):
    """All 34,724 events: every figure agrees with the plain count, all 4,635 penalties fall on the log's own day."""
    monkeypatch.setenv("COMPLAINTKIT_DATA", str(shared_data))
    path = whole_log()
    if path is None:
        pytest.skip("the published log is not among the shared data")
    file = tmp_path / "refused.csv"
    assert main(["--all", "--refused", str(file)]) == 0
    text = capsys.readouterr().out
    plainly = Plainly(path)
    agrees(text, plainly)
    assert (plainly.events, len(plainly.fines), plainly.penalties) == (34_724, 10_000, 4_635)
    assert len(written(file)) == int(re.search(r"^  refused\s+([\d,]+)", text, re.MULTILINE)[1].replace(",", ""))


def test_figures_count_an_appeal_refused_for_another_reason(replayed):
    """E12 appealed without having been notified: not late, refused all the same."""
    figures = count(replayed, in_order(INVENTED))
    assert figures.otherwise == {"Insert Date Appeal to Prefecture": 1}
    assert figures.late == {"Insert Date Appeal to Prefecture": 1, "Appeal to Judge": 1}
