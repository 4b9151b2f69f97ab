"""What a proved complaint about a sale brings, the file that is kept, and the statistics of each week."""

from __future__ import annotations

from fractions import Fraction

from complaintkit.policies.membership_club.figures import Figures
from complaintkit.policies.membership_club.parts import (
    AFTER,
    COMPENSATION,
    DISMISSAL,
    GM,
    HEAD,
    OPEN,
    PERSON,
    POLICE,
    PROVED_SALE,
    T5,
)
from complaintkit.rules import STAYS, Guard, Move, SanctionRule, Tally, Tier
from complaintkit.rules.conditions import count
from complaintkit.values import Money

_SALES = T5("complaints: sales")


# --- MOVES ------------------------------------------------------------------------------------------------------------
def _sanction(rule: str, *approved: str) -> tuple[Move, ...]:
    """[default] The department head proposes; the general manager's office, another person, approves or drops it."""
    settled = f"x_{rule}_settled"
    return (
        Move(f"propose_{rule}", ("in_hand",), STAYS, by=HEAD, when=PROVED_SALE, after=("found",), sanction=rule,
             records=(f"x_{rule}_proposed",), cite=_SALES),
        Move(f"approve_{rule}", ("in_hand",), STAYS, by=GM, after=(f"x_{rule}_proposed",), sanction=rule,
             not_who=(f"x_{rule}_proposed",), records=("sanctioned", settled, *approved), cite=_SALES),
        Move(f"waive_{rule}", ("in_hand",), STAYS, by=GM, after=(f"x_{rule}_proposed",), sanction=rule,
             not_who=(f"x_{rule}_proposed",), records=("waived", settled), cite=_SALES),
    )  # fmt: skip


def _consequences() -> tuple[Move, ...]:
    """Correction at once, rectification; the sanctions that T5 names, each proposed and approved."""
    return (
        Move("correct_error", ("in_hand",), STAYS, by=HEAD, when=PROVED_SALE, asks=("correction",),
             records=("x_corrected",), cite=_SALES),
        Move("rectify", ("in_hand",), STAYS, by=HEAD, when=PROVED_SALE, asks=("rectification",),
             records=("rectified",), cite=_SALES),
        *_sanction(PERSON),
        *_sanction(COMPENSATION),
        *_sanction(DISMISSAL),
        *_sanction(POLICE, "x_police_approved"),
        Move("inform_police", OPEN, STAYS, by=(*GM, "administration"), after=("x_police_approved",),
             issues=("police_notice",), records=("x_police_informed",), cite=_SALES),
    )  # fmt: skip


def _file_moves() -> tuple[Move, ...]:
    """7: administration keeps the file, an important one longer. [default] The general manager's office holds it."""
    own, reason = ("administration",), T5("7", mark="default")
    held = Guard("on_hold", count("held") > count("released"), reason)
    return (
        Move("archive", ("closed",), "archived", by=own, records=("archived",), cite=T5("7")),
        Move("keep_longer", AFTER, STAYS, by=own, asks=("kept_until", "kept_longer_because"),
             records=("x_kept_longer",), cite=(T5("7"), reason)),
        Move("hold", AFTER, STAYS, by=GM, records=("held",), cite=reason),
        Move("release", AFTER, STAYS, by=GM, guards=(held,), records=("released",), cite=reason),
        Move("dispose", ("archived",), "disposed_of", by=own, records=("disposed",), cite=T5("7")),
    )  # fmt: skip


WEEKLY = (
    Move("analyse", ("to_analyse",), "analysed", by=HEAD, issues=("weekly_report",), records=("x_analysed", "closed"),
         asks=("complaints_received", "requests_received", "analysis"), cite=T5("complaints: note")),
)  # fmt: skip


MOVES = (*_consequences(), *_file_moves(), *WEEKLY)


# --- SANCTIONS --------------------------------------------------------------------------------------------------------
def sanctions(figures: Figures) -> tuple[SanctionRule, ...]:
    """By the company's rules for every proved sale; from the major loss on compensation, dismissal, the police."""
    none, major = Money.of(0, figures.currency), figures.major_loss
    cite = T5("complaints: sales", mark="param")
    tiers = {
        PERSON: Tier(none, measure="by_company_rules"),
        COMPENSATION: Tier(major, share=Fraction(1)),
        DISMISSAL: Tier(major, measure="dismissed"),
        POLICE: Tier(major, measure="reported_to_police"),
    }
    return tuple(
        SanctionRule(id, against="person", subject="responsible_person", basis="economic_loss", tiers=(tier,),
                     approvers=GM, cite=_SALES if id == PERSON else cite)
        for id, tier in tiers.items()
    )  # fmt: skip


# --- TALLIES: T5 counts no complaints against anybody -----------------------------------------------------------------
TALLIES: tuple[Tally, ...] = ()
