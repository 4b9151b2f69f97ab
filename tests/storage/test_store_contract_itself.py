"""The store contract proves itself: every requirement has a test, and a broken store that only this test finds."""

from __future__ import annotations

import re
from unittest import SkipTest

import pytest

from complaintkit.errors import InvalidInput
from complaintkit.storage import MemoryStore
from complaintkit.testing import StoreContract, StoreUnderTest
from complaintkit.testing.store_contract import subject as waits
from tests.conftest import ROOT
from tests.storage.broken_stores import BROKEN, joining, twin

pytestmark = pytest.mark.filterwarnings("ignore:This process")
TESTS = {int(name[5:7]): name for name in dir(StoreContract) if name.startswith("test_")}


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """A store in memory needs no time to begin a transaction."""
    monkeypatch.setattr(waits, "PATIENCE", 0.02)


def failures(subject):
    """The requirements a store does not keep, with what the contract says; and those that could not be tried."""
    failed, skipped = {}, []
    for number, name in sorted(TESTS.items()):
        try:
            getattr(StoreContract(), name)(subject)
        except SkipTest:
            skipped.append(number)
        except AssertionError as error:
            failed[number] = str(error)
    return failed, skipped


@pytest.mark.parametrize("number", sorted(BROKEN))
def test_a_store_that_breaks_one_requirement_fails_exactly_it(number):
    """And the failure says what is wrong, rather than that something is."""
    failed, _ = failures(BROKEN[number]())
    assert list(failed) == [number], failed
    assert len(failed[number]) > 20, f"requirement {number} fails without saying what is wrong: {failed[number]!r}"


def test_every_requirement_of_the_document_has_a_test_and_a_broken_store():
    """The numbers run from 1 on without gaps, and a test's name has no other."""
    text = (ROOT / "docs" / "store-contract.md").read_text(encoding="utf-8")
    numbers = [int(number) for number in re.findall(r"^(\d+)\. ", text, flags=re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert sorted(TESTS) == numbers
    assert sorted(BROKEN) == numbers
    assert len([name for name in dir(StoreContract) if name.startswith("test_")]) == len(TESTS)


def test_a_sound_store_passes_with_a_callers_transaction_and_opened_again():
    """What the broken ones are made from is whole: only what cannot be in memory is skipped."""
    assert failures(joining()) == ({}, [46, 47, 48])
    assert failures(StoreUnderTest(make=MemoryStore, reopen=twin)) == ({}, [43, 44, 45, 47, 48])


def test_what_needs_the_store_opened_again_says_so():
    """A flag that could not be tried is an error, not a test skipped in silence."""
    for flag in ("across_processes", "survives_kill"):
        with pytest.raises(InvalidInput, match=flag):
            StoreUnderTest(make=MemoryStore, **{flag: True})
