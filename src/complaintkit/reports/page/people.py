"""Who: roles, conduct, who sees what, and who takes no part."""

from __future__ import annotations

from complaintkit.reports.page.markdown import blocks, lines, listed, table
from complaintkit.reports.page.words import Words, clauses, said


def roles(words: Words) -> str:
    """Every role, with who stands in for it."""
    return table(
        ("Role", "Deputies, in order", "Last resort", "Held by", "Clause"),
        [
            (words.entry(role.id), words.names(role.deputies), words.name(role.last_resort),
             "every employee" if role.everyone else "", clauses(role.cite))
            for role in words.policy.roles
        ],
    )  # fmt: skip


def conducts(words: Words) -> str:
    """The rules of conduct: to whom each is shown, and where it must be confirmed."""
    policy = words.policy
    asked = {
        rule.id: [channel.id for channel in policy.channels if rule.id in channel.confirms]
        + list(dict.fromkeys(move.trigger for move in policy.moves if rule.id in move.confirms))
        for rule in policy.conducts
    }
    return table(
        ("Rule of conduct", "Shown to", "In stage", "With move", "Confirmed with", "Clause"),
        [
            (words.entry(rule.id), words.names(rule.of), words.names(rule.stages), words.names(rule.moves),
             listed(words.name(id) for id in asked[rule.id]), clauses(rule.cite))
            for rule in policy.conducts
        ],
    )  # fmt: skip


def access(words: Words) -> str:
    """Who sees personal values, who is masked, who is recused, who may correct an entry."""
    policy = words.policy
    seen, recusal = policy.access, policy.recusal
    barred = "every act" if recusal.everything else f"whatever makes {words.records(recusal.records)}"
    erasing = [("erase personal values", words.names(seen.erases), clauses(seen.cite))] if seen.erases else []
    return blocks([
        table(
            ("What", "Who", "Clause"),
            [
                ("see personal values", words.names(seen.sees) or "nobody but the complainant", clauses(seen.cite)),
                ("are masked to everybody else", words.names(seen.masks) or "nobody", clauses(seen.cite)),
                *erasing,
                ("are barred", lines((f"respondents, from {barred}", "whoever was recused, from every act")),
                 clauses(recusal.cite)),
                ("correct an entry", ", ".join(["whoever made it", *map(words.name, policy.corrects)]), ""),
                ("are kept in the attempt log", said("whoever was refused for", words.names(policy.log_refusals)), ""),
            ],
        ),
    ])  # fmt: skip
