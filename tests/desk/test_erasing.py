"""Personal values that are erased: who may, what stands against it, what goes and what stays."""

from __future__ import annotations

from typing import Any

import pytest

from complaintkit import Actor, Sent
from complaintkit.cases.reasons import reason
from complaintkit.cases.replay import replay
from complaintkit.deadlines import Years
from complaintkit.desk import Desk
from complaintkit.errors import InvalidInput, KeyConflict
from complaintkit.rules import Access, Fact, Message, Move, Policy, PolicyHistory, RetentionRule, Stage
from complaintkit.storage.sqlite import SQLiteStore
from complaintkit.testing import FixedClock, FixedDirectory
from complaintkit.values import ERASED, Party
from tests.desk.policies import BOSS, CLERK, OPEN, TX, World, at, policy, reasons, why, with_moves, world

SECRETS = ("asthma", "Li Wei", "138 0000", "Wu Min")
MINE = Party("Li Wei", key="p-1", contact="138 0000")
ALL = ("facts.illness", "parties.complainant.contact", "parties.complainant.name", "parties.reporter.name")
ASKED = {"by": BOSS, "reason": "asked for by letter of 3 March"}

YEAR = RetentionRule("one_year", starts="closed", term=Years(1), cite=TX("art. 7"))
KEEPING = (
    Move("hold", (*OPEN, "done"), "=", by=("boss",), records=("held",)),
    Move("release", (*OPEN, "done"), "=", by=("boss",), records=("released",)),
    Move("dispose", ("done",), "gone", by=("clerk",), records=("disposed",)),
)


def private(**parts: Any) -> Policy:
    """A policy with a personal fact: the clerk sees it, the boss may erase it. With retention: holds and disposal."""
    given: dict[str, Any] = {
        "facts": (Fact("illness", "text", personal=True, required=False), Fact("count", "whole", required=False)),
        "messages": (Message("news"),),
        "access": Access(sees=("clerk",), erases=("boss",), cite=TX("art. 20")),
        "stages": (*policy().stages, Stage("gone", "archived")),
    }
    note = Move("note", OPEN, "=", by=("clerk",), asks=("illness",), message="news", records=("informed",))
    return with_moves(note, *(KEEPING if "retention" in parts else ()), **{**given, **parts})


def filed(desk: World) -> str:
    """A case with personal values in two events."""
    case = desk.file(complainant=MINE, parties={"reporter": Party("Wu Min", key="p-2")}, facts={"illness": "asthma"})
    desk.desk.act(case, "note", by=CLERK, facts={"illness": "asthma, worse"}, message=Sent("letter"))
    return case


def closed(desk: World) -> str:
    """The same, replied to and closed."""
    case = filed(desk)
    for trigger in ("reply", "close"):
        desk.desk.act(case, trigger, by=CLERK)
    return case


def shows(text: object) -> list[str]:
    return [secret for secret in SECRETS if secret in str(text) or secret in repr(text)]


def test_everything_personal_goes_and_the_record_stays() -> None:
    """Values of both events are gone; the chain verifies, each decision comes out as it did, the key finds the case."""
    desk = world(private())
    case, other = closed(desk), closed(desk)
    before = desk.desk.events(case)
    after = desk.desk.erase(case, **ASKED)
    assert desk.store._personal["acme", case] == []
    assert desk.desk.events(case)[:-1] == before
    body: Any = desk.desk.events(case)[-1].body
    assert (body.paths, body.ground, body.reason) == (ALL, "request", ASKED["reason"])
    assert desk.desk.verify().ok
    view = desk.desk.view(case, by=CLERK)
    assert (view.facts["illness"], view.parties["complainant"]["name"]) == (ERASED, ERASED)
    assert view.parties["complainant"]["key"] == "p-1"
    assert [found.id for found in desk.desk.find(party="p-1").cases] == [case, other]
    program = desk.desk.program(case)
    again, decisions = replay(program, desk.desk.events(case))
    assert again == after
    assert all(decision.granted for _, decision in decisions)
    assert desk.desk.view(other, by=CLERK).facts["illness"] == "asthma, worse", "another case keeps its own"


def test_the_explanation_tells_that_values_went_and_which() -> None:
    """To staff with the clause, to the complainant too; the values are shown to nobody any more."""
    desk = world(private())
    case = closed(desk)
    desk.desk.erase(case, **ASKED)
    told = desk.desk.explain(case, by=CLERK).text()
    assert "personal values erased · by bea as boss [TX art. 20]" in told
    assert f"no longer there: {', '.join(ALL)}" in told
    assert f"given illness: {ERASED}" in told
    assert shows(told) == []
    assert "personal values erased" in desk.desk.explain(case, by=CLERK, audience="complainant").text()
    assert "个人信息已删除" in desk.desk.explain(case, by=CLERK, lang="zh").text()


def test_an_open_case_keeps_them() -> None:
    """And what it still owes is told too; closed, it owes nothing any more."""
    desk = world(private())
    case = filed(desk)
    found = reasons(lambda: desk.desk.erase(case, **ASKED))
    assert [item.code for item in found] == ["still_open", "still_owed"]
    assert shows(desk.desk.view(case, by=CLERK).facts) == ["asthma"], "refused, nothing is gone"
    desk.desk.act(case, "close", by=CLERK)
    desk.desk.erase(case, **ASKED)


def test_a_retention_rule_keeps_them_to_its_last_instant() -> None:
    """Closed on 2 March 2026 and kept a year: refused on 2 March 2027, granted on the 3rd."""
    desk = world(private(retention=(YEAR,)))
    case = closed(desk)
    desk.clock.move_to(at(2, 23, 59, 59, year=2027))
    found = why(lambda: desk.desk.erase(case, **ASKED))
    assert (found.code, found.cites) == ("retained", (TX("art. 7"),))
    desk.clock.move_to(at(3, 0, year=2027))
    desk.desk.erase(case, **ASKED)
    assert desk.desk.verify().ok


def test_a_legal_hold_stands_against_both() -> None:
    """Erasing on request and redaction alike, until it is released."""
    desk = world(private(retention=(YEAR,)))
    case = closed(desk)
    desk.clock.move_to(at(3, year=2027))
    desk.desk.act(case, "hold", by=BOSS)
    assert why(lambda: desk.desk.erase(case, **ASKED)).code == "legal_hold"
    assert why(lambda: desk.desk.redact(case, ["facts.illness"], **ASKED)).code == "legal_hold"
    desk.desk.act(case, "release", by=BOSS)
    desk.desk.erase(case, **ASKED)


def test_a_redaction_takes_single_values_of_an_open_case() -> None:
    """The value named goes, of every event that gave it; the others stay, and the case runs on."""
    desk = world(private())
    case = filed(desk)
    desk.desk.redact(case, ["facts.illness"], **ASKED)
    view = desk.desk.view(case, by=CLERK)
    assert (view.facts["illness"], view.parties["complainant"]["name"]) == (ERASED, "Li Wei")
    desk.desk.act(case, "note", by=CLERK, facts={"illness": "none"}, message=Sent("letter"))
    assert desk.desk.view(case, by=CLERK).facts["illness"] == "none", "a new value may be given"
    assert desk.desk.verify().ok


def test_only_whom_the_policy_names_may() -> None:
    """The clerk sees them and may not erase them; without a setting nobody may."""
    desk = world(private())
    case = closed(desk)
    found = why(lambda: desk.desk.erase(case, by=CLERK, reason="x"))
    assert (found.code, found.arg("by"), found.cites) == ("role", ("boss",), (TX("art. 20"),))
    desk = world(private(access=Access(sees=("clerk",))))
    case = closed(desk)
    assert why(lambda: desk.desk.erase(case, **ASKED)).arg("by") == ()


def test_where_a_directory_is_asked_a_claimed_role_erases_nothing() -> None:
    """Its answer counts, for and against."""
    desk = world(private(), directory=FixedDirectory({"cleo": ("clerk",), "bea": ("boss",)}))
    case = closed(desk)
    assert why(lambda: desk.desk.erase(case, by=Actor("nick", roles={"boss"}), reason="x")).code == "role"
    desk.desk.erase(case, by=Actor("bea"), reason="x")


def test_what_was_never_there_cannot_go() -> None:
    """A path without a personal value, and a case without any, are refused with a word on which."""
    desk = world(private())
    case = closed(desk)
    expected = tuple(reason("erasure", path=path, why="no_value") for path in ("facts.count", "facts.ilness"))
    assert reasons(lambda: desk.desk.redact(case, ("facts.count", "facts.ilness"), **ASKED)) == expected
    bare = desk.file()
    assert "nothing_personal" in [item.arg("why") for item in reasons(lambda: desk.desk.erase(bare, **ASKED))]


def test_bad_input_is_told_all_at_once() -> None:
    """No reason, a text where paths are asked, nothing named: every fault with its path."""
    desk = world(private())
    case = filed(desk)
    paths: Any = "facts.illness"
    with pytest.raises(InvalidInput) as caught:
        desk.desk.redact(case, paths, by=BOSS, reason="")
    assert {fault.path for fault in caught.value.faults} == {"reason", "paths"}
    with pytest.raises(InvalidInput, match="say which values"):
        desk.desk.redact(case, (), by=BOSS, reason="x")


def test_a_key_makes_it_repeatable() -> None:
    """The same again returns the first result; the same key for other values is an error."""
    desk = world(private())
    case = filed(desk)
    first = desk.desk.redact(case, ["facts.illness"], key="k", **ASKED)
    assert desk.desk.redact(case, ["facts.illness"], key="k", **ASKED) == first
    with pytest.raises(KeyConflict):
        desk.desk.redact(case, ["parties.reporter.name"], key="k", **ASKED)


def test_disposing_of_a_case_erases_them() -> None:
    """In the same transaction; the chain, with the disposal in it, still verifies."""
    desk = world(private(retention=(YEAR,)))
    case = closed(desk)
    desk.clock.move_to(at(3, year=2027))
    desk.desk.act(case, "dispose", by=CLERK)
    assert desk.store._personal["acme", case] == []
    assert desk.desk.view(case, by=CLERK).parties["reporter"]["name"] == ERASED
    assert desk.desk.verify().ok


def test_verify_finds_values_that_came_back_and_values_that_went_unasked() -> None:
    """A restored backup brings erased values back: told. A value that no event erased is missing: told."""
    desk = world(private())
    case = closed(desk)
    kept = list(desk.store._personal["acme", case])
    desk.desk.erase(case, **ASKED)
    desk.store._personal["acme", case] = kept[:1]
    (fault,) = desk.desk.verify().faults
    assert fault == (case, f"a personal value at {kept[0].path} is there although event 5 erased it")
    other = filed(desk)
    desk.store._personal["acme", case] = []
    gone = desk.store._personal["acme", other].pop()
    assert desk.desk.verify().faults == (
        (other, f"the personal value at {gone.path} of event {gone.seq} is missing, and no event erased it"),
    )


def test_nothing_of_them_is_left_in_the_file(tmp_path) -> None:
    """Not in freed pages, not in the log beside it: searched byte by byte, while another connection is open."""
    path = tmp_path / "crm.db"
    with SQLiteStore(path) as store, SQLiteStore(path) as reader:
        desk = World(Desk(PolicyHistory([private()]), store, tenant="acme", clock=FixedClock(at(2))), None, store)  # type: ignore[arg-type]
        cases = [closed(desk) for _ in range(3)]
        onlooker = Desk(PolicyHistory([private()]), reader, tenant="acme", clock=FixedClock(at(2)))
        assert onlooker.view(cases[0], by=CLERK).facts["illness"] == "asthma, worse"

        def found() -> set[str]:
            held = b"".join(file.read_bytes() for file in tmp_path.iterdir())
            return {secret for secret in SECRETS if secret.encode() in held}

        assert found() == set(SECRETS)
        for case in cases:
            desk.desk.erase(case, **ASKED)
        assert found() == set()
        assert desk.desk.verify().ok
        assert onlooker.view(cases[0], by=CLERK).facts["illness"] == ERASED
