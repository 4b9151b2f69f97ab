"""A small policy that has one of each part, so that random lifetimes reach every part of the core."""

from __future__ import annotations

from datetime import date
from typing import Any

from complaintkit.deadlines import AtDue, Before, Days, Hours, PauseRule, WorkingDays
from complaintkit.rules import (
    ANYONE,
    Access,
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
    Form,
    Guard,
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
    RetentionRule,
    Role,
    Rung,
    SanctionRule,
    Stage,
    Tally,
    Tier,
)
from complaintkit.rules.conditions import category, fact, recorded
from complaintkit.rules.moves import STAYS
from complaintkit.values import Money, source

SP = source("SP")
OPEN = ("new", "working", "asked")


def yuan(amount: str) -> Money:
    return Money.of(amount, "CNY")


def small(**changes: Any) -> Policy:
    """The policy; ``changes`` replace whole parts of it, to see a law fail."""
    minor = ~fact("quantity").known | (fact("quantity") <= 3)
    parts: dict[str, Any] = {
        "id": "small",
        "in_force_from": date(2026, 1, 1),
        "calendar": "cn",
        "roles": (
            Role("clerk", deputies=("manager",)),
            Role("manager", deputies=("director",), last_resort="owner"),
            Role("director", last_resort="owner"),
            "owner",
        ),
        "bodies": (Body("board", ("manager", "director"), cite=SP("art. 13")),),
        "kinds": (
            Kind("complaint", initial="new", by=("clerk", "manager"), issues=("slip",), cite=SP("art. 1")),
            Kind("book", initial="unread", every="working_day", per="unit", unit_kind="shop", cite=SP("art. 2")),
        ),
        "channels": (Channel("desk", confirms=("polite",)), Channel("post", initial="working", by=("manager",))),
        "categories": (Category("goods"), Category("colour", parent="goods"), Category("service")),
        "registers": (Register("ledger", channels=("desk",)), Register("granted", enters=("approved",))),
        "facts": (
            Fact("content", "text", personal=True),
            Fact("quantity", "whole", min_value=1, required=True, when=category.within("goods")),
            Fact("bought_on", "date", required=False),
            Fact("cause", "choice", choices=("ours", "theirs"), required=False),
            Fact("amount", "money", currency="CNY", min_value=yuan("0"), required=False),
            Fact("loss", "money", currency="CNY", min_value=yuan("0"), required=False),
            Fact("culprit", "person", required=False),
            Fact("agreed_at", "instant", required=False),
            Fact("kept_until", "date", required=False),
            Fact("photo", "document", required=False),
            Fact("shares", "table", required=False, columns=(Fact("who", "person"), Fact("share", "whole"))),
            Fact("entries", "whole", min_value=0, required=False, case_kind="book"),
        ),
        "forms": (Form("slip", copies=("clerk", "owner"), never_to=("complainant",)),),
        "stages": (
            Stage("new", owner="clerk"),
            Stage("working", owner="manager"),
            Stage("asked", "waiting", owner="clerk", pause="customer"),
            Stage("done", "closed"),
            Stage("kept", "archived"),
            Stage("gone", "archived"),
            Stage("unread", owner="clerk", case_kind="book"),
            Stage("read", "closed", case_kind="book"),
        ),
        "moves": (
            Move("accept", ("new",), "working", by=("clerk",), records=("accepted",), assigns=True, cite=SP("art. 3")),
            Move("dismiss", ("new",), "done", by=("clerk",), asks=("cause",), records=("declined", "closed"),
                 message="answer", guards=(Guard("not_ours", fact("cause") == "theirs", SP("art. 4")),)),
            Move("classify", ("new", "working"), STAYS, by=("clerk", "manager"), reclassifies=True,
                 records=("classified",)),
            Move("recuse", OPEN, STAYS, by=("manager", "director"), assigns=True, records=("recused",)),
            Move("ask", ("working",), "asked", by=("clerk", "manager"), records=("informed",), message="question"),
            Move("hear", ("asked",), "working", by=(ANYONE,), offers=("photo",), records=("acknowledged",)),
            Move("look", ("working",), STAYS, by=("clerk", "manager"), asks=("cause", "bought_on"),
                 offers=("quantity",), records=("investigated",)),
            Move("share", ("working",), STAYS, by=("manager",), asks=("shares",), records=("x_shared",),
                 guards=(Guard("to_a_hundred", fact("shares").total("share") == 100, SP("art. 5")),)),
            Move("propose", ("working",), STAYS, by=("clerk", "manager"), asks=("amount",), after=("investigated",),
                 records=("proposed",)),
            Move("approve", ("working",), STAYS, by=("manager", "director", "owner"), bands="limits",
                 after=("proposed",), not_who=("proposed",), records=("approved",), cite=SP("art. 6")),
            Move("reject", ("working",), STAYS, by=("manager", "director"), after=("proposed",), records=("rejected",)),
            Move("vote", ("new", "working"), STAYS, by=("clerk", "manager"), decided_by="board", records=("x_voted",)),
            Move("vote", ("new", "working"), STAYS, by=("clerk", "manager"), decided_by="board", carried=False,
                 records=("x_voted_down",), cite=SP("art. 13")),
            Move("fine", ("working",), STAYS, by=("manager",), sanction="penalty", records=("x_fined",)),
            Move("confirm_fine", ("working",), STAYS, by=("director", "owner"), sanction="penalty",
                 records=("sanctioned",)),
            Move("agree", ("working",), STAYS, by=("clerk", "manager"), promises="moment", records=("x_agreed",)),
            Move("finish", ("working",), "done", by=("clerk", "manager"), when=recorded("approved"), message="answer",
                 records=("replied", "closed"), same_who=("investigated",)),
            Move("finish", ("working",), "done", by=("manager",), when=~recorded("approved"), message="answer",
                 confirms=("polite",), after=("investigated",), records=("replied", "closed")),
            Move("give_up", ("asked",), "done", by=("owner", "director"), records=("withdrawn", "closed")),
            Move("reopen", ("done",), "working", by=("director",), records=("reopened",)),
            Move("keep", ("done",), "kept", by=("clerk",), records=("archived",)),
            Move("keep_longer", ("kept",), STAYS, by=("clerk",), asks=("kept_until",), records=("x_kept_longer",)),
            Move("hold", ("done", "kept"), STAYS, by=("director",), records=("held",)),
            Move("release", ("done", "kept"), STAYS, by=("director",), records=("released",)),
            Move("dispose", ("kept",), "gone", by=("clerk",), records=("disposed",), cite=SP("art. 12")),
            Move("ask_time", ("new", "working"), STAYS, by=("clerk",), records=("x_asked",)),
            Move("read", ("unread",), "read", by=("clerk",), asks=("entries",), records=("x_read",)),
        ),
        "duties": (
            Duty("reply", owner="manager", starts="filed", ends=("replied", "closed"), tells_complainant=True,
                 term=ByCase(((minor, Days(5)), (fact("quantity") > 3, WorkingDays(3)))), on_change="original",
                 pauses=("customer",), pause_rules=(PauseRule("customer", most=2, cap=Days(4)),),
                 ladder=(Rung("soon", Before(Days(1)), kind="warning", tell=("clerk",)),
                         Rung("late", AtDue(), tell=("manager",), issues=("slip",))),
                 extension=ExtensionRule("add", Days(3), by=("director",), reasons=("difficult",), message="answer",
                                         request="x_asked"),
                 cite=SP("art. 7")),
            Duty("first_word", owner="clerk", starts="filed", ends=("accepted", "closed"), term=Hours(6),
                 catch_up="all", ladder=(Rung("late", AtDue(), tell=("manager",)),), cite=SP("art. 8")),
            Duty("looking", owner="manager", starts="accepted", ends=("investigated",), term=WorkingDays(4),
                 pauses=("customer",), ladder=(Rung("late", AtDue(), tell=("director",)),)),
            Duty("again", owner="manager", starts="reopened", ends=("closed",), term=WorkingDays(2),
                 catch_up="none", ladder=(Rung("late", AtDue(), tell=("director",)),)),
            Duty("reading", owner="clerk", starts="opened", ends=("x_read",), term=Days(1), case_kind="book",
                 ladder=(Rung("late", AtDue(), tell=("manager",)),)),
        ),
        "promises": (PromiseRule("moment", duty="reply", fact="agreed_at", cite=SP("art. 9")),),
        "bands": (
            Bands("limits", (Band("manager", yuan("100"), deputy_up_to=yuan("50")), Band("director", yuan("1000")),
                             Band("owner", None)), cite=SP("art. 6")),
        ),
        "redress": Redress("amount", currency="CNY"),
        "recusal": Recusal(cite=SP("art. 10")),
        "sanctions": (
            SanctionRule("penalty", against="person", subject="culprit", basis="loss", approvers=("director", "owner"),
                         tiers=(Tier(yuan("10"), amount=yuan("5")), Tier(yuan("100"), amount=yuan("20")))),
        ),
        "tallies": (Tally("granted", counts="approved", period="month"),),
        "messages": (Message("answer", means=("letter", "email"), contents=("cause",)),
                     Message("question", means=("letter", "email"))),
        "conducts": (Conduct("polite", SP("art. 11")),),
        "links": (LinkRule("follow_up", after=("accepted",), attaches=("slip",)),),
        "numbering": (Numbering("accepted", "{yy}{mm}{serial:02d}", period="month"),),
        "retention": (
            RetentionRule("shelf_time", starts="archived", term=Days(3), tell=("clerk",), cite=SP("art. 12")),
            RetentionRule("longer", until="kept_until", when=recorded("x_kept_longer"), tell=("clerk",)),
        ),
        "access": Access(sees=("manager",)),
        "corrects": ("director",),
        "backdating": Days(7),
    }  # fmt: skip
    return Policy(**{**parts, **changes})
