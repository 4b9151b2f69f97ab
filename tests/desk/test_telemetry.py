"""What a desk tells of its work through OpenTelemetry: by codes and numbers alone, and never in the way of the work."""

from __future__ import annotations

import sys
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

import pytest
from hypothesis import Phase, given, settings

from complaintkit.desk import Courier, Desk, Notice
from complaintkit.desk.opentelemetry import OpenTelemetry
from complaintkit.errors import (
    DeliveryFailed,
    InvalidInput,
    MissingExtra,
    Refused,
    StaleVersion,
    StoreError,
    UnknownCase,
)
from complaintkit.rules import Access, Register, Rung
from complaintkit.storage import MemoryStore, SQLiteStore
from complaintkit.testing import FixedClock
from tests.desk import personal
from tests.desk.policies import BOSS, CLERK, NOBODY, at, policy, reply_duty, world

sdk = pytest.importorskip("opentelemetry.sdk", reason="opentelemetry-sdk is not installed")
from opentelemetry.sdk.metrics import MeterProvider  # noqa: E402
from opentelemetry.sdk.metrics.export import InMemoryMetricReader  # noqa: E402
from opentelemetry.sdk.trace import TracerProvider  # noqa: E402
from opentelemetry.sdk.trace.export import SimpleSpanProcessor  # noqa: E402
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter  # noqa: E402
from opentelemetry.trace import StatusCode  # noqa: E402


class Heard(NamedTuple):
    """Telemetry whose reports are kept in memory."""

    telemetry: OpenTelemetry
    spans: InMemorySpanExporter
    reader: InMemoryMetricReader

    def told(self, name: str = "complaintkit.command") -> list[dict[str, Any]]:
        """The attributes of the finished spans of a name, without the prefix."""
        return [
            {key.removeprefix("complaintkit."): value for key, value in span.attributes.items()}
            for span in self.spans.get_finished_spans()
            if span.name == name
        ]

    def counted(self, name: str, by: str) -> dict[Any, Any]:
        """The sum of a counter, or the count of a histogram, by one of its attributes."""
        found: dict[Any, Any] = {}
        for point in self._points(f"complaintkit.{name}"):
            value = point.value if hasattr(point, "value") else point.count
            key = point.attributes.get(by)
            found[key] = found.get(key, 0) + value
        return found

    def _points(self, name: str) -> list[Any]:
        data = self.reader.get_metrics_data()
        scopes = [scope for resource in data.resource_metrics for scope in resource.scope_metrics] if data else []
        return [
            p for scope in scopes for metric in scope.metrics if metric.name == name for p in metric.data.data_points
        ]

    def texts(self) -> list[str]:
        """All that was reported, as text."""
        data = self.reader.get_metrics_data()
        spans = [
            f"{span.to_json()} {span.events} {span.status.description}" for span in self.spans.get_finished_spans()
        ]
        return [*spans, data.to_json() if data else ""]


@pytest.fixture
def heard():
    return hearing()


def hearing(**given: Any) -> Heard:
    spans, reader = InMemorySpanExporter(), InMemoryMetricReader()
    tracer = TracerProvider()
    tracer.add_span_processor(SimpleSpanProcessor(spans))
    meter = MeterProvider(metric_readers=[reader])
    return Heard(OpenTelemetry(tracer_provider=tracer, meter_provider=meter, **given), spans, reader)


def test_a_command_is_a_span_that_names_policy_move_and_outcome(heard):
    """The span of a granted move, whole: nothing else is told of it; nor the tenant, unless asked for."""
    found = world(policy(version="3"), telemetry=heard.telemetry)
    case = found.file()
    found.desk.act(case, "accept", by=CLERK)
    filed, accepted = heard.told()
    common = {"store": "MemoryStore", "outcome": "done", "policy.id": "tiny", "policy.version": "3", "retries": 0}
    assert filed == {**common, "command": "file"}
    assert accepted == {**common, "command": "act", "move": "accept"}
    assert heard.counted("command.duration", "complaintkit.command") == {"file": 1, "act": 1}
    named = hearing(tenants=True)
    world(policy(), telemetry=named.telemetry).file()
    assert named.told()[0]["tenant"] == "acme"


def test_a_refusal_is_counted_by_its_codes_and_is_no_error(heard):
    """Of a filing and of a move; the status of its span stays unset."""
    found = world(policy(), telemetry=heard.telemetry)
    case = found.file()
    with pytest.raises(Refused):
        found.desk.act(case, "reopen", by=BOSS)
    with pytest.raises(Refused):
        found.desk.act(case, "accept", by=NOBODY)
    assert [(t["outcome"], t["move"], t["refusal.codes"]) for t in heard.told()[1:]] == [
        ("refused", "reopen", ("stage",)),
        ("refused", "accept", ("role",)),
    ]
    assert {span.status.status_code for span in heard.spans.get_finished_spans()} == {StatusCode.UNSET}
    assert heard.counted("command.refusals", "complaintkit.refusal.code") == {"stage": 1, "role": 1}


def test_a_filing_that_is_refused_names_its_policy(heard):
    """It has no case yet whose policy could be told."""
    from tests.desk.policies import demanding

    found = world(demanding(), telemetry=heard.telemetry)
    with pytest.raises(Refused):
        found.file(channel="post")
    (told,) = heard.told()
    assert (told["command"], told["outcome"], told["policy.id"]) == ("file", "refused", "demanding")


def test_what_cannot_be_read_is_the_callers_fault_and_no_error(heard):
    """A move that the policy does not know is not told: it may be anything that somebody typed."""
    found = world(policy(), telemetry=heard.telemetry)
    case = found.file()
    with pytest.raises(InvalidInput):
        found.desk.act(case, "li_na_13800000000", by=CLERK)
    told = heard.told()[-1]
    assert (told["outcome"], told["error.type"], "move" in told) == ("rejected", "InvalidInput", False)
    assert {span.status.status_code for span in heard.spans.get_finished_spans()} == {StatusCode.UNSET}
    assert "13800000000" not in "".join(heard.texts())


def test_a_store_that_fails_makes_the_span_an_error_without_its_text(heard, tmp_path):
    """By the class of the error alone: its text names a path."""
    store = SQLiteStore(tmp_path / "private.db")
    found = world(policy(), telemetry=heard.telemetry, store=store)
    store.close()
    with pytest.raises(StoreError):
        found.file()
    (span,) = heard.spans.get_finished_spans()
    assert (span.status.status_code, span.status.description, span.events) == (StatusCode.ERROR, None, ())
    assert heard.told()[0]["error.type"] == "StoreError"
    assert "private" not in "".join(heard.texts())


class Busy(MemoryStore):
    """A store in which somebody else is faster, a number of times."""

    faster = 0

    def begin(self, *, reading: bool = False) -> Any:
        if not reading and self.faster:
            self.faster -= 1
            raise StaleVersion("case", 1, 2)
        return super().begin(reading=reading)


def test_what_was_decided_anew_is_counted(heard):
    """Twice for a filing and twice for a move: four in all."""
    store = Busy()
    found = world(policy(), telemetry=heard.telemetry, store=store)
    store.faster = 2
    case = found.file()
    store.faster = 2
    found.desk.act(case, "accept", by=CLERK)
    assert [told["retries"] for told in heard.told()] == [2, 2]
    assert sum(heard.counted("command.retries", "complaintkit.command").values()) == 4


def test_each_command_is_named(heard):
    """By what was called, not by what came of it."""
    desk = world(policy(corrects=("clerk",)), telemetry=heard.telemetry).desk
    case = desk.file(by=CLERK)
    desk.act(case.id, "accept", by=CLERK)
    calls = [
        lambda: desk.adopt(by=CLERK, stage="open", received_at=at(2)),
        lambda: desk.extend(case.id, "reply", by=CLERK, reason="x"),
        lambda: desk.correct(case.id, 2, by=CLERK, reason="x", occurred_at=at(2)),
        lambda: desk.allege(case.id, "x", by=CLERK, against="bob"),
        lambda: desk.join(case.id, into="c1", by=CLERK),
        lambda: desk.erase(case.id, by=CLERK, reason="x"),
        lambda: desk.unjoin(case.id, by=CLERK, reason="x"),
    ]
    for call in calls:
        with suppress(Refused, InvalidInput):
            call()
    assert [told["command"] for told in heard.told()[2:]] == [
        "adopt", "extend", "correct", "allege", "join", "erase", "unjoin",
    ]  # fmt: skip


def test_each_question_is_a_span_of_its_own(heard):
    """By what was called; what it asks in its course is part of it. Of several cases how many, of none which."""
    ids = iter(("matter-of-li-na", "matter-of-wu"))
    book = Register("book", enters=("filed",))
    desk = world(policy(registers=(book,)), telemetry=heard.telemetry, ids=lambda: next(ids)).desk
    case = desk.file(by=CLERK).id
    desk.file(by=CLERK)
    for ask in (
        lambda: desk.view(case, by=CLERK), lambda: desk.views((case, case), by=CLERK), lambda: desk.find(by=CLERK),
        lambda: desk.explain(case, by=CLERK), lambda: desk.register("book"), lambda: desk.available(case, by=CLERK),
        lambda: desk.consider(case, "accept", by=CLERK), lambda: desk.dues(case), lambda: desk.accesses(case),
    ):  # fmt: skip
        ask()
    told = heard.told("complaintkit.question")
    assert [(t["question"], t.get("found")) for t in told] == [
        ("view", None), ("views", 2), ("find", 2), ("explain", None), ("register", 2), ("available", None),
        ("consider", None), ("dues", None), ("accesses", 0),
    ]  # fmt: skip
    assert told[0] == {"question": "view", "outcome": "done", "store": "MemoryStore"}
    assert heard.counted("question.duration", "complaintkit.question")["view"] == 1
    assert [t["command"] for t in heard.told()] == ["file", "file"]
    assert "matter-of" not in "".join(heard.texts())


def test_a_question_that_is_refused_or_cannot_be_read_says_so(heard):
    """By its codes, counted apart from those of commands; by the class of the error alone; and the next goes on."""
    shown = policy(access=Access(concerned_only=True, oversees=("boss",)))
    desk = world(shown, telemetry=heard.telemetry).desk
    case = desk.file(by=CLERK).id
    with pytest.raises(Refused):
        desk.view(case, by=NOBODY)
    with pytest.raises(InvalidInput):
        desk.find(stage=3)
    with pytest.raises(UnknownCase):
        desk.explain("li na", by=CLERK)
    desk.view(case, by=CLERK)
    told = heard.told("complaintkit.question")
    assert [(t["outcome"], t.get("error.type"), t.get("refusal.codes")) for t in told] == [
        ("refused", "Refused", ("not_concerned",)), ("rejected", "InvalidInput", None),
        ("rejected", "UnknownCase", None), ("done", None, None),
    ]  # fmt: skip
    assert heard.counted("question.refusals", "complaintkit.refusal.code") == {"not_concerned": 1}
    assert heard.counted("command.refusals", "complaintkit.refusal.code") == {}
    assert "li na" not in "".join(heard.texts())


def test_a_sweep_counts_the_rungs_it_fires(heard):
    """One is late; nothing is left for the second sweep."""
    found = world(policy(duties=(reply_duty(ladder=(Rung("late", tell=("boss",)),)),)), telemetry=heard.telemetry)
    found.file()
    found.clock.move_to(at(8))
    found.desk.sweep()
    found.desk.sweep()
    assert [(t["fired"], t["failed"], t["outcome"]) for t in heard.told("complaintkit.sweep")] == [
        (1, 0, "done"), (0, 0, "done"),
    ]  # fmt: skip
    assert heard.counted("sweep.rungs", "complaintkit.state") == {"fired": 1}
    assert heard.counted("sweep.duration", "complaintkit.outcome") == {"done": 2}


def test_a_delivery_counts_its_notices_and_each_try_is_a_span_within(heard):
    """One is delivered, one fails for now, one is dead; the text of what failed is not told."""
    found = world(policy(), telemetry=heard.telemetry)
    with found.store.begin() as tx:
        tx.post([Notice(id, "acme", id, "form", "slip", "boss", at(1)) for id in ("good", "bad", "gone")])

    def sink(envelope: Any) -> None:
        if envelope.id != "good":
            raise DeliveryFailed("Li Na moved", final=envelope.id == "gone")

    found.desk.deliver(Courier(sink))
    (delivery,) = heard.told("complaintkit.delivery")
    assert [delivery[name] for name in ("delivered", "failed", "dead", "overtaken", "nobody")] == [1, 1, 1, 0, 0]
    notices = heard.told("complaintkit.notice")
    assert [(told["outcome"], told["tries"]) for told in notices] == [("delivered", 1), ("failed", 1), ("dead", 1)]
    assert heard.counted("delivery.notices", "complaintkit.state") == {"delivered": 1, "failed": 1, "dead": 1}
    *inner, outer = heard.spans.get_finished_spans()
    assert [span.status.is_ok for span in (*inner, outer)] == [True, False, False, True]
    assert {span.parent.span_id for span in inner} == {outer.context.span_id}
    assert "Li Na" not in "".join(heard.texts())


class Broken:
    """Telemetry that fails at one place."""

    def __init__(self, place: str) -> None:
        self.place = place

    @contextmanager
    def watch(self, work: str, told: dict[str, Any]) -> Any:
        if self.place == "before":
            raise ZeroDivisionError
        yield
        if self.place == "after":
            raise ZeroDivisionError


@pytest.mark.parametrize("place", ["before", "after"])
def test_telemetry_that_fails_does_no_harm(place, caplog):
    """The command stands, its error is its own, and the log names what failed."""
    found = world(policy(), telemetry=Broken(place))
    case = found.file()
    with pytest.raises(Refused):
        found.desk.act(case, "reopen", by=BOSS)
    assert found.desk.get(case).version == 1
    assert "telemetry failed: ZeroDivisionError" in caplog.text


def test_without_the_package_the_error_names_the_extra(monkeypatch):
    """And nobody needs the package who asks for no telemetry."""
    monkeypatch.setitem(sys.modules, "opentelemetry.trace", None)
    assert world(policy()).file() == "c1"
    with pytest.raises(MissingExtra, match=r"OpenTelemetry needs the extra 'otel'"):
        OpenTelemetry()


@settings(max_examples=3, phases=(Phase.generate,))
@given(personal.personas)
def test_nothing_personal_is_told(who):
    """Of a case full of personal facts, whatever is done with it, right and wrong: not in a name, an attribute, an
    event, a status or a metric; nor is an id of a case or of a person.
    """
    heard, clock = hearing(tenants=True), FixedClock(at(2))
    desk = Desk(personal.policy(), MemoryStore(), tenant="acme", clock=clock, telemetry=heard.telemetry)
    life = personal.live(desk, clock, who)
    told = heard.texts()
    assert len(told) > 100
    assert personal.leaks(told, who) == []
    assert not [text for text in told if life.case_id in text or "emp-" in text]
    outcomes = {told["outcome"] for told in heard.told()}
    assert outcomes == {"done", "refused", "rejected"}
