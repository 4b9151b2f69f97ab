"""What the investigation comes to (arts. 6, 9-11): valid and vicious or ordinary, invalid and ordinary or malicious."""

from __future__ import annotations

from complaintkit.policies.logistics.figures import Figures
from complaintkit.policies.logistics.parts import (
    ABOUT_ATTITUDE,
    ANONYMOUS,
    BY_MOTIVE,
    DESK,
    FINDING,
    GROUND,
    NAMELESS,
    OVER_A_MONTH,
    T6,
)
from complaintkit.policies.parts import is_one_of, no_to, yes_to
from complaintkit.rules import Condition, Guard, Move, SanctionRule, Tally
from complaintkit.rules.conditions import fact, recorded
from complaintkit.values import Citation

# --- MOVES ------------------------------------------------------------------------------------------------------------
BEFORE = (
    Guard("kind_established", recorded("classified"), T6("art. 4")),
    Guard("investigated_first", recorded("investigated"), T6("art. 15(1)")),
    Guard(
        "both_sides_heard", (recorded("x_complainant_heard") | NAMELESS) & recorded("x_respondent_heard"),
        T6("art. 15(4)"),
    ),
)  # fmt: skip


def _shown(id: str, clause: str, shown: Condition, *grounds: str) -> Guard:
    """What must be shown where a complaint is invalid on one of these grounds."""
    return Guard(id, ~is_one_of("invalid_ground", *grounds) | shown, T6(clause))


GROUNDED = (
    _shown("fault_shown", "art. 9(1)", yes_to("facts_differ") & yes_to("fault_theirs"), "fault_with_complainant"),
    _shown("nameless", "art. 9(4)", NAMELESS, *ANONYMOUS),
    _shown("nothing_specific", "art. 9(4)", no_to("specific_facts"), "anonymous_unspecific"),
    _shown("not_proven", "art. 9(4)", no_to("proven"), "anonymous_unproven"),
    _shown("not_traceable", "art. 9(5)", no_to("traceable") & no_to("verifiable"), "untraceable"),
    _shown("about_attitude", "art. 9(6)", ABOUT_ATTITUDE, "attitude_too_late"),
    _shown("over_a_month", "art. 9(6)", OVER_A_MONTH, "attitude_too_late"),
)
VALID_ASKS = ("finding", "media_effect", "customer_conflict", "social_impact")
INVALID_ASKS = (
    "finding", "invalid_ground", "motive", "facts_differ", "fault_theirs", "specific_facts", "proven", "traceable",
    "verifiable",
)  # fmt: skip


def _find(when: Condition, kind: str, asks: tuple[str, ...], guards: tuple[Guard, ...], *cites: Citation) -> Move:
    return Move(
        "find", ("investigating",), "found", by=DESK, when=when, asks=asks, offers=("happened_on",), guards=guards,
        records=("found", kind), cite=(T6("art. 6"), *cites),
    )  # fmt: skip


def findings(figures: Figures) -> tuple[Move, ...]:
    """Art. 10 and 11: the four kinds of finding. What art. 11 does not place is the policy's to place."""
    valid, invalid = FINDING == "valid", FINDING == "invalid"
    vicious = yes_to("media_effect") | yes_to("customer_conflict") | yes_to("social_impact")
    grounds = (*ANONYMOUS, *figures.malicious)
    malicious = GROUND.one_of(*grounds) | (GROUND.one_of(*BY_MOTIVE) & (fact("motive") == "improper_demand"))
    grounded = (*BEFORE, *GROUNDED)
    places = (T6("art. 9"), T6("art. 11", mark="default"))
    return (
        _find(valid & vicious, "x_vicious", VALID_ASKS, BEFORE, T6("art. 10(1)"), T6("art. 10(2)")),
        _find(valid & ~vicious, "x_ordinary", VALID_ASKS, BEFORE, T6("art. 10(3)")),
        _find(
            invalid & malicious, "x_malicious", INVALID_ASKS, grounded,
            T6("art. 11(2)"), T6("art. 11(3)"), T6("art. 9(2)"), T6("art. 9(3)"), *places,
        ),
        _find(
            invalid & ~malicious, "x_ordinary_invalid", INVALID_ASKS, grounded,
            T6("art. 11(1)"), T6("art. 9(2)"), T6("art. 9(3)"), *places,
        ),
    )  # fmt: skip


MONTHLY = (
    Move(
        "analyse", ("to_analyse",), "analysed", by=DESK, records=("x_analysed", "closed"), issues=("analysis_report",),
        asks=("complaints_received", "complaints_handled", "analysis"), cite=T6("art. 18"),
    ),
)  # fmt: skip


def moves(figures: Figures) -> tuple[Move, ...]:
    """The findings, and the analysis of each month."""
    return (*findings(figures), *MONTHLY)


# --- SANCTIONS: T6 has none -------------------------------------------------------------------------------------------
SANCTIONS: tuple[SanctionRule, ...] = ()

# --- TALLIES: T6 counts no complaints against anybody -----------------------------------------------------------------
TALLIES: tuple[Tally, ...] = ()
