"""Telemetry by OpenTelemetry: a span around each command, question, sweep, delivery and notice, and what is counted of
them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from time import perf_counter
from typing import TYPE_CHECKING, Any

from complaintkit.errors import MissingExtra

if TYPE_CHECKING:
    from opentelemetry.metrics import MeterProvider
    from opentelemetry.trace import TracerProvider

NAME = "complaintkit"
SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)
"""The bounds of the histograms' buckets."""
WORKS = ("command", "question", "sweep", "delivery", "notice")
SERIES = ("command", "question", "policy.id", "policy.version", "move", "outcome", "error.type", "store", "sink")
"""What tells one series of a metric from another."""
COUNTERS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "command": {"retries": ("command.retries", "")},
    "sweep": {
        "fired": ("sweep.rungs", "fired"),
        "skipped": ("sweep.rungs", "skipped"),
        "opened": ("sweep.cases", "opened"),
        "failed": ("sweep.cases", "failed"),
    },
    "delivery": {name: ("delivery.notices", name) for name in ("delivered", "failed", "dead", "overtaken", "nobody")},
}
"""The counter, and its ``complaintkit.state``, of what is told of a piece of work."""
FAILURES = ("failed", "dead")
"""The outcomes that make a span an error."""
REFUSALS = {"command": "command.refusals", "question": "question.refusals"}
"""The counter of the codes that a piece of work was refused with."""
UNITS = {"command.retries": "{retry}", "sweep.rungs": "{rung}", "sweep.cases": "{case}",
         "delivery.notices": "{notice}", **dict.fromkeys(REFUSALS.values(), "{refusal}")}  # fmt: skip


class OpenTelemetry:
    """Reports a desk's work through OpenTelemetry's API: ``Desk(…, telemetry=OpenTelemetry())``. Extra ``otel``.

    ``tracer_provider`` and ``meter_provider`` are those of your application (default: the global ones). With
    ``tenants`` the tenant's id is told too, and each tenant has series of its own. Nothing else of a case is told than
    what the policy and the library name: no id, no fact, no person.

    A refusal is an outcome and leaves a span's status unset, as does what the caller did wrong; a failure of the store,
    a receiver's, or one that nobody foresaw, makes it an error, of which at most the class is named.

    :raises MissingExtra: ``opentelemetry-api`` is not installed.
    """

    def __init__(
        self,
        *,
        tracer_provider: TracerProvider | None = None,
        meter_provider: MeterProvider | None = None,
        tenants: bool = False,
    ) -> None:
        try:
            trace, metrics = import_module("opentelemetry.trace"), import_module("opentelemetry.metrics")
        except ImportError as error:
            raise MissingExtra("otel", "OpenTelemetry") from error
        self._tenants = tenants
        self._error = trace.Status(trace.StatusCode.ERROR)
        self._tracer = trace.get_tracer(NAME, tracer_provider=tracer_provider)
        meter = metrics.get_meter(NAME, meter_provider=meter_provider)
        self._durations = {
            work: meter.create_histogram(
                f"{NAME}.{work}.duration", unit="s", explicit_bucket_boundaries_advisory=SECONDS
            )
            for work in WORKS
        }
        self._counters = {name: meter.create_counter(f"{NAME}.{name}", unit=unit) for name, unit in UNITS.items()}

    @contextmanager
    def watch(self, work: str, told: dict[str, Any]) -> Iterator[None]:
        """A span around one piece of work; on leaving, what is counted of it."""
        begun = perf_counter()
        with self._tracer.start_as_current_span(f"{NAME}.{work}") as span:
            yield
            lasted = perf_counter() - begun
            known = {name: value for name, value in told.items() if self._tenants or name != "tenant"}
            span.set_attributes({named(name): value for name, value in known.items()})
            if told.get("outcome") in FAILURES:
                span.set_status(self._error)
        wanted = (*SERIES, "tenant")
        series = {named(name): value for name, value in known.items() if name in wanted}
        self._durations[work].record(lasted, series)
        for name, (counter, state) in COUNTERS.get(work, {}).items():
            if count := told.get(name, 0):
                own = {**series, "complaintkit.state": state} if state else series
                self._counters[counter].add(count, own)
        for code in told.get("refusal.codes", ()):
            self._counters[REFUSALS[work]].add(1, {**series, "complaintkit.refusal.code": code})


def named(name: str) -> str:
    """The attribute of what is told under a name: OpenTelemetry's own where it has one, else one of ours."""
    return name if name == "error.type" else f"{NAME}.{name}"
