"""Terms and conventions as values: what they accept, how they read."""

from __future__ import annotations

import pickle

import pytest

from complaintkit.deadlines import (
    CHINA_CIVIL_CODE,
    CONVENTIONS,
    ELAPSED,
    EU_1182_71,
    PLAIN,
    US_RULE_6,
    BeforeEvent,
    BusinessHours,
    BusinessMinutes,
    Convention,
    CountedFrom,
    Cycles,
    Days,
    EarlierOf,
    FollowedBy,
    Hours,
    Immediately,
    LaterOf,
    Minutes,
    Months,
    NthDayOf,
    NthDayOfNextMonth,
    Term,
    Weeks,
    WorkingDays,
    Years,
    term_text,
)
from complaintkit.errors import InvalidInput

COUNTED = (Minutes, Hours, BusinessMinutes, BusinessHours, Days, WorkingDays, Weeks, Months, Years)


@pytest.mark.parametrize("kind", COUNTED)
@pytest.mark.parametrize("count", [0, -1, True, 3.0, "3", None])
def test_a_count_is_a_whole_number_from_one_up(kind: type, count: object) -> None:
    """0, -1, True, 3.0 and texts are refused, with the path."""
    with pytest.raises(InvalidInput) as caught:
        kind(count)
    assert [fault.path for fault in caught.value.faults] == ["count"]


def test_trap_25_a_count_may_be_large() -> None:
    """More than 99 hours is nothing special."""
    assert Hours(720).count == 720


@pytest.mark.parametrize("n", [0, 32, True, 10.0])
def test_the_day_of_a_month_is_1_to_31(n: int) -> None:
    """Other numbers are refused."""
    with pytest.raises(InvalidInput):
        NthDayOfNextMonth(n)


@pytest.mark.parametrize(
    ("make", "paths"),
    [
        (lambda: Days(0, ends="noon", roll="back"), ["count", "ends", "roll"]),  # type: ignore[arg-type]
        (lambda: Days(1, roll=["following"]), ["roll"]),  # type: ignore[arg-type]
        (lambda: NthDayOfNextMonth(0, working=1, ends="x", roll="y"), ["n", "working", "ends", "roll"]),  # type: ignore[arg-type]
        (lambda: Immediately("noon"), ["judged_after"]),  # type: ignore[arg-type]
        (lambda: NthDayOf(8, "week", month=2, which="last", working=1), ["n", "month", "which", "working"]),  # type: ignore[arg-type]
        (lambda: NthDayOf(32, "quarter", month=4), ["n", "month"]),
        (lambda: NthDayOf(1, "fortnight"), ["span"]),  # type: ignore[arg-type]
        (lambda: Cycles(0, "", roll="x"), ["count", "of", "roll"]),  # type: ignore[arg-type]
        (lambda: BeforeEvent("", Immediately()), ["event", "length"]),  # type: ignore[arg-type]
        (lambda: CountedFrom(3, 4), ["anchor", "term"]),  # type: ignore[arg-type]
        (lambda: FollowedBy(1, 2), ["first", "then"]),  # type: ignore[arg-type]
        (lambda: EarlierOf((Days(1),)), ["terms"]),
        (lambda: LaterOf([Days(1), Days(2)]), ["terms"]),  # type: ignore[arg-type]
        (lambda: EarlierOf((Days(1), 3, "x")), ["terms[1]", "terms[2]"]),  # type: ignore[arg-type]
    ],
)
def test_every_fault_of_a_term_is_told_at_once(make, paths: list[str]) -> None:
    """All wrong fields in one error, each with its path."""
    with pytest.raises(InvalidInput) as caught:
        make()
    assert [fault.path for fault in caught.value.faults] == paths


def test_terms_are_values() -> None:
    """Equal, hashable, picklable; a day is not 24 hours (trap 6)."""
    assert Days(3) == Days(3)
    assert len({Days(3), Days(3), Days(3, roll="following"), WorkingDays(3), Hours(72)}) == 4
    nested = EarlierOf((Days(3), LaterOf((Hours(1), Months(2)))))
    assert pickle.loads(pickle.dumps(nested)) == nested


@pytest.mark.parametrize(
    ("term", "english", "chinese"),
    [
        (Minutes(1), "1 minute", "1分钟"),
        (Hours(24), "24 hours", "24小时"),
        (BusinessMinutes(30), "30 business minutes", "30个工作分钟"),
        (BusinessHours(8), "8 business hours", "8个工作小时"),
        (Days(1), "1 day", "1日"),
        (WorkingDays(3), "3 working days", "3个工作日"),
        (Weeks(2), "2 weeks", "2周"),
        (Months(6), "6 months", "6个月"),
        (Years(1), "1 year", "1年"),
        (NthDayOfNextMonth(1), "the 1st of the next month", "次月1日"),
        (NthDayOfNextMonth(22), "the 22nd of the next month", "次月22日"),
        (NthDayOfNextMonth(13), "the 13th of the next month", "次月13日"),
        (NthDayOfNextMonth(31), "the last day of the next month", "次月最后一日"),
        (NthDayOfNextMonth(3, working=True), "the 3rd working day of the next month", "次月第3个工作日"),
        (NthDayOfNextMonth(31, working=True), "the last working day of the next month", "次月最后一个工作日"),
        (NthDayOf(1, "week"), "Monday of the next week", "下周一"),
        (NthDayOf(7, "week", which="this"), "Sunday of this week", "本周日"),
        (NthDayOf(2, "week", working=True), "the 2nd working day of the next week", "下周第2个工作日"),
        (NthDayOf(7, "week", working=True), "the last working day of the next week", "下周最后一个工作日"),
        (NthDayOf(10, "month", which="this"), "the 10th of this month", "本月10日"),
        (NthDayOf(15, "quarter"), "the 15th of the 1st month of the next quarter", "下一季度第1个月15日"),
        (
            NthDayOf(31, "half_year", month=2),
            "the last day of the 2nd month of the next half-year",
            "下一个半年度第2个月最后一日",
        ),
        (NthDayOf(31, "year", month=3), "the last day of March of the next year", "次年3月最后一日"),
        (NthDayOf(1, "year", month=7, which="this"), "the 1st of July of this year", "本年7月1日"),
        (Cycles(1, "billing"), "1 complete cycle of billing", "1个完整周期（billing）"),
        (Cycles(2, "billing"), "2 complete cycles of billing", "2个完整周期（billing）"),
        (BeforeEvent("sale"), "before sale", "sale之前"),
        (BeforeEvent("hearing", Days(14)), "at least 14 days before hearing", "hearing前至少14日"),
        (CountedFrom("knowledge", Years(3)), "3 years from knowledge", "自knowledge起3年"),
        (FollowedBy(Days(28), Days(90)), "28 days, then 90 days", "28日届满后90日"),
        (Immediately(), "immediately", "立即"),
        (
            EarlierOf((WorkingDays(5), Days(7))),
            "the earlier of 5 working days and 7 days",
            "5个工作日、7日中以较早者为准",
        ),
        (
            LaterOf((Days(1), Days(2), Hours(3))),
            "the later of 1 day, 2 days and 3 hours",
            "1日、2日、3小时中以较晚者为准",
        ),
    ],
)
def test_terms_in_words(term: Term, english: str, chinese: str) -> None:
    """In both languages, singular and plural told apart."""
    assert term_text(term) == english
    assert term_text(term, "zh") == chinese


def test_words_need_a_term_and_a_language() -> None:
    """Anything else is refused."""
    with pytest.raises(InvalidInput):
        term_text(3)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        term_text(Days(3), "de")


def test_the_conventions_by_name() -> None:
    """Plain counts and stands; elapsed ends at the time of day; what is law cites its articles."""
    assert dict(CONVENTIONS) == {
        "plain": PLAIN,
        "elapsed": ELAPSED,
        "china_civil_code": CHINA_CIVIL_CODE,
        "eu_1182_71": EU_1182_71,
        "us_rule_6": US_RULE_6,
    }
    assert str(EU_1182_71.cite) == "Regulation (EEC, Euratom) No 1182/71 art. 3"
    assert str(US_RULE_6.cite) == "Federal Rules of Civil Procedure Rule 6(a)"
    assert (PLAIN.roll, PLAIN.ends, PLAIN.inclusive) == ("none", "day", False)
    assert ELAPSED.ends == "wall"
    assert (CHINA_CIVIL_CODE.roll, CHINA_CIVIL_CODE.ends) == ("following", "day")
    assert str(CHINA_CIVIL_CODE.cite) == "PRC Civil Code arts. 200-204"


def test_a_convention_is_checked_when_built() -> None:
    """All faults at once."""
    with pytest.raises(InvalidInput) as caught:
        Convention(
            "",
            start="soon",  # type: ignore[arg-type]
            cut_off="25:00",
            inclusive=1,  # type: ignore[arg-type]
            roll=None,  # type: ignore[arg-type]
            ends="noon",  # type: ignore[arg-type]
            hours_start="x",  # type: ignore[arg-type]
            hours_roll="following",  # type: ignore[arg-type]
            before_roll="back",  # type: ignore[arg-type]
            extends_from="x",  # type: ignore[arg-type]
            working_days_inside=-1,
            cite="art. 1",  # type: ignore[arg-type]
        )
    assert [fault.path for fault in caught.value.faults] == [
        "id", "start", "roll", "ends", "hours_start", "hours_roll", "before_roll", "extends_from", "inclusive",
        "working_days_inside", "cite", "cut_off",
    ]  # fmt: skip
