"""Frozen objects at the price of plain ones, for the few that every command makes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import attrs

__all__ = ["quick"]

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
    names = [field.name for field in attrs.fields(cls)]  # type: ignore[arg-type]
    twin: Any = attrs.make_class(cls.__name__, names, slots=True, weakref_slot=False, eq=False, repr=False)

    def make(*values: Any) -> T:
        made = twin(*values)
        made.__class__ = cls
        return made  # type: ignore[no-any-return]

    return make
