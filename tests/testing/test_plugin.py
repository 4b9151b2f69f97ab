"""The pytest plugin: opt-in, with fixtures, profiles and an option; tried in suites of an embedder's own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT

POLICY = """
import pytest
from tests.testing.shop import CALENDAR_ENDS, shop

@pytest.fixture
def complaint_policy():
    return shop()
"""
ASKED = 'pytest_plugins = ["complaintkit.testing.plugin"]\n'
FIXTURES = """
from datetime import datetime
from complaintkit import Actor
from complaintkit.storage.sqlite import SQLiteStore
from complaintkit.testing import assert_due, assert_may

def test_memory(complaint_desk, complaint_clock):
    # in force from Thursday 1 January 2026; a week later is Thursday the 8th, 09:00 in Shanghai
    assert complaint_clock.now().isoformat() == "2026-01-08T01:00:00+00:00"
    case = complaint_desk.file(by=Actor("ana"))
    assert case.id == "case-1"
    assert_due(complaint_desk, case, "answer", "2026-01-15")
    assert_may(complaint_desk, case, "take", Actor("ana"))

def test_file(complaint_desk_on_file, complaint_desk, tmp_path):
    assert isinstance(complaint_desk_on_file.store, SQLiteStore)
    complaint_desk_on_file.file(by=Actor("ana"))
    assert (tmp_path / "complaints.db").exists()
    assert not complaint_desk.find().cases
"""


def suite(folder, *options, conftest, tests):
    """Run a suite in an interpreter of its own, without this project's settings; the outcome and what it said."""
    (folder / "conftest.py").write_text(conftest)
    (folder / "test_own.py").write_text(tests)
    (folder / "pytest.ini").write_text("[pytest]\n")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}
    env.pop("HYPOTHESIS_PROFILE", None)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, str(folder)]
    done = subprocess.run(command, env=env, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_the_fixtures_give_a_clock_and_desks(tmp_path):
    """A fixed clock, a desk in memory, one on a file of the test's own."""
    code, said = suite(tmp_path, conftest=ASKED + POLICY, tests=FIXTURES)
    assert code == 0, said
    assert "2 passed" in said


def test_without_a_policy_the_fixtures_say_what_to_define(tmp_path):
    """The embedder's policy is asked for by its name."""
    code, said = suite(tmp_path, conftest=ASKED, tests="def test_it(complaint_desk): ...\n")
    assert code == 1
    assert "define a fixture named complaint_policy that returns your policy" in said


def test_it_does_nothing_unless_asked_for(tmp_path):
    """Installed and not named, there is neither fixture nor option, and nothing of the library is loaded."""
    tests = "import sys\ndef test_it():\n    assert not [name for name in sys.modules if 'complaintkit' in name]\n"
    assert suite(tmp_path, conftest="", tests=tests)[0] == 0
    code, said = suite(tmp_path, "--policy-profile=quick", conftest="", tests=tests)
    assert code == 4
    assert "unrecognized arguments: --policy-profile=quick" in said


PROFILE = """
from hypothesis import settings
from complaintkit.testing import PROFILES
from complaintkit.testing.profiles import profile_named

def test_it():
    assert profile_named(None) is PROFILES["{name}"]
    assert settings().max_examples == {examples}
"""


@pytest.mark.parametrize(
    ("options", "name", "examples"),
    [
        ((), "default", 100),
        (("--policy-profile=quick",), "quick", 100),
        (("--policy-profile=thorough", "--hypothesis-profile=complaintkit-thorough"), "thorough", 250),
        (("--hypothesis-profile=complaintkit-quick",), "default", 5),
    ],
)
def test_the_profiles_are_chosen_on_the_command_line(tmp_path, options, name, examples):
    """Ours for check_policy by our option, those of Hypothesis by its own; without either all is as it was."""
    code, said = suite(tmp_path, *options, conftest=ASKED, tests=PROFILE.format(name=name, examples=examples))
    assert code == 0, said


def test_the_chosen_profile_is_told(tmp_path):
    """In the header, with its figures; an unknown one is refused."""
    chosen = suite(tmp_path, "-v", "--policy-profile=quick", conftest=ASKED, tests="def test_it(): ...\n")[1]
    assert "complaintkit: policy profile quick, Profile(lifetimes=3, steps=8, examples=5)" in chosen
    code, said = suite(tmp_path, "--policy-profile=slow", conftest=ASKED, tests="def test_it(): ...\n")
    assert code == 4
    assert "invalid choice: 'slow'" in said


def test_hypothesis_knows_no_profile_of_ours_unasked(tmp_path):
    """Without one of the options nothing is registered, and Hypothesis is not even imported."""
    tests = "import sys\ndef test_it():\n    assert 'complaintkit.testing.plugin' in sys.modules\n"
    tests += "    assert 'hypothesis' not in sys.modules\n"
    code, said = suite(tmp_path, "-p", "no:hypothesispytest", conftest=ASKED, tests=tests)
    assert code == 0, said
