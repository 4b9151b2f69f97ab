"""A complaint's way: recorded, looked into, assigned, solved, approved and told; or, if major, met and negotiated."""

from __future__ import annotations

from complaintkit.policies.car_dealer.figures import Figures
from complaintkit.policies.car_dealer.parts import (
    ADVISER,
    BEFORE_SOLUTION,
    CONTRACT,
    GENERAL,
    HANDLERS,
    IS_MAJOR,
    MANAGER,
    OF_THIS_ROUND,
    OPEN,
    REPAIR,
    SPECIALIST,
    T3,
    WITH_HANDLER,
)
from complaintkit.policies.parts import is_yes
from complaintkit.rules import ASSIGNED, STAYS, Bands, Condition, Guard, Move, Recusal, Redress
from complaintkit.rules.conditions import count, fact, party, recorded
from complaintkit.rules.recusal import DECIDING

# --- MOVES ------------------------------------------------------------------------------------------------------------
_IN_SALES, _IN_SERVICE = fact("department") == "sales", fact("department") == "service"
_BY_CONTENT = (
    Guard("contract_is_sales", ~CONTRACT | _IN_SALES, T3("ordinary 2", mark="reading")),
    Guard("repair_is_service", ~REPAIR | _IN_SERVICE, T3("ordinary 2", mark="reading")),
)
"""Content decides the department: a contract is the sales department's, a repair the service department's. What both
may have caused, the customer relations manager places by what was complained of."""
_RECORDED = Guard("recorded_first", recorded("x_recorded"), T3("principle 4"))
_ELSEWHERE = ("emergency", "deciding", "approved", "negotiating", "told", "improving", "evaluated")
_CAUSE = Guard("cause_found", recorded("investigated"), T3("ordinary 3"))


def _intake() -> tuple[Move, ...]:
    known = Guard("complainant_known", party("complainant").has("name") | is_yes("name_withheld"), T3("ordinary 1"))
    return (
        Move("record", OPEN, STAYS, by=(ADVISER, MANAGER), asks=("plate_number",), offers=("no_plate", "name_withheld"),
             guards=(known,), records=("x_recorded",), cite=(T3("ordinary 1"), T3("principle 4"), T3("major 1"))),
        Move("look_into", ("received",), STAYS, by=(MANAGER,), asks=("first_findings",), records=("x_looked_into",),
             cite=T3("ordinary 2")),
    )  # fmt: skip


def _is_major(figures: Figures) -> Condition:
    """Major, as the policy's owner says: from a loss on, or by a sign."""
    by_loss = fact("estimated_loss") >= figures.major_loss
    return by_loss | fact("sign").one_of(*figures.major_signs) if figures.major_signs else by_loss


def _nature(figures: Figures) -> tuple[Move, ...]:
    major = _is_major(figures)
    ordinary = (
        _RECORDED,
        Guard("looked_into_first", recorded("x_looked_into"), T3("ordinary 2")),
        Guard("is_ordinary", ~major, T3("major 1", mark="param")),
    )
    found: list[Move] = [
        Move("classify", ("received", *WITH_HANDLER), STAYS, by=(MANAGER,), reclassifies=True, guards=ordinary,
             asks=("grounds_sufficient", "demand_reasonable", "estimated_loss", "sign"), records=("classified",),
             cite=(T3("ordinary 2"), T3("duties"), *(T3(f"scope {n}") for n in range(1, 6)))),
        # A complaint may show itself as major on the way as well.
        Move("declare_major", ("received", *WITH_HANDLER), "emergency", by=(MANAGER,), reclassifies=True,
             asks=("estimated_loss", "sign", "department"), records=("classified", "x_major"),
             guards=(_RECORDED, *_BY_CONTENT, Guard("is_major", major, T3("major 1", mark="param"))),
             cite=(T3("major 1", mark="param"), T3("duties"))),
    ]  # fmt: skip
    found.extend(
        Move("assign", ("received", *WITH_HANDLER), stage, by=(MANAGER,), when=fact("department") == department,
             asks=("department",), after=("classified",), assigns=True, guards=_BY_CONTENT, issues=("handling_form",),
             records=("assigned", "x_with_handler"), cite=(T3("ordinary 2"), T3("principle 3"), T3("duties")))
        for department, (stage, _) in HANDLERS.items()
    )  # fmt: skip
    return tuple(found)


def _handling() -> tuple[Move, ...]:
    """The department's own manager finds cause and person and proposes; a major complaint's, once the meeting was."""
    causes, solved = ("cause", "responsible_department", "responsible_person"), (T3("ordinary 3"), T3("duties"))
    met = Guard("meeting_first", count("x_meeting_held") > count("x_set_aside"), T3("major 2"))
    found: list[Move] = []
    for department, (stage, manager) in HANDLERS.items():
        theirs = fact("department") == department
        found += [
            Move("establish_cause", (stage,), STAYS, by=(manager,), only=(ASSIGNED,), asks=causes,
                 offers=("nobody_responsible",), records=("investigated",), cite=(*solved, T3("principle 3"))),
            Move("establish_cause", _ELSEWHERE, STAYS, by=(manager,), when=theirs,
                 asks=causes, offers=("nobody_responsible",), records=("investigated",),
                 cite=(*solved, T3("principle 3"))),
            Move("propose", (stage,), "deciding", by=(manager,), only=(ASSIGNED,), asks=("solution",), guards=(_CAUSE,),
                 records=("proposed",), cite=solved),
            Move("propose", ("emergency",), "deciding", by=(manager,), when=theirs, asks=("solution",), guards=(met,),
                 records=("proposed",), cite=(T3("major 2"), T3("major 3"), T3("duties"))),
        ]  # fmt: skip
    return tuple(found)


def _decision() -> tuple[Move, ...]:
    """Only the general manager approves; what is set aside goes back to where it came from."""
    approval = (T3("ordinary 4"), T3("duties"))
    back: list[tuple[str, Condition, tuple[str, ...]]] = [("emergency", IS_MAJOR, ())]
    back += [
        (stage, ~IS_MAJOR & (fact("department") == department), ("x_with_handler",))
        for department, (stage, _) in HANDLERS.items()
    ]
    found: list[Move] = [
        Move("approve", ("deciding",), "approved", by=(GENERAL,), when=~IS_MAJOR, records=("approved",), cite=approval),
        # [reading] The duties know no exception: a major complaint's solution is approved before it is negotiated.
        Move("approve", ("deciding",), "negotiating", by=(GENERAL,), when=IS_MAJOR, records=("approved",),
             cite=T3("duties", mark="reading")),
    ]  # fmt: skip
    for stage, when, records in back:
        found += [
            Move("reject", ("deciding",), stage, by=(GENERAL,), when=when, asks=("rejected_because",),
                 records=("rejected", *records), cite=approval),
            # [default] Who is not satisfied gets another solution where the manager finds that there may be one.
            Move("send_back", ("told",), stage, by=(MANAGER,), when=when, after=("dissatisfied",),
                 asks=("sent_back_because",), records=("x_sent_back", "x_set_aside", *records),
                 cite=T3("ordinary 5", mark="default")),
        ]  # fmt: skip
    return tuple(found)


def _emergency() -> tuple[Move, ...]:
    """Major 2, 3: passed on, met about, and negotiated by two people, one for the business and one for the customer."""
    conferred = Guard(
        "negotiated_by_both",
        (count("x_business_negotiated") > count("x_concluded"))
        & (count("x_relations_negotiated") > count("x_concluded")),
        T3("major 3"),
    )
    found: list[Move] = [
        Move("pass_on", ("emergency",), STAYS, by=(MANAGER,), issues=("major_notice",), records=("transferred",),
             cite=T3("major 2")),
        Move("call_meeting", ("emergency",), STAYS, by=(MANAGER,), records=("x_meeting_called",), cite=T3("major 2")),
        Move("hold_meeting", ("emergency",), STAYS, by=(MANAGER,), after=("transferred", "x_meeting_called"),
             asks=("meeting_held_with", "meeting_result"), records=("x_meeting_held",), cite=T3("major 2")),
        Move("negotiate_for_customer_relations", ("negotiating",), STAYS, by=(MANAGER,), asks=("relations_notes",),
             not_who=("x_business_negotiated",), records=("x_relations_negotiated",), cite=T3("major 3")),
        Move("conclude", ("negotiating",), "told", by=(MANAGER,), when=fact("agreement_reached").is_true(),
             asks=("agreement_reached",), guards=(conferred,), records=("negotiated", "replied", "x_concluded"),
             cite=T3("major 3")),
        Move("conclude", ("negotiating",), "emergency", by=(MANAGER,), when=~fact("agreement_reached").is_true(),
             asks=("agreement_reached",), guards=(conferred,), records=("negotiated", "x_concluded", "x_set_aside"),
             cite=T3("major 3", mark="default")),
    ]  # fmt: skip
    found.extend(
        Move("negotiate_for_business", ("negotiating",), STAYS, by=(manager,), when=fact("department") == department,
             asks=("business_notes",), not_who=("x_relations_negotiated",), records=("x_business_negotiated",),
             cite=T3("major 3"))
        for department, (_, manager) in HANDLERS.items()
    )  # fmt: skip
    return tuple(found)


def _answer() -> tuple[Move, ...]:
    """Ordinary 4, 5: the customer is told what was approved and nothing before, and asked what they make of it."""
    tellers, asked = (SPECIALIST, MANAGER), (T3("ordinary 5"), T3("major 4"))
    before = (
        Guard("approved_first", OF_THIS_ROUND, T3("ordinary 4")),
        Guard("negotiated_where_major", ~IS_MAJOR, T3("major 3")),
    )
    return (
        Move("tell_customer", (*BEFORE_SOLUTION, "deciding", "approved"), "told", by=tellers, guards=before,
             message="solution_told", records=("replied",), cite=T3("ordinary 4")),
        Move("feed_back", ("told",), STAYS, by=tellers, asks=("reaction",), records=("x_reaction_fed_back",),
             cite=T3("ordinary 4")),
        Move("ask_satisfaction", ("told",), STAYS, by=(ADVISER, SPECIALIST, MANAGER), asks=("customer_satisfied",),
             when=fact("customer_satisfied").is_true(), records=("satisfied",), cite=asked),
        Move("ask_satisfaction", ("told",), STAYS, by=(ADVISER, SPECIALIST, MANAGER), asks=("customer_satisfied",),
             when=~fact("customer_satisfied").is_true(), records=("dissatisfied",), cite=asked),
    )  # fmt: skip


def moves(figures: Figures) -> tuple[Move, ...]:
    """The way of every complaint; what is major is the policy's owner's to say."""
    return (*_intake(), *_nature(figures), *_handling(), *_decision(), *_emergency(), *_answer())


# --- BANDS: T3 gives one person authority over every solution ---------------------------------------------------------
BANDS: tuple[Bands, ...] = ()

# --- REDRESS: T3 counts no money that the customer gets ---------------------------------------------------------------
REDRESS: Redress | None = None

# --- RECUSAL: [default] whoever a complaint is about neither finds its cause nor decides it ---------------------------
RECUSAL = Recusal(records=(*DECIDING, "investigated"), cite=T3("principle 3", mark="default"))
