"""The days from a meeting until its decisions are final: KL (2017:725) 5:69, 6:35, 8:12 and 13:5, FL (2017:900) 44 §.

A part of the minutes that is approved by itself (omedelbar justering) has its own days, so each function is asked once
a part (R-107). A correction of a clerical error has none: it decides nothing, and what was approved stays (R-134).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from casework.law.days import DAY, next_working_day

APPROVED_WITHIN = timedelta(days=14)
POSTED_WITHIN = timedelta(days=2)
APPEALED_WITHIN = timedelta(weeks=3)


def latest_approval_day(met_on: date) -> date:
    """The last day to approve the minutes: fourteen days after the meeting, whatever weekday (KL 5:69, R-103).

    `met_on`: the day on which the meeting ended.
    """
    return met_on + APPROVED_WITHIN


def latest_posting_day(approved_on: date, *, shift: bool = False) -> date:
    """The last day to post the notice that minutes are approved: the second day after (KL 8:12, R-108).

    `shift`: whether a day off gives way to the next working day (lag 1930:173 2 §). Whether that law reaches this duty
    is not settled, and to post earlier is never wrong, so it does not unless somebody says so.
    """
    latest = approved_on + POSTED_WITHIN
    return next_working_day(latest) if shift else latest


def last_appeal_day(posted_on: date, *, shift: bool = True) -> date:
    """The last day to ask for legality review: three weeks after the notice was posted (KL 13:5, R-111, R-112).

    `shift`: a day off gives way to the next working day (lag 1930:173 2 §). Of a joint committee the day is counted
    from the last of the postings, and a gap starts it anew: `notice_board.appeal_period` answers both.
    """
    last = posted_on + APPEALED_WITHIN
    return next_working_day(last) if shift else last


def last_administrative_appeal_day(received_on: date, *, shift: bool = True) -> date:
    """The last day for one party to appeal where another law says how: three weeks from his receipt (FL 44 §, R-114).

    `received_on`: when he was told of the decision by the authority; for a party that represents the public, the day
    of the decision. Each party has a day of his own.
    """
    return last_appeal_day(received_on, shift=shift)


def earliest_removal(last_day: date) -> date:
    """The first day on which the notice may be taken down: the day after the last to appeal (KL 8:12, R-112)."""
    return last_day + DAY


def earliest_final_day(last_day: date) -> date:
    """The first day on which a decision can be confirmed as final: the day after the last to appeal (R-113).

    It is final only if nobody has appealed, which the court confirms: this day alone makes nothing final.
    """
    return last_day + DAY


@dataclass(frozen=True)
class Days:
    """What follows from the days that are known; None for what follows from a day that is not.

    `three_weeks_end`: where three weeks lead before a day off gives way, so that the shift can be shown.
    """

    latest_approval_day: date | None = None
    latest_posting_day: date | None = None
    last_appeal_day: date | None = None
    earliest_removal: date | None = None
    earliest_final: date | None = None
    three_weeks_end: date | None = None
    approved_in_time: bool | None = None
    posted_in_time: bool | None = None


def days_from(*, met_on: date | None = None, approved_on: date | None = None, posted_on: date | None = None) -> Days:
    """The days that follow from those of meeting, approval and posting, as far as each is known.

    Raises ValueError where they do not come in that order, and as `next_working_day`.
    """
    known = [day for day in (met_on, approved_on, posted_on) if day]
    if known != sorted(known):
        raise ValueError("a meeting is approved after it was held, and posted after it was approved")
    approve = latest_approval_day(met_on) if met_on else None
    post = latest_posting_day(approved_on) if approved_on else None
    last = last_appeal_day(posted_on) if posted_on else None
    return Days(
        latest_approval_day=approve,
        latest_posting_day=post,
        last_appeal_day=last,
        earliest_removal=earliest_removal(last) if last else None,
        earliest_final=earliest_final_day(last) if last else None,
        three_weeks_end=last_appeal_day(posted_on, shift=False) if posted_on else None,
        approved_in_time=approved_on <= approve if approved_on and approve else None,
        posted_in_time=posted_on <= post if posted_on and post else None,
    )
