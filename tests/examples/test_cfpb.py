"""The bureau's complaints under a bank's rules: every figure counted again in plain Python, the rules, the command."""

from __future__ import annotations

import csv
import doctest
import gzip
import re
import sqlite3
from collections import Counter
from datetime import date
from itertools import islice

import pytest

from complaintkit import Refused
from complaintkit.policies import bank_branch
from complaintkit.storage import SQLiteStore
from examples._shared.cases import all_cases
from examples.cfpb import complaints as complaints_module
from examples.cfpb import policy as policy_module
from examples.cfpb.complaints import SAMPLE, Complaint, noon, read, whole_file
from examples.cfpb.policy import (
    CATEGORIES,
    CHANNELS,
    DISPUTE,
    FACTS,
    LONGEST_ID,
    RESPONSES,
    TAKE_IN,
    UNANSWERED,
    policy,
)
from examples.cfpb.replay import EXTRACT, HEAD, INTAKE, MANAGER, Replay
from examples.cfpb.run import main


@pytest.fixture
def replay(tmp_path):
    """An empty file and what runs complaints into it."""
    with SQLiteStore(tmp_path / "cfpb.db", durability="normal") as store:
        yield Replay(store)


def complaint(id="1", response="Closed with explanation", disputed=None, channel="Web") -> Complaint:
    """A complaint as the file might have it."""
    return Complaint(
        id, noon(date(2014, 3, 3)), date(2014, 3, 5), "Mortgage", "FHA mortgage",
        "Loan servicing, payments, escrow account", "", "A Bank", "TX", channel, response, "", True, disputed,
    )  # fmt: skip


class Plainly:
    """The same figures, counted from the rows alone."""

    def __init__(self, path):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["snapshot"] == "2015-10"]
        self.rows = rows
        self.products = Counter(row["product"] for row in rows)
        self.channels = Counter(row["submitted_via"] for row in rows)
        self.responses = Counter(row["company_response"] for row in rows)
        self.disputed = sum(row["consumer_disputed"] == "Yes" for row in rows)
        self.told = self.disputed + sum(row["consumer_disputed"] == "No" for row in rows)
        self.closed = sum(row["company_response"].startswith("Closed") for row in rows)


def table(text, title):
    """The counts below a title."""
    found = re.search(rf"^{title}\n((?:  .*\n)+)", text, re.MULTILINE)
    assert found is not None, text
    rows = (re.match(r"  (.+?)\s+([\d,]+)  of ", line) for line in found[1].splitlines())
    return {row[1]: int(row[2].replace(",", "")) for row in rows}


def figure(text, what):
    """The figure of a line."""
    found = re.search(rf"^\s*{re.escape(what)}\s+([\d,]+) ", text, re.MULTILINE)
    assert found is not None, (what, text)
    return int(found[1].replace(",", ""))


def agrees(text, plainly):
    """The printed figures are those of the plain count."""
    assert table(text, "By product") == plainly.products
    assert table(text, "By channel") == plainly.channels
    assert table(text, "By response") == plainly.responses
    assert figure(text, "complaints") == len(plainly.rows)
    assert figure(text, "follow-up cases") == figure(text, "answers disputed") == plainly.disputed
    assert f"{plainly.disputed:,}  of {plainly.told:,}: {plainly.disputed / plainly.told:.2%}\n" in text
    assert figure(text, "the bureau does not say") == len(plainly.rows) - plainly.told
    assert f"{plainly.closed:,} answered and closed" in text
    # filed and taken in; answered, registered twice, signed, closed; disputed: the other case, and the tie to it
    events = 2 * len(plainly.rows) + 5 * plainly.closed + 2 * plainly.disputed
    assert re.search(rf"^events\s+{events:,}$", text, re.MULTILINE)


@pytest.mark.no_cover
def test_the_printed_figures_are_those_of_the_file_and_the_run_goes_on(tmp_path, monkeypatch, capsys):
    """The sample as a newcomer runs it, then again on what it left behind: the same figures, nothing filed twice."""
    monkeypatch.chdir(tmp_path)
    plainly = Plainly(SAMPLE)
    assert main([]) == 0
    first = capsys.readouterr().out
    agrees(first, plainly)
    assert "nothing is said here about time" in first
    assert "there before this run" not in first
    with sqlite3.connect(tmp_path / "cfpb.db") as file:
        assert file.execute("SELECT count(*) FROM ck_cases").fetchone()[0] == len(plainly.rows) + plainly.disputed
    file.close()
    assert main([]) == 0
    second = capsys.readouterr().out
    agrees(second, plainly)
    assert figure(second, "there before this run") == len(plainly.rows) + plainly.disputed


def test_an_answered_complaint_goes_through_the_banks_steps(replay):
    """Filed on its day, the rest on the day of the extract; closed under T1, in the bank's register."""
    replay.run([complaint()])
    case = replay.desk.get("1")
    assert (case.stage, case.channel, case.registers) == ("closed", "Web", ("opinion_register",))
    assert case.received_at == noon(date(2014, 3, 3))
    events = replay.desk.events("1")
    moves = [event.body.trigger for event in events[1:]]
    assert moves == ["take_in", "resolve", "register", "register_outcome", "sign", "close"]
    assert {event.occurred_at for event in events[1:]} == {EXTRACT}
    assert replay.desk.dues("1") == ()


@pytest.mark.parametrize("response", UNANSWERED)
def test_what_was_not_answered_stays_open(replay, response):
    """In progress, or not answered in time: the complaint stays where it was received."""
    replay.run([complaint(response=response)])
    case = replay.desk.get("1")
    assert (case.stage, case.count("replied"), case.facts["company_response"]) == ("received", 0, response)


def test_a_disputed_answer_becomes_a_linked_case(replay):
    """It is open, follows from the first, and both know of each other; an answer not disputed brings none."""
    replay.run([complaint("1", disputed=True), complaint("2", disputed=False), complaint("3")])
    assert [case.id for case in all_cases(replay.desk)] == ["1", f"1-{DISPUTE}", "2", "3"]
    first, second = replay.desk.get("1"), replay.desk.get(f"1-{DISPUTE}")
    assert [(link.rule, link.case_id, link.follows) for link in first.links] == [(DISPUTE, second.id, True)]
    assert [(link.rule, link.case_id, link.follows) for link in second.links] == [(DISPUTE, "1", False)]
    assert (second.stage, second.category, second.channel) == ("received", first.category, first.channel)


def test_nothing_follows_from_what_was_not_answered(replay):
    """A dispute needs an answer: the link is refused."""
    with pytest.raises(Refused, match="linked"):
        replay.run([complaint(response="In progress", disputed=True)])


@pytest.mark.parametrize("channel", CHANNELS)
def test_each_channel_of_the_bureau_is_handled_like_another_way(replay, channel):
    """The six stand beside T1's five, and T1's steps are open to each."""
    replay.run([complaint(channel=channel)])
    assert replay.desk.get("1").stage == "closed"


def test_the_banks_rules_are_adapted_not_rewritten():
    """All of T1's stages, roles, forms, bands and moves are there; what differs is what the policy's docstring says."""
    bank, adapted = bank_branch.policy(in_force_from="2011-07-21", currency="USD"), policy()
    for part in ("roles", "stages", "forms", "bands", "redress", "recusal", "messages", "conducts", "kinds", "access"):
        assert getattr(adapted, part) == getattr(bank, part), part
    assert [move.trigger for move in adapted.moves] == [*(move.trigger for move in bank.moves), TAKE_IN.trigger]
    assert adapted.duties == adapted.promises == ()
    added = {fact.id for fact in adapted.facts} - {fact.id for fact in bank.facts}
    assert added == {fact.id for fact in FACTS}
    assert {fact.id for fact in bank.facts} - {fact.id for fact in adapted.facts} == {"unit_kind", "other_channel"}
    for id in (*CHANNELS, *RESPONSES, *added, TAKE_IN.trigger, DISPUTE):
        assert adapted.title(id, "en")
        assert adapted.title(id, "zh") != id


def test_the_tree_holds_every_category_of_the_sample_once():
    """Product, issue, sub-issue: each place hangs below the one before it, and every complaint has one. What is longer
    than an id may be is cut, and still told from its like.
    """
    tree = {category.id: category.parent for category in policy().categories}
    assert len(tree) == len(policy().categories)
    products = [id for id, parent in tree.items() if parent is None]
    with CATEGORIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert set(products) == {row["product"] for row in rows}
    levels = {(row["product"],) for row in rows} | {(row["product"], row["issue"]) for row in rows}
    levels |= {(row["product"], row["issue"], row["sub_issue"]) for row in rows if row["sub_issue"]}
    assert len(tree) == len(levels)
    short = [level for level in levels if len(" / ".join(level)) <= LONGEST_ID]
    assert all(tree[" / ".join(level)] == (" / ".join(level[:-1]) or None) for level in short)
    assert 0 < len(levels) - len(short) == sum(id[-9:-8] == "~" for id in tree)
    assert all(item.category in tree for item in read(SAMPLE))


def test_apostrophes_are_read_without_the_backslash():
    """The file writes "Can\\'t contact lender"; nobody wants to read that."""
    texts = [field for item in read(SAMPLE) for field in item if isinstance(field, str)]
    assert any("'" in text for text in texts)
    assert not any("\\" in text for text in texts)


def test_a_run_that_was_cut_short_goes_on(tmp_path):
    """Cut short after a batch and run again, the file holds the cases of an undisturbed run, each with its events.

    Hashes differ: what a complaint is about is personal, and sealed with another salt each time.
    """
    few = list(islice(read(SAMPLE), 150))

    def held(desk):
        bodies = {case.id: [type(event.body).__name__ for event in desk.events(case.id)] for case in all_cases(desk)}
        return {case.id: (case.stage, case.channel, case.category, bodies[case.id]) for case in all_cases(desk)}

    with SQLiteStore(tmp_path / "whole.db", durability="normal") as store:
        whole = Replay(store)
        whole.run(few)
        undisturbed = held(whole.desk)
    with SQLiteStore(tmp_path / "cut.db", durability="normal") as store:

        def cut():
            yield from few[:120]
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            Replay(store).run(cut())
        again = Replay(store)
        before = len(held(again.desk))
        assert 100 <= before < len(undisturbed)  # the batch of a hundred is there, the cut one is not
        again.run(few)
        assert again.filed == len(undisturbed) - before
        assert held(again.desk) == undisturbed
        assert again.desk.verify().ok


def test_a_signature_is_the_heads():
    """The roles of T1 hold in the replay: nobody signs for the outlet head."""
    assert (INTAKE.roles, MANAGER.roles, HEAD.roles) == ({"first_receiver"}, {"complaint_manager"}, {"outlet_head"})


def test_the_sample_is_small_and_says_where_it_comes_from():
    """Every year of the extract, no words of consumers, source and terms beside it."""
    plainly = Plainly(SAMPLE)
    assert {row["date_received"][:4] for row in plainly.rows} == {"2011", "2012", "2013", "2014", "2015"}
    assert not {"consumer_complaint_narrative", "zipcode"} & set(plainly.rows[0])
    assert SAMPLE.stat().st_size < 50_000
    terms = (SAMPLE.parent / "LICENCE.md").read_text(encoding="utf-8")
    assert "Consumer Financial Protection Bureau" in terms
    assert "17 U.S.C. § 105" in terms


def test_all_without_the_file_says_what_to_do(tmp_path, monkeypatch, capsys):
    """Without the file nothing is written, and the reader learns where to put it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMPLAINTKIT_DATA", str(tmp_path))
    assert main(["--all"]) == 2
    assert "COMPLAINTKIT_DATA" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_continued_is_left_as_it_is(tmp_path, capsys):
    """Something else stands where the cases should go: what to do is said, the file is not touched."""
    file = tmp_path / "other.db"
    file.write_text("no database at all, but long enough to have a header of its own" * 20)
    before = file.read_bytes()
    assert main(["--db", str(file)]) == 1
    assert "delete it, or name another with --db" in capsys.readouterr().err
    assert file.read_bytes() == before


def test_the_docstrings_are_true():
    """The examples in the docstrings run."""
    for module in (policy_module, complaints_module):
        tried = doctest.testmod(module)
        assert tried.attempted
        assert not tried.failed


@pytest.mark.long(what="data")
def test_all_complaints_of_the_extract(tmp_path, monkeypatch, capsys, shared_data):
    """9,224 complaints: every figure agrees with the plain count of the file; the sample is every eighth of them."""
    monkeypatch.setenv("COMPLAINTKIT_DATA", str(shared_data))
    path = whole_file()
    if path is None:
        pytest.skip("the bureau's complaints are not among the shared data")
    plainly = Plainly(path)
    assert len(plainly.rows) == 9_224
    assert Plainly(SAMPLE).rows == plainly.rows[::8]
    assert main(["--all", "--db", str(tmp_path / "all.db")]) == 0
    agrees(capsys.readouterr().out, plainly)
