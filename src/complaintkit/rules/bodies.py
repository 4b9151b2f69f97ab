"""Bodies: people who decide together, by quorum and majority."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from math import ceil, floor
from typing import Literal

import attrs

from complaintkit.rules.meetings import Meeting, Ruling
from complaintkit.values import Citation

HALF = Fraction(1, 2)


@attrs.frozen
class Body:
    """A meeting, board or committee that decides by vote; a move names it in ``decided_by``.

    ``members`` are the roles whose holders belong to it. ``quorum`` is how many of the members must be there and
    ``majority`` how many must be in favour, each as a count (a whole number) or a share (a fraction): at least so many,
    or, with ``quorum_above`` and ``majority_above``, more than that share. A majority is one of those present
    (``majority_of``: "present", so that whoever abstains counts), of the votes "cast" for or against, or of all
    "members". By default: at least half of the members, and of them more than half.

    ``leaves_out`` says who does not count among the members: the "recused" (whom the case is about, or who was recused
    from it) and those "absent", who are not there. Whoever is recused never votes, counted or not.
    ``chairs`` are the roles of which whoever chairs must hold one (empty: anybody chairs); with ``casting`` the chair,
    on a tie, has a second vote. Nobody votes for another.

    With a directory its holders are the members; without one, those whom the record of the meeting names, the absent
    included.

    >>> partners = Body("partners_meeting", ("partner",), quorum=Fraction(2, 3))
    >>> ruling = partners.judge(Meeting.of({"a": "for", "b": "against", "c": "for"}), members={"a", "b", "c", "d"})
    >>> ruling.quorate, ruling.quorum, ruling.carried
    (True, 3, True)
    """

    id: str
    members: tuple[str, ...]
    quorum: int | Fraction = attrs.field(default=HALF, kw_only=True)
    quorum_above: bool = attrs.field(default=False, kw_only=True)
    majority: int | Fraction = attrs.field(default=HALF, kw_only=True)
    majority_above: bool = attrs.field(default=True, kw_only=True)
    majority_of: Literal["present", "cast", "members"] = attrs.field(default="present", kw_only=True)
    leaves_out: tuple[str, ...] = attrs.field(default=("recused",), kw_only=True)
    chairs: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    casting: bool = attrs.field(default=False, kw_only=True)
    cite: Citation | tuple[Citation, ...] | None = attrs.field(default=None, kw_only=True)

    def judge(
        self, meeting: Meeting, *, members: Collection[str] | None = None, barred: Collection[str] = ()
    ) -> Ruling:
        """What the rule makes of a meeting. ``members`` are those of the body (None: those the meeting names),
        ``barred`` whoever is recused from the case. A vote of who is no member, or barred, does not count.
        """
        belong = frozenset(person for person, _ in meeting.votes) if members is None else frozenset(members)
        voting = (meeting.present & belong) - frozenset(barred)
        counted = belong - frozenset(barred) if "recused" in self.leaves_out else belong
        if "absent" in self.leaves_out:
            counted &= voting | frozenset(barred)
        yes, no = len(meeting.who("for") & voting), len(meeting.who("against") & voting)
        base = {"present": len(voting), "cast": yes + no, "members": len(counted)}[self.majority_of]
        quorum = least(self.quorum, len(counted), above=self.quorum_above)
        majority = least(self.majority, base, above=self.majority_above)
        casting = self.casting and yes == no > 0 and meeting.chair in meeting.who("for") & voting
        if casting:
            more = base if self.majority_of == "members" else base + 1
            carried = yes + 1 >= least(self.majority, more, above=self.majority_above)
        else:
            carried = yes >= majority
        quorate = len(voting) >= quorum
        return Ruling(
            len(counted), len(voting), quorum, yes, no, len(voting) - yes - no, majority, casting, quorate,
            quorate and carried,
        )  # fmt: skip


def least(figure: int | Fraction, of: int, *, above: bool) -> int:
    """The smallest number of persons that reaches a count, or a share of so many; at least one.

    >>> least(HALF, 4, above=False), least(HALF, 4, above=True), least(HALF, 5, above=True), least(3, 2, above=True)
    (2, 3, 3, 3)
    """
    if isinstance(figure, int):
        return max(figure, 1)
    return max(floor(figure * of) + 1 if above else ceil(figure * of), 1)
