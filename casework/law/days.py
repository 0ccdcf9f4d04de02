"""Which days count: lag (1930:173) om beräkning av lagstadgad tid and lag (1989:253) om allmänna helgdagar.

The two laws ask different things. A *vardag* (1989:253) is neither a Sunday nor another general holiday, so a Saturday
is one: `is_weekday`. What must be done at the latest on a Sunday, another general holiday, a Saturday, midsummer eve,
Christmas eve or New Year's eve may be done the next vardag that is none of these (1930:173 2 §): `next_working_day`.
"""

import calendar
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from holidays.countries.sweden import Sweden

STOCKHOLM = ZoneInfo("Europe/Stockholm")
"""Where the law counts its days."""

DAY = timedelta(days=1)
SATURDAY, SUNDAY = 6, 7
WEEKEND = {SATURDAY: "lördag", SUNDAY: "söndag"}

FIRST_YEAR, LAST_YEAR = 1992, 2100
"""Between them the list in 1930:173 2 § is the same (SFS 1987:1212) and the library knows the holidays."""


def is_weekday(day: date) -> bool:
    """Whether the day is a vardag (lag 1989:253): neither a Sunday nor another general holiday. A Saturday is one."""
    return day.isoweekday() != SUNDAY and day not in _holidays(day.year)[0]


def is_working_day(day: date) -> bool:
    """Whether a period may end on the day (lag 1930:173 2 §).

    Raises ValueError for a year before 1992 or after 2100, whose days off are not known.
    """
    return why_off(day) is None


def next_working_day(day: date) -> date:
    """The day itself where a period may end on it, else the next on which it may (lag 1930:173 2 §).

    Raises ValueError as `is_working_day`.
    """
    while not is_working_day(day):
        day += DAY
    return day


def why_off(day: date) -> str | None:
    """What the day is called in Swedish where no period ends on it: its holiday, else lördag or söndag; None else.

    Raises ValueError as `is_working_day`.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"the days off of {day.year} are not known")
    return holiday_name(day) or WEEKEND.get(day.isoweekday())


def holiday_name(day: date) -> str | None:
    """The day's name in Swedish where Sweden is free by law or by custom (the three eves); None for other days."""
    general, eves = _holidays(day.year)
    return general.get(day) or eves.get(day)


def one_year_after(day: date) -> date:
    """The day with the same number in the same month a year later; 29 February gives 28 February (lag 1930:173 1 §)."""
    last = calendar.monthrange(day.year + 1, day.month)[1]
    return day.replace(year=day.year + 1, day=min(day.day, last))


@cache
def _holidays(year: int) -> "tuple[Sweden, Sweden]":
    """The general holidays of the year, and the eves that other laws treat as such."""
    from holidays.countries.sweden import Sweden  # a quarter of a second: only where a day off is asked for

    return tuple(Sweden(years=year, language="sv", categories=kind) for kind in ("public", "de_facto"))  # type: ignore[return-value]
