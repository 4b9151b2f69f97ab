"""The decision: granted with the bodies of its events, or refused with every reason found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo

import attrs

from complaintkit.cases.events import Body, Link
from complaintkit.cases.reasons import Reason, reason_text
from complaintkit.rules.moves import Move, cites_of
from complaintkit.rules.policy import Policy
from complaintkit.values import Citation
from complaintkit.values.quick import quick
from complaintkit.values.titles import unknown_language


@attrs.frozen(weakref_slot=False)
class Decision:
    """What was decided, and why. ``others`` are events due on linked cases: their id and the tie."""

    granted: bool
    reasons: tuple[Reason, ...]
    bodies: tuple[Body, ...] = ()
    capacity: str = ""
    move: Move | None = None
    at: datetime | None = None
    rests_on: tuple[Citation, ...] = ()
    others: tuple[tuple[str, Link], ...] = ()

    @property
    def cites(self) -> tuple[Citation, ...]:
        """The clauses the decision rests on: of the move where it is granted, of the reasons where it is not."""
        if not self.granted:
            return tuple(dict.fromkeys(cite for item in self.reasons for cite in item.cites))
        return self.rests_on if self.move is None else cites_of(self.move.cite)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the reasons."""
        return tuple(item.code for item in self.reasons)

    def text(self, policy: Policy | None = None, lang: str = "en", zone: tzinfo = UTC) -> str:
        """The decision as lines of text: titles from ``policy``, English ("en") or Chinese ("zh"), times in ``zone``.

        :raises InvalidInput: for another language.

        >>> from complaintkit.cases.reasons import reason
        >>> print(Decision(False, (reason("recused"),)).text())
        refused: the actor is the subject of this case and takes no part in it
        """
        if lang not in ("en", "zh"):
            raise unknown_language(lang)
        if self.granted:
            cites = "; ".join(str(cite) for cite in self.cites)
            word = "同意" if lang == "zh" else "granted"
            return f"{word} [{cites}]" if cites else word
        head = "拒绝" if lang == "zh" else "refused"
        lines = [reason_text(item, policy, lang, zone) for item in self.reasons]
        return f"{head}: " + "\n  ".join(lines)


new_decision = quick(Decision)


def refusal(reasons: Iterable[Reason]) -> Decision:
    """A refused decision, each reason once."""
    return Decision(False, tuple(dict.fromkeys(reasons)))
