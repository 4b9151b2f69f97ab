"""How notices leave the outbox: at least once, in the order of their case, and never inside a transaction."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Protocol

import attrs

from complaintkit.desk.stored import Notice
from complaintkit.errors import Faults, InvalidInput
from complaintkit.values.checks import LONGEST_ID, is_whole, shown, unfit


@attrs.frozen
class Envelope:
    """A notice on its way, with the people it goes to at this moment.

    ``role`` is whose holders the ``people`` are: the role that the notice names, or the deputy or last resort that
    stands in while every holder is away, or is whom the case is about; "" where no directory tells, or where the notice
    goes to no role (the complainant, a unit). ``nobody``: a directory was asked, and nobody is left who could be told.
    ``tries`` is 1 the first time. ``id`` is the same each time: the receiver drops what it had before.
    """

    notice: Notice
    tries: int = 1
    people: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    role: str = attrs.field(default="", kw_only=True)
    nobody: bool = attrs.field(default=False, kw_only=True)

    @property
    def id(self) -> str:
        """The notice's id, unique and stable."""
        return self.notice.id


class Sink(Protocol):
    """Sends a notice: a function of an envelope will do. Coming back without an exception means delivered.

    It is called outside every transaction, one notice at a time, and may be called again for the same notice.

    :raises DeliveryFailed: it was not delivered; the error says whether, and when, to try again. Any other exception
        is a failure to be tried again.
    """

    def __call__(self, envelope: Envelope, /) -> object: ...


@attrs.frozen(kw_only=True)
class Backoff:
    """How long a failed delivery waits for its next try, and how often it is tried.

    The wait is ``first`` after the first try, ``factor`` times the one before after each further one, and never more
    than ``most``. A share of up to ``jitter`` of it (0 to 1) is left out by chance, so that what failed together does
    not come back together. After ``tries`` in all the notice is a dead letter. By default 5 seconds, four times as
    long each time, at most 12 hours, 12 tries: given up after two to three days.

    :raises InvalidInput: a bound is broken; all faults at once.

    >>> backoff = Backoff()
    >>> [str(backoff.wait(tries, chance=0.0)) for tries in (1, 2, 3, 9)]
    ['0:00:05', '0:00:20', '0:01:20', '12:00:00']
    >>> str(backoff.wait(1, chance=0.5))
    '0:00:04.500000'
    """

    first: timedelta = timedelta(seconds=5)
    factor: float = 4
    most: timedelta = timedelta(hours=12)
    tries: int = 12
    jitter: float = 0.2

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        for name in ("first", "most"):
            check_positive(getattr(self, name), name, faults)
        for name, low, high in (("factor", 1, math.inf), ("jitter", 0, 1)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
                faults.add(
                    name, f"expected a number from {low}{'' if high == math.inf else f' to {high}'}, got {shown(value)}"
                )
        if not is_whole(self.tries) or self.tries < 1:
            faults.add("tries", f"expected a whole number from 1 on, got {shown(self.tries)}")
        faults.raise_if_any(InvalidInput, "the backoff cannot be built")

    def wait(self, tries: int, chance: float) -> timedelta:
        """The wait after that many tries; ``chance`` is drawn from [0, 1)."""
        wait = self.first
        for _ in range(tries - 1):
            if wait >= self.most / self.factor:
                wait = self.most
                break
            wait *= self.factor
        return min(wait, self.most) * (1 - self.jitter * chance)


@attrs.frozen
class Courier:
    """Who delivers a desk's notices: the sink, and how it goes about it.

    Several sinks are given by name, such as ``{"mail": …, "crm": …}``; each notice then goes to each of them, with
    tries, waits and a dead letter of its own, so that one that fails keeps nothing from the others. None in place of a
    sink: another process delivers to it. All couriers of a tenant name the same sinks; a notice goes to those that are
    named when it is first taken up.

    ``lease`` is how long a claimed notice is out of reach of other deliverers; if this one is killed, they take it
    over after that. It must be longer than the sink takes for one notice, and, on a store without a clock, than the
    clocks of the deliverers lie apart. ``chance`` gives a number from [0, 1) for the jitter.

    :raises InvalidInput: an argument cannot be used; all faults at once.

    >>> from complaintkit.desk import Courier
    >>> Courier(print).backoff.tries
    12
    """

    sink: Sink | Mapping[str, Sink | None]
    backoff: Backoff = attrs.field(factory=Backoff, kw_only=True)
    lease: timedelta = attrs.field(default=timedelta(minutes=5), kw_only=True)
    chance: Callable[[], float] = attrs.field(default=random.random, kw_only=True, repr=False)

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        backoff: object = self.backoff
        plain: dict[str, object] = {"chance": self.chance}
        if not isinstance(self.sink, Mapping):
            plain["sink"] = self.sink
        elif not self.sink:
            faults.add("sink", "expected one sink at least")
        else:
            for name in self.sink:
                check_name(name, "sink", faults)
            plain |= {f"sink.{name}": sink for name, sink in self.sink.items() if sink is not None}
        for path, value in plain.items():
            if not callable(value):
                faults.add(path, f"expected something to call, got {shown(value)}")
        if not isinstance(backoff, Backoff):
            faults.add("backoff", f"expected a Backoff, got {shown(backoff)}")
        check_positive(self.lease, "lease", faults)
        faults.raise_if_any(InvalidInput, "the courier cannot be built")


@attrs.frozen
class DeliveryReport:
    """What a delivery did, by the ids of the notices: ``delivered``; ``failed``, to be tried again, and ``dead``, given
    up, each with why; ``overtaken``: sent, but so late that another had taken the notice over and may send it too;
    ``nobody``: sent though no person is left who could be told.

    ``halted`` says why delivery stands still, "" where it does not. ``more``: it met its limit. Deliver again.
    Where there are several sinks a notice is named once for each, and ``sinks`` has the report of each by its name.
    """

    delivered: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    dead: tuple[tuple[str, str], ...] = ()
    overtaken: tuple[str, ...] = ()
    nobody: tuple[str, ...] = ()
    halted: str = ""
    more: bool = False
    sinks: Mapping[str, DeliveryReport] = attrs.field(factory=dict)


def _check_number(value: object, low: float, high: float, path: str, faults: Faults) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        wanted = f"from {low} on" if high == math.inf else f"from {low} to {high}"
        faults.add(path, f"expected a number {wanted}, got {shown(value)}")


def check_name(name: object, path: str, faults: Faults) -> None:
    """Note a fault unless ``name`` is a text that every store can keep as a name."""
    if not isinstance(name, str) or not name:
        faults.add(path, f"expected names that are texts and not empty, got {type(name).__name__}")
    elif wrong := unfit(name, LONGEST_ID):
        faults.add(path, wrong)


def check_positive(value: object, path: str, faults: Faults) -> None:
    """Note a fault unless ``value`` is a duration longer than nothing."""
    if not isinstance(value, timedelta) or value <= timedelta(0):
        faults.add(path, f"expected a timedelta longer than nothing, got {shown(value)}")
