"""A complaint's way: received by channel, the officer's opinion, handled by a partner, major ones by a meeting."""

from __future__ import annotations

from complaintkit.policies.law_firm.parts import (
    DIRECTOR,
    GRAVE,
    HANDLER,
    MEETINGS,
    NOTICE_DECIDED,
    OFFICER,
    OPEN,
    RECEIVING,
    RECORDER,
    STAFF,
    T8,
    this_round,
)
from complaintkit.rules import ASSIGNED, STAYS, Bands, Guard, Move, Recusal, Redress
from complaintkit.rules.conditions import recorded

# --- MOVES ------------------------------------------------------------------------------------------------------------
_PAPERS_KEPT = Guard("originals_kept", recorded("x_originals_kept"), T8("intake (4)2"))
_REGISTERED = Guard("registered_first", recorded("x_registered"), T8("intake (4)1"))
_INVESTIGATED = Guard("investigated_first", this_round("investigated"), T8("handling (3)"))
_SOURCES = {"at_front_desk": T8("intake (1)"), "at_administration": T8("intake (2)"), "with_officer": T8("intake (3)")}


def _intake() -> tuple[Move, ...]:
    """Intake: whoever receives registers, keeps the originals and passes on; the officer takes over."""
    found: list[Move] = []
    for stage, role in RECEIVING.items():
        found += (
            Move("register", (stage,), STAYS, by=(role,), reclassifies=True, issues=("registration_form",),
                 records=("classified", "x_registered"), cite=(T8("intake (4)1"), _SOURCES[stage])),
            Move("keep_originals", (stage,), STAYS, by=(role,), asks=("originals",), offers=("no_papers",),
                 records=("x_originals_kept",), cite=T8("intake (4)2")),
        )  # fmt: skip
        if stage != "with_officer":
            found.append(
                Move("pass_to_officer", (stage,), "with_officer", by=(role,), guards=(_REGISTERED, _PAPERS_KEPT),
                     records=("transferred",), cite=(_SOURCES[stage], T8("intake (4)3")))
            )  # fmt: skip
    return tuple(found)


def _officer() -> tuple[Move, ...]:
    """Handling (1), (2): who is complained about stands aside; the officer's written opinion, then a handler."""
    opinion = Guard("officer_opinion_first", recorded("reviewed"), T8("handling (2)"))
    return (
        Move("recuse", OPEN, STAYS, by=(OFFICER, DIRECTOR), assigns=True, records=("recused",),
             cite=T8("handling (1)")),
        Move("give_opinion", ("with_officer",), STAYS, by=(OFFICER,), records=("reviewed",),
             asks=("officer_opinion", "business_field", "weight"), cite=T8("handling (2)")),
        Move("assign", ("with_officer",), "with_partner", by=(OFFICER,), assigns=True, records=("assigned",),
             guards=(opinion, _REGISTERED, _PAPERS_KEPT), cite=(T8("handling (2)"), T8("intake (4)3"))),
    )  # fmt: skip


def _handling() -> tuple[Move, ...]:
    """Handling (3) to (6): investigated, the complainant told of the arrangements, an explicit opinion signed."""
    ordinary = Guard("meeting_decides", ~GRAVE, T8("handling (2)"))
    signed = ("decided", "signed", "x_papers_handed_over")
    cite = T8("handling (6)")
    return (
        Move("investigate", ("with_partner", "before_meeting"), STAYS, by=(HANDLER,), only=(ASSIGNED,),
             asks=("established", "papers_are"), confirms=("check_details",), records=("investigated",),
             cite=(T8("handling (3)"), T8("handling (7)2"), T8("handling (2)"))),
        Move("tell_arrangements", ("with_officer", "with_partner", "before_meeting", "plan_decided"), STAYS,
             by=(HANDLER, OFFICER), asks=("arrangements",), message="arrangements_told", records=("informed",),
             cite=T8("handling (5)")),
        Move("sign_opinion", ("with_partner",), "opinion_signed", by=(HANDLER,), only=(ASSIGNED,), asks=("opinion",),
             guards=(_INVESTIGATED, ordinary), records=signed, cite=(cite, T8("handling (2)"))),
        Move("sign_opinion", ("plan_decided",), "opinion_signed", by=(HANDLER,), only=(ASSIGNED,), asks=("opinion",),
             guards=(_INVESTIGATED,), records=signed, cite=cite),
    )  # fmt: skip


def _meetings() -> tuple[Move, ...]:
    """Handling (2), (4): a matter of principle or a major one is decided by a meeting; so is telling the regulator."""
    grave = Guard("is_grave", GRAVE, T8("handling (4)"))
    noticed = Guard("notice_decided", NOTICE_DECIDED, T8("handling (4)"))
    found = [
        Move("call_meeting", ("with_partner",), "before_meeting", by=(HANDLER, OFFICER, DIRECTOR), asks=("weight",),
             guards=(grave,), records=("x_meeting_called",), cite=T8("handling (4)")),
        Move("inform_regulator_of_it", ("plan_decided", "opinion_signed", "carried_out"), STAYS, by=(OFFICER,),
             guards=(noticed,), issues=("regulator_notice",), records=("referred",), cite=T8("handling (4)")),
    ]  # fmt: skip
    for body, trigger in MEETINGS.items():
        found += (
            Move(trigger, ("before_meeting",), "plan_decided", by=(RECORDER,), decided_by=body,
                 asks=("handling_plan", "inform_regulator"), guards=(_INVESTIGATED,),
                 records=("approved", "x_plan_decided"), cite=(T8("handling (2)"), T8("handling (4)"))),
            Move(trigger, ("before_meeting",), STAYS, by=(RECORDER,), decided_by=body, carried=False,
                 offers=("handling_plan", "inform_regulator"), records=("rejected",), cite=T8("handling (4)")),
        )  # fmt: skip
    return tuple(found)


def _promises() -> tuple[Move, ...]:
    """Handling (7)3: nothing is promised before it is decided; afterwards, what was decided."""
    decided = Guard("decided_first", this_round("decided"), T8("handling (7)3"))
    return (
        Move("promise", OPEN, STAYS, by=STAFF, asks=("promise_text",), guards=(decided,), records=("x_promised",),
             cite=T8("handling (7)3")),
    )  # fmt: skip


MOVES = (*_intake(), *_officer(), *_handling(), *_meetings(), *_promises())

# --- BANDS: T8 knows meetings, and no amounts -------------------------------------------------------------------------
BANDS: tuple[Bands, ...] = ()

# --- REDRESS: T8 counts no money that the complainant gets ------------------------------------------------------------
REDRESS: Redress | None = None

# --- RECUSAL ----------------------------------------------------------------------------------------------------------
# [reading] In no capacity: not as officer, handler, director, member of a meeting or recorder.
RECUSAL = Recusal(everything=True, cite=(T8("handling (1)"), T8("handling (1)", mark="reading")))
