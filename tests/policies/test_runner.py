"""The runner itself: it passes what is right, fails what is not, and says where and how."""

from __future__ import annotations

import re

import pytest

from complaintkit.desk.verify import VerifyReport
from complaintkit.errors import InvalidInput
from complaintkit.storage.memory import MemoryStore
from tests.policies import tiny
from tests.policies.expectations import CHECKS, same_value
from tests.policies.loading import parse
from tests.policies.runner import at_end, run
from tests.policies.steps import EXPECT
from tests.policies.world import ScenarioFailure

HEAD = """
policy = "tiny"
[actors]
clerk = { roles = ["clerk"] }
boss = { roles = ["boss"] }
guest = {}

[[scenario]]
name = "it holds"
[[scenario.step]]
at = 2026-03-02T09:00:00+08:00
file = { channel = "desk" }
by = "clerk"
complainant = { name = "Li", contact = "13800000000" }
facts.item = "chair"
"""

STEP = "\n[[scenario.step]]\nby = '{by}'\n{verb}\n"


def step(verb: str, *more: str, by: str = "clerk") -> str:
    """One more step, with lines of its own."""
    return STEP.format(by=by, verb=verb) + "".join(f"{line}\n" for line in more)


ACCEPT = step("act = 'accept'")
LOOKED = step("act = 'look_into'", "facts.cause = 'a loose screw'")
PROPOSE = step("act = 'propose'", "facts.amount = '100 CNY'")
GRANT = step("act = 'grant'")
FINE = step("act = 'fine'", "facts.person = 'emp-3'", "facts.amount = '70 CNY'", by="boss")
AGREE = step("act = 'agree'", "facts.agreed = 2026-03-04T12:00:00+08:00")
SLIP = step("act = 'slip'")
ANSWER = step("act = 'answer'", "message = { means = 'letter' }")
ALLEGE = step("allege = 'polite'", "against = 'emp-3'")
BOOK = step("sweep = { kind = 'book', as = 'book' }") + step("hand_in = 'read'", "case = 'book'")
LATE = step("sweep = {}", "at = 2026-03-06T00:00:00+08:00")
LIFT = step("act = 'answer'", "message = { means = 'letter' }", "occurred_at = 2026-03-05T12:00:00+08:00")
NEXT = step("file = { channel = 'post' }", "as = 'next'", "facts.item = 'table'", "link = ['follow_up', 'case']")
OTHER = step("file = { channel = 'post' }", "as = 'next'", "facts.item = 'table'")


def played(text: str):
    """Run the one scenario of a text on the tiny policy."""
    (scenario,) = parse(HEAD + text, "tiny.toml")
    return run(scenario, build=tiny.policy)


# What has been played, an expectation that holds after it, one that does not, and how that is told.
HELD = [
    ("", "stage = 'open'", "stage = 'done'", "expect.stage: expected 'done', got 'open'"),
    ("", "stage_kind = 'open'", "stage_kind = 'closed'", "expected 'closed', got 'open'"),
    ("", "owner = 'clerk'", "owner = 'boss'", "expect.owner: expected 'boss', got 'clerk'"),
    ("", "category = ''", "category = 'chairs'", "expect.category: expected 'chairs', got None"),
    ("", "number = ''", "number = '260301'", "expect.number: expected '260301', got None"),
    (ACCEPT, "number = '260301'", "number = ''", "expect.number: expected '', got '260301'"),
    (ACCEPT, "records = ['filed', 'accepted']", "records = ['filed', 'closed']",
     "expect.records: expected ['filed', 'closed'], got ['accepted', 'filed'] (without closed)"),
    ("", "no_records = ['closed']", "no_records = ['closed', 'filed']",
     "expect.no_records: expected none of ['closed', 'filed'], but there is filed"),
    ("", "registers = ['ledger']", "registers = []", "expect.registers: expected [], got ['ledger']"),
    (OTHER, "found_in_register = 'ledger'", "found_in_register = 'ledger'\ncase = 'next'",
     "expected 'next' in 'ledger', where there is ['case']"),
    (SLIP, "forms.slip = ['office', 'store']", "forms.slip = ['office']",
     "expect.forms.slip: expected ['office'], got ['office', 'store'] (made out: slip)"),
    ("", "no_forms = ['slip']", "forms.slip = []", "expect.forms.slip: expected [], got None (made out: none)"),
    (SLIP, "recorded.issued = 1", "no_forms = ['slip']", "expected none of ['slip'], but there is slip"),
    ("", "facts.item = 'chair'", "facts.item = 'table'", "expect.facts.item: expected 'table', got 'chair'"),
    (PROPOSE, "facts.amount = '100.00 CNY'", "facts.amount = '100.01 CNY'", "facts.amount: expected '100.01 CNY'"),
    # art. 3: three days after Monday 2 March are Thursday 5 March
    ("", "due.reply = 2026-03-05", "due.reply = 2026-03-04", "due.reply: expected '2026-03-04', got '2026-03-05'"),
    ("", "due.reply = 2026-03-05T23:59:59+08:00", "due.reply = 2026-03-05T23:59:58+08:00",
     "expected '2026-03-05 23:59:58+08:00', got '2026-03-05 23:59:59+08:00'"),
    ("", "due.'reply#1' = 2026-03-05", "due.'reply#2' = 2026-03-05", "got None (the case has reply running)"),
    (AGREE, "due.reply = 2026-03-04T12:00:00+08:00", "due.reply = 2026-03-05", "expected '2026-03-05'"),
    ("", "status.reply = 'running'", "status.reply = 'met'", "expect.status.reply: expected 'met', got 'running'"),
    ("", "fired = []", "fired = ['reply/late']", "expect.fired: expected ['reply/late'], got [] (without reply/late)"),
    (LATE, "fired = ['reply/late']", "fired = []", "expect.fired: expected [], got ['reply/late']"),
    (LOOKED + LATE + LIFT, "lifted = ['reply/late']", "lifted = []", "expect.lifted: expected [], got ['reply/late']"),
    (LOOKED + ANSWER, "told = ['answer/letter']", "told = ['answer/telephone']",
     "expect.told: expected ['answer/telephone'], got ['answer/letter']"),
    (FINE, "sanctions.fine = { state = 'proposed', subject = 'emp-3', amount = '20 CNY', measures = ['warning'] }",
     "sanctions.fine = { amount = '21 CNY' }", "got [\"proposed emp-3 20.00 CNY ['warning']\"]"),
    (PROPOSE, "proposed = '100 CNY'", "proposed = ''", "expect.proposed: expected '', got '100.00 CNY'"),
    (PROPOSE + GRANT, "redress = '100 CNY'", "redress = '100.01 CNY'", "expected '100.01 CNY', got '100.00 CNY'"),
    ("", "redress = ''", "redress = '1 CNY'", "expect.redress: expected '1 CNY', got"),
    (LOOKED + ANSWER + NEXT, "links = ['follow_up:next']", "links = []", "links: expected [], got ['follow_up:next']"),
    (LOOKED, "recorded.investigated = 1", "recorded.investigated = 2", "recorded.investigated: expected 2, got 1"),
    (ALLEGE, "alleged = ['polite:emp-3']", "alleged = ['polite:emp-4']", "got ['polite:emp-3'] (without polite:emp-4)"),
    ("", "explain = 'reply to the customer'", "explain = 'no such word'", "expected a text with 'no such word'"),
    ("", "kept_until = ''", "kept_until = '2027-03-02'", "expect.kept_until: expected '2027-03-02', got ''"),
    ("", "period = ''", "period = '2026-03-02'", "expect.period: expected '2026-03-02', got None"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "right", "wrong", "told"), HELD, ids=lambda text: text.strip()[:40] or "filed")
def test_a_look_at_the_case(before, right, wrong, told):
    """Of each kind of expectation: a right one passes, a wrong one fails, telling step, what was expected and got."""
    played(before + step("look = {}", f"expect.{right}"))
    with pytest.raises(ScenarioFailure) as failure:
        played(before + step("look = {}", f"expect.{wrong}"))
    text = str(failure.value)
    assert text.startswith("tiny.toml::it holds\n  step ")
    assert "(look by clerk) at 2026-03-0" in text
    assert told in text


# A step, what holds of it, what does not, and how that is told.
TAKEN = [
    (step("act = 'answer'", "message = { means = 'letter' }"), "refused = ['guard']", "refused = ['role']",
     "expect.refused: expected ['role'], got ['guard'] (without role"),
    (step("act = 'answer'", "message = { means = 'letter' }"), "refused = ['guard']\nexpect.cites = ['TN art. 4']",
     "refused = ['guard']\nexpect.cites = ['TN art. 5']", "expect.cites: expected ['TN art. 5'], got ['TN art. 4']"),
    (step("act = 'answer'", "message = { means = 'letter' }"), "refused = ['guard']", "stage = 'done'",
     "expected the command to be granted, got a refusal: guard"),
    (ACCEPT, "stage = 'open'", "refused = ['role']", "expect.refused: expected ['role'], but the command was granted"),
    (ACCEPT, "cites = ['TN art. 3']", "cites = ['TN art. 4']", "cites: expected ['TN art. 4'], got ['TN art. 3']"),
    (step("consider = 'accept'"), "cites = ['TN art. 3']\nexpect.no_records = ['accepted']", "records = ['accepted']",
     "expect.records: expected ['accepted'], got ['filed'] (without accepted)"),
    (step("act = 'look_into'"), "refused = ['missing_facts']\nexpect.missing = ['cause']",
     "refused = ['missing_facts']\nexpect.missing = ['item']", "expect.missing: expected ['item'], got ['cause']"),
    (step("act = 'accept'", "facts.colour = 'red'"), "invalid = 'colour'", "invalid = 'weight'",
     "expect.invalid: expected a text with 'weight', got"),
    (step("act = 'accept'", "facts.colour = 'red'"), "invalid = 'colour'", "stage = 'open'",
     "expected the input to be taken, got"),
    (ACCEPT, "stage = 'open'", "invalid = 'colour'", "expected input to be refused with 'colour', but it was taken"),
    (SLIP, "notices = ['office', 'store']", "notices = ['boss']", "expected ['boss'], got ['office', 'store']"),
    (ACCEPT, "notices = []", "notices = ['boss']", "expect.notices: expected ['boss'], got []"),
    (LATE, "notices = ['boss']\nexpect.cites = ['TN art. 3']", "notices = []", "notices: expected [], got ['boss']"),
    (step("file = {}", "as = 'second'", by="guest"), "refused = ['role']", "refused = ['link']", "without link"),
    (step("available = {}"), "may = ['accept']", "may = ['fine']", "expect.may: expected ['fine'], got"),
    (step("available = {}"), "may_once = ['look_into']", "may_once = ['accept']", "accept may,"),
    (step("available = {}"), "may_not = ['fine']", "may_not = []", "expect.may_not: expected [], got"),
    (step("available = {}"), "asks.look_into = ['cause']", "asks.look_into = []",
     "expect.asks.look_into: expected [], got ['cause']"),
    (step("available = {}"), "instructions = ['polite']", "instructions = ['rude']", "without rude"),
    (step("view = {}"), "shown.item = 'chair'", "shown.item = 'stool'", "shown.item: expected 'stool', got 'chair'"),
    (BOOK, "lines.day_table = [['desk', 1, '100.0 %'], ['All', 1]]", "lines.day_table = [['post', 1], ['All', 1]]",
     "expect.lines.day_table: expected [['post', 1], ['All', 1]], got [['desk', 1], ['All', 1]] (drawn up: day_table)"),
    (BOOK, "facts.came_in = 1", "facts.came_in = 2", "expect.facts.came_in: expected 2, got 1"),
    (step("extend = 'reply'", "reason = 'difficult'", by="boss"),
     # two days on from Thursday 5 March: Saturday 7 March
     "due.reply = 2026-03-07\nexpect.cites = ['TN art. 3']", "due.reply = 2026-03-05", "got '2026-03-07'"),
    (step("extend = 'reply'", "reason = 'difficult'"), "refused = ['role']", "due.reply = 2026-03-07",
     "got a refusal: role"),
    (step("extend = 'reply'", "reason = 'a whim'", by="boss"), "refused = ['extension']", "due.reply = 2026-03-07",
     "got a refusal: extension"),
    (step("correct = 'filed'", "facts.item = 'stool'", "reason = 'misheard'"), "facts.item = 'stool'",
     "facts.item = 'chair'", "expect.facts.item: expected 'chair', got 'stool'"),
    (ALLEGE, "cites = ['TN art. 1']", "cites = ['TN art. 2']", "got ['TN art. 1']"),
    (step("look = {}", "params = { version = '2', in_force_from = '2026-07-01' }"), "stage = 'open'", "stage = 'done'",
     "expected 'done', got 'open'"),
    (step("look = {}", "params = { limit = '-1' }"), "invalid = 'above zero'", "stage = 'open'",
     "expected the input to be taken, got"),
    (step("look = {}", "params = { in_force_from = '2026-07-01' }"), "invalid = 'the same version'", "stage = 'open'",
     "the same version"),
]  # fmt: skip


@pytest.mark.parametrize(("taken", "right", "wrong", "told"), TAKEN, ids=lambda text: " ".join(text.split()[1:7])[:60])
def test_what_comes_of_a_step(taken, right, wrong, told):
    """Of each verb: what comes of it is checked, refusals and grants that nobody expects included."""
    played(taken + f"expect.{right}\n")
    with pytest.raises(ScenarioFailure) as failure:
        played(taken + f"expect.{wrong}\n")
    assert re.match(rf"tiny.toml::it holds\n  step {1 + taken.count('[[scenario.step]]')} \(", str(failure.value))
    assert told in str(failure.value)


def test_every_expectation_is_tried():
    """Each key of `expect` is checked by somebody, and tried above both ways."""
    assert set(CHECKS) == set(EXPECT)
    texts = [text for _, right, wrong, _ in (*HELD, *TAKEN) for text in (right, wrong)]
    tried = {re.split(r"[ .=]", line.removeprefix("expect."))[0] for text in texts for line in text.split("\n")}
    assert set(EXPECT) <= tried


def test_all_differences_of_a_step_come_at_once():
    """Two wrong expectations are two lines; what comes after the step is not run."""
    with pytest.raises(ScenarioFailure) as failure:
        played(step("look = {}", "expect.stage = 'done'", "expect.owner = 'boss'") + step("act = 'no_such_move'"))
    assert str(failure.value).count("expect.") == 2


def test_a_step_is_repeated():
    """The alias names the last of many cases; a repeated move takes each of them once, in order."""
    many = step("file = { channel = 'post' }", "as = 'many'", "facts.item = 'table'", "repeat = 12")
    each = step("act = 'accept'", "case = 'many'", "repeat = 12", "expect.number = '260312'")
    twice = step("act = 'look_into'", "case = 'many'", "facts.cause = 'x'", "repeat = 2")
    world = played(many + each + twice + "expect.recorded.investigated = 2")
    assert [world.desk.get(id).number for id in world.cases["many"]] == [f"2603{n:02d}" for n in range(1, 13)]


def test_a_refusal_in_the_middle_of_a_series_is_noticed():
    """One refusal among many repetitions fails a step that expects none; one grant fails one that expects refusals."""
    again = step("act = 'answer'", "message = { means = 'letter' }", "repeat = 2")
    with pytest.raises(ScenarioFailure, match="expected the command to be granted, got a refusal: stage"):
        played(LOOKED + again)
    with pytest.raises(ScenarioFailure, match="but the command was granted"):
        played(LOOKED + again + "expect.refused = ['stage']")


def test_a_standing_case_has_an_alias():
    """What the sweep opens is named by kind; without a name that is enough, the runner says what was opened."""
    sweep = "\n[[scenario.step]]\nsweep = {{ kind = '{kind}', as = 'book' }}\nexpect.period = '2026-03-02'\n"
    world = played(sweep.format(kind="book") + step("act = 'read'", "case = 'book'", "expect.stage = 'read'"))
    assert at_end(world) == []
    with pytest.raises(ScenarioFailure, match="expected the sweep to open one such case, it opened book 2026-03-02"):
        played(sweep.format(kind="complaint"))


def test_an_error_of_another_kind_keeps_its_place():
    """An exception nobody expects passes through, with a note of the scenario and step it came from."""
    (scenario,) = parse(HEAD, "tiny.toml")

    def broken():
        raise RuntimeError("no disk")

    class Broken(MemoryStore):
        begin = staticmethod(broken)

    with pytest.raises(RuntimeError) as error:
        run(scenario, build=tiny.policy, store=Broken)
    assert error.value.__notes__ == ["in tiny.toml::it holds, step 1 (file by clerk) at 2026-03-02T01:00:00+00:00"]


def test_nonsense_parameters_fail_the_first_step():
    """A policy that cannot be built is told at the step that needs the desk, unless the scenario expects it."""
    text = HEAD.replace('name = "it holds"', 'name = "it holds"\nparams = { limit = "-5" }')
    (scenario,) = parse(text, "tiny.toml")
    with pytest.raises(ScenarioFailure, match=r"expected the input to be taken, got .*above zero, got -5"):
        run(scenario, build=tiny.policy)
    (scenario,) = parse(text + "expect.invalid = 'above zero, got -5'", "tiny.toml")
    run(scenario, build=tiny.policy)


def test_the_store_is_the_caller_s():
    """Each run is on a store of its own from the factory it is given."""
    made = []

    def factory():
        made.append(MemoryStore())
        return made[-1]

    (scenario,) = parse(HEAD, "tiny.toml")
    assert run(scenario, build=tiny.policy, store=factory).store is made[0]
    run(scenario, build=tiny.policy, store=factory)
    assert len(made) == 2


class Muffled:
    """A desk whose verify and explanations can be spoilt."""

    def __init__(self, desk, **spoilt):
        self._desk = desk
        self._spoilt = spoilt

    def __getattr__(self, name):
        return self._spoilt.get(name, getattr(self._desk, name))


class Said:
    """An explanation with a text of its own."""

    def __init__(self, text):
        self._text = text

    def text(self):
        return self._text


def test_the_end_is_checked():
    """After a scenario a broken chain, an empty explanation and an open duty left out of one are all told."""
    world = played("")
    assert at_end(world) == []
    desk = world.desk
    world._desk = Muffled(desk, verify=lambda: VerifyReport(1, 2, (("c", "event 2 was changed"),)))
    assert at_end(world) == ["verify: expected clean chains, got (('c', 'event 2 was changed'),)"]
    world._desk = Muffled(desk, explain=lambda *a, **k: Said(" "))
    assert "explain 'case' to the staff in en: expected a text, got none" in at_end(world)
    world._desk = Muffled(desk, explain=lambda *a, **k: Said("all is well"))
    assert "explain 'case' to the complainant in zh: expected the open duty 'reply', got 'all is well'" in at_end(world)


@pytest.mark.parametrize(
    ("wanted", "got", "same"),
    [
        (3, 3, True), (3, True, False), (1, True, False), (True, True, True), ("3", 3, True), ("a", "a", True),
        (["a"], ("a",), True), (["a"], ("a", "b"), False), ("x", None, False),
        ({"unit": "press", "share": "60"}, {"unit": "press", "share": 60}, True),
        ({"unit": "press"}, {"unit": "press", "share": 60}, False),
    ],
)  # fmt: skip
def test_values_keep_their_types(wanted, got, same):
    """True is not 1; texts may stand for numbers, dates and money; rows are compared whole."""
    assert same_value(wanted, got) is same


def test_an_unknown_regime_is_told():
    """A scenario of a policy that has no module fails when it is run."""
    (scenario,) = parse(HEAD, "tiny.toml")
    with pytest.raises(ModuleNotFoundError, match=r"complaintkit\.policies"):
        run(scenario)


def test_the_tiny_policy_refuses_nonsense():
    """The parameter that the tests above spoil."""
    with pytest.raises(InvalidInput, match="above zero"):
        tiny.policy(limit="-1")
