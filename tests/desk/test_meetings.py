"""A body decides: the record of its meeting is asked for, judged, kept and explained."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from complaintkit import Actor, Desk, InvalidInput, Move, Policy, PolicyHistory, Refused, Stage
from complaintkit.rules import Body, Meeting, Recusal
from complaintkit.storage import SQLiteStore
from complaintkit.storage.memory import MemoryStore
from complaintkit.testing import FixedClock, FixedDirectory
from complaintkit.values import source

BY = source("Bylaws")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CLERK = Actor("clerk-1", {"clerk"})
BOARD = Body("board", ("partner",), quorum=Fraction(2, 3), chairs=("director",), cite=BY("4"))
CARRIED = Move("resolve", ("open",), "done", by=("clerk",), decided_by="board", records=("decided",), cite=BY("5"))
FALLEN = Move("resolve", ("open",), "dropped", by=("clerk",), decided_by="board", carried=False, records=("rejected",),
              cite=BY("6"))  # fmt: skip
FIRM = {"d": ("director", "partner"), "p": ("partner",), "q": ("partner",), "clerk-1": ("clerk",)}


def desk_of(*moves: Move, body: Body = BOARD, directory: FixedDirectory | None = None) -> Desk:
    """A desk of a firm whose board decides."""
    policy = Policy(
        id="firm", in_force_from=date(2026, 1, 1), roles=("clerk", "partner", "director"), bodies=(body,),
        stages=("open", Stage("done", "closed"), Stage("dropped", "closed")), moves=moves,
        recusal=Recusal(everything=True, cite=BY("9")),
    )  # fmt: skip
    return Desk(PolicyHistory([policy]), MemoryStore(), tenant="t", clock=FixedClock(NOON), directory=directory)


def reasons(desk: Desk, case: str, meeting: object, by: Actor = CLERK) -> dict[str, tuple[str, ...]]:
    """Why the board's decision is refused, each reason with its clauses."""
    decision = desk.consider(case, "resolve", by=by, meeting=meeting)
    assert not decision.granted
    return {item.code: tuple(map(str, item.cites)) for item in decision.reasons}


def test_a_motion_is_carried_or_falls_to_the_row_that_is_for_it():
    """Two of three in favour: done; one of three: dropped. Each rests on the clause of its row."""
    desk = desk_of(CARRIED, FALLEN)
    votes = {"d": "for", "p": "for", "q": "against"}
    won = desk.act(desk.file(by=CLERK).id, "resolve", by=CLERK, meeting={"votes": votes, "chair": "d"})
    assert (won.stage, "decided" in won.records) == ("done", True)
    votes["p"] = "abstains"
    lost = desk.act(desk.file(by=CLERK).id, "resolve", by=CLERK, meeting=Meeting.of(votes, chair="d"))
    assert (lost.stage, "rejected" in lost.records) == ("dropped", True)
    assert desk.verify().faults == ()


def test_without_a_row_for_it_a_motion_that_falls_is_refused():
    """The reason is the majority, with the counts, and the clauses of the body and of the row."""
    desk = desk_of(CARRIED)
    case = desk.file(by=CLERK).id
    with pytest.raises(Refused) as caught:
        desk.act(case, "resolve", by=CLERK, meeting={"votes": {"d": "for", "p": "against"}, "chair": "d"})
    (why,) = caught.value.decision.reasons
    assert (why.code, why.arg("in_favour"), why.arg("against"), why.arg("needed")) == ("majority", 1, 1, 2)
    assert tuple(map(str, why.cites)) == ("Bylaws 4", "Bylaws 5")
    assert desk.get(case).stage == "open"


def test_one_short_of_the_quorum_decides_nothing():
    """Two thirds of four are three; with two there neither row is taken."""
    desk = desk_of(CARRIED, FALLEN)
    case = desk.file(by=CLERK).id
    votes = {"d": "for", "p": "for", "q": "absent", "r": "absent"}
    assert set(reasons(desk, case, {"votes": votes, "chair": "d"})) == {"quorum"}
    votes["q"] = "abstains"
    assert desk.consider(case, "resolve", by=CLERK, meeting={"votes": votes, "chair": "d"}).granted


def test_the_record_of_the_meeting_is_asked_for():
    """Without it the offer says which body, and the command is refused until it is given."""
    desk = desk_of(CARRIED)
    case = desk.file(by=CLERK).id
    (offer,) = desk.available(case, by=CLERK)
    assert (offer.answer, offer.decided_by) == ("may_once", "board")
    assert set(reasons(desk, case, None)) == {"meeting"}
    assert set(reasons(desk, case, {"votes": {}})) == {"meeting"}


def test_whoever_chairs_was_there_and_holds_the_role():
    """No chair, one who was away, and by the directory one who may not."""
    desk = desk_of(CARRIED, directory=FixedDirectory(FIRM))
    case = desk.file(by=CLERK).id
    votes = {"d": "for", "p": "for", "q": "for"}
    assert set(reasons(desk, case, {"votes": votes})) == {"meeting"}
    assert set(reasons(desk, case, {"votes": {**votes, "d": "absent"}, "chair": "d"})) == {"meeting"}
    assert set(reasons(desk, case, {"votes": votes, "chair": "q"})) == {"meeting"}
    assert desk.consider(case, "resolve", by=CLERK, meeting={"votes": votes, "chair": "d"}).granted


def test_the_directory_says_who_the_members_are():
    """A guest votes in vain; a member who is not named was not there, and counts for the quorum."""
    desk = desk_of(CARRIED, directory=FixedDirectory({**FIRM, "r": ("partner",)}))
    case = desk.file(by=CLERK).id
    assert set(reasons(desk, case, {"votes": {"d": "for", "p": "for", "z": "for"}, "chair": "d"})) == {"meeting"}
    assert set(reasons(desk, case, {"votes": {"d": "for", "p": "for"}, "chair": "d"})) == {"quorum"}
    desk.act(case, "resolve", by=CLERK, meeting={"votes": {"d": "for", "p": "for", "q": "for"}, "chair": "d"})
    assert desk.verify().faults == ()


def test_whom_the_case_is_about_neither_votes_nor_counts():
    """Of three partners one is the respondent: his vote is refused with the clause on recusal, and two are enough."""
    desk = desk_of(CARRIED, directory=FixedDirectory(FIRM))
    case = desk.file(by=CLERK, about=("q",)).id
    votes = {"d": "for", "p": "for"}
    found = reasons(desk, case, {"votes": {**votes, "q": "for"}, "chair": "d"})
    assert found == {"recused": ("Bylaws 9", "Bylaws 4", "Bylaws 5")}
    assert desk.act(case, "resolve", by=CLERK, meeting={"votes": votes, "chair": "d"}).stage == "done"
    assert [a.reasons[0].code for a in desk.attempts(case)] == []  # considered, not tried


def test_where_every_member_is_the_respondent_nobody_is_left():
    """The refusal says so, whatever is voted."""
    desk = desk_of(CARRIED, FALLEN, directory=FixedDirectory(FIRM))
    case = desk.file(by=CLERK, about=("d", "p", "q")).id
    for meeting in (None, {"votes": {"d": "for", "p": "for"}, "chair": "d"}):
        assert set(reasons(desk, case, meeting)) == {"nobody_left"}


def test_the_explanation_tells_who_voted_how_and_by_which_clause_but_not_the_complainant():
    """For staff and regulator the votes, the counts and the rule; nothing of it for the complainant."""
    desk = desk_of(CARRIED)
    case = desk.file(by=CLERK).id
    desk.act(case, "resolve", by=CLERK, meeting={"votes": {"d": "for", "p": "for", "q": "against"}, "chair": "d"})
    text = desk.explain(case, by=CLERK, audience="regulator").text()
    assert "board: 3 of 3 members, 2 needed · 2 for, 1 against, 0 abstain; 2 for needed · carried [Bylaws 4]" in text
    assert "d (chair): for" in text
    assert "q: against" in text
    assert "反对" in desk.explain(case, by=CLERK, lang="zh").text()
    assert "against" not in desk.explain(case, by=CLERK, audience="complainant").text()


@pytest.mark.parametrize(
    ("meeting", "path"),
    [
        ("all for it", "meeting"),
        ({"vote": {}}, "meeting"),
        ({"votes": ["d"]}, "meeting.votes"),
        ({"votes": {"d": "maybe"}}, "meeting.votes.d"),
        ({"votes": {7: "for"}}, "meeting.votes"),
        ({"votes": {"d": "for"}, "chair": 7}, "meeting.chair"),
    ],
)
def test_a_record_that_cannot_be_read_is_refused_with_its_path(meeting, path):
    """What is no record of a meeting is an input fault, not a refusal."""
    desk = desk_of(CARRIED)
    case = desk.file(by=CLERK).id
    with pytest.raises(InvalidInput) as caught:
        desk.act(case, "resolve", by=CLERK, meeting=meeting)
    assert [fault.path for fault in caught.value.faults] == [path]


def test_a_move_that_no_body_decides_takes_no_meeting():
    """Giving one all the same is an input fault that says so."""
    desk = desk_of(CARRIED, Move("note", ("open",), "=", by=("clerk",)))
    case = desk.file(by=CLERK).id
    with pytest.raises(InvalidInput, match="takes no meeting"):
        desk.act(case, "note", by=CLERK, meeting={"votes": {"d": "for"}})


def test_the_same_key_with_other_votes_is_another_command():
    """An idempotency key is bound to the votes as well."""
    desk = desk_of(CARRIED)
    case = desk.file(by=CLERK).id
    met = {"votes": {"d": "for", "p": "for"}, "chair": "d"}
    first = desk.act(case, "resolve", by=CLERK, meeting=met, key="m")
    assert desk.act(case, "resolve", by=CLERK, meeting=met, key="m") == first
    with pytest.raises(ValueError, match="key"):
        desk.act(case, "resolve", by=CLERK, meeting={**met, "chair": "p"}, key="m")


def test_a_meeting_is_read_back_from_a_store_as_it_was(tmp_path):
    """Written to a file and read by another desk, the entry has the same votes, and the chain verifies."""
    history, met = desk_of(CARRIED).history, Meeting.of({"d": "for", "p": "for", "q": "absent"}, chair="d")
    with SQLiteStore(tmp_path / "cases.db") as store:
        desk = Desk(history, store, tenant="t", clock=FixedClock(NOON))
        case = desk.file(by=CLERK).id
        desk.act(case, "resolve", by=CLERK, meeting=met)
    with SQLiteStore(tmp_path / "cases.db") as store:
        again = Desk(history, store, tenant="t", clock=FixedClock(NOON))
        assert again.events(case)[-1].body.meeting == met
        assert again.verify().ok


def test_a_later_change_of_the_firm_changes_no_decision():
    """Who was a member stands in the entry: explained after a partner left, it comes out as it did."""
    members = dict(FIRM)
    clock, store = FixedClock(NOON), MemoryStore()
    before = desk_of(CARRIED, directory=FixedDirectory(members))
    desk = Desk(before.history, store, tenant="t", clock=clock, directory=FixedDirectory(members))
    case = desk.file(by=CLERK).id
    desk.act(case, "resolve", by=CLERK, meeting={"votes": {"d": "for", "p": "for"}, "chair": "d"})
    clock.advance(timedelta(days=1))
    later = Desk(before.history, store, tenant="t", clock=clock, directory=FixedDirectory({"clerk-1": ("clerk",)}))
    assert "2 of 3 members" in later.explain(case, by=CLERK).text()
