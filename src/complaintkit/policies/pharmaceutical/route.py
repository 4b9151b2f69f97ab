"""Three routes: service and product by way of whoever decides, adverse reactions by way of the technical department."""

from __future__ import annotations

from complaintkit.policies.parts import no_to, yes_to
from complaintkit.policies.pharmaceutical.parts import (
    ADVERSE,
    DECIDERS,
    DIRECTOR,
    OPEN,
    PRODUCT,
    REGIONAL,
    SALES,
    SERVICE,
    SUPPORT,
    T13,
    TECHNICAL,
    UNSOLVED,
)
from complaintkit.rules import STAYS, Bands, Condition, Guard, Move, Recusal, Redress
from complaintkit.rules.conditions import fact, recorded

# --- MOVES ------------------------------------------------------------------------------------------------------------
_REGISTERED = Guard("registered_first", recorded("x_registered"), T13("4.1.1"))
INTAKE = (
    Move("classify", UNSOLVED, STAYS, by=(SALES,), reclassifies=True, records=("classified",),
         cite=(T13("2.1"), T13("2.1.2"))),
    Move("solve_at_once", ("received",), "answered", by=(SALES,), when=SERVICE | PRODUCT, asks=("solution",),
         message="answer", records=("decided", "replied"), cite=T13("4.1.1")),
    Move("register", ("received",), "registered", by=(SALES,), records=("x_registered",), cite=T13("4.1.1")),
)  # fmt: skip


def _reporting() -> tuple[Move, ...]:
    """4.1.1: what cannot be solved at once goes to one of two, and whom it goes to decides it."""
    found: list[Move] = [
        Move("report_up", UNSOLVED, "deciding", by=(SALES,), when=SERVICE | PRODUCT, asks=("reported_to",),
             guards=(_REGISTERED,), records=("x_reported_up",),
             cite=(T13("4.1.1"), T13("4.2", mark="default"))),
    ]  # fmt: skip
    found.extend(
        Move("decide", ("deciding",), "to_answer", by=(role,), when=fact("reported_to") == role, asks=("decision",),
             records=("decided",), cite=T13("4.1.1"))
        for role in DECIDERS
    )  # fmt: skip
    return tuple(found)


ANSWERS = (
    # 4.3.2: what lies in the normal range is explained; what takes a professional is the technical department's.
    Move("explain", UNSOLVED, "answered", by=(SALES,), when=ADVERSE & no_to("professional"),
         asks=("professional", "normal_range"), message="range_explained", records=("replied", "x_explained"),
         cite=T13("4.3.2")),
    Move("explain", UNSOLVED, STAYS, by=(SALES,), when=ADVERSE & yes_to("professional"),
         asks=("professional", "normal_range"), message="range_explained", records=("informed", "x_explained"),
         cite=T13("4.3.2")),
    Move("send_file", UNSOLVED, "with_technical", by=(SUPPORT,), when=ADVERSE, asks=("professional", "question"),
         guards=(_REGISTERED, Guard("is_professional", yes_to("professional"), T13("4.3.2"))),
         issues=("technical_file",), records=("x_file_sent",), cite=(T13("4.3.2"), T13("4.3.3"))),
    # [default] Of the route of other product complaints the text is lost: decided as service is, answered as this is.
    Move("send_file", ("to_answer",), "with_technical", by=(SUPPORT,), when=PRODUCT, asks=("question",),
         issues=("technical_file",), records=("x_file_sent",), cite=T13("4.2", mark="default")),
    Move("reply", ("to_answer",), "answered", by=(SALES,), when=SERVICE, message="answer", records=("replied",),
         cite=T13("4.1.1", mark="default")),
    Move("reply", (*UNSOLVED, "with_technical"), "answered", by=(TECHNICAL,), when=ADVERSE, asks=("technical_reply",),
         guards=(Guard("file_first", recorded("x_file_sent"), T13("4.3.3")),), message="technical_answer",
         records=("replied", "x_technical_reply"), cite=(T13("4.3.2"), T13("4.3.3"))),
    Move("reply", ("to_answer", "with_technical"), "answered", by=(TECHNICAL,), when=PRODUCT, asks=("technical_reply",),
         guards=(Guard("file_first", recorded("x_file_sent"), T13("4.3.3")),), message="technical_answer",
         records=("replied", "x_technical_reply"), cite=T13("4.2", mark="default")),
    Move("record_reply", ("answered",), STAYS, by=(TECHNICAL, SUPPORT), after=("x_technical_reply",),
         asks=("reply_entry",), records=("x_reply_recorded",), cite=T13("4.3.3")),
)  # fmt: skip


def _find(when: Condition, kind: str, clause: str) -> Move:
    return Move(
        "find", ("answered",), STAYS, by=(REGIONAL, DIRECTOR), when=when, asks=("caused_by", "employee"),
        offers=("nobody_concerned",), guards=(Guard("found_once", ~recorded("found"), T13("2.2", mark="default")),),
        records=("found", kind), cite=(T13(clause), T13("2.2")),
    )  # fmt: skip


FINDING = (
    _find(fact("caused_by") == "our_error", "x_valid", "2.2.1"),
    _find(fact("caused_by") == "misunderstanding", "x_invalid", "2.2.2"),
    # [default] Closed once it is known whether it was valid and what the technical department said is on record.
    Move("close", OPEN, "closed", by=(SALES,), records=("closed",), cite=T13("4.1.1", mark="default"),
         guards=(
             Guard("customer_answered", recorded("replied"), T13("4.1.1", mark="default")),
             Guard("validity_found", recorded("x_valid") | recorded("x_invalid"), T13("2.2")),
             Guard("reply_on_record", ~recorded("x_technical_reply") | recorded("x_reply_recorded"), T13("4.3.3")),
         )),
)  # fmt: skip

MOVES = (*INTAKE, *_reporting(), *ANSWERS, *FINDING)

# --- BANDS: T13 knows no redress, and so no authority over it ---------------------------------------------------------
BANDS: tuple[Bands, ...] = ()

# --- REDRESS ----------------------------------------------------------------------------------------------------------
REDRESS: Redress | None = None

# --- RECUSAL: the text is silent; whoever a case is about does not decide it, as everywhere in the library ------------
RECUSAL = Recusal()
