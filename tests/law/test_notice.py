"""The days of the summons, counted by hand in a calendar."""

from datetime import date

import pytest

from casework.law.notice import latest_notice_day, latest_urgent_day


@pytest.mark.parametrize(
    ("meeting", "days", "latest"),
    [
        (date(2026, 6, 15), None, date(2026, 6, 8)),
        (date(2026, 3, 2), None, date(2026, 2, 23)),
        (date(2024, 3, 4), None, date(2024, 2, 26)),  # over a leap day
        (date(2027, 1, 4), None, date(2026, 12, 28)),
        (date(2026, 6, 15), 14, date(2026, 6, 1)),  # its own rules ask for more
        (date(2026, 6, 15), 5, date(2026, 6, 8)),  # and cannot ask for less
    ],
)
def test_the_assembly_is_summoned_a_week_before(meeting: date, days: int | None, latest: date) -> None:
    assert latest_notice_day(meeting, assembly=True, notice_days=days) == latest


def test_a_committee_is_summoned_as_its_own_rules_say() -> None:
    assert latest_notice_day(date(2026, 6, 15), assembly=False) is None
    assert latest_notice_day(date(2026, 6, 15), assembly=False, notice_days=5) == date(2026, 6, 10)


@pytest.mark.parametrize(
    ("meeting", "latest"),
    [
        (date(2026, 6, 17), date(2026, 6, 16)),
        (date(2026, 6, 15), date(2026, 6, 13)),  # a Monday: the Saturday before
        (date(2026, 4, 7), date(2026, 4, 4)),  # after Easter: Saturday, for Sunday and Monday are holidays
        (date(2026, 6, 8), date(2026, 6, 5)),  # Saturday 6 June is the national day
        (date(2026, 6, 22), date(2026, 6, 19)),  # Midsummer day is a holiday, its eve is not
        (date(2026, 12, 28), date(2026, 12, 24)),
        (date(2027, 1, 2), date(2026, 12, 31)),
    ],
)
def test_an_urgent_matter_comes_at_the_latest_the_weekday_before(meeting: date, latest: date) -> None:
    assert latest_urgent_day(meeting) == latest
