"""What a summons must hold before it goes: when it may, and what its sender must say. Pure but for the words."""

from dataclasses import dataclass
from datetime import date

from casework.law.notice import latest_notice_day, latest_urgent_day
from casework.summons.freezing import ADDED, Change
from casework.web import day as in_words
from workflows import Reason
from workflows._vocabulary import ASSEMBLY, N_

ISSUED_IN = ("planned", "summoned")
"""The states in which a meeting is summoned, for the first time or again."""

URGENT, LATE = "urgent", "late"


@dataclass(frozen=True)
class Verdict:
    """Whether a summons may go today. `refused`: it may not. `asks`: URGENT or LATE where a reason is to be given."""

    latest_day: date | None
    refused: Reason | None = None
    asks: str = ""


def judge(
    kind: str, meeting_day: date, today: date, changes: list[Change] | None, *, notice_days: int | None
) -> Verdict:
    """What holds for a summons sent `today` by a body of that kind; `changes` since the last one, None for the first.

    The assembly: a week before, and what is added later only as urgent, at the latest the weekday before (KL 5:13-15).
    Others: by their own rules, which bind nobody else, so a late summons goes with a reason.
    """
    assembly = kind == ASSEMBLY
    latest = latest_notice_day(meeting_day, assembly=assembly, notice_days=notice_days)
    brings = changes is None or any(change.kind == ADDED for change in changes)
    if latest is None or today <= latest or not brings:
        return Verdict(latest)
    if not assembly:
        return Verdict(latest, asks=LATE)
    if changes is None:
        text = N_(
            "Kallelsen till fullmäktige ska nå alla ledamöter och ersättare minst en vecka före sammanträdesdagen "
            "(5 kap. 15 § kommunallagen). Den skulle ha skickats senast den %(day)s. Planera sammanträdet till en "
            "senare dag."
        )
        return Verdict(latest, Reason(text, {"day": in_words(latest)}))
    last = latest_urgent_day(meeting_day)
    if today > last:
        text = N_(
            "Ett brådskande ärende kan läggas till senast vardagen närmast före sammanträdesdagen, den %(day)s (5 kap. "
            "14 och 15 §§ kommunallagen). Ta ärendet till nästa sammanträde."
        )
        return Verdict(latest, Reason(text, {"day": in_words(last)}))
    return Verdict(latest, asks=URGENT)
