"""Categories: a tree of what complaints are about."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from complaintkit.values import Citation


@attrs.frozen
class Category:
    """A category, with the one it belongs to."""

    id: str
    parent: str | None = attrs.field(default=None, kw_only=True)
    cite: Citation | None = attrs.field(default=None, kw_only=True)


def category_path(categories: Mapping[str, Category], category: str | None) -> tuple[str, ...]:
    """The category and all it belongs to, from the inside out. Parents are acyclic once a policy is built.

    >>> tree = {"quality": Category("quality"), "colour": Category("colour", parent="quality")}
    >>> category_path(tree, "colour")
    ('colour', 'quality')
    """
    path: list[str] = []
    while category is not None and category not in path:
        path.append(category)
        category = categories[category].parent if category in categories else None
    return tuple(path)
