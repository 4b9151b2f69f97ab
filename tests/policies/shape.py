"""Reads the shape of a regime: the sections of its module, the parts of its policy, what these cite and are called."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from complaintkit.rules.moves import cites_of
from complaintkit.values import Citation

MODULES: dict[str, tuple[str, ...]] = {
    "titles": ("TITLES",),
    "parts": (),
    "figures": (),
    "vocabulary": (
        "ROLES", "KINDS", "CHANNELS", "REGISTERS", "CATEGORIES", "FACTS", "FORMS", "STAGES", "MESSAGES", "CONDUCTS",
        "LINKS", "JOINS", "NUMBERING", "ACCESS",
    ),
    "route": ("MOVES", "BANDS", "REDRESS", "RECUSAL"),
    "responsibility": ("MOVES", "SANCTIONS", "TALLIES"),
    "limits": ("DUTIES", "PROMISES"),
    "__init__": ("policy",),
}  # fmt: skip
"""The modules of a regime in their order, each with its sections in theirs. What is empty is written as empty; what
depends on a parameter is a function ``bands(...)``. A module imports only those before it."""

WHERE_SAID = {"vocabulary": ("REPORTS",), "limits": ("RETENTION",)}
"""The sections that a module ends with where the text has something to say of it, and leaves out where it has not."""

TOPIC = ("MOVES",)
"""The sections of a topic of its own, in a module of its own between ``vocabulary`` and ``limits``."""

SECTIONS = tuple(dict.fromkeys(name for names in (*MODULES.values(), *WHERE_SAID.values()) for name in names))

INSIDE = {
    "Rung": "its duty", "Figure": "its report", "Tier": "its sanction rule", "ExtensionRule": "its duty",
    "Convention": "the library",
}  # fmt: skip
"""Parts that need no clause of their own: they stand inside a part that cites, or are not the regime's."""

UNCITED: dict[tuple[str, str], str] = {}
"""(regime, part) → why this part rests on no clause."""


def sources(regime: str) -> dict[str, str]:
    """The modules of a regime by name, each with its text."""
    package = Path(importlib.import_module(f"complaintkit.policies.{regime}").__file__ or "").parent
    return {path.stem: path.read_text(encoding="utf-8") for path in package.glob("*.py")}


def imported(text: str, regime: str) -> set[str]:
    """The modules of a regime that a module of it imports.

    >>> text = "from complaintkit.policies.x import route\\nfrom complaintkit.policies.x.parts import T1"
    >>> sorted(imported(text, "x"))
    ['parts', 'route']
    """
    package = f"complaintkit.policies.{regime}"
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module == package:
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{package}."):
            found.add((node.module or "").removeprefix(f"{package}."))
    return found


def place(module: str) -> int:
    """Where a module of a regime stands: topics of its own beside the responsibility.

    >>> place("vocabulary") < place("papers") < place("limits")
    True
    """
    return [*MODULES].index(module if module in MODULES else "responsibility")


def sections(text: str) -> list[str]:
    """The sections a file defines at its top level, in their order.

    >>> sections("ROLES = ()\\n_HELP = 1\\ndef bands(): ...\\nTITLES: dict = {}")
    ['ROLES', 'BANDS', 'TITLES']
    """
    found: list[str] = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef):
            names = [node.name if node.name == "policy" else node.name.upper()]
        elif isinstance(node, ast.Assign):
            names = [name.id for target in node.targets for name in ast.walk(target) if isinstance(name, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        else:
            names = []
        found.extend(name for name in names if name in SECTIONS)
    return found


def parts(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every attrs object in a value, with its path."""
    if attrs.has(type(value)):
        yield path, value
        for field in attrs.fields(type(value)):
            yield from parts(getattr(value, field.name), f"{path}.{field.name}" if path else field.name)
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            name = getattr(item, "id", None) or getattr(item, "trigger", None) or i
            yield from parts(item, f"{path}[{name}]")


def citations(policy: Any) -> set[str]:
    """Every citation in a policy, without its mark; those of the library's counting conventions left out."""
    return {
        f"{part.source} {part.clause}"
        for path, part in parts(policy, "")
        if isinstance(part, Citation) and not path.startswith("conventions")
    }


def things(policy: Any) -> dict[str, set[str]]:
    """Everything a person sees of a policy, by what it is: the ids that need a title."""
    moves = policy.moves
    records = {record for move in moves for record in move.records}
    records |= {record for duty in policy.duties for rung in duty.ladder for record in rung.records}
    records |= {record for tie in (*policy.links, *policy.joins) for record in tie.records}
    found = {
        name: {part.id for part in getattr(policy, name)}
        for name in (
            "roles", "channels", "registers", "categories", "facts", "forms", "stages", "duties", "promises", "bands",
            "sanctions", "tallies", "messages", "conducts", "links",
            "joins", "retention", "reports", "bodies",
        )
    }  # fmt: skip
    found["kinds"] = {kind.id for kind in policy.all_kinds}
    found["triggers"] = {move.trigger for move in moves}
    found["own records"] = {record for record in records if record.startswith("x_")}
    found["guards"] = {guard.id for move in moves for guard in move.guards}
    found["choices"] = {choice for fact in policy.facts for choice in fact.choices}
    for column in (column for fact in policy.facts for column in fact.columns):
        found.setdefault("columns", set()).add(column.id)
        found["choices"] |= set(column.choices)
    found["rungs"] = {rung.id for duty in policy.duties for rung in duty.ladder}
    found["means"] = {means for message in policy.messages for means in message.means}
    found["copies"] = {copy for form in policy.forms for copy in form.copies}
    return found


def further(policy: Any) -> set[str]:
    """What may have a title without being asked for one: causes, reasons, measures, kinds of unit."""
    found = {stage.pause for stage in policy.stages if stage.pause}
    found |= {reason for duty in policy.duties if duty.extension is not None for reason in duty.extension.reasons}
    found |= {tier.measure for rule in policy.sanctions for tier in rule.tiers if tier.measure}
    found |= {kind.unit_kind for kind in policy.all_kinds if kind.unit_kind}
    return found


def uncited(policy: Any, regime: str) -> list[str]:
    """The parts that could cite a clause and do not."""
    default = {field.name: default_of(field) for field in attrs.fields(type(policy))}
    return [
        f"{path} ({type(part).__name__})"
        for path, part in parts(policy, "")
        if hasattr(part, "cite")
        and not cites_of(part.cite)
        and type(part).__name__ not in INSIDE
        and ".columns[" not in path  # a column stands inside its fact
        and (regime, path) not in UNCITED
        and part != default.get(path)  # a part left at what it is without the regime's saying anything
    ]


def default_of(field: Any) -> Any:
    """What a field of a policy is where nobody says anything."""
    return field.default.factory() if isinstance(field.default, attrs.Factory) else field.default  # type: ignore[arg-type]


def untitled(policy: Any) -> list[str]:
    """Everything a person sees that has no title."""
    return [f"{what}: {id}" for what, ids in things(policy).items() for id in sorted(ids) if id not in policy.title_of]


def titles_of_nothing(policy: Any) -> list[str]:
    """The ids that have a title and nothing else."""
    return sorted(set(policy.title_of) - set().union(*things(policy).values()) - further(policy))


def unread(policy: Any) -> list[str]:
    """The parts that no other part ever uses."""
    moves, duties = policy.moves, policy.duties
    rungs = [rung for duty in duties for rung in duty.ladder]
    extensions = [duty.extension for duty in duties if duty.extension is not None]
    promises = {promise.id: promise for promise in policy.promises}
    rules = {rule.id: rule for rule in policy.sanctions}
    used = {
        "promises": {move.promises for move in moves},
        "sanctions": {move.sanction for move in moves},
        "bands": {move.bands for move in moves},
        "messages": {move.message for move in moves} | {extension.message for extension in extensions},
        "forms": {form for part in (*moves, *rungs, *policy.all_kinds) for form in part.issues},
        "facts": {fact.id for fact in policy.facts if fact.required}
        | {fact for move in moves for fact in (*move.asks, *move.offers)}
        | {promises[move.promises].fact for move in moves if move.promises}
        | {rule.until for rule in policy.retention}
        | {link.fact for link in policy.links if link.id in {move.links for move in moves}}
        | {fact for rule in rules.values() for fact in (rule.subject, rule.basis)}
        | ({policy.redress.fact} if policy.redress is not None else set()),
        "roles": {role for part in (*moves, *policy.all_kinds, *policy.channels, *extensions) for role in part.by}
        | {part.owner for part in (*duties, *policy.stages)}
        | {role for rung in rungs for role in rung.tell}
        | {role for rule in policy.retention for role in rule.tell}
        | {band.role for bands in policy.bands for band in bands.bands}
        | {role for rule in policy.sanctions for role in rule.approvers}
        | {role for body in policy.bodies for role in (*body.members, *body.chairs)},
        "bodies": {move.decided_by for move in moves},
    }
    return [f"{name}: {part.id}" for name, ids in used.items() for part in getattr(policy, name) if part.id not in ids]
