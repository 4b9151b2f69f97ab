"""Why nobody can go on with a case: for each move from where it stands, what keeps those who come nearest to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from complaintkit.cases.reasons import Reason, reason_text
from complaintkit.desk import Desk
from complaintkit.rules.record import Actor
from complaintkit.testing.story_words import word

__all__ = ["why_nobody"]


def why_nobody(desk: Desk, case_id: str, people: Sequence[Actor], lang: str = "en") -> Iterator[str]:
    """A line for each move from the stage of a case and each way it is refused: by whom, and the reasons.

    Those without the role for a move are named only where nobody has it.
    """
    program = desk.program(case_id)
    policy, zone = program.policy, program.calendar.zoneinfo
    refused: dict[str, dict[tuple[Reason, ...], list[str]]] = defaultdict(lambda: defaultdict(list))
    for actor in people:
        for offer in desk.available(case_id, by=actor):
            if offer.verb == "act":
                refused[offer.trigger][offer.reasons].append(actor.id)
    if not refused:
        yield word("no_move", lang)
    for trigger, ways in refused.items():
        nearest = {reasons: who for reasons, who in ways.items() if "role" not in [reason.code for reason in reasons]}
        for reasons, asked in (nearest or ways).items():
            who = list(dict.fromkeys(asked))
            others = word("others", lang, n=_count(who, lang)) if len(who) > 2 else ""
            others = word("one_other", lang, who=who[1]) if len(who) == 2 else others
            why = "; ".join(reason_text(reason, policy, lang, zone) for reason in reasons)
            yield word("kept_from", lang, what=policy.title(trigger, lang), who=f"{who[0]}{others}", why=why)


def _count(who: Sequence[str], lang: str) -> int:
    """How many: of the others in English, of all in Chinese."""
    return len(who) if lang == "zh" else len(who) - 1
