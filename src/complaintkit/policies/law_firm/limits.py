"""Time limits: T8 has words of haste and no figure; how long each takes is the owner's to say."""

from __future__ import annotations

from complaintkit.deadlines import WorkingDays
from complaintkit.policies.law_firm.figures import Figures
from complaintkit.policies.law_firm.parts import DESK, DIRECTOR, FRONT, HANDLER, NOTICE_DECIDED, OFFICER, RECORDER, T8
from complaintkit.policies.parts import AFTER_CLOSE, AT_ONCE, overdue
from complaintkit.rules import Duty, PromiseRule
from complaintkit.rules.conditions import channel

# --- DUTIES -----------------------------------------------------------------------------------------------------------
TO_OFFICER = overdue(T8("after (4)", mark="default"), OFFICER)
TO_DIRECTOR = overdue(T8("after (4)", mark="default"), OFFICER, DIRECTOR)
_BY_CHANNEL = {
    FRONT: (channel.one_of("telephone", "visit"), T8("intake (4)1", mark="default"), T8("intake (1)", mark="default")),
    DESK: (channel.one_of("written"), T8("intake (4)1", mark="default"), T8("intake (2)", mark="default")),
    OFFICER: (
        channel.one_of("judicial_administration", "bar_association"), T8("intake (4)1", mark="default"),
        T8("intake (3)", mark="default"),
    ),
}  # fmt: skip


def duties(figures: Figures) -> tuple[Duty, ...]:
    """What is owed by when; ``promptly`` is for its words of haste."""
    haste = figures.promptly
    return (
        *(
            Duty(f"registration_by_{role}", owner=role, starts="filed", ends=("x_registered",), term=AT_ONCE, when=when,
                 ladder=TO_DIRECTOR if role == OFFICER else TO_OFFICER, cite=cite)
            for role, (when, cite, _) in _BY_CHANNEL.items()
        ),
        *(
            Duty(f"passing_on_by_{role}", owner=role, starts="x_registered", ends=("transferred", "assigned"),
                 term=haste, when=_BY_CHANNEL[role][0], ladder=TO_OFFICER,
                 cite=(_BY_CHANNEL[role][2], T8("intake (4)3")))
            for role in (FRONT, DESK)
        ),
        Duty("officer_opinion_due", owner=OFFICER, starts="x_registered", ends=("assigned",), ladder=TO_DIRECTOR,
             term=WorkingDays(figures.opinion), cite=T8("handling (2)", mark="default")),
        Duty("arrangements_due", owner=HANDLER, starts="filed", ends=("informed",), ladder=TO_OFFICER,
             term=WorkingDays(figures.arrangement), tells_complainant=True, cite=T8("handling (5)", mark="param")),
        Duty("handling_due", owner=HANDLER, starts="assigned", ends=("decided",), ladder=TO_DIRECTOR,
             term=WorkingDays(figures.handling), cite=T8("handling (6)", mark="default")),
        Duty("handling_anew_due", owner=HANDLER, starts="x_anew", ends=("decided",), ladder=TO_DIRECTOR,
             term=WorkingDays(figures.handling), cite=T8("after (3)", mark="default")),
        Duty("meeting_due", owner=RECORDER, starts="x_meeting_called", ends=("x_plan_decided",), ladder=TO_DIRECTOR,
             term=WorkingDays(figures.opinion), cite=T8("handling (4)", mark="default")),
        Duty("regulator_notice_due", owner=OFFICER, starts="x_plan_decided", ends=("referred",), term=haste,
             when=NOTICE_DECIDED, ladder=TO_DIRECTOR, cite=T8("handling (4)", mark="default")),
        Duty("carrying_out_due", owner=OFFICER, starts="decided", ends=("rectified",), ladder=TO_DIRECTOR,
             term=WorkingDays(figures.carrying_out), cite=T8("handling (6)", mark="default")),
        Duty("reply_due", owner=HANDLER, starts="decided", ends=("replied",), term=haste, tells_complainant=True,
             ladder=TO_OFFICER, cite=T8("handling (7)5", mark="default")),
        Duty("result_report_due", owner=HANDLER, starts="decided", ends=("x_reported",), term=haste, ladder=TO_OFFICER,
             cite=T8("after (4)")),
        Duty("survey_due", owner=OFFICER, starts="replied", ends=("satisfied", "dissatisfied", "closed"),
             term=WorkingDays(figures.satisfaction), ladder=TO_DIRECTOR, cite=T8("after (2)", mark="default")),
        Duty("follow_up_due", owner=HANDLER, starts="dissatisfied", ends=("followed_up",), term=haste,
             ladder=TO_OFFICER, cite=T8("after (3)")),
        Duty("archiving_due", owner=DESK, starts="closed", ends=("archived",), term=WorkingDays(figures.archiving),
             ladder=TO_OFFICER, stage_kinds=AFTER_CLOSE, cite=T8("after (1)", mark="default")),
    )  # fmt: skip


# --- PROMISES: no moment is agreed with the complainant ---------------------------------------------------------------
PROMISES: tuple[PromiseRule, ...] = ()
