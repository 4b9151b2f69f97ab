"""Seeded defects: ``python -m tests.checks.defects`` spoils the regimes that ship and says which defects are found.

A defect is found where the spoilt policy is refused when it is built, or where `check` reports an issue that the
regime itself does not have. Prints found / all by kind, and every defect that is missed. Figures that are merely others
(four days for three) are counted apart: no check can know the right one.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any, Final, NamedTuple

import attrs

from complaintkit import check
from complaintkit.checks import Issue
from complaintkit.errors import InvalidInput
from tests.checks import figures, idling, overdoing, spoiling
from tests.checks.spoiling import CALENDARS, Maker, dropped, inside, swapped
from tests.policies.rows import regimes
from tests.policies.shipped import build

STRUCTURAL: Final[Mapping[str, Maker]] = {
    # what is not there
    "a move is missing": dropped("moves"),
    "a stage is missing": dropped("stages"),
    "a role is missing": dropped("roles"),
    "a category is missing": dropped("categories"),
    "a channel is missing": dropped("channels"),
    "a fact is missing": dropped("facts"),
    "a form is missing": dropped("forms"),
    "a message is missing": dropped("messages"),
    "a duty is missing": dropped("duties"),
    "bands are missing": dropped("bands"),
    "a kind of case is missing": dropped("kinds"),
    "a sanction is missing": dropped("sanctions"),
    "a promise is missing": dropped("promises"),
    "a conduct is missing": dropped("conducts"),
    "a link is missing": dropped("links"),
    "a join is missing": dropped("joins"),
    "a band is missing": inside("bands", "bands"),
    "the lowest tier is missing": inside("sanctions", "tiers", lambda i, n: i == 0),
    "a name is misspelt": spoiling.misspelt,
    # stages and moves
    "a dangling stage": spoiling.dangling_stage,
    "a stage without a way out": spoiling.dead_end,
    "a move that leads nowhere": spoiling.stays,
    "a move turned round": spoiling.turned_round,
    "a last stage that is open": spoiling.never_closed,
    "a kind that begins at its end": spoiling.wrong_beginning,
    "a channel that begins in a foreign stage": spoiling.foreign_beginning,
    "a stage without an owner": spoiling.without_owner,
    "two targets at once": spoiling.two_targets,
    "targets not told apart": spoiling.condition_lost,
    "a guard that can never hold": spoiling.impossible_guard,
    "a guard that always holds": spoiling.empty_guard,
    "a guard against another": spoiling.opposed_guard,
    "a move after itself": spoiling.guard_turned,
    "a record nothing makes": spoiling.nobody_made,
    "a separation that bars everybody": spoiling.separation,
    "a category without a way to an end": idling.category_forgotten,
    # people
    "an orphaned role": spoiling.orphaned,
    "a chain of deputies cut": spoiling.chain_cut,
    "last resorts in a circle": spoiling.circle,
    "a role that is its own deputy": spoiling.own_deputy,
    "a move left to nobody": spoiling.left_to_nobody,
    # choices
    "two limits swapped": swapped("bands", "bands", "up_to"),
    "two tiers swapped": swapped("sanctions", "tiers", "least"),
    "a band for an outsider": spoiling.band_for_outsider,
    "a band below that of its own role": spoiling.lower_band_again,
    # time
    "a duty that never starts": overdoing.never_starts,
    "a duty that never ends": overdoing.never_ends,
    "a duty of another kind of case": overdoing.of_other_kind,
    "a duty that runs in no stage": overdoing.never_runs,
    "a duty that ends as it starts": overdoing.ends_as_it_starts,
    "a duty turned round": overdoing.turned_duty,
    "a duty that never applies": overdoing.never_applies,
    "a warning longer than the term": overdoing.early_warning,
    "an escalation to nobody": overdoing.unheard,
    "an escalation to its owner": overdoing.to_the_owner,
    "rungs in a circle": overdoing.round_and_round,
    "a term for some cases only": overdoing.gap_in_term,
    "a row of a term behind all": overdoing.row_behind_all,
    "an acknowledgement after the answer": overdoing.late_acknowledgement,
    "an extension without room": overdoing.extension_without_room,
    "a longstop before the due": overdoing.short_longstop,
    "a window of days gone by": overdoing.closed_window,
    "a window for nobody": overdoing.window_for_nobody,
    "a repeat beyond its last day": overdoing.repeat_beyond_stop,
    "a repeat without an end": overdoing.repeats_for_ever,
    "calendar data that ends early": overdoing.calendar_ends,
    "a term beyond the calendar": overdoing.table_ends,
    # what nothing reads
    "a fact nothing reads": idling.idle_fact,
    "a role nothing names": idling.idle_role,
    "a form nothing makes out": idling.idle_form,
    "a form made out no more": idling.form_not_issued,
    "a message nobody gives": idling.idle_message,
    "a message given no more": idling.message_not_given,
    "a fact asked no more": idling.fact_not_asked,
    "bands nothing is judged by": idling.idle_bands,
    "bands judged by no more": idling.band_not_asked,
    "a promise nobody gives": idling.idle_promise,
    "a sanction nobody proposes": idling.idle_sanction,
    "a tally nothing asks": idling.idle_tally,
    "a convention nothing counts by": idling.idle_convention,
    "a register nothing is entered in": idling.idle_register,
    "a link nobody makes": idling.idle_link,
    "a channel nothing is done for": idling.idle_channel,
    "a pause no duty knows": idling.idle_pause,
    "a cap on no pause": idling.idle_cap,
    "a catch-up of no rungs": idling.idle_catch_up,
    "a change of nothing": idling.idle_change,
    "an opening of what is filed": idling.idle_opening,
    "a deputy's limit without deputies": idling.idle_deputy_limit,
    "redress nothing grants": idling.idle_redress,
    "a demand on a fact that is not required": idling.idle_fact_limits,
    "a refusal of no such code": idling.idle_refusal,
    "a title of nothing": idling.idle_title,
    "a part without a title": idling.untitled,
    "a prohibition without a party": idling.forbidden_to_nobody,
    "a mask for no party": idling.idle_masks,
    "a unit's calendar that is the policy's": idling.idle_unit_calendar,
    "a rounding of no share": idling.idle_rounding,
    "a writing never asked for": idling.idle_writing,
    # numbers
    "a serial too narrow": idling.narrow_serial,
    "a number drawn twice": idling.same_number,
    "a number never drawn": idling.number_never_drawn,
}
FIGURES: Final[Mapping[str, Maker]] = {
    "another term": figures.other_term,
    "another day of the month": figures.other_day_of_month,
    "another limit": figures.other_limit,
    "another share": figures.other_share,
}
SAID_WITH_FIGURES: Final = {"calendar_ends", "below_the_tiers", "serial_outgrows_width"}
"""Issues that a regime may have already, and that say something else with another figure."""

NOT_FOUND: Final = {"undecided"}
NOT_FOUND_BY: Final = {"undecided", "untitled"}
"""What is not counted as found: a question left open, and a bare id."""

MISSED: Final[Mapping[str, str]] = {
    # what is left is a policy that somebody may have meant
    "a category is missing": "its name is that of a choice as well, and no rule tells it from the others",
    "a channel is missing": "its name is that of a means as well, and no rule tells it from the others",
    "a conduct is missing": "its name is that of a move as well, and nothing asks for it to be confirmed",
    "a kind of case is missing": "it is the only one: a policy that declares no kind takes complaints from anybody",
    "a duty is missing": "its name is that of a move as well, and no rule names a duty that is owed",
    "the lowest tier is missing": "it counts cases, and begins no earlier than the next one may",
    "a fact asked no more": "it stands for the record alone, or in the offers of another part",
    "a duty that runs in no stage": "a tie puts the record that starts it on cases of any stage, archived ones too",
    "a duty of another kind of case": "cases of the other kind get both its records as well",
    "a duty turned round": "the record that ends it comes after the one that starts it on some way as well",
    "a chain of deputies cut": "the moves are for others too, whom somebody stands in for",
    "a move that leads nowhere": "another move leads on, and nothing else is put on record on the way",
    "a move turned round": "another move leads on, and one back is no fault in itself",
    "a move is missing": "another row of the trigger is left, and makes the same record",
}
"""Kinds of which some are missed, each with why nothing in the policy contradicts it."""


class Defect(NamedTuple):
    """A defect of a kind in a regime, at a place; `changes` are the parts as they are with it."""

    kind: str
    regime: str
    where: str
    changes: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.kind}: {self.regime} {self.where}"


@cache
def places(kind: str) -> tuple[Defect, ...]:
    """Every place in a regime that ships at which a kind of defect can be."""
    make = {**STRUCTURAL, **FIGURES}[kind]
    return tuple(Defect(kind, regime, *place) for regime in regimes() for place in make(build(regime)))


def seeded(seed: int, most: int, kinds: Iterable[str] = STRUCTURAL) -> tuple[Defect, ...]:
    """So many defects, of each kind as many as of the others as far as there are places for it."""
    chance = random.Random(seed)
    queues = [chance.sample(found, len(found)) for found in map(places, kinds) if found]
    chance.shuffle(queues)
    turns = chain.from_iterable(zip(*(queue + [None] * (most - len(queue)) for queue in queues), strict=False))
    return tuple(defect for defect in turns if defect is not None)[:most]


def found_by(defect: Defect) -> str | None:
    """What finds a defect: "refused", or the codes of the issues that are new; None: nothing does.

    What a defect brings along has no title; that is not what is looked for, save where a title is what is missing.
    """
    changes = dict(defect.changes)
    calendars = changes.pop(CALENDARS, None)
    try:
        policy = attrs.evolve(build(defect.regime), **changes)
    except InvalidInput:
        return "refused"
    news = {_said(issue) for issue in check(policy, calendars=calendars)} - _before(defect.regime)
    codes = {code for code, *_ in news} - (NOT_FOUND if defect.kind == "a part without a title" else NOT_FOUND_BY)
    return ", ".join(sorted(codes)) or None


@cache
def _before(regime: str) -> frozenset[tuple[str, ...]]:
    return frozenset(_said(issue) for issue in check(build(regime)))


def _said(issue: Issue) -> tuple[str, ...]:
    """An issue without the places in their lists, which move when a part is put in or taken out."""
    return (issue.code, re.sub(r"\[\d+\]", "", issue.path), issue.message if issue.code in SAID_WITH_FIGURES else "")


class Tally(NamedTuple):
    """Of one kind: how many were found, of how many, by what; and those that were missed."""

    kind: str
    found: int
    all: int
    by: tuple[str, ...]
    missed: tuple[Defect, ...]


def tallied(defects: Sequence[Defect]) -> list[Tally]:
    """The defects by kind, each looked for."""
    sorted_: dict[str, list[tuple[Defect, str | None]]] = defaultdict(list)
    for defect in defects:
        sorted_[defect.kind].append((defect, found_by(defect)))
    return [
        Tally(
            kind,
            sum(by is not None for _, by in found),
            len(found),
            tuple(dict.fromkeys(by for _, by in found if by is not None)),
            tuple(defect for defect, by in found if by is None),
        )
        for kind, found in sorted_.items()
    ]


def report(tallies: Sequence[Tally]) -> list[str]:
    """The lines to print."""
    ordered = sorted(tallies, key=lambda tally: tally.kind)
    lines = [f"{t.found:4} / {t.all:<4} {t.kind:45} {'; '.join(t.by)}" for t in ordered]
    found, all_ = sum(t.found for t in tallies), sum(t.all for t in tallies)
    missed = [f"missed {defect}: {MISSED.get(t.kind, 'not explained')}" for t in ordered for defect in t.missed]
    return [*lines, f"{found} of {all_} found, {found / max(all_, 1):.1%}", *missed]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.checks.defects", description=__doc__)
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--most", type=int, default=300)
    parser.add_argument("--kind", help="only kinds with this in their name, at every place")
    given = parser.parse_args()
    kinds = [kind for kind in STRUCTURAL if given.kind is None or given.kind in kind]
    defects = seeded(given.seed, given.most if given.kind is None else 10_000, kinds)
    print("\n".join(report(tallied(defects))))
    if given.kind is None:
        print("\nfigures that are merely others:")
        for tally in tallied(seeded(given.seed, 30, FIGURES)):
            print(f"{tally.found:4} / {tally.all:<4} {tally.kind}")


if __name__ == "__main__":
    main()
