"""Encoding and decoding an event, beside json and a plain cattrs converter of the same classes.

Run it with ``python -m benchmarks events``. Ours writes the canonical text that the hash is taken of, and reads it
strictly, every type checked, into an equal event. The peer is ``Converter.unstructure`` with ``json.dumps``, and
``json.loads`` with ``Converter.structure``, its body a tagged union, its facts read as they stand.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.table import Row, duration, interleaved

if TYPE_CHECKING:
    from complaintkit.cases.events import Event

OPERATIONS = 500
Prepare = Callable[[], Callable[[], object]]


def events() -> list[Event]:
    """Moves as a desk makes them: two facts, two records, no two alike."""
    from complaintkit.cases.events import GENESIS, Acted, Event
    from complaintkit.values import FrozenMap

    start = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    made = []
    for n in range(OPERATIONS):
        at = start + timedelta(seconds=17 * n, microseconds=321 * n)
        body = Acted(
            trigger="examine",
            stage="assessed",
            records=("investigated", "x_registered"),
            facts=FrozenMap({"cause": f"cause {n}", "defects": n % 50}),
        )
        who = (f"emp-{n % 20}", "handler", ("handler", "head"), "east", None)
        made.append(Event("acme", f"c-{n}", 3, at, at, *who, body, None, 0, GENESIS, "f" * 64))
    return made


def plain_converter() -> Any:
    """The peer."""
    from cattrs import Converter
    from cattrs.strategies import configure_tagged_union

    from complaintkit.cases.events import Body
    from complaintkit.values import FrozenMap

    made: Any = Converter(detailed_validation=True, forbid_extra_keys=True)
    made.register_structure_hook(datetime, lambda value, _: datetime.fromisoformat(value))
    made.register_unstructure_hook(datetime, datetime.isoformat)
    made.register_structure_hook_func(
        lambda t: t is FrozenMap or getattr(t, "__origin__", None) is FrozenMap, lambda value, _: FrozenMap(value)
    )
    made.register_unstructure_hook_func(lambda t: t is FrozenMap or getattr(t, "__origin__", None) is FrozenMap, dict)
    # Named tuples with postponed annotations are more than it knows: they are read as they stand.
    made.register_structure_hook_func(lambda t: hasattr(t, "_fields"), lambda value, t: t._make(value))
    configure_tagged_union(Body, made, tag_name="$")
    return made


def over(values: list[Any], operation: Callable[[Any], object]) -> Prepare:
    """A side of the measurement: the operation on each value."""

    def prepare() -> Callable[[], object]:
        def work() -> None:
            for value in values:
                operation(value)

        return work

    return prepare


def rows() -> list[Row]:
    """The measurement as rows of the table."""
    from complaintkit.cases.events import Event
    from complaintkit.serialization import decode_event, encode_event

    made, peer = events(), plain_converter()
    ours = [encode_event(event) for event in made]
    theirs = [json.dumps(peer.unstructure(event, Event)) for event in made]
    assert decode_event(ours[7], "f" * 64) == made[7] == peer.structure(json.loads(theirs[7]), Event)
    found = []
    for what, mine, other in (
        (
            "event encode, canonical / cattrs + json.dumps",
            over(made, encode_event),
            over(made, lambda event: json.dumps(peer.unstructure(event, Event))),
        ),
        (
            "event decode, strict / json.loads + cattrs",
            over(ours, lambda text: decode_event(text, "f" * 64)),
            over(theirs, lambda text: peer.structure(json.loads(text), Event)),
        ),
    ):
        pair = interleaved(mine, other, operations=OPERATIONS)
        found.append(Row(what, duration(pair.ours), duration(pair.peer), f"{pair.ratio:.2f}", "", ""))
    return found
