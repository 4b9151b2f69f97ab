"""A law that does not hold: which, in words, and what was seen instead."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

__all__ = ["LawBroken", "law"]

NAMED: set[str] = set()
"""Every law there is, by its sentence."""

P = ParamSpec("P")
T = TypeVar("T")


class LawBroken(AssertionError):
    """A law does not hold.

    ``law`` is what must hold, in a sentence; ``seen`` what is the case instead; ``story``, where there is one, how it
    came to that. The text is the story, or else what was seen.

    >>> print(LawBroken("Nobody acts without the role.", "emp-7 approved and is no manager"))
    emp-7 approved and is no manager
    """

    def __init__(self, law: str, seen: str, story: str = "") -> None:
        super().__init__(law, seen, story)
        self.law = law
        self.seen = seen
        self.story = story

    def __str__(self) -> str:
        return self.story or self.seen


def law(sentence: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Name the law that a function holds: an assertion that fails in it is that law broken.

    >>> @law("Numbers are even.")
    ... def even(n): assert n % 2 == 0, f"{n} is odd"
    >>> try: even(3)
    ... except LawBroken as broken: print(broken.law, broken.seen)
    Numbers are even. 3 is odd
    """
    NAMED.add(sentence)

    def name(function: Callable[P, T]) -> Callable[P, T]:
        @wraps(function)
        def held(*args: P.args, **given: P.kwargs) -> T:
            try:
                return function(*args, **given)
            except LawBroken:
                raise
            except AssertionError as error:
                # where pytest rewrites assertions it adds the expression, which tells a reader nothing
                raise LawBroken(sentence, str(error).partition("\nassert ")[0]) from error

        return held

    return name
