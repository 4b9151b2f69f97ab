"""A policy in which every setting of every part is used at least once, sensible or not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

from complaintkit.deadlines import (
    PLAIN,
    After,
    AtFraction,
    Before,
    BusinessHours,
    Convention,
    Days,
    EarlierOf,
    FollowedBy,
    Hours,
    Immediately,
    Months,
    NthDayOfNextMonth,
    PauseRule,
    Tolling,
    Weeks,
    WorkingDays,
    Years,
)
from complaintkit.rules import (
    ALWAYS,
    Access,
    Approval,
    ApprovalRule,
    AtLeast,
    Band,
    Bands,
    Body,
    ByCase,
    Category,
    Channel,
    Conduct,
    Duty,
    ExtensionRule,
    Fact,
    Figure,
    Form,
    Guard,
    JoinRule,
    Kind,
    LinkRule,
    Message,
    Move,
    Numbering,
    Policy,
    PromiseRule,
    Recusal,
    Redress,
    Register,
    Report,
    RetentionRule,
    Role,
    Rung,
    SanctionRule,
    Stage,
    Tally,
    Tier,
)
from complaintkit.rules.conditions import channel, fact
from complaintkit.rules.facts import FactType
from complaintkit.values import Citation, Money, Title, source

H = source("House")


def cny(amount: str) -> Money:
    """An amount in yuan."""
    return Money.of(amount, "CNY")


OF_REVIEWS: tuple[tuple[str, FactType], ...] = (("kept", "ratio"), ("number", "whole"))


def policy() -> Policy:
    """Every setting, somewhere, at something else than its default."""
    return Policy(
        id="full", version="7", in_force_from=date(2026, 1, 1), in_force_until=date(2027, 1, 31),
        approval=Approval("head", date(2025, 12, 1), by="the board", ref="no. 4"),
        approval_rule=ApprovalRule("head", cite=H("1")), scope=(H("2"),),
        roles=(
            Role("clerk", everyone=True),
            Role("head", deputies=("second",), last_resort="owner", cite=H("3")),
            Role("second"), Role("owner"),
        ),
        kinds=(
            Kind("complaint", initial="open", by=("clerk",), issues=("slip",), cite=H("4")),
            Kind("review", initial="to_review", every="week", opens="end", per="unit", unit_kind="shop"),
        ),
        bodies=(
            Body("council", ("head", "owner"), quorum=Fraction(2, 3), quorum_above=True, majority=Fraction(3, 4),
                 majority_above=False, majority_of="members", leaves_out=("recused", "absent"), chairs=("owner",),
                 casting=True, cite=H("33")),
        ),
        channels=(Channel("letter", initial="answered", by=("head",), confirms=("polite",), cite=H("5")),
                  Channel("desk")),
        registers=(
            Register("book", channels=("letter",), keeper="clerk", cite=H("6")),
            Register("list", enters=("opened",), case_kind="review"),
        ),
        categories=(Category("goods"), Category("colour", parent="goods", cite=H("7", mark="reading"))),
        facts=(
            Fact("order", "whole", title=Title("order", "订单"), when=channel == "letter", min_value=1, max_value=90,
                 cite=(H("8"), H("9", confidence="the copy is damaged"))),
            Fact("refund", "money", currency="CNY", required=False),
            Fact("who", "person", channels=("letter",), categories=("goods",), personal=True, for_the_record=True),
            Fact("wish", "choice", choices=("refund_wish", "exchange"), many=True, required=False),
            Fact("items", "table", columns=(Fact("item", "text"), Fact("price", "money", currency="EUR"))),
            Fact("checked_by", "person", required=False, case_kind="review"),
            Fact("reply_at", "instant", required=False, max_value=datetime(2030, 1, 1, tzinfo=UTC)),
            Fact("others", "text", many=True, required=False),
            Fact("shares", "table", required=False, columns=(Fact("by_whom", "unit"), Fact("part", "ratio"))),
            *(Fact(id, type, required=False, case_kind="review") for id, type in OF_REVIEWS),
        ),
        forms=(Form("slip", copies=("clerk", "head"), contents=("order",), never_to=("complainant",),
                    never_cite=H("10"), cite=H("11")),),
        stages=(
            Stage("open", owner="clerk", needs_promise="agreed"), Stage("answered", "waiting", pause="goods_away"),
            Stage("done", "closed"), Stage("to_review", owner="head", case_kind="review"),
            Stage("reviewed", "closed", case_kind="review"),
        ),
        moves=(
            Move("answer", ("open",), "answered", by=("clerk",), records=("approved", "x_noted"),
                 when=fact("refund").known, guards=(Guard("enough", fact("order") > 3, H("12")),), asks=("order",),
                 offers=("refund",), after=("acknowledged",), bands="refunds", same_who=("filed",),
                 not_who=("found",), confirms=("polite",), promises="agreed", issues=("slip",), message="answer",
                 sanction="fine", links="follow", reclassifies=True, assigns=True, only=("assigned",), cite=H("13")),
            Move("review", ("to_review",), "reviewed", by=("head",), decided_by="council",
                 offers=tuple(id for id, _ in OF_REVIEWS)),
            Move("review", ("to_review",), "reviewed", by=("head",), decided_by="council", carried=False,
                 records=("closed",)),
        ),
        duties=(
            Duty("reply", owner="clerk", starts="filed", ends=("replied",), when=channel == "letter",
                 term=ByCase(((fact("order") > 5, EarlierOf((Days(3, ends="close", roll="none"),
                                                           FollowedBy(Hours(20), Days(1))))),
                              (ALWAYS, WorkingDays(4, ends="wall", roll="preceding")))),
                 convention="house", calendar="shop", pauses=("goods_away",),
                 pause_rules=(PauseRule("goods_away", most=2, cap=Days(9)),), pause_cap=Days(11),
                 ladder=(Rung("early", Before(Days(1)), kind="warning", tell=("clerk",), issues=("slip",),
                              records=("x_warned",), cite=H("14")),
                         Rung("half", AtFraction(Fraction(1, 2)), kind="reminder"), Rung("late", After(Hours(2)))),
                 catch_up="all", on_change=AtLeast(Days(2)), stage_kinds=("open",), tells_complainant=True,
                 extension=ExtensionRule("replace", Weeks(2, ends="wall", roll="modified"), by=("head",),
                                         reasons=("busy",), most=2, message="answer", request="x_noted",
                                         cite=H("15")),
                 cite=H("16")),
            Duty("report", owner="head", starts="opened", ends=("x_noted",), case_kind="review", on_change="change",
                 term=NthDayOfNextMonth(5, working=True, ends="close", roll="following")),
            Duty("check", owner="head", starts="opened", ends=("x_noted",), term=Immediately(judged_after=None)),
            Duty("keep", owner="head", starts="opened", ends=("x_noted",), term=Months(2, ends="close", roll="none")),
            Duty("hold", owner="head", starts="opened", ends=("x_noted",), term=Years(2, ends="close", roll="none")),
            Duty("call", owner="head", starts="opened", ends=("x_noted",), term=BusinessHours(2), repeats="due",
                 until=("x_warned",), longstop=Months(6, ends="close", roll="none"),
                 tolling=(Tolling("flood", date(2026, 3, 3), date(2026, 3, 5), started_from=date(2026, 1, 1),
                                  started_until=date(2026, 3, 4)),)),
        ),
        promises=(PromiseRule("agreed", duty="reply", fact="reply_at", cite=H("17")),),
        bands=(Bands("refunds", (Band("clerk", cny("50"), when=channel == "desk"),
                                 Band("head", cny("900"), deputy_up_to=cny("300")), Band("owner", None)),
                     cite=H("18")),),
        redress=Redress("refund", currency="CNY", proposed=("x_noted",), granted=("decided",), dropped=("declined",),
                        cite=H("19")),
        recusal=Recusal(("found",), cite=H("20")),
        sanctions=(
            SanctionRule("fine", against="person", subject="who", basis="refund", approvers=("head",), mode="sum",
                         rounding="down", cite=H("21"), tiers=(
                             Tier(cny("10"), share=Fraction(1, 8), cite=H("22")), Tier(cny("99"), amount=cny("7"))),
                         ),
            SanctionRule("warning", against="person", subject="who", basis="seen", counts=True, approvers=("head",),
                         once=True, tiers=(Tier(3, measure="talk", when=channel == "letter"),)),
        ),
        tallies=(Tally("seen", "found", subject="who", period="year", dated="received", when=channel == "desk",
                       cite=H("23")),),
        messages=(Message("answer", to="respondent", means=("letter",), written=("fax",), contents=("order",),
                          written_when=channel == "letter", as_asked=True, cite=H("24")),),
        conducts=(Conduct("polite", H("25"), of=("clerk",), stages=("open",), moves=("answer",)),),
        links=(
            LinkRule("follow", after=("closed",), attaches=("slip",), shares_redress=False, fact="others",
                     of_period=True, records=("x_noted",), cite=H("26")),
            LinkRule("again", by=("clerk",)),
        ),
        joins=(JoinRule("same", target="done", by=("clerk",), sources=("open",), counts="who", reached_at=3,
                        becomes="colour", keeps=("goods",), records=("x_many",), cite=H("27")),),
        numbering=(Numbering("filed", "{yyyy}-{serial:03d}", period="month", scope="unit", cite=H("28")),
                   Numbering("opened", "{serial:04d}", case_kind="review")),
        retention=(
            RetentionRule("years", starts="opened", term=Years(2), when=channel == "desk", tell=("owner",),
                          case_kind="review", cite=H("30")),
            RetentionRule("named", until="reply_at"),
        ),
        reports=(
            Report("shop_rates", owed_by="review", unit="assigned", by="channel", duty="reply", resolved="x_noted",
                   when=channel == "desk", cite=H("34"), figures=(
                       Figure("kept", "on_time", when=channel == "letter", cite=H("35")),
                       Figure("number", "times", dated="x_noted"),
                   )),
            Report("shop_shares", owed_by="review", by="facts.shares.by_whom", weighs="part", dated="closed"),
            Report("shop_list", owed_by="review", of="review", shows=("checked_by",)),
        ),
        access=Access(("clerk",), masks=("witness",), erases=("clerk",), concerned_only=True,
                      logged=True, oversees=("head",), keeps_from_respondents=True, cite=H("29")),
        calendar="cn", unit_calendars={"shop-1": "long_hours"}, convention="house",
        conventions=(Convention("house", start="next_working_day", cut_off="16:00", inclusive=True, roll="modified",
                                ends="close", hours_start="next_opening", hours_roll="same_time",
                                before_roll="preceding", working_days_inside=2, extends_from="rolled",
                                cite=Citation("Book", "4")), PLAIN),
        backdating=Days(30), corrects=("head",), log_refusals=("order",),
        titles={"clerk": Title("shop clerk", "店员"), "full": Title("Shop rules", "店规")},
    )  # fmt: skip
