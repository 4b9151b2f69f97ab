"""Frozen objects at the price of plain ones, for the few that every command makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, TypeVar

import attrs

__all__ = ["quick", "quick_change"]

T = TypeVar("T")


def quick(cls: type[T]) -> Callable[..., T]:
    """A maker of a frozen attrs class, fields in their order and all of them given; nothing is converted or checked.

    A frozen object sets each field by a call, four times the price of an assignment. This fills a plain twin with the
    same slots, and then says what it is. The class is one with slots, without a slot for weak references.

    >>> @attrs.frozen(weakref_slot=False)
    ... class Pair:
    ...     left: int
    ...     right: int = 0
    >>> pair = quick(Pair)
    >>> pair(1, 2), pair(1, 2) == Pair(1, 2)
    (Pair(left=1, right=2), True)
    """
    names = [field.name for field in attrs.fields(cls)]  # type: ignore[arg-type]  # an attrs class, as its docstring asks
    twin: Any = attrs.make_class(cls.__name__, names, slots=True, weakref_slot=False, eq=False, repr=False)

    def make(*values: Any) -> T:
        made = twin(*values)
        made.__class__ = cls
        return made  # type: ignore[no-any-return]  # it is one by now

    return make


def quick_change(cls: type[T]) -> Callable[[T, Mapping[str, Any]], T]:
    """A function that makes another of a class for :func:`quick`, with some fields changed: ``attrs.evolve`` for the
    few that every command changes, at a quarter of its price.

    Fields that its ``__init__`` does not take (what is kept of a value, worked out later) start with their default.

    >>> @attrs.frozen(weakref_slot=False)
    ... class Pair:
    ...     left: int
    ...     right: int = 0
    >>> quick_change(Pair)(Pair(1, 2), {"right": 3})
    Pair(left=1, right=3)
    """
    fields = attrs.fields(cls)  # type: ignore[arg-type]  # an attrs class, as its docstring asks
    make, held = quick(cls), attrgetter(*(field.name for field in fields))
    place = {field.name: i for i, field in enumerate(fields)}
    anew = [(i, field.default) for i, field in enumerate(fields) if not field.init]

    def change(value: T, changes: Mapping[str, Any]) -> T:
        values = list(held(value))
        for i, default in anew:
            values[i] = default
        for name, new in changes.items():
            values[place[name]] = new
        return make(*values)

    return change
