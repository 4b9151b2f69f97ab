"""A policy as one page of Markdown, for people who never read its code."""

from __future__ import annotations

from collections.abc import Callable

from complaintkit.reports.page import clauses, dates, intake, money, papers, people, workflow
from complaintkit.reports.page.markdown import blocks, code, lines, plain, table
from complaintkit.reports.page.words import Words
from complaintkit.reports.page.words import clauses as cites
from complaintkit.rules import Policy

__all__ = ["SECTIONS", "policy_page"]


def version(words: Words) -> str:
    """Which version of the policy this is, since when, approved by whom."""
    policy = words.policy
    approval, rule = policy.approval, policy.approval_rule
    approved = ""
    if approval is not None:
        parts = (f"by {words.name(approval.role)} on {approval.on}", plain(approval.by), plain(approval.ref))
        approved = ", ".join(part for part in parts if part)
    needed = "" if rule is None else f"by {words.name(rule.role)} before it takes effect"
    until = "" if policy.in_force_until is None else f" until {policy.in_force_until}"
    return table(
        ("Policy", code(policy.id)),
        [
            row
            for row in (
                ("Version", plain(policy.version)),
                ("In force", f"from {policy.in_force_from}{until}" if policy.in_force_from else until.strip()),
                ("Approved", approved),
                ("Approval needed", lines((needed, cites(rule.cite) if rule is not None else ""))),
                ("Scope", cites(policy.scope)),
                ("Hash", code(policy.hash)),
            )
            if row[1]
        ],
    )


SECTIONS: tuple[tuple[str, Callable[[Words], str]], ...] = (
    ("Version", version),
    ("Roles", people.roles),
    ("Bodies", people.bodies),
    ("Kinds of case", intake.kinds),
    ("Channels", intake.channels),
    ("Registers", intake.registers),
    ("Categories", intake.categories),
    ("Facts", intake.facts),
    ("Stages", workflow.stages),
    ("Diagram", workflow.drawings),
    ("Moves", workflow.moves),
    ("Guards", workflow.guards),
    ("Records of its own", workflow.own_records),
    ("Counting", dates.counting),
    ("Duties", dates.duties),
    ("Promises", dates.promises),
    ("Retention", dates.retention),
    ("Authority", money.bands),
    ("Redress", money.redress),
    ("Sanctions", money.sanctions),
    ("Tallies", money.tallies),
    ("Forms", papers.forms),
    ("Reports owed", papers.reports),
    ("Messages", papers.messages),
    ("Links and joining", papers.ties),
    ("Conduct", people.conducts),
    ("Numbering", intake.numbering),
    ("Who sees, who takes no part", people.access),
    ("Clauses", clauses.cited),
)
"""The sections of a page, in their order; one with nothing to tell is left out."""


def policy_page(policy: Policy, *, opening: str = "") -> str:
    """Everything a policy says, as a page of Markdown with Mermaid diagrams.

    Titles stand in English with the Chinese original beside them; ids as they are written in code. ``opening`` is
    Markdown of the caller's that follows the heading. The same policy always gives the same text.

    >>> from complaintkit import Duty, Move, Policy, Stage
    >>> from complaintkit.deadlines import WorkingDays
    >>> shop = Policy(id="shop", roles=("clerk",), stages=("open", Stage("done", "closed")),
    ...     moves=(Move("close", ("open",), "done", by=("clerk",), records=("closed",)),),
    ...     duties=(Duty("reply", owner="clerk", starts="filed", ends=("closed",), term=WorkingDays(3)),))
    >>> page = policy_page(shop)
    >>> print(page[page.index("## Duties"):page.index("## Who")].strip())
    ## Duties
    <BLANKLINE>
    | Duty | Owed by | From → until | Term |
    | --- | --- | --- | --- |
    | `reply` | clerk | filed → closed | 3 working days |
    """
    words = Words(policy)
    told = [(heading, section(words)) for heading, section in SECTIONS]
    return blocks([
        f"# {plain(words.titles[policy.id].en) if policy.id in words.titles else plain(policy.id)}",
        opening,
        *(f"## {heading}\n\n{text}" for heading, text in told if text),
    ]) + "\n"  # fmt: skip
