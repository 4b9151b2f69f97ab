"""What scenarios share: a beginning gives its very steps to each that takes it, and is read as strictly."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from tests.policies import tiny
from tests.policies.loading import ScenarioError, load_all, parse
from tests.policies.runner import run
from tests.policies.world import ScenarioFailure

HEAD = """
policy = "tiny"
[actors]
clerk = { roles = ["clerk"] }
"""
FILED = """
[[beginning]]
name = "filed"
[[beginning.step]]
at = 2026-03-02T09:00:00+08:00
file = { channel = "desk" }
by = "clerk"
complainant = { name = "Li", contact = "13800000000" }
facts.item = "chair"
expect.stage = "open"
"""
ACCEPTED = """
[[beginning]]
name = "accepted"
after = "filed"
[[beginning.step]]
act = "accept"
by = "clerk"
"""
LOOKED = """
[[beginning]]
name = "looked into"
after = "accepted"
[[beginning.step]]
at = 2026-03-03T10:00:00+08:00
act = "look_into"
by = "clerk"
facts.cause = "a loose screw"
"""
STORY = """
[[scenario]]
name = "it holds"
begin = "looked into"
[[scenario.step]]
act = "propose"
by = "clerk"
facts.amount = "100 CNY"
"""
WAY = FILED + ACCEPTED + LOOKED
GOOD = HEAD + WAY + STORY
CHINA = timezone(timedelta(hours=8))


def read(text: str):
    """The one scenario of a text."""
    (scenario,) = parse(text, "tiny.toml")
    return scenario


def begun(begin: str, *, way: str = WAY, more: str = ""):
    """The scenario that begins in some way."""
    return read(HEAD + way + STORY.replace('"looked into"', begin) + more)


def reach(*lines: str) -> str:
    """One more step of the scenario, which takes a beginning."""
    return "\n".join(["[[scenario.step]]", *lines, ""])


def faults(text: str) -> tuple[str, ...]:
    """What is wrong with a file's text."""
    with pytest.raises(ScenarioError) as error:
        parse(text, "tiny.toml")
    return error.value.faults


def verbs(scenario) -> list[tuple[str, str]]:
    """What is done, and on which case."""
    return [(step.verb if step.verb != "act" else step.target, step.alias) for step in scenario.steps]


def test_a_scenario_begins_where_its_beginning_ends():
    """Its steps are those of the beginning, those of the beginnings before it first, and then its own."""
    scenario = read(GOOD)
    assert [str(step) for step in scenario.steps] == [
        "begin, step 1 of the beginning 'filed' (file by clerk)",
        "begin, step 1 of the beginning 'accepted' (act accept by clerk)",
        "begin, step 1 of the beginning 'looked into' (act look_into by clerk)",
        "step 1 (act propose by clerk)",
    ]
    assert [step.number for step in scenario.steps] == [1, 2, 3, 4]
    assert scenario.steps[0].expect == {"stage": "open"}
    assert scenario.steps[2].keys["facts"] == {"cause": "a loose screw"}


def test_the_order_in_the_file_is_free():
    """A beginning may stand before the one it comes after."""
    assert read(HEAD + LOOKED + ACCEPTED + FILED + STORY) == read(GOOD)


def test_a_beginning_runs_as_its_steps_would():
    """What the spelled-out scenario makes of a case, the shared beginning makes of it too."""
    spelled = "[[scenario]]\nname = 'it holds'\n" + "".join(
        part.partition("[[beginning.step]]")[2].join(["[[scenario.step]]", ""]) for part in (FILED, ACCEPTED, LOOKED)
    )
    own = STORY.partition("[[scenario.step]]")
    ends = [run(scenario, build=tiny.policy) for scenario in (read(HEAD + spelled + own[1] + own[2]), read(GOOD))]
    cases = [world.desk.get(world.case_id("case")) for world in ends]
    records = [{record: len(entries) for record, entries in case.records.items()} for case in cases]
    assert records[0] == records[1]
    assert {"filed", "accepted", "investigated", "proposed"} <= set(records[1])
    assert [str(case.redress_proposed) for case in cases] == ["100.00 CNY", "100.00 CNY"]


def test_what_a_beginning_expects_is_checked():
    """Each time it is taken; the failure names scenario, beginning and step."""
    text = GOOD.replace('expect.stage = "open"', 'expect.stage = "shut"')
    with pytest.raises(ScenarioFailure) as failure:
        run(read(text), build=tiny.policy)
    assert str(failure.value).splitlines() == [
        "tiny.toml::it holds",
        "  begin, step 1 of the beginning 'filed' (file by clerk) at 2026-03-02T01:00:00+00:00",
        "    expect.stage: expected 'shut', got 'open'",
    ]


def test_other_facts():
    """A value laid over a fact goes to the step that gives it; the beginning itself stays as it is."""
    scenario = begun("{ name = 'looked into', facts = { item = 'table', cause = 'woodworm' } }",
                     more=reach("reach = 'filed'", "at = 2026-03-04T09:00:00+08:00", "case = 'other'"))  # fmt: skip
    assert scenario.steps[0].keys["facts"] == {"item": "table"}
    assert scenario.steps[2].keys["facts"] == {"cause": "woodworm"}
    assert scenario.steps[4].keys["facts"] == {"item": "chair"}
    one = WAY.replace('facts.item = "chair"', "facts.item = 1")
    assert begun("{ name = 'looked into', facts = { item = true } }", way=one).steps[0].keys["facts"]["item"] is True


def test_another_time():
    """`at` moves the first step, and each later one that has a time of its own by as much on the local clock."""
    ats = [step.get("at") for step in begun("{ name = 'looked into', at = 2026-02-13T16:30:00+08:00 }").steps]
    assert ats == [datetime(2026, 2, 13, 16, 30, tzinfo=CHINA), None, datetime(2026, 2, 14, 17, 30, tzinfo=CHINA), None]
    utc = [step.get("at") for step in begun("{ name = 'looked into', at = 2026-02-13T16:30:00Z }").steps]
    assert utc[2] == datetime(2026, 2, 14, 17, 30, tzinfo=timezone.utc)  # noqa: UP017


TWICE = """
[[beginning]]
name = "twice"
after = "looked into"
[[beginning.step]]
file = { channel = "post" }
by = "clerk"
as = "next"
link = ["follow_up", "case"]
facts.alike = { cases = ["case", "next"] }
[[beginning.step]]
sweep = { kind = "book", as = "case" }
[[beginning.step]]
sweep = {}
[[beginning.step]]
act = "accept"
by = "clerk"
case = "next"
"""


def test_another_case():
    """`case` names the case of a beginning anew; a second one goes the same way under its own name."""
    more = reach("reach = 'filed'", "at = 2026-03-04T09:00:00+08:00", "case = 'other'")
    more += reach("reach = 'accepted'", "after = 'filed'", "case = 'other'")
    assert verbs(begun("'looked into'", more=more))[4:] == [("file", "other"), ("accept", "other")]


def test_another_case_wherever_it_is_named():
    """Where it is filed, acted on, linked to and opened by a sweep; the other cases of a beginning keep their names."""
    story = STORY.replace("by =", "case = 'one'\nby =").replace('"looked into"', "{ name = 'twice', case = 'one' }")
    scenario = read(HEAD + WAY + TWICE + story)
    assert verbs(scenario) == [
        ("file", "one"), ("accept", "one"), ("look_into", "one"), ("file", "next"), ("sweep", "one"), ("sweep", "one"),
        ("accept", "next"), ("propose", "one"),
    ]  # fmt: skip
    assert scenario.steps[3].keys["link"] == ["follow_up", "one"]
    assert scenario.steps[3].keys["facts"] == {"alike": {"cases": ["one", "next"]}}


def test_a_step_goes_on_from_one_beginning_to_a_later_one():
    """`reach` with `after` takes the steps between; the place names the scenario's step too."""
    scenario = begun("'filed'", more=reach("reach = 'looked into'", "after = 'filed'", "facts.cause = 'rust'"))
    assert verbs(scenario) == [("file", "case"), ("propose", "case"), ("accept", "case"), ("look_into", "case")]
    assert str(scenario.steps[3]) == "step 2, step 1 of the beginning 'looked into' (act look_into by clerk)"
    assert scenario.steps[3].keys["facts"] == {"cause": "rust"}
    later = reach("reach = 'accepted'", "after = 'filed'", "at = 2026-03-04T09:00:00+08:00")
    moved = begun("'filed'", way=FILED + ACCEPTED, more=later)
    assert moved.steps[2].keys["at"] == datetime(2026, 3, 4, 9, tzinfo=CHINA)


def test_a_beginning_may_go_over_another():
    """With its own facts, upon which the scenario lays its own; the place names the whole way."""
    way = WAY + "[[beginning]]\nname = 'rusty'\nafter = 'filed'\n[[beginning.step]]\n"
    way += "reach = 'looked into'\nafter = 'filed'\nfacts.cause = 'rust'\n"
    later = reach("reach = 'looked into'", "after = 'accepted'", "at = 2026-03-09T09:00:00+08:00")
    scenario = begun("'rusty'", way=way, more=later)
    assert scenario.steps[2].keys["facts"] == {"cause": "rust"}
    assert scenario.steps[2].place == "begin, step 1 of the beginning 'rusty', step 1 of the beginning 'looked into'"
    again = begun("{ name = 'rusty', facts = { cause = 'damp' } }", way=way)
    assert again.steps[2].keys["facts"] == {"cause": "damp"}


@pytest.mark.parametrize(
    ("begin", "said"),
    [
        ("'lookd into'", "begin: there is no beginning 'lookd into'; known are 'filed', 'accepted', 'looked into'"),
        ("3", "begin: a beginning is taken by its name, got 3"),
        ("{ case = 'other' }", "begin: a beginning is taken by its name, got None"),
        ("{ name = 'filed', by = 'clerk' }", "begin: unknown key 'by' beside a beginning; known are after, at, case"),
        ("{ name = 'looked into', after = 'filed' }", "begin: 'after' goes with 'reach' in a step"),
        ("{ name = 'filed', case = 'case' }", "begin: 'case' names another alias than 'case', got 'case'"),
        ("{ name = 'filed', case = '' }", "begin: 'case' names another alias than 'case', got ''"),
        ("{ name = 'filed', facts = { cause = 'x' } }", "facts.cause: no step taken of the beginning 'filed' gives it"),
        ("{ name = 'filed', facts = { item = 'chair' } }", "facts.item: the beginning 'filed' says 'chair' already"),
        ("{ name = 'filed', facts = ['item'] }", "begin: facts: expected a table, got ['item']"),
        ("{ name = 'filed', at = 2026-03-02T09:00:00+08:00 }", "is at 2026-03-02T09:00:00+08:00 already"),
        ("{ name = 'filed', at = 2026-03-03 }", "begin: 'at' is an instant with its offset, got datetime.date"),
        ("{ name = 'filed', at = 2026-03-03T09:00:00 }", "begin: 'at' is an instant with its offset, got"),
    ],
)
def test_a_beginning_wrongly_taken_is_told(begin, said):
    """What is unknown, and what is said but changes nothing: one fault, with file and scenario."""
    (fault,) = faults(GOOD.replace('begin = "looked into"', f"begin = {begin}"))
    assert fault.startswith(("tiny.toml: 'it holds', begin: ", "tiny.toml: 'it holds': begin: "))
    assert said in fault


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("reach = 'nowhere'",), "step 2: there is no beginning 'nowhere'"),
        (("reach = 'accepted'", "after = 'looked into'"), "'accepted' does not come after 'looked into'"),
        (("reach = 'filed'", "after = 'filed'"), "step 2: 'filed' does not come after 'filed': 'filed'"),
        (("reach = 'filed'", "expect.stage = 'open'"), "step 2: unknown key 'expect' beside a beginning"),
        (("reach = 'filed'", "case = 'b'"), "the clock stands at 2026-03-03T10:00:00+08:00 already, 'at' is before"),
        (("reach = 'looked into'", "after = 'filed'", "at = 2026-03-09T09:00:00+08:00"), "has no 'at' to count"),
        (("reach = 'accepted'", "after = 'filed'", "case = 'b'"), "no step before has filed or opened the case 'b'"),
    ],
)
def test_a_way_wrongly_taken_is_told(lines, said):
    """An `after` that does not lie on the way, a case that is not there, a clock that would go back."""
    (fault,) = faults(GOOD + reach(*lines))
    assert fault.startswith("tiny.toml: 'it holds', step 2")
    assert said in fault


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "accepted"', 'name = ""', "tiny.toml: beginning 2: a beginning needs a 'name'"),
        ('name = "accepted"', 'title = "accepted"', "tiny.toml: beginning 2: a beginning needs a 'name'"),
        ('name = "accepted"', 'name = "filed"', "tiny.toml: the beginning 'filed': two beginnings have the same name"),
        ('after = "filed"', "after = 3", "the beginning 'accepted': after = the name of another beginning, got 3"),
        ('after = "filed"', 'before = "filed"', "the beginning 'accepted': the beginning: unknown key 'before'"),
        ('after = "filed"', 'after = "fild"', "tiny.toml: the beginning 'accepted': there is no beginning 'fild'"),
        ('after = "filed"', 'after = "accepted"', "in a circle: 'accepted' after 'accepted'"),
        ('after = "filed"', 'after = "looked into"', "in a circle: 'accepted' after 'looked into' after 'accepted'"),
        ('act = "accept"\nby = "clerk"', 'reach = "looked into"', "circle: 'accepted' through 'accepted'"),
        ('after = "filed"', "", "tiny.toml: step 1 of the beginning 'accepted': no step before has filed"),
        ('act = "accept"', 'act = "accept"\nfact.a = 1', "step 1 of the beginning 'accepted': a step with 'act'"),
        ('act = "accept"\nby = "clerk"', 'act = "accept"\nby = "boss"', "'by' names nobody of the actors: 'boss'"),
        ("at = 2026-03-02T09:00:00+08:00", "", "tiny.toml: step 1 of the beginning 'filed': the first step needs 'at'"),
        ("at = 2026-03-03T10", "at = 2026-03-01T10", "step 1 of the beginning 'looked into': the clock stands at"),
    ],
)
def test_a_slip_in_a_beginning_is_told_once(old, new, said):
    """At its own place, however many scenarios take it and beginnings come after it."""
    assert old in GOOD
    told = faults(GOOD.replace(old, new, 1) + STORY.replace("it holds", "it holds again"))
    assert [fault for fault in told if said in fault] == [fault for fault in dict.fromkeys(told) if said in fault] != []
    assert not [fault for fault in told if "it holds" in fault]


def test_a_beginning_needs_steps_and_takers():
    """One without steps is a fault, and so is one that no scenario takes, nor a beginning that one takes."""
    bare = FILED.partition("[[beginning.step]]")[0]
    assert "a beginning needs at least one [[beginning.step]]" in faults(GOOD.replace(FILED, bare))[0]
    (fault,) = faults(GOOD.replace('begin = "looked into"', 'begin = "accepted"'))
    assert fault == "tiny.toml: no scenario takes the beginning 'looked into'"
    (fault,) = faults(HEAD + WAY + '[[scenario]]\nname = "it holds"\nbegin = "looked into"\n')
    assert fault == "tiny.toml: 'it holds': a scenario needs at least one [[scenario.step]] of its own"


def write(folder, **files: str) -> None:
    """Put files into a folder; a name's ``_dot_`` is its dot."""
    for name, text in files.items():
        (folder / f"{name.replace('_dot_', '.')}.toml").write_text(text, encoding="utf-8")


BEGUN = STORY.replace("looked into", "filed")
POLICY = 'policy = "tiny"\n'


def test_files_of_a_policy_share_a_file(tmp_path):
    """Its head stands beneath theirs, and its beginnings are known to all of them."""
    shared = HEAD.replace("[actors]", "params = { a = 1, b = 2 }\n[actors]") + FILED + ACCEPTED
    own = POLICY + 'params = { b = 3 }\nactors = { boss = { roles = ["boss"] } }\n'
    write(tmp_path, tiny_dot_beginnings=shared, tiny_a=own + LOOKED + STORY, tiny_b=POLICY + BEGUN)
    first, second = load_all(tmp_path)
    assert first.params == {"a": 1, "b": 3}
    assert sorted(first.actors) == ["boss", "clerk"]
    assert sorted(second.actors) == ["clerk"]
    assert verbs(first) == [("file", "case"), ("accept", "case"), ("look_into", "case"), ("propose", "case")]
    assert [step.place for step in second.steps] == ["begin, step 1 of the beginning 'filed'", "step 1"]


def test_other_files_see_nothing_of_it(tmp_path):
    """Neither those of another policy, nor one file the beginnings that another has for itself."""
    write(tmp_path, tiny_dot_beginnings=HEAD + FILED, tiny_a=POLICY + BEGUN)
    write(tmp_path, other=HEAD.replace("tiny", "other") + BEGUN)
    with pytest.raises(ScenarioError, match=r"other\.toml: 'it holds', begin: there is no beginning 'filed'"):
        load_all(tmp_path)
    write(tmp_path, other=POLICY + ACCEPTED + STORY.replace("looked into", "accepted"))
    write(tmp_path, tiny_a=POLICY + STORY.replace("looked into", "accepted"))
    with pytest.raises(ScenarioError, match=r"tiny_a\.toml: 'it holds', begin: there is no beginning 'accepted'"):
        load_all(tmp_path)
    write(tmp_path, tiny_a=POLICY + FILED + BEGUN)
    with pytest.raises(ScenarioError, match=r"tiny_a\.toml: the beginning 'filed': two beginnings have the same name"):
        load_all(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("tiny", HEAD + FILED + ACCEPTED, "tiny.beginnings.toml: no scenario takes the beginning 'accepted'"),
        ("tiny", HEAD + FILED + STORY, "tiny.beginnings.toml: scenarios stand in files of their own"),
        ("tiny", HEAD + FILED + "until = 1", "tiny.beginnings.toml: step 1 of the beginning 'filed': a step"),
        ("small", HEAD + FILED, "small.beginnings.toml: what the files of 'tiny' share stands in 'tiny"),
    ],
)
def test_a_shared_file_is_read_strictly(tmp_path, name, text, said):
    """It has the name of its policy, no scenarios, no slips, and nothing that nobody takes."""
    write(tmp_path, tiny=POLICY + BEGUN, **{f"{name}_dot_beginnings": text})
    with pytest.raises(ScenarioError) as error:
        load_all(tmp_path)
    assert error.value.faults[0].startswith(said)
    assert len(error.value.faults) == 1
