"""The card's way: grounds, ruling, inquiry, report, opinions up to the general manager and back, reply."""

from __future__ import annotations

from complaintkit.policies.parts import is_yes
from complaintkit.policies.retail_chain.figures import Figures
from complaintkit.policies.retail_chain.parts import (
    ADMINISTRATION,
    DEPARTMENT,
    GENERAL,
    INSIDE,
    OPEN,
    SERVICE,
    SHOP,
    SUPERIOR,
    SUPERVISOR,
    T12,
)
from complaintkit.rules import STAYS, Band, Bands, Guard, Move, Recusal, Redress
from complaintkit.rules.conditions import count, party, recorded
from complaintkit.rules.recusal import DECIDING

# --- MOVES ------------------------------------------------------------------------------------------------------------
_NAMED = Guard("customer_named", party("complainant").has("name") | is_yes("name_withheld"), T12("art. 15"))
INTAKE = (
    Move("confirm_grounds", ("received",), "ruling", by=(SHOP,), records=("x_grounds_confirmed",),
         asks=("grounds_hold", "customers_own_cause", "grounds_note"), cite=T12("art. 7")),
    # Art. 7: what the shop found is put before the superior, who alone rules. The card is made out with the acceptance.
    Move("accept", ("received", "ruling"), "at_administration", by=(SUPERIOR,), offers=("name_withheld",),
         asks=("ruling_note",), records=("accepted",), issues=("record_card",), cite=(T12("art. 7"), T12("art. 15")),
         guards=(
             Guard("shop_confirmed_first", recorded("x_grounds_confirmed"), T12("art. 7")),
             Guard("not_the_customers_cause", ~is_yes("customers_own_cause"), T12("art. 7")),
             _NAMED,
         )),
    Move("decline", ("received", "ruling"), "declined", by=(SUPERIOR,), asks=("ruling_note",), records=("declined",),
         guards=(
             Guard("shop_confirmed_first", recorded("x_grounds_confirmed"), T12("art. 7")),
             # [reading] What the shop found to be justified and none of the customer's doing is not turned away.
             Guard("grounds_lacking", ~is_yes("grounds_hold") | is_yes("customers_own_cause"),
                   T12("art. 7", mark="reading")),
         ),
         cite=T12("art. 7")),
    Move("explain", ("declined",), "replied", by=(SHOP,), asks=("explanation_given",), confirms=("explain_tactfully",),
         message="explanation", records=("replied",), cite=T12("art. 7")),
)  # fmt: skip

INQUIRY = (
    Move("fix_department", INSIDE[:3], STAYS, by=(ADMINISTRATION,), asks=("handling_department",),
         records=("assigned",), cite=T12("art. 9")),
    Move("order_inquiry", ("at_administration",), "investigating", by=(ADMINISTRATION,), after=("assigned",),
         asks=("inquiry_order",), records=("x_inquiry_ordered",), cite=T12("art. 9")),
    Move("report", ("at_administration", "investigating"), "report_review", by=(DEPARTMENT,),
         asks=("cause", "course", "responsible_person", "conclusion", "countermeasure"), offers=("nobody_responsible",),
         guards=(Guard("inquiry_ordered", recorded("x_inquiry_ordered"), T12("art. 9")),),
         confirms=("original_enclosed",), issues=("investigation_report",), records=("investigated",),
         cite=(T12("art. 11"), T12("art. 17"), T12("art. 4"))),
    Move("review_report", ("report_review",), "assessing", by=(SUPERVISOR,), records=("reviewed",),
         cite=T12("art. 11")),
    Move("return_report", ("report_review",), "investigating", by=(SUPERVISOR,), asks=("report_returned_because",),
         records=("x_report_returned",), cite=T12("art. 11", mark="default")),
)  # fmt: skip

_THIS_REPORT = Guard("report_reviewed", count("reviewed") > count("x_sent_back"), T12("art. 11"))
OPINIONS = (
    Move("add_opinion", ("investigating", "report_review", "assessing"), "approving", by=(ADMINISTRATION,),
         asks=("administration_opinion",), guards=(_THIS_REPORT,), records=("x_opinion_added",), cite=T12("art. 12")),
    Move("approve", ("assessing", "approving"), "forming_opinion", by=(GENERAL,),
         guards=(Guard("administration_heard", count("x_opinion_added") > count("x_sent_back"), T12("art. 12")),),
         records=("approved", "x_back_at_department"), cite=T12("art. 12")),
    Move("send_back", ("approving",), "investigating", by=(GENERAL,), asks=("sent_back_because",),
         records=("x_sent_back",), cite=T12("art. 12", mark="default")),
    Move("form_opinion", ("assessing", "approving", "forming_opinion"), "opinion_review", by=(DEPARTMENT,),
         asks=("department_opinion", "remedy", "amount", "sales_rule"),
         guards=(Guard("general_manager_read_it", recorded("approved"), T12("art. 12")),), records=("proposed",),
         cite=(T12("art. 13"), T12("art. 18"))),
    # Art. 13, 18: the superior reviews; what is given in money is theirs to allow as far as the sales rules let them.
    Move("review_opinion", ("opinion_review",), "replying", by=(SUPERVISOR, GENERAL), bands="sales_rules",
         records=("decided",), cite=(T12("art. 13"), T12("art. 18"))),
    Move("return_opinion", ("opinion_review",), "forming_opinion", by=(SUPERVISOR, GENERAL),
         asks=("opinion_returned_because",), records=("rejected",), cite=T12("art. 13", mark="default")),
)  # fmt: skip

REPLY = (
    Move("reply", INSIDE[:-1], "replied", by=(SERVICE,), message="reply", records=("replied",), cite=T12("art. 14"),
         guards=(Guard("opinion_reviewed", recorded("decided"), T12("art. 13")),)),
    Move("close", OPEN, "closed", by=(SERVICE,), records=("closed",), cite=(T12("art. 25"), T12("art. 26")),
         guards=(
             Guard("customer_answered", recorded("replied"), T12("art. 14")),
             Guard("card_complete", ~recorded("accepted") | recorded("decided"), T12("art. 15")),
             Guard("completion_confirmed", ~recorded("accepted") | recorded("confirmed"), T12("art. 25")),
             Guard("questions_interpreted", count("x_interpreted") >= count("x_question_put"),
                   T12("art. 28", mark="default")),
         )),
)  # fmt: skip

MOVES = (*INTAKE, *INQUIRY, *OPINIONS, *REPLY)


# --- BANDS ------------------------------------------------------------------------------------------------------------
def bands(figures: Figures) -> tuple[Bands, ...]:
    """Art. 18 points to the sales rules: up to which amount the supervisor may go is the policy's owner's to say."""
    rows = (Band(SUPERVISOR, figures.supervisor_limit), Band(GENERAL, None))
    return (Bands("sales_rules", rows, cite=T12("art. 18", mark="default")),)


# --- REDRESS ----------------------------------------------------------------------------------------------------------
def redress(figures: Figures) -> Redress:
    """The price cut or damages of the department's opinion, granted when its superior has reviewed it."""
    return Redress("amount", currency=figures.currency, granted=("decided",), cite=T12("art. 18"))


# --- RECUSAL: [default] whoever a complaint is about neither looks into it nor decides it -----------------------------
RECUSAL = Recusal(records=(*DECIDING, "investigated", "reviewed"), cite=T12("art. 11", mark="default"))
