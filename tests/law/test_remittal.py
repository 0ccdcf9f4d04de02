"""A minority that remits or defers, once: R-80 to R-84."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.law.remittal import DEFER, REMIT_BACK, Demand, Earlier, carried, has_minority_right, spent, suffices
from casework.law.thresholds import minority
from casework.law.voting import ELECTION, EMPLOYMENT, ORDINARY


def demanding(number: int, motive: str = "", *, kind: str = REMIT_BACK, first: int = 1) -> Demand:
    """A demand by so many persons."""
    return Demand(kind, frozenset(range(first, first + number)), motive)


@pytest.mark.parametrize(
    ("number", "present", "holds"), [(13, 39, True), (12, 39, False), (11, 31, True), (14, 41, True)]
)
def test_a_third_of_those_present_suffices(number: int, present: int, holds: bool) -> None:
    assert suffices(demanding(number), present) is holds


def test_who_abstains_is_present_too() -> None:
    """R-82: 14 for it and 0 against of 45 who are present are no third, though nobody is against."""
    assert not suffices(demanding(14), 45)


@pytest.mark.parametrize(
    ("assembly", "matter", "has"),
    [(True, ORDINARY, True), (True, EMPLOYMENT, True), (True, ELECTION, False), (False, ORDINARY, False)],
)
def test_the_right_is_the_assemblys_and_not_in_elections(assembly: bool, matter: str, has: bool) -> None:
    assert has_minority_right(assembly=assembly, matter=matter) is has


@pytest.mark.parametrize("outcome", [DEFER, REMIT_BACK])
def test_one_shot_is_shared_and_a_majority_leaves_it_intact(outcome: str) -> None:
    assert spent([Earlier(outcome, by_minority=True)])
    assert not spent([Earlier(outcome), Earlier("approve", by_minority=True)])
    assert not spent([])


def test_each_motive_is_tried_by_itself() -> None:
    """R-83: 13 of 39 are needed; 7 and 7 with a motive each are none, 13 and 14 are two."""
    assert carried([demanding(7, "Pris"), demanding(7, "Miljö", first=8)], 39) == []
    both = [demanding(13, "Pris"), demanding(14, "Miljö", first=14)]
    assert carried(both, 39) == both


@given(st.integers(1, 200), st.integers(0, 200))
def test_one_more_who_demands_never_makes_it_fail(present: int, number: int) -> None:
    assert suffices(demanding(number), present) is (number >= minority(present))
    assert suffices(demanding(number + 1), present) >= suffices(demanding(number), present)
    assert suffices(demanding(number), present) is (number * 3 >= present)
