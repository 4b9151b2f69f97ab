"""A notice given to several sinks: each has its own tries, waits and dead letter, and holds up no other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from complaintkit.desk import Backlog, Courier, Desk, Notice
from complaintkit.errors import DeliveryFailed, InvalidInput
from tests.desk.policies import policy, world
from tests.desk.test_delivery import MINUTE, NOW, SLOW, Post, courier, desk_with, store  # noqa: F401 - a fixture

DOWN = DeliveryFailed("status 500")


@pytest.fixture
def posts() -> dict[str, Post]:
    return {"mail": Post(), "crm": Post()}


def had(posts: dict[str, Post]) -> dict[str, list[str]]:
    """What each sink was given, in order."""
    return {name: post.had for name, post in posts.items()}


def test_each_sink_gets_each_notice_once_under_one_id(store, posts):  # noqa: F811
    """And of a case in its order; the outbox tells of each once."""
    desk = desk_with(store, "a1", "b1", "a2").desk
    report = desk.deliver(courier(posts))
    assert had(posts) == {"mail": ["a1", "b1", "a2"], "crm": ["a1", "b1", "a2"]}
    assert sorted(report.delivered) == ["a1", "a1", "a2", "a2", "b1", "b1"]
    assert {name: each.delivered for name, each in report.sinks.items()} == {
        "mail": ("a1", "b1", "a2"), "crm": ("a1", "b1", "a2"),
    }  # fmt: skip
    assert (report.more, report.halted, desk.undelivered()) == (False, "", [])
    assert [notice.id for notice in desk.notices()] == ["a1", "b1", "a2"]
    assert (desk.deliver(courier(posts)).delivered, len(posts["crm"].had)) == ((), 3)


def test_one_that_fails_holds_up_no_other_and_makes_none_get_it_twice(store, posts):  # noqa: F811
    """Its own tries, waits and dead letter; the other had everything at once, later notices of the case too."""
    found = desk_with(store, "a1", "a2")
    posts["mail"].failing["a1"] = DOWN
    reports = [found.desk.deliver(courier(posts))]
    for wait in (1, 2, 4):
        found.clock.advance(wait * MINUTE)
        reports.append(found.desk.deliver(courier(posts)))
    assert posts["crm"].had == ["a1", "a2"]
    assert posts["mail"].had == ["a1", "a1", "a1", "a1", "a2"]
    assert [report.sinks["mail"].failed for report in reports[:3]] == [(("a1", "status 500"),)] * 3
    assert [report.sinks["crm"].delivered for report in reports] == [("a1", "a2"), (), (), ()]
    assert reports[3].dead == (("a1", "status 500"),)
    (letter,) = found.desk.dead_letters()
    assert (letter.notice.id, letter.sink, letter.tries) == ("a1", "mail", 4)


def test_a_dead_letter_is_sent_again_to_its_own_sink(store, posts):  # noqa: F811
    """Or, by its name, to one of several."""
    desk = desk_with(store, "a1").desk
    for post in posts.values():
        post.failing["a1"] = DeliveryFailed("gone", final=True)
    assert len(desk.deliver(courier(posts)).dead) == 2
    for post in posts.values():
        post.failing.clear()
    assert (desk.resend("a1", sink="fax"), desk.resend("a1", sink="crm")) == (0, 1)
    assert desk.deliver(courier(posts)).sinks["crm"].delivered == ("a1",)
    assert had(posts) == {"mail": ["a1"], "crm": ["a1", "a1"]}
    assert desk.resend() == 1
    assert desk.deliver(courier(posts)).sinks["mail"].delivered == ("a1",)


def test_a_receiver_that_asks_for_quiet_gets_it_alone(store, posts):  # noqa: F811
    """The report names whose quiet it is; it is resumed by its name."""
    found = desk_with(store, "a1", "b1")
    posts["mail"].failing["a1"] = DeliveryFailed("status 410", halts=True)
    report = found.desk.deliver(courier(posts))
    assert had(posts) == {"mail": ["a1"], "crm": ["a1", "b1"]}
    assert report.halted == "mail: status 410; until it is resumed"
    assert (found.desk.halted(), found.desk.halted("crm")) == ("", "")
    assert found.desk.halted("mail") == "status 410; until it is resumed"
    posts["mail"].failing.clear()
    found.desk.resume()
    assert found.desk.deliver(courier(posts)).delivered == ()
    found.desk.resume("mail")
    assert sorted(found.desk.deliver(courier(posts)).delivered) == ["a1", "b1"]


def test_a_sink_may_be_another_process_s(store, posts):  # noqa: F811
    """None in its place: what is for it waits for the courier that has it."""
    desk = desk_with(store, "a1").desk
    mine, theirs = {"mail": posts["mail"], "crm": None}, {"mail": None, "crm": posts["crm"]}
    assert desk.deliver(courier(mine)).delivered == ("a1",)
    assert [(o.notice.id, o.sink) for o in desk.undelivered()] == [("a1", "crm")]
    assert desk.deliver(courier(theirs)).delivered == ("a1",)
    assert had(posts) == {"mail": ["a1"], "crm": ["a1"]}


def test_each_sink_gets_its_turn_however_long_another_s_backlog(store, posts):  # noqa: F811
    """A limit of four is two for each, and says that there is more."""
    desk = desk_with(store, "a1", "b1", "c1").desk
    report = desk.deliver(courier(posts), 4)
    assert (had(posts), report.more) == ({"mail": ["a1", "b1"], "crm": ["a1", "b1"]}, True)
    report = desk.deliver(courier(posts), 4)
    assert (had(posts), report.more) == ({"mail": ["a1", "b1", "c1"], "crm": ["a1", "b1", "c1"]}, False)


def test_what_a_killed_deliverer_had_sent_comes_again_to_that_sink_alone(store, posts):  # noqa: F811
    """After the lease, under the same id."""
    found = desk_with(store, "a1")

    def power_cut(envelope: Any) -> None:
        raise KeyboardInterrupt

    posts["crm"].meanwhile = power_cut
    with pytest.raises(KeyboardInterrupt):
        found.desk.deliver(courier(posts, lease=10 * MINUTE))
    posts["crm"].meanwhile = None
    assert found.desk.deliver(courier(posts)).delivered == ()
    found.clock.advance(10 * MINUTE)
    assert found.desk.deliver(courier(posts)).delivered == ("a1",)
    assert had(posts) == {"mail": ["a1"], "crm": ["a1", "a1"]}


def test_one_sink_without_a_name_and_then_several(store, posts):  # noqa: F811
    """What was delivered before is not sent to them; what had failed is, with all its tries."""
    found = desk_with(store, "a1", "b1", "c1")
    lone = Post()
    lone.failing = {"b1": DOWN, "c1": KeyboardInterrupt()}
    with pytest.raises(KeyboardInterrupt):
        found.desk.deliver(courier(lone))
    found.clock.advance(MINUTE)
    assert sorted(found.desk.deliver(courier(posts)).delivered) == ["b1", "b1"]
    found.clock.advance(5 * MINUTE)
    assert sorted(found.desk.deliver(courier(posts)).delivered) == ["c1", "c1"]
    assert found.desk.deliver(courier(lone)).delivered == ()
    assert had(posts) == {"mail": ["b1", "c1"], "crm": ["b1", "c1"]}


def test_what_all_sinks_have_can_be_removed(store, posts):  # noqa: F811
    """A notice that waits for one of them stays in the outbox."""
    found = desk_with(store, "a1", "b1")
    posts["mail"].failing["b1"] = DOWN
    found.desk.deliver(courier(posts))
    assert found.desk.clear_outbox(NOW + timedelta(seconds=1)) == 3
    assert [notice.id for notice in found.desk.notices()] == ["b1"]


def renamed(store, posts):  # noqa: F811
    """Of a1, a2 and b1 "crm" had none: a1 was given up and the others wait, while "mail" had all of them."""
    found = desk_with(store, "a1", "a2", "b1")
    posts["crm"].failing = {"a1": DeliveryFailed("gone", final=True), "a2": DOWN, "b1": DOWN}
    found.desk.deliver(courier({"mail": posts["mail"], "crm": posts["crm"]}))
    posts["crm"].failing.clear()
    return found


def test_what_waits_for_a_name_that_nobody_serves_is_seen_and_readdressed(store, posts):  # noqa: F811
    """It goes to the new name, in the order of its case, and to no other a second time; what was given up after it."""
    found = renamed(store, posts)
    desk, crm = found.desk, Post()
    before = len(posts["mail"].had)
    after = courier({"mail": posts["mail"], "erp": crm})
    found.clock.advance(5 * MINUTE)
    assert desk.deliver(after).sinks["erp"].delivered == ()
    assert desk.backlog() == {"crm": Backlog(waiting=2, dead=1)}
    assert [letter.notice.id for letter in desk.undelivered(sink="crm")] == ["a2", "b1"]
    assert (desk.undelivered(sink="erp"), [letter.error for letter in desk.dead_letters(sink="crm")]) == ([], ["gone"])
    assert (desk.readdress("fax", "erp"), desk.readdress("crm", "erp"), desk.readdress("crm", "erp")) == (0, 3, 0)
    assert desk.backlog() == {"erp": (2, 1)}
    assert sorted(desk.deliver(after).sinks["erp"].delivered) == ["a2", "b1"]
    assert desk.resend(sink="erp") == 1
    assert desk.deliver(after).sinks["erp"].delivered == ("a1",)
    assert (crm.had, len(posts["mail"].had), desk.backlog()) == (["a2", "b1", "a1"], before, {})


def test_what_waits_for_a_sink_is_discarded(store, posts):  # noqa: F811
    """Some of it by its id, then all of it, given up or not; what the others have stays theirs."""
    desk = renamed(store, posts).desk
    assert (desk.discard("b1", "zz", sink="mail"), desk.discard("b1", sink="crm")) == (0, 1)
    assert desk.backlog() == {"crm": (1, 1)}
    assert (desk.discard(sink="crm"), desk.discard(sink="crm")) == (2, 0)
    assert (desk.backlog(), desk.undelivered(), desk.dead_letters()) == ({}, [], [])
    assert [notice.id for notice in desk.notices()] == ["a1", "a2", "b1"], "which mail had"
    assert desk.clear_outbox(NOW + timedelta(days=1)) == 3
    assert desk.notices() == ()


def test_more_than_a_page_is_discarded_and_readdressed(store, posts, monkeypatch):  # noqa: F811
    """Page after page, whatever else waits in between."""
    monkeypatch.setattr("complaintkit.desk.sending.PAGE", 2)
    desk = desk_with(store, *[f"{case}1" for case in "abcdefg"]).desk
    desk.deliver(courier({"mail": None, "crm": None}))
    assert (desk.readdress("crm", "erp"), desk.discard(sink="mail"), desk.backlog()) == (7, 7, {"erp": (7, 0)})
    assert (desk.discard("c1", "g1", sink="erp"), desk.discard(sink="erp"), desk.notices()) == (2, 5, ())


def test_what_waits_for_no_sink_by_name_may_be_discarded(store):  # noqa: F811
    """Also while one of it is on its way: that is told as overtaken."""
    desk = desk_with(store, "a1", "a2", "b1").desk
    lone = Post()
    lone.meanwhile = lambda envelope: desk.discard(sink="")
    report = desk.deliver(courier(lone))
    assert (lone.had, report.delivered, report.overtaken) == (["a1"], (), ("a1",))
    assert (desk.notices(), desk.backlog()) == ((), {})


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda desk: desk.readdress("", "erp"), "sink"),
        (lambda desk: desk.readdress("crm", "x" * 101), "to"),
        (lambda desk: desk.readdress("crm", "crm"), "another sink"),
        (lambda desk: desk.discard(sink=None), "sink"),
    ],
)
def test_what_is_no_name_of_a_sink_is_refused(store, ask, told):  # noqa: F811
    """And nothing is done."""
    desk = desk_with(store, "a1").desk
    with pytest.raises(InvalidInput, match=told):
        ask(desk)
    assert desk.backlog() == {"": (1, 0)}


def test_eight_deliverers_at_once_send_each_notice_once_to_each_sink(store):  # noqa: F811
    """However they share the work."""
    import threading

    ids = [f"{case}{n}" for n in range(1, 4) for case in "abcd"]
    found = desk_with(store, *ids)
    got: dict[str, list[str]] = {"mail": [], "crm": []}
    sinks = {name: (lambda envelope, name=name: got[name].append(envelope.id)) for name in got}

    def work() -> None:
        mine = Desk(found.desk.history, store, tenant="acme", clock=found.clock)
        while any(len(each) < len(ids) for each in got.values()):
            mine.deliver(Courier(sinks))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for each in got.values():
        assert sorted(each) == sorted(ids)
        assert all([id for id in each if id[0] == case] == [f"{case}{n}" for n in range(1, 4)] for case in "abcd")


def test_telemetry_names_the_sink(store, posts):  # noqa: F811
    """Of each try."""
    from contextlib import contextmanager

    seen: list[tuple[str, str]] = []

    class Listening:
        @contextmanager
        def watch(self, work: str, told: dict[str, Any]) -> Any:
            yield
            if work == "notice":
                seen.append((told["sink"], told["outcome"]))

    found = world(policy(), now=NOW, store=store, telemetry=Listening())
    with store.begin() as tx:
        tx.post([Notice("a1", "acme", "a", "form", "slip", "boss", NOW)])
    posts["crm"].failing["a1"] = DOWN
    found.desk.deliver(Courier(posts, backoff=SLOW))
    assert sorted(seen) == [("crm", "failed"), ("mail", "delivered")]


@pytest.mark.parametrize(
    ("sinks", "told"),
    [
        ({}, "one sink at least"),
        ({"": print}, "not empty"),
        ({3: print}, "got int"),
        ({"x" * 101: print}, "100"),
        ({"mail": "a sink"}, "sink.mail"),
    ],
)
def test_sinks_that_cannot_be_used_are_refused(sinks, told):
    """Each with its path."""
    with pytest.raises(InvalidInput, match=told):
        Courier(sinks)
