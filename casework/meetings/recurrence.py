"""On which days the meetings of a series are held. Pure but for today's calendar of days off."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from casework.law.days import holiday_name

WEEKS, MONTHS, GIVEN = "weeks", "months", "given"
MOST = 60
"""Meetings of one series: five years of monthly ones, more than a year of weekly ones."""
LAST = -1


@dataclass(frozen=True)
class Recurrence:
    """Every so many weeks or months from the first day on, until a day or so many times; or the days that are given.

    Monthly is the same weekday of the month: the second Tuesday, or the last where the first day is a fifth one.
    """

    frequency: str
    first_day: date
    every: int = 1
    until: date | None = None
    count: int | None = None
    given: Sequence[date] = ()


def days_of(rule: Recurrence) -> list[date]:
    """The days in order, each once; at most MOST of them."""
    if rule.frequency == GIVEN:
        return sorted(set(rule.given))[:MOST]
    until = datetime.combine(rule.until, time.max) if rule.until else None
    count = None if until else min(rule.count or MOST, MOST)
    start = datetime.combine(rule.first_day, time.min)
    if rule.frequency == WEEKS:
        found: Iterable[datetime] = rrule(WEEKLY, dtstart=start, interval=rule.every, until=until, count=count)
    else:
        nth = (rule.first_day.day - 1) // 7 + 1
        same = weekday(rule.first_day.weekday(), nth if nth < 5 else LAST)
        found = rrule(MONTHLY, dtstart=start, interval=rule.every, until=until, count=count, byweekday=same)
    return [moment.date() for moment, _number in zip(found, range(MOST), strict=False)]


def days_off(days: Sequence[date]) -> dict[date, str]:
    """Those of the days on which Sweden is free, by law or by custom, with the day's name in Swedish."""
    return {day: name for day in days if (name := holiday_name(day))}
