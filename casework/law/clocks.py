"""The days that run from an approval of minutes: KL (2017:725) 8 kap. 12 §."""

from datetime import date, timedelta

POSTED_WITHIN = timedelta(days=2)


def latest_posting_day(approved_on: date) -> date:
    """The last day to post the notice that minutes are approved: the second day after, whatever weekday (R-108).

    Each part that is approved by itself has its own day (R-107).
    """
    return approved_on + POSTED_WITHIN
