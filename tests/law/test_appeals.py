"""Which decisions are appealed how, where to, and whether an appeal came in time (R-111, R-114)."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.law.appeals import (
    ADMINISTRATIVE_APPEAL,
    AUTHORITY,
    ELSEWHERE,
    FILED_AT,
    IN_TIME,
    INSTANCE,
    LATE,
    LEGALITY_REVIEW,
    NOT_APPEALABLE,
    PLACES,
    ROUTES,
    WRONG_PLACE,
    Arrival,
    Nature,
    judge,
    not_that_route,
    routes,
)
from casework.law.bodies import KINDS

LAST = date(2019, 2, 26)
PREPARING, EXECUTING = Nature(preparing=True), Nature(executing=True)
SPECIAL, CORRECTION = Nature(special_rules=True), Nature(correction=True)


def test_the_words_are_those_that_are_stored() -> None:
    assert list(ROUTES) == ["legality_review", "administrative_appeal", "not_appealable"]


@pytest.mark.parametrize(
    ("kind", "nature", "possible"),
    [
        ("assembly", Nature(), [LEGALITY_REVIEW]),
        ("assembly", PREPARING, [LEGALITY_REVIEW]),  # KL 13:2 § 1 makes no exception
        ("assembly", EXECUTING, [LEGALITY_REVIEW]),
        ("executive_committee", Nature(), [LEGALITY_REVIEW]),
        ("executive_committee", PREPARING, [NOT_APPEALABLE]),
        ("committee", EXECUTING, [NOT_APPEALABLE]),
        ("board", Nature(), [LEGALITY_REVIEW]),
        ("board", PREPARING, [NOT_APPEALABLE]),
        ("working_committee", Nature(), [LEGALITY_REVIEW]),  # decides for its committee
        ("working_committee", PREPARING, [NOT_APPEALABLE]),
        ("committee", SPECIAL, [ADMINISTRATIVE_APPEAL, NOT_APPEALABLE]),
        ("assembly", SPECIAL, [ADMINISTRATIVE_APPEAL, NOT_APPEALABLE]),
        ("member_consultation", Nature(), [NOT_APPEALABLE]),
        ("preparation_group", SPECIAL, [NOT_APPEALABLE]),
        ("assembly", CORRECTION, [NOT_APPEALABLE]),
        ("committee", CORRECTION, [NOT_APPEALABLE]),
    ],
)
def test_the_routes_that_a_decision_may_have(kind: str, nature: Nature, possible: list[str]) -> None:
    assert list(routes(kind, nature)) == possible
    assert [route for route in ROUTES if not_that_route(route, kind, nature) is None] == possible


@pytest.mark.parametrize(
    ("route", "kind", "nature", "told"),
    [
        ("", "committee", Nature(), "Ange hur beslutet överklagas"),
        (LEGALITY_REVIEW, "committee", PREPARING, "bara förbereder eller verkställer"),
        (LEGALITY_REVIEW, "committee", SPECIAL, "En annan lag säger"),
        (LEGALITY_REVIEW, "member_consultation", Nature(), "fattar inga beslut"),
        (LEGALITY_REVIEW, "assembly", CORRECTION, "En rättelse"),
        (ADMINISTRATIVE_APPEAL, "committee", Nature(), "bara där en annan lag säger det"),
        (ADMINISTRATIVE_APPEAL, "committee", EXECUTING, "bara där en annan lag säger det"),
        (NOT_APPEALABLE, "assembly", PREPARING, "kan laglighetsprövas"),
        (NOT_APPEALABLE, "executive_committee", Nature(), "kan laglighetsprövas"),
    ],
)
def test_another_route_is_refused_with_the_reason(route: str, kind: str, nature: Nature, told: str) -> None:
    assert told in (not_that_route(route, kind, nature) or "")


def test_every_decision_has_a_route_and_a_reason_against_every_other() -> None:
    natures = [Nature(*flags) for flags in product((False, True), repeat=4)]
    for kind, nature in product(KINDS, natures):
        possible = routes(kind, nature)
        assert possible
        assert {route for route in ROUTES if not not_that_route(route, kind, nature)} == set(possible)


def test_an_appeal_is_filed_with_the_court_or_with_who_decided() -> None:
    assert dict(FILED_AT) == {LEGALITY_REVIEW: INSTANCE, ADMINISTRATIVE_APPEAL: AUTHORITY}


@pytest.mark.parametrize(
    ("route", "place", "days", "verdict", "onwards"),
    [
        (LEGALITY_REVIEW, INSTANCE, 0, IN_TIME, None),
        (LEGALITY_REVIEW, INSTANCE, 1, LATE, None),
        (LEGALITY_REVIEW, AUTHORITY, 0, IN_TIME, INSTANCE),  # KL 13:6: tried all the same
        (LEGALITY_REVIEW, AUTHORITY, 1, LATE, INSTANCE),
        (LEGALITY_REVIEW, AUTHORITY, -30, IN_TIME, INSTANCE),
        (LEGALITY_REVIEW, ELSEWHERE, -9, WRONG_PLACE, INSTANCE),
        (ADMINISTRATIVE_APPEAL, AUTHORITY, 0, IN_TIME, INSTANCE),
        (ADMINISTRATIVE_APPEAL, AUTHORITY, 1, LATE, None),  # FL 45 §: dismissed by who decided
        (ADMINISTRATIVE_APPEAL, INSTANCE, 0, IN_TIME, AUTHORITY),  # FL 45 § 2
        (ADMINISTRATIVE_APPEAL, INSTANCE, 1, LATE, AUTHORITY),
        (ADMINISTRATIVE_APPEAL, ELSEWHERE, 0, WRONG_PLACE, AUTHORITY),
        (NOT_APPEALABLE, AUTHORITY, 0, NOT_APPEALABLE, INSTANCE),  # who tries it says so
        (NOT_APPEALABLE, INSTANCE, 9, NOT_APPEALABLE, None),
        (NOT_APPEALABLE, ELSEWHERE, 9, WRONG_PLACE, INSTANCE),
    ],
)
def test_an_appeal_by_its_day_and_place(route: str, place: str, days: int, verdict: str, onwards: str | None) -> None:
    assert judge(route, LAST + timedelta(days=days), place, LAST) == Arrival(verdict, onwards)


def test_who_was_not_told_how_is_never_late_in_an_administrative_appeal() -> None:
    late = LAST + timedelta(days=40)
    assert judge(ADMINISTRATIVE_APPEAL, late, AUTHORITY, LAST, told_how=False) == Arrival(IN_TIME, INSTANCE)
    assert judge(LEGALITY_REVIEW, late, INSTANCE, LAST, told_how=False) == Arrival(LATE, None)


@given(st.sampled_from([LEGALITY_REVIEW, ADMINISTRATIVE_APPEAL]), st.sampled_from([AUTHORITY, INSTANCE]), st.dates())
def test_nobody_is_late_while_no_period_has_run_out(route: str, place: str, day: date) -> None:
    assert judge(route, day, place, None).verdict == IN_TIME


@given(st.sampled_from(list(ROUTES)), st.sampled_from(PLACES), st.dates(max_value=date(9999, 12, 30)))
def test_a_day_earlier_is_never_worse(route: str, place: str, day: date) -> None:
    later, earlier = (judge(route, when, place, LAST).verdict for when in (day + timedelta(days=1), day))
    assert (earlier, later) != (LATE, IN_TIME)


@pytest.mark.parametrize(("route", "place"), [("besvär", AUTHORITY), (LEGALITY_REVIEW, "kommunen")])
def test_another_word_is_refused(route: str, place: str) -> None:
    with pytest.raises(ValueError, match="no such route or place"):
        judge(route, LAST, place, LAST)
