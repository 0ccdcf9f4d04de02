"""What must be reported and by when (R-87, R-120, R-136)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.law.appeals import ADMINISTRATIVE_APPEAL, LEGALITY_REVIEW, NOT_APPEALABLE
from casework.law.clocks import last_appeal_day
from casework.law.reporting import (
    delegated_posting_day,
    lacks_own_minutes,
    last_day_of_matter,
    matter_is_late,
    meeting_to_report_at,
    next_information_day,
    warning_days,
)


def at(day: int, hour: int = 13) -> datetime:
    """A moment of March 2026."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("decided", "meeting"),
    [(at(1), at(3)), (at(3, 12), at(3)), (at(3), at(17)), (at(4), at(17)), (at(17, 14), None)],
)
def test_an_urgent_decision_is_reported_at_the_next_meeting(decided: datetime, meeting: datetime | None) -> None:
    assert meeting_to_report_at(decided, [at(17), at(3)]) == meeting


@pytest.mark.parametrize(
    ("route", "reported", "own", "lacks"),
    [
        (LEGALITY_REVIEW, False, False, True),
        (LEGALITY_REVIEW, False, True, False),
        (LEGALITY_REVIEW, True, False, False),
        (ADMINISTRATIVE_APPEAL, False, False, False),
        (NOT_APPEALABLE, False, False, False),
    ],
)
def test_acceptance_7_what_is_not_reported_and_can_be_appealed_has_minutes_of_its_own(
    route: str, reported: bool, own: bool, lacks: bool
) -> None:
    told = lacks_own_minutes(route, reported=reported, own_minutes=own)
    assert (told is not None) is lacks
    assert told is None or "protokollföras särskilt" in told


@pytest.mark.parametrize(
    ("own", "reported", "counted"),
    [
        (None, None, None),
        (date(2026, 3, 2), None, date(2026, 3, 2)),
        (None, date(2026, 4, 1), date(2026, 4, 1)),
        (date(2026, 3, 2), date(2026, 4, 1), date(2026, 3, 2)),
    ],
)
def test_the_period_of_a_delegated_decision_begins_with_the_first_notice_that_tells_of_it(
    own: date | None, reported: date | None, counted: date | None
) -> None:
    assert delegated_posting_day(own_notice=own, reported_in=reported) == counted


def test_a_delegated_decision_that_is_reported_has_the_days_of_those_minutes() -> None:
    counted = delegated_posting_day(reported_in=date(2019, 2, 5))
    assert counted is not None
    assert last_appeal_day(counted) == date(2019, 2, 26)


RAISED = date(2025, 11, 30)


def test_acceptance_8_a_motion_is_decided_or_reported_within_a_year_and_pointed_out_before() -> None:
    last = last_day_of_matter(RAISED)
    assert last == date(2026, 11, 30)
    assert warning_days(last) == [date(2026, 9, 1), date(2026, 10, 1), date(2026, 10, 31)]
    assert [matter_is_late(RAISED, day) for day in (last, last + timedelta(days=1))] == [False, True]


@pytest.mark.parametrize(
    ("settled", "late"), [(date(2026, 11, 30), False), (date(2026, 12, 1), True), (date(2025, 12, 1), False)]
)
def test_what_was_settled_is_judged_by_that_day(settled: date, late: bool) -> None:
    assert matter_is_late(RAISED, date(2028, 1, 1), settled_on=settled) is late


def test_a_year_from_a_leap_day_ends_in_february() -> None:
    assert last_day_of_matter(date(2024, 2, 29)) == date(2025, 2, 28)
    assert next_information_day(date(2026, 1, 26)) == date(2027, 1, 26)


@given(st.dates(date(1992, 1, 1), date(2099, 12, 31)), st.dates(date(1992, 1, 1), date(2101, 1, 1)))
def test_a_matter_becomes_late_once_and_stays_so(raised: date, today: date) -> None:
    assert matter_is_late(raised, today) <= matter_is_late(raised, today + timedelta(days=1))
    assert 365 <= (last_day_of_matter(raised) - raised).days <= 366
    assert all(day < last_day_of_matter(raised) for day in warning_days(last_day_of_matter(raised)))


def test_other_days_to_be_warned_may_be_chosen() -> None:
    assert warning_days(date(2026, 3, 31), [1, 30]) == [date(2026, 3, 1), date(2026, 3, 30)]
