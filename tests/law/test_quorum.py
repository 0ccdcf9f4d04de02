"""More than half of the members (KL 5:45 and 6:27); the figures are those of the rule R-50 and F-13."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.law.quorum import quorum


@pytest.mark.parametrize(
    ("members", "needed"),
    [(1, 1), (2, 2), (5, 3), (6, 4), (7, 4), (9, 5), (11, 6), (13, 7), (16, 9), (31, 16), (41, 21)],
)
def test_quorum_is_the_figure_of_the_law(members: int, needed: int) -> None:
    assert quorum(members) == needed


@given(st.integers(min_value=1, max_value=10_000))
def test_quorum_is_the_least_number_that_is_more_than_half(members: int) -> None:
    needed = quorum(members)
    assert needed * 2 > members
    assert (needed - 1) * 2 <= members
    assert needed <= members


@pytest.mark.parametrize("members", [0, -1])
def test_body_without_members_has_no_quorum(members: int) -> None:
    with pytest.raises(ValueError, match="at least one member"):
        quorum(members)
