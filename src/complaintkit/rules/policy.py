"""A policy: everything a regime says, in one frozen value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs

from complaintkit.deadlines import CHINA_CIVIL_CODE, ELAPSED, PLAIN, Convention, Term
from complaintkit.errors import Fault, PolicyError
from complaintkit.rules.authority import Bands
from complaintkit.rules.categories import Category
from complaintkit.rules.communication import Message
from complaintkit.rules.conduct import Conduct
from complaintkit.rules.confidentiality import Access
from complaintkit.rules.duties import Duty
from complaintkit.rules.facts import Fact
from complaintkit.rules.forms import Form
from complaintkit.rules.intake import Channel, Register
from complaintkit.rules.joins import JoinRule
from complaintkit.rules.kinds import Kind
from complaintkit.rules.links import LinkRule
from complaintkit.rules.moves import Move, Stage
from complaintkit.rules.numbering import Numbering
from complaintkit.rules.promises import PromiseRule
from complaintkit.rules.recusal import Recusal
from complaintkit.rules.redress import Redress
from complaintkit.rules.roles import Role
from complaintkit.rules.sanctions import SanctionRule
from complaintkit.rules.tallies import Tally
from complaintkit.rules.wellformed import faults_of
from complaintkit.values import Citation, Title, digest
from complaintkit.values.checks import shown
from complaintkit.values.titles import unknown_language

if TYPE_CHECKING:
    from complaintkit.rules import bodies as collective
    from complaintkit.rules.reports import Report
    from complaintkit.rules.retention import RetentionRule


@attrs.frozen
class Approval:
    """Who approved a version of the policy, in which role or as which body, and from which day on."""

    role: str
    on: date
    by: str = ""
    ref: str = ""


@attrs.frozen
class ApprovalRule:
    """The role, or the body, whose approval every version of the policy needs, and the clause that says so."""

    role: str
    cite: Citation | None = None


def _several(value: Any, path: str) -> Iterable[Any]:
    """What was given as several parts; a single text is refused, since its letters would be taken for parts."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise PolicyError((Fault(f"$.{path}", f"expected several {path}, such as a tuple, got {shown(value)}"),))
    return value


def _roles(value: Iterable[Role | str]) -> tuple[Role, ...]:
    return tuple(Role(item) if isinstance(item, str) else item for item in _several(value, "roles"))


def _stages(value: Iterable[Stage | str]) -> tuple[Stage, ...]:
    return tuple(Stage(item) if isinstance(item, str) else item for item in _several(value, "stages"))


def _channels(value: Iterable[Channel | str]) -> tuple[Channel, ...]:
    return tuple(Channel(item) if isinstance(item, str) else item for item in _several(value, "channels"))


def _categories(value: Iterable[Category | str]) -> tuple[Category, ...]:
    return tuple(Category(item) if isinstance(item, str) else item for item in _several(value, "categories"))


def _pairs(value: Mapping[str, Title] | Iterable[tuple[str, Title]]) -> tuple[tuple[str, Title], ...]:
    pairs: Iterable[Any] = value.items() if isinstance(value, Mapping) else value
    return tuple(sorted(pairs))


def _map(value: Mapping[str, str] | Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    pairs: Iterable[Any] = value.items() if isinstance(value, Mapping) else value
    return tuple(sorted(pairs))


@attrs.frozen(kw_only=True, cache_hash=False)
class Policy:
    """An organisation's complaint rules as one value: compared, hashed, stored and shown like any other.

    Only ``id``, ``roles``, ``stages`` and ``moves`` are required. ``calendar`` names the calendar the desk holds the
    data of, ``unit_calendars`` those of single units; ``convention`` names how days are counted. All dangling
    references, mistyped conditions and contradictions raise one :class:`PolicyError` that lists each with its path.

    ``log_refusals`` are the reason codes whose refusals go to the attempt log. ``backdating`` is how far back an act
    may lie without a reason (None: any). ``corrects`` are the roles that may correct an entry somebody else made;
    whoever made it always may.

    >>> policy = Policy(id="tiny", roles=("clerk",), stages=("open", Stage("done", "closed")),
    ...     moves=(Move("close", ("open",), "done", by=("clerk",), records=("closed",)),))
    >>> policy.hash == attrs.evolve(policy).hash, len(policy.hash)
    (True, 64)
    """

    id: str
    version: str = "1"
    in_force_from: date | None = None
    in_force_until: date | None = None
    approval: Approval | None = None
    approval_rule: ApprovalRule | None = None
    scope: tuple[Citation, ...] = ()
    roles: tuple[Role, ...] = attrs.field(converter=_roles)
    bodies: tuple[collective.Body, ...] = ()
    kinds: tuple[Kind, ...] = ()
    channels: tuple[Channel, ...] = attrs.field(default=(), converter=_channels)
    registers: tuple[Register, ...] = ()
    categories: tuple[Category, ...] = attrs.field(default=(), converter=_categories)
    facts: tuple[Fact, ...] = ()
    forms: tuple[Form, ...] = ()
    stages: tuple[Stage, ...] = attrs.field(converter=_stages)
    moves: tuple[Move, ...]
    duties: tuple[Duty, ...] = ()
    promises: tuple[PromiseRule, ...] = ()
    bands: tuple[Bands, ...] = ()
    redress: Redress | None = None
    recusal: Recusal = attrs.field(factory=Recusal)
    sanctions: tuple[SanctionRule, ...] = ()
    tallies: tuple[Tally, ...] = ()
    messages: tuple[Message, ...] = ()
    conducts: tuple[Conduct, ...] = ()
    links: tuple[LinkRule, ...] = ()
    joins: tuple[JoinRule, ...] = ()
    numbering: tuple[Numbering, ...] = ()
    retention: tuple[RetentionRule, ...] = ()
    reports: tuple[Report, ...] = ()
    access: Access = attrs.field(factory=Access)
    calendar: str = "utc"
    unit_calendars: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_map)
    convention: str = "plain"
    conventions: tuple[Convention, ...] = (PLAIN, ELAPSED, CHINA_CIVIL_CODE)
    backdating: Term | None = None
    corrects: tuple[str, ...] = ()
    log_refusals: tuple[str, ...] = ("authority", "recused", "separation", "promise")
    titles: tuple[tuple[str, Title], ...] = attrs.field(default=(), converter=_pairs)

    def __attrs_post_init__(self) -> None:
        from_, until = self.in_force_from, self.in_force_until
        faults: list[Fault] = []
        if from_ is not None and until is not None and until < from_:
            faults.append(Fault("$.in_force_until", f"{until} is before in_force_from {from_}"))
        faults.extend(faults_of(self))
        if faults:
            raise PolicyError(faults, f"policy {self.id!r} is not well formed")

    @cached_property
    def hash(self) -> str:
        """SHA-256 over the canonical bytes, in hex: what a case is pinned to."""
        return digest(self)

    @cached_property
    def title_of(self) -> Mapping[str, Title]:
        """The titles by id, those that facts carry themselves included."""
        columns = (column for fact in self.facts for column in fact.columns)
        own = {fact.id: fact.title for fact in (*columns, *self.facts) if fact.title is not None}
        return {**own, **dict(self.titles)}

    @cached_property
    def all_kinds(self) -> tuple[Kind, ...]:
        """The kinds of case, the plain complaint included where no kind of that name is given."""
        if any(kind.id == "complaint" for kind in self.kinds):
            return self.kinds
        first = next((stage.id for stage in self.stages if stage.case_kind == "complaint"), None)
        return self.kinds if first is None else (Kind("complaint", initial=first, by=("anyone",)), *self.kinds)

    def title(self, id: str, lang: str = "en") -> str:
        """What a person is shown for an id: its title in ``lang`` ("en" or "zh"), or the id where it has none.

        :raises InvalidInput: for another language.
        """
        if lang not in ("en", "zh"):
            raise unknown_language(lang)
        title: Any = self.title_of.get(id)
        return id if title is None else str(getattr(title, lang))
