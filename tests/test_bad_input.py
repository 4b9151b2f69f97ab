"""Bad input: each answered with one clear error, whose whole text stands here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from complaintkit.deadlines import Days
from complaintkit.desk import Desk
from complaintkit.errors import (
    ComplaintKitError,
    InvalidInput,
    PolicyError,
    Refused,
    UnknownCase,
    UnknownPolicy,
    UnknownTenant,
)
from complaintkit.rules import (
    Actor,
    Band,
    Bands,
    Category,
    Channel,
    Conduct,
    Duty,
    ExtensionRule,
    Fact,
    Form,
    Guard,
    Message,
    Move,
    Numbering,
    Policy,
    PromiseRule,
    Redress,
    Register,
    Rung,
    Stage,
)
from complaintkit.rules.conditions import fact, recorded
from complaintkit.serialization import dumps
from complaintkit.storage.memory import MemoryStore
from complaintkit.values import Citation, Party
from tests.desk.policies import CLERK, NOBODY, OPEN, World, at, reply_duty, with_moves, world

NAIVE = datetime(2026, 3, 2, 9)  # noqa: DTZ001 - what must be refused
COMMAND = "the command cannot be read: "


@pytest.fixture
def desk() -> World:
    return world(
        with_moves(
            Move("note", OPEN, "=", by=("clerk",), asks=("count",), offers=("agreed",), confirms=("polite",)),
            Move("classify", OPEN, "=", by=("clerk",), reclassifies=True),
            channels=(Channel("desk"), Channel("post")),
            categories=(Category("quality"), Category("service")),
            facts=(
                Fact("count", "whole", required=False),
                Fact("flag", "yes_no", required=False),
                Fact("bought_on", "date", required=False),
                Fact("agreed", "instant", required=False),
                Fact("amount", "money", currency="CNY", required=False),
                Fact("ratio", "ratio", required=False),
            ),
            conducts=(Conduct("polite", Citation("TX", "a. 1")),),
            duties=(reply_duty(extension=ExtensionRule("add", Days(1), by=("clerk",), reasons=("ill",))),),
        ),
        ids=lambda: "c1",
    )


def said(call: Callable[[], object], error: type[ComplaintKitError] = InvalidInput) -> str:
    """The text of the error a call raises; of exactly this class."""
    with pytest.raises(ComplaintKitError) as caught:
        call()
    assert type(caught.value) is error
    return str(caught.value)


def file(desk: World, **given: Any) -> str:
    return desk.file(**{"channel": "desk", **given})


def act(desk: World, trigger: Any = "note", **given: Any) -> object:
    return desk.desk.act("c1", trigger, **{"by": CLERK, **given})


# -- naive datetimes


def test_naive_datetimes(desk):
    expected = "2026-03-02T09:00:00 has no time zone: give an aware datetime @ {} [CK101]"
    assert said(lambda: file(desk, received_at=NAIVE)) == COMMAND + expected.format("received_at")
    file(desk)
    assert said(lambda: act(desk, occurred_at=NAIVE)) == COMMAND + expected.format("occurred_at")
    assert said(
        lambda: desk.desk.extend("c1", "reply", by=CLERK, reason="ill", occurred_at=NAIVE)
    ) == COMMAND + expected.format("occurred_at")
    assert said(
        lambda: desk.desk.correct("c1", 1, by=CLERK, reason="x", occurred_at=NAIVE)
    ) == COMMAND + expected.format("occurred_at")
    assert said(lambda: desk.desk.find(overdue_at=NAIVE)) == "the query cannot be read: " + expected.format(
        "overdue_at"
    )
    assert said(lambda: desk.desk.explain("c1", by=CLERK, as_known_on=NAIVE)) == (
        "the case cannot be explained: " + expected.format("as_known_on")
    )
    assert said(lambda: desk.desk.dues("c1", NAIVE)) == (
        "invalid input: 2026-03-02T09:00:00 has no time zone; give an aware datetime, such as one with tzinfo=UTC "
        "@ now [CK101]"
    )
    assert said(lambda: file(desk, facts={"agreed": NAIVE})) == (
        COMMAND + 'expected an aware datetime, or a text with its offset such as "2026-03-02T09:30:00+08:00" '
        "(a naive datetime could mean any time zone), got datetime.datetime(2026, 3, 2, 9, 0) (datetime) "
        "@ facts.agreed [CK101]"
    )


def test_what_is_no_datetime_at_all(desk):
    assert said(lambda: file(desk, received_at="2026-03-02")) == (
        COMMAND + "expected an aware datetime, got str @ received_at [CK101]"
    )
    assert said(lambda: file(desk, received_at=date(2026, 3, 2))) == (
        COMMAND + "expected an aware datetime, got date @ received_at [CK101]"
    )


# -- facts


def test_undeclared_and_mistyped_facts_are_told_all_at_once_each_with_its_path(desk):
    given = {"cuont": 3, "weight": 3, "count": 3.9, "flag": 1, "bought_on": "2 March", "amount": "12 EUR", "ratio": 0.5}
    assert said(lambda: file(desk, facts=given)) == (
        "the command cannot be read: 7 faults\n"
        "  there is no fact 'cuont'; did you mean 'count'? @ facts.cuont\n"
        "  there is no fact 'weight'; declared: agreed, amount, bought_on, count, flag, ratio @ facts.weight\n"
        "  expected a whole number, got 3.9 (float) @ facts.count\n"
        "  expected True or False, got 1 (int) @ facts.flag\n"
        "  expected a date, or a text such as \"2026-03-02\", got '2 March' (str) @ facts.bought_on\n"
        "  expected money in CNY: Money.of(...) or a text such as \"5000.00 CNY\", got '12 EUR' (str) @ facts.amount\n"
        '  expected an exact number: a Decimal, a Fraction, a whole number or a text such as "0.05" or "1/3", '
        "got 0.5 (float) @ facts.ratio [CK101]"
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (3.9, "3.9 (float)"),
        (3.0, "3.0 (float)"),
        (True, "True (bool)"),
        ("3", "'3' (str)"),
        (Decimal(3), "Decimal('3') (Decimal)"),
    ],
)
def test_nothing_but_a_whole_number_is_one(desk, value, shown):
    assert said(lambda: file(desk, facts={"count": value})) == (
        COMMAND + f"expected a whole number, got {shown} @ facts.count [CK101]"
    )


def test_none_says_nothing(desk):
    assert said(lambda: file(desk, facts={"count": None})) == (
        COMMAND + "None says nothing: write UNKNOWN or BLANK, or leave it out @ facts.count [CK101]"
    )


def test_a_move_takes_the_facts_it_asks_or_offers_and_no_others(desk):
    file(desk)
    assert said(lambda: act(desk, facts={"flag": True, "count": 1})) == (
        COMMAND + "'note' takes no fact 'flag'; it takes: agreed, count @ facts.flag [CK101]"
    )
    assert said(lambda: act(desk, facts=["count"])) == (
        COMMAND + "expected a mapping of facts, got list @ facts [CK101]"
    )


# -- names


def test_an_unknown_category_channel_kind_or_move_with_the_one_that_may_be_meant(desk):
    assert said(lambda: file(desk, category="qualty", channel="dask", kind="complain")) == (
        "the command cannot be read: 3 faults\n"
        "  there is no kind of case that is filed 'complain': did you mean 'complaint'? @ kind\n"
        "  there is no channel 'dask': did you mean 'desk'? @ channel\n"
        "  there is no category 'qualty': did you mean 'quality'? @ category [CK101]"
    )
    file(desk)
    assert said(lambda: act(desk, "classify", category="zzz")) == (
        COMMAND + "there is no category 'zzz': known: quality, service @ category [CK101]"
    )
    assert (
        said(lambda: act(desk, "acept"))
        == COMMAND + "there is no move 'acept': did you mean 'accept'? @ trigger [CK101]"
    )
    assert said(lambda: desk.desk.extend("c1", "replay", by=CLERK, reason="ill")) == (
        COMMAND + "there is no duty 'replay': did you mean 'reply'? @ duty [CK101]"
    )
    assert said(lambda: act(desk, confirmed=("polit",), facts={"count": 1})) == (
        COMMAND + "there is no conduct rule 'polit': did you mean 'polite'? @ confirmed [CK101]"
    )
    assert said(lambda: desk.desk.register("ledger")) == (
        "the query cannot be read: there is no register 'ledger': known: none @ register [CK101]"
    )


def test_what_a_move_does_not_take(desk):
    file(desk)
    assert said(lambda: act(desk, "accept", category="quality", to="carl", message={"means": "letter"})) == (
        "the command cannot be read: 3 faults\n"
        "  'accept' takes no category; leave it out @ category\n"
        "  'accept' takes no message; leave it out @ message\n"
        "  'accept' takes no to; leave it out @ to [CK101]"
    )


def test_unknown_case_and_tenant(desk):
    assert said(lambda: desk.desk.get("c1"), UnknownTenant) == (
        "there is no tenant 'acme'; check its spelling, or file its first case. [CK302]"
    )
    file(desk)
    unknown = "there is no case 'c9' of tenant 'acme'; give the id that `file` returned, and its tenant. [CK301]"
    for call in (
        lambda: desk.desk.get("c9"),
        lambda: desk.desk.act("c9", "accept", by=CLERK),
        lambda: desk.desk.consider("c9", "accept", by=CLERK),
        lambda: desk.desk.explain("c9", by=CLERK),
        lambda: desk.desk.attempts("c9"),
    ):
        assert said(call, UnknownCase) == unknown


def test_no_policy_was_in_force(desk):
    assert said(lambda: file(desk, received_at=at(1, year=2025)), UnknownPolicy) == (
        "there is no policy 'tiny' in force on 2025-03-01; add it to the history. [CK303]"
    )


# -- people


def test_an_actor_without_the_role(desk):
    file(desk)
    assert said(lambda: act(desk, "accept", by=NOBODY), Refused) == (
        "refused: accept is for clerk; the actor holds - [TX art. 1] [CK401]"
    )


@pytest.mark.parametrize(
    ("by", "name"),
    [("cleo", "str"), (None, "NoneType"), (Actor(""), "Actor"), (Actor(5), "Actor")],  # type: ignore[arg-type]
)
def test_not_an_actor(desk, by, name):
    expected = f"expected an Actor with an id, got {name} @ by [CK101]"
    assert said(lambda: file(desk, by=by)) == COMMAND + expected
    file(desk)
    assert said(lambda: act(desk, "accept", by=by)) == COMMAND + expected
    assert said(lambda: desk.desk.available("c1", by=by)) == "nobody to answer to: " + expected
    assert said(lambda: desk.desk.view("c1", by=by)) == "nobody to answer to: " + expected
    assert said(lambda: desk.desk.explain("c1", by=by)) == "the case cannot be explained: " + expected


def test_parties_are_parties_in_roles_there_are(desk):
    assert said(lambda: file(desk, complainant="Li", parties={"plaintiff": "Li"})) == (
        "the command cannot be read: 2 faults\n"
        "  there is no party role 'plaintiff': did you mean 'complainant'? @ parties.plaintiff\n"
        "  expected a Party, got str @ parties.complainant [CK101]"
    )
    assert said(lambda: file(desk, parties=["Li"])) == (
        COMMAND + "expected a mapping of roles to parties, got list @ parties [CK101]"
    )


# -- time


def test_future_and_backward_times(desk):
    file(desk)
    assert said(lambda: file(desk, received_at=at(2, 10)), Refused) == (
        "refused: 2026-03-02 10:00:00 UTC is in the future; the clock stands at 2026-03-02 09:00:00 UTC [CK401]"
    )
    assert said(lambda: act(desk, "accept", occurred_at=at(3)), Refused) == (
        "refused: 2026-03-03 09:00:00 UTC is in the future; the clock stands at 2026-03-02 09:00:00 UTC [CK401]"
    )
    assert said(lambda: act(desk, "accept", occurred_at=at(1)), Refused) == (
        "refused: 2026-03-01 09:00:00 UTC is before the receipt, 2026-03-02 09:00:00 UTC [CK401]"
    )


# -- shapes


def test_one_text_where_several_names_are_asked(desk):
    assert said(lambda: file(desk, about="emp-1", confirmed="polite")) == (
        "the command cannot be read: 2 faults\n"
        "  expected several names, such as a tuple, got str @ confirmed\n"
        "  expected several names, such as a tuple, got str @ about [CK101]"
    )
    assert said(lambda: file(desk, about=("emp-1", 5, ""))) == (
        "the command cannot be read: 2 faults\n"
        "  expected a name, got int @ about[1]\n"
        "  expected a name, got str @ about[2] [CK101]"
    )


def test_other_shapes_that_are_none(desk):
    assert said(lambda: file(desk, refs={"crm": 5})) == (
        COMMAND + "expected the name of a system and an id in it, both texts @ refs.crm [CK101]"
    )
    assert said(lambda: file(desk, refs=[("crm", "5")])) == (
        COMMAND + "expected a mapping of systems to ids, got list @ refs [CK101]"
    )
    assert said(lambda: file(desk, link="follow_up")) == (
        COMMAND + "expected a pair: the link rule and the other case's id @ link [CK101]"
    )
    assert said(lambda: file(desk, link=("follow_up", "c1"))) == (
        COMMAND + "there is no link rule 'follow_up': known: none @ link [CK101]"
    )
    assert said(lambda: file(desk, attachments=("a.txt",))) == (
        COMMAND + "expected an Attachment, got str @ attachments[0] [CK101]"
    )
    assert said(lambda: file(desk, unit=5, reason=5)) == (
        "the command cannot be read: 2 faults\n"
        "  expected a text that is not empty, got int @ unit\n"
        "  expected a text, got int @ reason [CK101]"
    )
    assert said(lambda: file(desk, key=5)) == (
        "invalid input: expected a text that is not empty, got int @ key [CK101]"
    )
    file(desk)
    assert said(lambda: act(desk, ["accept"])) == (
        COMMAND + "there is no move ['accept']: did you mean 'accept'? @ trigger [CK101]"
    )
    assert said(lambda: act(desk, "accept", reason=5)) == COMMAND + "expected a text, got int @ reason [CK101]"
    message = COMMAND + "expected Sent, or a mapping with 'means' and, if any, 'enclosures' @ message [CK101]"
    for wrong in ("letter", {"way": "letter"}, {"means": 5}, {"means": "letter", "copies": 2}):
        assert said(partial(desk.desk.extend, "c1", "reply", by=CLERK, reason="ill", message=wrong)) == message
    assert said(lambda: act(desk, attachments="a.txt", facts={"count": 1})) == (
        COMMAND + "expected an Attachment, got str @ attachments[0] [CK101]"
    )


def test_a_correction_says_which_entry_and_why(desk):
    file(desk)
    assert said(lambda: desk.desk.correct("c1", True, by=CLERK, reason="")) == (
        "the command cannot be read: 2 faults\n"
        "  a correction needs a reason @ reason\n"
        "  expected the number of an event, got bool @ seq [CK101]"
    )


def test_an_allegation_names_whom(desk):
    file(desk)
    assert said(lambda: desk.desk.allege("c1", "polite", by=CLERK, against="")) == (
        COMMAND + "expected the id of a person or unit @ against [CK101]"
    )
    assert said(lambda: desk.desk.allege("c1", "polit", by=CLERK, against="emp-1"), Refused) == (
        "refused: polit is no conduct rule of this policy; known: polite [CK401]"
    )


@pytest.mark.parametrize("limit", [0, -1, True, 2.0, "5"])
def test_a_page_has_at_least_one_case(desk, limit):
    assert said(lambda: desk.desk.find(limit=limit)) == (
        f"the query cannot be read: expected a whole number from 1 on, got {limit!r} @ limit [CK101]"
    )


def test_what_an_adopted_case_cannot_bring_along(desk):
    assert said(
        lambda: desk.desk.adopt(
            by=CLERK, stage="opne", received_at=at(1), channel="desk", records={"acepted": at(1), "filed": NAIVE}
        )
    ) == (
        "the command cannot be read: 4 faults\n"
        "  there is no stage 'opne': did you mean 'open'? @ adopted\n"
        "  'acepted' is no record that a case can bring along: see RECORDS, or 'x_…' @ records.acepted\n"
        "  'filed' is no record that a case can bring along: see RECORDS, or 'x_…' @ records.filed\n"
        "  2026-03-02T09:00:00 has no time zone: give an aware datetime @ records.filed [CK101]"
    )
    assert (
        said(lambda: desk.desk.adopt(by=CLERK, stage="open", received_at=at(1), channel="desk", records=["accepted"]))
        == COMMAND + "expected a mapping of records to moments, got list @ records [CK101]"
    )


def test_a_desk_needs_a_tenant(desk):
    for tenant in ("", None, 5):
        assert said(lambda tenant=tenant: Desk(desk.desk.history, MemoryStore(), tenant=tenant)) == (  # type: ignore[misc]
            f"the desk cannot be made: expected a text that is not empty, got {type(tenant).__name__} @ tenant [CK101]"
        )


def test_a_desk_needs_a_policy_and_a_store():
    """All at once; the path of a file is no store yet."""
    assert said(lambda: Desk("house.json", "complaints.db", tenant="acme")) == (
        "the desk cannot be made: 2 faults\n"
        "  expected a Policy or a PolicyHistory, got str @ history\n"
        "  expected a store, such as SQLiteStore(path), got str @ store [CK101]"
    )


def test_what_is_no_policy_is_not_written_as_one(desk):
    """A case written so would look like a policy, and could be read by nobody."""
    case = desk.desk.get(file(desk))
    assert said(lambda: dumps(case)) == (
        "invalid input: expected a Policy, got Case; encode_case and encode_event write what a store keeps "
        "@ policy [CK101]"
    )


def test_titles_and_decisions_are_told_in_two_languages(desk):
    """A third is neither an error of Python's nor taken for English."""
    policy = desk.desk.newest.policy
    decision = desk.desk.consider(file(desk), "classify", by=NOBODY)
    for call in (
        lambda: policy.title("clerk", "de"),
        lambda: decision.text(policy, "de"),
        lambda: decision.text(lang=""),
    ):
        assert said(call).startswith("invalid input: expected the language 'en' or 'zh', got ")
    assert policy.title("clerk", "zh") == "clerk"


def test_explanations_are_for_an_audience_in_a_language_of_what_was_known(desk):
    file(desk)
    assert said(lambda: desk.desk.explain("c1", by=CLERK, audience="press")) == (
        "invalid input: expected one of complainant, staff, regulator, got 'press' @ audience [CK101]"
    )
    assert said(lambda: desk.desk.explain("c1", by=CLERK, lang="fr")) == (
        "invalid input: expected 'en' or 'zh', got 'fr' @ lang [CK101]"
    )
    assert said(lambda: desk.desk.explain("c1", by=CLERK, as_known_on=at(1))) == (
        "invalid input: nothing was on record by then @ as_known_on [CK101]"
    )


# -- policies


def test_dangling_references_in_a_policy_are_told_all_at_once_each_with_its_path():
    def build() -> Policy:
        return Policy(
            id="holes",
            in_force_from=date(2026, 1, 1),
            roles=("clerk",),
            channels=(Channel("desk", initial="opne", by=("clark",)),),
            registers=(Register("book", keeper="keeper", channels=("dask",)),),
            categories=(Category("colour", parent="qualty"),),
            facts=(Fact("amount", "text", required=False),),
            forms=(Form("slip", contents=("amuont",), never_to=("press",)),),
            stages=(Stage("open", owner="clerc"), Stage("asked", "waiting", owner="clerk")),
            moves=(
                Move(
                    "accept", ("open",), "don", by=("boss",), records=("acepted",), after=("replied",), bands="redres"
                ),
                Move("note", ("open",), "=", by=("clerk",), guards=(Guard("g", fact("cuont") > 3),), message="news"),
                Move("note", ("open",), "=", by=("clerk",)),
                Move("file", ("open",), "=", by=(), when=recorded("closed")),
            ),
            duties=(
                Duty(
                    "reply",
                    owner="clerk",
                    starts="filed",
                    ends=(),
                    term=Days(3),
                    pauses=("customer",),
                    ladder=(Rung("late", tell=("boss",)), Rung("late", issues=("slap",))),
                    extension=ExtensionRule("add", Days(1), by=("clerk",), reasons=()),
                ),
            ),
            promises=(PromiseRule("p", duty="repl", fact="amount"),),
            bands=(Bands("redress", (Band("clerk", None), Band("clerk", None))),),
            redress=Redress("amount", currency="CNY"),
            messages=(Message("nws", to="press"),),
            numbering=(Numbering("closed", "{yy}"),),
            convention="plian",
            corrects=("bos",),
        )

    assert said(build, PolicyError) == HOLES


HOLES = """\
policy 'holes' is not well formed: 35 faults
  there is no stage 'opne': did you mean 'open'? @ $.channels[0].initial
  there is no role 'clark': did you mean 'clerk'? @ $.channels[0].by
  there is no channel 'dask': did you mean 'desk'? @ $.registers[0].channels
  there is no role 'keeper': declare it among the policy's roles @ $.registers[0].keeper
  there is no category 'qualty': declare it among the policy's categories @ $.categories[0].parent
  there is no fact 'amuont': did you mean 'amount'? @ $.forms[0].contents
  there is no party 'press': there are complainant, representative, respondent, reporter @ $.forms[0].never_to
  there is no role 'clerc': did you mean 'clerk'? @ $.stages[0].owner
  'asked': a waiting stage names the pause it means, and only a waiting one @ $.stages[1]
  there is no stage 'don': declare it among the policy's stages @ $.moves[0](accept).target
  there is no role 'boss': declare it among the policy's roles @ $.moves[0](accept).by
  'acepted' is no record a move can make: see RECORDS, or 'x_…' @ $.moves[0](accept).records
  record 'replied' is made by no move, rung or filing of this policy @ $.moves[0](accept).after
  there is no band 'redres': did you mean 'redress'? @ $.moves[0](accept).bands
  there is no message 'news': did you mean 'nws'? @ $.moves[1](note).message
  there is no fact 'cuont'; declared: amount @ $.moves[1](note).guards(g)
  a move needs a trigger, sources and by; write ANYONE for everybody @ $.moves[3](file)
  'file' is a reserved name @ $.moves[3](file)
  record 'closed' is made by no move, rung or filing @ $.moves[3](file).when
  from 'open' this trigger already has a row with the same condition, $.moves[1] @ $.moves[2](note)
  there is no convention 'plian': did you mean 'plain'? @ $.convention
  a duty needs a record that ends it @ $.duties[0](reply).ends
  there is no pause cause 'customer': declare it among the policy's pause causes @ $.duties[0](reply).pauses
  rung 'late' is there 2 times @ $.duties[0](reply).ladder
  there is no role 'boss': declare it among the policy's roles @ $.duties[0](reply).ladder(late).tell
  there is no form 'slap': did you mean 'slip'? @ $.duties[0](reply).ladder(late).issues
  an extension names who grants it, its reasons, and most >= 1 @ $.duties[0](reply).extension
  there is no duty 'repl': did you mean 'reply'? @ $.promises[0].duty
  fact 'amount' is declared text, instant is needed here @ $.promises[0].fact
  only the last band may be without a limit @ $.bands[0].bands[0]
  fact 'amount' is declared text, money is needed here @ $.redress.fact
  there is no party 'press': there are complainant, representative, respondent, reporter @ $.messages[0].to
  record 'closed' is made by no move, rung or filing of this policy @ $.numbering[0].draws_on
  '{yy}' has no {serial} @ $.numbering[0].pattern
  there is no role 'bos': declare it among the policy's roles @ $.corrects [CK102]"""


# -- texts that not every store could keep, or look up


HALF, NUL = "a\ud800", "a\x00b"
HALF_SAID = "half of a surrogate pair is no character and cannot be kept; leave it out @ {} [CK101]"
NUL_SAID = "the character U+0000 cannot be kept; leave it out @ {} [CK101]"
LONG_SAID = "expected at most {} characters, got {} @ {} [CK101]"
TEXTS = (
    ("by.id", lambda desk, text: desk.desk.file(by=Actor(text, roles={"clerk"}), channel="desk"), 100),
    ("by.unit", lambda desk, text: desk.desk.file(by=Actor("e", roles={"clerk"}, unit=text), channel="desk"), 100),
    ("by.on_behalf_of", lambda desk, text: act(desk, by=Actor("e", roles={"clerk"}, on_behalf_of=text)), 100),
    ("unit", lambda desk, text: file(desk, unit=text), 100),
    ("about[0]", lambda desk, text: file(desk, about=(text,)), 100),
    ("refs.crm", lambda desk, text: file(desk, refs={"crm": text}), 255),
    ("refs", lambda desk, text: file(desk, refs={text: "1"}), 80),
    ("reason", lambda desk, text: act(desk, reason=text), None),
    ("reason", lambda desk, text: desk.desk.correct("c1", 1, by=CLERK, reason=text), None),
    ("reason", lambda desk, text: desk.desk.extend("c1", "reply", by=CLERK, reason=text), None),
    ("facts.remark", lambda desk, text: file(desk, facts={"remark": text}), None),
    ("facts.told", lambda desk, text: file(desk, facts={"told": text}), 100),
    ("key", lambda desk, text: file(desk, key=text), 255),
    ("key", lambda desk, text: act(desk, facts={"count": 1}, confirmed=("polite",), key=text), 255),
    ("ref[1]", lambda desk, text: desk.desk.find(ref=("crm", text)), None),
    ("assigned", lambda desk, text: desk.desk.find(assigned=text), 255),
    ("after", lambda desk, text: desk.desk.find(after=text), None),
)


@pytest.fixture(scope="module")
def texts() -> World:
    facts = (
        Fact("count", "whole", required=False),
        Fact("remark", "text", required=False),
        Fact("told", "person", required=False),
    )
    made = world(
        with_moves(
            Move("note", OPEN, "=", by=("clerk",), asks=("count",), confirms=("polite",)),
            facts=facts,
            channels=(Channel("desk"),),
            conducts=(Conduct("polite", Citation("TX", "a. 1")),),
            duties=(reply_duty(extension=ExtensionRule("add", Days(1), by=("clerk",), reasons=("ill",))),),
        ),
        ids=lambda: "c1",
    )
    file(made)
    return made


@pytest.mark.parametrize(("path", "call", "at_most"), TEXTS, ids=[f"{i}-{row[0]}" for i, row in enumerate(TEXTS)])
def test_texts_that_no_store_could_keep(texts, path, call, at_most):
    """Half a character, U+0000 and a text too long for an index are refused at the door, by path, on any store."""
    before = texts.desk.get("c1").version
    given = [(HALF, HALF_SAID.format(path)), (NUL, NUL_SAID.format(path))]
    if at_most is not None:
        given.append(("x" * (at_most + 1), LONG_SAID.format(at_most, at_most + 1, path)))
    for text, expected in given:
        assert said(lambda text=text: call(texts, text)).endswith(": " + expected)
    assert texts.desk.get("c1").version == before


def test_a_case_by_an_id_that_is_none(texts):
    """An id that no case can have is answered as any unknown one, whatever it is made of."""
    for id in (HALF, NUL, "x" * 101, 5, None):
        assert said(lambda id=id: texts.desk.get(id), UnknownCase).startswith(f"there is no case {id!r} of tenant")


def test_an_id_may_hold_what_every_store_can_keep():
    """Odd as it is, an id with a line break or a space in it is an id: the case it names is found again."""
    for id in ("a\nb", "a b", "甲", "x" * 100):
        made = world(with_moves(Move("note", OPEN, "=", by=("clerk",))), ids=lambda id=id: id)
        made.file(facts={})
        assert made.desk.act(id, "note", by=CLERK).id == made.desk.get(id).id == id


def test_a_party_whose_texts_cannot_be_kept():
    """A party is refused where a text of it could not be kept; the text says the field, never what it held."""
    heading = "the party cannot be read: "
    assert said(lambda: Party(NUL)) == heading + NUL_SAID.format("name")
    assert said(lambda: Party("Li", contact=HALF)) == heading + HALF_SAID.format("contact")
    assert said(lambda: Party(key="k" * 101)) == heading + LONG_SAID.format(100, 101, "key")


def test_a_desk_of_a_tenant_that_cannot_be_kept():
    """A tenant's id is held to what every store can keep."""
    policy = with_moves(Move("note", OPEN, "=", by=("clerk",)))
    heading = "the desk cannot be made: "
    for tenant, expected in ((NUL, NUL_SAID.format("tenant")), ("t" * 101, LONG_SAID.format(100, 101, "tenant"))):
        assert said(lambda tenant=tenant: Desk(policy, MemoryStore(), tenant=tenant)) == heading + expected


def test_an_id_of_a_policy_that_is_too_long():
    """Ids within a policy are cases' keys too: at most 100 characters."""
    long = "n" * 101
    for wrong, path in (
        ({"moves": (Move(long, OPEN, "=", by=("clerk",)),)}, f"]({long}).trigger"),
        ({"duties": (reply_duty(ladder=(Rung(long),)),)}, "$.duties[0](reply).ladder[0].id"),
        ({"roles": ("clerk", long)}, f"$.roles[1]({long}).id"),
    ):
        given = {"moves": (Move("note", OPEN, "=", by=("clerk",)),), **wrong}
        moves = given.pop("moves")
        told = said(lambda moves=moves, given=given: with_moves(*moves, **given), PolicyError)
        assert "expected at most 100 characters, got 101 @ " in told
        assert path in told
