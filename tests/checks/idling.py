"""Defects of a second sort: what is there and acts on nothing, what is told to nobody, what is wrongly numbered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from complaintkit.checks.situations import Situation
from complaintkit.checks.ways import reads_channel
from complaintkit.deadlines import Convention, Days
from complaintkit.rules import (
    ALWAYS,
    Channel,
    Fact,
    Form,
    LinkRule,
    Message,
    Numbering,
    Policy,
    PromiseRule,
    Register,
    Role,
    SanctionRule,
    Tally,
    Tier,
)
from complaintkit.rules.conditions import NEVER, category
from complaintkit.rules.evaluate import evaluate
from complaintkit.values import Money, Title
from tests.checks.spoiling import Place, added, each

SEEDED = "seeded"


def idle_fact(policy: Policy) -> Iterator[Place]:
    """A fact that no rule reads."""
    for kind in policy.all_kinds:
        yield from added(policy, "facts", Fact(SEEDED, "text", required=False, case_kind=kind.id), name=kind.id)


def idle_role(policy: Policy) -> Iterator[Place]:
    """A role that no rule names."""
    return added(policy, "roles", Role(SEEDED))


def idle_form(policy: Policy) -> Iterator[Place]:
    """A form that nothing makes out."""
    return added(policy, "forms", Form(SEEDED))


def idle_message(policy: Policy) -> Iterator[Place]:
    """A message that nobody gives."""
    return added(policy, "messages", Message(SEEDED, means=("letter",)))


def message_not_given(policy: Policy) -> Iterator[Place]:
    """A message that was given is given by nobody any more."""
    for message in policy.messages:
        moves = tuple(attrs.evolve(m, message=None) if m.message == message.id else m for m in policy.moves)
        yield message.id, {"moves": moves}


def form_not_issued(policy: Policy) -> Iterator[Place]:
    """A form that was made out is made out by nobody any more."""
    for form in policy.forms:
        moves, kinds = (_without_form(parts, form.id) for parts in (policy.moves, policy.kinds))
        duties = tuple(attrs.evolve(d, ladder=_without_form(d.ladder, form.id)) for d in policy.duties)
        attaches = {link.id: tuple(id for id in link.attaches if id != form.id) for link in policy.links}
        links = tuple(attrs.evolve(link, attaches=attaches[link.id]) for link in policy.links)
        yield form.id, {"moves": moves, "kinds": kinds, "duties": duties, "links": links}


def _without_form(parts: Iterable[Any], form: str) -> tuple[Any, ...]:
    return tuple(attrs.evolve(part, issues=tuple(id for id in part.issues if id != form)) for part in parts)


def fact_not_asked(policy: Policy) -> Iterator[Place]:
    """A fact that nothing but one move asks for is asked for no more."""
    asks = {id for move in policy.moves for id in move.asks}
    asked = Counter(id for move in policy.moves for id in (*move.asks, *move.offers))
    for fact in policy.facts:
        if asked[fact.id] == 1 and fact.id in asks and not fact.required:
            moves = tuple(
                attrs.evolve(m, asks=tuple(id for id in m.asks if id != fact.id)) if fact.id in m.asks else m
                for m in policy.moves
            )
            yield fact.id, {"moves": moves}


def band_not_asked(policy: Policy) -> Iterator[Place]:
    """Nothing is judged by the bands any more."""
    for bands in policy.bands:
        moves = tuple(attrs.evolve(m, bands=None) if m.bands == bands.id else m for m in policy.moves)
        yield bands.id, {"moves": moves}


def idle_bands(policy: Policy) -> Iterator[Place]:
    """Bands by which no move is judged."""
    for bands in policy.bands:
        yield from added(policy, "bands", attrs.evolve(bands, id=SEEDED), name=bands.id)


def idle_promise(policy: Policy) -> Iterator[Place]:
    """A promise that no move agrees."""
    fact = Fact("seeded_at", "instant", required=False)
    for duty in policy.duties[:3]:
        rule = PromiseRule(SEEDED, duty=duty.id, fact="seeded_at")
        yield duty.id, {"facts": (*policy.facts, fact), "promises": (*policy.promises, rule)}


def idle_sanction(policy: Policy) -> Iterator[Place]:
    """A sanction that no move proposes."""
    facts = (Fact("seeded_loss", "money", required=False), Fact("seeded_who", "person", required=False))
    rule = SanctionRule(
        SEEDED, against="person", subject="seeded_who", basis="seeded_loss", approvers=(policy.roles[0].id,),
        tiers=(Tier(Money.of(0, "CNY"), amount=Money.of(5, "CNY")),),
    )  # fmt: skip
    yield SEEDED, {"facts": (*policy.facts, *facts), "sanctions": (*policy.sanctions, rule)}


def idle_tally(policy: Policy) -> Iterator[Place]:
    """A count that nothing asks for."""
    return added(policy, "tallies", Tally(SEEDED, "filed"))


def idle_convention(policy: Policy) -> Iterator[Place]:
    """A convention by which nothing is counted."""
    return added(policy, "conventions", Convention(SEEDED))


def idle_register(policy: Policy) -> Iterator[Place]:
    """A book for complaints that no case is entered in."""
    for kind in policy.kinds:
        if kind.every is not None:
            register = Register(SEEDED, enters=("filed",), case_kind=kind.id)
            yield from added(policy, "registers", register, name=kind.id)


def idle_link(policy: Policy) -> Iterator[Place]:
    """A tie by a fact that no move names cases in."""
    fact = Fact("seeded_ids", "text", many=True, required=False, for_the_record=True)
    yield SEEDED, {"facts": (*policy.facts, fact), "links": (*policy.links, LinkRule(SEEDED, fact="seeded_ids"))}


def idle_channel(policy: Policy) -> Iterator[Place]:
    """A channel that no row is for, where all the rows of some trigger are told apart by channel."""
    case = Situation(channel=SEEDED)
    told = {move.trigger for move in policy.moves if reads_channel((move.when,))}
    for move in policy.moves:
        if not reads_channel((move.when,)) or evaluate(move.when, case).value is not False:
            told.discard(move.trigger)
    if told:
        yield from added(policy, "channels", Channel(SEEDED))


def idle_pause(policy: Policy) -> Iterator[Place]:
    """A pause that no duty knows."""
    for i, stage in enumerate(policy.stages):
        if stage.kind == "open":
            changed = attrs.evolve(stage, kind="waiting", pause="seeded_cause")
            yield stage.id, {"stages": (*policy.stages[:i], changed, *policy.stages[i + 1 :])}


def idle_cap(policy: Policy) -> Iterator[Place]:
    """A cap on pauses where nothing pauses."""
    return each(policy, "duties", lambda d: None if d.pauses else {"pause_cap": Days(30)})


def idle_catch_up(policy: Policy) -> Iterator[Place]:
    """A rule for rungs where there is none."""
    return each(policy, "duties", lambda d: None if d.ladder else {"catch_up": "all"})


def idle_change(policy: Policy) -> Iterator[Place]:
    """What a change does, where nothing can change."""
    return each(
        policy, "duties", lambda d: {"on_change": "change"} if d.when == ALWAYS and isinstance(d.term, Days) else None
    )


def idle_opening(policy: Policy) -> Iterator[Place]:
    """When a case opens that is filed."""
    return each(policy, "kinds", lambda kind: {"opens": "end"} if kind.every is None else None)


def idle_deputy_limit(policy: Policy) -> Iterator[Place]:
    """A limit for deputies where nobody stands in."""
    alone = {role.id for role in policy.roles if not role.deputies and role.last_resort is None}
    for i, bands in enumerate(policy.bands):
        for n, band in enumerate(bands.bands):
            if band.role in alone:
                limited = attrs.evolve(band, deputy_up_to=Money.of(1, "CNY"))
                changed = attrs.evolve(bands, bands=(*bands.bands[:n], limited, *bands.bands[n + 1 :]))
                yield f"{bands.id}[{n}]", {"bands": (*policy.bands[:i], changed, *policy.bands[i + 1 :])}


def idle_redress(policy: Policy) -> Iterator[Place]:
    """Redress is granted by a record that nothing makes."""
    if policy.redress is not None:
        yield "redress", {"redress": attrs.evolve(policy.redress, granted=("rewarded",), proposed=("rewarded",))}


def idle_fact_limits(policy: Policy) -> Iterator[Place]:
    """When a fact is asked for, of one that nobody is asked for."""
    names = tuple(channel.id for channel in policy.channels[:1])
    asked = {id for move in policy.moves for id in move.asks}
    offered = {id for move in policy.moves for id in move.offers} - asked
    return each(
        policy, "facts", lambda f: {"channels": names} if f.id in offered and names and not f.required else None
    )


def idle_refusal(policy: Policy) -> Iterator[Place]:
    """A refusal to log that has no such code."""
    yield "log_refusals", {"log_refusals": (*policy.log_refusals, "autority")}


def idle_title(policy: Policy) -> Iterator[Place]:
    """A title of something that is not there."""
    if policy.titles:
        yield "titles", {"titles": (*policy.titles, ("gone", Title("gone", "没有")))}


def untitled(policy: Policy) -> Iterator[Place]:
    """Something a person sees has no title."""
    for i, (id, _) in enumerate(policy.titles):
        if i % 7 == 0:
            yield id, {"titles": (*policy.titles[:i], *policy.titles[i + 1 :])}


def forbidden_to_nobody(policy: Policy) -> Iterator[Place]:
    """The clause that keeps a form from parties, where it is kept from none."""
    return each(policy, "forms", lambda form: None if form.never_to else {"never_cite": form.cite})


def idle_masks(policy: Policy) -> Iterator[Place]:
    """A party whose identity is masked, and there is no such party."""
    yield "access.masks", {"access": attrs.evolve(policy.access, masks=(*policy.access.masks, "informant"))}


def idle_unit_calendar(policy: Policy) -> Iterator[Place]:
    """The calendar of a unit is the policy's own."""
    yield "unit_calendars", {"unit_calendars": {"seeded": policy.calendar}}


def idle_rounding(policy: Policy) -> Iterator[Place]:
    """How a share is rounded, where no tier is a share."""
    return each(policy, "sanctions", lambda r: None if any(t.share for t in r.tiers) else {"rounding": "up"})


def idle_writing(policy: Policy) -> Iterator[Place]:
    """In which ways a message is in writing, where it need never be."""
    return each(policy, "messages", lambda m: {"written": ("letter",)} if m.written_when == NEVER else None)


def narrow_serial(policy: Policy) -> Iterator[Place]:
    """A serial of one digit."""
    return _numbered(policy, "{yy}{mm}{serial:01d}", "month")


def same_number(policy: Policy) -> Iterator[Place]:
    """A number that is drawn again in the next month."""
    return _numbered(policy, "{yyyy}-{serial:05d}", "month")


def number_never_drawn(policy: Policy) -> Iterator[Place]:
    """A number is drawn on a record that standing cases alone get."""
    for kind in policy.kinds:
        if kind.every is not None:
            numbering = Numbering("filed", "{serial:05d}", case_kind=kind.id)
            yield kind.id, {"numbering": (*policy.numbering, numbering)}


def _numbered(policy: Policy, pattern: str, period: Any) -> Iterator[Place]:
    others = tuple(n for n in policy.numbering if n.case_kind != "complaint")
    for draws_on in ("filed", "closed", "decided", "accepted", "replied"):
        if draws_on == "filed" or any(draws_on in move.records for move in policy.moves):
            yield draws_on, {"numbering": (*others, Numbering(draws_on, pattern, period=period))}


def category_forgotten(policy: Policy) -> Iterator[Place]:
    """The moves that lead to an end leave a category out, and nothing changes the category any more."""
    last = {stage.id for stage in policy.stages if stage.kind in ("closed", "archived")}
    for one in policy.categories[:5]:
        other = ~category.within(one.id).is_true(otherwise=False)
        moves = tuple(
            attrs.evolve(m, reclassifies=False, when=m.when & other if m.target in last else m.when)
            for m in policy.moves
        )
        yield one.id, {"moves": moves, "joins": ()}
