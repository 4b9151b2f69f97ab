"""Who may act when those who usually do are away; and, by a directory, who is there at all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from complaintkit.checks.checking import Checking, cite_of
from complaintkit.checks.issue import Issue
from complaintkit.checks.reasoning import NOT_FALSE
from complaintkit.checks.situations import Situation
from complaintkit.checks.ways import Ways
from complaintkit.rules.meetings import Meeting
from complaintkit.rules.moves import Move
from complaintkit.rules.record import ANYONE, SYSTEM, Actor
from complaintkit.rules.roles import Role

__all__ = ["Holders", "holder_issues", "people_issues", "quorum_issues", "seats_of"]

STRANGER = Actor("stranger")


class Holders(Protocol):
    """As much of a directory as a check asks: who holds a role. Every directory of a desk has it."""

    def holders(self, tenant: str, role: str, unit: str | None, at: datetime) -> Collection[str]:
        """The persons who hold a role, in a unit (None: in any), at an instant."""
        ...


def people_issues(checking: Checking, all_ways: Sequence[Ways]) -> Iterator[Issue]:
    """Roles that nobody stands in for, and chains of last resorts that come back to where they began."""
    roles = checking.program.roles
    for i, role in enumerate(checking.policy.roles):
        path = f"$.roles[{i}]({role.id})"
        found = _move_by(checking, all_ways, role, roles)
        if found is None:
            continue
        move, situation = found
        circle = _circle(checking, role)
        if role.last_resort is None:
            said = f"nobody may {move.trigger!r} once every holder of {' and '.join(map(repr, move.by))} is away"
            yield _alone(checking, "nobody_left", path, said, role, move, situation)
        elif circle:
            said = f"{' → '.join(circle)}: with their holders away nobody may {move.trigger!r}"
            yield _alone(checking, "stand_ins_in_a_circle", path, said, role, move, situation)


def _move_by(
    checking: Checking, all_ways: Sequence[Ways], role: Role, roles: dict[str, Role]
) -> tuple[Move, Situation] | None:
    """A move that can be made, for this role and for others only that nobody stands in for either."""
    if role.everyone or _anybody_stands_in(checking, role):
        return None
    for ways in all_ways:
        reached = {place.stage for place in ways.places}
        for index, (_, move) in sorted(enumerate(ways.moves), key=lambda pair: len(pair[1][1].by)):
            if role.id not in move.by or not reached & set(move.sources) or ANYONE in move.by or SYSTEM in move.by:
                continue
            if index not in ways.granted:
                continue
            if any(roles[id].everyone or not _ends_nowhere(checking, roles[id]) for id in move.by if id != role.id):
                continue
            answer = checking.reasoner.ask((move.when, NOT_FALSE), within=ways.limits((move.when,)))
            if answer.situation is not None:
                return move, answer.situation
    return None


def seats_of(role: Role) -> tuple[str, ...]:
    """Who stands in for a role: its deputies, then its last resort."""
    return role.deputies if role.last_resort is None else (*role.deputies, role.last_resort)


def _ends_nowhere(checking: Checking, role: Role) -> bool:
    """Whether a role's chain of stand-ins has no end outside itself; what everybody holds is an end."""
    if _anybody_stands_in(checking, role):
        return False
    return role.last_resort is None or bool(_circle(checking, role))


def _anybody_stands_in(checking: Checking, role: Role) -> bool:
    roles = checking.program.roles
    return any(roles[id].everyone for id in seats_of(role))


def _circle(checking: Checking, role: Role) -> tuple[str, ...]:
    """The last resorts from a role on, until one comes again; empty where the chain ends."""
    seen = [role.id]
    following = role.last_resort
    while following is not None and following not in seen:
        seen.append(following)
        following = checking.program.roles[following].last_resort
    return () if following is None else (*seen, following)


def _alone(checking: Checking, code: str, path: str, said: str, role: Role, move: Move, situation: Situation) -> Issue:
    """Everybody who might act holds a role by the directory, and is away."""
    roles = checking.program.roles
    seats: dict[str, None] = {}
    for id in (*move.by, *_circle(checking, role)):
        seats.update(dict.fromkeys((id, *seats_of(roles[id]))))
    people = tuple((f"{id}-1", (id,)) for id in seats)
    witness = checking.witness(
        situation,
        kind=checking.kind_of(move),
        stage=move.sources[0],
        trigger=move.trigger,
        by=STRANGER,
        people=people,
        absent=tuple(person for person, _ in people),
    )
    return checking.issue(code, path, said, witness, clause=cite_of(role) or cite_of(move))


def holder_issues(checking: Checking, directory: Holders, tenant: str, at: datetime | None = None) -> Iterator[Issue]:
    """Roles that somebody must hold, and that nobody holds by the directory, stand-ins included."""
    moment = checking.moment if at is None else at
    for i, role in enumerate(checking.policy.roles):
        moves = [move for _, move in checking.moves() if role.id in move.by]
        seats = (role.id, *seats_of(role))
        if role.everyone or not moves or any(directory.holders(tenant, seat, None, moment) for seat in seats):
            continue
        move = next((move for move in moves if len(move.by) == 1), moves[0])
        answer = checking.reasoner.ask((move.when, NOT_FALSE))
        witness = checking.witness(
            answer.situation,
            at=moment,
            kind=checking.kind_of(move),
            stage=move.sources[0],
            trigger=move.trigger,
            by=STRANGER,
            other=role.id,
        )
        said = f"nobody holds {role.id!r} or stands in for it, and {move.trigger!r} is for it"
        yield checking.issue("missing_holder", f"$.roles[{i}]({role.id})", said, witness, clause=cite_of(role))


def quorum_issues(checking: Checking, directory: Holders, tenant: str, at: datetime | None = None) -> Iterator[Issue]:
    """Bodies that by the directory have fewer members than must be there for them to decide, and none at all."""
    moment = checking.moment if at is None else at
    for i, body in enumerate(checking.policy.bodies):
        move = next((move for _, move in checking.moves() if move.decided_by == body.id), None)
        members = {who for role in body.members for who in directory.holders(tenant, role, None, moment)}
        needed = body.judge(Meeting.of({}), members=members).quorum
        if move is None or len(members) >= needed:
            continue
        answer = checking.reasoner.ask((move.when, NOT_FALSE))
        witness = checking.witness(
            answer.situation,
            at=moment,
            kind=checking.kind_of(move),
            stage=move.sources[0],
            trigger=move.trigger,
            by=STRANGER,
            other=body.id,
        )
        said = f"{body.id!r} has {len(members)} members, {needed} must be there, and {move.trigger!r} is decided by it"
        yield checking.issue("never_quorate", f"$.bodies[{i}]({body.id})", said, witness, clause=cite_of(body))
