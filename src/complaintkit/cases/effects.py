"""What the records of one move set off by the policy: worked out once, looked up with every command."""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.rules.duties import Duty, met_at_once
from complaintkit.rules.policy import Policy


class Effects:
    """What one tuple of records, put on a case together, sets off."""

    __slots__ = ("ends", "met", "rederives", "redress", "registers", "starts", "stops", "tallies")

    def __init__(self, policy: Policy, names: tuple[str, ...], readers: Mapping[str, set[str]]) -> None:
        self.ends: tuple[Duty, ...] = tuple(duty for duty in policy.duties if not set(names).isdisjoint(duty.ends))
        self.stops: tuple[Duty, ...] = tuple(duty for name in names for duty in policy.duties if name in duty.until)
        """The duties that repeat no longer."""
        begun = [duty for name in names for duty in policy.duties if name == duty.starts]
        self.met: tuple[Duty, ...] = tuple(duty for duty in begun if met_at_once(duty, names))
        """The duties that they start and then end."""
        self.starts: tuple[Duty, ...] = tuple(duty for duty in begun if duty not in self.met)
        """The duties that are owed from then on."""
        self.registers = tuple(dict.fromkeys(r for name in names for r in policy.registers if name in r.enters))
        self.tallies = tuple(tally for name in names for tally in policy.tallies if name == tally.counts)
        redress = policy.redress
        moving: set[str] = set() if redress is None else {*redress.proposed, *redress.granted, *redress.dropped}
        self.redress = not moving.isdisjoint(names)
        """Whether they propose, grant or drop redress."""
        self.rederives = frozenset(id for name in names for id in readers.get(name, ()))
        """The duties whose term or being reads whether, or how often, one of them was made."""


class EffectsTable(dict[tuple[str, ...], Effects]):
    """The effects of every tuple of records that was asked for; a policy has no more than its moves and rungs make."""

    def __init__(self, policy: Policy, readers: Mapping[str, set[str]]) -> None:
        super().__init__()
        self._policy = policy
        self._readers = readers

    def __missing__(self, names: tuple[str, ...]) -> Effects:
        """The effects of records made together, in their order."""
        found = self[names] = Effects(self._policy, names, self._readers)
        return found
