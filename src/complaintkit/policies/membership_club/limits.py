"""Time limits: T5's own 24 hours, three and five working days and one year, and what is judged by the same day."""

from __future__ import annotations

from complaintkit.deadlines import Days, Hours, WorkingDays, Years
from complaintkit.policies.membership_club.figures import Figures
from complaintkit.policies.membership_club.parts import (
    IS_COMPLAINT,
    IS_INQUIRY,
    IS_OPINION,
    IS_OTHER,
    MEMBERS_OWN,
    PROVED_SALE,
    T5,
)
from complaintkit.policies.parts import AFTER_CLOSE, AT_ONCE, is_yes, overdue
from complaintkit.rules import Duty, ExtensionRule, PromiseRule, RetentionRule
from complaintkit.rules.conditions import recorded

# --- DUTIES -----------------------------------------------------------------------------------------------------------
_HASTE = T5("8", mark="default")
TO_HEAD = overdue(_HASTE, "department_head")
TO_GM = overdue(_HASTE, "gm_office")


def duties(figures: Figures) -> tuple[Duty, ...]:
    """What is owed by when; ``promptly`` is for what T5 orders and gives no time for."""
    return (*_intake(figures), *_requests(figures), *_complaints(figures), *_after(figures))


def _intake(figures: Figures) -> tuple[Duty, ...]:
    """All that follows hangs on what a case is: it is classified, and entered, the day it comes in. What proves to be
    something else is passed on as that from then on, not from a day on which nobody knew.
    """
    desk = "receiver"
    return (
        Duty("classification", owner=desk, starts="filed", ends=("classified",), term=AT_ONCE, ladder=TO_HEAD,
             cite=T5("complaints", mark="default")),
        Duty("registration", owner=desk, starts="filed", ends=("x_registered", "x_answered_at_once"), term=AT_ONCE,
             ladder=TO_HEAD, cite=(T5("inquiries"), T5("8", mark="default"))),
        Duty("contact", owner=desk, starts="x_to_pass_on", ends=("transferred", "replied"), when=IS_INQUIRY,
             term=AT_ONCE, on_change="change", ladder=TO_HEAD, cite=T5("inquiries")),
        Duty("passing_on", owner=desk, starts="x_to_pass_on", ends=("transferred",), when=IS_COMPLAINT | IS_OTHER,
             term=figures.promptly, on_change="change", ladder=TO_HEAD, cite=T5("complaints", mark="default")),
    )  # fmt: skip


def _requests(figures: Figures) -> tuple[Duty, ...]:
    """An inquiry within 24 hours of its receipt; an opinion by the date promised, and whether it is adopted."""
    desk = "receiver"
    return (
        Duty("inquiry_answer", owner=desk, starts="filed", ends=("replied",), when=IS_INQUIRY, term=Hours(24),
             tells_complainant=True, ladder=TO_HEAD, cite=T5("inquiries")),
        Duty("opinion_report", owner=desk, starts="x_to_pass_on", ends=("x_reported",), when=IS_OPINION,
             term=figures.promptly, on_change="change", ladder=TO_HEAD, cite=T5("opinions", mark="default")),
        Duty("reply_promise", owner=desk, starts="x_reported", ends=("x_reply_promised",), term=AT_ONCE,
             when=IS_OPINION & is_yes("reply_needed"), ladder=TO_HEAD, cite=T5("opinions", mark="default")),
        Duty("opinion_reply", owner=desk, starts="x_reply_promised", ends=("replied",), when=IS_OPINION,
             term=Days(figures.opinion_reply_days), tells_complainant=True, ladder=TO_HEAD,
             cite=(T5("opinions"), T5("opinions", mark="default"))),
        Duty("adoption_notice", owner=desk, starts="decided", ends=("replied",), when=IS_OPINION,
             term=figures.promptly, tells_complainant=True, ladder=TO_HEAD, cite=T5("opinions", mark="default")),
        Duty("request_reply", owner="department_head", starts="filed", ends=("replied",), when=IS_OTHER,
             term=WorkingDays(figures.request_working_days), tells_complainant=True, ladder=TO_GM,
             cite=T5("8", mark="default")),
    )  # fmt: skip


def _complaints(figures: Figures) -> tuple[Duty, ...]:
    """Three working days from the receipt until there is an outcome, five in special circumstances."""
    head, sales = "department_head", T5("complaints: sales")
    more = ExtensionRule("replace", WorkingDays(5), by=("department_head",), reasons=figures.special,
                         cite=(T5("6", mark="default")))  # fmt: skip
    return (
        Duty("naming_investigator", owner=head, starts="transferred", ends=("assigned",), when=IS_COMPLAINT,
             term=figures.promptly, ladder=TO_GM, cite=T5("complaints", mark="default")),
        Duty("handling", owner=head, starts="filed", ends=("decided",), when=IS_COMPLAINT, term=WorkingDays(3),
             extension=more, on_change="change" if figures.anew else "original", tells_complainant=True, ladder=TO_GM,
             cite=T5("6")),
        Duty("instruction_due", owner="gm_office", starts="x_referred_up", ends=("x_instructed",),
             term=figures.promptly, ladder=TO_HEAD, cite=T5("6", mark="default")),
        Duty("explanation_due", owner=head, starts="found", ends=("x_explained",), when=MEMBERS_OWN,
             term=figures.promptly, tells_complainant=True, ladder=TO_GM,
             cite=T5("complaints: member", mark="default")),
        Duty("correction_due", owner=head, starts="found", ends=("x_corrected",), when=PROVED_SALE, term=AT_ONCE,
             ladder=TO_GM, cite=sales),
        Duty("rectification_due", owner=head, starts="found", ends=("rectified",), when=PROVED_SALE,
             term=figures.promptly, ladder=TO_GM, cite=sales),
        Duty("police_report_due", owner="gm_office", starts="x_police_approved", ends=("x_police_informed",),
             term=AT_ONCE, ladder=TO_HEAD, cite=sales),
        Duty("feedback", owner="receiver", starts="decided", ends=("replied",), when=IS_COMPLAINT,
             term=figures.promptly, tells_complainant=True, ladder=TO_HEAD, cite=T5("7", mark="default")),
    )  # fmt: skip


def _after(figures: Figures) -> tuple[Duty, ...]:
    """The review of each handling, the file, and the statistics that are there on Monday for the weekly meeting."""
    return (
        Duty("handling_review", owner="department_head", starts="decided", ends=("reviewed",),
             when=IS_COMPLAINT | recorded("found"), term=figures.promptly, ladder=TO_GM,
             cite=(T5("8"), T5("5", mark="default"))),
        Duty("archiving", owner="administration", starts="closed", ends=("archived",), term=figures.promptly,
             stage_kinds=AFTER_CLOSE, ladder=TO_GM, cite=T5("7", mark="default")),
        Duty("weekly_statistics_due", owner="department_head", starts="opened", ends=("x_analysed",), term=Days(1),
             case_kind="weekly_statistics", ladder=TO_GM, cite=T5("complaints: note")),
    )  # fmt: skip


# --- PROMISES ---------------------------------------------------------------------------------------------------------
PROMISES = (PromiseRule("reply_date", duty="opinion_reply", fact="reply_promised_for", cite=T5("opinions")),)

# --- RETENTION --------------------------------------------------------------------------------------------------------
# [default] An important file is kept through a day that administration names with its reason.
RETENTION = (
    RetentionRule("one_year", starts="archived", term=Years(1), tell=("administration",), cite=T5("7")),
    RetentionRule("important_file", until="kept_until", when=recorded("x_kept_longer"), tell=("administration",),
                  cite=(T5("7"), T5("7", mark="default"))),
)  # fmt: skip
