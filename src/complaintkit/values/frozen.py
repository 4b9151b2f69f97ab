"""A mapping that cannot change: a row of a table, the facts of a case at one moment."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping
from typing import Any, TypeVar

__all__ = ["FrozenMap"]

V_co = TypeVar("V_co", covariant=True)


class FrozenMap(Mapping[str, V_co]):
    """A hashable read-only mapping from names to values; equal to any mapping with the same items.

    Its hash does not depend on the order of the items. Raises TypeError for a key that is not a text.

    >>> row = FrozenMap({"unit": "press shop", "share": 60})
    >>> row["share"], row == {"share": 60, "unit": "press shop"}
    (60, True)
    """

    __slots__ = ("_hash", "_items")
    _items: dict[str, V_co]
    _hash: int | None

    def __init__(self, items: Mapping[str, V_co] | None = None) -> None:
        copy = dict(items or {})
        for key in copy:
            if not isinstance(key, str):
                raise TypeError(f"expected names as keys, got {key!r} ({type(key).__name__})")
        object.__setattr__(self, "_items", copy)
        object.__setattr__(self, "_hash", None)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a FrozenMap cannot change; build a new one to set {name!r}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a FrozenMap cannot change; build a new one without {name!r}")

    def __getitem__(self, key: str) -> V_co:
        return self._items[key]

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a name; ``default`` where it has none."""
        return self._items.get(key, default)

    def items(self) -> ItemsView[str, V_co]:
        """The names with their values."""
        return self._items.items()

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        found = self._hash
        if found is None:
            found = hash(frozenset(self._items.items()))
            object.__setattr__(self, "_hash", found)
        return found

    def __eq__(self, other: object) -> bool:
        if isinstance(other, FrozenMap):
            return self._items == other._items
        return self._items == dict(other) if isinstance(other, Mapping) else NotImplemented

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self._items),)

    def __repr__(self) -> str:
        return f"FrozenMap({self._items!r})"
