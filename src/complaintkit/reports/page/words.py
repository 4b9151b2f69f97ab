"""The parts of a policy in words: names with their titles, clauses, conditions, terms and moments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from complaintkit.deadlines import (
    AtDue,
    AtFraction,
    Before,
    Immediately,
    Moment,
    Term,
    term_text,
)
from complaintkit.reports.page.markdown import code, lines, listed, plain
from complaintkit.rules import ALWAYS, ANYONE, RECORDS, ByCase, Condition, Policy
from complaintkit.rules.moves import ASSIGNED, cites_of
from complaintkit.rules.wording import condition_text
from complaintkit.values import Citation, Title

ENDS: Mapping[str, str] = {
    "day": "to its midnight",
    "close": "to the close of business",
    "wall": "to the same time of day",
    "wall_open": "to the same time of day or the next opening",
}
ROLLS: Mapping[str, str] = {
    "none": "a day off stands",
    "following": "a day off rolls on",
    "preceding": "a day off rolls back",
    "modified": "a day off rolls on, within its month",
}


class Words:
    """How one policy calls its parts."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.titles: Mapping[str, Title] = policy.title_of
        # a record of the fixed vocabulary may share its name with a stage, whose title it does not bear
        self.conditions = {id: title for id, title in self.titles.items() if id not in RECORDS}

    def name(self, id: str | None) -> str:
        """The English title, or the id where there is none."""
        if id is None:
            return ""
        title = self.titles.get(id)
        if title is not None:
            return plain(title.en)
        return "anyone" if id == ANYONE else plain(id.replace("_", " "))

    def names(self, ids: Iterable[str]) -> str:
        """Several names."""
        return listed([self.name(id) for id in ids])

    def places(self, only: Iterable[str]) -> str:
        """Where persons are named: facts, columns of tables, the assignment."""
        told = [": ".join(self.name(part) for part in name.split(".")) for name in only if name != ASSIGNED]
        return listed([*told, *(["the assignment"] if ASSIGNED in only else [])])

    def records(self, ids: Iterable[str]) -> str:
        """Several records: the policy's own by their titles, those of the fixed vocabulary by their names."""
        return listed([self.record(id) for id in ids])

    def record(self, id: str) -> str:
        """One record."""
        return plain(id.replace("_", " ")) if id in RECORDS else self.name(id)

    def titled(self, id: str) -> str:
        """The title in both languages; nothing where there is none."""
        title = self.titles.get(id)
        return "" if title is None else f"{plain(title.en)} {plain(title.zh)}"

    def entry(self, id: str) -> str:
        """What a row is about: its title in both languages and its id."""
        return lines((self.titled(id), code(id)))

    def pairs(self, ids: Iterable[str]) -> str:
        """Several titles in both languages."""
        return listed([self.titled(id) or plain(id) for id in ids])

    def condition(self, condition: Condition) -> str:
        """A condition in words."""
        return plain(condition_text(condition, "en", self.conditions))

    def only_if(self, condition: Condition) -> str:
        """The condition of a part that is not always there."""
        return "" if condition == ALWAYS else f"if {self.condition(condition)}"

    def by_case(self, term: Term | ByCase) -> str:
        """A term, or the terms that the case chooses from."""
        if not isinstance(term, ByCase):
            return in_words(term)
        rows = [(in_words(one), condition) for condition, one in term.rows]
        return lines(f"{text} if {self.condition(when)}" if when != ALWAYS else f"else {text}" for text, when in rows)


def said(what: str, value: str) -> str:
    """A value with what it is, or nothing where there is no value.

    >>> said("takes", "a fact"), said("takes", "")
    ('takes a fact', '')
    """
    return f"{what} {value}" if value else ""


def clauses(cite: Citation | tuple[Citation, ...] | None) -> str:
    """The clauses a part rests on.

    >>> clauses((Citation("T1", "art. 6"), Citation("T1", "art. 7", mark="default")))
    'T1 art. 6, T1 art. 7 \\\\[default\\\\]'
    """
    return ", ".join([clause(one) for one in cites_of(cite)])


def clause(one: Citation) -> str:
    """A clause with its mark, and with how sure it is where something is said of that."""
    return plain(f"{one} ({one.confidence})" if one.confidence else str(one))


def in_words(term: Term) -> str:
    """A term, with where its last days end and roll where it says so itself, and how "immediately" is judged.

    >>> from complaintkit.deadlines import Days, EarlierOf, Hours
    >>> in_words(Days(3, ends="close")), in_words(Immediately())
    ('3 days (to the close of business)', 'immediately (judged late after the same day)')
    >>> in_words(EarlierOf((Days(3, roll="none"), Hours(20))))
    'the earlier of 3 days and 20 hours (3 days: a day off stands)'
    """
    found = [(part, detail) for part in _parts(term) if (detail := _detail(part))]
    details = [detail if part is term else f"{term_text(part)}: {detail}" for part, detail in found]
    return f"{term_text(term)}{f' ({listed(details)})' if details else ''}"


def _parts(term: Any) -> Iterator[Any]:
    """The term and the terms inside it."""
    if isinstance(term, tuple):
        for limb in term:
            yield from _parts(limb)
    elif attrs.has(type(term)):
        yield term
        for field in attrs.fields(type(term)):
            yield from _parts(getattr(term, field.name))


def _detail(term: Any) -> str:
    if isinstance(term, Immediately):
        return "judged late after the same day" if term.judged_after else "never late, the order counts"
    ends, roll = getattr(term, "ends", None), getattr(term, "roll", None)
    return " and ".join(part for part in (ENDS[ends] if ends else "", ROLLS[roll] if roll else "") if part)


def moment(at: Moment) -> str:
    """When a rung fires.

    >>> from complaintkit.deadlines import Days
    >>> moment(AtDue()), moment(Before(Days(1)))
    ('at the due', '1 day before the due')
    """
    if isinstance(at, AtDue):
        return "at the due"
    if isinstance(at, AtFraction):
        return f"after {at.fraction} of the time"
    return f"{in_words(at.term)} {'before' if isinstance(at, Before) else 'after'} the due"
