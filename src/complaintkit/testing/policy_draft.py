"""The names one policy is built from, and the draws that name only what is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from complaintkit.rules import ALWAYS, ANYONE, Condition, Fact
from complaintkit.rules.facts import FACT_TYPES, FactType
from complaintkit.testing.policy_parts import (
    CATEGORIES,
    CHANNELS,
    CITE,
    CONDUCTS,
    FORMS,
    MADE,
    OWN,
    ROLES,
    STAGES,
    YES_NO,
    Names,
    facts_of,
    maybe,
    some,
)

TEAM = Fact("team", "table", required=False, columns=(Fact("member", "person"), Fact("since", "date")))


class Draft:
    """The parts of one policy, drawn in an order in which each names only what is there."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.roles = ROLES[: draw(st.integers(1, len(ROLES)))]
        self.categories = CATEGORIES[: draw(st.integers(1, len(CATEGORIES)))]
        self.full: bool = draw(YES_NO)
        self.channels = CHANNELS[: draw(st.integers(0, len(CHANNELS)))] if self.full else ()
        self.forms = FORMS[: draw(st.integers(0, len(FORMS)))] if self.full else ()
        self.conducts = CONDUCTS[: draw(st.integers(0, len(CONDUCTS)))] if self.full else ()
        self.kinds = ("complaint", *self.some(("daily", "request"))) if self.full else ("complaint",)
        types: tuple[FactType, ...] = draw(some(FACT_TYPES, most=6)) if self.full else ()
        declared = [draw(facts_of(type, f"f_{type}")) for type in types]
        self.bodies = ("board",)[: draw(st.integers(0, 1))] if self.full else ()
        self.facts = (
            Fact("amount", "money", required=False),
            Fact("agreed", "instant", required=False),
            Fact("subject", "person", required=False),
            *((Fact("others", "text", required=False, many=True), TEAM) if self.full else ()),
            *declared,
        )
        self.fact_ids = [fact.id for fact in self.facts]
        self.whens = Names(declared, self.categories, self.channels).conditions() if self.full else st.just(ALWAYS)
        alone = Names(declared, self.categories, self.channels, duties=(), tallies=())
        self.for_dates = alone.conditions() if self.full else st.just(ALWAYS)
        """Conditions that dates may hang on: of the case alone, and not of what is late."""
        self.records = (*MADE, *(OWN if self.full else ()))
        self.stages = (*STAGES, "asked", "shelved")

    def some(self, names: Sequence[str], least: int = 0, most: int = 3) -> tuple[str, ...]:
        return self.draw(some(names, least, most))  # type: ignore[no-any-return]  # as the strategy makes it

    def yes(self) -> bool:
        return bool(self.draw(YES_NO))

    def cite(self) -> Any:
        return self.draw(CITE)

    def maybe(self, names: Sequence[str]) -> str | None:
        return self.draw(maybe(names))  # type: ignore[no-any-return]  # as the strategy makes it

    def when(self) -> Condition:
        return self.draw(self.whens)  # type: ignore[no-any-return]  # as the strategy makes it

    def by(self) -> tuple[str, ...]:
        return self.some((*self.roles, ANYONE), 1)
