"""Who: roles, conduct, who sees what, and who takes no part."""

from __future__ import annotations

from fractions import Fraction

from complaintkit.reports.page.markdown import blocks, lines, listed, table
from complaintkit.reports.page.words import Words, clauses, said
from complaintkit.rules import Body


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


def bodies(words: Words) -> str:
    """Every body that decides by vote: its members, how many must be there, and how many in favour."""
    return table(
        ("Body", "Members", "Must be there", "Must be in favour", "Chaired by", "Clause"),
        [
            (words.entry(body.id), words.names(body.members), _quorum(body), _majority(body),
             lines((words.names(body.chairs) or "anybody", "with a casting vote" if body.casting else "")),
             clauses(body.cite))
            for body in words.policy.bodies
        ],
    )  # fmt: skip


def _quorum(body: Body) -> str:
    left_out = {"recused": "whoever is recused", "absent": "whoever is not there"}
    without = " and ".join(left_out[word] for word in body.leaves_out)
    return lines((_figure(body.quorum, body.quorum_above, "the members"), said("not counting", without)))


def _majority(body: Body) -> str:
    base = {"present": "those present", "cast": "the votes for and against", "members": "all members"}
    return _figure(body.majority, body.majority_above, base[body.majority_of])


def _figure(figure: int | Fraction, above: bool, base: str) -> str:
    if isinstance(figure, int):
        return f"at least {figure}"
    return f"all of {base}" if figure == 1 else f"{'more than' if above else 'at least'} {figure} of {base}"


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
    closed = [
        ("see a case at all", said("those whom it concerns, and", words.names(seen.oversees)), clauses(seen.cite))
    ]
    closed = closed if seen.concerned_only else []
    if seen.logged:
        closed.append(("read who looked at a case, which is logged", words.names(seen.oversees), clauses(seen.cite)))
    if seen.keeps_from_respondents:
        closed.append(("see no personal values, whatever their role", "respondents and whoever was recused",
                       clauses(seen.cite)))  # fmt: skip
    return blocks([
        table(
            ("What", "Who", "Clause"),
            [
                ("see personal values", words.names(seen.sees) or "nobody but the complainant", clauses(seen.cite)),
                ("are masked to everybody else", words.names(seen.masks) or "nobody", clauses(seen.cite)),
                *closed,
                *erasing,
                ("are barred", lines((f"respondents, from {barred}", "whoever was recused, from every act")),
                 clauses(recusal.cite)),
                ("correct an entry", ", ".join(["whoever made it", *map(words.name, policy.corrects)]), ""),
                ("are kept in the attempt log", said("whoever was refused for", words.names(policy.log_refusals)), ""),
            ],
        ),
    ])  # fmt: skip
