"""The longest ids, keys and names that the door lets in are kept by every store, whatever they are made of."""

from __future__ import annotations

from datetime import date

import pytest

from complaintkit.deadlines import AtDue, Days
from complaintkit.errors import Refused
from complaintkit.rules import Actor, Category, Channel, Duty, Fact, Kind, Move, Numbering, Policy, Rung, Stage, Tally
from complaintkit.storage import MemoryStore
from complaintkit.testing import FixedDirectory
from complaintkit.values import Party
from tests.storage.servers import KINDS, databases
from tests.storage.shop import START, desk_on, opened

WIDE = "\U00020bb7"  # one character, four bytes in UTF-8


def wide(head: str, length: int = 100) -> str:
    """A text of this many characters."""
    return head + WIDE * (length - len(head))


CLERK, BOSS, KIND, UNIT = wide("clerk"), wide("boss"), wide("kind"), wide("unit")
CARL = Actor(wide("carl"), roles={CLERK}, unit=UNIT, on_behalf_of=wide("olga"))
POLICY = Policy(
    id=wide("policy"), version=wide("v"), in_force_from=date(2026, 1, 1), roles=(CLERK, BOSS),
    kinds=(Kind(KIND, initial=wide("new"), by=(CLERK,)),), channels=(Channel(wide("post")),),
    categories=(Category(wide("goods")),), facts=(Fact(wide("who"), "person", case_kind=KIND),),
    stages=(Stage(wide("new"), owner=CLERK, case_kind=KIND), Stage(wide("done"), "closed", case_kind=KIND)),
    moves=(
        Move(wide("find"), (wide("new"),), "=", by=(CLERK,), records=("found",)),
        Move(wide("close"), (wide("new"),), wide("done"), by=(BOSS,), records=("closed",)),
    ),
    duties=(Duty(wide("due"), owner=CLERK, starts="filed", ends=("closed",), term=Days(1), case_kind=KIND,
                 ladder=(Rung(wide("late"), AtDue(), tell=(BOSS,)),)),),
    numbering=(Numbering("filed", "{yy}{serial:03d}", scope="unit", case_kind=KIND),),
    tallies=(Tally(wide("upheld"), counts="found", subject=wide("who")),),
    log_refusals=("role",),
)  # fmt: skip


@pytest.fixture(params=("memory", "file", *KINDS))
def store(request, tmp_path):
    if request.param == "memory":
        yield MemoryStore()
    elif request.param == "file":
        with opened(tmp_path / "cases.db") as found:
            yield found
    else:
        with databases(request.param, tmp_path) as made:
            yield made.store()


def test_the_longest_texts_are_kept(store):
    """A case whose every id is as long as it may be is filed, found, swept, refused and counted, unshortened."""
    key, ref = wide("key", 255), wide("T", 255)
    directory = FixedDirectory({CARL.id: (CLERK,), wide("bea"): (BOSS,)})
    desk, clock = desk_on(store, POLICY, tenant=wide("acme"), directory=directory)
    given = {
        "by": CARL, "kind": KIND, "channel": wide("post"), "category": wide("goods"), "about": (wide("rex"),),
        "complainant": Party(name="Li", key=wide("li")), "facts": {wide("who"): wide("rex")},
        "refs": {wide("crm", 80): ref}, "key": key,
    }  # fmt: skip
    case = desk.file(**given)
    assert desk.file(**given).id == case.id
    assert case.number == "26001"
    for asked in ({"ref": (wide("crm", 80), ref)}, {"party": wide("li")}, {"stage": wide("new")}, {"owner": CLERK}):
        assert [found.id for found in desk.find(**asked).cases] == [case.id]
    desk.act(case.id, wide("find"), by=CARL)
    with pytest.raises(Refused):
        desk.act(case.id, wide("close"), by=CARL)
    clock.move_to(START.replace(day=9))
    assert [(duty, rung) for _, duty, rung in desk.sweep().fired] == [(wide("due"), wide("late"))]
    assert [notice.to for notice in desk.notices() if notice.what == "escalation"] == [BOSS]
    assert desk.verify().ok
