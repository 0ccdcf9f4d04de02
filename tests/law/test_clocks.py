"""From the meeting until the decisions are final: the cases of real municipalities, and days told by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.law.clocks import (
    Days,
    days_from,
    earliest_final_day,
    earliest_removal,
    last_administrative_appeal_day,
    last_appeal_day,
    latest_approval_day,
    latest_posting_day,
)
from casework.law.days import FIRST_YEAR, LAST_YEAR, is_working_day

DAYS = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR - 1, 12, 31))


@pytest.mark.parametrize(
    ("posted", "last", "removal"),
    [
        (date(2019, 2, 5), date(2019, 2, 26), date(2019, 2, 27)),  # Söderhamn, and acceptance test 4
        (date(2018, 4, 3), date(2018, 4, 24), date(2018, 4, 25)),  # Kramfors
        (date(2024, 2, 8), date(2024, 2, 29), date(2024, 3, 1)),  # a leap day
        (date(2024, 2, 9), date(2024, 3, 1), date(2024, 3, 2)),
        (date(2026, 5, 29), date(2026, 6, 22), date(2026, 6, 23)),  # midsummer eve gives way to Monday
        (date(2026, 12, 3), date(2026, 12, 28), date(2026, 12, 29)),  # Christmas eve
        (date(2026, 12, 10), date(2027, 1, 4), date(2027, 1, 5)),  # New Year's eve
        (date(2026, 3, 13), date(2026, 4, 7), date(2026, 4, 8)),  # Good Friday
        (date(2026, 3, 14), date(2026, 4, 7), date(2026, 4, 8)),  # posted on a Saturday
        (date(2026, 12, 16), date(2027, 1, 7), date(2027, 1, 8)),  # Epiphany
    ],
)
def test_three_weeks_from_the_notice(posted: date, last: date, removal: date) -> None:
    assert (last_appeal_day(posted), earliest_removal(last), earliest_final_day(last)) == (last, removal, removal)


def test_the_shift_can_be_left_out() -> None:
    assert last_appeal_day(date(2026, 5, 29), shift=False) == date(2026, 6, 19)
    assert last_administrative_appeal_day(date(2026, 5, 29)) == date(2026, 6, 22)
    assert last_administrative_appeal_day(date(2026, 5, 29), shift=False) == date(2026, 6, 19)


@pytest.mark.parametrize(
    ("met", "approve"),
    [
        (date(2026, 2, 27), date(2026, 3, 13)),  # the notes of a member consultation, signed on day 13
        (date(2026, 3, 2), date(2026, 3, 16)),
        (date(2024, 2, 19), date(2024, 3, 4)),
        (date(2026, 12, 14), date(2026, 12, 28)),
        (date(2026, 12, 10), date(2026, 12, 24)),  # Christmas eve is a day like others here
    ],
)
def test_minutes_are_approved_within_fourteen_days(met: date, approve: date) -> None:
    assert latest_approval_day(met) == approve


@pytest.mark.parametrize(
    ("approved", "second", "shifted"),
    [
        (date(2026, 3, 6), date(2026, 3, 8), date(2026, 3, 9)),  # Friday gives Sunday
        (date(2026, 3, 4), date(2026, 3, 6), date(2026, 3, 6)),
        (date(2026, 4, 1), date(2026, 4, 3), date(2026, 4, 7)),
        (date(2024, 2, 28), date(2024, 3, 1), date(2024, 3, 1)),
        (date(2026, 12, 30), date(2027, 1, 1), date(2027, 1, 4)),
    ],
)
def test_the_notice_is_posted_on_the_second_day_and_later_only_where_somebody_says_so(
    approved: date, second: date, shifted: date
) -> None:
    assert (latest_posting_day(approved), latest_posting_day(approved, shift=True)) == (second, shifted)


def test_acceptance_3_minutes_approved_on_day_15_are_late() -> None:
    met = date(2026, 3, 2)
    assert days_from(met_on=met, approved_on=met + timedelta(days=14)).approved_in_time is True
    assert days_from(met_on=met, approved_on=met + timedelta(days=15)).approved_in_time is False


def test_acceptance_3_each_part_that_is_approved_by_itself_has_its_own_clock() -> None:
    met = date(2026, 3, 2)
    at_once = days_from(met_on=met, approved_on=met, posted_on=met)
    the_rest = days_from(met_on=met, approved_on=date(2026, 3, 12), posted_on=date(2026, 3, 13))
    assert (at_once.last_appeal_day, the_rest.last_appeal_day) == (date(2026, 3, 23), date(2026, 4, 7))
    assert (at_once.latest_posting_day, the_rest.latest_posting_day) == (date(2026, 3, 4), date(2026, 3, 14))


def test_what_is_not_known_has_no_days() -> None:
    assert days_from() == Days()
    assert days_from(met_on=date(2026, 3, 2)) == Days(latest_approval_day=date(2026, 3, 16))
    assert days_from(approved_on=date(2026, 3, 6)) == Days(latest_posting_day=date(2026, 3, 8))
    assert days_from(posted_on=date(2026, 5, 29)) == Days(
        last_appeal_day=date(2026, 6, 22),
        earliest_removal=date(2026, 6, 23),
        earliest_final=date(2026, 6, 23),
        three_weeks_end=date(2026, 6, 19),
    )


@pytest.mark.parametrize(("posted", "in_time"), [(date(2026, 3, 8), True), (date(2026, 3, 9), False)])
def test_a_notice_that_is_posted_late_is_told_and_counted_from_all_the_same(posted: date, in_time: bool) -> None:
    days = days_from(approved_on=date(2026, 3, 6), posted_on=posted)
    assert (days.posted_in_time, days.last_appeal_day) == (in_time, last_appeal_day(posted))


@pytest.mark.parametrize(
    ("met", "approved", "posted"),
    [
        (date(2026, 3, 2), date(2026, 3, 1), None),
        (None, date(2026, 3, 2), date(2026, 3, 1)),
        (date(2026, 3, 2), None, date(2026, 3, 1)),
        (date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 2)),
    ],
)
def test_days_in_an_impossible_order_are_refused(met: date | None, approved: date | None, posted: date | None) -> None:
    with pytest.raises(ValueError, match="is approved after"):
        days_from(met_on=met, approved_on=approved, posted_on=posted)


@given(DAYS)
def test_the_notice_stays_until_after_the_last_day_and_that_is_no_day_off(posted: date) -> None:
    last = last_appeal_day(posted)
    assert is_working_day(last)
    assert last >= last_appeal_day(posted, shift=False) == posted + timedelta(days=21)
    assert earliest_removal(last) > last
    assert earliest_final_day(last) > last


@given(DAYS, DAYS)
def test_a_later_posting_never_ends_sooner(one: date, other: date) -> None:
    first, then = sorted((one, other))
    assert last_appeal_day(first) <= last_appeal_day(then)
    assert latest_posting_day(first, shift=True) <= latest_posting_day(then, shift=True)


@given(DAYS)
def test_the_shift_of_the_posting_never_takes_a_day_away(approved: date) -> None:
    assert latest_posting_day(approved) <= latest_posting_day(approved, shift=True)
