"""At what price: authority bands, redress, sanctions, tallies."""

from __future__ import annotations

from fractions import Fraction

from complaintkit.reports.page.markdown import blocks, lines, plain, table
from complaintkit.reports.page.words import Words, clauses
from complaintkit.rules import SanctionRule, Tally, Tier
from complaintkit.values import Money

NO_LIMIT = "without limit"


def bands(words: Words) -> str:
    """Up to what each role may decide, figures included, lowest first."""
    return table(
        ("Bands", "Role", "Up to", "As a deputy", "Only", "Clause"),
        [
            (words.entry(rule.id), words.name(band.role), _limit(band.up_to),
             "" if band.deputy_up_to is None else _limit(band.deputy_up_to), words.only_if(band.when),
             clauses(rule.cite))
            for rule in words.policy.bands for band in rule.bands
        ],
    )  # fmt: skip


def _limit(up_to: Money | None) -> str:
    return NO_LIMIT if up_to is None else plain(str(up_to))


def redress(words: Words) -> str:
    """Which fact carries the amount and which records move it."""
    rule = words.policy.redress
    if rule is None:
        return ""
    return table(
        ("Amount in", "Currency", "Proposed with", "Granted with", "Dropped with", "Clause"),
        [
            (words.name(rule.fact), rule.currency, words.records(rule.proposed), words.records(rule.granted),
             words.records(rule.dropped), clauses(rule.cite)),
        ],
    )  # fmt: skip


def sanctions(words: Words) -> str:
    """Every sanction with its tiers. Nothing applies before an approver has approved it."""
    return blocks([
        table(
            ("Sanction", "Against", "Judged by", "Takes", "Approved by", "Clause"),
            [
                (words.entry(rule.id), f"the {rule.against}: {words.name(rule.subject)}", _basis(words, rule),
                 _takes(rule), words.names(rule.approvers), clauses(rule.cite))
                for rule in words.policy.sanctions
            ],
        ),
        table(
            ("Sanction", "From (included)", "Gives", "Clause"),
            [
                (words.name(rule.id), plain(str(tier.least)), _gives(words, tier), clauses(tier.cite))
                for rule in words.policy.sanctions for tier in rule.tiers
            ],
        ),
    ])  # fmt: skip


def _basis(words: Words, rule: SanctionRule) -> str:
    return f"the {'tally' if rule.counts else 'amount'}: {words.name(rule.basis)}"


def _takes(rule: SanctionRule) -> str:
    tiers = "the highest tier reached" if rule.mode == "highest" else "the sum of the tiers reached"
    shares = any(tier.share is not None for tier in rule.tiers)
    if shares:
        tiers = f"{tiers}, rounded {rule.rounding.replace('_', ' ')}"
    return f"{tiers}; one for each" if rule.once else tiers


def _gives(words: Words, tier: Tier) -> str:
    share = "" if tier.share is None else f"{_share(tier.share)} of the amount"
    measure = words.titled(tier.measure) or plain(tier.measure)
    return lines(("" if tier.amount is None else plain(str(tier.amount)), share, measure, words.only_if(tier.when)))


def _share(share: Fraction) -> str:
    """A share in per cent where that is exact.

    >>> _share(Fraction(3, 100)), _share(Fraction(1, 3))
    ('3 %', '1/3')
    """
    hundredths = share * 100
    return f"{hundredths} %" if hundredths.denominator == 1 else str(share)


def _period(rule: Tally) -> str:
    return f"{rule.period} of the receipt" if rule.dated == "received" else rule.period


def tallies(words: Words) -> str:
    """What is counted over cases."""
    return table(
        ("Tally", "Counts", "For each", "In each", "Only", "Clause"),
        [
            (words.entry(rule.id), words.record(rule.counts), words.name(rule.subject) if rule.subject else "tenant",
             _period(rule), words.only_if(rule.when), clauses(rule.cite))
            for rule in words.policy.tallies
        ],
    )  # fmt: skip
