"""Every error: its text, its data, its second base, its survival through pickle."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, timedelta

import pytest

from complaintkit import errors
from complaintkit.errors import (
    CalendarError,
    ClockSkew,
    ComplaintKitError,
    DeliveryFailed,
    Fault,
    Faults,
    HorizonError,
    IntegrityError,
    InvalidInput,
    KeyConflict,
    MissingExtra,
    PolicyError,
    Refused,
    StaleVersion,
    StoreError,
    UnknownCase,
    UnknownDays,
    UnknownPolicy,
    UnknownTenant,
)

FAULTS = (Fault("facts.amount", "expected money"), Fault("", "no channel", "x"))
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)

# error, its second base, its data, its whole text
CASES = [
    (
        InvalidInput(FAULTS, "the facts cannot be read"),
        ValueError,
        {"faults": FAULTS, "heading": "the facts cannot be read"},
        "the facts cannot be read: 2 faults\n  expected money @ facts.amount\n  no channel [x] [CK101]",
    ),
    (
        InvalidInput(faults=FAULTS[:1]),
        ValueError,
        {"faults": FAULTS[:1], "heading": ""},
        "invalid input: expected money @ facts.amount [CK101]",
    ),
    (
        PolicyError(list(FAULTS[:1])),
        ValueError,
        {"faults": FAULTS[:1]},
        "the policy cannot be built: expected money @ facts.amount [CK102]",
    ),
    (
        CalendarError.one("no working day at all", "week"),
        ValueError,
        {"faults": (Fault("week", "no working day at all"),)},
        "the calendar cannot be built: no working day at all @ week [CK103]",
    ),
    (
        UnknownDays(date(2027, 1, 4), date(2019, 1, 1), date(2026, 12, 31), "cn"),
        ValueError,
        {"day": date(2027, 1, 4), "known_from": date(2019, 1, 1), "known_until": date(2026, 12, 31), "calendar": "cn"},
        (
            "2027-01-04 is past 2026-12-31, the last day calendar 'cn' knows holidays for, and strict mode is on; "
            "load data for 2027. [CK201]"
        ),
    ),
    (
        UnknownDays(date(2018, 12, 31), date(2019, 1, 1), None, "cn"),
        ValueError,
        {"day": date(2018, 12, 31), "known_until": None},
        (
            "2018-12-31 is before 2019-01-01, the first day calendar 'cn' knows holidays for, and strict mode is on; "
            "load data for 2018. [CK201]"
        ),
    ),
    (
        HorizonError(None, date(1970, 1, 1), date(2125, 12, 31), "cn"),
        OverflowError,
        {"day": None, "first": date(1970, 1, 1), "last": date(2125, 12, 31), "calendar": "cn"},
        (
            "the answer is outside 1970-01-01 to 2125-12-31, the days in the table of calendar 'cn'; "
            "shorten the term or give the calendar a wider horizon. [CK202]"
        ),
    ),
    (
        UnknownCase("c-17", "acme"),
        LookupError,
        {"case_id": "c-17", "tenant": "acme"},
        "there is no case 'c-17' of tenant 'acme'; give the id that `file` returned, and its tenant. [CK301]",
    ),
    (
        UnknownTenant("acme"),
        LookupError,
        {"tenant": "acme"},
        "there is no tenant 'acme'; check its spelling, or file its first case. [CK302]",
    ),
    (
        UnknownPolicy("bank", "3", date(2026, 1, 1)),
        LookupError,
        {"policy": "bank", "version": "3", "day": date(2026, 1, 1)},
        "there is no policy 'bank' version '3' in force on 2026-01-01; add it to the history. [CK303]",
    ),
    (
        Refused({"granted": False}, "refused: above the band"),
        RuntimeError,
        {"decision": {"granted": False}},
        "refused: above the band [CK401]",
    ),
    (
        StaleVersion("case c-17", 4, 5),
        RuntimeError,
        {"subject": "case c-17", "expected": 4, "actual": 5},
        "case c-17 is at version 5, this command was decided on version 4; load it again and decide anew. [CK402]",
    ),
    (
        StoreError("full", "complaints.db", "the disk is used up; make room and try again"),
        OSError,
        {"kind": "full", "path": "complaints.db", "problem": "the disk is used up; make room and try again"},
        "the store 'complaints.db' cannot be used: the disk is used up; make room and try again [CK502]",
    ),
    (
        DeliveryFailed("status 503", timedelta(minutes=2), False, True),
        RuntimeError,
        {"problem": "status 503", "retry_after": timedelta(minutes=2), "final": False, "halts": True},
        "the notice was not delivered: status 503; try again after 0:02:00 [CK503]",
    ),
    (
        DeliveryFailed("no such mailbox", final=True),
        RuntimeError,
        {"problem": "no such mailbox", "retry_after": None, "final": True, "halts": False},
        "the notice was not delivered: no such mailbox [CK503]",
    ),
    (
        KeyConflict("mail-8871", "acme"),
        ValueError,
        {"key": "mail-8871", "tenant": "acme"},
        (
            "the key 'mail-8871' of tenant 'acme' was used before with other content; "
            "send the same content again, or use a new key. [CK403]"
        ),
    ),
    (
        ClockSkew(NOON, NOON + timedelta(minutes=9), timedelta(minutes=5)),
        RuntimeError,
        {"now": NOON, "last": NOON + timedelta(minutes=9), "tolerance": timedelta(minutes=5)},
        (
            "the clock says 2026-03-02T04:00:00+00:00, 0:09:00 behind the last event (2026-03-02T04:09:00+00:00) "
            "and more than the 0:05:00 allowed; set the clock right. [CK404]"
        ),
    ),
    (
        IntegrityError("the hash does not match", "case c-17", 3),
        RuntimeError,
        {"subject": "case c-17", "position": 3},
        "the hash does not match (case c-17, event 3) [CK501]",
    ),
    (
        MissingExtra("sqlalchemy", "SQLAlchemyStore"),
        ImportError,
        {"extra": "sqlalchemy", "needed_by": "SQLAlchemyStore"},
        "SQLAlchemyStore needs the extra 'sqlalchemy'; run: pip install 'complaintkit[sqlalchemy]' [CK601]",
    ),
]


@pytest.mark.parametrize(("error", "builtin", "data", "text"), CASES, ids=lambda value: type(value).__name__)
def test_an_error_keeps_its_text_its_data_and_its_builtin(error, builtin, data, text):
    """Each error says what was given and what to do, carries its data and is caught as the builtin it means."""
    assert isinstance(error, ComplaintKitError)
    assert isinstance(error, builtin)
    assert str(error) == text
    assert {name: getattr(error, name) for name in data} == data


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("error", [case[0] for case in CASES], ids=lambda value: type(value).__name__)
def test_an_error_survives_pickle_and_copy(error, protocol):
    """Worker processes hand errors back whole: same class, same text, same data."""
    for again in (pickle.loads(pickle.dumps(error, protocol)), copy.copy(error), copy.deepcopy(error)):
        assert type(again) is type(error)
        assert str(again) == str(error)
        assert vars(again) == vars(error)


def test_every_error_is_tried_above_and_has_a_code_of_its_own():
    """A new error cannot be forgotten here, and no two share a code."""
    classes = {
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, ComplaintKitError) and value is not ComplaintKitError
    }
    assert classes == {type(case[0]) for case in CASES}
    assert len({each.code for each in classes}) == len(classes)


def test_the_base_takes_a_plain_text():
    """The base can be raised as it is."""
    assert str(ComplaintKitError("something else")) == "something else [CK100]"
    assert str(ComplaintKitError()) == " [CK100]"


def test_an_integrity_error_without_a_subject_is_only_its_text():
    """The subject is optional."""
    assert str(IntegrityError("the anchor does not match")) == "the anchor does not match [CK501]"


def test_a_text_in_place_of_faults_is_a_programming_mistake():
    """A text would fall apart into letters; the error says what to write instead."""
    with pytest.raises(TypeError, match=r"use PolicyError\.one\('oh no'\)"):
        PolicyError("oh no")  # type: ignore[arg-type]


def test_faults_are_collected_in_order_and_raised_at_once():
    """Nothing is raised while nothing is wrong; then everything, in order."""
    faults = Faults()
    faults.raise_if_any()
    faults.add("a", "first")
    faults.extend([Fault("b", "second", "c1")])
    assert faults.found == tuple(faults) == (Fault("a", "first"), Fault("b", "second", "c1"))
    assert len(faults) == 2
    with pytest.raises(PolicyError) as caught:
        faults.raise_if_any(PolicyError, "no good")
    assert caught.value.faults == faults.found
    assert str(caught.value) == "no good: 2 faults\n  first @ a\n  second @ b [c1] [CK102]"
