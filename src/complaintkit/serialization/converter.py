"""The converter: strict about types, unknown keys and tags, and complete about faults.

It reads the canonical form (:mod:`complaintkit.values.canonical`) and what people write: where only one class is
possible its tag ``"$"`` may be left out, dates, instants, shares and money may be plain texts, and a role, stage,
channel or category that has nothing but an id may be that id.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs
from cattrs import Converter
from cattrs.errors import IterableValidationError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn

from complaintkit.errors import InvalidInput
from complaintkit.rules.categories import Category
from complaintkit.rules.intake import Channel
from complaintkit.rules.moves import Stage
from complaintkit.rules.nodes import CONDITION_CLASSES, OPERAND_CLASSES, Condition, Operand
from complaintkit.rules.policy import Policy
from complaintkit.rules.roles import Role
from complaintkit.serialization import scalars
from complaintkit.serialization.faults import nearest
from complaintkit.values import FrozenMap, Money
from complaintkit.values.checks import shown

Hook = Callable[[Any, Any], Any]

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
BY_ID = (Role, Stage, Channel, Category)
"""Classes that may be written as their id."""
FAMILIES: Mapping[type, tuple[type, ...]] = {Condition: CONDITION_CLASSES, Operand: OPERAND_CLASSES}
"""Base classes, with the classes a tag may name in their place."""
PAIRS = ("titles", "unit_calendars")
"""Fields of a policy that may be written as an object instead of a list of pairs."""


@cache
def converter() -> Converter:
    """The library's converter. Hooks come before any union is looked at, since later ones would be ignored."""
    made = Converter(forbid_extra_keys=True, detailed_validation=True)
    made.register_structure_hook_func(lambda t: t is Any or t is object, scalars.read_any)
    made.register_structure_hook_factory(lambda t: _origin(t) is Literal, _literal)
    made.register_structure_hook_factory(lambda t: _origin(t) is tuple, lambda t: _tuple(made, t))
    made.register_structure_hook_factory(lambda t: _origin(t) is frozenset, lambda t: _frozenset(made, t))
    made.register_structure_hook_factory(_is_mapping, lambda t: _mapping(made, t))
    made.register_structure_hook_factory(_is_namedtuple, lambda t: _namedtuple(made, t))
    made.register_structure_hook_factory(_is_union, lambda t: _union(made, t))
    made.register_structure_hook_factory(lambda t: t in FAMILIES, lambda t: _union(made, t))
    made.register_structure_hook_factory(lambda t: attrs.has(t) and t not in SCALARS, lambda t: _class(made, t))
    for cls, hook in SCALARS.items():
        made.register_structure_hook(cls, hook)
    return made


def _origin(t: Any) -> Any:
    return get_origin(t)


def _is_union(t: Any) -> bool:
    return get_origin(t) in (Union, types.UnionType)


def _is_mapping(t: Any) -> bool:
    return t is FrozenMap or get_origin(t) in (Mapping, dict, FrozenMap)


def _is_namedtuple(t: Any) -> bool:
    return isinstance(t, type) and issubclass(t, tuple) and hasattr(t, "_fields")


def _later(made: Converter, t: Any) -> Hook:
    """The hook of a type, looked up when first needed, so that types may contain themselves."""
    found: list[Hook] = []

    def structure(value: Any, _: Any) -> Any:
        if not found:
            found.append(made.get_structure_hook(t))
        return found[0](value, t)

    return structure


def _each(values: list[Any], hooks: list[Hook], what: Any) -> list[Any]:
    """Read items one by one; all faults are kept, each with its index."""
    read: list[Any] = []
    errors: list[Exception] = []
    for index, (value, hook) in enumerate(zip(values, hooks, strict=True)):
        try:
            read.append(hook(value, None))
        except Exception as error:  # noqa: BLE001 - collected here and raised together below
            error.add_note(IterableValidationNote(f"item {index}", index, what))
            errors.append(error)
    if errors:
        raise IterableValidationError(f"while reading {what}", errors, what)
    return read


def _literal(t: Any) -> Hook:
    allowed = get_args(t)

    def structure(value: Any, _: Any) -> Any:
        if type(value) is str and value in allowed:
            return value
        hint = f": {nearest(value, map(str, allowed))}" if type(value) is str else ""
        raise InvalidInput.one(f"expected one of {', '.join(map(repr, allowed))}, got {shown(value)}{hint}")

    return structure


def _tuple(made: Converter, t: Any) -> Hook:
    args = get_args(t)
    if len(args) == 2 and args[1] is Ellipsis:
        item = _later(made, args[0])

        def structure(value: Any, _: Any) -> Any:
            if type(value) is not list:
                raise scalars.wrong("a list", value)
            return tuple(_each(value, [item] * len(value), t)) if value else ()

        return structure
    hooks = [_later(made, arg) for arg in args]

    def fixed(value: Any, _: Any) -> Any:
        if type(value) is not list or len(value) != len(hooks):
            raise scalars.wrong(f"a list of {len(hooks)}", value)
        return tuple(_each(value, hooks, t))

    return fixed


def _namedtuple(made: Converter, t: Any) -> Hook:
    kinds = get_type_hints(t)
    hooks = [_later(made, kinds[name]) for name in t._fields]

    def structure(value: Any, _: Any) -> Any:
        if type(value) is not list or len(value) != len(hooks):
            raise scalars.wrong(f"a list of {len(hooks)}: {', '.join(t._fields)}", value)
        return t(*_each(value, hooks, t))

    return structure


def _frozenset(made: Converter, t: Any) -> Hook:
    (arg,) = get_args(t)
    item = _later(made, arg)

    def structure(value: Any, _: Any) -> Any:
        if type(value) is dict and value.keys() == {"$set"}:
            value = value["$set"]
        if type(value) is not list:
            raise scalars.wrong("a list", value)
        return frozenset(_each(value, [item] * len(value), t))

    return structure


def _mapping(made: Converter, t: Any) -> Hook:
    args = get_args(t)
    item = _later(made, args[-1]) if args else scalars.read_any
    wrap: Callable[[dict[str, Any]], Any] = FrozenMap if t is FrozenMap or get_origin(t) is FrozenMap else dict

    def structure(value: Any, _: Any) -> Any:
        if type(value) is not dict:
            raise scalars.wrong("an object", value)
        keys = [key[1:] if key.startswith("$$") else key for key in value]
        read: dict[str, Any] = {}
        errors: list[Exception] = []
        for key, inner in zip(keys, value.values(), strict=True):
            try:
                read[key] = item(inner, None)
            except Exception as error:  # noqa: BLE001 - collected here and raised together below
                error.add_note(IterableValidationNote(f"key {key}", key, t))
                errors.append(error)
        if errors:
            raise IterableValidationError(f"while reading {t}", errors, t)
        return wrap(read)

    return structure


def _class(made: Converter, cls: Any) -> Hook:
    name, short = cls.__name__, cls in BY_ID
    base: list[Hook] = []

    def structure(value: Any, _: Any) -> Any:
        if type(value) is not dict:
            if short and type(value) is str:
                return cls(value)
            raise scalars.wrong(f"an object with the fields of {name}", value)
        if "$" in value:
            tag = value.pop("$")
            if tag != name:
                raise InvalidInput.one(f"expected {name}, the tag says {shown(tag)}")
        if cls is Policy:
            for field in PAIRS:
                if type(value.get(field)) is dict:
                    value[field] = [list(item) for item in value[field].items()]
        if not base:
            base.append(
                make_dict_structure_fn(
                    cls,
                    made,
                    _cattrs_forbid_extra_keys=True,
                    _cattrs_use_alias=True,
                    _cattrs_detailed_validation=True,
                )
            )
        return base[0](value, cls)

    return structure


def _flat(t: Any) -> list[Any]:
    """The members of a union, of the unions inside it, and of the families it names."""
    if _is_union(t):
        return [member for arg in get_args(t) for member in _flat(arg)]
    return list(FAMILIES.get(t, (t,)))


def _union(made: Converter, t: Any) -> Hook:
    members = _flat(t)
    classes = {member.__name__: _later(made, member) for member in members if attrs.has(member)}
    plain: dict[type, Hook] = {}
    for member in members:
        origin = get_origin(member)
        if member in SCALARS and member not in plain:
            shape = {int: int, bool: bool}.get(member, str)
            plain.setdefault(shape, SCALARS[member])
        elif origin is Literal:
            plain.setdefault(str, _literal(member))
        elif origin is tuple:
            plain.setdefault(list, _tuple(made, member))
    nothing = type(None) in members

    def structure(value: Any, _: Any) -> Any:
        if value is None and nothing:
            return None
        if type(value) is dict:
            return _tagged_object(value)
        hook = plain.get(type(value))
        if hook is None:
            raise scalars.wrong(expected, value)
        return hook(value, None)

    def _tagged_object(value: dict[str, Any]) -> Any:
        tag = value.get("$")
        if tag is None:
            if len(classes) == 1:
                return next(iter(classes.values()))(value, None)
            hook = plain.get(str)
            if hook is not None and len(value) == 1 and next(iter(value)).startswith("$"):
                return hook(value, None)
            raise InvalidInput.one(f'say which with "$": one of {", ".join(sorted(classes)) or "none"}')
        hook = classes.get(tag) if type(tag) is str else None
        if hook is None:
            raise InvalidInput.one(f"there is no {shown(tag)} here: {nearest(str(tag), classes)}")
        return hook(value, None)

    words = [*sorted(classes), *(names for shape, names in _SHAPES.items() if shape in plain)]
    expected = " or ".join(words) or "nothing"
    return structure


_SHAPES: Mapping[type, str] = {str: "a text", int: "a whole number", bool: "true or false", list: "a list"}
