"""What a drawn policy may do without: kinds, forms, bands, redress, sanctions, ties, numbering and the like."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from complaintkit.deadlines import CHINA_CIVIL_CODE, ELAPSED, PLAIN
from complaintkit.rules import (
    Access,
    Approval,
    ApprovalRule,
    Band,
    Bands,
    Body,
    Channel,
    Conduct,
    Form,
    JoinRule,
    Kind,
    LinkRule,
    Message,
    Numbering,
    PromiseRule,
    Recusal,
    Redress,
    Register,
    Report,
    RetentionRule,
    SanctionRule,
    Tally,
    Tier,
)
from complaintkit.rules.reports import PLACES
from complaintkit.testing.policy_draft import Draft
from complaintkit.testing.policy_parts import (
    CITATIONS,
    CITE,
    CITES,
    CONVENTIONS,
    CURRENCY,
    DATES,
    LENGTHS,
    MADE,
    MONEY,
    PARTIES,
    STAGES,
    WORDS,
    rising,
)
from complaintkit.values import Title

FIGURES = st.integers(1, 3) | st.fractions(Fraction(1, 9), 1, max_denominator=9)
"""Quorums and majorities, as counts and as shares."""


def rest(draft: Draft) -> dict[str, Any]:
    """Every part that a policy may do without."""
    draw, counts = draft.draw, draft.yes()
    limits = [*rising(draw, 3), *((None,) if draft.yes() else ())]
    begins = draw(st.none() | DATES)
    closed, logged = draft.yes(), draft.yes()
    return {
        "version": draw(st.just("1") | WORDS),
        "in_force_from": begins,
        "in_force_until": begins,
        "approval": draw(st.none() | st.builds(Approval, st.sampled_from(draft.roles), DATES, WORDS, WORDS)),
        "approval_rule": draw(st.none() | st.builds(ApprovalRule, st.sampled_from(draft.roles), CITE)),
        "scope": tuple(draw(st.lists(CITATIONS, max_size=2))),
        "kinds": tuple(_kind(draft, id) for id in draft.kinds) if len(draft.kinds) > 1 or draft.yes() else (),
        "bodies": tuple(
            Body(id, draft.some(draft.roles, 1), quorum=draw(FIGURES), quorum_above=False, majority=draw(FIGURES),
                 majority_of=draw(st.sampled_from(("present", "cast", "members"))),
                 majority_above=False, leaves_out=draft.some(("recused", "absent")), chairs=draft.some(draft.roles),
                 casting=draft.yes(), cite=draw(CITES))
            for id in draft.bodies
        ),
        "channels": tuple(
            Channel(id, initial=draft.maybe(STAGES), by=draft.some(draft.roles),
                    confirms=draft.some(draft.conducts), cite=draft.cite())
            for id in draft.channels
        ),
        "registers": (
            Register("book", enters=draft.some(("filed", *draft.records), 1), channels=draft.some(draft.channels),
                     keeper=draft.maybe(draft.roles), case_kind=draw(st.sampled_from(draft.kinds)), cite=draft.cite()),
        )[: draw(st.integers(0, 1))],
        "forms": tuple(
            Form(id, copies=draft.some(("accounting", "file")),
                 contents=() if id == "notice" else draft.some(draft.fact_ids),
                 never_to=draft.some(PARTIES), never_cite=draft.cite(), cite=draft.cite())
            for id in draft.forms
        ),
        "promises": (PromiseRule("agreed_day", duty="answer", fact="agreed", cite=draft.cite()),),
        "bands": (
            Bands("limits", tuple(
                Band(draw(st.sampled_from(draft.roles)), limit, when=draft.when(),
                     deputy_up_to=draw(st.none() | MONEY))
                for limit in limits
            ), cite=draw(CITES)),
        ),
        "redress": Redress("amount", currency=CURRENCY, proposed=draft.some(draft.records),
                           granted=draft.some(draft.records), dropped=draft.some(draft.records), cite=draft.cite()),
        "recusal": Recusal(draft.some(draft.records), everything=draft.yes(), cite=draw(CITES)),
        "sanctions": (
            SanctionRule("penalty", against=draw(st.sampled_from(("person", "unit"))), subject="subject",
                         basis="upheld" if counts else "amount", tiers=_tiers(draft, counts), approvers=draft.by(),
                         counts=counts, once=draft.yes(), mode=draw(st.sampled_from(("highest", "sum"))),
                         rounding=draw(st.sampled_from(("half_up", "half_even", "down", "up"))), cite=draw(CITES)),
        ),
        "tallies": (
            Tally("upheld", "decided", subject=draw(st.sampled_from(("", "subject"))),
                  period=draw(st.sampled_from(("month", "day", "year"))),
                  dated=draw(st.sampled_from(("recorded", "received"))), when=draft.when(), cite=draft.cite()),
        ),
        "messages": (
            Message("reply", to=draw(st.sampled_from(PARTIES)), means=draft.some(("letter", "phone")),
                    written=draft.some(("letter",)), written_when=draft.when(), contents=draft.some(draft.fact_ids),
                    as_asked=draft.yes(), cite=draft.cite()),
        ),
        "conducts": tuple(
            Conduct(id, draw(CITATIONS), of=draft.some(draft.roles), stages=draft.some(draft.stages),
                    moves=draft.some(("take", "decide", "close")))
            for id in draft.conducts
        ),
        "links": (
            LinkRule("same_matter", after=draft.some(draft.records), attaches=draft.some(draft.forms),
                     by=draft.some(draft.roles), shares_redress=draft.yes(), fact="others",
                     records=draft.some(draft.records), cite=draft.cite()),
            LinkRule("follows", after=draft.some(draft.records), attaches=draft.some(draft.forms),
                     by=draft.some(draft.roles), shares_redress=draft.yes(), cite=draft.cite()),
        )[: draw(st.integers(1, 2))],
        "joins": (_join(draft),)[: draw(st.integers(0, 1))],
        "numbering": (
            Numbering(draw(st.sampled_from(("filed", *MADE))),
                      draw(st.sampled_from(("{serial}", "{yy}{mm}{serial:02d}", "{yyyy}-{mm}-{dd}/{serial:04d}"))),
                      period=draw(st.sampled_from(("year", "day", "month", "never"))),
                      scope=draw(st.sampled_from(("tenant", "unit"))),
                      case_kind=draw(st.sampled_from(draft.kinds)), cite=draw(CITES)),
        )[: draw(st.integers(0, 1))],
        "retention": (
            RetentionRule("shelf_time", starts=draw(st.sampled_from(draft.records)), term=draw(LENGTHS),
                          when=draft.when(), case_kind=draw(st.sampled_from(draft.kinds)),
                          tell=draft.some(draft.roles), cite=draw(CITES)),
        )[: draw(st.integers(0, 1))],
        "reports": (
            Report("daily_table", owed_by="daily", of=draw(st.sampled_from(draft.kinds)),
                   dated=draw(st.sampled_from(("received", *draft.records))), when=draft.when(),
                   unit=draw(st.sampled_from(("unit", "assigned"))), by=draft.maybe(PLACES), cite=draft.cite()),
        )[: draw(st.integers(0, 1)) if "daily" in draft.kinds else 0],
        "access": Access(draft.some(draft.roles), masks=draft.some(PARTIES),
                         erases=draft.some(draft.roles), concerned_only=closed,
                         logged=logged, oversees=draft.some(draft.roles, 1) if closed or logged else (),
                         keeps_from_respondents=draft.yes(), cite=draft.cite()),
        "calendar": draw(st.sampled_from(("utc", "cn"))),
        "unit_calendars": draw(st.dictionaries(WORDS, st.sampled_from(("cn", "utc")), max_size=2)),
        "convention": draw(st.sampled_from(("plain", "elapsed", "china_civil_code"))),
        "conventions": (PLAIN, ELAPSED, CHINA_CIVIL_CODE, *draw(st.lists(CONVENTIONS, max_size=1))),
        "backdating": draw(st.none() | LENGTHS),
        "corrects": draft.some(draft.roles),
        "log_refusals": draft.some(("authority", "recused", "separation", "promise", "role"), most=5),
        "titles": draw(st.dictionaries(WORDS, st.builds(Title, WORDS, WORDS), max_size=3)),
    }  # fmt: skip


def _kind(draft: Draft, id: str) -> Kind:
    standing = id == "daily"
    return Kind(
        id,
        initial="received" if id == "complaint" else f"{id}_open",
        every=draft.draw(st.sampled_from(("day", "working_day", "week", "month", "quarter", "half_year", "year")))
        if standing
        else None,
        opens=draft.draw(st.sampled_from(("start", "end"))),
        per=draft.draw(st.sampled_from(("tenant", "unit"))),
        unit_kind=draft.maybe(("outlet",)),
        by=() if standing else draft.by(),
        issues=draft.some([form for form in draft.forms if form == "notice" or not standing]),
        cite=draft.cite(),
    )


def _tiers(draft: Draft, counts: bool) -> tuple[Tier, ...]:
    amounts = rising(draft.draw, 3)
    return tuple(
        Tier(
            int(least.amount) if counts else least,
            amount=draft.draw(st.none() | MONEY),
            share=draft.draw(st.none() | st.fractions(0, 1, max_denominator=100)),
            measure=draft.draw(st.just("") | WORDS),
            when=draft.when(),
            cite=draft.cite(),
        )
        for least in amounts
    )


def _join(draft: Draft) -> JoinRule:
    graver: dict[str, Any] = {}
    if draft.yes():
        graver = {
            "reached_at": draft.draw(st.integers(2, 9)),
            "becomes": draft.maybe(draft.categories),
            "keeps": draft.some(draft.categories),
            "records": draft.some(draft.records),
        }
    return JoinRule(
        "joined_to",
        target="done",
        by=draft.by(),
        sources=draft.some(("received", "examined", "asked")),
        counts=draft.draw(st.sampled_from(("", "subject", "others"))),
        cite=draft.draw(CITES),
        **graver,
    )
