"""When members must be summoned at the latest (KL 2017:725).

The assembly: the summons reaches every member and substitute at least one week before the meeting day (5:13, 5:15). A
matter too urgent for that may be added at the latest the weekday (vardag) nearest before that day (5:14, 5:15). For
boards and committees the law says nothing of the kind; the rules of procedure (reglemente) may (6:17, 6:23).

A vardag is a day that is neither a Sunday nor another general holiday (lag 1989:253), so a Saturday is one: that is
what the words say, and to be stricter would refuse what the law allows.
"""

from datetime import date, timedelta

from casework.law.days import DAY, is_weekday

WEEK = timedelta(days=7)


def latest_notice_day(meeting_day: date, *, assembly: bool, notice_days: int | None = None) -> date | None:
    """The last day on which the summons may reach the members; None where nothing rules it.

    `notice_days`: how many days before the meeting day a body's own rules ask for. The assembly's week is the least
    that the law takes; its own rules may ask for more.
    """
    own = None if notice_days is None else meeting_day - DAY * notice_days
    if not assembly:
        return own
    return min(own, meeting_day - WEEK) if own is not None else meeting_day - WEEK


def latest_urgent_day(meeting_day: date) -> date:
    """The last day on which an urgent matter may be added to the assembly's agenda: the weekday nearest before."""
    day = meeting_day - DAY
    while not is_weekday(day):
        day -= DAY
    return day
