"""What a month and a year come to (3.4, 4.5): the summary, penalties by the number of complaints, the reward."""

from __future__ import annotations

from complaintkit.policies.parts import sanctioning
from complaintkit.policies.pharmaceutical.figures import Figures
from complaintkit.policies.pharmaceutical.parts import DIRECTOR, REGIONAL, T13
from complaintkit.rules import Move, SanctionRule, Tally, Tier
from complaintkit.rules.conditions import fact, tally
from complaintkit.values import Money

# --- MOVES ------------------------------------------------------------------------------------------------------------
# [default] Of the powers (4.4) the text is lost: the regional manager proposes, the marketing director decides. What is
# found after a month's or a year's review was done may still be settled there.
_MONTH, _YEAR = ("month_open", "month_done"), ("year_open", "year_done")
_PROPOSES, _APPROVES = (REGIONAL,), (DIRECTOR,)
MOVES = (
    *sanctioning("monthly_penalty", _MONTH, T13("4.5"), proposes=_PROPOSES, approves=_APPROVES,
                 offers=("circumstances",)),
    Move("summarise", ("month_open",), "month_done", by=_PROPOSES, issues=("improvement_summary",),
         asks=("complaints_received", "summary", "improvements"), records=("x_summarised", "closed"), cite=T13("3.4")),
    *sanctioning("year_end_reward", _YEAR, T13("4.5.5"), proposes=_PROPOSES, approves=_APPROVES, approved="rewarded"),
    Move("finish_year", ("year_open",), "year_done", by=_PROPOSES, records=("x_year_reviewed", "closed"),
         cite=T13("4.5.5", mark="default")),
)  # fmt: skip

PUBLIC_CRITICISM, DISMISSAL = "public_criticism", "dismissal"


# --- SANCTIONS --------------------------------------------------------------------------------------------------------
def sanctions(figures: Figures) -> tuple[SanctionRule, ...]:
    """4.5: the highest tier a month reaches, and nothing below it; whoever had none in a year is rewarded."""
    serious = fact("circumstances").one_of(*figures.serious)
    none = tally("complaints_of_year") == 0

    def fine(least: int, amount: int, clause: str) -> Tier:
        return Tier(least, amount=Money.of(amount, "CNY"), measure=PUBLIC_CRITICISM, cite=T13(clause))

    return (
        SanctionRule(
            "monthly_penalty", against="person", subject="employee", basis="complaints_of_month", counts=True,
            once=True, approvers=_APPROVES, cite=T13("4.5", mark="reading"),
            tiers=(
                fine(3, 200, "4.5.2"),
                fine(4, 300, "4.5.3"),
                # [reading] More than five in the same month, though 4.5.4 names none.
                Tier(6, measure=DISMISSAL, when=serious, cite=T13("4.5.4", mark="param")),
            ),
        ),
        SanctionRule(
            "year_end_reward", against="person", subject="employee", basis="complaints_of_year", counts=True,
            once=True, approvers=_APPROVES, cite=T13("4.5.5", mark="param"),
            tiers=(Tier(0, amount=figures.reward, when=none, cite=T13("4.5.5", mark="param")),),
        ),
    )  # fmt: skip


# --- TALLIES ----------------------------------------------------------------------------------------------------------
def tallies(figures: Figures) -> tuple[Tally, ...]:
    """4.5: complaints against one person, of the month and the year in which they came in."""
    counted = T13("4.5", mark="param")
    return (
        Tally("complaints_of_month", figures.counted, subject="employee", dated="received", cite=counted),
        Tally("complaints_of_year", figures.counted, subject="employee", period="year", dated="received", cite=counted),
    )
