"""When a decision can be confirmed as final (laga kraft): KL (2017:725) 13:5, FL (2017:900) 44 §, R-113.

No day makes it final by itself: the court is asked whether somebody has appealed, since one may have come to it alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casework.law.appeals import ADMINISTRATIVE_APPEAL, NOT_APPEALABLE
from casework.law.clocks import earliest_final_day, last_administrative_appeal_day
from casework.law.notice_board import AppealPeriod
from workflows import Reason
from workflows._vocabulary import N_, UNDONE


@dataclass(frozen=True)
class Tried:
    """An appeal of the decision: what became of it, and the day from which that stands; None while it is open."""

    outcome: str = ""
    stands_from: date | None = None
    late: bool = False


def last_day(route: str, period: AppealPeriod | None, told_on: date | None = None) -> date | None:
    """The last day to appeal; None where no day can be told: no notice, a notice taken down too early, nobody told.

    `told_on`: where another law says how it is appealed, when the last of those whom it concerns was told of it.
    """
    if route == ADMINISTRATIVE_APPEAL:
        return last_administrative_appeal_day(told_on) if told_on else None
    return period.last_day if period is not None and route != NOT_APPEALABLE else None


def earliest_final(last: date, appeals: Sequence[Tried]) -> date:
    """The first day on which the decision may have become final, appeals that were tried among it.

    One that came too late and was dismissed moves nothing; else it is final with the judgment that leaves it standing.
    """
    moving = [one for one in appeals if not (one.late and one.outcome == "dismissed")]
    tried = [one.stands_from for one in moving if one.stands_from]
    return max([earliest_final_day(last), *tried])


def why_not_final(
    route: str,
    period: AppealPeriod | None,
    appeals: Sequence[Tried],
    today: date,
    *,
    told_on: date | None = None,
    asking: bool = False,
) -> list[Reason]:
    """Every reason why nobody may confirm today that the decision is final; [] where it may be confirmed.

    `asking`: the page asks for `told_on` first, so that its want is no reason yet.
    """
    if route == NOT_APPEALABLE:
        return [Reason(N_("Beslutet kan inte överklagas. Det gäller utan att laga kraft bekräftas."))]
    reasons = []
    if any(one.stands_from is None for one in appeals):
        reasons.append(Reason(N_("Ett överklagande är inte slutligt avgjort.")))
    if any(one.outcome in UNDONE for one in appeals):
        reasons.append(Reason(N_("Beslutet har upphävts eller ändrats och kan inte få laga kraft.")))
    last = last_day(route, period, told_on)
    if last is not None:
        if today < earliest_final_day(last):
            reasons.append(Reason(N_("Överklagandetiden går ut först %(day)s."), {"day": last.isoformat()}))
    elif route == ADMINISTRATIVE_APPEAL:
        reasons += [] if asking else [Reason(N_("Ange vilken dag den sista som beslutet rör fick del av det."))]
    elif period is None:
        reasons.append(Reason(N_("Beslutet är inte anslaget, så ingen överklagandetid har börjat löpa.")))
    else:
        reasons.append(
            Reason(N_("Anslaget togs ned för tidigt. Tiden börjar om när det sätts upp igen, och löper inte nu."))
        )
    return reasons
