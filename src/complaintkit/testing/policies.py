"""Valid policies, for properties that hold of every policy: documents, checks, desks.

They are built from the names they define, so that no draw is thrown away; the simplest one has one role, one category,
one duty and three moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
from hypothesis import strategies as st

from complaintkit.deadlines import (
    CHINA_CIVIL_CODE,
    ELAPSED,
    PLAIN,
    PauseRule,
)
from complaintkit.rules import (
    ALWAYS,
    ANYONE,
    STAYS,
    Access,
    Approval,
    ApprovalRule,
    AtLeast,
    Band,
    Bands,
    ByCase,
    Category,
    Channel,
    Condition,
    Conduct,
    Duty,
    ExtensionRule,
    Fact,
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
    Role,
    Rung,
    SanctionRule,
    Stage,
    Tally,
    Tier,
)
from complaintkit.rules.facts import FACT_TYPES, FactType
from complaintkit.testing.policy_parts import (
    CATEGORIES,
    CAUSE,
    CHANNELS,
    CITATIONS,
    CITE,
    CITES,
    CONDUCTS,
    CONVENTIONS,
    COUNTS,
    CURRENCY,
    DATES,
    FORMS,
    LENGTHS,
    MADE,
    MOMENTS,
    MONEY,
    OWN,
    PARTIES,
    ROLES,
    SIMPLE,
    STAGES,
    TERMS,
    WORDS,
    YES_NO,
    Names,
    facts_of,
    maybe,
    rising,
    some,
)
from complaintkit.values import Title

__all__ = ["policies"]


class _Draft:
    """The parts of one policy, drawn in an order in which each names only what is there."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.roles = ROLES[: draw(st.integers(1, len(ROLES)))]
        self.categories = CATEGORIES[: draw(st.integers(1, len(CATEGORIES)))]
        self.full: bool = draw(YES_NO)
        self.channels = CHANNELS[: draw(st.integers(0, len(CHANNELS)))] if self.full else ()
        self.forms = FORMS[: draw(st.integers(0, len(FORMS)))] if self.full else ()
        self.conducts = CONDUCTS[: draw(st.integers(0, len(CONDUCTS)))] if self.full else ()
        self.kinds = ("complaint", *self.some(("daily", "request"))) if self.full else ("complaint",)
        types: tuple[FactType, ...] = draw(some(FACT_TYPES, most=6)) if self.full else ()
        declared = [draw(facts_of(type, f"f_{type}")) for type in types]
        self.facts = (
            Fact("amount", "money", required=False),
            Fact("agreed", "instant", required=False),
            Fact("subject", "person", required=False),
            *((Fact("others", "text", required=False, many=True),) if self.full else ()),
            *declared,
        )
        self.fact_ids = [fact.id for fact in self.facts]
        self.whens = Names(declared, self.categories, self.channels).conditions() if self.full else st.just(ALWAYS)
        self.records = (*MADE, *(OWN if self.full else ()))
        self.stages = (*STAGES, "asked", "shelved")

    def some(self, names: Sequence[str], least: int = 0, most: int = 3) -> tuple[str, ...]:
        return self.draw(some(names, least, most))  # type: ignore[no-any-return]

    def yes(self) -> bool:
        return bool(self.draw(YES_NO))

    def cite(self) -> Any:
        return self.draw(CITE)

    def maybe(self, names: Sequence[str]) -> str | None:
        return self.draw(maybe(names))  # type: ignore[no-any-return]

    def when(self) -> Condition:
        return self.draw(self.whens)  # type: ignore[no-any-return]

    def by(self) -> tuple[str, ...]:
        return self.some((*self.roles, ANYONE), 1)

    def policy(self) -> Policy:
        """The policy; what every one has, and the rest where it is a full one."""
        needed = {
            "id": self.draw(st.just("p") | WORDS),
            "roles": tuple(map(self.role, self.roles)),
            "categories": tuple(self.category(n) for n in range(len(self.categories))),
            "facts": tuple(map(self.fact, self.facts)),
            "stages": self.all_stages(),
            "moves": (*self.base_moves(), *self.more_moves()),
            "duties": (self.duty("answer"), *((self.duty("report"),) if self.full and self.yes() else ())),
        }
        return Policy(**needed, **(self.rest() if self.full else {}))

    def role(self, id: str) -> Role:
        others = [name for name in self.roles if name != id]
        if not self.full:
            return Role(id)
        return Role(
            id,
            deputies=self.some(others),
            last_resort=self.maybe(others),
            everyone=self.yes(),
            cite=self.cite(),
        )

    def category(self, n: int) -> Category:
        return Category(self.categories[n], parent=self.maybe(self.categories[:n]), cite=self.cite())

    def fact(self, fact: Fact) -> Fact:
        if not self.full:
            return fact
        return attrs.evolve(
            fact,
            when=self.when(),
            channels=self.some(self.channels),
            categories=self.some(self.categories),
            # The sweep opens a standing case and gives no facts.
            case_kind=self.draw(st.sampled_from([kind for kind in self.kinds if kind != "daily" or not fact.required])),
        )

    def all_stages(self) -> tuple[Stage, ...]:
        first = (
            Stage("received", owner=self.maybe(self.roles)),
            Stage("examined", owner=self.maybe(self.roles)),
            Stage("done", "closed"),
        )
        if not self.full:
            return first
        others: list[Stage] = []
        for kind in self.kinds[1:]:
            others += Stage(f"{kind}_open", case_kind=kind), Stage(f"{kind}_done", "archived", case_kind=kind)
        return (
            *first,
            Stage("asked", "waiting", pause=CAUSE, needs_promise=self.maybe(("agreed_day",))),
            Stage("shelved", "archived"),
            *others,
        )

    def base_moves(self) -> tuple[Move, ...]:
        """The three moves that every policy has."""
        return (
            Move("take", ("received",), "examined", by=self.by(), records=("acknowledged",), cite=self.draw(CITES)),
            Move("decide", ("examined",), STAYS, by=self.by(), records=("decided",), cite=self.draw(CITES)),
            Move("close", ("examined",), "done", by=self.by(), records=("closed",), cite=self.draw(CITES)),
        )

    def more_moves(self) -> list[Move]:
        """Moves with every field; one trigger in two rows; one a kind."""
        if not self.full:
            return []
        moves = [Move(f"{kind}_end", (f"{kind}_open",), f"{kind}_done", by=self.by()) for kind in self.kinds[1:]]
        moves.append(Move("note", STAGES, STAYS, by=(ANYONE,), records=OWN))
        for n in range(self.draw(st.integers(0, 2))):
            made = Move(
                f"extra_{n}",
                self.some(self.stages, 1),
                self.draw(st.sampled_from((STAYS, *self.stages))),
                by=self.by(),
                records=self.some(self.records),
                when=self.when(),
                guards=tuple(Guard(f"g{i}", self.when(), self.cite()) for i in range(self.draw(st.integers(0, 2)))),
                asks=self.some(self.fact_ids),
                offers=self.some(self.fact_ids),
                after=self.some(self.records),
                bands=self.maybe(("limits",)),
                same_who=self.some(self.records),
                not_who=self.some(self.records),
                confirms=self.some(self.conducts),
                promises=self.maybe(("agreed_day",)),
                issues=self.some(self.forms),
                message=self.maybe(("reply",)),
                sanction=self.maybe(("penalty",)),
                links=self.maybe(("same_matter",)),
                reclassifies=self.yes(),
                assigns=self.yes(),
                cite=self.draw(CITES),
            )
            moves.append(made)
            if self.yes():
                moves.append(attrs.evolve(made, when=~made.when))
        return moves

    def duty(self, id: str) -> Duty:
        owed: dict[str, Any] = {
            "owner": self.draw(st.sampled_from(self.roles)),
            "starts": "acknowledged",
            "ends": self.some(MADE[1:], 1),
            "term": self.draw(SIMPLE),
            "cite": self.draw(CITES),
        }
        if self.full:
            row = st.tuples(self.whens, TERMS)
            rows = st.lists(row, min_size=1, max_size=3).map(lambda rows: ByCase(tuple(rows)))
            pauses = self.some((CAUSE,))
            owed |= {
                "term": self.draw(TERMS | rows),
                "when": self.when(),
                "case_kind": self.draw(st.sampled_from(self.kinds)),
                "convention": self.maybe(("plain", "elapsed", "china_civil_code")),
                "calendar": self.maybe(("cn", "utc")),
                "pauses": pauses,
                "pause_rules": tuple(
                    PauseRule(cause, self.draw(st.none() | COUNTS), self.draw(st.none() | LENGTHS)) for cause in pauses
                ),
                "pause_cap": self.draw(st.none() | LENGTHS),
                "ladder": tuple(self.rung(n) for n in range(self.draw(st.integers(0, 3)))),
                "catch_up": self.draw(st.sampled_from(("highest", "all", "none"))),
                "extension": self.extension() if self.yes() else None,
                "on_change": self.draw(st.sampled_from(("original", "change")) | st.builds(AtLeast, LENGTHS)),
                "stage_kinds": self.draw(some(("open", "waiting", "closed", "archived"), 1, 4)),
                "tells_complainant": self.yes(),
            }
        return Duty(id, **owed)

    def rung(self, n: int) -> Rung:
        return Rung(
            f"rung_{n}",
            self.draw(MOMENTS),
            kind=self.draw(st.sampled_from(("escalation", "warning", "reminder"))),
            tell=self.some(self.roles),
            issues=self.some(self.forms),
            records=self.some(("x_late", "x_told")),
            cite=self.cite(),
        )

    def extension(self) -> ExtensionRule:
        return ExtensionRule(
            self.draw(st.sampled_from(("add", "replace", "fixed"))),
            self.draw(LENGTHS),
            by=self.by(),
            reasons=self.some(("complex", "waiting for proof"), 1),
            most=self.draw(st.integers(1, 3)),
            message=self.maybe(("reply",)),
            cite=self.cite(),
        )

    def kind(self, id: str) -> Kind:
        standing = id == "daily"
        return Kind(
            id,
            initial="received" if id == "complaint" else f"{id}_open",
            every=self.draw(st.sampled_from(("day", "working_day", "week", "month", "quarter", "year")))
            if standing
            else None,
            opens=self.draw(st.sampled_from(("start", "end"))),
            per=self.draw(st.sampled_from(("tenant", "unit"))),
            unit_kind=self.maybe(("outlet",)),
            by=() if standing else self.by(),
            issues=self.some([form for form in self.forms if form == "notice" or not standing]),
            cite=self.cite(),
        )

    def tiers(self, counts: bool) -> tuple[Tier, ...]:
        amounts = rising(self.draw, 3)
        return tuple(
            Tier(
                int(least.amount) if counts else least,
                amount=self.draw(st.none() | MONEY),
                share=self.draw(st.none() | st.fractions(0, 1, max_denominator=100)),
                measure=self.draw(st.just("") | WORDS),
                cite=self.cite(),
            )
            for least in amounts
        )

    def join(self) -> JoinRule:
        graver: dict[str, Any] = {}
        if self.yes():
            graver = {
                "reached_at": self.draw(st.integers(2, 9)),
                "becomes": self.maybe(self.categories),
                "keeps": self.some(self.categories),
                "records": self.some(self.records),
            }
        return JoinRule(
            "joined_to",
            target="done",
            by=self.by(),
            sources=self.some(("received", "examined", "asked")),
            counts=self.draw(st.sampled_from(("", "subject", "others"))),
            cite=self.draw(CITES),
            **graver,
        )

    def rest(self) -> dict[str, Any]:
        """Every part that a policy may do without."""
        draw, counts = self.draw, self.yes()
        limits = [*rising(draw, 3), *((None,) if self.yes() else ())]
        begins = draw(st.none() | DATES)
        return {
            "version": draw(st.just("1") | WORDS),
            "in_force_from": begins,
            "in_force_until": begins,
            "approval": draw(st.none() | st.builds(Approval, st.sampled_from(self.roles), DATES, WORDS, WORDS)),
            "approval_rule": draw(st.none() | st.builds(ApprovalRule, st.sampled_from(self.roles), CITE)),
            "scope": tuple(draw(st.lists(CITATIONS, max_size=2))),
            "kinds": tuple(map(self.kind, self.kinds)) if len(self.kinds) > 1 or self.yes() else (),
            "channels": tuple(
                Channel(id, initial=self.maybe(STAGES), by=self.some(self.roles), confirms=self.some(self.conducts),
                        cite=self.cite())
                for id in self.channels
            ),
            "registers": (
                Register("book", enters=self.some(("filed", *self.records), 1), channels=self.some(self.channels),
                         keeper=self.maybe(self.roles), case_kind=draw(st.sampled_from(self.kinds)), cite=self.cite()),
            )[: draw(st.integers(0, 1))],
            "forms": tuple(
                Form(id, copies=self.some(("accounting", "file")),
                     contents=() if id == "notice" else self.some(self.fact_ids),
                     never_to=self.some(PARTIES), never_cite=self.cite(), cite=self.cite())
                for id in self.forms
            ),
            "promises": (PromiseRule("agreed_day", duty="answer", fact="agreed", cite=self.cite()),),
            "bands": (
                Bands("limits", tuple(
                    Band(draw(st.sampled_from(self.roles)), limit, when=self.when(),
                         deputy_up_to=draw(st.none() | MONEY))
                    for limit in limits
                ), cite=draw(CITES)),
            ),
            "redress": Redress("amount", currency=CURRENCY, proposed=self.some(self.records),
                               granted=self.some(self.records), dropped=self.some(self.records), cite=self.cite()),
            "recusal": Recusal(self.some(self.records), everything=self.yes(), cite=draw(CITES)),
            "sanctions": (
                SanctionRule("penalty", against=draw(st.sampled_from(("person", "unit"))), subject="subject",
                             basis="upheld" if counts else "amount", tiers=self.tiers(counts), approvers=self.by(),
                             counts=counts, mode=draw(st.sampled_from(("highest", "sum"))),
                             rounding=draw(st.sampled_from(("half_up", "half_even", "down", "up"))), cite=draw(CITES)),
            ),
            "tallies": (
                Tally("upheld", "decided", subject=draw(st.sampled_from(("", "subject"))),
                      period=draw(st.sampled_from(("month", "day", "year"))), when=self.when(), cite=self.cite()),
            ),
            "messages": (
                Message("reply", to=draw(st.sampled_from(PARTIES)), means=self.some(("letter", "phone")),
                        written=self.some(("letter",)), written_when=self.when(), contents=self.some(self.fact_ids),
                        cite=self.cite()),
            ),
            "conducts": tuple(
                Conduct(id, draw(CITATIONS), of=self.some(self.roles), stages=self.some(self.stages),
                        moves=self.some(("take", "decide", "close")))
                for id in self.conducts
            ),
            "links": (
                LinkRule("same_matter", after=self.some(self.records), attaches=self.some(self.forms),
                         by=self.some(self.roles), shares_redress=self.yes(), fact="others",
                         records=self.some(self.records), cite=self.cite()),
                LinkRule("follows", after=self.some(self.records), attaches=self.some(self.forms),
                         by=self.some(self.roles), shares_redress=self.yes(), cite=self.cite()),
            )[: draw(st.integers(1, 2))],
            "joins": (self.join(),)[: draw(st.integers(0, 1))],
            "numbering": (
                Numbering(draw(st.sampled_from(("filed", *MADE))),
                          draw(st.sampled_from(("{serial}", "{yy}{mm}{serial:02d}", "{yyyy}-{mm}-{dd}/{serial:04d}"))),
                          period=draw(st.sampled_from(("year", "day", "month", "never"))),
                          scope=draw(st.sampled_from(("tenant", "unit"))),
                          case_kind=draw(st.sampled_from(self.kinds)), cite=draw(CITES)),
            )[: draw(st.integers(0, 1))],
            "access": Access(self.some(self.roles), masks=self.some(PARTIES), cite=self.cite()),
            "calendar": draw(st.sampled_from(("utc", "cn"))),
            "unit_calendars": draw(st.dictionaries(WORDS, st.sampled_from(("cn", "utc")), max_size=2)),
            "convention": draw(st.sampled_from(("plain", "elapsed", "china_civil_code"))),
            "conventions": (PLAIN, ELAPSED, CHINA_CIVIL_CODE, *draw(st.lists(CONVENTIONS, max_size=1))),
            "backdating": draw(st.none() | LENGTHS),
            "corrects": self.some(self.roles),
            "log_refusals": self.some(("authority", "recused", "separation", "promise", "role"), most=5),
            "titles": draw(st.dictionaries(WORDS, st.builds(Title, WORDS, WORDS), max_size=3)),
        }  # fmt: skip


@st.composite
def policies(draw: Any) -> Policy:
    """Any valid policy: every part, every kind of term, condition, moment and fact, from the simplest on.

    The simplest has one role, one category, one duty and three moves.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=1, database=None)  # the first is the simplest
    ... @given(policies())
    ... def show(policy):
    ...     print(len(policy.roles), len(policy.categories), len(policy.duties), len(policy.moves))
    >>> show()
    1 1 1 3
    """
    return _Draft(draw).policy()
