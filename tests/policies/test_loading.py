"""Scenario files are read strictly: each slip of the pen is an error with its place."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from tests.policies.loading import ScenarioError, load_all, parse
from tests.policies.steps import EXPECT

HEAD = """
policy = "tiny"
[actors]
clerk = { roles = ["clerk"], unit = "u-1" }
"""
FIRST = """
[[scenario]]
name = "something holds"
rows = ["TN-01"]
[[scenario.step]]
at = 2026-03-02T09:00:00+08:00
file = { channel = "desk" }
by = "clerk"
"""
GOOD = HEAD + FIRST


def faults(text: str) -> tuple[str, ...]:
    """What is wrong with a file's text."""
    with pytest.raises(ScenarioError) as error:
        parse(text, "tiny.toml")
    return error.value.faults


def test_a_scenario_is_read():
    """The head's parameters and people come with each scenario, its own laid over them."""
    text = HEAD.replace("[actors]", "params = { a = 1, b = 2 }\n[actors]") + FIRST.replace(
        'rows = ["TN-01"]', 'rows = ["TN-01"]\nparams = { b = 3 }\nactors = { head = { roles = [] } }'
    )
    (scenario,) = parse(text, "tiny.toml")
    assert str(scenario) == "tiny.toml::something holds"
    assert scenario.policy == "tiny"
    assert scenario.rows == ("TN-01",)
    assert scenario.params == {"a": 1, "b": 3}
    assert scenario.actors == {"clerk": {"roles": ["clerk"], "unit": "u-1"}, "head": {"roles": []}}
    (step,) = scenario.steps
    assert (step.number, step.verb, step.alias) == (1, "file", "case")
    assert step.keys["at"] == datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=8)))
    assert step.keys["channel"] == "desk"
    assert str(step) == "step 1 (file by clerk)"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("expect.stag = 'open'", "tiny.toml: 'something holds', step 1: expect.stag: unknown; known are alleged, asks"),
        ("fact.a = 1", "tiny.toml: 'something holds', step 1: a step with 'file': unknown key 'fact'; known are about"),
        ("until = 1", "unknown key 'until'"),
        ("act = 'accept'", "one of file, act, hand_in, extend, correct, allege, join, sweep, consider, available"),
        ("act = 'accept'", "is needed, got file, act"),
        ("repeat = 0", "'repeat' is a whole number from 1 on, got 0"),
        ("repeat = true", "'repeat' is a whole number from 1 on, got True"),
        ("channel = 'desk'", "'channel' is said twice"),
        ("confirmed = 'polite'", "confirmed: expected a list of texts, got 'polite'"),
        ("facts = 3", "facts: expected a table, got 3"),
        ("complainant = { nam = 'Li' }", "complainant: unknown key 'nam'"),
        ("parties.reporter = { nam = 'Li' }", "reporter: unknown key 'nam'"),
        ("attachments = [{ title = 'x' }]", "attachments: unknown key 'title'"),
        ("link = ['follow_up']", "link = [link rule, alias of the other case]"),
        ("expect.records = 'filed'", "expect.records: expected a list of texts, got 'filed'"),
        ("expect.stage = 3", "expect.stage: expected a text, got 3"),
        ("expect.status.reply = 'late'", "expect.status.reply: expected one of met, met_late, overdue"),
        ("expect.forms.slip = 'office'", "expect.forms.slip: expected a list of texts, got 'office'"),
        ("expect.recorded.filed = true", "expect.recorded.filed: expected how often it is recorded, got True"),
        ("expect.due.reply = '2026-03-05'", "expect.due.reply: expected a date or an instant, got '2026-03-05'"),
        ("expect.due.reply = 2026-03-05T09:00:00", "expect.due.reply: an instant needs its offset"),
        ("expect.sanctions.fine = { sum = '5 CNY' }", "expect.sanctions.fine: unknown key 'sum'"),
        ("expect.facts = []", "expect.facts: expected a table, got []"),
        ("expect.lines.table = [['a', 1]]", "expect.lines: only a step with 'hand_in' draws them up"),
        ("expect.may = ['accept']", "expect.may: only a step with 'available' answers that"),
        ("expect.missing = ['a']", "expect.missing goes with expect.refused"),
    ],
)  # fmt: skip
def test_a_slip_is_told(more, said):
    """A key nobody reads, a value of the wrong form, an expectation that nothing answers: one fault, at its place."""
    (fault,) = faults(f"{GOOD}{more}\n")
    assert said in fault


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("at = 2026-03-02T09:00:00+08:00", "", "step 1: the first step needs 'at'"),
        ("at = 2026-03-02T09:00:00+08:00", "at = 2026-03-02T09:00:00", "step 1: 'at' is an instant with its offset"),
        ("at = 2026-03-02T09:00:00+08:00", "at = 2026-03-02", "step 1: 'at' is an instant with its offset"),
        ('by = "clerk"', 'by = "boss"', "step 1: 'by' names nobody of the actors: 'boss'"),
        ('by = "clerk"', "", "step 1: who does it? a step with 'file' needs 'by'"),
        ('file = { channel = "desk" }', "", "step 1: exactly one of file, act"),
        ('file = { channel = "desk" }', 'file = { chanel = "desk" }', "step 1: file: unknown key 'chanel'"),
        ('file = { channel = "desk" }', "file = 3", "step 1: file: expected a table, got 3"),
        ('file = { channel = "desk" }', "act = 3", "step 1: act = a text, got 3"),
        ('file = { channel = "desk" }', 'act = "accept"', "step 1: no step before has filed or opened the case 'case'"),
        ('file = { channel = "desk" }', 'look = {}\nexpect.stage = "x"', "no step before has filed or opened the case"),
        (
            'file = { channel = "desk" }',
            "hand_in = 'a'\nexpect.lines.t = ['b']",
            "lines.t: expected a list of lines, got ['b']",
        ),
        (
            'file = { channel = "desk" }',
            "hand_in = 'a'\nexpect.lines.t = 'b'",
            "lines.t: expected a list of lines, got 'b'",
        ),
        ('name = "something holds"', "", "tiny.toml: scenario 1: a scenario needs a 'name'"),
        ('rows = ["TN-01"]', 'rows = "TN-01"', "'something holds': rows: expected a list of texts, got 'TN-01'"),
        ('rows = ["TN-01"]', 'row = ["TN-01"]', "'something holds': the scenario: unknown key 'row'"),
        ('policy = "tiny"', "", "tiny.toml: the file's head: 'policy' names a module"),
        ('policy = "tiny"', 'policy = "tiny"\nparam = {}', "tiny.toml: the file's head: unknown key 'param'"),
        ('unit = "u-1"', 'units = "u-1"', "tiny.toml: actors.clerk: unknown key 'units'"),
        ('policy = "tiny"', "policy = tiny", "tiny.toml: not TOML"),
    ],
)
def test_what_a_file_needs(old, new, said):
    """The head, the names, the first instant, who acts and on which case: each is asked for where it lacks."""
    assert old in GOOD
    assert any(said in fault for fault in faults(GOOD.replace(old, new)))


def test_all_faults_come_at_once():
    """Two slips in two scenarios are two faults."""
    second = FIRST.replace("something holds", "another thing holds")
    text = HEAD + FIRST + "repeat = 0\n" + second + "expect.stag = ''\n"
    assert [fault.partition(": ")[2].partition(",")[0] for fault in faults(text)] == [
        "'something holds'", "'another thing holds'",
    ]  # fmt: skip


def test_names_are_told_apart():
    """Two scenarios of one file do not share a name, and a file has at least one."""
    assert "same name" in faults(HEAD + FIRST + FIRST)[0]
    assert "there is no [[scenario]] in it" in faults(HEAD)[0]


def test_a_refused_filing_leaves_no_case():
    """What was refused cannot be acted on."""
    step = '[[scenario.step]]\nact = "accept"\nby = "clerk"\n'
    assert parse(GOOD + step, "tiny.toml")[0].steps[1].alias == "case"
    (fault,) = faults(GOOD + "expect.refused = ['role']\n" + step)
    assert "step 2: no step before has filed or opened the case 'case'" in fault


def test_a_sweep_names_what_it_opened():
    """By `opened`, or by `kind` and `as`; never by both."""
    sweep = '[[scenario.step]]\nsweep = { kind = "book", as = "b" }\n[[scenario.step]]\nlook = {}\ncase = "b"\n'
    assert parse(GOOD + sweep, "tiny.toml")[0].steps[1].alias == "b"
    both = '[[scenario.step]]\nsweep = { opened = "a", as = "b" }\n'
    assert "one is enough" in faults(GOOD + both)[0]


def test_a_folder_is_read_whole(tmp_path):
    """Every file, by name; the faults of all files at once."""
    (tmp_path / "b.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "a.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "note.txt").write_text("no scenario", encoding="utf-8")
    assert [str(scenario) for scenario in load_all(tmp_path)] == ["a.toml::something holds", "b.toml::something holds"]
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(GOOD + "repeat = 0", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"(?s)a\.toml: .*b\.toml: "):
        load_all(tmp_path)


def test_every_expectation_is_explained(root):
    """The page about the form names each key of `expect`."""
    page = (root / "tests" / "policies" / "scenarios" / "README.md").read_text(encoding="utf-8")
    assert [key for key in sorted(EXPECT) if f"`{key}" not in page and f"`expect.{key}" not in page] == []
