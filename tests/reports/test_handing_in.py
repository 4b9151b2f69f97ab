"""What is owed is handed in as the store has it, and what was typed in is held against the store."""

from __future__ import annotations

import threading
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest

from complaintkit.errors import InvalidInput, Refused
from complaintkit.reports import draw_up, hand_in, verify_figures
from complaintkit.rules import Access
from complaintkit.testing import FixedClock
from complaintkit.values import Attachment
from tests.desk.policies import BOSS, CLERK
from tests.reports.owing import Shops, shops
from tests.reports.test_owed import EMPTY, filled


def checked(shop: Shops, case: str) -> dict[str, str]:
    """The verdict on each figure of a standing case."""
    return {row["figure"]: row["verdict"] for row in verify_figures(shop.desk, case).records()}


def test_the_move_gets_the_figures_of_the_store():
    """Nobody types a figure: they stand on the case as drawn up, with the hash of every file that was."""
    shop = filled()
    standing = shop.standing("2026-W10")
    note = Attachment.of_bytes("note.txt", b"see below")
    case, drawn = hand_in(
        shop.desk, standing, "tell", by=CLERK, facts={"remark": "a wet week"}, attachments=(note,), reason="Monday"
    )
    assert (case.stage, case.facts["received"], case.facts["kept"]) == ("told", 4, Fraction(1, 3))
    assert {id: case.facts[id] for id in drawn.facts} == dict(drawn.facts)
    assert case.attachments == (note, *drawn.attachments())
    assert set(checked(shop, standing).values()) == {"agrees"}
    assert shop.desk.verify().ok


def test_an_empty_period_is_handed_in_too():
    """Zeroes, and blanks for the rates of nothing."""
    shop = Shops()
    shop.sweep(shop.at(9))
    case, _ = hand_in(shop.desk, shop.standing("2026-W10"), "tell", by=CLERK, facts={"remark": "quiet"})
    assert {id: case.facts[id] for id in EMPTY} == EMPTY


@pytest.mark.parametrize(
    ("trigger", "facts", "said"),
    [
        ("wait", {}, "'wait' takes none of the figures that are drawn up: received, "),
        ("nothing", {}, "'nothing' takes none of the figures"),
        ("tell", {"remark": "x", "received": 5, "kept": "0.5"}, "leave it out @ facts.received\n"),
        ("tell", {"remark": 5}, "remark"),
    ],
)
def test_what_cannot_be_handed_in_is_told(trigger, facts, said):
    """A move that takes no figure, or is none; a figure typed in beside; a fact that cannot be read."""
    shop = filled()
    standing = shop.standing("2026-W10")
    with pytest.raises(InvalidInput) as caught:
        hand_in(shop.desk, standing, trigger, by=CLERK, facts=facts)
    assert said in str(caught.value)
    assert shop.desk.get(standing).version == 1


def test_a_refusal_writes_nothing():
    """Who may not tell it does not, and the case stays as it was opened."""
    shop = filled()
    standing = shop.standing("2026-W10")
    with pytest.raises(Refused):
        hand_in(shop.desk, standing, "tell", by=BOSS, facts={"remark": "x"})
    assert shop.desk.get(standing).version == 1
    assert not shop.desk.batching


def test_it_is_a_part_of_the_batch_that_is_open():
    """Taken back with the batch; a complaint filed in the batch before it counts."""
    shop = filled()
    standing = shop.standing("2026-W10")

    def given_up() -> None:
        with shop.desk.batch():
            shop.desk.file(by=attrs.evolve(CLERK, unit="east"), received_at=shop.at(8), reason="late")
            case, _ = hand_in(shop.desk, standing, "tell", by=CLERK, facts={"remark": "x"})
            assert (shop.desk.batching, case.facts["received"]) == (True, 5)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        given_up()
    assert shop.desk.get(standing).version == 1
    assert draw_up(shop.desk, standing, by=CLERK).facts["received"] == 4


def test_another_thread_is_in_no_batch():
    """A batch is of its own thread."""
    shop = Shops()
    seen = []
    with shop.desk.batch():
        thread = threading.Thread(target=lambda: seen.append(shop.desk.batching))
        thread.start()
        thread.join()
        assert shop.desk.batching
    assert seen == [False]


def typed(shop: Shops, **facts: object) -> str:
    """Hand in by typing: all as drawn up, but for what is given."""
    standing = shop.standing("2026-W10")
    drawn = draw_up(shop.desk, standing, by=CLERK)
    shop.act(standing, "tell", shop.at(9, 9), facts={**drawn.facts, "remark": "typed", **facts})
    return standing


def test_a_figure_typed_otherwise_is_seen():
    """Five where the store has four; the lines in another order are the same lines."""
    shop = filled()
    lines = [{"what": "size", "many": 1}, {"what": "colour", "many": 2}]
    verdicts = checked(shop, typed(shop, received=5, lines=lines, nothing=True))
    wrong = {figure for figure, verdict in verdicts.items() if verdict != "agrees"}
    assert wrong == {"received", "nothing"}
    assert verdicts["received"] == "differs"


@pytest.mark.parametrize(("rate", "verdict"), [("0.33", "agrees"), ("0.3", "agrees"), ("0.34", "differs"),
                                               ("0.3333", "agrees"), ("1/3", "agrees"), ("0", "agrees")])  # fmt: skip
def test_a_rate_agrees_to_the_places_it_was_told_with(rate, verdict):
    """A third, told with two places, one, four, exactly, or as none of one."""
    shop = filled()
    assert checked(shop, typed(shop, kept=rate))["kept"] == verdict


def test_half_a_unit_is_rounded_up():
    """One half to no place is one."""
    shop = filled()
    assert checked(shop, typed(shop, solved=Decimal(1)))["solved"] == "agrees"
    shop = filled()
    assert checked(shop, typed(shop, solved=Decimal(0)))["solved"] == "differs"


def test_a_later_entry_is_told_from_a_wrong_figure():
    """A letter of Saturday found on Tuesday: what was told was right then, and is not any more."""
    shop = filled()
    case = typed(shop, closings=9)
    shop.world.clock.move_to(shop.at(10))
    shop.desk.file(by=attrs.evolve(CLERK, unit="east"), received_at=shop.at(7), reason="lay in the box")
    row = next(row for row in verify_figures(shop.desk, case).records() if row["figure"] == "received")
    assert (row["stated"], row["then"], row["now"], row["verdict"]) == (4, 4, 5, "changed since")
    assert checked(shop, case)["closings"] == "differs"


def test_what_a_case_was_then_counts_then():
    """c3 was replied to after the report: then it was not resolved, and now it is; nothing else was typed wrong."""
    shop = filled()
    case = typed(shop)
    shop.act("c3", "reply", shop.at(10))
    changed = {figure for figure, verdict in checked(shop, case).items() if verdict != "agrees"}
    assert changed == {"solved"}, "its reply is late as it was overdue, and so no less on time"


def test_a_rate_may_change_with_time_alone():
    """On the 12th the reply to c7, of Sunday, is overdue too: one of four was on time."""
    shop = filled()
    case = typed(shop)
    shop.world.clock.move_to(shop.at(12))
    row = next(row for row in verify_figures(shop.desk, case).records() if row["figure"] == "kept")
    assert (row["then"], row["now"], row["verdict"]) == (Fraction(1, 3), Fraction(1, 4), "changed since")


def test_a_figure_corrected_is_held_against_its_own_moment():
    """The newest word counts: five, put right to four."""
    shop = filled()
    case = typed(shop, received=5)
    shop.world.clock.move_to(shop.at(10))
    entry = shop.desk.get(case).records["x_told"][-1].seq
    shop.desk.correct(case, entry, by=CLERK, reason="miscounted", facts={"received": 4})
    assert checked(shop, case)["received"] == "agrees"


def test_a_figure_stands_as_it_was_stated_last_whatever_was_put_right_before():
    """The opening is made to say four; the five of the entry after it stand, and are more than there were."""
    shop = filled(attrs.evolve(shops(), corrects=("boss",)))
    case = typed(shop, received=5)
    shop.world.clock.move_to(shop.at(10))
    shop.desk.correct(case, 1, by=BOSS, reason="foreseen", facts={"received": 4})
    assert checked(shop, case)["received"] == "differs"


def test_nothing_stated_is_nothing_to_verify():
    """Before it is handed in there is no line; a case that owes nothing is refused."""
    shop = filled()
    assert verify_figures(shop.desk, shop.standing("2026-W10")).rows == ()
    with pytest.raises(InvalidInput, match="owes no report"):
        verify_figures(shop.desk, "c1")
    with pytest.raises(InvalidInput, match="expected one of en, zh"):
        verify_figures(shop.desk, "c1", lang="fr")


def test_the_cases_a_list_shows_are_in_the_access_log():
    """Handing in looks at c6 and c1, which the list names; counting looks at nobody."""
    shop = filled(shops(access=Access(sees=("clerk",), logged=True, oversees=("boss",))))
    standing = shop.standing("2026-W10")
    hand_in(shop.desk, standing, "tell", by=CLERK, facts={"remark": "x"})
    looks = {f"c{n}": [look.what for look in shop.desk.accesses(f"c{n}")] for n in range(1, 9)}
    assert {case: seen for case, seen in looks.items() if seen} == {"c1": ["report"], "c6": ["report"]}


class Noting(FixedClock):
    """A clock that notes whether a batch is open on the desk whenever it is asked."""

    def __init__(self, shop: Shops) -> None:
        super().__init__(shop.world.clock.now())
        self.shop, self.noted = shop, []

    def now(self) -> datetime:
        """The instant, noted."""
        self.noted.append(self.shop.desk.batching)
        return super().now()


def test_it_is_drawn_up_and_put_on_record_in_one_transaction():
    """Whenever the time is asked for the transaction is open; afterwards it is not."""
    shop = filled()
    shop.desk.clock = clock = Noting(shop)
    hand_in(shop.desk, shop.standing("2026-W10"), "tell", by=CLERK, facts={"remark": "x"})
    assert set(clock.noted) == {True}
    assert not shop.desk.batching


def test_what_was_recorded_at_that_very_instant_was_known():
    """Entered as the report was handed in, replied to a day later: it was one of the five."""
    shop = filled()
    shop.world.clock.move_to(shop.at(9, 9))
    late = shop.file(shop.at(8, 12), reason="lay in the box")
    case = typed(shop)
    assert shop.desk.get(case).facts["received"] == 5
    shop.act(late, "close", shop.at(10))
    assert checked(shop, case)["received"] == "agrees"
