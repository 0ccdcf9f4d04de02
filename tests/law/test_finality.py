"""When a decision can be confirmed as final: the day, what an appeal does to it, and every reason why it cannot."""

from datetime import date

import pytest

from casework.law.appeals import ADMINISTRATIVE_APPEAL, LEGALITY_REVIEW, NOT_APPEALABLE
from casework.law.finality import Tried, earliest_final, last_day, why_not_final
from casework.law.notice_board import AppealPeriod
from workflows._vocabulary import APPEAL_OUTCOMES, UNDONE

POSTED, LAST, FIRST = date(2019, 2, 5), date(2019, 2, 26), date(2019, 2, 27)
STOOD, DOWN = AppealPeriod(POSTED, LAST), AppealPeriod(POSTED, None)
LATER = date(2019, 9, 2)


def told(
    route: str, period: AppealPeriod | None, *appeals: Tried, today: date = LATER, **more: date | bool
) -> list[str]:
    """The reasons in words."""
    return [str(reason) for reason in why_not_final(route, period, appeals, today, **more)]  # type: ignore[arg-type]


def test_the_day_after_the_last_to_appeal_and_not_before() -> None:
    assert told(LEGALITY_REVIEW, STOOD, today=LAST) == ["Överklagandetiden går ut först 2019-02-26."]
    assert told(LEGALITY_REVIEW, STOOD, today=FIRST) == []
    assert earliest_final(LAST, []) == FIRST


def test_without_a_notice_or_while_it_is_down_no_period_runs_out() -> None:
    assert told(LEGALITY_REVIEW, None) == ["Beslutet är inte anslaget, så ingen överklagandetid har börjat löpa."]
    assert told(LEGALITY_REVIEW, DOWN) == [
        "Anslaget togs ned för tidigt. Tiden börjar om när det sätts upp igen, och löper inte nu."
    ]


def test_what_cannot_be_appealed_is_not_confirmed() -> None:
    assert told(NOT_APPEALABLE, STOOD) == ["Beslutet kan inte överklagas. Det gäller utan att laga kraft bekräftas."]
    assert last_day(NOT_APPEALABLE, STOOD) is None


def test_an_administrative_appeal_is_counted_from_when_the_last_party_was_told() -> None:
    on = date(2019, 3, 1)
    assert last_day(ADMINISTRATIVE_APPEAL, STOOD, on) == date(2019, 3, 22)
    asked = "Ange vilken dag den sista som beslutet rör fick del av det."
    assert told(ADMINISTRATIVE_APPEAL, STOOD) == [asked]
    assert told(ADMINISTRATIVE_APPEAL, None, asking=True) == []
    assert told(ADMINISTRATIVE_APPEAL, None, today=date(2019, 3, 22), told_on=on) == [
        "Överklagandetiden går ut först 2019-03-22."
    ]
    assert told(ADMINISTRATIVE_APPEAL, None, today=date(2019, 3, 23), told_on=on) == []


def test_an_open_appeal_hinders_whatever_day_it_is() -> None:
    assert told(LEGALITY_REVIEW, STOOD, Tried()) == ["Ett överklagande är inte slutligt avgjort."]
    assert told(LEGALITY_REVIEW, STOOD, Tried("rejected"), Tried("rejected", LATER)) == [
        "Ett överklagande är inte slutligt avgjort."
    ]


@pytest.mark.parametrize("outcome", APPEAL_OUTCOMES)
def test_what_is_annulled_or_changed_is_never_final(outcome: str) -> None:
    hindered = told(LEGALITY_REVIEW, STOOD, Tried(outcome, LATER))
    undone = "Beslutet har upphävts eller ändrats och kan inte få laga kraft."
    assert hindered == ([undone] if outcome in UNDONE else [])


def test_it_is_final_with_the_judgment_that_leaves_it_standing() -> None:
    rejected, other = Tried("rejected", date(2019, 6, 3)), Tried("withdrawn", date(2019, 4, 1))
    assert earliest_final(LAST, [rejected, other]) == date(2019, 6, 3)


def test_one_that_came_too_late_and_was_dismissed_moves_nothing() -> None:
    assert earliest_final(LAST, [Tried("dismissed", LATER, late=True)]) == FIRST
    assert earliest_final(LAST, [Tried("dismissed", LATER)]) == LATER
    assert earliest_final(LAST, [Tried("rejected", LATER, late=True)]) == LATER
