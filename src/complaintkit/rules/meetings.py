"""Meetings: who was there when a body decided, how each voted, and what the body's rule makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

VOTES: tuple[str, ...] = ("for", "against", "abstains", "absent")
"""What may stand beside a member's id in the record of a meeting."""


class Meeting(NamedTuple):
    """The record of a meeting: of each person named the vote, and who chaired it ("": nobody is named).

    A vote is one of "for", "against", "abstains" and "absent"; whoever is not named was not there. Ids are those of
    the embedder's directory, never names. :meth:`Desk.act` also takes a mapping with ``votes`` and ``chair``.

    >>> Meeting.of({"p-2": "against", "p-1": "for"}, chair="p-1")
    Meeting(votes=(('p-1', 'for'), ('p-2', 'against')), chair='p-1')
    """

    votes: tuple[tuple[str, str], ...]
    chair: str = ""

    @classmethod
    def of(cls, votes: Mapping[str, str] | Iterable[tuple[str, str]], *, chair: str = "") -> Meeting:
        """The record of a meeting from the votes by person; the order in which they are given changes nothing."""
        return cls(tuple(sorted(dict(votes).items())), chair)

    def who(self, *votes: str) -> frozenset[str]:
        """Those who voted in one of these ways.

        >>> sorted(Meeting.of({"a": "for", "b": "absent"}).who("for", "against"))
        ['a']
        """
        return frozenset(person for person, vote in self.votes if vote in votes)

    @property
    def present(self) -> frozenset[str]:
        """Those who were there, whoever abstained included."""
        return self.who("for", "against", "abstains")


class Ruling(NamedTuple):
    """What a body's rule makes of a meeting: counts of persons, and whether it was quorate and the motion carried."""

    members: int
    """How many count as members for the quorum."""
    present: int
    quorum: int
    """How many must be there."""
    in_favour: int
    against: int
    abstained: int
    majority: int
    """How many must be in favour, the chair's casting vote not counted."""
    casting: bool
    """Whether the chair's casting vote was counted."""
    quorate: bool
    carried: bool
