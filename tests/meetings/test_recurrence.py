"""On which days a series is held, who may demand a meeting, and in which order an agenda stands: by reckoning alone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.law.extra import not_demanded
from casework.meetings.ordering import DECISIONS, ENDING, LISTED, NUMBER, OPENING, Listed, by_rule
from casework.meetings.recurrence import GIVEN, MONTHS, MOST, WEEKS, Recurrence, days_of, days_off

TUESDAY = date(2027, 1, 12)


def test_every_other_week_until_a_day() -> None:
    found = days_of(Recurrence(WEEKS, TUESDAY, 2, until=date(2027, 2, 9)))
    assert found == [TUESDAY, date(2027, 1, 26), date(2027, 2, 9)]


@pytest.mark.parametrize(
    ("first", "days"),
    [
        (TUESDAY, [(1, 12), (2, 9), (3, 9)]),  # the second Tuesday
        (date(2027, 1, 29), [(1, 29), (2, 26), (3, 26)]),  # a fifth Friday: the last one
    ],
)
def test_the_same_weekday_of_each_month(first: date, days: list[tuple[int, int]]) -> None:
    assert days_of(Recurrence(MONTHS, first, count=3)) == [date(2027, month, day) for month, day in days]


def test_given_days_are_taken_once_and_in_order() -> None:
    given_days = [date(2027, 5, 4), TUESDAY, date(2027, 5, 4)]
    assert days_of(Recurrence(GIVEN, TUESDAY, given=given_days)) == [TUESDAY, date(2027, 5, 4)]


def test_days_off_by_law_and_by_custom_are_named() -> None:
    days = [date(2026, 12, 24), date(2027, 3, 26), date(2027, 6, 25), TUESDAY]
    assert days_off(days) == {days[0]: "Julafton", days[1]: "Långfredagen", days[2]: "Midsommarafton"}


starts = st.dates(date(2026, 1, 1), date(2031, 1, 1))


@given(st.sampled_from([WEEKS, MONTHS]), starts, st.integers(1, 12), st.integers(0, 2000))
def test_a_series_keeps_its_weekday_and_ends(frequency: str, first: date, every: int, length: int) -> None:
    until = first + timedelta(days=length)
    found = days_of(Recurrence(frequency, first, every, until=until))
    assert found[0] == first
    assert found == sorted(set(found))
    assert {day.weekday() for day in found} == {first.weekday()}
    assert (len(found) <= MOST, found[-1] <= until) == (True, True)


@pytest.mark.parametrize(
    ("kind", "by", "demanding", "members", "holds"),
    [
        ("committee", "chair", 0, 7, True),
        ("committee", "third", 3, 7, True),
        ("committee", "third", 2, 7, False),
        ("assembly", "third", 13, 39, True),
        ("assembly", "third", 12, 39, False),
        ("assembly", "executive", 0, 39, True),
        ("committee", "executive", 0, 7, False),
        ("assembly", "", 39, 39, False),
    ],
)
def test_who_may_demand_an_extra_meeting(kind: str, by: str, demanding: int, members: int, holds: bool) -> None:
    assert (not_demanded(kind, by, demanding=demanding, members=members) is None) is holds


AGENDA = [
    Listed(1, "case", "KS 2026/10"),
    Listed(2, "information"),
    Listed(3, "other", standing_place=6, at_the_end=True),
    Listed(4, "case", "KS 2026/9", routine=True),
    Listed(5, "case", "KS 2026/9"),
    Listed(6, "roll_call", standing_place=0, at_the_end=False),
    Listed(7, "notices"),
    Listed(8, "agenda"),
]


@pytest.mark.parametrize(
    ("rule", "order"),
    [
        (LISTED, [6, 8, 1, 2, 5, 4, 3, 7]),
        (DECISIONS, [6, 8, 1, 5, 2, 4, 3, 7]),
        (NUMBER, [6, 8, 5, 1, 2, 4, 3, 7]),
    ],
)
def test_an_agenda_is_ordered_by_its_bodys_rule(rule: str, order: list[int]) -> None:
    found = by_rule(AGENDA, rule)
    assert [number for number in found if number not in {3, 7}] == [number for number in order if number not in {3, 7}]
    assert set(found[-2:]) == {3, 7}


kinds = st.sampled_from(["case", "information", "election", *OPENING, *ENDING])
agendas = st.lists(st.tuples(kinds, st.booleans()), max_size=12).map(
    lambda rows: [Listed(number, kind, f"KS 2026/{number}", routine) for number, (kind, routine) in enumerate(rows)]
)


@given(agendas, st.sampled_from([LISTED, DECISIONS, NUMBER]))
def test_ordering_keeps_every_item_and_changes_nothing_twice(items: list[Listed], rule: str) -> None:
    found = by_rule(items, rule)
    assert sorted(found) == [item.id for item in items]
    again = sorted(items, key=lambda item: found.index(item.id))
    assert by_rule(again, rule) == found
