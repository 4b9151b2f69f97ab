"""Tiny policies made for tests, and a real desk on a memory store to run them on.

All times are UTC in March 2026 unless a test says else: the 2nd is a Monday. The calendar "utc" is always open;
"office" is Shanghai, Monday to Friday, 09:00 to 17:00.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from complaintkit.cases import Reason
from complaintkit.cases.clocks import DutyState
from complaintkit.deadlines import Calendar, Days
from complaintkit.desk import Desk
from complaintkit.errors import Refused
from complaintkit.rules import (
    ANYONE,
    STAYS,
    Actor,
    Band,
    Bands,
    Category,
    Channel,
    Conduct,
    Duty,
    Fact,
    Form,
    Guard,
    LinkRule,
    Message,
    Move,
    Policy,
    PolicyHistory,
    PromiseRule,
    Recusal,
    Redress,
    Role,
    SanctionRule,
    Stage,
    Tier,
)
from complaintkit.rules.conditions import category, fact, recorded
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing import FixedClock
from complaintkit.values import Money, source, titles

TX = source("TX")
SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = Calendar("office")
OPEN = ("open",)

CLERK = Actor("cleo", roles={"clerk"})
OTHER_CLERK = Actor("carl", roles={"clerk"})
BOSS = Actor("bea", roles={"boss"})
VICE = Actor("vic", roles={"vice"})
COUNCIL = Actor("cora", roles={"council"})
NOBODY = Actor("nick")


def at(day: int, hour: int = 9, minute: int = 0, second: int = 0, *, month: int = 3, year: int = 2026) -> datetime:
    """A moment of March 2026 in UTC."""
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def day_end(day: int, *, month: int = 3) -> datetime:
    """The last instant of a day in UTC."""
    return datetime(2026, month, day, 23, 59, 59, 999999, tzinfo=UTC)


def cny(amount: str | int) -> Money:
    """An amount in CNY."""
    return Money.of(amount, "CNY")


class World(NamedTuple):
    """A desk with the clock and the store behind it."""

    desk: Desk
    clock: FixedClock
    store: MemoryStore

    def file(self, **given: Any) -> str:
        """File a case as the clerk; its id."""
        return self.desk.file(**{"by": CLERK, **given}).id

    def due(self, case_id: str, duty: str = "reply") -> datetime | None:
        """When the newest run of a duty falls due; None where it has no due now."""
        found = self.state(case_id, duty).due
        return None if found is None else found.due_at

    def state(self, case_id: str, duty: str = "reply") -> DutyState:
        """How the newest run of a duty stands."""
        return [state for state in self.desk.dues(case_id) if state.duty == duty][-1]


def world(*policies: Policy, now: datetime | None = None, **given: Any) -> World:
    """A fresh desk of the tenant "acme" for these versions of one policy; ids are c1, c2, …"""
    clock, store = FixedClock(now or at(2)), given.pop("store", None) or MemoryStore()
    given.setdefault("calendars", {"office": OFFICE})
    ids = count(1)
    given.setdefault("ids", lambda: f"c{next(ids)}")
    return World(Desk(PolicyHistory(policies), store, **{"tenant": "acme", "clock": clock, **given}), clock, store)


def reasons(call: Callable[[], object]) -> tuple[Reason, ...]:
    """The reasons a command is refused for."""
    try:
        call()
    except Refused as refused:
        found: tuple[Reason, ...] = refused.decision.reasons
        return found
    raise AssertionError("the command was not refused")


def why(call: Callable[[], object]) -> Reason:
    """The one reason a command is refused for."""
    found = reasons(call)
    assert len(found) == 1, found
    return found[0]


def policy(**parts: Any) -> Policy:
    """A complaint's plain way: accepted, replied to, closed; whatever is given takes the place of a part."""
    given: dict[str, Any] = {
        "id": "tiny",
        "in_force_from": date(2026, 1, 1),
        "roles": ("clerk", "boss"),
        "stages": (
            Stage("open", owner="clerk"),
            Stage("asked", "waiting", owner="clerk", pause="customer"),
            Stage("done", "closed"),
            Stage("shelf", "archived"),
        ),
        "moves": (
            Move("accept", OPEN, STAYS, by=("clerk",), records=("accepted",), cite=TX("art. 1")),
            Move("ask", OPEN, "asked", by=("clerk",), records=("x_asked",), cite=TX("art. 2")),
            Move("answer", ("asked",), "open", by=("clerk",), records=("x_answered",), cite=TX("art. 2")),
            Move("reply", OPEN, STAYS, by=("clerk",), records=("replied",), cite=TX("art. 3")),
            Move("close", ("open", "asked"), "done", by=("clerk", "boss"), records=("closed",), cite=TX("art. 4")),
            Move("reopen", ("done",), "open", by=("boss",), records=("reopened",), cite=TX("art. 5")),
            Move("shelve", ("done",), "shelf", by=("clerk",), records=("archived",), cite=TX("art. 6")),
        ),
        "duties": (reply_duty(),),
    }
    return Policy(**{**given, **parts})


def reply_duty(**parts: Any) -> Duty:
    """Reply within three days; whatever is given takes the place of a part."""
    given: dict[str, Any] = {
        "id": "reply",
        "owner": "clerk",
        "starts": "filed",
        "ends": ("replied",),
        "term": Days(3),
        "cite": TX("art. 3"),
    }
    return Duty(**{**given, **parts})


def with_moves(*moves: Move, **parts: Any) -> Policy:
    """The plain policy with more moves."""
    return policy(**{**parts, "moves": (*policy().moves, *moves)})


# -- a policy in which each move demands one thing --------------------------------------------------------------------

TITLES = titles(
    {
        "clerk": ("the clerk", "经办人"),
        "boss": ("the boss", "主管"),
        "open": ("in hand", "办理中"),
        "done": ("settled", "已办结"),
        "cause": ("cause", "原因"),
        "amount": ("amount", "金额"),
        "has_cause": ("the cause is the maker's", "原因在厂方"),
        "reply": ("the reply", "答复"),
    }
)


def demanding() -> Policy:
    """One move for each thing a move may demand, each with a clause of its own."""

    def stay(trigger: str, clause: str, **parts: Any) -> Move:
        return Move(trigger, OPEN, STAYS, **{"by": (ANYONE,), "cite": TX(clause), **parts})

    return Policy(
        id="demanding",
        in_force_from=date(2026, 1, 1),
        roles=(
            "clerk",
            Role("boss", deputies=("vice",), last_resort="council", cite=TX("art. 90")),
            "vice",
            "council",
            Role("staff", everyone=True),
        ),
        channels=(
            Channel("desk", cite=TX("art. 50")),
            Channel("post", by=("boss",), confirms=("polite",), cite=TX("art. 51")),
        ),
        categories=(Category("quality"), Category("colour", parent="quality"), Category("service")),
        facts=(
            Fact("cause", "choice", choices=("maker", "user"), required=False),
            Fact("amount", "money", currency="CNY", required=False),
            Fact("loss", "money", currency="CNY", required=False),
            Fact("person", "person", required=False),
            Fact("agreed", "instant", required=False),
            Fact("note", "text", required=False),
            Fact("shade", "text", required=False, categories=("colour",)),
            Fact("stamp", "text", required=False, channels=("post",)),
            Fact("repair", "text", required=False, when=fact("cause") == "maker"),
        ),
        forms=(
            Form("slip", copies=("office", "store"), contents=("note",), cite=TX("art. 60")),
            Form("file", never_to=("complainant",), never_cite=TX("art. 61")),
        ),
        stages=(Stage("open", owner="clerk"), Stage("left", "closed"), Stage("right", "closed")),
        moves=(
            stay("by_clerk", "art. 10", by=("clerk",), records=("accepted",)),
            stay("by_boss", "art. 11", by=("boss",), records=("reviewed",)),
            stay("by_staff", "art. 12", by=("staff",)),
            stay("decide", "art. 13", by=("clerk", "boss"), records=("decided",)),
            stay("recuse", "art. 14", records=("recused",), assigns=True),
            stay("assign", "art. 15", records=("assigned",), assigns=True),
            stay("same", "art. 16", same_who=("accepted",)),
            stay("other", "art. 17", not_who=("accepted",)),
            stay("after", "art. 18", after=("accepted", "reviewed")),
            stay("asking", "art. 19", asks=("cause", "note", "shade", "stamp", "repair")),
            stay(
                "guarded",
                "art. 20",
                guards=(
                    Guard("has_cause", fact("cause") == "maker", TX("art. 21")),
                    Guard("has_note", fact("note").known),
                ),
            ),
            stay("confirming", "art. 22", confirms=("polite", "calm")),
            stay("classify", "art. 23", reclassifies=True, records=("classified",)),
            stay("propose", "art. 24", asks=("amount",), records=("proposed",)),
            stay("approve", "art. 25", by=("clerk", "boss", "council"), bands="redress", records=("approved",)),
            stay("reject", "art. 26", records=("rejected",)),
            stay("agree", "art. 27", promises="moment"),
            stay("tell", "art. 28", message="news", offers=("note",)),
            stay("slip", "art. 29", issues=("slip",), offers=("note",)),
            stay("fine", "art. 30", sanction="fine", records=("x_fined",)),
            stay("confirm_fine", "art. 31", sanction="fine", records=("sanctioned",)),
            stay("drop_fine", "art. 32", sanction="fine", records=("waived",)),
            Move("turn", OPEN, "left", by=(ANYONE,), when=fact("cause") == "maker", cite=TX("art. 33")),
            Move("turn", OPEN, "right", by=(ANYONE,), when=fact("cause") == "user", cite=TX("art. 34")),
            Move("both", OPEN, "left", by=(ANYONE,), when=fact("cause").known, cite=TX("art. 35")),
            Move("both", OPEN, "right", by=(ANYONE,), cite=TX("art. 36")),
            Move("end", OPEN, "left", by=(ANYONE,), records=("closed",), cite=TX("art. 37")),
        ),
        duties=(reply_duty(ends=("closed",)),),
        promises=(PromiseRule("moment", duty="reply", fact="agreed", cite=TX("art. 70")),),
        bands=(
            Bands(
                "redress",
                (
                    Band("clerk", cny(100)),
                    Band("boss", cny(1000), deputy_up_to=cny(500)),
                    Band("council", None, when=~category.within("service")),
                ),
                cite=TX("art. 71"),
            ),
        ),
        redress=Redress("amount", currency="CNY", cite=TX("art. 72")),
        recusal=Recusal(cite=TX("art. 73")),
        sanctions=(
            SanctionRule(
                "fine",
                against="person",
                subject="person",
                basis="loss",
                approvers=("boss",),
                tiers=(Tier(cny(10), amount=cny(20), measure="warning", cite=TX("art. 75")),),
                cite=TX("art. 74"),
            ),
        ),
        messages=(
            Message(
                "news",
                means=("letter", "telephone"),
                written_when=recorded("accepted"),
                contents=("note",),
                cite=TX("art. 76"),
            ),
        ),
        conducts=(Conduct("polite", TX("art. 77")), Conduct("calm", TX("art. 78"), of=("clerk",), moves=("turn",))),
        links=(
            LinkRule("follow_up", after=("closed",), attaches=("slip",), by=("clerk",), cite=TX("art. 79")),
            LinkRule("beside", shares_redress=False),
        ),
        titles=TITLES,
    )
