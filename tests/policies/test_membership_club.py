"""The club (T5): what scenarios cannot say. Its rows are in ``scenarios/membership_club*.toml``."""

from __future__ import annotations

import inspect

import pytest

from complaintkit import InvalidInput
from complaintkit.deadlines import Days, Hours, Immediately, WorkingDays, Years
from complaintkit.policies import membership_club
from complaintkit.rules import Policy
from complaintkit.values import Money

NEEDED = {"in_force_from": "2026-01-01", "major_loss": "50000"}


@pytest.mark.parametrize(
    ("param", "value"),
    [
        ("in_force_from", "2026-13-01"),
        ("version", ""),
        ("major_loss", "0"),
        ("major_loss", "-1"),
        ("major_loss", 50000.0),
        ("major_loss", None),
        ("major_loss", Money.of("9", "EUR")),
        ("currency", "yuan"),
        ("prompt_working_days", 0),
        ("prompt_working_days", 31),
        ("request_working_days", 0),
        ("request_working_days", "3"),
        ("opinion_reply_days", 366),
        ("opinion_reply_days", True),
        ("special_circumstances", ()),
        ("special_circumstances", "busy"),
        ("special_circumstances", ("busy", "busy")),
        ("reclassified_from", "today"),
        ("reclassified_from", None),
    ],
)
def test_a_parameter_refuses_nonsense(param, value):
    """Zero, too much, a float, a truth value, another currency, no reason at all: refused and named."""
    with pytest.raises(InvalidInput) as caught:
        membership_club.policy(**{**NEEDED, param: value})
    assert {fault.path for fault in caught.value.faults} == {param}


def test_the_major_loss_cannot_be_left_out():
    """[param] T5 leaves it to the company's rules and gives no figure: there is no default."""
    with pytest.raises(TypeError, match="major_loss"):
        membership_club.policy(in_force_from="2026-01-01")


def test_all_faults_of_the_parameters_are_told_at_once():
    """One error names every parameter that cannot be used, an item of a list by its place."""
    with pytest.raises(InvalidInput) as caught:
        membership_club.policy(in_force_from="soon", major_loss="0", special_circumstances=("busy", ""))
    assert [fault.path for fault in caught.value.faults] == [
        "in_force_from", "major_loss", "special_circumstances[1]"
    ]  # fmt: skip


def term_of(policy: Policy, duty: str) -> object:
    """The term of a duty."""
    return next(found.term for found in policy.duties if found.id == duty)


def test_the_parameters_are_the_terms():
    """Each figure stands where its sentence says; the reasons for more time are those given."""
    plain = membership_club.policy(**NEEDED)
    slow = membership_club.policy(
        **NEEDED, prompt_working_days=2, request_working_days=5, opinion_reply_days=10, special_circumstances=["strike"]
    )
    for duty in ("passing_on", "opinion_report", "naming_investigator", "feedback", "handling_review", "archiving"):
        assert term_of(plain, duty) == Immediately()
        assert term_of(slow, duty) == WorkingDays(2)
    assert (term_of(plain, "request_reply"), term_of(slow, "request_reply")) == (WorkingDays(3), WorkingDays(5))
    assert (term_of(plain, "opinion_reply"), term_of(slow, "opinion_reply")) == (Days(30), Days(10))
    more = next(duty.extension for duty in slow.duties if duty.id == "handling")
    assert more is not None
    assert (more.reasons, more.term, more.most) == (("strike",), WorkingDays(5), 1)


def test_the_figures_of_the_text_are_no_parameters():
    """T5's own figures: 24 hours, three working days, one year."""
    policy = membership_club.policy(**NEEDED)
    assert term_of(policy, "inquiry_answer") == Hours(24)
    assert term_of(policy, "handling") == WorkingDays(3)
    assert policy.retention[0].term == Years(1)
    names = inspect.signature(membership_club.policy).parameters
    assert not [name for name in names if "hour" in name or "year" in name or "handling" in name]
