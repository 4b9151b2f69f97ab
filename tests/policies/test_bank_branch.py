"""The bank branch (T1): what scenarios cannot say. Its rows are in ``scenarios/bank_branch*.toml``."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from complaintkit import Actor, Case, Desk, InvalidInput, Money, PolicyHistory
from complaintkit.deadlines import Days
from complaintkit.policies import bank_branch
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing import FixedClock, FixedDirectory

SHANGHAI = timezone(timedelta(hours=8))
MORNING = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
SPOKEN = {"channel": "spoken", "confirmed": ("restate_spoken",), "facts": {"unit_kind": "outlet", "content": "queue"}}


@pytest.mark.parametrize(
    ("param", "value"),
    [
        ("post_limit", "0"),
        ("post_limit", "-1"),
        ("post_limit", 200.0),
        ("post_limit", True),
        ("post_limit", "much"),
        ("post_limit", Money.of(200, "EUR")),
        ("outlet_limit", 0),
        ("outlet_limit", "nan"),
        ("prompt_working_days", 0),
        ("prompt_working_days", -2),
        ("prompt_working_days", 1.0),
        ("prompt_working_days", True),
        ("progress_days", 0),
        ("progress_days", None),
        ("progress_days", "3"),
        ("display_check_days", 29),
        ("display_check_days", False),
        ("statistics_day", 0),
        ("statistics_day", 29),
        ("statistics_day", 10.0),
        ("in_force_from", "2026-13-01"),
        ("in_force_from", "2026"),
        ("in_force_from", 20260101),
        ("in_force_from", None),
        ("in_force_from", MORNING),
        ("version", ""),
        ("version", 1),
        ("currency", ""),
        ("currency", "yuan"),
    ],
)
def test_a_parameter_refuses_nonsense(param, value):
    """Zero, negative, a float, a truth value, another type or currency: refused, and the parameter is named."""
    given = {"in_force_from": "2026-01-01", param: value}
    with pytest.raises(InvalidInput) as caught:
        bank_branch.policy(**given)
    assert param in {fault.path for fault in caught.value.faults}


def test_all_faults_of_the_parameters_are_told_at_once():
    """One error names every parameter that cannot be used."""
    with pytest.raises(InvalidInput) as caught:
        bank_branch.policy(in_force_from="soon", post_limit=0, statistics_day=0, prompt_working_days=0)
    assert [fault.path for fault in caught.value.faults] == [
        "in_force_from", "post_limit", "prompt_working_days", "statistics_day"
    ]  # fmt: skip


@pytest.mark.parametrize(("post", "outlet"), [("200", "200"), ("200.01", "200")])
def test_the_outlet_may_grant_more_than_a_post(post, outlet):
    """An outlet limit that is not above the post's is refused."""
    with pytest.raises(InvalidInput, match="expected more than post_limit"):
        bank_branch.policy(in_force_from="2026-01-01", post_limit=post, outlet_limit=outlet)


def test_the_first_day_in_force_has_no_default():
    """A policy without a first day in force would be a draft: it must be given."""
    with pytest.raises(TypeError, match="in_force_from"):
        bank_branch.policy()


def test_the_three_days_are_no_parameter():
    """T1's own figure stands in the duty and cannot be set."""
    policy = bank_branch.policy(in_force_from="2026-01-01")
    assert next(duty for duty in policy.duties if duty.id == "reply").term == Days(3)
    assert not [name for name in inspect.signature(bank_branch.policy).parameters if "reply" in name]


def test_the_same_parameters_give_the_same_policy():
    """The policy is a value: equal and of one hash, however its parameters were written; other limits, another hash."""
    one = bank_branch.policy(in_force_from="2026-01-01", post_limit="200", outlet_limit=5000)
    same = bank_branch.policy(
        in_force_from=date(2026, 1, 1), post_limit=Money.of("200", "CNY"), outlet_limit=Money.of("5000", "CNY")
    )
    other = bank_branch.policy(in_force_from="2026-01-01", post_limit="200.01", outlet_limit=5000)
    assert one == same
    assert one.hash == same.hash
    assert one.hash != other.hash


def desk_with(directory: FixedDirectory, at: datetime = MORNING) -> tuple[Desk, FixedClock]:
    """A desk of the bank with a directory."""
    clock = FixedClock(at)
    history = PolicyHistory([bank_branch.policy(in_force_from="2026-01-01")])
    return Desk(history, MemoryStore(), tenant="bank", clock=clock, directory=directory), clock


def test_the_book_is_read_in_every_outlet():
    """With a directory the daily case of the book is opened once for each outlet, and read there."""
    directory = FixedDirectory({"emp-1": ("complaint_manager",)}, units={"outlet": ("east", "west")})
    desk, clock = desk_with(directory)
    report = desk.sweep()
    books = [case for case in map(desk.get, report.opened) if case.kind == "opinion_book"]
    assert sorted((case.unit, case.period) for case in books) == [("east", "2026-03-02"), ("west", "2026-03-02")]
    clock.move_to(datetime(2026, 3, 2, 16, tzinfo=UTC))  # midnight in Shanghai: the next day's books, and two late ones
    report = desk.sweep()
    assert [duty for _, duty, _ in report.fired] == ["daily_reading", "daily_reading"]


def test_the_outlet_head_acts_where_the_complaint_manager_is_away():
    """The rank above acts when no complaint manager is left, and not while one is there."""
    away = (MORNING, MORNING + timedelta(days=1))
    directory = FixedDirectory(
        {"emp-1": ("complaint_manager",), "emp-2": ("outlet_head",), "emp-3": ()}, absences={"emp-1": (away,)}
    )
    desk, clock = desk_with(directory)
    case = desk.file(by=Actor("emp-3"), **SPOKEN)
    assert desk.act(case.id, "take_over", by=Actor("emp-2")).stage == "with_manager"
    clock.move_to(away[1])
    refused = desk.consider(case.id, "register", by=Actor("emp-2"))
    assert "role" in {reason.code for reason in refused.reasons}
    assert desk.act(case.id, "register", by=Actor("emp-1")).registers == ("opinion_register",)


def test_head_office_signs_where_the_complaint_is_about_the_outlet_head():
    """Whom a complaint is about neither confirms nor signs; where nobody else is left, the last resort does."""
    directory = FixedDirectory(
        {"emp-1": ("complaint_manager",), "emp-2": ("outlet_head",), "emp-8": ("head_office",), "emp-3": ()}
    )
    desk, _ = desk_with(directory)
    manager, head, office = Actor("emp-1"), Actor("emp-2"), Actor("emp-8")
    case = desk.file(by=Actor("emp-3"), about=("emp-2",), **SPOKEN)
    desk.act(
        case.id, "resolve", by=Actor("emp-3"), message={"means": "spoken"},
        facts={"within_post_authority": True, "answerable_at_first": True, "cause": "a word", "solution": "sorry"},
    )  # fmt: skip
    desk.act(case.id, "register", by=manager)
    desk.act(case.id, "register_outcome", by=manager, facts={"handling": "apologised"})
    assert {reason.code for reason in desk.consider(case.id, "sign", by=head).reasons} == {"recused"}
    desk.act(case.id, "sign", by=office)
    assert desk.act(case.id, "close", by=manager).stage == "closed"


TELLER, MANAGER, HEAD = Actor("emp-3"), Actor("emp-1", {"complaint_manager"}), Actor("emp-2", {"outlet_head"})
STAFF = (TELLER, MANAGER, HEAD, Actor("emp-5", {"responsible_party"}), Actor("emp-8", {"head_office"}))
MANAGERS = """
    take_over register report_to_head assess notify_responsible find ask_instructions settle propose answer_on_spot
    agree_reply_time reply reply_in_book refer cooperate record_progress register_outcome close archive
""".split()
WHO = {
    **dict.fromkeys(MANAGERS, ("emp-1",)),
    **dict.fromkeys(("resolve", "transfer"), tuple(actor.id for actor in STAFF)),  # art. 5*: everybody
    **dict.fromkeys(("analyse_cause", "investigate", "explain_outcome"), ("emp-1", "emp-5")),
    **dict.fromkeys(("instruct", "confirm_beyond", "sign"), ("emp-2",)),
    **dict.fromkeys(("apologise", "correct_error", "rectify"), ("emp-5",)),
    "decide_at_head_office": ("emp-8",),
}
"""Who may make each move, by T1; the book alone is signed by the complaint manager."""


def routes(channel: str) -> Iterator[tuple[Desk, Case]]:
    """A case of a channel in each of the open stages, with its desk."""
    history = PolicyHistory([bank_branch.policy(in_force_from="2026-01-01")])
    desk = Desk(history, MemoryStore(), tenant="bank", clock=FixedClock(MORNING))
    facts = {"unit_kind": "outlet", "content": "queue"}
    direct = channel in ("letter", "opinion_book")
    if channel == "opinion_book":
        facts |= {"book_entry": "p. 12", "contact_left": False}
    if channel == "other":
        facts |= {"other_channel": "web form"}
    confirmed = {"spoken": ("restate_spoken",), "telephone": ("restate_call",)}.get(channel, ())
    told = {"message": {"means": "spoken"}}
    for ends in ("replied", "at_head_office"):
        case = desk.file(by=MANAGER if direct else TELLER, channel=channel, confirmed=confirmed, facts=facts)
        if not direct:
            yield desk, case
            unsure = {"within_post_authority": False, "answerable_at_first": False}
            case = desk.act(case.id, "transfer", by=TELLER, facts=unsure)
        yield desk, case
        if ends == "at_head_office":
            desk.act(case.id, "confirm_beyond", by=HEAD, facts={"within_outlet_authority": False})
            copy = {"copy_filed_at": "binder 3"} if channel == "letter" else {}
            case = desk.act(case.id, "refer", by=MANAGER, facts=copy)
        else:
            responsible = {"within_outlet_authority": True, "responsible": "emp-5"}
            desk.act(case.id, "notify_responsible", by=MANAGER, facts=responsible)
            desk.act(case.id, "investigate", by=MANAGER, facts={"investigation": "seen", "verified": True})
            desk.act(case.id, "settle", by=MANAGER, facts={"solution": "explained"})
            case = desk.act(case.id, "reply", by=MANAGER, **told)
        yield desk, case


@pytest.mark.parametrize("channel", ["spoken", "opinion_book", "letter", "telephone", "other"])
def test_each_move_is_made_by_those_whom_the_clause_names(channel):
    """Whoever T1 does not name for a step is refused it for the role, in every channel and stage; others are not."""
    tried = set()
    for desk, case in routes(channel):
        for trigger, named in WHO.items():
            who = ("emp-1",) if (trigger, channel) == ("sign", "opinion_book") else named
            for actor in STAFF:
                codes = {reason.code for reason in desk.consider(case.id, trigger, by=actor).reasons}
                if "stage" in codes or "condition" in codes:
                    continue
                tried.add(trigger)
                assert ("role" in codes) == (actor.id not in who), (case.stage, trigger, actor.id, codes)
    later = {"archive"}
    first = {"resolve", "transfer", "take_over"} if channel in ("letter", "opinion_book") else set()
    unsaid = {
        "letter": {"propose", "answer_on_spot", "reply_in_book"},
        "opinion_book": {"propose", "answer_on_spot", "register", "register_outcome"},
    }.get(channel, {"reply_in_book"})
    assert set(WHO) - tried == later | first | unsaid


def first(channel: str, stage: str) -> tuple[Desk, str]:
    """The first case of a channel that comes to stand in a stage, as it is then."""
    desk, case = next((desk, case) for desk, case in routes(channel) if case.stage == stage)
    return desk, case.id


def waits_for(desk: Desk, case_id: str, trigger: str, **said: Any) -> set[str]:
    """What a move still waits for when somebody it is for tries it: guards and records by name, the rest by code."""
    book = trigger == "sign" and desk.get(case_id).channel == "opinion_book"
    who = MANAGER if book else next(actor for actor in STAFF if actor.id == WHO[trigger][0])
    found: set[str] = set()
    for reason in desk.consider(case_id, trigger, by=who, **said).reasons:
        found.update([reason.arg("guard")] if reason.code == "guard" else reason.arg("records") or [reason.code])
    return found


CHANNELS = ("spoken", "opinion_book", "letter", "telephone", "other")
GUILTY, INNOCENT = ({"facts": {"bank_responsible": answer}} for answer in (True, False))
TOLD = {"message": {"means": "telephone"}}


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_a_reply_waits_for(channel):
    """For a decision, the solution it tells, its means, and for what the channel wants first; in the book no less."""
    desk, case = first(channel, "with_manager")
    before = {"letter": {"investigated_first"}, "opinion_book": {"responsible_notified"}}.get(channel, set())
    assert waits_for(desk, case, "reply") == {"decided", "missing_facts", "message"} | before
    if channel == "opinion_book":
        assert waits_for(desk, case, "reply_in_book") == {"decided", "missing_facts", "responsible_notified"}
        known = first_of_the_book_with_contact()
        assert waits_for(*known, "reply_in_book") == {"decided", "missing_facts", "responsible_notified"}


def first_of_the_book_with_contact() -> tuple[Desk, str]:
    """An entry in the book whose writer left contact details."""
    history = PolicyHistory([bank_branch.policy(in_force_from="2026-01-01")])
    desk = Desk(history, MemoryStore(), tenant="bank", clock=FixedClock(MORNING))
    facts = {"unit_kind": "outlet", "content": "queue", "book_entry": "p. 12", "contact_left": True}
    return desk, desk.file(by=MANAGER, channel="opinion_book", facts=facts).id


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_a_signature_waits_for(channel):
    """For handling and reply in the register, which waits for the entry itself; in the book for the reply there."""
    desk, case = first(channel, "replied")
    if channel == "opinion_book":
        assert waits_for(desk, case, "sign") == {"x_written_in_book"}
        return
    handling = {"facts": {"handling": "explained"}}
    assert waits_for(desk, case, "register_outcome", **handling) == {"registered"}
    assert waits_for(desk, case, "sign") == {"x_outcome_registered"}
    desk.act(case, "register", by=MANAGER)
    assert waits_for(desk, case, "sign") == {"x_outcome_registered"}
    desk.act(case, "register_outcome", by=MANAGER, **handling)
    assert waits_for(desk, case, "sign") == set()


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_a_close_waits_for(channel):
    """Reply, signature, cause, the report to the head, the finding and each thing that it brings: none is left out."""
    desk, case = first(channel, "with_manager")
    told = set() if channel in ("letter", "opinion_book") else {"head_told"}
    assert waits_for(desk, case, "close") == {"replied_to", "signed_off", "cause_known"} | told
    desk, case = first(channel, "replied")
    left = {"signed_off", "cause_known"} | told
    assert waits_for(desk, case, "close") == left | {"finding_made"}
    for trigger in ("apologise", "correct_error", "rectify", "explain_outcome"):
        assert "found" in waits_for(desk, case, trigger)
    desk.act(case, "find", by=MANAGER, **INNOCENT)
    assert waits_for(desk, case, "close") == left | {"outcome_explained"}
    for trigger in ("apologise", "correct_error", "rectify"):
        assert "bank_is_responsible" in waits_for(desk, case, trigger)
    desk.act(case, "find", by=MANAGER, **GUILTY)
    assert "bank_not_responsible" in waits_for(desk, case, "explain_outcome")
    brings = {"apology_made", "error_corrected", "recurrence_prevented"}
    assert waits_for(desk, case, "close") == left | brings
    cards = STAFF[3]
    for trigger, said, done in (
        ("apologise", TOLD, "apology_made"),
        ("correct_error", {"facts": {"correction": "rebooked"}}, "error_corrected"),
        ("rectify", {"facts": {"rectification": "read back"}}, "recurrence_prevented"),
    ):
        desk.act(case, trigger, by=cards, **said)
        brings.remove(done)
        assert waits_for(desk, case, "close") == left | brings


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_head_office_has_comes_back(channel):
    """The outlet cooperates, follows and registers; head office decides; the close waits for the progress."""
    desk, case = first(channel, "at_head_office")
    desk.act(case, "cooperate", by=MANAGER, facts={"cooperation": "recordings sent"})
    back = desk.act(case, "decide_at_head_office", by=STAFF[4], facts={"solution": "fee table changed"})
    assert back.stage == "with_manager"
    assert {"x_cooperated", "decided"} <= set(back.records)
    assert desk.act(case, "reply", by=MANAGER, **TOLD).stage == "replied"
    assert "progress_registered" in waits_for(desk, case, "close")
    followed = desk.act(case, "record_progress", by=MANAGER, facts={"progress": "decided on 2 March"})
    assert "opinion_register" in followed.registers
    assert "progress_registered" not in waits_for(desk, case, "close")
    other, unsent = first(channel, "with_manager")
    assert waits_for(other, unsent, "record_progress") == {"referred", "missing_facts"}


@pytest.mark.parametrize(
    ("channel", "owed"),
    [
        ("spoken", {"reply", "transfer", "registration", "tell_head"}),
        ("telephone", {"reply", "transfer", "registration", "tell_head"}),
        ("other", {"reply", "transfer", "registration", "tell_head"}),
        ("letter", {"reply", "registration"}),
        ("opinion_book", {"reply"}),
    ],
)
def test_a_channel_owes_no_more_than_its_clauses_ask(channel, owed):
    """What is said of one channel only is not owed in another, nor an apology where the bank is not responsible."""
    desk, case = first(channel, "with_manager")
    assert {state.duty for state in desk.dues(case)} == owed
    desk.act(case, "assess", by=MANAGER, facts={"within_outlet_authority": True})
    owed = owed | ({"notification"} if channel == "opinion_book" else set())
    assert {state.duty for state in desk.dues(case)} == owed
    if channel in ("spoken", "letter", "other"):
        agreed = {"agreed_reply_at": MORNING + timedelta(days=1), "answerable_on_spot": False}
        desk.act(case, "agree_reply_time", by=MANAGER, facts=agreed)
        owed = owed | ({"seek_instructions"} if channel == "spoken" else set())
        assert {state.duty for state in desk.dues(case)} == owed
    desk.act(case, "investigate", by=MANAGER, facts={"investigation": "seen", "verified": True})
    desk.act(case, "find", by=MANAGER, **INNOCENT)
    assert {state.duty for state in desk.dues(case)} == owed
    desk.act(case, "find", by=MANAGER, **GUILTY)
    assert {state.duty for state in desk.dues(case)} == owed | {"apology", "correction_due"}
