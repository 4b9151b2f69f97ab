"""A policy just big enough to try every key of a scenario: one way in, a few moves, one of each other part."""

from __future__ import annotations

from datetime import date

from complaintkit.deadlines import Days
from complaintkit.errors import InvalidInput
from complaintkit.rules import (
    ANYONE,
    Access,
    Band,
    Bands,
    Channel,
    Conduct,
    Duty,
    ExtensionRule,
    Fact,
    Figure,
    Form,
    Guard,
    Kind,
    LinkRule,
    Message,
    Move,
    Numbering,
    Policy,
    PromiseRule,
    Redress,
    Register,
    Report,
    Role,
    Rung,
    SanctionRule,
    Stage,
    Tier,
)
from complaintkit.rules.conditions import recorded
from complaintkit.rules.moves import STAYS
from complaintkit.values import Money, source, titles

TN = source("TN")
CNY = "CNY"

TITLES = titles({
    "reply": ("reply to the customer", "回复客户"),
    "daily_look": ("daily look", "每日查看"),
})  # fmt: skip


def policy(*, in_force_from: str = "2026-01-01", version: str = "1", limit: str = "100") -> Policy:
    """The tiny policy; ``limit`` is what a clerk may grant."""
    if limit.startswith("-"):
        raise InvalidInput.one(f"expected an amount above zero, got {limit}", "limit")
    opened = ("open",)
    return Policy(
        id="tiny",
        version=version,
        in_force_from=date.fromisoformat(in_force_from),
        calendar="cn",
        roles=(Role("clerk", cite=TN("art. 1")), Role("boss", cite=TN("art. 1"))),
        kinds=(
            Kind("complaint", initial="open", by=("clerk",), cite=TN("art. 1")),
            Kind("book", initial="unread", every="day", cite=TN("art. 9")),
        ),
        channels=(Channel("desk", cite=TN("art. 2")), Channel("post", cite=TN("art. 2"))),
        registers=(Register("ledger", channels=("desk",), cite=TN("art. 3")),),
        facts=(
            Fact("item", "text", cite=TN("art. 2")),
            Fact("cause", "text", required=False, cite=TN("art. 4")),
            Fact("amount", "money", required=False, cite=TN("art. 5")),
            Fact("person", "person", required=False, cite=TN("art. 6")),
            Fact("agreed", "instant", required=False, cite=TN("art. 7")),
            Fact("came_in", "whole", required=False, case_kind="book", cite=TN("art. 9")),
        ),
        forms=(Form("slip", copies=("office", "store"), cite=TN("art. 8")),),
        stages=(
            Stage("open", owner="clerk"),
            Stage("done", "closed"),
            Stage("unread", owner="clerk", case_kind="book"),
            Stage("read", "closed", case_kind="book"),
        ),
        moves=(
            Move("accept", opened, STAYS, by=("clerk",), records=("accepted",), cite=TN("art. 3")),
            Move("look_into", opened, STAYS, by=("clerk",), asks=("cause",), records=("investigated",),
                 cite=TN("art. 4")),
            Move("propose", opened, STAYS, by=("clerk",), asks=("amount",), records=("proposed",), cite=TN("art. 5")),
            Move("grant", opened, STAYS, by=("clerk", "boss"), bands="authority", records=("approved",),
                 cite=TN("art. 5")),
            Move("fine", opened, STAYS, by=("boss",), sanction="fine", records=("x_fined",), cite=TN("art. 6")),
            Move("agree", opened, STAYS, by=("clerk",), promises="moment", records=("x_agreed",), cite=TN("art. 7")),
            Move("slip", opened, STAYS, by=("clerk",), issues=("slip",), cite=TN("art. 8")),
            Move("answer", opened, "done", by=("clerk",), message="answer", records=("replied", "closed"),
                 guards=(Guard("looked_into", recorded("investigated"), TN("art. 4")),), cite=TN("art. 3")),
            Move("read", ("unread",), "read", by=(ANYONE,), offers=("came_in",), records=("x_read",),
                 cite=TN("art. 9")),
        ),
        duties=(
            Duty("reply", owner="clerk", starts="filed", ends=("replied",), term=Days(3), tells_complainant=True,
                 ladder=(Rung("late", tell=("boss",), cite=TN("art. 3")),),
                 extension=ExtensionRule("add", Days(2), by=("boss",), reasons=("difficult",)), cite=TN("art. 3")),
            Duty("daily_look", owner="clerk", starts="opened", ends=("x_read",), term=Days(1), case_kind="book",
                 cite=TN("art. 9")),
        ),
        promises=(PromiseRule("moment", duty="reply", fact="agreed", cite=TN("art. 7")),),
        bands=(
            Bands("authority", (Band("clerk", Money.of(limit, CNY)), Band("boss", None)), cite=TN("art. 5")),
        ),
        redress=Redress("amount", currency=CNY, cite=TN("art. 5")),
        sanctions=(
            SanctionRule("fine", against="person", subject="person", basis="amount", approvers=("boss",),
                         tiers=(Tier(Money.of("0", CNY), amount=Money.of("20", CNY), measure="warning"),),
                         cite=TN("art. 6")),
        ),
        messages=(Message("answer", means=("letter", "telephone"), cite=TN("art. 3")),),
        conducts=(Conduct("polite", TN("art. 1")),),
        links=(LinkRule("follow_up", after=("closed",), cite=TN("art. 10")),),
        numbering=(Numbering("accepted", "{yy}{mm}{serial:02d}", period="month", cite=TN("art. 3")),),
        reports=(
            Report("day_table", owed_by="book", by="channel", figures=(Figure("came_in"),), cite=TN("art. 9")),
        ),
        access=Access(sees=("clerk", "boss"), cite=TN("art. 1")),
        titles=tuple(TITLES.items()),
    )  # fmt: skip
