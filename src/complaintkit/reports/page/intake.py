"""What comes in: kinds of case, channels, registers, categories, facts, numbers."""

from __future__ import annotations

from complaintkit.reports.page.markdown import code, lines, plain, table
from complaintkit.reports.page.words import Words, clauses, said
from complaintkit.rules import Category, Fact, Kind


def kinds(words: Words) -> str:
    """Every kind of case: filed by whom, or opened by the sweep when."""
    return table(
        ("Kind of case", "Begins", "In stage", "Makes out", "Clause"),
        [
            (words.entry(kind.id), _begins(words, kind), words.name(kind.initial), words.names(kind.issues),
             clauses(kind.cite))
            for kind in words.policy.all_kinds
        ],
    )  # fmt: skip


def _begins(words: Words, kind: Kind) -> str:
    if kind.every is None:
        return said("filed by", words.names(kind.by)) or "filed by the roles of its channel"
    whose = "the tenant" if kind.per == "tenant" else said("each unit", said("of kind", words.name(kind.unit_kind)))
    return f"opened by the sweep at the {kind.opens} of each {kind.every.replace('_', ' ')}, once for {whose}"


def channels(words: Words) -> str:
    """Every way in."""
    return table(
        ("Channel", "Entered by", "Begins in", "Confirmed when filing", "Clause"),
        [
            (words.entry(channel.id), words.names(channel.by), words.name(channel.initial),
             words.names(channel.confirms), clauses(channel.cite))
            for channel in words.policy.channels
        ],
    )  # fmt: skip


def registers(words: Words) -> str:
    """Every book, and what enters a case in it."""
    several = len(words.policy.all_kinds) > 1
    return table(
        ("Register", "Entered with", "Of channel", "Of kind", "Kept by", "Clause"),
        [
            (words.entry(book.id), words.records(book.enters), words.names(book.channels),
             words.name(book.case_kind) if several else "", words.name(book.keeper), clauses(book.cite))
            for book in words.policy.registers
        ],
    )  # fmt: skip


def categories(words: Words) -> str:
    """The tree of categories."""
    children: dict[str | None, list[Category]] = {}
    for category in words.policy.categories:
        children.setdefault(category.parent, []).append(category)

    def branch(parent: str | None, depth: int) -> list[str]:
        found: list[str] = []
        for one in children.get(parent, ()):
            parts = (words.titled(one.id), code(one.id), said("·", clauses(one.cite)))
            found.append(f"{'  ' * depth}- {' '.join(part for part in parts if part)}")
            found.extend(branch(one.id, depth + 1))
        return found

    return "\n".join(branch(None, 0))


def facts(words: Words) -> str:
    """Every fact: its type, when it is given, whether it is personal."""
    several = len(words.policy.all_kinds) > 1
    return table(
        ("Fact", "Type", "Given", "Of kind", "Kept", "Clause"),
        [
            (words.entry(fact.id), _type(words, fact), _given(words, fact),
             words.name(fact.case_kind) if several else "", _kept(fact), clauses(fact.cite))
            for fact in words.policy.facts
        ],
    )  # fmt: skip


def _type(words: Words, fact: Fact) -> str:
    kind = {"yes_no": "yes or no", "whole": "whole number"}.get(fact.type, fact.type)
    bounds = ", ".join(
        f"{word} {plain(str(bound))}"
        for word, bound in (("at least", fact.min_value), ("at most", fact.max_value))
        if bound is not None
    )
    columns = [f"{words.titled(column.id) or column.id}: {_type(words, column)}" for column in fact.columns]
    return lines((
        f"{'several of: ' if fact.many else ''}{kind}{said(' in', fact.currency or '')}{said(',', bounds)}",
        words.pairs(fact.choices),
        *columns,
    ))  # fmt: skip


def _given(words: Words, fact: Fact) -> str:
    policy = words.policy
    promises = [rule.id for rule in policy.promises if rule.fact == fact.id]
    links = [rule.id for rule in policy.links if rule.fact == fact.id]
    asked = [
        move.trigger
        for move in policy.moves
        if fact.id in move.asks or move.promises in promises or move.links in links
    ]
    offered = [move.trigger for move in policy.moves if fact.id in move.offers]
    return lines((
        "when filed" if fact.required else "",
        said("for channel", words.names(fact.channels)),
        said("for category", words.names(fact.categories)),
        words.only_if(fact.when),
        said("asked with:", words.names(dict.fromkeys(asked))),
        said("may come with:", words.names(dict.fromkeys(offered))),
    ))  # fmt: skip


def _kept(fact: Fact) -> str:
    return lines(("personal" if fact.personal else "", "for the record" if fact.for_the_record else ""))


def numbering(words: Words) -> str:
    """Which record draws a number, and what it looks like."""
    return table(
        ("Number of", "Drawn with", "Pattern", "Serial begins anew", "Whose serial", "Clause"),
        [
            (words.name(rule.case_kind), words.record(rule.draws_on), code(rule.pattern),
             "never" if rule.period == "never" else f"each {rule.period}", f"the {rule.scope}'s", clauses(rule.cite))
            for rule in words.policy.numbering
        ],
    )  # fmt: skip
