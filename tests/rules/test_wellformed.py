"""A policy is looked at when it is built: each fault once, with its path and what to do. The many-at-once case stands
in tests/test_bad_input.py.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

from complaintkit.deadlines import Days
from complaintkit.errors import PolicyError
from complaintkit.rules import (
    ALWAYS,
    Access,
    ApprovalRule,
    Band,
    Bands,
    ByCase,
    Category,
    Channel,
    Conduct,
    Duty,
    ExtensionRule,
    Fact,
    Form,
    Kind,
    LinkRule,
    Message,
    Move,
    Numbering,
    Policy,
    PromiseRule,
    Redress,
    Register,
    Role,
    Rung,
    SanctionRule,
    Stage,
    Tally,
    Tier,
)
from complaintkit.rules.conditions import fact, late, recorded, tally
from complaintkit.values import Citation, Money

CLAUSE = Citation("TX", "art. 1")
MONEY = Fact("amount", "money", required=False)
WHO = Fact("who", "person", required=False)
REDRESS = Redress("amount", currency="CNY")


def cny(amount: str | int) -> Money:
    return Money.of(amount, "CNY")


def duty(**parts: Any) -> Any:
    from complaintkit.rules import Duty

    return Duty(**{"id": "reply", "owner": "clerk", "starts": "filed", "ends": ("closed",), "term": Days(1), **parts})


def move(**parts: Any) -> Move:
    return Move(**{"trigger": "note", "sources": ("open",), "target": "=", "by": ("clerk",), **parts})


def sanction(**parts: Any) -> SanctionRule:
    given = {
        "against": "person",
        "subject": "who",
        "basis": "amount",
        "tiers": (Tier(cny(1)),),
        "approvers": ("clerk",),
    }
    return SanctionRule("fine", **{**given, **parts})


CLOSE = Move("close", ("open",), "done", by=("clerk",), records=("closed",))


def build(**parts: Any) -> Policy:
    given: dict[str, Any] = {
        "id": "tiny",
        "roles": ("clerk",),
        "stages": (Stage("open", owner="clerk"), Stage("done", "closed")),
        "moves": (CLOSE,),
    }
    return Policy(**{**given, **parts})


def standing(*kinds: Kind, **parts: Any) -> dict[str, Any]:
    return {
        "kinds": (Kind("complaint", initial="open", by=("clerk",)), *kinds),
        "stages": (*build().stages, Stage("unread", owner="clerk", case_kind="book")),
        **parts,
    }


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        ({"id": ""}, "a policy needs an id and a version, neither may be empty @ $.id"),
        ({"version": ""}, "a policy needs an id and a version, neither may be empty @ $.id"),
        (
            {"in_force_from": date(2026, 2, 1), "in_force_until": date(2026, 1, 31)},
            "2026-01-31 is before in_force_from 2026-02-01 @ $.in_force_until",
        ),
        ({"roles": ("clerk", "clerk")}, "'clerk' is defined 2 times: ids are unique within a part @ $.roles"),
        ({"roles": ("clerk", "")}, "an id may not be empty @ $.roles"),
        ({"roles": ("clerk", Role("boss", deputies=("vice",)))}, "there is no role 'vice': declare it among"),
        ({"roles": ("clerk", Role("boss", last_resort="vice"))}, "there is no role 'vice'"),
        ({"roles": ("clerk", "anyone")}, "'anyone' is a reserved name @ $.roles[1]"),
        ({"channels": (Channel("desk", confirms=("polite",)),)}, "there is no conduct 'polite'"),
        ({"registers": (Register("book", enters=("repled",)),)}, "'repled' is no record: did you mean 'replied'?"),
        (
            {"registers": (Register("book", enters=("replied",)),)},
            "record 'replied' is made by no move, rung or filing",
        ),
        ({"registers": (Register("book", case_kind="b"),)}, "there is no kind 'b'"),
        (
            {"categories": (Category("a", parent="b"), Category("b", parent="a"))},
            "'a' belongs to itself by way of 'a' @ $.categories",
        ),
        ({"facts": (Fact("x", "text", channels=("desk",)),)}, "there is no channel 'desk'"),
        ({"facts": (Fact("x", "text", categories=("c",)),)}, "there is no category 'c'"),
        ({"facts": (Fact("x", "text", case_kind="c"),)}, "there is no kind 'c'"),
        ({"facts": (Fact("x", "text", when=fact("y").known),)}, "there is no fact 'y'"),
        ({"conducts": (Conduct("c", CLAUSE, of=("boss",)),)}, "there is no role 'boss'"),
        ({"conducts": (Conduct("c", CLAUSE, stages=("shut",)),)}, "there is no stage 'shut'"),
        ({"conducts": (Conduct("c", CLAUSE, moves=("clse",)),)}, "there is no move 'clse': did you mean 'close'?"),
        ({"stages": (Stage("open", case_kind="k"), Stage("done", "closed"))}, "there is no kind 'k'"),
        (
            {"stages": (Stage("open", pause="customer"), Stage("done", "closed"))},
            "'open': a waiting stage names the pause it means, and only a waiting one @ $.stages[0]",
        ),
        (
            {"kinds": (Kind("complaint", initial="opn", by=("clerk",)),)},
            "there is no stage 'opn': did you mean 'open'?",
        ),
        ({"kinds": (Kind("complaint", initial="open", by=("clark",)),)}, "there is no role 'clark'"),
        ({"kinds": (Kind("complaint", initial="open", by=("clerk",), issues=("f",)),)}, "there is no form 'f'"),
        ({"kinds": (Kind("complaint", initial="open"),)}, "'complaint': a kind that is filed names who files it"),
        (standing(Kind("book", initial="unread", every="day", by=("clerk",))), "a standing one its period, never both"),
        (
            standing(Kind("book", initial="unread", every="day"), channels=(Channel("desk", initial="unread"),)),
            "stage 'unread' is of kind 'book', of which no case is filed: none can begin in it @ $.channels[0].initial",
        ),
        (
            {
                "duties": (
                    Duty("reply", owner="clerk", starts="filed", ends=("closed",), term=Days(3), when=~late("reply")),
                )
            },
            "whether 'reply' is late hangs on 'reply' itself: neither has a date @ $.duties[0](reply).when",
        ),
        (
            {
                "duties": (
                    Duty("a", owner="clerk", starts="filed", ends=("closed",), term=Days(3), when=late("b")),
                    Duty(
                        "b",
                        owner="clerk",
                        starts="filed",
                        ends=("closed",),
                        term=ByCase(((late("a"), Days(1)), (ALWAYS, Days(2)))),
                    ),
                )
            },
            "whether 'a' is late hangs on 'b' itself: neither has a date @ $.duties[1](b).term",
        ),
        (
            {
                "duties": (
                    Duty("r", owner="clerk", starts="filed", ends=("closed",), term=Days(3), when=tally("t") > 2),
                ),
                "tallies": (Tally("t", counts="closed", period="month"),),
            },
            "'r' hangs on the tally 't', which is not known where dates are worked out",
        ),
        ({"access": Access(masks=("informant",))}, "there is no party 'informant': there are complainant"),
        (standing(Kind("book", initial="open", every="day")), "stage 'open' belongs to another kind of case"),
        ({"moves": (CLOSE, move(by=()))}, "a move needs a trigger, sources and by; write ANYONE for everybody"),
        ({"moves": (CLOSE, move(trigger=""))}, "a move needs a trigger, sources and by"),
        ({"moves": (CLOSE, move(sources=()))}, "a move needs a trigger, sources and by"),
        ({"moves": (CLOSE, move(trigger="open"))}, "'open' is a reserved name @ $.moves[1](open)"),
        (
            standing(Kind("book", initial="unread", every="day"), moves=(CLOSE, move(target="unread"))),
            "('open', 'unread') belong to different kinds of case @ $.moves[1](note)",
        ),
        ({"moves": (CLOSE, move(asks=("x",)))}, "@ $.moves[1](note).asks"),
        ({"moves": (CLOSE, move(offers=("x",)))}, "@ $.moves[1](note).offers"),
        ({"moves": (CLOSE, move(records=("filed",)))}, "'filed' is no record a move can make: see RECORDS, or 'x_…'"),
        ({"moves": (CLOSE, move(records=("x_",)))}, "'x_' is no record a move can make"),
        ({"moves": (CLOSE, move(after=("told_twice",)))}, "or a name with 'x_' @ $.moves[1](note).after"),
        ({"moves": (CLOSE, move(same_who=("replied",)))}, "of this policy @ $.moves[1](note).same_who"),
        ({"moves": (CLOSE, move(not_who=("replied",)))}, "of this policy @ $.moves[1](note).not_who"),
        ({"moves": (CLOSE, move(confirms=("polite",)))}, "there is no conduct 'polite'"),
        ({"moves": (CLOSE, move(promises="p"))}, "there is no promise 'p'"),
        ({"moves": (CLOSE, move(issues=("f",)))}, "there is no form 'f'"),
        ({"moves": (CLOSE, move(sanction="s"))}, "there is no sanction 's'"),
        ({"moves": (CLOSE, move(when=recorded("replied")))}, "record 'replied' is made by no move, rung or filing"),
        ({"moves": (CLOSE, move(reclassifies=True))}, "reclassifies needs categories @ $.moves[1](note)"),
        (
            {"moves": (CLOSE, move(bands="b")), "bands": (Bands("b", (Band("clerk", None),)),)},
            "bands judge redress: the policy needs its redress part @ $.moves[1](note).bands",
        ),
        ({"duties": (duty(starts="opend"),)}, "'opend' is no record: did you mean 'opened'?"),
        ({"duties": (duty(case_kind="k"),)}, "there is no kind 'k'"),
        ({"duties": (duty(convention="c"),)}, "there is no convention 'c'"),
        ({"duties": (duty(when=fact("x").known),)}, "there is no fact 'x'"),
        ({"duties": (duty(term=ByCase(())),)}, "a term by case needs at least one row @ $.duties[0](reply).term"),
        ({"duties": (duty(term=ByCase(((fact("x").known, Days(1)),))),)}, "there is no fact 'x'"),
        ({"duties": (duty(ladder=(Rung("r", records=("replid",)),)),)}, "there is no record 'replid'"),
        (
            {"duties": (duty(extension=ExtensionRule("add", Days(1), by=("boss",), reasons=("r",), message="m")),)},
            "there is no message 'm'",
        ),
        ({"promises": (PromiseRule("p", duty="reply", fact="x"),)}, "there is no fact 'x'"),
        (
            {"bands": (Bands("b", (Band("boss", cny(5)), Band("clerk", cny(5)))),)},
            "5.00 CNY is not above the band before, 5.00 CNY: bands rise @ $.bands[0].bands[1]",
        ),
        ({"bands": (Bands("b", (Band("clerk", cny(-1)),)),)}, "a limit is not negative: -1.00 CNY"),
        (
            {"facts": (MONEY,), "redress": attrs.evolve(REDRESS, granted=("aproved",))},
            "'aproved' is no record @ $.redress",
        ),
        ({"facts": (MONEY, WHO), "sanctions": (sanction(tiers=()),)}, "a sanction needs tiers and approvers"),
        ({"facts": (MONEY, WHO), "sanctions": (sanction(approvers=()),)}, "a sanction needs tiers and approvers"),
        (
            {"facts": (MONEY, WHO), "sanctions": (sanction(tiers=(Tier(cny(2)), Tier(cny(2)))),)},
            "tiers rise: each begins above the one before @ $.sanctions[0](fine).tiers",
        ),
        (
            {"facts": (MONEY, WHO), "sanctions": (sanction(tiers=(Tier(cny(2)), Tier(3))),)},
            "tiers are all in money or all counts @ $.sanctions[0](fine).tiers",
        ),
        ({"facts": (MONEY, WHO), "sanctions": (sanction(counts=True),)}, "there is no figure 'amount'"),
        ({"tallies": (Tally("t", "replied"),)}, "record 'replied' is made by no move"),
        ({"tallies": (Tally("t", "closed", subject="x"),)}, "there is no fact 'x'"),
        ({"tallies": (Tally("t", "closed", when=fact("x").known),)}, "there is no fact 'x'"),
        ({"messages": (Message("m", contents=("x",)),)}, "there is no fact 'x'"),
        ({"messages": (Message("m", written_when=fact("x").known),)}, "there is no fact 'x'"),
        ({"links": (LinkRule("l", after=("replied",)),)}, "record 'replied' is made by no move"),
        ({"links": (LinkRule("l", attaches=("f",)),)}, "there is no form 'f'"),
        ({"links": (LinkRule("l", by=("boss",)),)}, "there is no role 'boss'"),
        ({"numbering": (Numbering("closed", "{serial}", case_kind="k"),)}, "there is no kind 'k'"),
        ({"access": Access(sees=("boss",))}, "there is no role 'boss'"),
        ({"approval_rule": ApprovalRule("board")}, "there is no role 'board'"),
        ({"roles": ()}, "a policy needs at least one of its roles @ $.roles"),
    ],
)
def test_each_fault_is_named_with_its_path(parts, fault):
    with pytest.raises(PolicyError) as caught:
        build(**parts)
    assert fault in str(caught.value)


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        ({"moves": (CLOSE, move(by="clerk"))}, "expected a tuple, got 'clerk' (str) @ $.moves[1](note).by"),
        ({"moves": (CLOSE, move(by=(5,)))}, "expected a tuple of names, got (5,) (tuple) @ $.moves[1](note).by"),
        ({"moves": [CLOSE]}, "expected a tuple, got ["),
        ({"stages": (Stage("open", "opne"),)}, "expected one of 'open', 'waiting', 'closed', 'archived', got 'opne'"),  # type: ignore[arg-type]
        ({"duties": (duty(catch_up="some"),)}, "expected one of 'all', 'highest', 'none', got 'some'"),
        ({"duties": (duty(on_change="later"),)}, "expected one of 'original', 'change', got 'later'"),
        ({"duties": (duty(ladder=(Rung("r", kind="alarm"),)),)}, "@ $.duties[0](reply).ladder[0].kind"),  # type: ignore[arg-type]
        (
            {"duties": (duty(extension=ExtensionRule("more", Days(1), by=(), reasons=())),)},  # type: ignore[arg-type]
            "expected one of 'add', 'replace', 'fixed', got 'more' (str) @ $.duties[0](reply).extension.how",
        ),
        ({"kinds": (Kind("complaint", initial="open", every="fortnight"),)}, "@ $.kinds[0](complaint).every"),  # type: ignore[arg-type]
        ({"numbering": (Numbering("closed", "{serial}", period="decade"),)}, "@ $.numbering[0].period"),  # type: ignore[arg-type]
        ({"moves": (CLOSE, move(assigns=1))}, "expected True or False, got 1 (int) @ $.moves[1](note).assigns"),
    ],
)
def test_a_part_has_the_shape_its_rule_reads(parts, fault):
    with pytest.raises(PolicyError) as caught:
        build(**parts)
    assert fault in str(caught.value)


def test_records_of_rungs_forms_and_kinds_are_made_too():
    kinds = (Kind("complaint", initial="open", by=("clerk",), issues=("card",)),)
    ladder = (Rung("late", issues=("card",), records=("x_slow",)), Rung("soon", kind="warning"))
    built = build(
        kinds=kinds,
        forms=(Form("card"),),
        duties=(
            duty(ladder=ladder),
            duty(id="a", starts="escalated"),
            duty(id="b", starts="issued"),
            duty(id="c", starts="x_slow"),
        ),
    )
    assert [item.id for item in built.duties] == ["reply", "a", "b", "c"]
    with pytest.raises(PolicyError, match="record 'joined' is made by no move"):
        build(duties=(duty(starts="joined"),))


def test_the_smallest_policy_is_well_formed():
    assert build().all_kinds[0].initial == "open"


def test_a_wrong_shape_is_found_whether_or_not_annotations_were_resolved():
    """Reading a document resolves the annotations of the parts; what is refused does not depend on that."""
    attrs.resolve_types(Move)
    with pytest.raises(PolicyError, match="expected a tuple of names"):
        Policy(id="p", roles=("clerk",), stages=("open",), moves=(Move("note", ("open",), "=", by=(5,)),))  # type: ignore[arg-type]


def test_bands_are_in_one_currency():
    """Limits in two currencies are a fault of the band, not an error from comparing them."""
    bands = Bands("b", (Band("clerk", Money.of(5, "CNY")), Band("clerk", Money.of(9, "EUR"))))
    with pytest.raises(
        PolicyError, match=r"9.00 EUR and 5.00 CNY are in two currencies: bands are all in one @ \$\.bands"
    ):
        Policy(
            id="p",
            roles=("clerk",),
            stages=("open",),
            moves=(Move("a", ("open",), "=", by=("clerk",)),),
            bands=(bands,),
        )


def test_very_many_dangling_names_are_not_each_looked_up(monkeypatch):
    """The first faults say which name may have been meant; thousands of lookups would cost more than the policy."""
    from complaintkit.rules import wellformed

    looked: list[object] = []
    monkeypatch.setattr(wellformed, "nearest", lambda name, known: looked.append(name))
    moves = tuple(Move(f"m{n}", ("open",), "=", by=(f"role{n}",)) for n in range(500))
    with pytest.raises(PolicyError) as caught:
        Policy(id="p", roles=("clerk",), stages=("open",), moves=moves)
    assert len(caught.value.faults) == 500
    assert len(looked) == wellformed.HINTS
