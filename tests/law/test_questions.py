"""The order of putting the questions: R-71 and R-75."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.law.proposing import (
    ADDITION,
    ADJOURN,
    APPROVE,
    CANDIDATE,
    CHANGE,
    DEFER,
    REJECT,
    REMIT_BACK,
)
from casework.law.questions import (
    COUNTER,
    ELECT,
    LYING,
    MAIN,
    NONE,
    NOTHING_CARRIED,
    TODAY,
    WHICH,
    Answer,
    Carried,
    Live,
    Question,
    answer,
    carried,
    is_contested,
    next_of_matter,
    next_question,
)
from casework.law.voting import NO, YES


def live(*kinds: str) -> list[Live]:
    """Proposals of those kinds, numbered from one."""
    return [Live(number, kind) for number, kind in enumerate(kinds, start=1)]


def played(proposals: list[Live], *said: str) -> tuple[list[Question], Carried]:
    """The questions that are put while they are answered so, and what they come to."""
    put, answers = [], []
    for word in said:
        question = next_question(proposals, answers)
        assert question is not None, f"nothing more to put after {put}"
        put.append(question)
        answers.append(answer(question, word))
    assert next_question(proposals, answers) is None
    return put, carried(proposals, answers)


@pytest.mark.parametrize("kinds", [(), (APPROVE,), (APPROVE, APPROVE)])
def test_where_nothing_is_contested_nothing_need_be_put(kinds: tuple[str, ...]) -> None:
    assert (is_contested(live(*kinds)), played(live(*kinds))) == (False, ([], NOTHING_CARRIED))


@pytest.mark.parametrize(
    ("kind", "said", "outcome"),
    [
        (REJECT, YES, Carried("approve", LYING)),
        (REJECT, NO, Carried("reject", 1)),
        (CHANGE, YES, Carried("approve", LYING)),
        (CHANGE, NO, Carried("approve_changed", 1)),
    ],
)
def test_two_proposals_stand_against_each_other(kind: str, said: str, outcome: Carried) -> None:
    assert played(live(kind), said) == ([Question(MAIN, yes=LYING, no=1)], outcome)


def test_of_more_than_two_the_counter_proposal_is_chosen_first() -> None:
    """R-75: the rest settle between them which one stands against the main proposal."""
    proposals = live(CHANGE, REJECT, CHANGE)
    put, found = played(proposals, NO, YES, NO)
    assert put == [Question(COUNTER, 1, 2), Question(COUNTER, 2, 3), Question(MAIN, LYING, 2)]
    assert found == Carried("reject", 2)


@pytest.mark.parametrize(("kind", "outcome"), [(REMIT_BACK, Carried("remit_back", 1)), (DEFER, Carried("defer", 1))])
def test_whether_the_matter_is_decided_today_is_asked_first(kind: str, outcome: Carried) -> None:
    proposals = live(kind, REJECT)
    assert played(proposals, NO) == ([Question(TODAY, NONE, 1)], outcome)
    assert played(proposals, YES, NO)[1] == Carried("reject", 2)


def test_what_to_do_instead_is_asked_when_the_matter_is_not_decided_today() -> None:
    put, found = played(live(DEFER, REMIT_BACK, REMIT_BACK), NO, NO, YES)
    assert put == [Question(TODAY, NONE, 2), Question(WHICH, 2, 3), Question(WHICH, 3, 1)]
    assert found == Carried("remit_back", 3)


def test_an_adjournment_comes_before_everything_and_decides_nothing() -> None:
    put, found = played(live(REJECT, ADJOURN), YES, YES)
    assert put == [Question(ADJOURN, yes=2), Question(MAIN, LYING, 1)]
    assert found == Carried("approve", LYING)
    assert played(live(ADJOURN), NO)[1] == NOTHING_CARRIED


@pytest.mark.parametrize(("kind", "said", "outcome"), [(CHANGE, YES, "approve"), (REJECT, NO, "reject")])
def test_an_adjournment_that_is_not_put_leaves_what_was_decided(kind: str, said: str, outcome: str) -> None:
    main = answer(Question(MAIN, LYING, 1), said)
    assert carried(live(kind, ADJOURN), [main]).outcome == outcome
    assert carried(live(kind, ADJOURN), []) == NOTHING_CARRIED
    assert next_of_matter(live(kind, ADJOURN), []) == Question(MAIN, LYING, 1)


def test_additions_come_last_each_by_itself() -> None:
    put, found = played(live(ADDITION, CHANGE, ADDITION), NO, YES, NO)
    assert put == [Question(MAIN, LYING, 2), Question(ADDITION, yes=1), Question(ADDITION, yes=3)]
    assert found == Carried("approve_changed", 2, (1,))
    assert played(live(ADDITION), NO)[1] == Carried("approve", LYING)


def test_nothing_is_added_to_what_is_rejected() -> None:
    assert played(live(REJECT, ADDITION), NO) == ([Question(MAIN, LYING, 1)], Carried("reject", 1))


def test_candidates_stand_against_each_other_in_one_question() -> None:
    proposals = live(CANDIDATE, CANDIDATE, CANDIDATE)
    question = Question(ELECT, among=(1, 2, 3))
    assert next_question(proposals, []) == question
    assert carried(proposals, [Answer(question, 3)]) == Carried("approve_changed", 3)
    assert played(live(CANDIDATE)) == ([], Carried("approve_changed", 1))


@given(
    st.lists(st.sampled_from([APPROVE, REJECT, CHANGE, ADDITION, REMIT_BACK, DEFER, ADJOURN]), max_size=9), st.data()
)
def test_the_questions_end_and_settle_what_was_contested(kinds: list[str], data: st.DataObject) -> None:
    """Whatever is answered: no question is put twice, they end, and one of the live proposals is carried."""
    proposals, answers = live(*kinds), []
    while (question := next_question(proposals, answers)) is not None:
        assert question not in [row.question for row in answers]
        assert carried(proposals, answers) == NOTHING_CARRIED
        answers.append(answer(question, data.draw(st.sampled_from([YES, NO]))))
    found = carried(proposals, answers)
    settles = bool(set(kinds) - {APPROVE, ADJOURN})
    assert bool(found.outcome) is settles
    meant = {"approve": {LYING}, "reject": {REJECT}, "remit_back": {REMIT_BACK}, "defer": {DEFER}}
    kind = next((row.kind for row in proposals if row.id == found.proposal), LYING)
    assert not settles or kind in meant.get(found.outcome, {CHANGE, LYING})
    assert {row.kind for row in proposals if row.id in found.additions} <= {ADDITION}
