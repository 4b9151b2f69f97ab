"""The converter: strict about types, unknown keys and tags, and complete about faults.

It reads the canonical form (:mod:`complaintkit.values.canonical`) and what people write: where only one class is
possible its tag ``"$"`` may be left out, dates, instants, shares and money may be plain texts, and a role, stage,
channel or category that has nothing but an id may be that id.

Data without a fault is read once, by the hooks here, which stop at the first fault and say nothing of it. Data with a
fault is then read again by :mod:`complaintkit.serialization.thorough`. Neither reading changes the data.
"""

from __future__ import annotations

from functools import cache
from typing import Any, get_args, get_type_hints

import attrs
from cattrs import Converter

from complaintkit.serialization import scalars, shapes
from complaintkit.serialization.shapes import Hook
from complaintkit.serialization.thorough import read_thoroughly


class Unfit(Exception):
    """Something does not fit; the second reading says what and where."""


def read(data: Any, t: Any) -> Any:
    """The value of type ``t`` that plain data describes.

    :raises BaseValidationError or InvalidInput: with every fault inside, for `all_faults`.
    """
    try:
        return quick(t)(data)
    except Exception:  # noqa: BLE001 - whatever it is, the second reading says it, with its path
        pass
    return read_thoroughly(data, t)


@cache
def quick(t: Any) -> Hook:
    """The hook of the first reading; it raises anything where it cannot read."""
    hook: Hook = converter().get_structure_hook(t)
    return hook


@cache
def converter() -> Converter:
    """The cattrs converter of the first reading."""
    made = Converter(detailed_validation=False)
    made.register_structure_hook_func(shapes.is_any, scalars.read_any)
    for applies, factory in (
        (shapes.is_literal, _literal),
        (shapes.is_tuple, _tuple),
        (shapes.is_frozenset, _frozenset),
        (shapes.is_mapping, _mapping),
        (shapes.is_namedtuple, _namedtuple),
        (shapes.is_union, _union),
        (shapes.is_class, _class),
    ):
        made.register_structure_hook_factory(applies, factory)
    for cls, hook in shapes.SCALARS.items():
        made.register_structure_hook(cls, hook)
    return made


def _literal(t: Any) -> Hook:
    allowed = {name: name for name in get_args(t)}

    def structure(value: Any, _: Any = None) -> Any:
        return allowed[value]

    return structure


def _tuple(t: Any) -> Hook:
    kinds = shapes.fixed(t)
    if kinds is not None:
        return _row([quick(kind) for kind in kinds], tuple)
    item = quick(get_args(t)[0])

    def structure(value: Any, _: Any = None) -> Any:
        if type(value) is not list:
            raise Unfit
        return tuple(map(item, value))

    return structure


def _namedtuple(t: Any) -> Hook:
    kinds = get_type_hints(t)
    return _row([quick(kinds[name]) for name in t._fields], t._make)


def _row(hooks: list[Hook], make: Any) -> Hook:
    def structure(value: Any, _: Any = None) -> Any:
        if type(value) is not list or len(value) != len(hooks):
            raise Unfit
        return make([hook(item) for hook, item in zip(hooks, value, strict=True)])

    return structure


def _frozenset(t: Any) -> Hook:
    item = quick(get_args(t)[0])

    def structure(value: Any, _: Any = None) -> Any:
        value = scalars.tagged(value, "$set")
        if type(value) is not list:
            raise Unfit
        return frozenset(map(item, value))

    return structure


def _mapping(t: Any) -> Hook:
    item, wrap = quick(shapes.item_type(t)), shapes.wrapper(t)

    def structure(value: Any, _: Any = None) -> Any:
        if type(value) is not dict:
            raise Unfit
        read = {}
        for key, inner in value.items():
            read[scalars.plain_key(key) if key[:1] == "$" else key] = item(inner)
        return read if wrap is None else wrap(read)

    return structure


def _class(cls: Any) -> Hook:
    by_id, pairs = cls in shapes.BY_ID, shapes.PAIRS.get(cls, ())
    hooks: dict[str, Hook] = {}  # filled when first needed, so that classes may contain themselves

    def structure(value: Any, _: Any = None) -> Any:
        if type(value) is not dict:
            if by_id and type(value) is str:
                return cls(value)
            raise Unfit
        if not hooks:
            hooks.update(_fields(cls))
        if pairs:
            value = shapes.with_pairs(value, pairs)
        read = {}
        for key, item in value.items():
            read[key] = hooks[key](item)
        read.pop("$", None)
        return cls(**read)

    return structure


def _fields(cls: Any) -> dict[str, Hook]:
    """The hooks of a class's fields by the name its constructor takes, and the one of its tag."""
    attrs.resolve_types(cls, localns=shapes.LATE)

    def tag(value: Any) -> None:
        if value != cls.__name__:
            raise Unfit

    return {"$": tag} | {field.alias or field.name: quick(field.type) for field in attrs.fields(cls) if field.init}


def _union(t: Any) -> Hook:
    found = shapes.members(t, quick)
    classes, plain = found.classes, found.plain
    only = next(iter(classes.values())) if len(classes) == 1 and str not in plain else None

    def structure(value: Any, _: Any = None) -> Any:
        if type(value) is not dict:
            return plain[type(value)](value)
        if "$" in value:
            return classes[value["$"]](value)
        if only is not None:
            return only(value)
        return shapes.hook_for_object(value, found)(value)

    return structure
