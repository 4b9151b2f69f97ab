"""What the parts of the bank's policy share: the text, the ways in, who works where, the clauses channel by channel."""

from __future__ import annotations

from complaintkit.policies.parts import yes_to
from complaintkit.rules import Guard
from complaintkit.rules.conditions import Condition, channel
from complaintkit.values import source

T1 = source("T1")
"""The first of the fourteen model texts. A star marks an article whose heading is lost."""

# One clause a channel for each step that T1 orders channel by channel. Where it is silent about one (complaints that
# come in by other ways, head office's progress on anything but letters and calls) the nearest clause is taken over.
SPOKEN, BOOK, LETTER, PHONE, OTHER = CHANNEL_IDS = ("spoken", "opinion_book", "letter", "telephone", "other")
FIRST_STEP = {SPOKEN: T1("art. 8(1)"), PHONE: T1("art. 11* 1"), OTHER: T1("art. 8(1)", mark="default")}
ON_THE_SPOT = {SPOKEN: T1("art. 8(2)"), PHONE: T1("art. 11* 2"), OTHER: T1("art. 8(2)", mark="default")}
REPLY_TIME = {
    SPOKEN: T1("art. 8(3)"), PHONE: T1("art. 11* 3"),
    BOOK: T1("art. 8(3)", mark="default"), LETTER: T1("art. 8(3)", mark="default"),
    OTHER: T1("art. 8(3)", mark="default"),
}  # fmt: skip
REGISTRATION = {
    SPOKEN: T1("art. 3 para. 2"), LETTER: T1("art. 10*(1)"), PHONE: T1("art. 11* 3"), OTHER: T1("art. 3 para. 2")
}  # fmt: skip
REPLY = {
    SPOKEN: T1("art. 8(3)"), BOOK: T1("art. 9*"), LETTER: T1("art. 10*(2)"), PHONE: T1("art. 11* 3"),
    OTHER: T1("art. 8(3)", mark="default"),
}  # fmt: skip
BEYOND = {
    SPOKEN: T1("art. 8(4)"), BOOK: T1("art. 9*"), LETTER: T1("art. 10*(3)"), PHONE: T1("art. 11* 4"),
    OTHER: T1("art. 8(4)", mark="default"),
}  # fmt: skip
PROGRESS = {
    LETTER: T1("art. 10*(4)"), PHONE: T1("art. 11* 5"), SPOKEN: T1("art. 10*(4)", mark="default"),
    BOOK: T1("art. 10*(4)", mark="default"), OTHER: T1("art. 10*(4)", mark="default"),
}  # fmt: skip

OPEN = ("received", "with_manager", "at_head_office", "replied")
WORKING = ("with_manager", "at_head_office", "replied")
MANAGER, HEAD = ("complaint_manager",), ("outlet_head",)
MANAGER_OR_RESPONSIBLE = ("complaint_manager", "responsible_party")


def came_by(id: str) -> Condition:
    """Whether the complaint came in by a channel."""
    return channel == id


WITHIN_OUTLET = Guard("within_outlet", yes_to("within_outlet_authority"), T1("art. 6"))
