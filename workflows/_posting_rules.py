"""Predicates over a notice on the notice board: whether its period still runs, and why it is taken down before."""

from workflows._engine import Reason, alternative, asking
from workflows._facts import Facts
from workflows._vocabulary import LONG_TEXT, N_, Ask


def _runs(facts: Facts) -> bool:
    day = facts.posting.earliest_removal if facts.posting else None
    return day is not None and facts.today < day


@alternative
def period_runs(facts: Facts) -> Reason | None:
    """Only while the period runs is the notice taken down early."""
    if facts.posting is None or _runs(facts):
        return None
    return Reason(N_("Överklagandetiden har gått ut. Ta ned anslaget som vanligt."))


@alternative
def period_is_over(facts: Facts) -> Reason | None:
    """The notice stands until the last day to appeal has passed (KL 8:12, R-109)."""
    if facts.posting is None or not _runs(facts):
        return None
    text = N_("Anslaget får tas ned först %(day)s, när överklagandetiden har gått ut.")
    return Reason(text, {"day": str(facts.posting.earliest_removal)})


@asking(Ask("note", LONG_TEXT, N_("Varför anslaget tas ned i förtid"), N_("Skälet sparas i anslagets historik.")))
def reason_of_the_gap(facts: Facts) -> Reason | None:
    """Who takes down a notice early says why."""
    if facts.given.get("note", "").strip():
        return None
    return Reason(N_("Skriv varför anslaget tas ned innan överklagandetiden har gått ut."))
