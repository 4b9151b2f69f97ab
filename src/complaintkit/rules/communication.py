"""Communication: what goes to whom, by which means, with what in it, and what never goes along."""

from __future__ import annotations

import attrs

from complaintkit.rules.conditions import NEVER, Condition
from complaintkit.values import Citation


@attrs.frozen
class Message:
    """Something that is told to a party.

    ``means`` are the ways allowed (empty: any), ``written`` those of them that are in writing, ``written_when`` the
    cases that ask for writing. ``contents`` are facts that must be known before it goes. Forms whose ``never_to``
    holds ``to`` may not be enclosed. ``as_asked``: it goes by the means that the party asked for (:attr:`Party.means`),
    where one did and the message may go by it.

    >>> Message("answer", means=("telephone", "letter"), as_asked=True).asked_for("telephone", writing=False)
    'telephone'
    """

    id: str
    to: str = attrs.field(default="complainant", kw_only=True)
    means: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    written: tuple[str, ...] = attrs.field(default=("letter", "email"), kw_only=True)
    written_when: Condition = attrs.field(default=NEVER, kw_only=True)
    contents: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    as_asked: bool = attrs.field(default=False, kw_only=True)
    cite: Citation | None = attrs.field(default=None, kw_only=True)

    def asked_for(self, means: str | None, *, writing: bool) -> str | None:
        """The one means it may go by, since the party asked for it; None where any that is allowed will do.

        ``means`` is what the party asked for (None or empty: nothing), ``writing`` whether the case asks for writing.
        """
        if not (self.as_asked and means) or (self.means and means not in self.means):
            return None
        return means if not writing or means in self.written else None


@attrs.frozen
class Sent:
    """What a command says of a message: the means, the moment it went if not that of the act, and its enclosures."""

    means: str
    enclosures: tuple[str, ...] = ()
