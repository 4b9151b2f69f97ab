"""What a check reports: an issue, where it is, on which clause it rests, how it is cured, and a case that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple, TypeAlias

import attrs

from complaintkit.checks.situations import Situation
from complaintkit.rules.record import Actor
from complaintkit.values import Citation, FrozenMap

__all__ = ["KINDS", "Issue", "KindOfIssue", "Severity", "Witness"]

Severity: TypeAlias = Literal["error", "warning", "notice", "unknown"]
"""``error``: a case comes to grief. ``warning``: it may, or what is written has no effect. ``notice``: worth knowing.
``unknown``: it could not be decided."""


@attrs.frozen(kw_only=True)
class Witness:
    """The smallest case that shows an issue, and what is done with it.

    A case of ``kind``, received at ``at`` by ``channel`` in ``category`` with ``facts``, stands in ``stage`` ("": where
    cases begin) with ``records``, each made once, at the receipt. ``by`` tries ``trigger`` and gives ``given`` with it;
    or ``duty`` runs, and its ``rung``. ``people`` are the persons and the roles each holds by the directory (empty: no
    directory), ``absent`` those away, ``about`` those the case is about. ``situation`` is what the conditions read of
    the case, ``other`` a second moment, stage, duty, row or figure that the issue sets against the first.
    """

    kind: str = "complaint"
    at: datetime
    stage: str = ""
    channel: str | None = None
    category: str | None = None
    facts: FrozenMap[Any] = attrs.field(factory=FrozenMap, converter=FrozenMap)
    records: tuple[str, ...] = ()
    trigger: str = ""
    by: Actor | None = None
    given: FrozenMap[Any] = attrs.field(factory=FrozenMap, converter=FrozenMap)
    duty: str = ""
    rung: str = ""
    people: tuple[tuple[str, tuple[str, ...]], ...] = ()
    absent: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    situation: Situation | None = None
    other: Any = None

    def __str__(self) -> str:
        told = [f"a case of kind {self.kind!r}, received {self.at:%Y-%m-%d %H:%M %Z}"]
        if self.channel is not None:
            told.append(f"by {self.channel!r}")
        if self.category is not None:
            told.append(f"in category {self.category!r}")
        if self.stage:
            told.append(f"in stage {self.stage!r}")
        if self.records:
            told.append(f"with {', '.join(self.records)} on record")
        if self.facts or self.given:
            told.append(", ".join(f"{name}: {value}" for name, value in {**self.facts, **self.given}.items()))
        if self.absent:
            told.append(f"{', '.join(self.absent)} away")
        if self.trigger:
            told.append(f"{self.by.id if self.by else 'somebody'} tries {self.trigger!r}")
        if self.duty:
            told.append(f"duty {self.duty!r}" + (f", rung {self.rung!r}" if self.rung else ""))
        return "; ".join(told)


@attrs.frozen(kw_only=True)
class Issue:
    """Something that is wrong with a policy before it ever runs.

    ``code`` is stable, ``severity`` one of error, warning, notice and unknown, ``path`` where in the policy it is,
    ``clause`` the citation of that part (None: it cites none), ``message`` what is wrong, ``cure`` what to do, in one
    line, ``witness`` the smallest case that shows it (None only of ``unknown``).

    >>> from datetime import UTC, datetime
    >>> print(Issue(code="unread_form", severity="warning", path="$.forms[0](memo)", message="no move makes out 'memo'",
    ...     cure="name it in a move's issues, or drop it", witness=Witness(at=datetime(2026, 1, 5, tzinfo=UTC))))
    warning unread_form @ $.forms[0](memo): no move makes out 'memo'; name it in a move's issues, or drop it
    """

    code: str
    severity: Severity
    path: str
    clause: Citation | None = None
    message: str
    cure: str
    witness: Witness | None = attrs.field(default=None, repr=False)

    def __str__(self) -> str:
        cite = f" [{self.clause}]" if self.clause is not None else ""
        return f"{self.severity} {self.code} @ {self.path}: {self.message}; {self.cure}{cite}"


class KindOfIssue(NamedTuple):
    """One kind of issue: how grave it is as a rule, what it means and what cures it."""

    severity: Severity
    means: str
    cure: str


KINDS: Final[Mapping[str, KindOfIssue]] = {
    "unreachable_stage": KindOfIssue(
        "warning",
        "no case ever gets into the stage",
        "let a move lead into it, or drop it",
    ),
    "inescapable_stage": KindOfIssue(
        "error",
        "no case ever gets from the stage to a closed one",
        "let a move lead out of it whose conditions can hold",
    ),
    "undeclared_kind": KindOfIssue(
        "warning",
        "the policy declares its kinds of case and not its complaints: anybody may file one",
        "declare the kind, with who may file it",
    ),
    "stage_without_owner": KindOfIssue(
        "notice",
        "while a case is in the stage it is nobody's turn",
        "name the role whose turn it is",
    ),
    "category_without_handler": KindOfIssue(
        "error",
        "a case of the category stands in the stage for ever: no move that takes it on can be made",
        "let a move of that stage apply to the category",
    ),
    "channel_without_handler": KindOfIssue(
        "error",
        "a case that came by the channel stands in the stage for ever: no move that takes it on can be made",
        "let a move of that stage apply to the channel",
    ),
    "case_at_a_standstill": KindOfIssue(
        "warning",
        "on some case in the stage every move is refused, whoever tries and whatever is given with it",
        "let a move of that stage apply to such a case",
    ),
    "nothing_due": KindOfIssue(
        "warning",
        "no duty ever applies to cases of the kind, category and channel: nothing is owed by any date",
        "give them a duty",
    ),
    "no_term_applies": KindOfIssue(
        "error",
        "the duty applies, and none of the rows of its term does: there is no due",
        "add a last row with ALWAYS, or one for this case",
    ),
    "term_row_never_applies": KindOfIssue(
        "warning",
        "the rows before it leave it no case",
        "put it before them, or drop it",
    ),
    "ambiguous_targets": KindOfIssue(
        "error",
        "two rows of the trigger hold together, so that no move is made at all",
        "tell the rows apart by their conditions",
    ),
    "stage_belies_record": KindOfIssue(
        "error",
        "the move puts on record that the case is closed, archived or reopened, and its stage says otherwise",
        "let the move lead into a stage of that kind, or put something else on record",
    ),
    "row_leads_nowhere": KindOfIssue(
        "warning",
        "other rows of the trigger take the case on, with the same on record; this one leaves it where it was",
        "let the row lead on, or put something else on record",
    ),
    "channel_without_row": KindOfIssue(
        "warning",
        "the rows of the trigger are told apart by channel, and none is for cases that came by this one",
        "add a row for the channel",
    ),
    "no_band_suffices": KindOfIssue(
        "warning",
        "nobody has authority over the amount",
        "end the bands with one without a limit, or declare that nobody may",
    ),
    "band_never_needed": KindOfIssue(
        "warning",
        "a higher band of the same role holds wherever this one does",
        "drop one of the two bands",
    ),
    "band_of_an_outsider": KindOfIssue(
        "warning",
        "no move that the bands judge is for the role of the band, nor for one that it stands in for",
        "admit the role to a move, or drop the band",
    ),
    "admitted_without_band": KindOfIssue(
        "warning",
        "the move is for the role, and no band lets it decide any amount",
        "give the role a band, or do not admit it",
    ),
    "below_the_tiers": KindOfIssue(
        "notice",
        "the basis may have figures for which no tier holds, or that lie below the lowest: nothing can be proposed",
        "begin the tiers lower, let one hold always, or mean it",
    ),
    "condition_never_holds": KindOfIssue(
        "error",
        "the condition is met by no case",
        "correct it, or write NEVER",
    ),
    "condition_always_holds": KindOfIssue(
        "warning",
        "the condition is met by every case on which it can be told",
        "correct it, or write ALWAYS",
    ),
    "move_never_possible": KindOfIssue(
        "error",
        "its condition and its guards contradict one another: it is never granted",
        "correct the guards",
    ),
    "separation_bars_everybody": KindOfIssue(
        "error",
        "the move is for whoever made a record, and not for whoever made it",
        "take the record out of same_who or of not_who",
    ),
    "nobody_is_named": KindOfIssue(
        "error",
        "nothing that can happen to a case of its kind names those who alone may make the move",
        "let a move before it ask for the fact, or assign the case",
    ),
    "nobody_left": KindOfIssue(
        "warning",
        "while every holder of the roles is absent, or the case is about them, nobody may act",
        "name deputies and a last resort for the role",
    ),
    "stand_ins_in_a_circle": KindOfIssue(
        "warning",
        "the chain of last resorts comes back to the role it began with",
        "end the chain with a role above them all",
    ),
    "escalation_to_nobody": KindOfIssue(
        "error",
        "the escalation tells nobody, issues nothing and records nothing of its own",
        "name in tell whom it escalates to",
    ),
    "escalation_to_its_owner": KindOfIssue(
        "warning",
        "the escalation tells nobody but those who are late themselves",
        "tell a role above the owner",
    ),
    "escalation_in_a_circle": KindOfIssue(
        "error",
        "the rungs of the duties end and start them for ever, with nobody doing anything",
        "end one of the duties by a record that somebody makes",
    ),
    "warning_before_start": KindOfIssue(
        "warning",
        "the rung would fall before the duty starts, and is passed over",
        "give it less time before the due",
    ),
    "acknowledged_after_answered": KindOfIssue(
        "error",
        "the acknowledgement falls due after the final answer",
        "give the acknowledgement less time",
    ),
    "kept_shorter_than_owed": KindOfIssue(
        "warning",
        "something is still owed on the case when its retention is over",
        "keep it longer, or give the duty less time",
    ),
    "extension_without_room": KindOfIssue(
        "error",
        "the bound of the extension lies no later than the due: it can never be granted",
        "give the extension a longer bound",
    ),
    "longstop_before_due": KindOfIssue(
        "error",
        "the last day comes before the due: the term never counts",
        "give the last day more time than the term",
    ),
    "repeat_beyond_longstop": KindOfIssue(
        "warning",
        "the last day is that of the first run: the later ones have no time of their own",
        "give the last day more time, or let the duty not repeat",
    ),
    "window_stops_nothing": KindOfIssue(
        "warning",
        "the window of days in which the duty stands still concerns no case of this version",
        "drop it, or correct its days",
    ),
    "calendar_ends": KindOfIssue(
        "notice",
        "the calendar's data ends: what falls due after it is provisional",
        "give the desk calendar data that reaches further",
    ),
    "beyond_the_calendar": KindOfIssue(
        "error",
        "the due lies past the last day of the calendar's table: it cannot be told",
        "shorten the term, or give the calendar a farther horizon",
    ),
    "serial_outgrows_width": KindOfIssue(
        "notice",
        "the serial outgrows its width, so that numbers no longer sort or align",
        "give the serial more places",
    ),
    "number_repeats": KindOfIssue(
        "error",
        "two cases get the same number",
        "put into the pattern what tells the periods apart",
    ),
    "duty_never_starts": KindOfIssue(
        "error",
        "nothing that can happen to a case of its kind makes the record that starts the duty",
        "start it with a record of its kind of case",
    ),
    "duty_never_runs": KindOfIssue(
        "error",
        "the duty starts only in stages of a kind in which it does not run, or where the same act meets it",
        "name in stage_kinds the kind of a stage in which it starts, or start it with another record",
    ),
    "duty_never_ends": KindOfIssue(
        "error",
        "nothing that can happen to such a case makes a record that ends the duty once it runs",
        "end it with a record that such a case gets",
    ),
    "duty_begun_too_late": KindOfIssue(
        "warning",
        "where the record that starts the duty is made so late, nothing that may follow ends it",
        "do not let the record be made there, or end the duty by what may follow",
    ),
    "duty_begins_anew": KindOfIssue(
        "warning",
        "the only record that ends the duty starts it again: it is owed for as long as it runs",
        "end it with another record; or let it repeat, if it is owed again and again",
    ),
    "duty_begun_after_its_end": KindOfIssue(
        "warning",
        "what ends the duty is always on record before it starts, and a case may be closed without it being made again",
        "start it with what ends it, and end it with what starts it; or end it with what follows",
    ),
    "fact_never_asked": KindOfIssue(
        "warning",
        "rules read the fact, a case may be filed without it, and no move takes it: only a correction brings it in",
        "require it, let a move ask for it or offer it, or drop it",
    ),
    "fact_never_given": KindOfIssue(
        "error",
        "rules read the fact, and nobody can give it: the sweep opens such cases, and no move asks for it",
        "let a move ask for it",
    ),
    "repeats_for_ever": KindOfIssue(
        "warning",
        "nothing that can happen to a case of its kind makes the record until which the duty repeats",
        "let it repeat until a record of its kind of case, or name none: it stops with the last of its stages",
    ),
    "unread_fact": KindOfIssue(
        "warning", "no rule reads the fact", "mark it for_the_record, let a rule read it, or drop it"
    ),
    "unread_role": KindOfIssue("warning", "no rule names the role", "name it in a rule, or drop it"),
    "unread_form": KindOfIssue("warning", "nothing makes the form out", "name it in issues, or drop it"),
    "unread_message": KindOfIssue("warning", "nothing sends the message", "name it in a move, or drop it"),
    "unread_bands": KindOfIssue("warning", "no move is judged by the bands", "name them in a move, or drop them"),
    "unread_body": KindOfIssue("warning", "no move is decided by the body", "name it in decided_by, or drop it"),
    "unread_promise": KindOfIssue("warning", "no move agrees a moment by the rule", "name it in a move, or drop it"),
    "unread_sanction": KindOfIssue("warning", "no move proposes it", "name it in a move, or drop it"),
    "unread_tally": KindOfIssue("warning", "nothing asks for the count", "ask for it, or drop it"),
    "unread_link": KindOfIssue("warning", "no move names cases for the tie", "name it in a move's links, or drop it"),
    "unread_register": KindOfIssue(
        "warning", "no case is ever entered in the register", "let it enter what such a case gets, or drop it"
    ),
    "unread_title": KindOfIssue("warning", "the title names nothing", "drop it, or name the part as the title says"),
    "untitled": KindOfIssue("notice", "people are shown the id, in both languages", "give it a title"),
    "unread_convention": KindOfIssue("warning", "nothing is counted by it", "name it, or drop it"),
    "unread_pause": KindOfIssue(
        "warning", "no duty knows the pause: the case waits, and every clock runs on", "name the cause in a duty"
    ),
    "unread_setting": KindOfIssue("warning", "nothing reads the setting", "drop it, or give it something to act on"),
    "missing_holder": KindOfIssue(
        "error", "by the directory nobody holds the role", "enter a holder in the directory, or name deputies"
    ),
    "never_quorate": KindOfIssue(
        "error",
        "by the directory the body has fewer members than must be there",
        "enter more members in the directory, or ask for fewer",
    ),
    "undecided": KindOfIssue(
        "unknown", "the conditions could not be decided within the bound", "write them in fewer parts"
    ),
}
"""Every kind of issue by its code."""
