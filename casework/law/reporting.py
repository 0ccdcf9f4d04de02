"""What must be reported and by when: decisions by delegation, motions and citizens' proposals (R-87, R-120, R-136).

KL (2017:725) 5 kap. 35 §, 6 kap. 34, 39 and 40 §§, 7 kap. 8 §, 8 kap. 10 §.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from casework.law.appeals import LEGALITY_REVIEW
from casework.law.days import one_year_after
from workflows._vocabulary import N_

BEFORE = (90, 60, 30)
"""How many days before a motion's year is over it is pointed out: ours, the law says nothing."""


def meeting_to_report_at(decided_at: datetime, meetings: Iterable[datetime]) -> datetime | None:
    """The committee's meeting at which an urgent decision must be reported: the next one (KL 6:40 second paragraph).

    `meetings`: when its meetings begin. None where none is planned after the decision.
    """
    return min((begins for begins in meetings if begins > decided_at), default=None)


def lacks_own_minutes(route: str, *, reported: bool, own_minutes: bool) -> str | None:
    """Why a decision by delegation cannot stand as it does, as a sentence; None where it can (KL 6:40, 7:8).

    `reported`: whether the committee has it reported. What is not, and is open to legality review, has minutes of its
    own, and a notice of its own (8:10 § 3), or its period would never begin.
    """
    if reported or own_minutes or route != LEGALITY_REVIEW:
        return None
    return N_(
        "Ett delegationsbeslut som inte anmäls till nämnden och kan laglighetsprövas ska protokollföras särskilt och "
        "tillkännages (kommunallagen 6 kap. 40 §, 7 kap. 8 § och 8 kap. 10 §)."
    )


def delegated_posting_day(*, own_notice: date | None = None, reported_in: date | None = None) -> date | None:
    """From which posting the period of a decision by delegation is counted; None where neither notice is posted.

    `own_notice`: when the notice of the decision itself was posted (KL 8:10 § 3). `reported_in`: when that of the
    minutes was in which it was reported. The first of them begins it (R-120).
    """
    return min((day for day in (own_notice, reported_in) if day), default=None)


def last_day_of_matter(raised_on: date) -> date:
    """The last day for the assembly to decide a motion or a citizens' proposal, or to be told why not (KL 5:35, 6:34).

    One year from when it was raised in the assembly, counted by the day's number in the month (lag 1930:173 1 §). It
    does not move for a day off: the assembly must have met by then.
    """
    return one_year_after(raised_on)


def matter_is_late(raised_on: date, today: date, *, settled_on: date | None = None) -> bool:
    """Whether the year has passed before it was settled: decided, or reported to the assembly with what came out."""
    return (settled_on or today) > last_day_of_matter(raised_on)


def warning_days(last_day: date, before: Sequence[int] = BEFORE) -> list[date]:
    """The days on which somebody is reminded that `last_day` comes, in order."""
    return [last_day - timedelta(days=number) for number in sorted(before, reverse=True)]


def next_information_day(informed_on: date) -> date:
    """The last day for a committee to inform the assembly anew of citizens' proposals: at least yearly (KL 6:34)."""
    return one_year_after(informed_on)
