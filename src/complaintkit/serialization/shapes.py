"""What both readings share: which types there are, what each may be written as, and the hooks that fail in one way."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin

import attrs

from complaintkit.errors import InvalidInput
from complaintkit.rules import bodies
from complaintkit.rules.categories import Category
from complaintkit.rules.intake import Channel
from complaintkit.rules.moves import Stage
from complaintkit.rules.nodes import CONDITION_CLASSES, OPERAND_CLASSES, Condition, Operand
from complaintkit.rules.policy import Policy
from complaintkit.rules.reports import Report
from complaintkit.rules.retention import RetentionRule
from complaintkit.rules.roles import Role
from complaintkit.serialization import scalars
from complaintkit.serialization.faults import hint
from complaintkit.values import FrozenMap, Money
from complaintkit.values.checks import shown

Hook = Callable[..., Any]
"""From plain data, and a type that is not looked at, to a value."""

SCALARS: Mapping[type, Hook] = {
    int: scalars.read_int,
    bool: scalars.read_bool,
    str: scalars.read_str,
    date: scalars.read_date,
    datetime: scalars.read_instant,
    Decimal: scalars.read_decimal,
    Fraction: scalars.read_fraction,
    timedelta: scalars.read_duration,
    Money: scalars.read_money,
}
WRITTEN: Mapping[type, tuple[type, ...]] = {
    int: (int,),
    bool: (bool,),
    str: (str,),
    date: (date, str),
    datetime: (datetime, str),
    Decimal: (str, int),
    Fraction: (str, int),
    timedelta: (),
    Money: (str,),
}
"""For each of them the plain types it may be written as; objects with a tag apart."""
TAGS: Mapping[type, str] = {
    date: "$date",
    datetime: "$instant",
    Decimal: "$decimal",
    Fraction: "$fraction",
    timedelta: "$duration",
}
"""The tag under which the canonical form writes each."""
BY_ID = (Role, Stage, Channel, Category)
"""Classes that may be written as their id."""
PAIRS: Mapping[type, tuple[str, ...]] = {Policy: ("titles", "unit_calendars")}
"""Fields that may be written as an object instead of a list of pairs."""
LATE: dict[str, Any] = {"Report": Report, "RetentionRule": RetentionRule, "collective": bodies}
"""Classes, and modules with such, by the name under which others name them without having loaded them."""
FAMILIES: Mapping[type, tuple[type, ...]] = {Condition: CONDITION_CLASSES, Operand: OPERAND_CLASSES}
"""Base classes, with the classes a tag may name in their place."""
WORDS: Mapping[type, str] = {str: "a text", int: "a whole number", bool: "true or false", list: "a list"}


def is_any(t: Any) -> bool:
    """A value that carries its own type."""
    return t is Any or t is object


def is_literal(t: Any) -> bool:
    """One of several texts."""
    return get_origin(t) is Literal


def is_union(t: Any) -> bool:
    """One of several types, or one of a family of classes."""
    return get_origin(t) in (Union, types.UnionType) or t in FAMILIES


def is_tuple(t: Any) -> bool:
    """A list of one type, or of fixed types."""
    return get_origin(t) is tuple


def is_frozenset(t: Any) -> bool:
    """A list without order."""
    return get_origin(t) is frozenset


def is_mapping(t: Any) -> bool:
    """An object with any keys."""
    return t is FrozenMap or get_origin(t) in (Mapping, dict, FrozenMap)


def is_namedtuple(t: Any) -> bool:
    """A list of fixed types, each with a name."""
    return isinstance(t, type) and issubclass(t, tuple) and hasattr(t, "_fields")


def is_class(t: Any) -> bool:
    """An object with the fields of a class."""
    return attrs.has(t) and t not in SCALARS


def literal(t: Any) -> Hook:
    """The hook for one of several texts."""
    allowed = get_args(t)

    def structure(value: Any, _: Any = None) -> Any:
        if type(value) is str and value in allowed:
            return value
        meant = f": {hint(value, map(str, allowed))}" if type(value) is str else ""
        raise InvalidInput.one(f"expected one of {', '.join(map(repr, allowed))}, got {shown(value)}{meant}")

    return structure


def fixed(t: Any) -> list[Any] | None:
    """The types of the places of a tuple of fixed length; None where it has any length."""
    args = get_args(t)
    return None if len(args) == len(("each", ...)) and args[1] is Ellipsis else list(args)


def wrapper(t: Any) -> Callable[[dict[str, Any]], Any] | None:
    """What a mapping type makes of a dict; None: it stays one."""
    return FrozenMap if t is FrozenMap or get_origin(t) is FrozenMap else None


def item_type(t: Any) -> Any:
    """The type of a mapping's values."""
    args = get_args(t)
    return args[-1] if args else Any


def with_pairs(value: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    """The object of a class with its pairs as lists."""
    if any(type(value.get(field)) is dict for field in fields):
        value = dict(value)
        for field in fields:
            pairs = value.get(field)
            if type(pairs) is dict:
                value[field] = [list(item) for item in pairs.items()]
    return value


class Members(NamedTuple):
    """A union taken apart: its classes by tag, and what is no tagged object by its plain type."""

    classes: dict[str, Hook]
    plain: dict[type, Hook]
    tagged: dict[str, Hook]
    """Dates, instants and numbers by the tag they are written under."""

    @property
    def expected(self) -> str:
        """How an error says what may stand here."""
        words = [*sorted(self.classes), *(words for kind, words in WORDS.items() if kind in self.plain)]
        return " or ".join(words) or "nothing"


def _flat(t: Any) -> list[Any]:
    """The members of a union, of the unions inside it, and of the families it names."""
    if t in FAMILIES:
        return list(FAMILIES[t])
    return [member for arg in get_args(t) for member in _flat(arg)] if is_union(t) else [t]


def members(t: Any, hook_of: Callable[[Any], Hook]) -> Members:
    """Take a union apart. Where two members are written alike, the first counts."""
    found = Members({}, {}, {})
    for member in _flat(t):
        if member is type(None):
            found.plain[member] = _nothing
        elif member in SCALARS:
            for kind in WRITTEN[member]:
                found.plain.setdefault(kind, SCALARS[member])
            if member in TAGS:
                found.tagged[TAGS[member]] = SCALARS[member]
            if member is Money:
                found.classes[Money.__name__] = SCALARS[member]
        elif is_literal(member):
            found.plain.setdefault(str, hook_of(member))
        elif is_tuple(member) or is_namedtuple(member):
            found.plain.setdefault(list, hook_of(member))
        else:
            found.classes[member.__name__] = hook_of(member)
    return found


def _nothing(_value: Any, _: Any = None) -> None:
    return None


def hook_for_object(value: dict[str, Any], found: Members) -> Hook:
    """Which member of a union an object is, by its tag or because only one is possible."""
    if len(value) == 1 and str in found.plain and next(iter(value)).startswith("$") and "$" not in value:
        return found.tagged.get(next(iter(value)), found.plain[str])
    if not found.classes:
        raise scalars.wrong(found.expected, value)
    tag = value.get("$")
    if tag is None:
        if len(found.classes) == 1:
            return next(iter(found.classes.values()))
        raise InvalidInput.one(f'say which with "$": one of {", ".join(sorted(found.classes))}')
    hook = found.classes.get(tag) if type(tag) is str else None
    if hook is None:
        meant = hint(tag, found.classes) if type(tag) is str else f"known: {', '.join(sorted(found.classes))}"
        raise InvalidInput.one(f"there is no {shown(tag)} here: {meant}")
    return hook
