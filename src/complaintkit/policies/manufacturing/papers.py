"""Returns and allowances: the papers, the books and the proofs (art. 13). Begun when sales holds the third copy."""

from __future__ import annotations

from fractions import Fraction

from complaintkit.policies.manufacturing.parts import (
    ACTING,
    ALLOWANCES,
    DECIDERS,
    RETURNS,
    T2,
    T4,
)
from complaintkit.policies.manufacturing.vocabulary import ALLOWANCE_FIGURES, KEPT_FIGURES, RETURN_FIGURES
from complaintkit.policies.parts import is_yes
from complaintkit.rules import STAYS, Guard, Move
from complaintkit.rules.conditions import Condition, fact, recorded

_DRAWN_IN = ("decided", ACTING)
_COPY_THREE = Guard("third_copy_held", recorded("closed"), T2("art. 13(1)"))
_MANAGERS = ("sales_manager", "deputy_manager")

# --- MOVES: the papers ------------------------------------------------------------------------------------------------
ALLOWANCE_PAPERS = (
    Move(
        "draw_allowance", _DRAWN_IN, STAYS, by=("sales",), records=("x_allowance_drawn",), asks=("allowance_amount",),
        guards=(
            _COPY_THREE,
            Guard("allowance_decided", ALLOWANCES & recorded("approved"), T2("art. 13(1)1")),
            Guard("amount_as_decided", fact("allowance_amount") == fact("amount"), T2("art. 13(2)5")),
        ),
        cite=T2("art. 13(1)1"),
    ),
    Move(
        "sign_allowance_manager", (ACTING,), STAYS, by=_MANAGERS, records=("x_manager_signed",),
        after=("x_allowance_drawn",), cite=T2("art. 13(1)1"),
    ),
    Move(
        "sign_allowance_general", (ACTING,), STAYS, by=("general_manager", "deputy_general_manager"),
        records=("x_general_signed",), cite=T2("art. 13(1)1"),
        guards=(Guard("manager_signed_first", recorded("x_manager_signed"), T2("art. 13(1)1")),),
    ),
    Move(
        "take_customer_signature", (ACTING,), STAYS, by=("sales",), records=("x_customer_signed",),
        issues=("allowance_certificate",), cite=T2("art. 13(1)1"),
        guards=(
            Guard("house_signed_first", recorded("x_manager_signed") & recorded("x_general_signed"), T2("art. 13(1)1")),
        ),
    ),
)  # fmt: skip

RETURN_PAPERS = (
    Move(
        "draw_return_slip", _DRAWN_IN, STAYS, by=("sales",), records=("x_slip_drawn",),
        asks=("slip_quantity", "return_reason", "handling", "return_basis"),
        guards=(_COPY_THREE, Guard("return_decided", RETURNS & recorded("approved"), T2("art. 13(1)2"))),
        cite=T2("art. 13(1)2"),
    ),
    Move(
        "approve_return_slip", (ACTING,), STAYS, by=_MANAGERS, after=("x_slip_drawn",), records=("x_slip_approved",),
        issues=("return_slip",), cite=T2("art. 13(1)2"),
    ),
    Move(
        "ask_receipt_instructions", (ACTING,), STAYS, by=("warehouse",), after=("x_slip_approved",),
        records=("x_instructions_asked",), asks=("disagreement",), cite=T2("art. 13(2)2"),
    ),
    Move(
        "instruct_receipt", (ACTING,), STAYS, by=(*_MANAGERS, "gm_office"), after=("x_instructions_asked",),
        records=("x_receipt_instructed",), asks=("receipt_instruction",), cite=T2("art. 13(2)2"),
    ),
    Move(
        "receive_return", (ACTING,), STAYS, by=("warehouse",), records=("x_goods_received",),
        asks=("actual_return_quantity", "goods_agree"), issues=("signed_return_slip",),
        guards=(
            Guard("slip_approved_first", recorded("x_slip_approved"), T2("art. 13(1)2")),
            Guard(
                "agrees_or_instructed",
                (is_yes("goods_agree") & (fact("actual_return_quantity") == fact("slip_quantity")))
                | recorded("x_receipt_instructed"),
                T2("art. 13(2)2"),
            ),
        ),
        cite=T2("art. 13(2)2"),
    ),
)  # fmt: skip


# --- MOVES: the books -------------------------------------------------------------------------------------------------
def _within(ratio: Fraction) -> Condition:
    """Whether the actual return is at most the approved one and the accepted surplus: the customer's ratio, or ours."""
    actual, approved = fact("actual_return_quantity"), fact("approved_return_quantity")
    customers = fact("customer_ratio")
    return (customers.known & (actual <= approved + approved * customers)) | (
        ~customers.known & (actual <= approved + approved * ratio)
    )


def _books(ratio: Fraction) -> tuple[Move, ...]:
    actual, booked = fact("actual_return_quantity"), fact("booked_quantity")
    settled = recorded("x_discrepancy_decided")
    within = _within(ratio)
    return (
        Move(
            "book_return", (ACTING,), STAYS, by=("accounting",), records=("x_booked",), asks=("booked_quantity",),
            offers=("customer_ratio",), issues=("voucher",),
            guards=(
                Guard("goods_received_first", recorded("x_goods_received"), T2("art. 13(2)")),
                Guard("within_ratio_or_decided", within | settled, T4("art. 13(2)1", mark="default")),
                Guard("booked_at_actual", ~within | (booked == actual), T4("art. 13(2)1")),
                Guard(
                    "booked_as_decided", within | (booked == fact("decided_quantity")),
                    T4("art. 13(2)1", mark="default"),
                ),
            ),
            cite=(T2("art. 13(2)"), T4("art. 13(2)1"), T4("art. 13(2)1", mark="param")),
        ),
        Move(
            "decide_discrepancy", (ACTING,), STAYS, by=DECIDERS, after=("x_goods_received",),
            records=("x_discrepancy_decided",), asks=("decided_quantity", "discrepancy_reason"),
            cite=T4("art. 13(2)1", mark="default"),
        ),
        # T2 art. 13(2)3 [reading]: what the complaint holds up leaves the base of the bonus; nobody is fined for it.
        Move(
            "reduce_bonus_base", (ACTING,), STAYS, by=("accounting",), records=("x_base_reduced",),
            asks=("salesperson", "receivable_base", "receivable_held_up", "bonus_base"),
            guards=(
                Guard(
                    "deducted_from_base",
                    fact("bonus_base") == fact("receivable_base") - fact("receivable_held_up"),
                    T2("art. 13(2)3"),
                ),
            ),
            cite=T2("art. 13(2)3"),
        ),
    )  # fmt: skip


# --- MOVES: the proofs ------------------------------------------------------------------------------------------------
PROOFS = (
    # An invoice copy must also state its figures: they are asked for where the proof is one.
    Move(
        "prove_return", (ACTING,), STAYS, by=("sales",), records=("x_return_proved",),
        asks=("return_proof", "buyer_seal", *RETURN_FIGURES, "proof_kept_quantity", *KEPT_FIGURES),
        guards=(
            Guard("slip_came_back_first", recorded("x_goods_received"), T2("art. 13(2)4")),
            Guard("return_proof_sealed", is_yes("buyer_seal"), T4("art. 13(2)4")),
        ),
        cite=T4("art. 13(2)4"),
    ),
    Move(
        "prove_allowance", (ACTING,), STAYS, by=("sales",), records=("x_allowance_proved",),
        asks=("allowance_proof", "buyer_seal", *ALLOWANCE_FIGURES, *KEPT_FIGURES),
        guards=(
            Guard("certificate_signed_first", recorded("x_customer_signed"), T2("art. 13(2)5")),
            Guard("allowance_proof_sealed", is_yes("buyer_seal"), T2("art. 13(2)5")),
        ),
        cite=T2("art. 13(2)5"),
    ),
    Move(
        "send_proofs", (ACTING,), STAYS, by=("sales",), records=("x_proofs_sent",),
        guards=(
            Guard(
                "return_proof_with_slip", ~RETURNS | (recorded("x_return_proved") & recorded("x_goods_received")),
                T2("art. 13(2)4"),
            ),
            Guard(
                "allowance_proof_with_certificate",
                ~ALLOWANCES | (recorded("x_allowance_proved") & recorded("x_customer_signed")), T2("art. 13(2)5"),
            ),
        ),
        cite=(T2("art. 13(2)4"), T2("art. 13(2)5")),
    ),
)  # fmt: skip


def moves(over_quantity_ratio: Fraction) -> tuple[Move, ...]:
    """Every move of art. 13; the company's own acceptance ratio is the policy's to give."""
    return (*ALLOWANCE_PAPERS, *RETURN_PAPERS, *_books(over_quantity_ratio), *PROOFS)
