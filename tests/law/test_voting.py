"""Who votes, how, and what a count finds: R-71 to R-76 and R-79."""

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.law.serving import Place
from casework.law.voting import (
    ABSTAINED,
    CASTING,
    ELECTION,
    EMPLOYMENT,
    LOTS,
    MAJORITY,
    NO,
    NOT_PRESENT,
    OPEN,
    ORDINARY,
    SECRET,
    YES,
    Result,
    by_casting_vote,
    by_lot,
    by_share,
    count_of,
    electors,
    leader_is_needed,
    may_abstain,
    method,
    result,
    tally,
)

ANSWERS = st.lists(st.sampled_from([YES, NO, ABSTAINED, NOT_PRESENT]))
SEVEN = ["chair", "vice_chair", "member", "member", "member", "substitute", "substitute"]


def said(yes: int = 0, no: int = 0, abstained: int = 0, absent: int = 0) -> list[str]:
    """So many answers of each kind."""
    return [YES] * yes + [NO] * no + [ABSTAINED] * abstained + [NOT_PRESENT] * absent


def test_who_serves_votes_also_the_substitute_in_anothers_stead() -> None:
    places = [Place(number, role, present=True) for number, role in enumerate(SEVEN, start=1)]
    places[2] = Place(3, "member", present=True, disqualified=True)
    places[3] = Place(4, "member", present=True, away=True)
    places[5] = Place(6, "substitute", present=True, serving_for_id=3)
    assert [place.person_id for place in electors(places)] == [1, 2, 5, 6]


def test_a_vote_is_open_but_in_elections_and_employments() -> None:
    assert [method(matter) for matter in (ORDINARY, ELECTION, EMPLOYMENT)] == [OPEN, SECRET, SECRET]
    with pytest.raises(ValueError, match="no such matter"):
        method("budget")


@given(ANSWERS)
def test_the_sums_equal_the_electors(answers: Sequence[str]) -> None:
    counted = tally(answers)
    assert (counted.electors, counted.cast) == (len(answers), answers.count(YES) + answers.count(NO))


def test_an_answer_that_is_none_is_no_vote() -> None:
    with pytest.raises(ValueError, match="perhaps"):
        tally(["perhaps"])


@pytest.mark.parametrize(
    ("answers", "winner"), [(said(yes=3, no=2), YES), (said(yes=1, no=2), NO), (said(yes=1, abstained=6), YES)]
)
def test_the_simple_majority_of_the_votes_decides(answers: list[str], winner: str) -> None:
    assert result(tally(answers)) == Result(winner, MAJORITY)


@given(ANSWERS)
def test_who_abstains_or_is_gone_changes_no_result(answers: Sequence[str]) -> None:
    voting = [answer for answer in answers if answer in (YES, NO)]
    assert result(tally(answers)) == result(tally(voting))


@given(st.integers(0, 40), st.sampled_from([ORDINARY, ELECTION, EMPLOYMENT]))
def test_on_a_tie_the_chair_decides_or_lots(each: int, matter: str) -> None:
    found = result(tally(said(yes=each, no=each)), matter)
    assert found == Result(None, CASTING if matter == ORDINARY else LOTS, (YES, NO))


@given(st.dictionaries(st.sampled_from("ABCDE"), st.integers(0, 9), min_size=2))
def test_the_candidate_with_most_votes_is_elected_else_lots_between_the_first(counts: dict[str, int]) -> None:
    found = result(count_of(counts, sorted(counts), 0), ELECTION)
    first = tuple(name for name in sorted(counts) if counts[name] == max(counts.values()))
    assert found == (Result(first[0], MAJORITY) if len(first) == 1 else Result(None, LOTS, first))
    if len(first) > 1:
        assert {by_lot(found, name) for name in first} == set(first)


def test_lots_fall_only_on_those_that_are_equal_and_only_in_an_election() -> None:
    tied = result(count_of({"A": 2, "B": 2, "C": 1}, ["A", "B", "C"], 0), ELECTION)
    for found, drawn in ((tied, "C"), (result(tally(said(1, 1))), YES), (result(tally(said(2, 1)), ELECTION), YES)):
        with pytest.raises(ValueError, match="lots"):
            by_lot(found, drawn)


def test_the_casting_vote_goes_as_the_chair_voted_and_only_on_a_tie_in_an_ordinary_matter() -> None:
    tied = result(tally(said(2, 2)))
    assert [by_casting_vote(tied, choice) for choice in (YES, NO)] == [YES, NO]
    elected = result(tally(said(2, 2)), ELECTION)
    for found, leader in ((tied, ABSTAINED), (tied, None), (elected, YES), (result(tally(said(2, 1))), YES)):
        with pytest.raises(ValueError, match="casting vote"):
            by_casting_vote(found, leader)


@pytest.mark.parametrize("leader", [None, ABSTAINED, NOT_PRESENT])
def test_the_chair_must_vote_when_his_vote_decides(leader: str | None) -> None:
    assert [leader_is_needed(tally(said(yes, 2)), leader) for yes in (1, 2, 3)] == [False, True, False]


def test_a_chair_who_has_voted_or_lots_that_decide_need_nothing_more() -> None:
    assert not leader_is_needed(tally(said(2, 2)), YES)
    assert not leader_is_needed(tally(said(2, 2)), ABSTAINED, ELECTION)


@given(ANSWERS)
def test_where_the_chair_is_not_needed_or_votes_a_result_is_found(others: list[str]) -> None:
    """No vote in an ordinary matter stays undecided: the chair's own vote is there to decide by."""
    abstaining = [*others, ABSTAINED]
    if not leader_is_needed(tally(abstaining), ABSTAINED):
        assert result(tally(abstaining)).winner is not None
    for leader in (YES, NO):
        found = result(tally([*others, leader]))
        assert found.winner or by_casting_vote(found, leader) == leader


@pytest.mark.parametrize(
    ("assembly", "authority", "voted", "may"),
    [
        (True, True, False, True),
        (False, False, False, True),
        (False, True, False, False),
        (False, True, True, True),
    ],
)
def test_in_a_board_who_handled_an_exercise_of_authority_takes_part(
    assembly: bool, authority: bool, voted: bool, may: bool
) -> None:
    assert may_abstain(exercises_authority=authority, assembly=assembly, has_voted=voted) is may


@pytest.mark.parametrize(
    ("answers", "met"),
    [
        (said(yes=6, no=3), True),
        (said(yes=6, no=3, abstained=1), False),
        (said(yes=7, no=3, absent=9), True),
        (said(absent=9), False),
    ],
)
def test_a_qualified_majority_is_of_those_present(answers: list[str], met: bool) -> None:
    assert by_share(tally(answers), Fraction(2, 3)) is met
