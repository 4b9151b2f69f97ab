"""Tallies: how often a record was made against one person or unit in one period."""

from __future__ import annotations

from datetime import date
from typing import Literal

import attrs

from complaintkit.rules.conditions import ALWAYS, Condition
from complaintkit.values import Citation


@attrs.frozen
class Tally:
    """A count over cases: how often ``counts`` was recorded, per subject and period.

    ``subject`` is the fact that names the person or unit (empty: one tally for the tenant). ``when`` filters the cases
    that count, asked when the record is made, and again when an entry it rests on is corrected: what no longer counts
    is taken off, as is what was counted by a rung that turns out to be unfounded. Two commands at once never both see
    the same count.

    ``dated`` says which day picks the period: that of the record (and of the command that asks), or that of the
    case's receipt, so that what is found later counts where it was complained of. A standing case that opens with the
    end of its period asks by its receipt about that period.
    """

    id: str
    counts: str
    subject: str = attrs.field(default="", kw_only=True)
    period: Literal["day", "month", "year"] = attrs.field(default="month", kw_only=True)
    dated: Literal["recorded", "received"] = attrs.field(default="recorded", kw_only=True)
    when: Condition = attrs.field(default=ALWAYS, kw_only=True)
    cite: Citation | None = attrs.field(default=None, kw_only=True)

    def subject_in(self, key: str) -> str | None:
        """Whose counter it is; None where it is none of this tally's.

        >>> upheld = Tally("upheld", "found", subject="respondent")
        >>> upheld.subject_in("upheld/emp-3/2026-03"), upheld.subject_in("late/emp-3/2026-03")
        ('emp-3', None)
        """
        head = self._head
        return key[len(head) :].rpartition("/")[0] if key.startswith(head) else None

    def key(self, subject: str, day: date) -> str:
        """The name of the counter for a subject and the period of ``day``; no other tally or subject has the same.

        >>> Tally("upheld", "found", subject="respondent").key("emp-3", date(2026, 3, 9))
        'upheld/emp-3/2026-03'
        >>> Tally("found/upheld", "found", subject="respondent").key("emp-3", date(2026, 3, 9))
        '/12/found/upheld/emp-3/2026-03'
        """
        period = {"day": f"{day}", "month": f"{day:%Y-%m}", "year": f"{day:%Y}"}[self.period]
        return f"{self._head}{subject}/{period}"

    @property
    def _head(self) -> str:
        """What each of the keys begins with, and no other tally's: an id with a slash in it is told by its length."""
        return f"/{len(self.id)}/{self.id}/" if "/" in self.id else f"{self.id}/"
