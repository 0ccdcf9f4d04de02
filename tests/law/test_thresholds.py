"""A third of those present (KL 5:50), and more than a simple majority; the figures are those of R-81 and R-79."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.law.thresholds import minority, qualified


@pytest.mark.parametrize(("present", "needed"), [(1, 1), (3, 1), (31, 11), (35, 12), (39, 13), (41, 14), (45, 15)])
def test_a_minority_is_the_figure_of_the_law(present: int, needed: int) -> None:
    assert minority(present) == needed


@pytest.mark.parametrize(
    ("present", "share", "needed"),
    [(9, "2/3", 6), (10, "2/3", 7), (3, "2/3", 2), (1, "2/3", 1), (8, "3/4", 6), (9, "3/4", 7), (5, "1/1", 5)],
)
def test_a_qualified_majority_is_at_least_the_share(present: int, share: str, needed: int) -> None:
    assert qualified(present, Fraction(share)) == needed


@given(st.integers(1, 10_000), st.fractions(Fraction(501, 1000), 1, max_denominator=1000))
def test_it_is_the_least_number_that_is_not_below_the_share(present: int, share: Fraction) -> None:
    needed = qualified(present, share)
    assert needed >= share * present > needed - 1
    assert minority(present) * 3 >= present > (minority(present) - 1) * 3


@pytest.mark.parametrize("share", [Fraction(1, 2), Fraction(0), Fraction(-2, 3), Fraction(4, 3)])
def test_what_is_no_qualified_majority_is_refused(share: Fraction) -> None:
    with pytest.raises(ValueError, match="more than half"):
        qualified(9, share)


@pytest.mark.parametrize("count", [minority, qualified])
def test_nobody_decides_nothing(count: object) -> None:
    with pytest.raises(ValueError, match="nobody is present"):
        count(0)  # type: ignore[operator]
