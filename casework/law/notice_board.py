"""How long a notice stood up, and what a gap does: KL (2017:725) 8 kap. 12 §, 9 kap. 32 §, 13 kap. 5 § (R-109, R-115).

The notice may not be taken down before the last day to appeal has passed, and the period runs out only if the notice
stood on the notice board all the while (13:5 second paragraph). The law does not say how the day is counted after a
gap. Here the three weeks start anew from the posting that ended it: nobody is refused who might have relied on a
notice that was not there. Whether it stood there is asked of moments, the weeks are counted in days of Stockholm.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from casework.law.clocks import earliest_removal, last_appeal_day
from casework.law.days import STOCKHOLM

AT_ONCE = timedelta(0)


@dataclass(frozen=True)
class Stretch:
    """A time during which the notice stood up: since when, and until when; None while it stands.

    Raises ValueError for a moment without zone, and for an end before the beginning.
    """

    up: datetime
    down: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse what is no stretch of time."""
        if self.up.tzinfo is None or (self.down is not None and self.down.tzinfo is None):
            raise ValueError("a moment on the notice board has a zone")
        if self.down is not None and self.down < self.up:
            raise ValueError("a notice is taken down after it was posted")


@dataclass(frozen=True)
class AppealPeriod:
    """The three weeks, as they stand.

    `posted_on`: the day of the posting from which they are counted. `last_day`: the last of them; None where the notice
    is not there, so that no day can be told until it is posted again. `restarted`: whether a gap made them start anew.
    """

    posted_on: date
    last_day: date | None
    restarted: bool = False

    def has_ended(self, today: date) -> bool:
        """Whether it is over on that day: nobody can appeal any more."""
        return self.last_day is not None and today > self.last_day


def unbroken(stretches: Sequence[Stretch], *, tolerance: timedelta = AT_ONCE) -> list[Stretch]:
    """The stretches in order of time, with those joined that leave no gap between them.

    `tolerance`: how long a gap may be and be none, for whoever measures the notice board from outside; the law knows
    no such time, so it is nothing unless somebody says so.
    """
    found: list[Stretch] = []
    for row in sorted(stretches, key=lambda row: row.up):
        last = found[-1] if found else None
        if last is None or (last.down is not None and row.up - last.down > tolerance):
            found.append(row)
        elif last.down is not None and (row.down is None or row.down > last.down):
            found[-1] = Stretch(last.up, row.down)
    return found


def on_every(boards: Sequence[Sequence[Stretch]], *, tolerance: timedelta = AT_ONCE) -> list[Stretch]:
    """When the notice stood on all notice boards at once, as that of a joint committee must (KL 9:32, 13:5, R-115).

    So the clock starts with the last of the postings, and a gap on one of them is a gap. Raises ValueError for none.
    """
    if not boards:
        raise ValueError("a notice is posted on at least one notice board")
    common, *others = [unbroken(board, tolerance=tolerance) for board in boards]
    for other in others:
        both = [_together(one, another) for one in common for another in other]
        common = [row for row in both if row]
    return common


def appeal_period(
    stretches: Sequence[Stretch], *, tolerance: timedelta = AT_ONCE, shift: bool = True
) -> AppealPeriod | None:
    """The period to ask for legality review, from when the notice stood up; None for one that never did (KL 13:5).

    The first posting after which it stood to the end of the last day closes the period for good, whatever happens to
    the notice afterwards. Where none did, the newest posting counts.
    """
    runs = unbroken(stretches, tolerance=tolerance)
    for number, run in enumerate(runs):
        posted = _day(run.up)
        last = last_appeal_day(posted, shift=shift)
        if run.down is None or _day(run.down) >= earliest_removal(last):
            return AppealPeriod(posted, last, restarted=number > 0)
    return AppealPeriod(_day(runs[-1].up), None, restarted=len(runs) > 1) if runs else None


def _day(moment: datetime) -> date:
    return moment.astimezone(STOCKHOLM).date()


def _together(one: Stretch, other: Stretch) -> Stretch | None:
    up = max(one.up, other.up)
    down = min((moment for moment in (one.down, other.down) if moment), default=None)
    return Stretch(up, down) if down is None or up < down else None
