"""Time limits: the clause's own figures, the table of art. 10(2) as the owner fills it in, and who is reminded."""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.deadlines import AtDue, Days, NthDayOfNextMonth
from complaintkit.policies.manufacturing.parts import DECIDERS, T2
from complaintkit.policies.parts import AFTER_CLOSE, AT_ONCE, WHILE_OPEN
from complaintkit.rules import ByCase, Duty, PromiseRule, Rung
from complaintkit.rules.conditions import fact, recorded
from complaintkit.values import Money


# --- DUTIES -----------------------------------------------------------------------------------------------------------
def _remind(unit: str) -> tuple[Rung, ...]:
    tell = (unit,) if unit == "gm_office" else (unit, "gm_office")
    return (Rung("reminder", AtDue(), issues=("reminder",), tell=tell, cite=T2("art. 14")),)


# step: its owner, the record it starts with, those that end it (the decision, whose owner depends, stands below)
STEPS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "trace": ("quality_control", "accepted", ("investigated",)),
    "analyse": ("manufacturing", "investigated", ("x_analysed",)),
    "comment": ("manager_office", "x_analysed", ("x_commented",)),
    "research": ("research", "x_research_called", ("x_research_commented",)),
    "check": ("gm_office", "x_back_at_gm_office", ("x_checked",)),
    "negotiate": ("sales", "x_returned_to_sales", ("negotiated",)),
    "read": ("sales_supervisor", "negotiated", ("reviewed",)),
    "close": ("gm_office", "approved", ("closed",)),
    "reply": ("sales", "closed", ("replied",)),
}


def duties(step_limits: Mapping[str, int], collection_days: int, limits: tuple[Money, Money]) -> tuple[Duty, ...]:
    """Every time limit: the clause's own figures, and the table of art. 10(2) as the policy's owner fills it in."""
    found = [
        Duty(
            "send_samples", owner="sales", starts="filed", ends=("x_samples_sent", "referred"), term=AT_ONCE,
            cite=T2("art. 9(1)"),
        ),
        Duty(
            "report", owner="quality_control", starts="investigated", ends=("x_reported",), term=Days(3),
            ladder=_remind("quality_control"), cite=T2("art. 9(2)"),
        ),
        Duty(
            "explain_at_once", owner="sales", starts="x_returned_to_sales", ends=("informed", "negotiated"),
            term=AT_ONCE, ladder=_remind("sales"), cite=T2("art. 9(4)"),
        ),
        Duty(
            "combined_opinion", owner="gm_office", starts="reviewed", ends=("x_combined",), term=Days(1),
            ladder=_remind("gm_office"), cite=T2("art. 9(5)"),
        ),
        Duty(
            "close_case", owner="gm_office", starts="accepted", ends=("closed",),
            term=ByCase((
                (fact("scope") == "domestic", Days(15)),
                (fact("scope") == "overseas", Days(20)),
            )),
            ladder=_remind("gm_office"), tells_complainant=True, cite=T2("art. 10(1)"),
        ),
        Duty(
            "collect", owner="sales", starts="declined", ends=("x_collected",), term=Days(collection_days),
            stage_kinds=AFTER_CLOSE, cite=T2("art. 9(13)", mark="param"),
        ),
        Duty(
            "report_objection", owner="sales", starts="x_customer_objected", ends=("x_reported_to_superior",),
            term=AT_ONCE, stage_kinds=AFTER_CLOSE, cite=T2("art. 9(13)", mark="default"),
        ),
        # "By the 10th" names a day, not a count of days: it stands where it is, whatever day of the week it is.
        Duty(
            "monthly_check", owner="gm_office", starts="closed", ends=("x_checked_monthly",),
            term=NthDayOfNextMonth(10, roll="none"), stage_kinds=AFTER_CLOSE, cite=T2("art. 9(9)"),
        ),
        Duty(
            "publish_sanctions", owner="gm_office", starts="closed", ends=("x_published",),
            when=recorded("x_administrative_approved"), term=NthDayOfNextMonth(10, roll="none"),
            stage_kinds=AFTER_CLOSE, cite=T2("art. 12(1)"),
        ),
        Duty(
            "monthly_table", owner="gm_office", starts="opened", ends=("x_summarised",), case_kind="monthly_review",
            term=NthDayOfNextMonth(10, roll="none"), cite=T2("art. 9(9)"),
        ),
        Duty(
            "monthly_sanctions", owner="gm_office", starts="opened", ends=("x_sanctions_reviewed",),
            case_kind="monthly_review", term=NthDayOfNextMonth(10, roll="none"), cite=T2("art. 12(1)"),
        ),
    ]  # fmt: skip
    table = T2("art. 10(2)", mark="param")
    for step, (owner, starts, ends) in STEPS.items():
        term, kinds = Days(step_limits[step]), AFTER_CLOSE if step == "reply" else WHILE_OPEN
        found.append(
            Duty(
                f"step_{step}",
                owner=owner,
                starts=starts,
                ends=ends,
                term=term,
                ladder=_remind(owner),
                stage_kinds=kinds,
                cite=table,
            )
        )
    # T2 art. 9(5): the form goes to whoever may decide the amount; so does the time for deciding it.
    low, high = limits
    amount = fact("amount")
    bands = (amount <= low, (amount > low) & (amount <= high), amount > high)
    found.extend(
        Duty(
            f"step_decide_{role}",
            owner=role,
            starts="x_combined",
            ends=("approved", "rejected"),
            when=when,
            term=Days(step_limits["decide"]),
            ladder=_remind(role),
            cite=table,
        )
        for role, when in zip(DECIDERS, bands, strict=True)
    )
    return tuple(found)


# --- PROMISES: the text knows no date agreed with the customer --------------------------------------------------------
PROMISES: tuple[PromiseRule, ...] = ()
