"""Running the complaints through the desk: filed on the day they came in, the rest on the day of the extract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from complaintkit import Actor, Desk
from complaintkit.storage import SQLiteStore
from complaintkit.testing import FixedClock
from examples.cfpb.complaints import Complaint, noon
from examples.cfpb.policy import DISPUTE, UNANSWERED, new_york, policy

INTAKE = Actor("intake", roles={"first_receiver"})
MANAGER = Actor("manager", roles={"complaint_manager"})
HEAD = Actor("head", roles={"outlet_head"})

EXTRACT = noon(date(2015, 10, 8))
"""The day after the newest complaint of the snapshot. What became of the complaints was known by then, and nothing
says since when: all of it is entered on this day."""
TOGETHER = 100
"""Complaints taken in one transaction."""


class Replay:
    """The bureau's complaints through the steps that T1 asks for.

    The bureau publishes what came in and what came of it. The steps in between (the register, the signature) are those
    without which T1 closes nothing; that the one who took a complaint could answer it is assumed of all.

    Every command carries a key made of the complaint's id, so that a run which was cut short, or is repeated,
    continues: what was done before gives its first result again.
    """

    def __init__(self, store: SQLiteStore) -> None:
        self.clock = FixedClock(EXTRACT)
        self.desk = Desk(
            policy(), store, tenant="cfpb", clock=self.clock, calendars={"new_york": new_york()}, ids=self._id
        )
        self.filed = 0
        self._filing = ""

    def _id(self) -> str:
        """A case is named like its complaint; asked for new cases only."""
        self.filed += 1
        return self._filing

    def run(self, complaints: Iterable[Complaint]) -> None:
        """Take the complaints in, some at a time in one transaction."""
        for some in in_batches(complaints):
            with self.desk.batch():
                for complaint in some:
                    self.file(complaint)
                    self.take_in(complaint)

    def file(self, complaint: Complaint) -> None:
        """File a complaint on the day it was received."""
        self.clock.move_to(complaint.received)
        self._filing = complaint.id
        facts = {
            "content": complaint.content,
            "sub_product": complaint.sub_product,
            "company": complaint.company,
            "state": complaint.state,
            "sent_on": complaint.sent_on,
        }
        self.desk.file(
            by=INTAKE,
            channel=complaint.channel,
            category=complaint.category,
            about=(complaint.company,),
            received_at=complaint.received,
            facts={id: value for id, value in facts.items() if value},
            refs={"cfpb": complaint.id},
            key=f"{complaint.id}/file",
        )

    def take_in(self, complaint: Complaint) -> None:
        """Enter, on the day of the extract, what the bureau says became of it."""
        self.clock.move_to(EXTRACT)
        facts = {
            "company_response": complaint.response,
            "timely": complaint.timely,
            "public_response": complaint.public_response or None,
            "disputed": complaint.disputed,
        }
        self._act(complaint, "take_in", INTAKE, {id: value for id, value in facts.items() if value is not None})
        if complaint.response not in UNANSWERED:
            self.answer(complaint)
        if complaint.disputed:
            self.follow_up(complaint)

    def answer(self, complaint: Complaint) -> None:
        """The answer, and T1's steps from it to the closing."""
        self.desk.act(
            complaint.id,
            "resolve",
            by=INTAKE,
            facts={
                "within_post_authority": True,
                "answerable_at_first": True,
                "cause": complaint.issue,
                "solution": complaint.response,
            },
            message={"means": "the bureau's portal"},
            key=f"{complaint.id}/resolve",
        )
        self._act(complaint, "register", MANAGER)
        self._act(complaint, "register_outcome", MANAGER, {"handling": complaint.response})
        self._act(complaint, "sign", HEAD)
        self._act(complaint, "close", MANAGER)

    def follow_up(self, complaint: Complaint) -> None:
        """File the case that follows from a disputed answer. When it was disputed the bureau does not say."""
        self._filing = f"{complaint.id}-{DISPUTE}"
        self.desk.file(
            by=INTAKE,
            channel=complaint.channel,
            category=complaint.category,
            about=(complaint.company,),
            facts={
                "content": f"the answer is disputed: {complaint.response}",
                "company": complaint.company,
                "sent_on": complaint.sent_on,
            },
            refs={"cfpb": complaint.id},
            link=(DISPUTE, complaint.id),
            key=f"{complaint.id}/{DISPUTE}",
        )

    def _act(self, complaint: Complaint, trigger: str, by: Actor, facts: dict[str, object] | None = None) -> None:
        self.desk.act(complaint.id, trigger, by=by, facts=facts or {}, key=f"{complaint.id}/{trigger}")


def in_batches(complaints: Iterable[Complaint]) -> Iterator[list[Complaint]]:
    """The complaints, some at a time."""
    rest = iter(complaints)
    while some := list(islice(rest, TOGETHER)):
        yield some
