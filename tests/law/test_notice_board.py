"""A notice that was there all the while, and one that was not (KL 13:5, R-109, R-115)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.law.clocks import earliest_removal, last_appeal_day
from casework.law.days import STOCKHOLM
from casework.law.notice_board import AppealPeriod, Stretch, appeal_period, on_every, unbroken


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of 2019 in Stockholm."""
    return datetime(2019, month, day, hour, minute, tzinfo=STOCKHOLM)


STANDS = Stretch(at(2, 5))


def test_a_notice_that_stands_is_counted_from_its_posting() -> None:
    assert appeal_period([STANDS]) == AppealPeriod(date(2019, 2, 5), date(2019, 2, 26))
    assert appeal_period([]) is None


def test_acceptance_4_a_notice_that_was_away_has_not_run_out() -> None:
    """Down on 20 February and back on the 22nd: three new weeks, not the old ones and two days."""
    period = appeal_period([Stretch(at(2, 5), at(2, 20)), Stretch(at(2, 22))])
    assert period == AppealPeriod(date(2019, 2, 22), date(2019, 3, 15), restarted=True)
    assert period is not None
    assert [period.has_ended(day) for day in (date(2019, 2, 27), date(2019, 3, 15), date(2019, 3, 16))] == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("down", "last"),
    [
        (at(2, 27, 0), date(2019, 2, 26)),  # Söderhamn: removed on the day after
        (at(2, 26, 23, 59), None),  # a minute too early
        (at(2, 20), None),
    ],
)
def test_a_notice_that_is_gone_ran_out_only_if_it_stood_to_the_end(down: datetime, last: date | None) -> None:
    period = appeal_period([Stretch(at(2, 5), down)])
    assert period == AppealPeriod(date(2019, 2, 5), last)
    assert period is not None
    assert period.has_ended(date(2030, 1, 1)) is (last is not None)


def test_a_notice_stays_over_a_day_off_too() -> None:
    """Three weeks from 29 May 2026 end on midsummer eve, so Saturday is too early and Tuesday is not."""
    up = datetime(2026, 5, 29, 8, tzinfo=STOCKHOLM)
    on = [datetime(2026, 6, day, 8, tzinfo=STOCKHOLM) for day in (20, 23)]
    assert [appeal_period([Stretch(up, down)]) for down in on] == [
        AppealPeriod(date(2026, 5, 29), None),
        AppealPeriod(date(2026, 5, 29), date(2026, 6, 22)),
    ]
    assert appeal_period([Stretch(up, on[0])], shift=False) == AppealPeriod(date(2026, 5, 29), date(2026, 6, 19))


def test_what_has_run_out_stays_so_whatever_happens_to_the_notice() -> None:
    rows = [Stretch(at(2, 5), at(3, 1)), Stretch(at(4, 1), at(4, 2)), Stretch(at(5, 1))]
    assert appeal_period(rows) == AppealPeriod(date(2019, 2, 5), date(2019, 2, 26))


def test_the_newest_posting_counts_where_none_stood_long_enough() -> None:
    rows = [Stretch(at(2, 5), at(2, 9)), Stretch(at(3, 1), at(3, 9))]
    assert appeal_period(rows) == AppealPeriod(date(2019, 3, 1), None, restarted=True)
    assert appeal_period([*rows, Stretch(at(4, 1))]) == AppealPeriod(
        date(2019, 4, 1), date(2019, 4, 23), restarted=True
    )


def test_a_notice_that_is_replaced_at_once_is_unbroken() -> None:
    rows = [Stretch(at(2, 12)), Stretch(at(2, 5), at(2, 12))]
    assert unbroken(rows) == [STANDS]
    assert appeal_period(rows) == appeal_period([STANDS])


def test_what_was_noted_twice_counts_once() -> None:
    within = [Stretch(at(2, 5), at(2, 12)), Stretch(at(2, 6), at(2, 8))]
    assert unbroken(within) == [Stretch(at(2, 5), at(2, 12))]
    assert unbroken([*within, Stretch(at(2, 11), at(2, 20))]) == [Stretch(at(2, 5), at(2, 20))]


def test_boards_that_only_touch_were_never_up_together() -> None:
    assert on_every([[Stretch(at(2, 5), at(2, 9))], [Stretch(at(2, 9))]]) == []


@pytest.mark.parametrize(("minutes", "restarted"), [(0, True), (9, True), (10, False)])
def test_a_gap_of_minutes_is_one_unless_somebody_tolerates_it(minutes: int, restarted: bool) -> None:
    rows = [Stretch(at(2, 5), at(2, 12)), Stretch(at(2, 12, 9, 10))]
    period = appeal_period(rows, tolerance=timedelta(minutes=minutes))
    assert period == AppealPeriod(
        *((date(2019, 2, 12), date(2019, 3, 5)) if restarted else (date(2019, 2, 5), date(2019, 2, 26))),
        restarted=restarted,
    )


def test_the_day_is_that_of_stockholm() -> None:
    """23.30 in UTC on the day before summer time begins is the next day here."""
    late = Stretch(datetime(2026, 3, 27, 23, 30, tzinfo=UTC))
    assert appeal_period([late]) == AppealPeriod(date(2026, 3, 28), date(2026, 4, 20))


def test_a_joint_committee_is_counted_from_the_last_board_and_asks_all_of_them() -> None:
    boards = [[STANDS], [Stretch(at(2, 7))], [Stretch(at(2, 6))]]
    assert appeal_period(on_every(boards)) == AppealPeriod(date(2019, 2, 7), date(2019, 2, 28))
    gone = [*boards, [Stretch(at(2, 5), at(2, 10)), Stretch(at(2, 11))]]
    assert appeal_period(on_every(gone)) == AppealPeriod(date(2019, 2, 11), date(2019, 3, 4), restarted=True)
    assert appeal_period(on_every([*boards, []])) is None  # one of them has not posted it yet
    early = [[Stretch(at(2, 5), at(2, 27))], [Stretch(at(2, 12))]]  # the first board counted its own three weeks
    assert appeal_period(on_every(early)) == AppealPeriod(date(2019, 2, 12), None)


def test_what_is_no_time_on_a_notice_board_is_refused() -> None:
    with pytest.raises(ValueError, match="has a zone"):
        Stretch(datetime(2019, 2, 5))  # noqa: DTZ001  # what is refused
    with pytest.raises(ValueError, match="has a zone"):
        Stretch(at(2, 5), datetime(2019, 2, 6))  # noqa: DTZ001  # what is refused
    with pytest.raises(ValueError, match="after it was posted"):
        Stretch(at(2, 5), at(2, 4))
    with pytest.raises(ValueError, match="at least one"):
        on_every([])


# --- whatever the notice board did -----------------------------------------------------------------------------

HOURS = st.lists(st.integers(0, 24 * 120), unique=True, min_size=1, max_size=9).map(sorted)


def day_of(moment: datetime) -> date:
    """The day it is in Stockholm."""
    return moment.astimezone(STOCKHOLM).date()


@st.composite
def stood(draw: st.DrawFn) -> list[Stretch]:
    """Stretches one after the other; the last one may still stand."""
    moments = [datetime(2019, 1, 1, tzinfo=UTC) + timedelta(hours=hours) for hours in draw(HOURS)]
    ends: list[datetime | None] = [*moments[1::2]]
    return [Stretch(up, down) for up, down in zip(moments[::2], [*ends, None], strict=False)]


@given(stood())
def test_a_gap_never_shortens(rows: list[Stretch]) -> None:
    """With the gaps filled the same notice ends no later."""
    broken, whole = appeal_period(rows), appeal_period([Stretch(rows[0].up, rows[-1].down)])
    assert broken is not None
    assert whole is not None
    assert broken.posted_on >= whole.posted_on
    if broken.last_day is not None:
        assert whole.last_day is not None
        assert broken.last_day >= whole.last_day


@given(stood())
def test_a_period_that_ends_was_covered_by_one_unbroken_stretch(rows: list[Stretch]) -> None:
    period = appeal_period(rows)
    assert period is not None
    lasts = [last_appeal_day(day_of(row.up)) for row in rows]
    full = [n for n, row in enumerate(rows) if row.down is None or day_of(row.down) >= earliest_removal(lasts[n])]
    number = full[0] if full else len(rows) - 1
    assert period == AppealPeriod(day_of(rows[number].up), lasts[number] if full else None, restarted=number > 0)


@given(stood(), stood())
def test_another_notice_board_never_shortens(one: list[Stretch], other: list[Stretch]) -> None:
    both, alone = appeal_period(on_every([one, other])), appeal_period(one)
    assert alone is not None
    if both is not None and both.last_day is not None:
        assert alone.last_day is not None
        assert both.last_day >= alone.last_day
    assert on_every([one, other]) == on_every([other, one])


@given(
    st.permutations([Stretch(at(2, 5), at(2, 9)), Stretch(at(2, 9), at(2, 12)), Stretch(at(2, 7)), Stretch(at(4, 1))])
)
def test_the_order_in_which_they_were_noted_does_not_matter(rows: list[Stretch]) -> None:
    assert unbroken(rows) == [STANDS]
