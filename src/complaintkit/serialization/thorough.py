"""The second reading: every fault with its place, of a document the first reading could not read."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import cache
from typing import Any, get_args, get_type_hints

from cattrs import Converter
from cattrs.errors import IterableValidationError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn

from complaintkit.errors import InvalidInput
from complaintkit.serialization import scalars, shapes
from complaintkit.serialization.faults import MOST
from complaintkit.serialization.shapes import Hook
from complaintkit.values.checks import shown

_found: ContextVar[list[int]] = ContextVar("found")
"""How many items with a fault this reading has met; from `MOST` on every list stops at its first one, so that a
document made of nothing but faults costs no more than one with a few."""


def read_thoroughly(data: Any, t: Any) -> Any:
    """The value of type ``t``.

    :raises BaseValidationError or InvalidInput: with every fault inside, for `all_faults`.
    """
    token = _found.set([0])
    try:
        return _converter().get_structure_hook(t)(data, t)
    finally:
        _found.reset(token)


@cache
def _converter() -> Converter:
    """Hooks come before any union is looked at, since later ones would be ignored."""
    made = Converter(forbid_extra_keys=True, detailed_validation=True)
    made.register_structure_hook_func(shapes.is_any, scalars.read_any)
    for applies, factory in (
        (shapes.is_literal, lambda t: shapes.literal(t)),
        (shapes.is_tuple, lambda t: _tuple(made, t)),
        (shapes.is_frozenset, lambda t: _frozenset(made, t)),
        (shapes.is_mapping, lambda t: _mapping(made, t)),
        (shapes.is_namedtuple, lambda t: _namedtuple(made, t)),
        (shapes.is_union, lambda t: _union(made, t)),
        (shapes.is_class, lambda t: _class(made, t)),
    ):
        made.register_structure_hook_factory(applies, factory)
    for cls, hook in shapes.SCALARS.items():
        made.register_structure_hook(cls, hook)
    return made


def _each(pairs: Any, what: Any) -> list[Any]:
    """Read items one by one, each a key, a value and its hook; the faults are kept, each with its place."""
    read: list[Any] = []
    errors: list[Exception] = []
    for key, value, hook in pairs:
        try:
            read.append(hook(value, None))
        except Exception as error:  # noqa: BLE001 - collected here and raised together below
            error.add_note(IterableValidationNote(f"item {key}", key, what))  # pyright: ignore[reportCallIssue]
            errors.append(error.with_traceback(None))
            found = _found.get()
            found[0] += 1
            if found[0] >= MOST:
                break
    if errors:
        raise IterableValidationError("some items cannot be read", errors, what)
    return read


def _places(value: list[Any], hook: Hook) -> Any:
    return ((index, item, hook) for index, item in enumerate(value))


def _tuple(made: Converter, t: Any) -> Hook:
    kinds = shapes.fixed(t)
    if kinds is None:
        item = made.get_structure_hook(get_args(t)[0])

        def structure(value: Any, _: Any = None) -> Any:
            if type(value) is not list:
                raise scalars.wrong("a list", value)
            return tuple(_each(_places(value, item), t))

        return structure
    return _row(t, [made.get_structure_hook(kind) for kind in kinds], "", tuple)


def _namedtuple(made: Converter, t: Any) -> Hook:
    kinds = get_type_hints(t)
    hooks = [made.get_structure_hook(kinds[name]) for name in t._fields]
    return _row(t, hooks, f": {', '.join(t._fields)}", t._make)


def _row(t: Any, hooks: list[Hook], names: str, make: Callable[[list[Any]], Any]) -> Hook:
    def structure(value: Any, _: Any = None) -> Any:
        if type(value) is not list:
            raise scalars.wrong(f"a list of {len(hooks)}{names}", value)
        if len(value) != len(hooks):
            raise InvalidInput.one(f"expected a list of {len(hooks)}{names}, got one of {len(value)}")
        return make(_each(((n, item, hook) for n, (item, hook) in enumerate(zip(value, hooks, strict=True))), t))

    return structure


def _frozenset(made: Converter, t: Any) -> Hook:
    item = made.get_structure_hook(get_args(t)[0])

    def structure(value: Any, _: Any = None) -> Any:
        value = scalars.tagged(value, "$set")
        if type(value) is not list:
            raise scalars.wrong("a list", value)
        return frozenset(_each(_places(value, item), t))

    return structure


def _mapping(made: Converter, t: Any) -> Hook:
    item, wrap = made.get_structure_hook(shapes.item_type(t)), shapes.wrapper(t) or dict

    def plain(pair: tuple[str, Any], _: Any) -> tuple[str, Any]:
        return scalars.plain_key(pair[0]), item(pair[1], None)

    def structure(value: Any, _: Any = None) -> Any:
        if type(value) is not dict:
            raise scalars.wrong("an object", value)
        return wrap(dict(_each(((key, (key, inner), plain) for key, inner in value.items()), t)))

    return structure


def _class(made: Converter, cls: Any) -> Hook:
    name, by_id, pairs = cls.__name__, cls in shapes.BY_ID, shapes.PAIRS.get(cls, ())
    base: list[Hook] = []  # made when first needed, so that classes may contain themselves

    def structure(value: Any, _: Any = None) -> Any:
        if type(value) is not dict:
            if by_id and type(value) is str:
                return cls(value)
            raise scalars.wrong(f"an object with the fields of {name}{' or its id' if by_id else ''}", value)
        if "$" in value:
            if value["$"] != name:
                raise InvalidInput.one(f"expected {name}, the tag says {shown(value['$'])}")
            value = {key: item for key, item in value.items() if key != "$"}
        if pairs:
            value = shapes.with_pairs(value, pairs)
        if not base:
            base.append(make_dict_structure_fn(cls, made, _cattrs_use_alias=True))
        return base[0](value, cls)

    return structure


def _union(made: Converter, t: Any) -> Hook:
    found = shapes.members(t, made.get_structure_hook)

    def structure(value: Any, _: Any = None) -> Any:
        if type(value) is dict:
            return shapes.hook_for_object(value, found)(value, None)
        hook = found.plain.get(type(value))
        if hook is None:
            raise scalars.wrong(found.expected, value)
        return hook(value, None)

    return structure
