"""Over whole lives full of personal values, nothing of them gets out but through a view, an explanation or a report."""

from __future__ import annotations

import logging
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given, settings

from complaintkit.desk import Courier, Desk, run
from complaintkit.desk.sinks import LogSink
from complaintkit.storage import MemoryStore, SQLAlchemyStore, SQLiteStore
from complaintkit.testing import FixedClock, FixedDirectory
from tests.desk import personal
from tests.desk.policies import at

STORES = {
    "memory": lambda folder: MemoryStore(),
    "file": lambda folder: SQLiteStore(Path(folder) / "cases.db", durability="normal"),
    "database": lambda folder: SQLAlchemyStore(f"sqlite:///{folder}/cases.db"),
}


@contextmanager
def captured() -> Any:
    """All that is logged, from the lowest level on, or printed meanwhile."""
    out = StringIO()
    with personal.logged() as lines, redirect_stdout(out), redirect_stderr(out):
        yield lines
        lines.append(out.getvalue())


@pytest.mark.parametrize("kind", sorted(STORES))
@settings(max_examples=3, phases=(Phase.generate,))
@given(who=personal.personas)
def test_no_log_error_repr_or_notice_holds_a_personal_value(kind, who):
    """Whatever is done, right or wrong: logs at their lowest level, what is printed, every error with its arguments,
    notes, causes and trace, the ``repr`` of whatever a desk returns and of what stands in its store beside the values.
    """
    with TemporaryDirectory() as folder:
        store, clock = STORES[kind](folder), FixedClock(at(2))
        try:
            desk = Desk(
                personal.policy(logged=True, oversees=("head",)), store, tenant="acme", clock=clock,
            )  # fmt: skip
            with captured() as lines:
                life = personal.live(desk, clock, who)
                desk.file(by=personal.CLERK, complainant=personal.Party("Wu"))
                clock.move_to(at(30))
                run(desk, courier=Courier(LogSink()), every=None)
                logging.getLogger("tests").debug("%r %r", desk, store)
            errors = [text for error in life.raised for text in personal.texts_of(error)]
            with store.begin(reading=True) as tx:
                held = (tx.personal("acme", life.case_id), tx.notices("acme"), tx.load("acme", life.case_id))
                beside = [repr(each) for each in held]
        finally:
            getattr(store, "close", lambda: None)()
    assert len(life.raised) > 200
    assert any("complaintkit.notices" in line for line in lines)
    for what, texts in (("logs", lines), ("errors", errors), ("reprs", map(repr, life.returned)), ("store", beside)):
        assert personal.leaks(texts, who) == [], what


def test_what_the_test_looks_for_is_there_to_be_found():
    """In the store, and in a view for those who may see it: the search itself works."""
    who, clock = personal.persona(3), FixedClock(at(2))
    store = MemoryStore()
    desk = Desk(personal.policy(), store, tenant="acme", clock=clock)
    with captured():
        life = personal.live(desk, clock, who)
    values = [str(value.value) for value in store._personal["acme", life.case_id]]
    assert len(personal.leaks(values, who)) > 20
    view = desk.view(life.case_id, by=personal.CLERK)
    assert personal.leaks([str(view.facts["story"]), str(view.parties["reporter"])], who) != []
    with personal.logged() as lines:
        logging.getLogger("tests").debug("%s", who.facts["story"])
    assert len(personal.leaks(lines, who)) == 1


class Failing(FixedDirectory):
    """A directory whose errors are personal."""

    def __init__(self, text: str) -> None:
        super().__init__({})
        self._text = text

    def holders(self, *_: Any) -> frozenset[str]:
        raise ConnectionError(self._text)

    def units(self, *_: Any) -> tuple[str, ...]:
        raise ConnectionError(self._text)


def test_what_an_embedders_own_part_raises_is_logged_and_kept_by_its_name_alone():
    """A directory and a sink whose errors quote somebody: neither the log nor the outbox does."""
    who, clock, store = personal.persona(4), FixedClock(at(2)), MemoryStore()
    plain = Desk(personal.policy(), store, tenant="acme", clock=clock)
    plain.file(by=personal.CLERK, complainant=personal.Party("Wu"))
    clock.move_to(at(30))
    broken = Desk(personal.policy(), store, tenant="acme", clock=clock, directory=Failing(who.facts["story"]))
    with captured() as lines:
        run(broken, courier=Courier(print), every=None)
        clock.move_to(at(31))
        run(plain, courier=Courier(personal.failing(who)), every=None)
    (waiting,) = plain.undelivered()
    assert (waiting.tries, waiting.error) == (2, "ValueError")
    assert personal.leaks([*lines, repr(waiting)], who) == []
