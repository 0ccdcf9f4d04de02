"""Days off by two laws, told by hand from almanacs, and Easter by another library."""

from datetime import date, timedelta

import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from casework.law.days import (
    FIRST_YEAR,
    LAST_YEAR,
    holiday_name,
    is_weekday,
    is_working_day,
    next_working_day,
    one_year_after,
    why_off,
)

DAY = timedelta(days=1)
DAYS = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 20))


@pytest.mark.parametrize(
    ("day", "name", "until"),
    [
        (date(2026, 6, 19), "Midsommarafton", date(2026, 6, 22)),
        (date(2026, 12, 24), "Julafton", date(2026, 12, 28)),
        (date(2025, 12, 24), "Julafton", date(2025, 12, 29)),  # the longest row: a Wednesday
        (date(2026, 12, 31), "Nyårsafton", date(2027, 1, 4)),  # into the next year
        (date(2026, 4, 3), "Långfredagen", date(2026, 4, 7)),
        (date(2026, 1, 6), "Trettondedag jul", date(2026, 1, 7)),
        (date(2026, 5, 1), "Första maj", date(2026, 5, 4)),
        (date(2026, 5, 14), "Kristi himmelsfärdsdag", date(2026, 5, 15)),
        (date(2025, 6, 6), "Nationaldagen", date(2025, 6, 9)),
        (date(2004, 5, 31), "Annandag pingst", date(2004, 6, 1)),  # the last one that was a holiday
        (date(2026, 10, 31), "Alla helgons dag", date(2026, 11, 2)),
        (date(2026, 4, 4), "lördag", date(2026, 4, 7)),  # Easter eve is off as a Saturday
        (date(2026, 3, 1), "söndag", date(2026, 3, 2)),
    ],
)
def test_a_period_that_ends_on_a_day_off_ends_on_the_next_working_day(day: date, name: str, until: date) -> None:
    assert (why_off(day), is_working_day(day), next_working_day(day)) == (name, False, until)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 4, 2),  # Maundy Thursday
        date(2026, 4, 30),  # the last of April
        date(2026, 1, 5),  # Twelfth Night
        date(2026, 5, 15),  # between a holiday and a weekend
        date(2026, 5, 25),  # the Monday after Whitsun, no holiday since 2005
        date(2003, 6, 6),  # the national day, before it was a holiday
        date(2024, 2, 29),
    ],
)
def test_what_many_take_off_is_a_working_day(day: date) -> None:
    assert (why_off(day), next_working_day(day)) == (None, day)


def test_the_two_laws_count_a_year_differently() -> None:
    """2026 has 104 days of weekends; 10 other days off fall within the week, three of them eves."""
    year = [date(2026, 1, 1) + DAY * number for number in range(365)]
    assert sum(is_working_day(day) for day in year) == 365 - 104 - 10
    assert sum(not is_weekday(day) for day in year) == 52 + 11
    assert [day for day in year if is_weekday(day) and holiday_name(day)] == [
        date(2026, 6, 19),
        date(2026, 12, 24),
        date(2026, 12, 31),
    ]


@given(DAYS)
def test_a_shift_never_goes_back_never_lands_on_a_day_off_and_passes_no_working_day(day: date) -> None:
    shifted = next_working_day(day)
    assert is_working_day(shifted)
    assert 0 <= (shifted - day).days <= 5
    assert not any(is_working_day(day + DAY * number) for number in range((shifted - day).days))


@given(DAYS)
def test_who_may_act_on_a_day_may_do_so_on_a_weekday_too(day: date) -> None:
    assert is_weekday(day) or not is_working_day(day)


@given(st.integers(FIRST_YEAR, LAST_YEAR))
def test_the_days_that_move_are_where_the_moon_puts_them(year: int) -> None:
    sunday = easter(year)
    assert [holiday_name(sunday + DAY * number) is not None for number in (-2, 0, 1, 39, 49)] == [True] * 5
    eve = next(date(year, 6, 19) + DAY * number for number in range(7) if date(year, 6, 19 + number).isoweekday() == 5)
    assert (why_off(eve), why_off(eve + DAY)) == ("Midsommarafton", "Midsommardagen")


@pytest.mark.parametrize("day", [date(1991, 12, 31), date(2101, 1, 1), date(9999, 12, 31)])
def test_a_year_that_nobody_knows_is_refused(day: date) -> None:
    with pytest.raises(ValueError, match="are not known"):
        is_working_day(day)


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2025, 11, 30), date(2026, 11, 30)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2023, 2, 28), date(2024, 2, 28)),
        (date(2026, 12, 31), date(2027, 12, 31)),
    ],
)
def test_a_year_ends_on_the_day_with_the_same_number(day: date, later: date) -> None:
    assert one_year_after(day) == later
