"""Quorum and majority, at their edges: one short, exactly half, a tie, somebody recused, nobody left."""

from __future__ import annotations

from fractions import Fraction

import pytest

from complaintkit.errors import PolicyError
from complaintkit.rules import Body, Meeting, Move, Policy, Stage

HALF, THIRDS = Fraction(1, 2), Fraction(2, 3)


def ruled(body: Body, votes: str, *, chair: str = "", barred: str = "", members: str | None = None):
    """The ruling on votes written as "a+ b- c0 d." (for, against, abstains, absent)."""
    words = {"+": "for", "-": "against", "0": "abstains", ".": "absent"}
    met = Meeting.of({vote[0]: words[vote[1]] for vote in votes.split()}, chair=chair)
    return body.judge(met, members=None if members is None else set(members), barred=set(barred))


@pytest.mark.parametrize(
    ("quorum", "above", "votes", "quorate"),
    [
        (HALF, False, "a+ b+ c. d.", True),  # exactly half is at least half
        (HALF, True, "a+ b+ c. d.", False),  # and not more than half
        (HALF, True, "a+ b+ c+ d.", True),
        (HALF, False, "a+ b+ c. d. e.", False),  # two of five: one short of half
        (HALF, False, "a+ b+ c+ d. e.", True),
        (THIRDS, False, "a+ b+ c. d.", False),  # two thirds of four are three persons
        (THIRDS, False, "a+ b+ c0 d.", True),  # whoever abstains is there
        (3, False, "a+ b+ c. d. e.", False),  # a count is a count, however many they are
        (3, False, "a+ b+ c-", True),
        (Fraction(1), False, "a+ b+ c.", False),  # all
        (Fraction(1), False, "a+ b+ c-", True),
        (Fraction(1, 9), False, "a. b. c.", False),  # nobody there is never enough
    ],
)
def test_a_quorum_is_reached_or_one_short(quorum, above, votes, quorate):
    """At least, or more than, a share of the members; or a count of them."""
    assert ruled(Body("b", ("m",), quorum=quorum, quorum_above=above), votes).quorate is quorate


@pytest.mark.parametrize(
    ("how", "votes", "carried"),
    [
        ({}, "a+ b-", False),  # a tie is not more than half
        ({}, "a+ b+ c-", True),
        ({}, "a+ b0", False),  # of those present whoever abstains counts
        ({"majority_of": "cast"}, "a+ b0", True),
        ({"majority_of": "cast"}, "a+ b- c0", False),
        ({"majority_of": "cast"}, "a0 b0", False),  # no vote at all carries nothing
        ({"majority_of": "members"}, "a+ b+ c. d.", False),  # half of all members
        ({"majority_of": "members"}, "a+ b+ c+ d. e.", True),
        ({"majority_above": False}, "a+ b-", True),  # at least half: exactly half will do
        ({"majority": THIRDS, "majority_above": False}, "a+ b+ c-", True),
        ({"majority": THIRDS}, "a+ b+ c-", False),
        ({"majority": 2}, "a+ b- c-", False),
        ({"majority": 2}, "a+ b+ c- d- e-", True),
        ({"majority": Fraction(1), "majority_above": False}, "a+ b+ c0", False),  # unanimous
        ({"majority": Fraction(1), "majority_above": False}, "a+ b+", True),
    ],
)
def test_a_majority_is_reached_or_one_short(how, votes, carried):
    """More than, or at least, a share of those present, of the votes cast or of all members; or a count."""
    assert ruled(Body("b", ("m",), **how), votes).carried is carried


@pytest.mark.parametrize(
    ("votes", "chair", "how", "carried"),
    [
        ("a+ b-", "a", {}, True),  # a tie, and the chair is for it
        ("a+ b-", "b", {}, False),  # and against it
        ("a+ b- c0", "a", {}, False),  # two of four: half of those present and it, not more
        ("a+ b- c0", "a", {"majority_of": "cast"}, True),  # two of three
        ("a+ b-", "a", {"majority": THIRDS, "majority_above": False}, True),  # two of three
        ("a+ b+ c- d-", "a", {"majority": THIRDS, "majority_above": False}, False),  # three of five
        ("a+ b- c-", "a", {}, False),  # no tie, no second vote
        ("a+ b- c. d.", "a", {"majority_of": "members"}, False),  # two of four
    ],
)
def test_on_a_tie_the_chair_has_a_second_vote_where_the_rule_says_so(votes, chair, how, carried):
    """By hand: the second vote counts as one more vote for it, and as one more cast."""
    assert ruled(Body("b", ("m",), casting=True, **how), votes, chair=chair).carried is carried
    assert not ruled(Body("b", ("m",), **how), "a+ b-", chair="a").casting


def test_whoever_is_recused_is_left_out_of_the_count_or_not():
    """Of four two are recused: the two others are all there is, or, where the recused count, half of the members."""
    free, counted = Body("b", ("m",), quorum_above=True), Body("b", ("m",), quorum_above=True, leaves_out=())
    assert ruled(free, "a+ b+ c. d.", barred="cd")[:3] == (2, 2, 2)
    assert ruled(counted, "a+ b+ c. d.", barred="cd")[:3] == (4, 2, 3)
    assert not ruled(counted, "a+ b+ c. d.", barred="cd").quorate
    assert ruled(free, "a+ b+ c-", barred="b")[:6] == (2, 2, 2, 1, 1, 0)  # the vote of the recused is no vote


def test_the_absent_are_left_out_where_the_rule_says_so():
    """Then the members there are all that count; a quorum in persons still asks for as many."""
    body = Body("b", ("m",), leaves_out=("recused", "absent"))
    assert ruled(body, "a+", members="abcdef").quorate
    assert not ruled(Body("b", ("m",), leaves_out=("recused", "absent"), quorum=2), "a+", members="abc").quorate


def test_with_members_given_nobody_else_counts():
    """Those whom the directory names are the members: a guest's vote is none, and who is not named was not there."""
    ruling = ruled(Body("b", ("m",)), "a+ b+ z-", members="abcd")
    assert ruling[:6] == (4, 2, 2, 2, 0, 0)


def test_everybody_recused_never_decides():
    """No member is left, so nobody is there and nothing is carried."""
    ruling = ruled(Body("b", ("m",), majority_above=False), "a+ b+", barred="ab")
    assert (ruling.members, ruling.quorate, ruling.carried) == (0, False, False)


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"members": ()}, "members"),
        ({"members": ("ghost",)}, "members"),
        ({"chairs": ("ghost",)}, "chairs"),
        ({"quorum": 0}, "quorum"),
        ({"quorum": Fraction(3, 2)}, "quorum"),
        ({"quorum": Fraction(1), "quorum_above": True}, "quorum"),
        ({"quorum": 0.5}, "quorum"),
        ({"majority": True}, "majority"),
        ({"majority": Fraction(0)}, "majority"),
        ({"majority_of": "guests"}, "majority_of"),
        ({"leaves_out": ("late",)}, "leaves_out"),
        ({"casting": "yes"}, "casting"),
    ],
)
def test_a_body_that_cannot_be_is_refused_with_its_path(changed, path):
    """Roles that are none, shares beyond all, counts of nobody, words that are none."""
    with pytest.raises(PolicyError) as caught:
        policy(Body(**{"id": "board", "members": ("partner",), **changed}))
    assert [fault.path for fault in caught.value.faults] == [f"$.bodies[0](board).{path}"]


def policy(*bodies: Body, **move: object) -> Policy:
    """A policy with these bodies and one move."""
    return Policy(
        id="p", roles=("partner",), bodies=bodies, stages=("open", Stage("done", "closed")),
        moves=(Move("decide", ("open",), "done", by=("partner",), **move),),
    )  # fmt: skip


def test_a_move_names_a_body_that_is_there():
    """An unknown body, and a motion that falls before none, are faults."""
    with pytest.raises(PolicyError, match="there is no body 'bord': did you mean 'board'"):
        policy(Body("board", ("partner",)), decided_by="bord")
    with pytest.raises(PolicyError, match="name it in decided_by"):
        policy(carried=False)


def test_a_meeting_is_the_same_in_whatever_order_it_is_told():
    """Votes are kept by person, so that the hash does not depend on the order of a mapping."""
    assert Meeting.of({"b": "for", "a": "against"}) == Meeting.of((("a", "against"), ("b", "for")))
