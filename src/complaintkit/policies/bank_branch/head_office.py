"""Beyond the outlet's authority: confirmed by its head, reported to head office, followed until it is decided."""

from __future__ import annotations

from complaintkit.policies.bank_branch.parts import BEYOND, HEAD, LETTER, MANAGER, PROGRESS, T1, WORKING, came_by
from complaintkit.policies.parts import no_to
from complaintkit.rules import STAYS, Guard, Move
from complaintkit.rules.conditions import recorded


def _head_office_moves() -> tuple[Move, ...]:
    """Arts. 8(4), 9*, 10*(3), 11* 4: beyond the outlet's authority, and only when its head has confirmed that."""
    rows: list[Move] = []
    for id, cite in BEYOND.items():
        # Art. 10*(3): the letter itself goes, a copy of it is kept.
        letter = id == LETTER
        rows += (
            Move("confirm_beyond", ("with_manager",), STAYS, by=HEAD, when=came_by(id),
                 asks=("within_outlet_authority",), records=("x_beyond_confirmed",), cite=cite,
                 guards=(Guard("beyond_outlet", no_to("within_outlet_authority"), cite),)),
            Move("refer", ("with_manager",), "at_head_office", by=MANAGER, when=came_by(id),
                 asks=("copy_filed_at",) if letter else (), issues=("original_letter", "letter_copy") if letter else (),
                 guards=(Guard("head_confirmed", recorded("x_beyond_confirmed"), cite),),
                 records=("referred",), cite=cite),
            Move("cooperate", ("at_head_office",), STAYS, by=MANAGER, when=came_by(id), asks=("cooperation",),
                 records=("x_cooperated",), cite=PROGRESS[id]),
            Move("record_progress", WORKING, STAYS, by=MANAGER, when=came_by(id), after=("referred",),
                 asks=("progress",), records=("x_progress",), cite=PROGRESS[id]),
        )  # fmt: skip
    # [default] Head office decides, without a limit; the outlet, which has the customer, replies.
    rows.append(Move("decide_at_head_office", ("at_head_office",), "with_manager", by=("head_office",),
                     asks=("solution",), offers=("redress",), records=("decided",),
                     cite=T1("art. 8(4)", mark="default")))  # fmt: skip
    return tuple(rows)


MOVES = _head_office_moves()
